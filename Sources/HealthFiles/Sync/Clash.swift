internal import Git

/// What records of two copies of a store break together although each is valid.
public struct Clash: Sendable, Hashable {
  /// Id of the record that came later into the history, or of the one that all are about.
  public let record: String
  /// The rule that is broken, by its code.
  public let rule: String
  /// Ids of the other records that are part of it.
  public let others: [String]

  /// Makes a clash.
  public init(record: String, rule: String, others: [String]) {
    self.record = record
    self.rule = rule
    self.others = others
  }
}

/// The two sides of a store that were brought together, for who looks for what their acts break.
public struct Encounter {
  /// The state that holds both.
  public let state: Snapshot
  /// The records by which it differs from what was fetched: the own side.
  public let own: [RecordChange]
  private let store: Store
  private let fork: Fork
  private let tip: ObjectID

  init(of fork: Fork, on tip: ObjectID, _ own: [RecordChange], in state: Snapshot, _ store: Store) {
    (self.fork, self.tip, self.own, self.state, self.store) = (fork, tip, own, state, store)
  }

  /// The state of each side before they came together.
  public func before() throws(StoreError) -> [Snapshot] {
    try ([tip] + fork.ours.suffix(1)).map { id throws(StoreError) in try store.snapshot(at: id) }
  }

  /// The records of some types by which what was fetched differs from what both sides had: the other side.
  public func came(_ types: Set<String>) throws(StoreError) -> [RecordChange] {
    let changes = try store.repository().use { [fork, tip] repository throws(GitError) in
      let base = try fork.base.map { id throws(GitError) in try repository.commit(id).tree }
      return try repository.treeChanges(from: base, to: try repository.commit(tip).tree)
    }
    let wanted = changes.filter { change in
      switch Layout.content(of: change.path, in: state.catalogue) {
      case .document(let type, _), .daily(let type): types.contains(type)
      default: false
      }
    }
    return try RecordChanges(wanted, of: state, before: nil, store: store).records
  }
}

extension Fact {
  /// Ids of the other records that are part of what is wrong.
  var others: [String] {
    switch self {
    case .duplicateID(let other), .notUnique(_, let other, _), .claimedTwice(_, _, let other),
      .bookedTwice(_, let other):
      [other]
    case .missingReference(let id, _): [id]
    default: []
    }
  }
}
