internal import JSONSchema

/// The record types and policies that the schema files of one store (or one commit) define.
public struct Catalogue: Sendable {
  /// All record types by name.
  public let types: [String: RecordType]
  /// All policies by name.
  public let policies: [String: PolicyType]
  /// What is wrong with the schema files.
  public let problems: [Problem]
  private let byPrefix: [String: RecordType]
  private let byCollection: [String: RecordType]

  /// Folder of the record types' schema files in a store.
  public static let recordFolder = "schema/records/"
  /// Folder of the policies' schema files in a store.
  public static let policyFolder = "schema/policy/"
  /// End of a schema file's name.
  public static let suffix = ".schema.json"

  /// Reads a catalogue from schema files; what is wrong with a file is kept in `problems`, the others still count.
  ///
  /// - Parameters:
  ///   - files: path in the store and bytes of each file.
  ///   - currency: the currency whose digits amounts must have; nil leaves the number of digits open.
  public init(files: [(path: String, bytes: [UInt8])], currency: Currency?) {
    var types: [String: RecordType] = [:]
    var policies: [String: PolicyType] = [:]
    var problems: [Problem] = []
    var prefixes: [String: RecordType] = [:]
    var collections: [String: RecordType] = [:]
    for (path, bytes) in files.sorted(by: { $0.path < $1.path }) where path.hasSuffix(Self.suffix) {
      let isRecord = path.hasPrefix(Self.recordFolder)
      guard isRecord || path.hasPrefix(Self.policyFolder) else { continue }
      let folder = isRecord ? Self.recordFolder : Self.policyFolder
      let name = String(path.dropFirst(folder.count).dropLast(Self.suffix.count))
      let file = SchemaFile(name: name, path: path, bytes: bytes, currency: currency)
      if isRecord {
        guard let type = file.type(&problems), Self.claim(type, path, &prefixes, &collections, &problems) else {
          continue
        }
        types[name] = type
      } else {
        policies[name] = file.policy(&problems)
      }
    }
    self.types = types
    self.policies = policies
    self.problems = problems
    byPrefix = prefixes
    byCollection = collections
  }

  /// Returns the catalogue with some of its record types only.
  public func keeping(_ isKept: (RecordType) -> Bool) -> Catalogue {
    Catalogue(
      types: types.filter { isKept($0.value) }, policies: policies, problems: problems,
      byPrefix: byPrefix.filter { isKept($0.value) }, byCollection: byCollection.filter { isKept($0.value) })
  }

  private init(
    types: [String: RecordType], policies: [String: PolicyType], problems: [Problem], byPrefix: [String: RecordType],
    byCollection: [String: RecordType]
  ) {
    self.types = types
    self.policies = policies
    self.problems = problems
    self.byPrefix = byPrefix
    self.byCollection = byCollection
  }

  private static func claim(
    _ type: RecordType, _ path: String, _ prefixes: inout [String: RecordType],
    _ collections: inout [String: RecordType], _ problems: inout [Problem]
  ) -> Bool {
    if let other = prefixes[type.prefix] {
      let fact = Fact.claimedTwice(what: "prefix", value: type.prefix, other: other.name)
      problems.append(Problem(fact, at: Place(file: path)))
      return false
    }
    if let other = collections[type.collection] {
      let fact = Fact.claimedTwice(what: "collection", value: type.collection, other: other.name)
      problems.append(Problem(fact, at: Place(file: path)))
      return false
    }
    prefixes[type.prefix] = type
    collections[type.collection] = type
    return true
  }

  /// Returns the type whose ids begin with the prefix of this id.
  public func type(ofID id: String) -> RecordType? {
    if let type = types[id], type.layout == .singleton { return type }
    return RecordID.prefix(of: id).flatMap { byPrefix[String($0)] }
  }

  /// Returns the type whose records lie in a folder.
  public func type(ofCollection collection: some StringProtocol) -> RecordType? { byCollection[String(collection)] }

  /// Returns the type a person names: its name, its folder, or its label in any language.
  public func type(called word: String) -> RecordType? {
    if let type = types[word] ?? byCollection[word] { return type }
    let lowered = word.lowercased()
    return sortedTypes.first { type in
      (type.label.all + type.plural.all).contains { $0.lowercased() == lowered }
    }
  }

  /// The record types in the order of their names.
  public var sortedTypes: [RecordType] { types.values.sorted { $0.name < $1.name } }

  /// The policies in the order of their names.
  public var sortedPolicies: [PolicyType] { policies.values.sorted { $0.name < $1.name } }
}

extension Catalogue {
  /// Returns the policy a person addresses: `policy/loyalty`, its label, or its bare name when no type is called so.
  public func policy(addressed word: String) -> PolicyType? {
    if word.hasPrefix("policy/") { return policies[String(word.dropFirst(7))] }
    if let policy = policies[word], types[word] == nil { return policy }
    return sortedPolicies.first { $0.label.all.contains(word) }
  }
}

/// One schema file on its way to a type or policy.
private struct SchemaFile {
  let name: String
  let path: String
  let bytes: [UInt8]
  let currency: Currency?

  func type(_ problems: inout [Problem]) -> RecordType? {
    if let head = BuiltInSchemas.head(path, bytes) {
      return RecordType.builtIn(name: name, path: path, head: head, currency: currency)
    }
    guard let document = document(&problems) else { return nil }
    return RecordType.read(name: name, document: document, file: path, formats: formats, problems: &problems)
  }

  func policy(_ problems: inout [Problem]) -> PolicyType? {
    if let head = BuiltInSchemas.head(path, bytes) {
      let content = Lazy { BuiltInSchemas.policy(path, currency: currency) }
      return PolicyType(name: name, label: head.label, content: content)
    }
    guard let document = document(&problems) else { return nil }
    return PolicyType.read(name: name, document: document, file: path, formats: formats, problems: &problems)
  }

  private var formats: FormatAssertion { .asserted(HouseFormats.all(currency: currency)) }

  private func document(_ problems: inout [Problem]) -> JSON? {
    do throws(JSONError) {
      return try JSON(parsing: bytes, limits: .schema)
    } catch {
      problems.append(Problem(.unreadable(error.reason), at: Place(file: path, position: error.position)))
      return nil
    }
  }
}
