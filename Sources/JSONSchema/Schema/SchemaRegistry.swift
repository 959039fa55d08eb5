// Schema resources and the names within them: documents, the resources embedded in them by `$id`, and anchors.
// Only places where a schema may stand are searched, so an `$id` inside an `enum` names nothing.

/// One resource: a document, or a part of one with an `$id` of its own.
struct SchemaResource: Sendable {
  let uri: String
  let base: URIReference
  let root: JSON
  let dialect: SchemaDialect
  var anchors: [CodePoints: JSONPointer] = [:]
  var dynamicAnchors: [CodePoints: JSONPointer] = [:]
  /// Resources that begin within this one.
  var embedded: [JSONPointer: Int] = [:]
}

/// A schema's place: a resource and a pointer within it.
struct SchemaPlace: Hashable {
  var resource: Int
  var pointer: JSONPointer
}

struct SchemaRegistry {
  let documents: SchemaResources
  var resources: [SchemaResource] = []
  private var positions: [String: Int] = [:]

  init(documents: SchemaResources) { self.documents = documents }

  /// Takes a document in, with all resources embedded in it.
  mutating func add(_ document: JSON, uri: String) throws(SchemaError) -> Int {
    let base = URIReference(URIReference.withoutFragment(uri))
    let root = try open(document, base: base, inherited: .standard)
    if positions[base.text] == nil { positions[base.text] = root }
    try walk(document, SchemaPlace(resource: root, pointer: .root))
    return root
  }

  /// The resource at an absolute URI without fragment, taken in from the documents where need be.
  mutating func resource(at uri: String) throws(SchemaError) -> Int? {
    if let position = positions[uri] { return position }
    guard let document = documents[uri] else { return nil }
    return try add(document, uri: uri)
  }

  private mutating func open(
    _ value: JSON, base: URIReference, inherited: SchemaDialect
  ) throws(SchemaError) -> Int {
    var base = base
    if let identifier = value["$id"]?.stringValue {
      var reference = URIReference(identifier)
      if reference.fragment?.isEmpty == false {
        throw SchemaError(resource: base.text, pointer: .root, reason: .identifierWithFragment(identifier))
      }
      reference.fragment = nil
      base = reference.resolved(against: base)
    }
    let dialect = try dialect(of: value, inherited: inherited, base.text)
    resources.append(SchemaResource(uri: base.text, base: base, root: value, dialect: dialect))
    if positions[base.text] == nil { positions[base.text] = resources.count - 1 }
    return resources.count - 1
  }

  private func dialect(
    of value: JSON, inherited: SchemaDialect, _ resource: String
  ) throws(SchemaError) -> SchemaDialect {
    guard let name = value["$schema"]?.stringValue else { return inherited }
    let uri = URIReference.withoutFragment(name)
    if uri == SchemaDialect.standardURI { return .standard }
    guard let metaschema = documents[uri] else {
      throw SchemaError(resource: resource, pointer: JSONPointer(["$schema"]), reason: .unknownDialect(name))
    }
    guard let vocabulary = metaschema["$vocabulary"]?.objectValue else { return .standard }
    do throws(SchemaDialect.UnknownVocabulary) {
      return try SchemaDialect(vocabulary: vocabulary)
    } catch {
      throw SchemaError(
        resource: resource, pointer: JSONPointer(["$schema"]), reason: .unknownVocabulary(error.uri))
    }
  }

  private mutating func walk(_ value: JSON, _ place: SchemaPlace) throws(SchemaError) {
    guard case .object(let object) = value else { return }
    if let name = object["$anchor"]?.stringValue {
      resources[place.resource].anchors[CodePoints(name)] = place.pointer
    }
    if let name = object["$dynamicAnchor"]?.stringValue {
      resources[place.resource].anchors[CodePoints(name)] = place.pointer
      resources[place.resource].dynamicAnchors[CodePoints(name)] = place.pointer
    }
    for (keyword, content) in object {
      let pointer = place.pointer.appending(keyword)
      switch (SchemaKeywords.content(of: keyword), content) {
      case (.schema, _):
        try step(content, SchemaPlace(resource: place.resource, pointer: pointer))
      case (.list, .array(let elements)):
        for (index, element) in elements.enumerated() {
          try step(element, SchemaPlace(resource: place.resource, pointer: pointer.appending(index)))
        }
      case (.members, .object(let members)):
        for (name, member) in members {
          try step(member, SchemaPlace(resource: place.resource, pointer: pointer.appending(name)))
        }
      default: break
      }
    }
  }

  private mutating func step(_ value: JSON, _ place: SchemaPlace) throws(SchemaError) {
    guard value["$id"]?.stringValue != nil else { return try walk(value, place) }
    let parent = resources[place.resource]
    let position = try open(value, base: parent.base, inherited: parent.dialect)
    resources[place.resource].embedded[place.pointer] = position
    try walk(value, SchemaPlace(resource: position, pointer: .root))
  }
}

/// Which keywords hold schemas, and how.
enum SchemaKeywords {
  enum Content {
    case schema, list, members
  }

  static func content(of keyword: String) -> Content? {
    switch keyword {
    case "additionalProperties", "not", "if", "then", "else", "items", "contains", "propertyNames",
      "unevaluatedItems", "unevaluatedProperties", "contentSchema":
      .schema
    case "allOf", "anyOf", "oneOf", "prefixItems": .list
    case "properties", "patternProperties", "dependentSchemas", "$defs", "definitions": .members
    default: nil
    }
  }
}
