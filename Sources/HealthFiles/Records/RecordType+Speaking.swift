internal import JSONSchema

extension RecordType {
  /// Returns a fact in the words of the schema: labels of fields and codes, an example of the right form.
  func speaking(_ fact: Fact, _ violation: SchemaViolation) -> Fact {
    guard case .schema(let reason, let found) = fact else { return fact }
    let place = violation.instance
    switch reason {
    case .pattern: return example(at: place).map { .form(found: found, example: $0) } ?? fact
    case .missingMember(let name):
      return field(at: place.appending(name))?.label.map { .lacks(field: name, label: $0) } ?? fact
    case .enumeration: return unknownCode(found, at: place) ?? fact
    case .noAlternative: return lacksOneOf(violation.causes, at: place) ?? fact
    default: return fact
    }
  }

  private func unknownCode(_ found: String?, at place: JSONPointer) -> Fact? {
    guard let field = field(at: place), !field.codes.isEmpty else { return nil }
    let labels = field.codes.map { $0.label ?? Phrase($0.code, $0.code, $0.code) }
    let groups = zip(field.codes, labels).map { [$0.code] + $1.all }
    let near = found.map { Suggestion.nearest(to: $0, amongGroups: groups) } ?? []
    return .unknownCode(found: found, codes: field.codes.map(\.code), labels: labels, near: near)
  }

  /// The fields of which every alternative asks for another.
  private func lacksOneOf(_ causes: [SchemaViolation], at place: JSONPointer) -> Fact? {
    var names: [String] = []
    for cause in causes {
      guard case .missingMember(let name) = cause.reason, cause.instance == place, !names.contains(name) else {
        continue
      }
      names.append(name)
    }
    let labels = names.map { field(at: place.appending($0))?.label ?? Phrase($0, $0, $0) }
    return names.count > 1 ? .lacksOneOf(fields: names, labels: labels) : nil
  }
}
