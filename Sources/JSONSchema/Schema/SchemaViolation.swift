// What is wrong with a value by a schema, as facts. The words are found where a person is spoken to.

/// One rule of a schema that a value breaks.
public struct SchemaViolation: Sendable, Hashable {
  /// The place in the value; for a missing or surplus member, the object.
  public let instance: JSONPointer
  /// The way through the schema to the keyword, references included.
  public let keywordPath: JSONPointer
  /// The keyword's own place: the URI of its resource, `#`, and a pointer.
  public let schemaLocation: String
  /// What is broken.
  public let reason: Reason
  /// For alternatives, what each of them had to object, in order.
  public let causes: [SchemaViolation]

  /// Makes a violation of its facts.
  public init(
    instance: JSONPointer, keywordPath: JSONPointer, schemaLocation: String, reason: Reason,
    causes: [SchemaViolation] = []
  ) {
    self.instance = instance
    self.keywordPath = keywordPath
    self.schemaLocation = schemaLocation
    self.reason = reason
    self.causes = causes
  }

  /// The rule that is broken, with its facts.
  public enum Reason: Sendable, Hashable {
    /// Nothing is allowed here.
    case falseSchema
    /// `found` is `integer` for whole numbers.
    case type(expected: [String], found: String)
    case enumeration(allowed: [JSON])
    case constant(JSON)
    case multipleOf(JSONNumber)
    case minimum(JSONNumber, isExclusive: Bool)
    case maximum(JSONNumber, isExclusive: Bool)
    /// Lengths count code points.
    case minimumLength(Int, found: Int)
    case maximumLength(Int, found: Int)
    case pattern(String)
    case format(String, note: String?)
    case minimumElements(Int, found: Int)
    case maximumElements(Int, found: Int)
    /// Two elements are equal; the first such pair is named.
    case repeatedElement(first: Int, second: Int)
    /// Too few elements of the kind that `contains` asks for.
    case minimumContained(Int, found: Int)
    case maximumContained(Int, found: Int)
    case minimumMembers(Int, found: Int)
    case maximumMembers(Int, found: Int)
    case missingMember(String)
    /// A member is missing that the presence of another demands.
    case missingDependentMember(String, because: String)
    case additionalMember(String)
    /// The name of a member breaks `propertyNames`; the causes say how.
    case memberName(String)
    case unevaluatedMember(String)
    case unevaluatedElement(Int)
    /// None of the alternatives of `anyOf` or `oneOf` holds; the causes say why.
    case noAlternative
    /// More than one alternative of `oneOf` holds.
    case severalAlternatives([Int])
    /// What `not` forbids holds.
    case forbidden
    /// The validation was given up: too many steps.
    case stepLimitReached(limit: Int)
    /// The validation was given up: too deep, or references that lead in a circle.
    case tooDeep(limit: Int)
  }
}
