// A compiled schema: nodes in one array that name one another by position, so that circles cost nothing.
// A node holds its keywords in the order of evaluation; the ones that look at what others evaluated come last.

/// One schema; a class, as are other parts of keywords, so that walking over them copies nothing.
final class SchemaNode: Sendable {
  let resource: Int
  let pointer: JSONPointer
  let keywords: [SchemaKeyword]
  /// Whether `unevaluatedItems` or `unevaluatedProperties` stands here, which needs to know what others evaluated.
  let hasUnevaluated: Bool

  init(_ place: SchemaPlace, keywords: [SchemaKeyword] = [], hasUnevaluated: Bool = false) {
    resource = place.resource
    pointer = place.pointer
    self.keywords = keywords
    self.hasUnevaluated = hasUnevaluated
  }
}

/// One keyword ready for evaluation; numbers of type `Int` in the applicators are positions of nodes.
enum SchemaKeyword: Sendable {
  case fails
  case reference(Int)
  /// With the anchor's name where the target may be overridden from the dynamic scope.
  case dynamicReference(Int, anchor: CodePoints?)
  case allOf([Int])
  case anyOf([Int])
  case oneOf([Int])
  case not(Int)
  case condition(Int, then: Int?, otherwise: Int?)
  case dependentSchemas([NamedNode])
  case members(MemberRules)
  case memberNames(Int)
  case elements(leading: [Int], others: Int?)
  case contains(Int, minimum: Int, maximum: Int?)
  case unevaluatedMembers(Int)
  case unevaluatedElements(Int)

  case type(TypeSet)
  case enumeration(Enumeration)
  case constant(JSON)
  case multipleOf(JSONNumber)
  case minimum(JSONNumber, isExclusive: Bool)
  case maximum(JSONNumber, isExclusive: Bool)
  case minimumLength(Int)
  case maximumLength(Int)
  case pattern(RegularExpression)
  case minimumElements(Int)
  case maximumElements(Int)
  case uniqueElements
  case minimumMembers(Int)
  case maximumMembers(Int)
  case required([String])
  case dependentRequired([(name: String, needs: [String])])
  case format(String, FormatCheck)
}

/// The values of `enum`, hashed where there are many.
final class Enumeration: Sendable {
  let allowed: [JSON]
  private let set: Set<JSON>

  init(_ allowed: [JSON]) {
    self.allowed = allowed
    set = allowed.count > 16 ? Set(allowed) : []
  }

  func contains(_ value: JSON) -> Bool { set.isEmpty ? allowed.contains(value) : set.contains(value) }
}

/// A name and the node that is to be applied for it.
struct NamedNode: Sendable {
  let name: String
  let node: Int
}

/// `properties`, `patternProperties` and `additionalProperties`: together they say which node a member answers to.
final class MemberRules: Sendable {
  let named: [NamedNode]
  let patterns: [PatternNodes]
  let others: Int?
  /// Whether `others` is the schema `false`, which is told of in its own words.
  let forbidsOthers: Bool
  private let places: [CodePoints: Int]

  /// A pattern and the node for members whose names match it.
  struct PatternNodes: Sendable {
    let expression: RegularExpression
    let node: Int
  }

  init(named: [NamedNode], patterns: [PatternNodes], others: Int?, forbidsOthers: Bool) {
    self.named = named
    self.patterns = patterns
    self.others = others
    self.forbidsOthers = forbidsOthers
    let places = named.enumerated().map { (CodePoints($0.element.name), $0.offset) }
    self.places = Dictionary(places, uniquingKeysWith: { first, _ in first })
  }

  /// The place of a name in `named`; the guess is tried first, for members often stand in the schema's order.
  func place(of name: String, guess: Int) -> Int? {
    if guess < named.count, named[guess].name.isIdentical(to: name) { return guess }
    return places[CodePoints(name)]
  }
}

/// The kinds that `type` allows.
struct TypeSet: OptionSet, Sendable {
  let rawValue: UInt8

  static let integer = TypeSet(rawValue: 64)

  init(rawValue: UInt8) { self.rawValue = rawValue }

  init(_ kind: JSON.Kind) {
    switch kind {
    case .null: rawValue = 1
    case .boolean: rawValue = 2
    case .object: rawValue = 4
    case .array: rawValue = 8
    case .number: rawValue = 16
    case .string: rawValue = 32
    }
  }

  init?(name: String) {
    if name == "integer" {
      self = .integer
    } else if let kind = JSON.Kind(rawValue: name) {
      self.init(kind)
    } else {
      return nil
    }
  }

  func allows(_ value: JSON) -> Bool {
    if contains(TypeSet(value.kind)) { return true }
    return contains(.integer) && value.numberValue?.isInteger == true
  }

  var names: [String] {
    JSON.Kind.allCases.filter { contains(TypeSet($0)) }.map(\.rawValue) + (contains(.integer) ? ["integer"] : [])
  }
}
