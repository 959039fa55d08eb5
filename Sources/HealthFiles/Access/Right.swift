internal import JSONSchema

/// What may be done, to what, and when.
public struct Right: Sendable, Hashable {
  /// What is done to a record or a file.
  public enum Act: String, Sendable, CaseIterable {
    /// It is new.
    case add
    /// Fields change.
    case amend
    /// It goes, and leaves nothing.
    case remove
    /// It goes, and leaves the stub of an erased record.
    case erase
  }

  /// When a right holds.
  public enum Condition: String, Sendable, CaseIterable {
    /// The record names the signer, before and after.
    case own
    /// The business day in the record's id is that of the commit's author time.
    case today
  }

  /// Collections that are no records: `*` does not stand for them.
  public static let reserved: Set<String> = ["access", "policy", "schema", "store"]
  static let everything = "*"
  /// The collection to which everybody may add: what two clones could not bring together.
  static let conflicts = "conflicts"

  /// Names of collections, or `*` for all of records.
  public let collections: Set<String>
  /// What may be done.
  public let acts: Set<Act>
  /// When; nil for always.
  public let condition: Condition?
  /// The members an amendment may change; nil for all.
  public let fields: Set<String>?

  /// Makes a right.
  public init(collections: Set<String>, acts: Set<Act>, condition: Condition? = nil, fields: Set<String>? = nil) {
    self.collections = collections
    self.acts = acts
    self.condition = condition
    self.fields = fields
  }

  /// Reads a right from a value that keeps to the schema of roles.
  init(_ json: JSON) {
    func words(_ key: String) -> [String]? { json[key]?.arrayValue?.compactMap(\.stringValue) }
    self.init(
      collections: Set(words("collections") ?? []), acts: Set((words("acts") ?? []).compactMap(Act.init(rawValue:))),
      condition: json["when"]?.stringValue.flatMap(Condition.init(rawValue:)), fields: words("fields").map { Set($0) })
  }

  /// Whether the right is about a collection.
  func covers(_ collection: String) -> Bool {
    collections.contains(collection) || collections.contains(Self.everything) && !Self.reserved.contains(collection)
  }

  /// Whether the right allows a change whole.
  func allows(_ change: AccessChange, by signer: Signer, on day: BusinessDay) -> Bool {
    guard acts.contains(change.act), covers(change.collection) else { return false }
    switch condition {
    case .own where !change.names(signer): return false
    case .today where change.day != day: return false
    default: break
    }
    guard let fields, change.act == .amend else { return true }
    return change.changedMembers.map { $0.isSubset(of: fields) } ?? false
  }
}

/// A named list of rights.
public struct Role: Sendable, Hashable {
  /// Name of the role: the name of its file.
  public let name: String
  /// What people call it.
  public let label: Phrase
  /// What may be done.
  public let rights: [Right]
  /// The sealed compartments it opens.
  public let compartments: Set<String>
  /// What hfile-web shows to who has it.
  public let sight: Sight

  /// Makes a role.
  public init(
    name: String, label: Phrase, rights: [Right], compartments: Set<String>, sight: Sight = .nothing
  ) {
    self.sight = sight
    self.name = name
    self.label = label
    self.rights = rights
    self.compartments = compartments
  }

  /// Reads a role from a value that keeps to the schema of roles.
  init(_ json: JSON, name: String) {
    self.init(
      name: name, label: Phrase(json["label"]) ?? Phrase(name, name, name),
      rights: (json["rights"]?.arrayValue ?? []).map(Right.init),
      compartments: Set((json["compartments"]?.arrayValue ?? []).compactMap(\.stringValue)),
      sight: Sight(json["web"]) ?? .usual(of: name) ?? .nothing)
  }

  /// The roles a store begins with: path in the store and content.
  public static var beginning: [(path: String, role: Role)] {
    files.map { ($0.path, Role($0.value, name: AccessFile.stem($0.path))) }
  }

  /// The files of the roles a store begins with.
  static var files: [(path: String, value: JSON)] {
    let roles = BuiltInSchemas.access(AccessFile.role.rawValue).document["x-hfile"]?["beginning"]?.objectValue
    return (roles.map { $0.map { ($0, $1) } } ?? []).map { (AccessFile.role.path($0), $1) }
  }
}
