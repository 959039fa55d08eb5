public import Git
internal import JSONSchema

/// What sealing all records did, or would do.
public struct SealingResult: Sendable {
  /// The new commit; nil when there was nothing to seal, or on a dry run.
  public let commit: ObjectID?
  /// How many records were sealed.
  public let count: Int
}

extension Store {
  /// Seals what stands in the clear in committed records, in one commit: for a store made before it was trusted.
  ///
  /// What was committed in the clear stays readable in older commits.
  ///
  /// - Parameter renews: seals anew, too, what is sealed by keys of earlier epochs.
  public func sealAll(author: Author, renews: Bool = false, isDryRun: Bool = false) throws(StoreError) -> SealingResult
  {
    try locked { () throws(StoreError) in
      try finishInterruptedCommit()
      let head = try head()
      try checkClock(against: head)
      let base = renews ? try snapshot(at: head).renewing() : try snapshot(at: head)
      guard base.seals != nil else { throw .notTrusted }
      var records: [Record] = []
      for type in base.catalogue.sortedTypes where type.sealed != nil {
        for record in try base.records(of: type).records where isInTheClear(record, type) { records.append(record) }
      }
      let plan = try CommitPlan(importing: records, to: base)
      guard plan.problems.isEmpty else { throw .invalid(plan.problems) }
      guard !plan.isEmpty, !isDryRun else { return SealingResult(commit: nil, count: plan.records.count) }
      let message = "seal \(plan.records.count) records"
      let commit = try carryOut(plan, on: base, head, CommitRequest(message: message, author: author))
      return SealingResult(commit: commit, count: plan.records.count)
    }
  }

  /// Whether a record has sealed members, open or never sealed: the plan leaves out those that need nothing.
  private func isInTheClear(_ record: Record, _ type: RecordType) -> Bool {
    type.sealed?.compartments.contains { $0.members.contains { record.value[$0] != nil } } ?? false
  }

  /// The compartments that a recovery key opens.
  ///
  /// - Throws: `StoreError.keyMissing` for the first it does not open.
  public func compartments(openTo key: UnsealingKey) throws(StoreError) -> [String] {
    guard try isTrusted() else { throw .notTrusted }
    guard let keyring = try Keyring.open(in: gitDirectory) else { throw .noKeyring }
    let access = try snapshot().access()
    let entries = try keyring.entries(under: "compartments")
    for (name, compartment) in access.compartments.sorted(by: { $0.key < $1.key }) {
      let wrapper = KeyTag(thumbprint: key.sealingKey.thumbprint)
      let wrap = entries.first {
        $0.entry.compartment == name && $0.entry.wrapper == wrapper
          && $0.entry.key == KeyTag(thumbprint: compartment.key)
      }
      guard let wrap else { throw .keyMissing(compartment: name) }
      let bytes = try keyring.bytes(wrap.blob)
      try sealing { () throws(SealingError) in
        let header = KeyChain.header(access.store ?? "", name, nil)
        let opened = try JSONWebEncryption(parsing: bytes).open(with: key, expecting: header)
        guard try JSONWebKey(parsing: opened).thumbprint == compartment.key else { throw .notOpened }
      }
    }
    return access.compartments.keys.sorted()
  }
}
