// The linear history of a store, read as records: which commit changed what, and the state at a commit or date.

public import Git
internal import JSONSchema

/// One commit and the records it changed.
public struct HistoryEntry: Sendable {
  /// The commit.
  public let commit: Commit
  /// The records it changed; empty for files that are no records.
  public let records: [RecordChange]
  /// Paths of other files it changed.
  public let files: [String]
}

/// Reads the history of a store.
public struct StoreHistory: Sendable {
  let store: Store

  /// Makes a reader.
  public init(_ store: Store) { self.store = store }

  /// Returns the newest entries first.
  ///
  /// - Parameters:
  ///   - filter: keeps only commits that changed this record, this type or this path.
  ///   - limit: how many entries at most.
  ///   - readsRecords: whether to find out what each commit of an unfiltered history changed.
  ///   - start: the commit to begin at; HEAD when nil.
  public func entries(
    filter: HistoryFilter = .everything, limit: Int, readsRecords: Bool = true, from start: ObjectID? = nil
  ) throws(StoreError) -> [HistoryEntry] {
    var entries: [HistoryEntry] = []
    var catalogues = CatalogueMemory(store: store)
    var next = if let start { start } else { try store.head() }
    while let id = next, entries.count < limit {
      let commit = try commit(id)
      next = commit.parents.first
      if !readsRecords, filter.isEverything {
        entries.append(HistoryEntry(commit: commit, records: [], files: []))
      } else if let entry = try entry(commit, filter: filter, &catalogues) {
        entries.append(entry)
      }
    }
    return entries
  }

  /// Returns what one commit changed, or nil when the filter leaves nothing of it.
  private func entry(
    _ commit: Commit, filter: HistoryFilter, _ catalogues: inout CatalogueMemory
  ) throws(StoreError) -> HistoryEntry? {
    let changes = try store.repository().use { repository throws(GitError) in
      let before = try commit.parents.first.map { id throws(GitError) in try repository.commit(id).tree }
      return try repository.treeChanges(from: before, to: commit.tree, under: filter.prefixes)
    }
    guard filter.isEverything || !changes.isEmpty else { return nil }
    let catalogue = try catalogues.catalogue(of: commit)
    let read = try RecordChanges(changes, catalogue: catalogue, store: store)
    let records = read.records.filter { filter.contains($0) }
    guard filter.isEverything || !records.isEmpty else { return nil }
    return HistoryEntry(commit: commit, records: records, files: filter.isEverything ? read.files : [])
  }

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
    let read = try RecordChanges(changes, catalogue: try store.snapshot(at: new).catalogue, store: store)
    return (read.records, read.files)
  }

  /// Finds the commit a person means: `HEAD`, at least 4 digits of an id, or a date (the last commit of that business
  /// day or before it).
  ///
  /// - Throws: `StoreError.notFound` when there is none.
  public func commit(named word: String) throws(StoreError) -> ObjectID {
    var next = try store.head()
    if word.uppercased() == "HEAD", let head = next { return head }
    if let exact = ObjectID(hex: word),
      try store.repository().use({ repository throws(GitError) in
        repository.contains(exact)
      })
    {
      return exact
    }
    let day = BusinessDay(word)
    let digits = word.lowercased()
    let isPrefix = day == nil && digits.utf8.count >= 4 && digits.allSatisfy(\.isHexDigit)
    let profile = try store.snapshot().profile
    while let id = next, day != nil || isPrefix {
      let commit = try commit(id)
      if let day, profile.businessDay(of: commit.committer.seconds) <= day { return id }
      if isPrefix, id.description.hasPrefix(digits) { return id }
      next = commit.parents.first
    }
    throw .notFound(kind: .commit, name: word, near: [])
  }
}

/// The catalogue of the commit looked at last: most commits have the schemas of the one before.
private struct CatalogueMemory {
  let store: Store
  private var known: (schema: ObjectID?, profile: ObjectID?, catalogue: Catalogue)?

  init(store: Store) { self.store = store }

  mutating func catalogue(of commit: Commit) throws(StoreError) -> Catalogue {
    let (schema, profile) = try store.repository().use { repository throws(GitError) in
      (
        try repository.entry(at: "schema", in: commit.tree)?.id,
        try repository.entry(at: "store.json", in: commit.tree)?.id
      )
    }
    if let known, known.schema == schema, known.profile == profile { return known.catalogue }
    let catalogue = try store.snapshot(at: commit.id).catalogue
    known = (schema, profile, catalogue)
    return catalogue
  }
}

/// Which part of the history is asked for.
public enum HistoryFilter: Sendable, Hashable {
  /// All of it.
  case everything
  /// The changes of one record.
  case record(id: String, path: String)
  /// The changes of all records of a type.
  case type(name: String, prefix: String)

  /// Makes the filter a person means by an id or the name of a type.
  public init(_ word: String, in state: Snapshot) throws(StoreError) {
    if let type = state.catalogue.type(called: word), type.layout != .singleton {
      self = .type(name: type.name, prefix: Layout.prefix(of: type))
    } else if let path = state.path(of: word) {
      self = .record(id: word, path: path)
    } else if let name = state.catalogue.policy(addressed: word)?.name {
      self = .record(id: name, path: Layout.policyPath(name))
    } else {
      throw .notFound(kind: .record, name: word, near: Suggestion.nearest(to: word, among: state.catalogue.types.keys))
    }
  }

  var isEverything: Bool { self == .everything }

  var prefixes: [String] {
    switch self {
    case .everything: []
    case .record(_, let path): [path]
    case .type(_, let prefix): [prefix.hasSuffix("/") ? String(prefix.dropLast()) : prefix]
    }
  }

  func contains(_ change: RecordChange) -> Bool {
    switch self {
    case .everything: true
    case .record(let id, let path): change.id == id && change.path == path
    case .type(let name, _): change.type == name
    }
  }
}

/// Changed files read as changed records.
struct RecordChanges {
  private(set) var records: [RecordChange] = []
  private(set) var files: [String] = []

  init(_ changes: [TreeChange], catalogue: Catalogue, store: Store) throws(StoreError) {
    for change in changes {
      let old = try change.old.map { entry throws(StoreError) in try store.blob(entry.id) }
      let new = try change.new.map { entry throws(StoreError) in try store.blob(entry.id) }
      switch Layout.content(of: change.path, in: catalogue) {
      case .document(let name, _), .daily(let name):
        guard let type = catalogue.types[name] else { continue }
        add(old, new, path: change.path, type: type)
      case .policy(let name):
        let values = [old, new].map { $0.flatMap { try? JSON(parsing: $0, limits: .schema) } }
        records.append(RecordChange(type: "policy", id: name, path: change.path, old: values[0], new: values[1]))
      default: files.append(change.path)
      }
    }
  }

  private mutating func add(_ old: [UInt8]?, _ new: [UInt8]?, path: String, type: RecordType) {
    let before = old.map { RecordFile($0, path: path, type: type).byID } ?? [:]
    let after = new.map { RecordFile($0, path: path, type: type).byID } ?? [:]
    for id in Set(before.keys).union(after.keys).sorted() {
      let (first, second) = (before[id]?.value, after[id]?.value)
      guard first?.text(.compact) != second?.text(.compact) else { continue }
      records.append(RecordChange(type: type.name, id: id, path: path, old: first, new: second))
    }
  }
}
