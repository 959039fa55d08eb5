// The order in which violations are told, and the keyword each is told under.

extension SchemaViolation {
  /// Sorts violations by the place of what they concern, keeping the order of evaluation at one place.
  static func inOrder(_ violations: [SchemaViolation], of value: JSON) -> [SchemaViolation] {
    let placed = violations.enumerated().map { number, violation in
      (path: ordinals(violation.instance, in: value), number: number, violation: violation)
    }
    let sorted = placed.sorted { left, right in
      left.path == right.path ? left.number < right.number : left.path.lexicographicallyPrecedes(right.path)
    }
    return sorted.map(\.violation)
  }

  /// The pointer as positions: which member, which element.
  private static func ordinals(_ pointer: JSONPointer, in value: JSON) -> [Int] {
    var ordinals: [Int] = []
    var value = value
    for token in pointer.tokens {
      if case .object(let object) = value {
        ordinals.append(object.position(of: token) ?? Int.max)
      } else {
        ordinals.append(JSONPointer.index(token) ?? Int.max)
      }
      value = value.child(token) ?? .null
    }
    return ordinals
  }
}

extension SchemaViolation.Reason {
  /// The keyword that a value by itself breaks.
  var keyword: String {
    switch self {
    case .type: "type"
    case .enumeration: "enum"
    case .constant: "const"
    case .multipleOf: "multipleOf"
    case .minimum(_, let isExclusive): isExclusive ? "exclusiveMinimum" : "minimum"
    case .maximum(_, let isExclusive): isExclusive ? "exclusiveMaximum" : "maximum"
    case .minimumLength: "minLength"
    case .maximumLength: "maxLength"
    case .pattern: "pattern"
    case .format: "format"
    case .minimumElements: "minItems"
    case .maximumElements: "maxItems"
    case .repeatedElement: "uniqueItems"
    case .minimumMembers: "minProperties"
    case .maximumMembers: "maxProperties"
    default: ""
    }
  }
}
