// Keywords that apply other schemas.

extension SchemaCompiler {
  mutating func compileReferences(_ source: inout SchemaSource) throws(SchemaError) {
    if let reference = try text("$ref", source) {
      let (place, value) = try resolve(reference, "$ref", source)
      source.keywords.append(.reference(try node(at: place, value)))
    }
    if let reference = try text("$dynamicRef", source) {
      let (place, value) = try resolve(reference, "$dynamicRef", source)
      let fragment = URIReference(reference).fragment ?? ""
      let resource = registry.resources[place.resource]
      let isDynamic = resource.dynamicAnchors[CodePoints(fragment)] == place.pointer
      let anchor = isDynamic ? CodePoints(fragment) : nil
      source.keywords.append(.dynamicReference(try node(at: place, value), anchor: anchor))
    }
  }

  private mutating func resolve(
    _ reference: String, _ keyword: String, _ source: SchemaSource
  ) throws(SchemaError) -> (SchemaPlace, JSON) {
    if let found = try registry.resolve(reference, from: source.place.resource) { return found }
    let place = SchemaPlace(resource: source.place.resource, pointer: source.place.pointer.appending(keyword))
    throw error(at: place, .unresolvableReference(reference))
  }

  mutating func compileApplicators(_ source: inout SchemaSource) throws(SchemaError) {
    if let nodes = try list("allOf", source) { source.keywords.append(.allOf(nodes)) }
    if let nodes = try list("anyOf", source) { source.keywords.append(.anyOf(nodes)) }
    if let nodes = try list("oneOf", source) { source.keywords.append(.oneOf(nodes)) }
    if let node = try schema("not", source) { source.keywords.append(.not(node)) }
    if let condition = try schema("if", source) {
      let then = try schema("then", source)
      let otherwise = try schema("else", source)
      source.keywords.append(.condition(condition, then: then, otherwise: otherwise))
    }
    if let named = try named("dependentSchemas", source) { source.keywords.append(.dependentSchemas(named)) }
    try compileMembers(&source)
    if let node = try schema("propertyNames", source) { source.keywords.append(.memberNames(node)) }
    try compileElements(&source)
  }

  private mutating func compileMembers(_ source: inout SchemaSource) throws(SchemaError) {
    let named = try named("properties", source) ?? []
    var patterns: [MemberRules.PatternNodes] = []
    for pattern in try self.named("patternProperties", source) ?? [] {
      let place = source.place.pointer.appending("patternProperties").appending(pattern.name)
      let expression = try expression(pattern.name, at: SchemaPlace(resource: source.place.resource, pointer: place))
      patterns.append(MemberRules.PatternNodes(expression: expression, node: pattern.node))
    }
    let others = try schema("additionalProperties", source)
    if named.isEmpty, patterns.isEmpty, others == nil { return }
    let forbidsOthers = source.schema["additionalProperties"] == false
    source.keywords.append(
      .members(MemberRules(named: named, patterns: patterns, others: others, forbidsOthers: forbidsOthers)))
  }

  private mutating func compileElements(_ source: inout SchemaSource) throws(SchemaError) {
    let leading = try list("prefixItems", source) ?? []
    let others = try schema("items", source)
    if !leading.isEmpty || others != nil { source.keywords.append(.elements(leading: leading, others: others)) }
    if let node = try schema("contains", source) {
      let minimum = source.dialect.hasValidation ? try count("minContains", source) : nil
      let maximum = source.dialect.hasValidation ? try count("maxContains", source) : nil
      source.keywords.append(.contains(node, minimum: minimum ?? 1, maximum: maximum))
    }
  }

  mutating func compileUnevaluated(_ source: inout SchemaSource) throws(SchemaError) {
    if let node = try schema("unevaluatedItems", source) { source.keywords.append(.unevaluatedElements(node)) }
    if let node = try schema("unevaluatedProperties", source) { source.keywords.append(.unevaluatedMembers(node)) }
    source.hasUnevaluated =
      source.schema["unevaluatedItems"] != nil || source.schema["unevaluatedProperties"] != nil
  }
}
