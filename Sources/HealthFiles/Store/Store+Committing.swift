internal import Git
internal import JSONSchema

extension Store {
  /// What a person changed since HEAD.
  ///
  /// - Throws: `StoreError` when files or repository cannot be read; problems in the data are values in the result.
  public func workingChanges() throws(StoreError) -> WorkingChanges {
    let catalogue = try workingSnapshot().catalogue
    return WorkingChanges(try WorkingFiles(self, head: try head()), catalogue: catalogue)
  }

  /// What a commit of everything would say now; nothing is locked or written.
  ///
  /// - Throws: `StoreError` when files or repository cannot be read.
  public func commitPreview() throws(StoreError) -> CommitPreview {
    let request = CommitRequest(message: nil, author: Author(name: "", email: ""))
    let work = try WorkingPlan(of: self, on: try head(), request)
    return CommitPreview(
      head: work.head, catalogue: work.state.catalogue, records: work.plan.records, files: work.plan.files,
      layoutOnly: work.layoutOnly, problems: work.plan.problems)
  }

  /// Validates what changed in the working files and commits it.
  ///
  /// - Throws: `StoreError.invalid` with all problems, when anything is wrong; nothing is written then.
  public func commitWorkingFiles(_ request: CommitRequest) throws(StoreError) -> CommitResult {
    try locked { () throws(StoreError) in
      try finishInterruptedCommit()
      let head = try head()
      if !request.trustsClock { try checkClock(against: head) }
      let work = try WorkingPlan(of: self, on: head, request)
      let plan = try work.sound()
      if head != nil { try refuseUnreviewed(plan.records, in: snapshot(at: head)) }
      guard !plan.isEmpty, !request.isDryRun else {
        if !request.isDryRun { try restoreLayout(work.layoutOnly, head) }
        return work.result(nil)
      }
      let message = request.message ?? plan.defaultMessage
      let prepared = PreparedCommit(changes: plan.bytes, message: message, author: request.author)
      let signer = try signer(of: plan, on: head, working: work.state)
      try writeSealed(plan)
      let commit = try write(prepared, on: head, profile: work.state.profile, signer: signer)
      try publish(commit, after: head, message: message, catalogue: work.state.catalogue)
      try restoreLayout(work.layoutOnly, commit)
      try work.settleIntents(disk)
      maintainIfDue()
      return work.result(commit)
    }
  }

  /// Commits one new record, and nothing of what else the working files hold.
  ///
  /// The record is judged in the committed state, as a commit of nothing but it will be read.
  ///
  /// - Parameter state: the committed state the record was drafted in; read again if another commit came since.
  /// - Throws: `StoreError.invalid` with all problems, when anything is wrong; nothing is written then.
  public func commit(
    adding record: Record, draftedIn state: Snapshot, _ request: CommitRequest
  ) throws(StoreError) -> CommitResult {
    try commit(request, in: state) { base throws(StoreError) in
      let plan = try CommitPlan(adding: record, to: base)
      if let change = plan.records.first { try refuseUncommitted(change, base) }
      return plan
    }
  }

  /// Commits what a body plans in the committed state, and nothing of what else the working files hold.
  ///
  /// - Parameter known: the committed state as it was read before; read again if another commit came since.
  /// - Throws: `StoreError.invalid` with all problems, when anything is wrong; nothing is written then.
  func commit(
    _ request: CommitRequest, in known: Snapshot? = nil, planned: (Snapshot) throws(StoreError) -> CommitPlan
  ) throws(StoreError) -> CommitResult {
    try locked { () throws(StoreError) in
      try finishInterruptedCommit()
      guard !isBare else { throw .bareRepository }
      let head = try head()
      if !request.trustsClock { try checkClock(against: head) }
      let base = if let head, let known, known.origin == .commit(head) { known } else { try snapshot(at: head) }
      let plan = try planned(base)
      guard plan.problems.isEmpty else { throw .invalid(plan.problems) }
      try refuseUnreviewed(plan.records, in: base)
      let commit = request.isDryRun || plan.isEmpty ? nil : try carryOut(plan, on: base, head, request)
      return CommitResult(commit: commit, records: plan.records, files: [], warnings: [])
    }
  }

  /// Commits what a plan holds, and nothing of what else the working files hold; the lock must be held.
  func carryOut(
    _ plan: CommitPlan, on base: Snapshot, _ head: ObjectID?, _ request: CommitRequest
  ) throws(StoreError) -> ObjectID {
    guard plan.problems.isEmpty else { throw .invalid(plan.problems) }
    let message = request.message ?? plan.defaultMessage
    let prepared = PreparedCommit(changes: plan.bytes, message: message, author: request.author)
    let commit = try write(
      prepared, on: head, profile: base.profile, signer: try signer(of: plan, on: head, working: base))
    try publish(commit, after: head, message: message, catalogue: base.catalogue)
    maintainIfDue()
    return commit
  }

  /// Another record of this id that waits in the working files would be mixed with the new one.
  func refuseUncommitted(_ change: RecordChange, _ base: Snapshot) throws(StoreError) {
    let path = change.path
    guard change.old == nil, let type = base.catalogue.types[change.type], let bytes = try disk.read(path),
      try bytes != base.bytes(at: path), FileEdit(bytes, path: path, type: type).value(change.id) != nil
    else { return }
    throw .invalid([Problem(.alreadyExists(isFact: type.layout == .daily), at: Place(file: path, record: change.id))])
  }

  /// Seals in the working files what stands open in them and is about to be committed; their keys come first.
  func writeSealed(_ plan: CommitPlan) throws(StoreError) {
    try flushKeys()
    for path in plan.sealedPaths.sorted() {
      if let bytes = plan.bytes[path] ?? nil { try disk.write(bytes, to: path) }
    }
  }

  /// Files that hold the records of HEAD in another layout get the text of HEAD back.
  private func restoreLayout(_ paths: [String], _ head: ObjectID?) throws(StoreError) {
    guard !paths.isEmpty, let head else { return }
    let committed = try snapshot(at: head)
    for path in paths {
      if let bytes = try committed.bytes(at: path), try disk.read(path) != bytes { try disk.write(bytes, to: path) }
    }
  }

  /// A clock an hour before the last commit, or years after it, would make a history nobody can follow.
  func checkClock(against head: ObjectID?) throws(StoreError) {
    guard let head else { return }
    let last = try repository().use { repository throws(GitError) in try repository.commit(head).committer }
    let now = environment.now().seconds
    let late = now < last.seconds - 3600
    let early = now > last.seconds + 3 * 366 * 86_400
    guard late || early else { return }
    let profile = try workingSnapshot().profile
    throw .clock(
      now: profile.instant(seconds: now).description, lastCommit: profile.instant(seconds: last.seconds).description,
      ahead: early)
  }
}
