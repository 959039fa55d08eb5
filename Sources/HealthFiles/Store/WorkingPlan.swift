internal import Git

/// What the working files come to: the plan of the commit that would hold them.
struct WorkingPlan {
  /// What it would stand on.
  let head: ObjectID?
  /// The state of the working files.
  let state: Snapshot
  /// Files that hold what HEAD holds, in another layout.
  let layoutOnly: [String]
  let plan: CommitPlan
  private let intents: Intents

  /// Plans what changed in the working files since a commit.
  init(of store: Store, on head: ObjectID?, _ request: CommitRequest) throws(StoreError) {
    self.head = head
    state = try store.workingSnapshot()
    let changes = WorkingChanges(try WorkingFiles(store, head: head), catalogue: state.catalogue)
    layoutOnly = changes.layoutOnly
    intents = try Intents(store.disk)
    plan = try CommitPlan(
      store: store, head: head, working: state, changes: changes, intents: intents, request: request)
  }

  /// The plan, unless something in it is wrong: then all of it is told.
  func sound() throws(StoreError) -> CommitPlan {
    let errors = plan.problems.filter(\.isError)
    guard errors.isEmpty else { throw .invalid(errors) }
    return plan
  }

  /// What is told of it once it was committed, or would be.
  func result(_ commit: ObjectID?) -> CommitResult {
    CommitResult(
      commit: commit, records: plan.records, files: plan.files, warnings: plan.problems.filter { !$0.isError })
  }

  /// Forgets what was meant with records that are committed now.
  func settleIntents(_ disk: Disk) throws(StoreError) {
    var intents = intents
    intents.settle(plan.records.map(\.id))
    try intents.save(disk)
  }
}
