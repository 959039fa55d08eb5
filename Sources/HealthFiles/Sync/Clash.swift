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
    try store.came(by: fork, tip, read: state) { path in
      switch Layout.content(of: path, in: state.catalogue) {
      case .document(let type, _), .daily(let type): types.contains(type)
      default: false
      }
    }
  }
}

extension Store {
  /// The records of some files by which a fetched history differs from what both sides had.
  func came(
    by fork: Fork, _ tip: ObjectID, read state: Snapshot, from isWanted: (String) -> Bool
  ) throws(StoreError) -> [RecordChange] {
    let changes = try repository().use { repository throws(GitError) in
      let base = try fork.base.map { id throws(GitError) in try repository.commit(id).tree }
      return try repository.treeChanges(from: base, to: try repository.commit(tip).tree)
    }
    return try RecordChanges(changes.filter { isWanted($0.path) }, of: state, before: nil, store: self).records
  }

  /// The code of this copy, where what was fetched holds new records under it that were not written here.
  ///
  /// Then another copy was given the same one. Ids are drawn by lot, so nothing is lost; but receipt numbers clash.
  func sharedDevice(_ fork: Fork, _ tip: ObjectID) throws(StoreError) -> String? {
    guard let head = fork.ours.last ?? fork.base, !fork.theirs.isEmpty, try disk.read(Store.devicePath) != nil else {
      return nil
    }
    let code = try device()
    let came = try came(by: fork, tip, read: try snapshot(at: tip)) { path in
      let name = Disk.name(of: path)
      return name.contains(".\(code).") || name.contains("-\(code)-")
    }
    let own = try snapshot(at: head)
    for change in came where change.old == nil && RecordID.datedParts(of: change.id)?.device == code {
      if try own.storedRecord(change.id) == nil { return code }
    }
    return nil
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
