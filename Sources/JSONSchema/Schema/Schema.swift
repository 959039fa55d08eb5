// JSON Schema 2020-12: all its vocabularies, compiled once, evaluated under a budget. A schema is a value and may be
// shared between threads; nothing is fetched, and no schema or value, however hostile, does more than end a validation.

/// A compiled JSON Schema (draft 2020-12).
public struct Schema: Sendable {
  let nodes: [SchemaNode]
  /// The URI of each resource.
  let resources: [String]
  let dynamicAnchors: [[CodePoints: Int]]
  let options: SchemaOptions
  /// The order in which the schema names members, for writing values of it.
  public let keyOrder: KeyOrder

  /// Compiles a schema and all it refers to.
  ///
  /// Throws `SchemaError` where a keyword has not the form it needs, a pattern is malformed or cannot run in linear
  /// time, a reference leads nowhere, or the dialect is unknown.
  public init(
    _ document: JSON, resources: SchemaResources = .standard, options: SchemaOptions = SchemaOptions()
  ) throws(SchemaError) {
    var compiler = SchemaCompiler(options: options, resources: resources)
    try compiler.compile(document)
    nodes = compiler.nodes
    self.resources = compiler.registry.resources.map(\.uri)
    dynamicAnchors = compiler.dynamicAnchors
    self.options = options
    keyOrder = KeyOrder(schema: compiler.nodes)
  }

  /// Whether a value keeps to the schema.
  public func isValid(_ value: JSON) -> Bool {
    var evaluation = SchemaEvaluation(schema: self, collects: false)
    return evaluation.run(value)
  }

  /// Everything in a value that breaks the schema: in the order of the value, at one place in the order of evaluation.
  public func violations(of value: JSON) -> [SchemaViolation] {
    if isValid(value) { return [] }
    var evaluation = SchemaEvaluation(schema: self, collects: true)
    _ = evaluation.run(value)
    return SchemaViolation.inOrder(evaluation.violations, of: value)
  }
}
