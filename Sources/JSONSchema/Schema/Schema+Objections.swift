// Keywords that judge a value by itself: what each has to object, if anything.

extension Schema {
  func objection(_ keyword: SchemaKeyword, _ value: JSON) -> SchemaViolation.Reason? {
    switch keyword {
    case .type(let types): types.allows(value) ? nil : typeObjection(types, value)
    case .enumeration(let values): values.contains(value) ? nil : .enumeration(allowed: values.allowed)
    case .constant(let constant): constant == value ? nil : .constant(constant)
    default:
      switch value {
      case .number(let number): objection(keyword, number)
      case .string(let text): objection(keyword, text)
      case .array(let elements): objection(keyword, elements)
      case .object(let object): objection(keyword, object)
      case .null, .bool: nil
      }
    }
  }

  private func typeObjection(_ types: TypeSet, _ value: JSON) -> SchemaViolation.Reason {
    let isInteger = value.numberValue?.isInteger == true
    return .type(expected: types.names, found: isInteger ? "integer" : value.kind.rawValue)
  }

  private func objection(_ keyword: SchemaKeyword, _ number: JSONNumber) -> SchemaViolation.Reason? {
    switch keyword {
    case .multipleOf(let divisor): number.isMultiple(of: divisor) ? nil : .multipleOf(divisor)
    case .minimum(let limit, let isExclusive):
      (isExclusive ? limit < number : limit <= number) ? nil : .minimum(limit, isExclusive: isExclusive)
    case .maximum(let limit, let isExclusive):
      (isExclusive ? number < limit : number <= limit) ? nil : .maximum(limit, isExclusive: isExclusive)
    default: nil
    }
  }

  private func objection(_ keyword: SchemaKeyword, _ text: String) -> SchemaViolation.Reason? {
    switch keyword {
    case .minimumLength(let limit):
      // A code point has at most four bytes, so most texts need no counting.
      text.utf8.count / 4 >= limit || text.unicodeScalars.count >= limit
        ? nil : .minimumLength(limit, found: text.unicodeScalars.count)
    case .maximumLength(let limit):
      text.utf8.count <= limit || text.unicodeScalars.count <= limit
        ? nil : .maximumLength(limit, found: text.unicodeScalars.count)
    case .format(let name, let check):
      switch check.verdict(text) {
      case .valid: nil
      case .invalid(let note): .format(name, note: note)
      }
    default: nil
    }
  }

  private func objection(_ keyword: SchemaKeyword, _ elements: [JSON]) -> SchemaViolation.Reason? {
    switch keyword {
    case .minimumElements(let limit):
      elements.count >= limit ? nil : .minimumElements(limit, found: elements.count)
    case .maximumElements(let limit):
      elements.count <= limit ? nil : .maximumElements(limit, found: elements.count)
    case .uniqueElements: repetition(elements)
    default: nil
    }
  }

  private func repetition(_ elements: [JSON]) -> SchemaViolation.Reason? {
    var places: [JSON: Int] = [:]
    for (place, element) in elements.enumerated() {
      if let first = places.updateValue(place, forKey: element) {
        return .repeatedElement(first: first, second: place)
      }
    }
    return nil
  }

  private func objection(_ keyword: SchemaKeyword, _ object: JSONObject) -> SchemaViolation.Reason? {
    switch keyword {
    case .minimumMembers(let limit): object.count >= limit ? nil : .minimumMembers(limit, found: object.count)
    case .maximumMembers(let limit): object.count <= limit ? nil : .maximumMembers(limit, found: object.count)
    default: nil
    }
  }
}
