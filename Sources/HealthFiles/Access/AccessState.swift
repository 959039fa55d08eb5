// Who may do what, in one state of a store: the files below access/, read strictly. A file that is wrong gives nobody
// any power, and is told as a problem.

internal import JSONSchema

/// The people, devices, roles and compartments of one state of a store.
public struct AccessState: Sendable, Equatable {
  /// Which key a compartment has, and for whom it is wrapped.
  public struct Compartment: Sendable, Hashable {
    /// Counts the keys from 1.
    public let epoch: Int
    /// RFC 7638 thumbprint of the key.
    public let key: String
    /// Ids of people, codes of devices, or `recovery`.
    public let recipients: [String]
  }

  /// Folder of the files.
  public static let folder = AccessFile.folder
  /// The file whose presence makes a store trusted.
  public static let marker = AccessFile.store.path()
  /// The file of the compartments.
  static let compartmentsPath = AccessFile.compartments.path()

  /// Id of the store, by `access/store.json`; nil when it is not trusted.
  public private(set) var store: String?
  /// Who may have signed the beginning.
  public private(set) var owners: [String] = []
  /// People by id.
  public private(set) var people: [String: Signer] = [:]
  /// Devices by code.
  public private(set) var devices: [String: Signer] = [:]
  /// Roles by name.
  public private(set) var roles: [String: Role] = [:]
  /// Compartments by name.
  public private(set) var compartments: [String: Compartment] = [:]
  /// The public key of the recovery words.
  public private(set) var recovery: SealingKey?
  /// What is wrong with the files.
  public private(set) var problems: [Problem] = []
  private var byKey: [VerifyingKey: Signer] = [:]

  /// Reads the files below `access/`.
  ///
  /// - Parameter files: path in the store and bytes of each; others are left aside.
  public init(files: some Sequence<(path: String, bytes: [UInt8])>) {
    for (path, bytes) in files.sorted(by: { $0.path < $1.path }) where path.hasPrefix(Self.folder) {
      do throws(JSONError) {
        take(try JSON(parsing: bytes, limits: .record), path)
      } catch {
        problems.append(Problem(.unreadable(error.reason), at: Place(file: path, position: error.position)))
      }
    }
    for signer in signers { claimKeys(signer) }
    problems += unknownNames
  }

  private mutating func take(_ value: JSON, _ path: String) {
    guard let kind = AccessFile(path: path) else {
      problems.append(Problem(.strayFile, at: Place(file: path)))
      return
    }
    let wrong = kind.problems(value, path: path)
    problems += wrong
    guard wrong.isEmpty else { return }
    let name = AccessFile.stem(path)
    switch kind {
    case .person: people[name] = signer(value, .person, path)
    case .device: devices[name] = signer(value, .device, path)
    case .role: roles[name] = Role(value, name: name)
    case .compartments: takeCompartments(value, path)
    case .store:
      store = value["store"]?.stringValue
      owners = Self.words(value["owners"])
    }
  }

  private mutating func signer(_ value: JSON, _ kind: Signer.Kind, _ path: String) -> Signer {
    Signer(
      kind: kind, id: AccessFile.stem(path), alias: value["alias"]?.stringValue ?? "",
      roles: Self.words(value["roles"]),
      signing: keys(value, "signing", path) { try? VerifyingKey(openSSH: $0.plainText) },
      unsealing: keys(value, "unsealing", path, read: Self.sealingKey), revoked: value["revoked"]?.stringValue)
  }

  private static func sealingKey(_ value: JSON) -> SealingKey? {
    guard case .sealing(let key)? = try? JSONWebKey(value) else { return nil }
    return key
  }

  /// Reads a list of keys; one that is none is told, and left out.
  private mutating func keys<Key>(_ value: JSON, _ list: String, _ path: String, read: (JSON) -> Key?) -> [Key] {
    (value[list]?.arrayValue ?? []).enumerated().compactMap { number, item in
      if let key = read(item) { return key }
      let place = Place(file: path, pointer: JSONPointer([list, String(number)]))
      problems.append(Problem(.form(found: nil, example: Self.example(list)), at: place))
      return nil
    }
  }

  private static func example(_ list: String) -> String {
    let examples = BuiltInSchemas.access(AccessFile.person.rawValue).document["examples"]
    return examples?[0]?[list]?[0]?.plainText ?? ""
  }

  /// Reads what the file of the compartments names, as far as it can be read.
  static func compartments(in value: JSON?) -> [String: Compartment] {
    var compartments: [String: Compartment] = [:]
    for (name, item) in value?["compartments"]?.objectValue.map({ $0.map { ($0, $1) } }) ?? [] {
      compartments[name] = Compartment(
        epoch: Int(item["epoch"]?.integerValue ?? 0), key: item["key"]?.stringValue ?? "",
        recipients: words(item["recipients"]))
    }
    return compartments
  }

