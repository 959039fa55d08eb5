// What a store does with the keys of whoever works here: seals are opened and made, commits signed and judged.

internal import Git
internal import JSONSchema
internal import Synchronization

/// Whose keys are at hand, and what was found out with them.
struct Unlocked: Sendable {
  var holder: (any KeyHolder)?
  /// Who may do what, by somebody's judgement.
  var judging: Judging?
  var chain: KeyChain?

  typealias Judging = @Sendable (Store) throws(StoreError) -> AccessState
}

extension Store {
  /// Uses somebody's keys from now on: commits are signed with them, and seals opened.
  ///
  /// - Parameter judging: says who may do what by the history up to HEAD. It is asked before a key is wrapped, because
  ///   whoever can push can write what he likes into the last commit; without it, the last commit is believed.
  public func unlock(
    _ holder: any KeyHolder,
    judging: @escaping @Sendable (Store) throws(StoreError) -> AccessState = { store throws(StoreError) in
      try store.snapshot().access()
    }
  ) {
    unlocked.withLock { $0 = Unlocked(holder: holder, judging: judging) }
  }

  /// Has keys unwrapped anew when they are needed next: the keyring has changed.
  func forgetKeys() { unlocked.withLock { $0.chain = nil } }

  /// Whether commits of this store are signed and its sealed fields sealed.
  public func isTrusted() throws(StoreError) -> Bool {
    isBare
      ? try headBytes(AccessState.marker) != nil : try disk.kind(of: AccessState.marker) != nil
  }

  /// What opens and seals records here; nil in a store that is not trusted.
  func seals() throws(StoreError) -> Seals? {
    guard try isTrusted() else { return nil }
    return Seals(random: environment.randomBytes) { self.keyChain() }
  }

  private func keyChain() -> KeyChain? {
    unlocked.withLock { unlocked in
      if let chain = unlocked.chain { return chain }
      unlocked.chain = unlocked.holder.map { holder in
        // The store keeps the chain, and must not be kept by it.
        KeyChain(holder: holder, random: environment.randomBytes) { [weak self] () throws(StoreError) in
          try self?.keyringState()
        } judged: { [weak self] () throws(StoreError) in
          guard let self else { throw .notUnlocked }
          return try self.judgedAccess(of: try self.snapshot())
        }
      }
      return unlocked.chain
    }
  }

  /// The keyring, and the keys that the last commit calls current.
  ///
  /// Nothing is judged by these, so that reading needs none of the schemas of `access/`.
  private func keyringState() throws(StoreError) -> KeyChain.Source? {
    guard let keyring = try Keyring.open(in: gitDirectory) else { return nil }
    let store = try headValue(AccessState.marker)?["store"]?.stringValue
    let compartments = AccessState.compartments(in: try headValue(AccessState.compartmentsPath))
    return KeyChain.Source(store: store ?? "", keyring: keyring, compartments: compartments) {
      [weak self] id, compartment throws(StoreError) in
      let box = try self?.snapshot().storedRecord(id)?.value[SealedFields.member]?[compartment]
      return box.flatMap { try? JSONWebEncryption($0) }?.kid
    }
  }

  private func headValue(_ path: String) throws(StoreError) -> JSON? {
    try headBytes(path).flatMap { try? JSON(parsing: $0, limits: .record) }
  }

  /// Who may do what, as judged: what keys are wrapped by, and for whom.
  ///
  /// - Throws: `StoreError.unverified` where a state says otherwise.
  func judgedAccess(of state: Snapshot) throws(StoreError) -> AccessState {
    guard let judging = unlocked.withLock({ $0.judging }) else { throw .notUnlocked }
    let judged = try judging(self)
    guard try state.access() == judged else { throw .unverified }
    return judged
  }

  /// Puts new keys into the keyring before anything that is sealed by them is written.
  func flushKeys() throws(StoreError) {
    guard let chain = unlocked.withLock({ $0.chain }) else { return }
    try chain.flush(time: keyringSignature)
  }

  /// Always the same, so that two keyrings of the same keys have the same commit.
  var keyringSignature: Signature { Signature(name: "hfile", email: "keyring@localhost", seconds: 0) }
}

