// The documents a `$ref` may name. Nothing is ever fetched: what is not here does not exist.

/// Schema documents by their URI.
public struct SchemaResources: Sendable {
  private var documents: [String: JSON] = [:]

  /// Makes an empty set of documents, without even the metaschemas.
  public init() {}

  /// The metaschemas of JSON Schema 2020-12.
  public static let standard: SchemaResources = {
    var resources = SchemaResources()
    for document in Metaschemas.all {
      if let uri = document["$id"]?.stringValue { resources[uri] = document }
    }
    return resources
  }()

  /// The document at a URI; a fragment is disregarded.
  public subscript(uri: String) -> JSON? {
    get { documents[URIReference.withoutFragment(uri)] }
    set { documents[URIReference.withoutFragment(uri)] = newValue }
  }
}
