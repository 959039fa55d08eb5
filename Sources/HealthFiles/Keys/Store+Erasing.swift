// Erasing: what is sealed under a record's keys can be read by nobody once the keys are gone. The commit comes first,
// then the keyring is written anew; between the two `hfile doctor` finishes what was begun (docs/Trust.md, section 6).

public import Git
internal import JSONSchema

/// What erasing did, or would do.
public struct ErasureResult: Sendable {
  /// The new commit; nil on a dry run.
  public let commit: ObjectID?
  /// Id of the erased record.
  public let record: String
  /// Tags of the destroyed keys.
  public let keys: [String]
}

/// One erasure, as the last commit knows it.
public struct ErasureStatus: Sendable {
  /// Id of the erased record.
  public let record: String
  /// When it was erased.
  public let time: String
  /// Why: a code of the record type `erasure`.
  public let reason: String
  /// Whether keys of it are still in this copy's keyring.
  public let hasKeys: Bool
}

extension Store {
  /// What was erased, oldest first.
  public func erasures() throws(StoreError) -> [ErasureStatus] {
    let state = try snapshot()
    guard let type = state.catalogue.types[Self.erasureType] else { return [] }
    let entries = try Keyring.open(in: gitDirectory)?.entries(under: "records").map(\.entry.purpose) ?? []
    let left = Set(entries)
    let isLeftOver = try !Keyring.leftovers(in: gitDirectory).isEmpty
    return try state.records(of: type).records.map { record in
      let id = record.value["record"]?.stringValue ?? ""
      return ErasureStatus(
        record: id, time: record.value["time"]?.stringValue ?? "", reason: record.value["reason"]?.stringValue ?? "",
        hasKeys: isLeftOver || left.contains(.record(subject: id)))
    }.sorted { ($0.time, $0.record) < ($1.time, $1.record) }
  }

  /// Name of the record type that says what was erased.
  static let erasureType = "erasure"

  /// Erases a record: only a stub of it stays, and the keys of all that was sealed under it are destroyed.
  ///
  /// A record that is about somebody else keeps what is plain in it, and loses what is sealed.
  ///
  /// - Throws: `StoreError.notFound`, `.notTrusted`, `.sealedUnder` when another record is to be erased instead.
  public func erase(
    _ id: String, reason: String, author: Author, isDryRun: Bool = false
  ) throws(StoreError) -> ErasureResult {
    try locked { () throws(StoreError) in
      try finishInterruptedCommit()
      try refuseTrial()
      let head = try head()
      try checkClock(against: head)
      let base = try snapshot(at: head)
      guard base.seals != nil else { throw .notTrusted }
      let erased = try erased(id, in: base)
      let keys = try keyTags(of: id)
      let record = try erasure(of: id, reason: reason, keys: keys, in: base)
      let plan = try CommitPlan(importing: [erased, record], to: base)
      guard plan.problems.isEmpty else { throw .invalid(plan.problems) }
      guard !isDryRun else { return ErasureResult(commit: nil, record: id, keys: keys) }
      let commit = try carryOut(plan, on: base, head, CommitRequest(message: nil, author: author))
      try replaceKeyring { all in all.filter { $0.purpose != .record(subject: id) } }
      return ErasureResult(commit: commit, record: id, keys: keys)
    }
  }

  /// What is left of a record.
  private func erased(_ id: String, in base: Snapshot) throws(StoreError) -> Record {
    guard let record = try base.storedRecord(id), let type = base.catalogue.types[record.type] else {
      throw .notFound(kind: .record, name: id, near: [])
    }
    guard let sealed = type.sealed, !type.isErased(record.value) else { throw .nothingSealed(record: id) }
    if type.isSubject {
      let day = base.profile.businessDay(of: environment.now().seconds).description
      return Record(type: type.name, id: id, value: ["id": .string(id), "erased": .string(day)])
    }
    let subject = sealed.subject(of: record.value, id: id)
    guard subject == id else { throw .sealedUnder(record: id, subject: subject) }
    var value = record.value
    value[SealedFields.member] = nil
    return Record(type: type.name, id: id, value: value)
  }

  private func erasure(
    of id: String, reason: String, keys: [String], in base: Snapshot
  ) throws(StoreError) -> Record {
    guard let type = base.catalogue.types[Self.erasureType] else {
      throw .notFound(kind: .type, name: Self.erasureType, near: [])
    }
    let draft = try draft(type, assignments: [], in: base)
    var value = draft.value
    value["record"] = .string(id)
    value["reason"] = .string(reason)
    value["keys"] = .array(keys.map { .string($0) })
    return Record(type: type.name, id: draft.id, value: value)
  }

  private func keyTags(of id: String) throws(StoreError) -> [String] {
    let folder = String(KeyringEntry.folder(of: id).dropLast())
    let entries = try Keyring.open(in: gitDirectory)?.entries(under: folder).map(\.entry) ?? []
    return Set(entries.filter { $0.purpose == .record(subject: id) }.map(\.key.description)).sorted()
  }

  /// The records whose keys must not be anywhere any more.
  func erasedRecords(in state: Snapshot) throws(StoreError) -> Set<String> {
    guard let type = state.catalogue.types[Self.erasureType] else { return [] }
    return Set(try state.records(of: type).records.compactMap { $0.value["record"]?.stringValue })
  }

  /// Looks for keys in the keyring that the last commit does away with, and for those of acts that were broken off.
  ///
  /// - Parameter mend: takes them out.
  public func settleKeyring(mend: Bool) throws(StoreError) -> [Finding] {
    try locked { () throws(StoreError) in
      guard try isTrusted() else { return [] }
      var findings: [Finding] = []
      for folder in try Keyring.leftovers(in: gitDirectory) {
        if mend { try Disk(root: gitDirectory).removeTree(folder) }
        findings.append(Finding(kind: .keyringBehind, name: ".git/" + folder, isMended: mend))
      }
      if try dropStaleKeys(isDryRun: !mend) > 0 {
        findings.append(Finding(kind: .keyringBehind, name: ".git/" + Keyring.folder, isMended: mend))
      }
      return findings
    }
  }

  /// Brings the keyring in line with the last commit: keys of erased records go, and those of acts broken off.
  ///
  /// - Parameter keepsBegun: leaves keys that no commit speaks of yet: they came from elsewhere, and it is on its way.
  /// - Returns: how many wrapped keys went.
  func dropStaleKeys(isDryRun: Bool, keepsBegun: Bool = false) throws(StoreError) -> Int {
    guard let keyring = try Keyring.open(in: gitDirectory) else { return 0 }
    let state = try snapshot()
    let epochs = try state.access().compartments.mapValues(\.epoch)
    let all = Set(try keyring.entries().map(\.entry))
    let kept = KeyringEntry.merged(all, erased: try erasedRecords(in: state), epochs: epochs).filter { entry in
      keepsBegun || entry.purpose != .compartment || entry.epoch <= epochs[entry.compartment] ?? 0
    }
    let masters = Set(kept.filter { $0.purpose == .compartment }.map(\.key))
    let begun = Set(all.filter { $0.purpose == .compartment }.map(\.key)).subtracting(masters)
    let left = kept.filter { !begun.contains($0.wrapper) }
    guard left != all else { return 0 }
    if !isDryRun { try replaceKeyring { _ in left } }
    return all.count - left.count
  }
}
