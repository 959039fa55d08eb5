// From schema documents to nodes. Places are compiled from a list of work, each once, so neither depth nor circles of
// references use the stack.

struct SchemaCompiler {
  let options: SchemaOptions
  var registry: SchemaRegistry
  var nodes: [SchemaNode] = []
  var patterns: [String: RegularExpression] = [:]
  /// What all patterns together may still cost to compile.
  var patternWork = RegularExpression.workLimit
  private var positions: [SchemaPlace: Int] = [:]
  private var waiting: [(node: Int, place: SchemaPlace, value: JSON)] = []
  /// Resources whose dynamic anchors are compiled.
  private var openedResources: Set<Int> = []

  init(options: SchemaOptions, resources: SchemaResources) {
    self.options = options
    registry = SchemaRegistry(documents: resources)
  }

  /// Compiles a document; its root is node 0.
  mutating func compile(_ document: JSON) throws(SchemaError) {
    let root = try registry.add(document, uri: "")
    _ = try node(at: SchemaPlace(resource: root, pointer: .root), document)
    while let work = waiting.popLast() {
      try compile(work.value, at: work.place, into: work.node)
    }
  }

  /// The node of a place; compiled later, if it is new.
  mutating func node(at place: SchemaPlace, _ value: JSON) throws(SchemaError) -> Int {
    if let known = positions[place] { return known }
    guard nodes.count < options.sizeLimit else { throw error(at: place, .tooLarge(limit: options.sizeLimit)) }
    let position = nodes.count
    nodes.append(SchemaNode(place))
    positions[place] = position
    waiting.append((position, place, value))
    if openedResources.insert(place.resource).inserted { try openDynamicAnchors(of: place.resource) }
    return position
  }

  /// Makes nodes for all that a `$dynamicRef` may come upon in a resource.
  private mutating func openDynamicAnchors(of resource: Int) throws(SchemaError) {
    let anchors = registry.resources[resource].dynamicAnchors.values.sorted { $0.description < $1.description }
    for pointer in anchors {
      guard let value = registry.resources[resource].root[pointer] else { continue }
      _ = try node(at: SchemaPlace(resource: resource, pointer: pointer), value)
    }
  }

  private mutating func compile(_ value: JSON, at place: SchemaPlace, into node: Int) throws(SchemaError) {
    switch value {
    case .bool(true): break
    case .bool(false): nodes[node] = SchemaNode(place, keywords: [.fails])
    case .object(let schema):
      var source = SchemaSource(schema: schema, place: place, dialect: registry.resources[place.resource].dialect)
      try compileReferences(&source)
      if source.dialect.hasApplicators { try compileApplicators(&source) }
      if source.dialect.hasValidation { try compileValidation(&source) }
      try compileFormat(&source)
      if source.dialect.hasUnevaluated { try compileUnevaluated(&source) }
      nodes[node] = SchemaNode(place, keywords: source.keywords, hasUnevaluated: source.hasUnevaluated)
    default: throw error(at: place, .notASchema(found: value.kind))
    }
  }

  /// Where the dynamic anchors of each resource lead.
  var dynamicAnchors: [[CodePoints: Int]] {
    registry.resources.enumerated().map { position, resource in
      resource.dynamicAnchors.compactMapValues { positions[SchemaPlace(resource: position, pointer: $0)] }
    }
  }

  func error(at place: SchemaPlace, _ reason: SchemaError.Reason) -> SchemaError {
    SchemaError(resource: registry.resources[place.resource].uri, pointer: place.pointer, reason: reason)
  }
}

/// One schema object while it is compiled.
struct SchemaSource {
  let schema: JSONObject
  let place: SchemaPlace
  let dialect: SchemaDialect
  var keywords: [SchemaKeyword] = []
  var hasUnevaluated = false
}
