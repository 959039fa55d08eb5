// New keys for compartments, and who can open them. Each act is one commit on main between two changes of the keyring:
// what is added comes before it, what is taken away after it, so that whatever stops the act leaves keys for everybody
// whom one of the two states names (docs/Trust.md, section 5).

public import Git
internal import JSONSchema

/// A change of who can open a compartment.
public enum RecipientChange: Sendable, Hashable {
  /// A person or device gets the key.
  case add(String)
  /// A person or device loses it: the compartment gets a new one.
  case remove(String)
}

extension Store {
  /// Gives compartments new keys, and wraps every record key by them.
  ///
  /// - Returns: the commit; nil on a dry run, which finds everything that speaks against it.
  /// - Throws: `StoreError.keyMissing` when a key is not at hand, `.notPermitted` when the signer may not.
  public func rotateKeys(
    of compartments: [String], author: Author, message: String, isDryRun: Bool = false
  ) throws(StoreError) -> ObjectID? {
    try changeKeys(compartments.map { ($0, nil) }, author: author, message: message, isDryRun: isDryRun)
  }

  /// Adds a recipient to compartments, or takes one away.
  ///
  /// - Returns: the commit; nil on a dry run.
  /// - Throws: `StoreError.lockedOut` when the caller, or everybody, would lose a compartment.
  public func changeRecipients(
    of compartments: [String], _ change: RecipientChange, author: Author, message: String, isDryRun: Bool = false
  ) throws(StoreError) -> ObjectID? {
    try changeKeys(compartments.map { ($0, change) }, author: author, message: message, isDryRun: isDryRun)
  }

  /// Changes keys of compartments, each in its own way, and the file about a person or device with them.
  func changeKeys(
    _ changes: [(compartment: String, change: RecipientChange?)], enrolling person: Signer? = nil, author: Author,
    message: String, isDryRun: Bool
  ) throws(StoreError) -> ObjectID? {
    try locked { () throws(StoreError) in
      try finishInterruptedCommit()
      try refuseTrial()
      let head = try head()
      try checkClock(against: head)
      let base = try snapshot(at: head)
      var files: [String: [UInt8]?] = [:]
      if let person { files[person.path] = RecordFile.document(person.json, order: nil) }
      let request = CommitRequest(message: message, author: author)
      guard !changes.isEmpty else {
        let plan = try CommitPlan(files: files, to: base)
        guard !isDryRun else { return try wouldRefuse(plan, on: base, head) }
        return try carryOut(plan, on: base, head, request)
      }
      let work = try KeyWork(self, base, enrolling: person)
      var compartments = work.access.compartments
      var added: [KeyringEntry: [UInt8]] = [:]
      var removed: [KeyringEntry] = []
      for (name, change) in changes {
        let (next, fresh, stale) = try work.next(name, change)
        compartments[name] = next
        added.merge(fresh) { first, _ in first }
        removed += stale
      }
      files.merge(try work.compartmentsFile(compartments)) { _, new in new }
      let plan = try CommitPlan(files: files, to: base)
      _ = try wouldRefuse(plan, on: base, head)
      guard !isDryRun else { return nil }
      try work.keyring.add(added, time: keyringSignature)
      let commit = try carryOut(plan, on: base, head, request)
      forgetKeys()
      if !removed.isEmpty { try replaceKeyring { all in all.filter { !removed.contains($0) } } }
      return commit
    }
  }

  /// Throws what speaks against a plan; else there is no commit yet.
  private func wouldRefuse(
    _ plan: CommitPlan, on base: Snapshot, _ head: ObjectID?
  ) throws(StoreError) -> ObjectID? {
    guard plan.problems.isEmpty else { throw .invalid(plan.problems) }
    _ = try signer(of: plan, on: head, working: base)
    return nil
  }

  /// Writes the keyring anew with some of its entries, so that of the others nothing is left; the lock must be held.
  func replaceKeyring(_ choose: (Set<KeyringEntry>) -> Set<KeyringEntry>) throws(StoreError) {
    guard let keyring = try Keyring.open(in: gitDirectory) else { return }
    let bytes = try keyring.bytes(of: choose(Set(try keyring.entries().map(\.entry))))
    try Keyring.replace(in: gitDirectory, with: bytes, store: try workingSnapshot().profile.id, time: keyringSignature)
    forgetKeys()
  }
}

/// What changes of keys need: the keyring, what can be opened, and who is who.
private struct KeyWork {
  let access: AccessState
  let keyring: Keyring
  let chain: KeyChain
  let store: String
  let random: RandomBytes
  private let base: Snapshot

