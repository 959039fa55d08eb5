// Narrowing: what is sealed about a member gets keys that only the person responsible has, beside the holders of the
// compartment `management`. One commit between two changes of the keyring, as in Store+Rotating.swift.

public import Git
internal import JSONSchema

extension Store {
  /// Seals everything under a record anew, with keys for one person and the management; without a person, for all
  /// recipients of the compartments again.
  ///
  /// What was sealed before stays readable in older commits to whoever could read it there.
  ///
  /// - Returns: the commit; nil when nothing is sealed under the record.
  /// - Throws: `StoreError.nothingSealed` when it has no keys of its own, `.keyMissing` when the caller lacks a key.
  public func narrow(_ subject: String, to person: String?, author: Author) throws(StoreError) -> ObjectID? {
    try locked { () throws(StoreError) in
      try finishInterruptedCommit()
      let head = try head()
      try checkClock(against: head)
      // New keys that were not used must not stay in memory.
      forgetKeys()
      defer { forgetKeys() }
      let base = try snapshot(at: head)
      guard let seals = base.seals else { throw .notTrusted }
      guard let chain = seals.find() else { throw .notUnlocked }
      guard let record = try base.storedRecord(subject) else { throw .notFound(kind: .record, name: subject, near: []) }
      guard let type = base.catalogue.types[record.type], type.isSubject, !type.isErased(record.value) else {
        throw .nothingSealed(record: subject)
      }
      let records = try sealedRecords(under: subject, in: base)
      let earlier = try makeKeys(of: subject, for: person, chain, in: base)
      let plan = try CommitPlan(importing: records, to: base.renewing())
      guard plan.problems.isEmpty else { throw .invalid(plan.problems) }
      var commit: ObjectID?
      if !plan.isEmpty {
        let message = person.map { "narrow \(subject) to \($0)" } ?? "open \(subject) to the compartments"
        commit = try carryOut(plan, on: base, head, CommitRequest(message: message, author: author))
      } else {
        try flushKeys()
      }
      if !earlier.isEmpty { try replaceKeyring { all in all.subtracting(earlier) } }
      return commit
    }
  }

  /// Makes the new keys, and names the wraps for the person to whom the record was narrowed before.
  private func makeKeys(
    of subject: String, for person: String?, _ chain: KeyChain, in base: Snapshot
  ) throws(StoreError) -> Set<KeyringEntry> {
    let access = try base.access()
    let recipient = try person.map { id throws(StoreError) in
      guard let signer = access.signer(id), !signer.isRevoked, let key = signer.unsealing.first else {
        throw .notFound(kind: .recipient, name: id, near: access.signers.map(\.id))
      }
      return key
    }
    let entries = Set(try Keyring.open(in: gitDirectory)?.entries().map(\.entry) ?? [])
    let masters = Set(entries.filter { $0.purpose == .compartment }.map(\.key))
    for name in access.compartments.keys.sorted() where name != Founding.narrowing {
      let owner = recipient == nil ? name : Founding.narrowing
      guard let master = try chain.judgedMaster(of: owner) else { throw .keyMissing(compartment: owner) }
      _ = try chain.makeKey(of: subject, name, under: master, for: recipient)
    }
    return entries.filter { $0.purpose == .record(subject: subject) && !masters.contains($0.wrapper) }
  }

  /// The records with something sealed under a subject's keys, open.
  private func sealedRecords(under subject: String, in base: Snapshot) throws(StoreError) -> [Record] {
    var found: [Record] = []
    for type in base.catalogue.sortedTypes {
      guard let sealed = type.sealed else { continue }
      for record in try base.records(of: type).records
      where sealed.subject(of: record.value, id: record.id) == subject {
        let left = record.value[SealedFields.member]?.objectValue?.keys.first { $0 != Founding.narrowing }
        if let left { throw .keyMissing(compartment: left) }
        found.append(record)
      }
    }
    return found
  }
}
