// The linear history of a store, read as records: which commit changed what, and the state at a commit or date.

public import Git
internal import JSONSchema

/// One commit and the records it changed.
public struct HistoryEntry: Sendable {
  /// The commit.
  public let commit: Commit
  /// The records it changed, read by its own schemas, open as far as keys are at hand.
  public let records: [RecordChange]
  /// Paths of other files it changed.
  public let files: [String]
}

/// Reads the history of a store.
///
/// Whoever asks again and again keeps one: it remembers what it found out.
public struct StoreHistory: Sendable {
  let store: Store
  let memory: HistoryMemory?

  /// Makes a reader.
  public init(_ store: Store) {
    self.store = store
    memory = HistoryMemory()
  }

  /// Makes a reader that always walks, for tests that hold the index against it.
  init(walking store: Store) {
    self.store = store
    memory = nil
  }

  /// Returns the newest entries first.
  ///
  /// - Parameters:
  ///   - filter: keeps only commits that changed this record, this type or this path.
  ///   - days: keeps only commits made on these business days.
  ///   - author: keeps only commits in whose author's name or address this text is.
  ///   - limit: how many entries at most.
  ///   - readsRecords: whether to find out what each commit of an unfiltered history changed.
  ///   - start: the commit to begin at; HEAD when nil.
  public func entries(
    filter: HistoryFilter = .everything, days: ClosedRange<BusinessDay>? = nil, author: String? = nil, limit: Int,
    readsRecords: Bool = true, from start: ObjectID? = nil
  ) throws(StoreError) -> [HistoryEntry] {
    var entries: [HistoryEntry] = []
    var states = StateMemory(store: store)
    let profile = try store.snapshot().profile
    var search = HistoryIndex.Search()
    if !filter.isEverything { search.path = { filter.mayContain($0) } }
    if let name = author?.lowercased() { search.author = { $0.lowercased().contains(name) } }
    if let days { search.seconds = { profile.isWithin(days, $0) } }
    try visit(search, of: filter, from: start) { commit, changes throws(StoreError) in
      if !readsRecords, filter.isEverything {
        entries.append(HistoryEntry(commit: commit, records: [], files: []))
      } else if let entry = try entry(commit, changes, filter: filter, &states) {
        entries.append(entry)
      }
      return entries.count < limit
    }
    return entries
  }

  /// Returns what one commit changed, or nil when the filter leaves nothing of it.
  ///
  /// - Parameter known: the changes of the files that the filter looks at; found by comparing trees when nil.
  private func entry(
    _ commit: Commit, _ known: [TreeChange]? = nil, filter: HistoryFilter, _ states: inout StateMemory
  ) throws(StoreError) -> HistoryEntry? {
    let changes = if let known { known } else { try treeChanges(of: commit, under: filter.prefixes) }
    guard filter.isEverything || !changes.isEmpty else { return nil }
    let state = try states.state(of: commit)
    let read = try RecordChanges(changes, of: state, before: commit.parents.first, store: store)
    let records = try state.opened(read.records.filter { filter.contains($0) })
    guard filter.isEverything || !records.isEmpty else { return nil }
    return HistoryEntry(commit: commit, records: records, files: filter.isEverything ? read.files : [])
  }

  private func treeChanges(of commit: Commit, under prefixes: [String]) throws(StoreError) -> [TreeChange] {
    try store.repository().use { repository throws(GitError) in
      let before = try commit.parents.first.map { id throws(GitError) in try repository.commit(id).tree }
      return try repository.treeChanges(from: before, to: commit.tree, under: prefixes)
    }
  }

  /// Finds out all that questions about the history are answered from, so that the next one need not wait.
  ///
  /// - Throws: `StoreError` when a version of a file cannot be read.
  public func prepare() throws(StoreError) { try memory?.prepare(store) }

  /// Returns a commit.
  public func commit(_ id: ObjectID) throws(StoreError) -> Commit {
    try store.repository().use { repository throws(GitError) in try repository.commit(id) }
  }

  /// Returns the records that differ between two commits.
  public func changes(
    from old: ObjectID, to new: ObjectID
  ) throws(StoreError) -> (records: [RecordChange], files: [String]) {
    let changes = try store.repository().use { repository throws(GitError) in
      try repository.treeChanges(from: try repository.commit(old).tree, to: try repository.commit(new).tree)
    }
    let state = try store.snapshot(at: new)
    let read = try RecordChanges(changes, of: state, before: old, store: store)
    return (try state.opened(read.records), read.files)
  }

  /// Returns the records and other files that a commit changed.
  public func changes(of id: ObjectID) throws(StoreError) -> HistoryEntry {
    var states = StateMemory(store: store)
    let commit = try commit(id)
    return try entry(commit, filter: .everything, &states) ?? HistoryEntry(commit: commit, records: [], files: [])
  }

  /// The same as they lie in files, sealed where they are sealed, and the subject of the commit.
  func storedChanges(
    of id: ObjectID
  ) throws(StoreError) -> (records: [RecordChange], files: [String], subject: String) {
    let commit = try commit(id)
    let changes = try treeChanges(of: commit, under: [])
    let read = try RecordChanges(
      changes, of: try store.snapshot(at: id), before: commit.parents.first, store: store)
    return (read.records, read.files, commit.subject)
  }
}

/// The schemas of the commit looked at last: most commits have those of the one before.
private struct StateMemory {
  let store: Store
  private var known: (schema: ObjectID?, profile: ObjectID?, state: Snapshot)?

  init(store: Store) { self.store = store }

  /// A state with the schemas of a commit.
  mutating func state(of commit: Commit) throws(StoreError) -> Snapshot {
    let (schema, profile) = try store.repository().use { repository throws(GitError) in
      (
        try repository.entry(at: "schema", in: commit.tree)?.id,
        try repository.entry(at: "store.json", in: commit.tree)?.id
      )
    }
    if let known, known.schema == schema, known.profile == profile { return known.state }
    let state = try store.snapshot(at: commit.id)
    known = (schema, profile, state)
    return state
  }
}