  init(_ owner: Store, _ base: Snapshot, enrolling signer: Signer?) throws(StoreError) {
    guard let seals = base.seals else { throw .notTrusted }
    guard let chain = seals.find() else { throw .notUnlocked }
    guard let keyring = try Keyring.open(in: owner.gitDirectory) else { throw .noKeyring }
    (self.base, self.chain, self.keyring) = (base, chain, keyring)
    access = try owner.judgedAccess(of: base).enrolling(signer)
    store = access.store ?? ""
    random = seals.random
  }

  /// The next state of a compartment, the wraps it needs, and those it does away with.
  func next(
    _ name: String, _ change: RecipientChange?
  ) throws(StoreError) -> (AccessState.Compartment, [KeyringEntry: [UInt8]], [KeyringEntry]) {
    guard let current = access.compartments[name] else {
      let near = Suggestion.nearest(to: name, among: access.compartments.keys)
      throw .notFound(kind: .compartment, name: name, near: near)
    }
    guard let master = try chain.master(of: current) else { throw .keyMissing(compartment: name) }
    if case .add(let id) = change {
      var recipients = current.recipients
      if !recipients.contains(id) { recipients.append(id) }
      let wraps = try self.wraps(of: master, name, epoch: current.epoch, for: [id])
      return (AccessState.Compartment(epoch: current.epoch, key: current.key, recipients: recipients), wraps, [])
    }
    var recipients = current.recipients
    if case .remove(let id) = change {
      guard recipients.contains(id) else { throw .notFound(kind: .recipient, name: id, near: recipients) }
      recipients.removeAll { $0 == id }
    }
    let me = access.signer(with: chain.holder.verifyingKey)?.id
    guard let me, recipients.contains(me) else { throw .lockedOut(compartment: name) }
    let key = try sealing { () throws(SealingError) in try SecretKey(random: random) }
    let epoch = current.epoch + 1
    var added = try wraps(of: key, name, epoch: epoch, for: recipients)
    let stale = try rewrap(name, under: key, &added)
    return (AccessState.Compartment(epoch: epoch, key: key.thumbprint, recipients: recipients), added, stale)
  }

  private func wraps(
    of key: SecretKey, _ compartment: String, epoch: Int, for recipients: [String]
  ) throws(StoreError) -> [KeyringEntry: [UInt8]] {
    var wraps: [KeyringEntry: [UInt8]] = [:]
    for id in recipients {
      guard let recipient = id == Founding.recoveryName ? access.recovery : access.signer(id)?.unsealing.first else {
        throw .notFound(kind: .recipient, name: id, near: access.signers.map(\.id))
      }
      let wrap = try sealing { () throws(SealingError) in
        try key.wrapped(for: recipient, store: store, compartment: compartment, epoch: epoch, random: random)
      }
      wraps[wrap.entry] = wrap.bytes
    }
    return wraps
  }

  /// Wraps the record keys of a compartment by its new key, and names the entries that are of no use after that.
  private func rewrap(
    _ compartment: String, under key: SecretKey, _ added: inout [KeyringEntry: [UInt8]]
  ) throws(StoreError) -> [KeyringEntry] {
    let entries = try keyring.entries().map(\.entry)
    var stale = entries.filter { $0.purpose == .compartment && $0.compartment == compartment }
    let masters = Set(stale.map(\.key))
    try chain.load([compartment])
    // Those of other compartments are of narrowed subjects.
    for entry in entries where masters.contains(entry.wrapper) {
      guard case .record(let subject) = entry.purpose else { continue }
      guard let record = try chain.key(entry.key, of: subject, entry.compartment) else {
        throw .keyMissing(compartment: compartment)
      }
      let wrap = try chain.wrap(record, subject: subject, entry.compartment, epoch: entry.epoch, under: key)
      added[wrap.entry] = wrap.bytes
      stale.append(entry)
    }
    return stale
  }

  func compartmentsFile(_ compartments: [String: AccessState.Compartment]) throws(StoreError) -> [String: [UInt8]?] {
    let path = AccessState.compartmentsPath
    guard let bytes = try base.bytes(at: path), var value = try? JSON(parsing: bytes, limits: .record),
      var members = value["compartments"]?.objectValue
    else { throw .notTrusted }
    for (name, compartment) in compartments {
      members[name] = [
        "epoch": .number(JSONNumber(Int64(compartment.epoch))), "key": .string(compartment.key),
        "recipients": .array(compartment.recipients.map { .string($0) }),
      ]
    }
    value["compartments"] = .object(members)
    return [path: RecordFile.document(value, order: nil)]
  }
}
