// How a store begins to be trusted: its first owner, the roles, a key for each compartment, and the recovery key.

public import Git
internal import JSONSchema

/// The first owner of a trusted store.
public struct Founder: Sendable {
  /// Id of the owner: `stf-lin`.
  public let id: String
  /// The public name, which commits carry.
  public let alias: String
  /// The owner's keys.
  public let holder: any KeyHolder

  /// Makes a founder.
  public init(id: String, alias: String, holder: any KeyHolder) {
    self.id = id
    self.alias = alias
    self.holder = holder
  }
}

/// What founding made.
struct Founding {
  /// The files below `access/`.
  let files: [String: [UInt8]]
  /// The first wrapped keys.
  let keys: [KeyringEntry: [UInt8]]
  /// The secret of the recovery key, shown once and kept nowhere.
  let recovery: UnsealingKey

  /// The compartments that a store has (design section 5).
  static let compartments = ["contact", "health", "finance", "management"]
  /// The compartment whose holders open a narrowed record beside the person it is narrowed to.
  static let narrowing = "management"
  /// Name of the recipient whose key is on paper.
  static let recoveryName = "recovery"

  /// Draws the keys of a store.
  init(of founder: Founder, store: String, random: RandomBytes) throws(SealingError) {
    recovery = try UnsealingKey(random: random)
    var keys: [KeyringEntry: [UInt8]] = [:]
    var compartments = JSONObject()
    for name in Self.compartments {
      let key = try SecretKey(random: random)
      for recipient in founder.holder.sealingKeys.prefix(1) + [recovery.sealingKey] {
        let wrap = try key.wrapped(for: recipient, store: store, compartment: name, epoch: 1, random: random)
        keys[wrap.entry] = wrap.bytes
      }
      compartments[name] = [
        "epoch": 1, "key": .string(key.thumbprint), "recipients": [.string(founder.id), .string(Self.recoveryName)],
      ]
    }
    self.keys = keys
    let person = Signer(
      kind: .person, id: founder.id, alias: founder.alias, roles: ["owner"], signing: [founder.holder.verifyingKey],
      unsealing: founder.holder.sealingKeys)
    var values = Dictionary(uniqueKeysWithValues: Role.files.map { ($0.path, $0.value) })
    values[AccessState.marker] = ["store": .string(store), "owners": [.string(founder.id)]]
    values[person.path] = person.json
    values[AccessState.compartmentsPath] = [
      "compartments": .object(compartments), "recovery": JSONWebKey.sealing(recovery.sealingKey).json,
    ]
    files = values.mapValues { RecordFile.document($0, order: nil) }
  }
}

extension SecretKey {
  /// Wraps a compartment key for a person; with a subject, a record key.
  func wrapped(
    for recipient: SealingKey, store: String, compartment: String, epoch: Int, subject: String? = nil,
    random: RandomBytes
  ) throws(SealingError) -> (entry: KeyringEntry, bytes: [UInt8]) {
    let wrapped = try JSONWebEncryption.seal(
      JSONWebKey.secret(self).json.bytes(.compact),
      header: KeyChain.header(store, compartment, subject), for: recipient, random: random)
    let entry = KeyringEntry(
      subject.map { .record(subject: $0) } ?? .compartment, compartment: compartment, epoch: epoch,
      key: KeyTag(thumbprint: thumbprint),
      wrapper: KeyTag(thumbprint: recipient.thumbprint))
    return (entry, wrapped.json.bytes(.compact))
  }
}

extension Store {
  /// Makes this store a trusted one, from its next commit on: the files below `access/`, and a keyring.
  ///
  /// - Returns: the recovery key, to be shown once.
  /// - Throws: `StoreError.alreadyTrusted`.
  public func begin(
    _ founder: Founder, message: String
  ) throws(StoreError) -> (commit: ObjectID, recovery: UnsealingKey) {
    guard try !isTrusted() else { throw .alreadyTrusted }
    let founding = try locked { () throws(StoreError) in try found(founder) }
    unlock(founder.holder)
    var request = CommitRequest(message: message, author: Author(name: founder.alias, email: founder.id))
    request.only = [AccessState.folder]
    guard let commit = try commitWorkingFiles(request).commit else { throw .alreadyTrusted }
    return (commit, founding.recovery)
  }

  /// Writes keyring and access files, not committed, and the guard of stock commits.
  func found(_ founder: Founder) throws(StoreError) -> Founding {
    let id = try workingSnapshot().profile.id
    let founding = try sealing { () throws(SealingError) in
      try Founding(of: founder, store: id, random: environment.randomBytes)
    }
    try Keyring.replace(in: gitDirectory, with: founding.keys, store: id, time: keyringSignature)
    for (path, bytes) in founding.files.sorted(by: { $0.key < $1.key }) { try disk.write(bytes, to: path) }
    try placeHook()
    return founding
  }
}
