// Two-person review (P1): what changes records that policy/review names waits on a reference of its own until a second
// person accepts it. The proposal is a signed commit; accepting makes it anew on main, signed by who accepts, and keeps
// the proposal as it was signed.

public import Git
internal import JSONSchema

/// A change that waits for a second person.
public struct Proposal: Sendable {
  /// The commit that was proposed.
  public let commit: Commit
  /// Id of who proposed it.
  public let by: String
  /// What it changes.
  public let records: [RecordChange]
  /// Files other than records that it changes.
  public let files: [String]
  /// What is wrong with its signature; nothing when it is sound.
  public let findings: [HistoryFinding]
}

extension Store {
  static let proposed = "refs/hfile/proposals/"
  static let rejected = "refs/hfile/rejected/"

  /// Proposes what changed in the working files, and takes it out of them.
  ///
  /// - Throws: `StoreError.invalid` with all problems, when anything is wrong; nothing is written then.
  public func propose(_ request: CommitRequest) throws(StoreError) -> CommitResult {
    try locked { () throws(StoreError) in
      try finishInterruptedCommit()
      try refuseTrial()
      guard try isTrusted() else { throw .notTrusted }
      let head = try head()
      try checkClock(against: head)
      let work = try WorkingPlan(of: self, on: head, request)
      let plan = try work.sound()
      guard let head, !plan.isEmpty, !request.isDryRun else { return work.result(nil) }
      // Whoever may sign may propose; who accepts must have the right.
      let signer = try signer(on: try snapshot(at: head)) { [] }
      let message = request.message ?? plan.defaultMessage
      let prepared = PreparedCommit(changes: plan.bytes, message: message, author: request.author)
      try writeSealed(plan)
      let commit = try write(prepared, on: head, profile: work.state.profile, signer: signer)
      try move(Self.proposed + commit.description, from: nil, to: commit)
      // Taken out of the working files as a commit that is taken back: whatever stops it, who comes next finishes it.
      try disk.write(Journal(old: commit, new: head).bytes, to: Journal.path)
      try finishInterruptedCommit()
      try work.settleIntents(disk)
      return work.result(commit)
    }
  }

  private func move(_ name: String, from old: ObjectID?, to new: ObjectID?) throws(StoreError) {
    try repository().use { repository throws(GitError) in
      try repository.compareAndSwap(name, from: old, to: new, message: "hfile: review")
    }
  }

  /// The proposals that wait, the oldest first.
  public func proposals() throws(StoreError) -> [Proposal] {
    let ids = try repository().use { repository throws(GitError) in
      let (accepted, rejected) = (
        try repository.references(Reapplication.keptReferences), try repository.references(Self.rejected)
      )
      let settled = Set((accepted + rejected).map(\.id))
      return try repository.references(Self.proposed).map(\.id).filter { !settled.contains($0) }
    }
    var found: [Proposal] = []
    for id in ids { found.append(try proposal(id)) }
    return found.sorted {
      ($0.commit.author.seconds, "\($0.commit.id)") < ($1.commit.author.seconds, "\($1.commit.id)")
    }
  }

  private func proposal(_ id: ObjectID) throws(StoreError) -> Proposal {
    let entry = try StoreHistory(self).changes(of: id)
    // A right that is missing is what the second person is for.
    let found = try HistoryVerifier(self, keepingIn: VerificationMemory()).verify(id).findings
    return Proposal(
      commit: entry.commit, by: String(entry.commit.author.email.prefix { $0 != "@" }), records: entry.records,
      files: entry.files, findings: found.filter { $0.commit == id && $0.kind != .notPermitted && $0.kind != .time })
  }

  /// The proposal that waits and whose commit begins so; the only one, when none is named.
  public func proposal(named word: String?) throws(StoreError) -> Proposal {
    let waiting = try proposals()
    let matches = word.map { word in waiting.filter { $0.commit.id.description.hasPrefix(word) } } ?? waiting
    if word == nil, waiting.count != 1 { throw SyncError.proposals(waiting.count).asStoreError }
    guard let found = matches.first, matches.count == 1 else {
      throw .notFound(
        kind: .commit, name: word ?? "", near: waiting.map { String($0.commit.id.description.prefix(10)) })
    }
    return found
  }

  /// Accepts a proposal: it is made anew on main, by who accepts it.
  ///
  /// - Throws: `StoreError.refused` when who accepts is no other person than who proposed it, its signature is not
  ///   sound, or what it changes was changed meanwhile; `.notPermitted`; nothing is written then.
  public func accept(_ proposal: Proposal, author: Author, isDryRun: Bool = false) throws(StoreError) -> ObjectID {
    try locked { () throws(StoreError) in
      try finishInterruptedCommit()
      try refuseTrial()
      let id = proposal.commit.id
      guard proposal.findings.isEmpty else { throw SyncError.unsoundProposal(Self.short(id)).asStoreError }
      guard let head = try head(), let person = try person(in: snapshot(at: head)), person.id != proposal.by else {
        throw SyncError.secondPerson.asStoreError
      }
      try checkClock(against: head)
      var laid = try Reapplication(of: self, on: head, authored: [:])
      try packed { () throws(StoreError) in try laid.reapply(id) }
      let state = try snapshot(at: laid.tip)
      let changes = try changes(of: laid, since: head, in: state)
      guard laid.conflicts.isEmpty, try clashes(among: changes, in: state).isEmpty else {
        throw SyncError.staleProposal(Self.short(id)).asStoreError
      }
      guard !isDryRun else { return laid.tip }
      if laid.tip != head {
        try publish(laid.tip, after: head, message: "accept \(Self.short(id))", catalogue: state.catalogue)
      }
      // Only now: what is kept under that name waits no longer.
      try add(Reapplication.keptReferences + id.description, id)
      try move(Self.proposed + id.description, from: id, to: nil)
      forgetKeys()
      return laid.tip
    }
  }

  /// Sets a proposal aside; it stays readable under `refs/hfile/rejected/`.
  public func reject(_ proposal: Proposal) throws(StoreError) {
    try locked { () throws(StoreError) in
      let id = proposal.commit.id
      try add(Self.rejected + id.description, id)
      try move(Self.proposed + id.description, from: id, to: nil)
    }
  }
}
