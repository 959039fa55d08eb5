// Reading the values of keywords, each in the form it must have.

extension SchemaCompiler {
  func place(_ keyword: String, _ source: SchemaSource) -> SchemaPlace {
    SchemaPlace(resource: source.place.resource, pointer: source.place.pointer.appending(keyword))
  }

  func wrong(_ keyword: String, _ form: SchemaError.KeywordForm, _ source: SchemaSource) -> SchemaError {
    error(at: place(keyword, source), .keywordValue(keyword, expected: form))
  }

  mutating func schema(_ keyword: String, _ source: SchemaSource) throws(SchemaError) -> Int? {
    guard let value = source.schema[keyword] else { return nil }
    return try node(at: registry.child(of: source.place, keyword), value)
  }

  mutating func list(_ keyword: String, _ source: SchemaSource) throws(SchemaError) -> [Int]? {
    guard let value = source.schema[keyword] else { return nil }
    guard case .array(let elements) = value else { throw wrong(keyword, .listOfSchemas, source) }
    var found: [Int] = []
    for (index, element) in elements.enumerated() {
      found.append(try node(at: registry.child(of: source.place, keyword, String(index)), element))
    }
    return found
  }

  mutating func named(_ keyword: String, _ source: SchemaSource) throws(SchemaError) -> [NamedNode]? {
    guard let value = source.schema[keyword] else { return nil }
    guard case .object(let members) = value else { throw wrong(keyword, .membersOfSchemas, source) }
    var found: [NamedNode] = []
    for (name, member) in members {
      found.append(NamedNode(name: name, node: try node(at: registry.child(of: source.place, keyword, name), member)))
    }
    return found
  }

  func text(_ keyword: String, _ source: SchemaSource) throws(SchemaError) -> String? {
    guard let value = source.schema[keyword] else { return nil }
    guard let text = value.stringValue else { throw wrong(keyword, .string, source) }
    return text
  }

  func number(_ keyword: String, _ source: SchemaSource) throws(SchemaError) -> JSONNumber? {
    guard let value = source.schema[keyword] else { return nil }
    guard let number = value.numberValue else { throw wrong(keyword, .number, source) }
    return number
  }

  /// A whole number from 0; one beyond 64 bits counts as the largest.
  func count(_ keyword: String, _ source: SchemaSource) throws(SchemaError) -> Int? {
    guard let number = try number(keyword, source) else { return nil }
    guard number.isInteger, number >= 0 else { throw wrong(keyword, .countingNumber, source) }
    return number.int64.flatMap { Int(exactly: $0) } ?? Int.max
  }

  func names(
    _ value: JSON, _ keyword: String, _ form: SchemaError.KeywordForm, _ source: SchemaSource
  ) throws(SchemaError) -> [String] {
    guard case .array(let elements) = value else { throw wrong(keyword, form, source) }
    var names: [String] = []
    for element in elements {
      guard let name = element.stringValue else { throw wrong(keyword, form, source) }
      names.append(name)
    }
    return names
  }

  mutating func expression(_ pattern: String, at place: SchemaPlace) throws(SchemaError) -> RegularExpression {
    if let known = patterns[pattern] { return known }
    do throws(RegularExpression.SyntaxError) {
      let expression = try RegularExpression(pattern, work: &patternWork)
      patterns[pattern] = expression
      return expression
    } catch let fault {
      throw error(at: place, .invalidPattern(pattern, fault))
    }
  }
}