// MARK: signing

/// Who signs a commit, and how.
struct CommitSigner {
  /// Name and address that the commit carries.
  let author: Author
  /// Makes the signature of a commit's payload.
  let sign: (_ payload: [UInt8]) throws(GitError) -> [UInt8]
}

extension Store {
  /// Who signs what a plan writes; nil in a store that is not trusted.
  ///
  /// - Throws: `StoreError.notPermitted` with everything the signer may not do.
  func signer(of plan: CommitPlan, on head: ObjectID?, working: Snapshot) throws(StoreError) -> CommitSigner? {
    let base = try snapshot(at: head)
    guard try base.bytes(at: AccessState.marker) == nil, let marker = plan.bytes[AccessState.marker] ?? nil else {
      return try signer(on: base) { () throws(StoreError) in
        try plan.records.compactMap { accessChange($0, working.catalogue) }
          + fileChanges(plan.bytes.filter { plan.files.contains($0.key) }, on: base)
      }
    }
    // The genesis: nobody has rights yet, its owners sign it.
    var files = plan.bytes.compactMap { path, bytes in bytes.map { (path: path, bytes: $0) } }
    files.append((AccessState.marker, marker))
    let access = AccessState(files: files.filter { $0.path.hasPrefix(AccessState.folder) })
    guard access.problems.isEmpty else { throw .invalid(access.problems) }
    return try signer(of: access).how
  }

  /// Who signs a commit on a state, once everything it changes is found to be permitted.
  ///
  /// - Parameter written: when the commit says it was written, in seconds since 1970; now when nil.
  func signer(
    on base: Snapshot, writtenAt written: Int64? = nil, _ changes: () throws(StoreError) -> [AccessChange]
  ) throws(StoreError) -> CommitSigner? {
    guard try base.bytes(at: AccessState.marker) != nil else { return nil }
    let access = try base.access()
    let signer = try signer(of: access)
    let day = base.profile.businessDay(of: written ?? environment.now().seconds)
    let refused = try changes().filter { !access.may(signer.who, $0, on: day) }
    guard refused.isEmpty else {
      throw .notPermitted(
        refused.map { change in
          let fact = Fact.notPermitted(
            who: signer.who.id, roles: signer.who.roles, act: change.act.rawValue, collection: change.collection)
          return Problem(
            fact, at: Place(file: change.path, record: Right.reserved.contains(change.collection) ? nil : change.id))
        })
    }
    return signer.how
  }

  /// The person or device whose keys are at hand.
  private func signer(of access: AccessState) throws(StoreError) -> (who: Signer, how: CommitSigner) {
    guard let holder = unlocked.withLock({ $0.holder }) else { throw .notUnlocked }
    guard let who = access.signer(with: holder.verifyingKey), !who.isRevoked else {
      throw .notEnrolled(fingerprint: holder.verifyingKey.fingerprint)
    }
    let author = Author(name: who.alias, email: who.address(store: access.store ?? ""))
    let how = CommitSigner(author: author) { payload throws(GitError) in
      do throws(SealingError) {
        return try holder.sign(payload)
      } catch {
        throw GitError(.invalid, "sign commit", error.words(.english))
      }
    }
    return (who, how)
  }

  /// A change of a record as rights judge it.
  func accessChange(_ change: RecordChange, _ catalogue: Catalogue) -> AccessChange? {
    guard let type = catalogue.types[change.type], type.layout != .singleton else {
      return AccessChange(file: change.path, old: change.old, new: change.new)
    }
    return AccessChange(type, id: change.id, path: change.path, old: change.old, new: change.new)
  }

  /// Changes of files that are no records, as rights judge them.
  func fileChanges(_ files: [String: [UInt8]?], on base: Snapshot) throws(StoreError) -> [AccessChange] {
    try files.sorted { $0.key < $1.key }.map { path, bytes throws(StoreError) in
      let old = try base.bytes(at: path).map(Self.value)
      return AccessChange(file: path, old: old, new: bytes.map(Self.value))
    }
  }

  private static func value(_ bytes: [UInt8]) -> JSON { (try? JSON(parsing: bytes, limits: .schema)) ?? .null }
}
