// A fetched history becomes this clone's own: main comes to stand on its tip, and what was committed here and not
// published yet is re-applied on it (design section 5: history is linear).

public import Git
internal import JSONSchema

/// How a fetched history is taken in.
public struct IntegrationRequest: Sendable {
  /// Goes on although the clock is far from the last commit's time.
  public var trustsClock = false
  /// Finds out what would happen and writes nothing.
  public var isDryRun = false
  /// Takes in a history although it breaks rules of the store: somebody has looked at it.
  public var acceptsFindings = false
  /// Finds what the records of both sides break together, beyond what schemas say.
  public var clashes: @Sendable (Encounter) throws(StoreError) -> [Clash] = { _ in [] }

  /// Makes a request.
  public init() {}
}

/// What taking in a fetched history did.
public struct Integration: Sendable {
  /// Where main stood before; nil before the first commit.
  public let old: ObjectID?
  /// Where main stands now, or would stand.
  public let new: ObjectID
  /// How many commits came.
  public let received: Int
  /// How many own commits were re-applied.
  public let reapplied: Int
  /// How many of them were somebody else's, and are signed now by who took them in.
  public let adopted: Int
  /// Ids of the records that say what could not be brought together.
  public let conflicts: [String]
  /// The code of this copy, when another one writes under it, too.
  public let sharedDevice: String?
}

extension Store {
  /// Takes in a history whose objects are in this store's repository, and which was admitted (`admit`).
  ///
  /// Objects come first, then the references of what was put aside, then the branch by compare-and-swap, then working
  /// files: whatever stops it leaves main where it was or where it shall be.
  ///
  /// - Parameter tip: the newest commit of the fetched history.
  /// - Throws: `StoreError.notPermitted` when who works here may not do what an own commit did, as the fetched history
  ///   has it; nothing is changed then.
  public func integrate(_ tip: ObjectID, _ request: IntegrationRequest) throws(StoreError) -> Integration {
    try locked { () throws(StoreError) in
      try finishInterruptedCommit()
      guard !isBare else { throw .bareRepository }
      try refuseTrial()
      let old = try head()
      let fork = try Fork(of: old, and: tip, in: self)
      guard old == nil || fork.base != nil else { throw SyncError.unrelated.asStoreError }
      if !request.trustsClock { try checkClock(against: tip) }
      let laid = try reapply(fork, on: tip, request)
      let new = laid?.tip ?? (fork.theirs.isEmpty ? old ?? tip : tip)
      let outcome = Integration(
        old: old, new: new, received: fork.theirs.count, reapplied: laid?.steps.count ?? 0,
        adopted: laid?.steps.count { $0.isAdopted } ?? 0, conflicts: laid?.records ?? [],
        sharedDevice: try sharedDevice(fork, tip))
      guard new != old, !request.isDryRun else { return outcome }
      if let laid { try keepOriginals(laid) }
      try forgetPin(of: fork)
      let catalogue = try snapshot(at: new).catalogue
      try publish(new, after: old, message: "integrate \(fork.theirs.count) commits", catalogue: catalogue)
      forgetKeys()
      maintainIfDue()
      return outcome
    }
  }

  /// Lays the commits that are here alone on the fetched tip; nil when there are none, or nothing came.
  private func reapply(
    _ fork: Fork, on tip: ObjectID, _ request: IntegrationRequest
  ) throws(StoreError) -> Reapplication? {
    guard !fork.ours.isEmpty, !fork.theirs.isEmpty else { return nil }
    var laid = try Reapplication(of: self, on: tip, authored: try authored(fork.theirs))
    try packed { () throws(StoreError) in for id in fork.ours { try laid.reapply(id) } }
    let state = try snapshot(at: laid.tip)
    let own = try changes(of: laid, since: tip, in: state)
    let encounter = Encounter(of: fork, on: tip, own, in: state, self)
    for clash in try clashes(among: own, in: state) + request.clashes(encounter) { laid.put(aside: clash) }
    try packed { () throws(StoreError) in try laid.recordConflicts(against: tip) }
    return laid
  }

  /// Runs a body whose objects all go into one pack, durable when it returns.
  func packed(_ body: () throws(StoreError) -> Void) throws(StoreError) {
    let repository = try repository()
    try repository.use { repository throws(GitError) in try repository.startPack() }
    do throws(StoreError) {
      try body()
    } catch {
      try repository.use { repository throws(GitError) in repository.abandonPack() }
      throw error
    }
    try repository.use { repository throws(GitError) in try repository.finishPack() }
  }

  /// When each address last wrote one of some commits.
  private func authored(_ commits: [ObjectID]) throws(StoreError) -> [String: Int64] {
    try repository().use { repository throws(GitError) in
      var latest: [String: Int64] = [:]
      for id in commits {
        let author = try repository.commit(id).author
        latest[author.email] = max(latest[author.email] ?? .min, author.seconds)
      }
      return latest
    }
  }

  /// The records by which what was reached differs from what own commits were laid on.
  func changes(
    of laid: Reapplication, since tip: ObjectID, in state: Snapshot
  ) throws(StoreError) -> [RecordChange] {
    let changes = try repository().use { repository throws(GitError) in
      try repository.treeChanges(from: try repository.commit(tip).tree, to: try repository.commit(laid.tip).tree)
    }
    return try RecordChanges(changes, of: state, before: tip, store: self).records
  }

  /// What changed records break in the state that was reached: what is unique, what is referred to.
  func clashes(among records: [RecordChange], in state: Snapshot) throws(StoreError) -> [Clash] {
    var validator = RecordValidator(state: state)
    var found: [Clash] = []
    for change in records {
      guard let new = change.new, state.catalogue.types[change.type] != nil else { continue }
      let record = Record(type: change.type, id: change.id, value: new)
      for problem in try validator.problems(of: record, path: change.path) {
        found.append(Clash(record: change.id, rule: problem.fact.name, others: problem.fact.others))
      }
    }
    return found
  }

  /// Keeps the commits whose changes were put aside, or which somebody else signs now.
  func keepOriginals(_ laid: Reapplication) throws(StoreError) {
    let aside = Set(laid.conflicts.compactMap(\.conflict.commit))
    for id in laid.steps.filter(\.isAdopted).map(\.original) + aside.sorted(by: { $0.description < $1.description }) {
      try repository().use { repository throws(GitError) in
        let name = Reapplication.keptReferences + id.description
        guard try repository.reference(name) == nil else { return }
        try repository.compareAndSwap(name, from: nil, to: id, message: "hfile: keep")
      }
    }
  }

  /// A pin of an own commit that is laid anew goes back to the last commit both sides have.
  func forgetPin(of fork: Fork) throws(StoreError) {
    let disk = Disk(root: gitDirectory)
    guard let base = fork.base, let pins = try disk.read(Pins.path).flatMap(Pins.init), fork.ours.contains(pins.tip)
    else { return }
    try disk.write(Pins(origin: pins.origin, tip: base).bytes, to: Pins.path)
  }
}
