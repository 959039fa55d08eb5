// Which keywords mean something: a dialect is the set of vocabularies its metaschema names.

struct SchemaDialect: Sendable, Hashable {
  var hasApplicators = true
  var hasUnevaluated = true
  var hasValidation = true
  var assertsFormats = false

  static let standard = SchemaDialect()
  static let standardURI = "https://json-schema.org/draft/2020-12/schema"
  private static let prefix = "https://json-schema.org/draft/2020-12/vocab/"
  private static let silent: Set<String> = ["core", "meta-data", "format-annotation", "content"]

  init() {}

  /// The dialect of a metaschema's `$vocabulary`; throws the URI of a demanded vocabulary that is unknown.
  init(vocabulary: JSONObject) throws(UnknownVocabulary) {
    hasApplicators = false
    hasUnevaluated = false
    hasValidation = false
    for (uri, demanded) in vocabulary {
      let name = uri.hasPrefix(Self.prefix) ? String(uri.dropFirst(Self.prefix.count)) : ""
      switch name {
      case "applicator": hasApplicators = true
      case "unevaluated": hasUnevaluated = true
      case "validation": hasValidation = true
      case "format-assertion": assertsFormats = true
      case _ where Self.silent.contains(name): break
      default: if demanded == true { throw UnknownVocabulary(uri: uri) }
      }
    }
  }

  struct UnknownVocabulary: Error {
    let uri: String
  }
}
