// Keywords that judge a value by itself.

extension SchemaCompiler {
  mutating func compileValidation(_ source: inout SchemaSource) throws(SchemaError) {
    if let value = source.schema["type"] { source.keywords.append(.type(try types(value, source))) }
    if let value = source.schema["enum"] {
      guard case .array(let allowed) = value else { throw wrong("enum", .list, source) }
      source.keywords.append(.enumeration(Enumeration(allowed)))
    }
    if let value = source.schema["const"] { source.keywords.append(.constant(value)) }
    try compileNumbers(&source)
    if let limit = try count("minLength", source) { source.keywords.append(.minimumLength(limit)) }
    if let limit = try count("maxLength", source) { source.keywords.append(.maximumLength(limit)) }
    if let pattern = try text("pattern", source) {
      let place = SchemaPlace(resource: source.place.resource, pointer: source.place.pointer.appending("pattern"))
      source.keywords.append(.pattern(try expression(pattern, at: place)))
    }
    if let limit = try count("minItems", source) { source.keywords.append(.minimumElements(limit)) }
    if let limit = try count("maxItems", source) { source.keywords.append(.maximumElements(limit)) }
    if let value = source.schema["uniqueItems"] {
      guard let isUnique = value.boolValue else { throw wrong("uniqueItems", .boolean, source) }
      if isUnique { source.keywords.append(.uniqueElements) }
    }
    if let limit = try count("minProperties", source) { source.keywords.append(.minimumMembers(limit)) }
    if let limit = try count("maxProperties", source) { source.keywords.append(.maximumMembers(limit)) }
    if let value = source.schema["required"] {
      source.keywords.append(.required(try names(value, "required", .listOfStrings, source)))
    }
    try compileDependentRequired(&source)
  }

  private func compileNumbers(_ source: inout SchemaSource) throws(SchemaError) {
    if let divisor = try number("multipleOf", source) {
      guard divisor > 0 else { throw wrong("multipleOf", .positiveNumber, source) }
      guard DecimalValue(divisor.lexeme).count <= DecimalValue.longestDivisor else {
        throw wrong("multipleOf", .shortNumber(digits: DecimalValue.longestDivisor), source)
      }
      source.keywords.append(.multipleOf(divisor))
    }
    if let limit = try number("minimum", source) { source.keywords.append(.minimum(limit, isExclusive: false)) }
    if let limit = try number("exclusiveMinimum", source) { source.keywords.append(.minimum(limit, isExclusive: true)) }
    if let limit = try number("maximum", source) { source.keywords.append(.maximum(limit, isExclusive: false)) }
    if let limit = try number("exclusiveMaximum", source) { source.keywords.append(.maximum(limit, isExclusive: true)) }
  }

  private func compileDependentRequired(_ source: inout SchemaSource) throws(SchemaError) {
    guard let value = source.schema["dependentRequired"] else { return }
    guard case .object(let members) = value else {
      throw wrong("dependentRequired", .membersOfListsOfStrings, source)
    }
    var rules: [(name: String, needs: [String])] = []
    for (name, needs) in members {
      rules.append((name, try names(needs, "dependentRequired", .membersOfListsOfStrings, source)))
    }
    source.keywords.append(.dependentRequired(rules))
  }

  func compileFormat(_ source: inout SchemaSource) throws(SchemaError) {
    guard let name = try text("format", source) else { return }
    var check: FormatCheck?
    if case .asserted(let checks) = options.formats { check = checks[name] }
    if check == nil, source.dialect.assertsFormats { check = StandardFormats.all[name] }
    if let check { source.keywords.append(.format(name, check)) }
  }

  private func types(_ value: JSON, _ source: SchemaSource) throws(SchemaError) -> TypeSet {
    var set: TypeSet = []
    for name in value.arrayValue ?? [value] {
      guard let name = name.stringValue else { throw wrong("type", .typeNames, source) }
      guard let type = TypeSet(name: name) else {
        throw error(at: place("type", source), .unknownType(name))
      }
      set.formUnion(type)
    }
    return set
  }
}
