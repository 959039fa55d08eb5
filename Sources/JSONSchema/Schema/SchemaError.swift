// Why a schema cannot be used, as facts.

/// Says what is wrong with a schema itself, and where.
public struct SchemaError: Error, Sendable, Hashable {
  /// The URI of the document or embedded resource; empty where it has none.
  public let resource: String
  /// The place within that resource.
  public let pointer: JSONPointer
  /// What is wrong.
  public let reason: Reason

  /// Makes an error of its facts.
  public init(resource: String, pointer: JSONPointer, reason: Reason) {
    self.resource = resource
    self.pointer = pointer
    self.reason = reason
  }

  /// What can be wrong with a schema.
  public enum Reason: Sendable, Hashable {
    /// Something stands where a schema must stand, and is neither object nor boolean.
    case notASchema(found: JSON.Kind)
    /// The value of a keyword has not the form it needs.
    case keywordValue(String, expected: KeywordForm)
    case unknownType(String)
    case invalidPattern(String, RegularExpression.SyntaxError)
    /// A `$ref` or `$dynamicRef` leads nowhere.
    case unresolvableReference(String)
    /// The `$schema` names a dialect that is not at hand.
    case unknownDialect(String)
    /// The dialect demands a vocabulary that is not known here.
    case unknownVocabulary(String)
    /// An `$id` carries a fragment.
    case identifierWithFragment(String)
    case tooLarge(limit: Int)
  }

  /// What a keyword may hold.
  public enum KeywordForm: Sendable, Hashable {
    case string, boolean, number, positiveNumber, countingNumber, schema
    case listOfSchemas, membersOfSchemas, listOfStrings, membersOfListsOfStrings, list, typeNames
    /// A divisor of at most this many significant digits.
    case shortNumber(digits: Int)
  }
}
