// A record type is one schema file: JSON Schema 2020-12 plus the private word `x-hfile`. Nothing else in the house
// knows a type by name; what a type needs is said in its file.

public import JSONSchema

/// How the records of a type are laid out in files.
public enum RecordLayout: String, Sendable, CaseIterable {
  /// One file for the whole store.
  case singleton
  /// One file a record, all in one folder; at most 256.
  case flat
  /// One file a record, spread over folders named by a hash of the id.
  case fanned
  /// One file a record, under the month it was made in.
  case dated
  /// One line a record, one file a business day and device.
  case daily
}

/// A type of record, as its schema file says.
public struct RecordType: Sendable {
  /// A pointer pattern whose values are ids of other records.
  public struct Reference: Sendable {
    /// Where the ids stand.
    public let pattern: JSONPointerPattern
    /// Names of the types that may be meant.
    public let types: [String]
  }

  /// The scope in which values must be unique.
  public enum Scope: String, Sendable, CaseIterable {
    /// In one business day.
    case day
    /// In the records of one device.
    case device
    /// In the whole store.
    case store
  }

  /// Fields that together name at most one record.
  public struct Uniqueness: Sendable {
    /// The fields; a record that lacks one is not compared.
    public let fields: [JSONPointer]
    /// The scopes, all of which apply.
    public let within: Set<Scope>
  }

  /// Name of the type: the name of its file.
  public let name: String
  /// Folder of its records.
  public let collection: String
  /// Three letters that begin its ids.
  public let prefix: String
  /// How records are laid out in files.
  public let layout: RecordLayout
  /// What one record is called.
  public let label: Phrase
  /// What several records are called.
  public let plural: Phrase
  private let lazyContent: Lazy<Content>

  init(
    name: String, collection: String, prefix: String, layout: RecordLayout, label: Phrase, plural: Phrase,
    content: Lazy<Content>
  ) {
    self.name = name
    self.collection = collection
    self.prefix = prefix
    self.layout = layout
    self.label = label
    self.plural = plural
    lazyContent = content
  }

  /// What a type says beyond its head; read from the schema file when it is first needed.
  struct Content: Sendable {
    let summary: [JSONPointer]
    let columns: [JSONPointer]
    let time: JSONPointer?
    let references: [Reference]
    let unique: [Uniqueness]
    let sealed: SealedFields?
    let mergeRules: [JSONPointer: JSONMergeRule]
    let chosenCode: Bool
    let document: JSON
    /// Usual values of the fields that every record has; few commands ask for them.
    let defaults: Lazy<[(name: String, value: JSON)]>
    /// Compiled when it is first needed: showing a record needs its labels only.
    let schema: Lazy<Schema>
    let found = FoundFields()
  }

  /// Fields that make a one-line summary.
  public var summary: [JSONPointer] { lazyContent.value.summary }
  /// Fields a list shows.
  public var columns: [JSONPointer] { lazyContent.value.columns }
  /// The instant at which a fact happened; never changes.
  public var time: JSONPointer? { lazyContent.value.time }
  /// Where ids of other records stand.
  public var references: [Reference] { lazyContent.value.references }
  /// What must be unique.
  public var unique: [Uniqueness] { lazyContent.value.unique }
  /// What is sealed in its records; nil when nothing is.
  public var sealed: SealedFields? { lazyContent.value.sealed }
  /// How two versions of some of its fields come together; a sealed compartment that nobody opens is one value.
  public var mergeRules: [JSONPointer: JSONMergeRule] { lazyContent.value.mergeRules }
  /// Whether a person may choose the code of an id.
  public var chosenCode: Bool { lazyContent.value.chosenCode }
  /// The whole schema file.
  public var document: JSON { lazyContent.value.document }
  /// The compiled schema.
  public var schema: Schema { lazyContent.value.schema.value }
  var found: FoundFields { lazyContent.value.found }

  /// Returns whether a value lies in a sealed field.
  public func isSealed(_ pointer: JSONPointer) -> Bool {
    guard let first = pointer.tokens.first, let sealed else { return false }
    return sealed.compartment(of: first) != nil
  }

  /// Returns a record whose required fields have the schema's `default` where they are missing.
  func withDefaults(_ value: JSON) -> JSON {
    var value = value
    for (name, usual) in lazyContent.value.defaults.value where value[name] == nil { value[name] = usual }
    return value
  }

  /// Returns a value that one of the schema's examples has at a pointer, or for any item of the list there.
  func example(at pointer: JSONPointer) -> String? {
    let pattern = JSONPointerPattern(JSONPointer(pointer.tokens.map { Int($0) == nil ? $0 : "*" }))
    let examples = document["examples"]?.arrayValue ?? []
    return examples.lazy.compactMap { pattern.matches(in: $0).first?.1.stringValue }.first
  }

  /// Returns the instant of a record, when its type has one.
  public func instant(of value: JSON) -> Instant? {
    time.flatMap { value[$0]?.stringValue }.flatMap { Instant($0) }
  }

  /// Returns the one-line summary of a record without its sealed fields.
  public func summary(of value: JSON) -> String {
    summary.filter { !isSealed($0) }.compactMap { value[$0]?.plainText }.joined(separator: " ")
  }
}

extension JSON {
  /// The value as a person would write it in a cell: a string bare, everything else as compact JSON.
  public var plainText: String { stringValue ?? text(.compact) }
}