  private mutating func takeCompartments(_ value: JSON, _ path: String) {
    compartments = Self.compartments(in: value)
    guard let key = value["recovery"] else { return }
    recovery = Self.sealingKey(key)
    guard recovery == nil else { return }
    let place = Place(file: path, pointer: JSONPointer(["recovery"]))
    problems.append(Problem(.form(found: nil, example: Self.example("unsealing")), at: place))
  }

  private static func words(_ list: JSON?) -> [String] { list?.arrayValue?.compactMap(\.stringValue) ?? [] }

  /// A key names one signer: of two that are not revoked, the first keeps it.
  private mutating func claimKeys(_ signer: Signer) {
    for (number, key) in signer.signing.enumerated() {
      guard let other = byKey[key], !other.isRevoked else {
        byKey[key] = signer
        continue
      }
      guard !signer.isRevoked else { continue }
      let fact = Fact.claimedTwice(what: "key", value: key.fingerprint, other: other.id)
      problems.append(Problem(fact, at: Place(file: signer.path, pointer: JSONPointer(["signing", String(number)]))))
    }
  }

  /// Roles and recipients that are not there.
  private var unknownNames: [Problem] {
    var problems: [Problem] = []
    func unknown(_ id: String, _ kind: Phrase, _ file: String, _ pointer: [String]) {
      let place = Place(file: file, pointer: JSONPointer(pointer))
      problems.append(Problem(.missingReference(id: id, types: [kind]), at: place))
    }
    for signer in signers {
      for (number, role) in signer.roles.enumerated() where roles[role] == nil {
        unknown(role, Phrase("role", "角色", "角色"), signer.path, ["roles", String(number)])
      }
    }
    for (name, compartment) in compartments.sorted(by: { $0.key < $1.key }) {
      for (number, id) in compartment.recipients.enumerated() where !isKnown(recipient: id) {
        unknown(
          id, Phrase("person or device", "人员或设备", "人員或裝置"), AccessFile.compartments.path(),
          ["compartments", name, "recipients", String(number)])
      }
    }
    return problems
  }

  private func isKnown(recipient id: String) -> Bool {
    id == "recovery" ? recovery != nil : people[id] != nil || devices[id] != nil
  }

  // MARK: looking up

  /// People and devices, sorted by id.
  public var signers: [Signer] {
    (Array(people.values) + Array(devices.values)).sorted { $0.id < $1.id }
  }

  /// Returns the person or device of an id or code.
  public func signer(_ id: String) -> Signer? { people[id] ?? devices[id] }

  /// The state in which a person or device is as given.
  func enrolling(_ signer: Signer?) -> AccessState {
    guard let signer else { return self }
    var state = self
    if signer.kind == .person { state.people[signer.id] = signer } else { state.devices[signer.id] = signer }
    return state
  }

  /// Returns who signs with a key, revoked or not.
  public func signer(with key: VerifyingKey) -> Signer? { byKey[key] }
}

// MARK: - Judging

extension AccessState {
  /// Whether a signer may make a change on a business day.
  ///
  /// A change is allowed when one right of one of the signer's roles allows it whole. Everybody may change the keys in
  /// the file about himself, and say what of his could not be brought together. Who is revoked may do nothing.
  public func may(_ signer: Signer, _ change: AccessChange, on day: BusinessDay) -> Bool {
    guard !signer.isRevoked else { return false }
    if change.isOwnKeys(of: signer) || change.act == .add && change.collection == Right.conflicts { return true }
    return rights(of: signer).contains { $0.allows(change, by: signer, on: day) }
  }

  /// The rights of all roles of a signer.
  public func rights(of signer: Signer) -> [Right] { signer.roles.flatMap { roles[$0]?.rights ?? [] } }

  /// The compartments that the roles of a signer open.
  public func compartments(of signer: Signer) -> Set<String> {
    signer.roles.reduce(into: []) { $0.formUnion(roles[$1]?.compartments ?? []) }
  }

  /// Whether a signer may change everything below `access/`, without condition: what makes an owner.
  public func isOwner(_ signer: Signer) -> Bool {
    guard signer.kind == .person, !signer.isRevoked else { return false }
    return rights(of: signer).contains { right in
      right.covers("access") && right.acts.contains(.amend) && right.condition == nil && right.fields == nil
    }
  }

  /// What a change from another state breaks: an owner must remain, and keys of compartments go forward.
  public func problems(since old: AccessState) -> [Problem] {
    var problems: [Problem] = []
    if !people.values.contains(where: isOwner) { problems.append(Problem(.ownerMissing, at: Place(file: Self.folder))) }
    for (name, before) in old.compartments.sorted(by: { $0.key < $1.key }) {
      let after = compartments[name]
      let keeps = after.map { $0.epoch > before.epoch || $0.epoch == before.epoch && $0.key == before.key } ?? false
      guard !keeps else { continue }
      let place = Place(file: AccessFile.compartments.path(), pointer: JSONPointer(["compartments", name]))
      problems.append(Problem(.epochBack(compartment: name), at: place))
    }
    return problems
  }
}
