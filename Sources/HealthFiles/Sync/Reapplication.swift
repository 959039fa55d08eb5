// Commits of this clone that nobody else has yet, laid on another tip one by one: their changes are merged record by
// record, and each is signed anew where it lands. Objects are written as it goes; nothing moves before all are there.

internal import Git
internal import JSONSchema

/// Own commits re-applied on a fetched tip.
struct Reapplication {
  /// A commit, and what it became.
  struct Reapplied {
    let original: ObjectID
    /// Nil where nothing of it was left to commit.
    let commit: ObjectID?
    /// Whether it was somebody else's, and is adopted by who signs now.
    let isAdopted: Bool
  }

  /// How the records of a state are read, and who may write to it.
  private struct Rules {
    /// The trees of `access/` and `schema/` and the profile.
    let ids: [ObjectID?]
    let state: Snapshot
  }

  static let keptReferences = "refs/hfile/adopted/"

  private let store: Store
  private var rules: Rules
  private var signer: CommitSigner?
  /// When each signer last wrote something of the fetched history.
  private let authored: [String: Int64]
  /// The tip that was reached.
  private(set) var tip: ObjectID
  private var tree: ObjectID
  private(set) var steps: [Reapplied] = []
  /// Ids of the records that say what could not be brought together.
  private(set) var records: [String] = []
  /// What could not be brought together, by record and reason.
  private(set) var conflicts: [(key: String, conflict: Conflict)] = []

  init(of store: Store, on tip: ObjectID, authored: [String: Int64]) throws(StoreError) {
    self.store = store
    self.tip = tip
    self.authored = authored
    tree = try store.repository().use { repository throws(GitError) in try repository.commit(tip).tree }
    rules = try Self.rules(of: tree, store)
    signer = try store.signer(on: rules.state) { [] }
  }

  // MARK: one commit

  /// Lays one commit on the tip that was reached.
  mutating func reapply(_ id: ObjectID) throws(StoreError) {
    let (commit, before) = try store.repository().use { repository throws(GitError) in
      let commit = try repository.commit(id)
      return (commit, try commit.parents.first.map { parent throws(GitError) in try repository.commit(parent).tree })
    }
    let isAdopted = signer.map { $0.author.email != commit.author.email } ?? false
    var files: [String: ObjectID?] = [:]
    var merged: [AccessChange] = []
    for change in try changes(from: before, to: commit.tree) {
      let current = try entry(change.path)
      if current == change.new?.id { continue }
      if current == change.old?.id {
        files.updateValue(change.new?.id, forKey: change.path)
        continue
      }
      let outcome = try merge(change, current, of: commit)
      if outcome.blob != current { files.updateValue(outcome.blob, forKey: change.path) }
      merged += outcome.changes
    }
    guard !files.isEmpty else {
      steps.append(Reapplied(original: id, commit: nil, isAdopted: isAdopted))
      return
    }
    let base = rules
    let next = try store.repository().use { [tree, files] repository throws(GitError) in
      try repository.writeTree(base: tree, changes: files)
    }
    // What its signer was allowed where it stood he is allowed here, unless something it is judged by differs.
    let judge = try before.map { tree throws(StoreError) in try Self.rules(tree, store) }
    if isAdopted || judge != base.ids { merged = try accessChanges(from: tree, to: next) }
    let author = try signature(of: commit, isAdopted)
    if !merged.isEmpty {
      _ = try store.signer(on: base.state, writtenAt: author.seconds) { merged }
    }
    let message = isAdopted ? Self.adopting(commit) : commit.message
    try advance(to: next, author, message)
    steps.append(Reapplied(original: id, commit: tip, isAdopted: isAdopted))
  }

  /// Says in one more commit what could not be brought together, made by who signs now.
  mutating func recordConflicts(against fetched: ObjectID) throws(StoreError) {
    guard !conflicts.isEmpty else { return }
    guard let type = rules.state.catalogue.types[Conflict.type] else { throw SyncError.noConflicts.asStoreError }
    let now = rules.state.profile.instant(seconds: store.environment.now().seconds)
    let new = try conflicts.map { item throws(StoreError) in
      var value = item.conflict.value(against: fetched)
      value["time"] = .string(now.description)
      value = try store.completed(value, of: type, in: rules.state)
      return Record(type: type.name, id: value["id"]?.stringValue ?? "", value: value)
    }
    let plan = try CommitPlan(importing: new, to: rules.state)
    guard plan.problems.isEmpty else { throw .invalid(plan.problems) }
    records = new.map(\.id)
    let bytes = plan.bytes
    let next = try store.repository().use { [tree] repository throws(GitError) in
      var blobs: [String: ObjectID?] = [:]
      for (path, bytes) in bytes { if let bytes { blobs[path] = try repository.writeBlob(bytes) } }
      return try repository.writeTree(base: tree, changes: blobs)
    }
    try advance(
      to: next, try signature(of: nil, false), "record \(new.count) \(new.count == 1 ? "conflict" : "conflicts")\n")
  }

  /// Writes the commit of a tree and reads on from there.
  private mutating func advance(to next: ObjectID, _ author: Signature, _ message: String) throws(StoreError) {
    let committer = try store.signature(
      of: Author(name: author.name, email: author.email), on: tip, rules.state.profile)
    try store.flushKeys()
    tip = try store.repository().use { [tip, signer] repository throws(GitError) in
      try repository.writeCommit(
        tree: next, parents: [tip], author: author, committer: committer, message: message, signature: signer?.sign)
    }
    tree = next
    let ids = try Self.rules(next, store)
    if ids != rules.ids {
      rules = try Self.rules(of: next, store)
      signer = try store.signer(on: rules.state) { [] }
    } else {
      let source = CommitSource(repository: try store.repository(), tree: next)
      rules = Rules(ids: ids, state: rules.state.sharingRules(with: source, origin: .commit(tip)))
    }
  }

  /// Who wrote a commit, and when: as it says, but not before what its signer wrote elsewhere meanwhile.
  private func signature(of commit: Commit?, _ isAdopted: Bool) throws(StoreError) -> Signature {
    let author = signer?.author ?? commit.map { Author(name: $0.author.name, email: $0.author.email) }
    let who = author ?? Author(name: "hfile", email: "hfile@localhost")
    let now = try store.signature(of: who, on: tip, rules.state.profile)
    guard let commit, !isAdopted else { return now }
    let seconds = min(now.seconds, max(commit.author.seconds, authored[commit.author.email] ?? .min))
    return Signature(
      name: who.name, email: who.email, seconds: seconds,
      offsetMinutes: rules.state.profile.instant(seconds: seconds).offsetMinutes)
  }

  /// The message of a commit, and which one it was.
  private static func adopting(_ commit: Commit) -> String {
    let text = commit.message.hasSuffix("\n") ? commit.message : commit.message + "\n"
    return text + "\nAdopted: \(commit.id) by \(commit.author.email)\n"
  }

  /// Which commit a message says it adopts, and whose that was; nil when it says nothing of the kind.
  static func adopted(in message: String) -> (id: ObjectID, address: String)? {
    let words = message.split { $0.isNewline }.last?.split(separator: " ") ?? []
    guard words.count == 4, words[0] == "Adopted:", words[2] == "by", let id = ObjectID(hex: String(words[1])) else {
      return nil
    }
    return (id, String(words[3]))
  }

  // MARK: merging

  private struct Merged {
    let blob: ObjectID?
    let changes: [AccessChange]
  }

  /// Merges one file that both sides changed.
  private mutating func merge(
    _ change: TreeChange, _ current: ObjectID?, of commit: Commit
  ) throws(StoreError) -> Merged {
    let ids = [change.old?.id, change.new?.id, current]
    let sides = try ids.map { id throws(StoreError) in try id.map { id throws(StoreError) in try store.blob(id) } }
    switch Layout.content(of: change.path, in: rules.state.catalogue) {
    case .document(let name, _), .daily(let name):
      guard let type = rules.state.catalogue.types[name] else { break }
      return try mergeRecords(sides, type, change.path, of: commit)
    case .policy, .schema, .access:
      return try mergeValue(sides, change.path, of: commit)
    default: break
    }
    put(aside: Conflict(record: change.path, reason: .fields), of: commit)
    return Merged(blob: current, changes: [])
  }

  private mutating func mergeRecords(
    _ sides: [[UInt8]?], _ type: RecordType, _ path: String, of commit: Commit
  ) throws(StoreError) -> Merged {
    let files = sides.map { $0.map { RecordFile($0, path: path, type: type) } }
    let problems = files.compactMap(\.self).flatMap(\.problems)
    guard problems.isEmpty else { throw .invalid(problems) }
    let (base, other, kept) = (files[0]?.byID ?? [:], files[1]?.byID ?? [:], files[2]?.byID ?? [:])
    var values: [String: JSON?] = [:]
    var changes: [AccessChange] = []
    for id in Set(base.keys).union(other.keys).sorted() {
      let versions = [base[id]?.value, other[id]?.value, kept[id]?.value]
      guard versions[0]?.text(.compact) != versions[1]?.text(.compact) else { continue }
      let merge = RecordMerge(state: rules.state, type: type, id: id, path: path)
      let outcome = try merge.merge(base: versions[0], other: versions[1], kept: versions[2])
      if let conflict = outcome.conflict { put(aside: conflict, of: commit) }
      guard outcome.value?.text(.compact) != versions[2]?.text(.compact) else { continue }
      values.updateValue(outcome.value, forKey: id)
      changes.append(AccessChange(type, id: id, path: path, old: versions[2], new: outcome.value))
    }
    let bytes = FileEdit(sides[2], path: path, type: type).bytes(setting: values)
    return Merged(blob: try blob(values.isEmpty ? sides[2] : bytes), changes: changes)
  }

  /// Merges a file that holds one value and no record: a policy, a schema, a file of `access/`.
  private mutating func mergeValue(
    _ sides: [[UInt8]?], _ path: String, of commit: Commit
  ) throws(StoreError) -> Merged {
    let values = sides.map { $0.flatMap { try? JSON(parsing: $0, limits: .schema) } }
    let merge = RecordMerge(state: rules.state, type: nil, id: path, path: path)
    let outcome = try merge.merge(base: values[0], other: values[1], kept: values[2])
    if let conflict = outcome.conflict { put(aside: conflict, of: commit) }
    guard outcome.value?.text(.compact) != values[2]?.text(.compact) else {
      return Merged(blob: try blob(sides[2]), changes: [])
    }
    var order: KeyOrder?
    if case .policy(let name) = Layout.content(of: path, in: rules.state.catalogue) {
      order = rules.state.catalogue.policies[name]?.schema.keyOrder
    }
    let blob = try blob(outcome.value.map { RecordFile.document($0, order: order) })
    return Merged(blob: blob, changes: [AccessChange(file: path, old: values[2], new: outcome.value)])
  }

  private func blob(_ bytes: [UInt8]?) throws(StoreError) -> ObjectID? {
    try bytes.map { bytes throws(StoreError) in
      try store.repository().use { repository throws(GitError) in try repository.writeBlob(bytes) }
    }
  }

  /// Takes note of what two records break together.
  mutating func put(aside clash: Clash) {
    var conflict = Conflict(record: clash.record, reason: .rule)
    conflict.rule = clash.rule
    for id in clash.others where conflict.others.count < Conflict.otherLimit && !conflict.others.contains(id) {
      conflict.others.append(id)
    }
    conflicts.append(("\(clash.record) \(clash.rule)", conflict))
  }

  private mutating func put(aside conflict: Conflict, of commit: Commit) {
    var conflict = conflict
    conflict.commit = commit.id
    conflict.by = commit.author.email.split(separator: "@").first.map(String.init)
    let key = "\(conflict.record) \(conflict.reason.rawValue)"
    if let place = conflicts.firstIndex(where: { $0.key == key }) {
      conflicts[place].conflict = conflicts[place].conflict.followed(by: conflict)
    } else {
      conflicts.append((key, conflict))
    }
  }

  // MARK: reading

  private func changes(from old: ObjectID?, to new: ObjectID) throws(StoreError) -> [TreeChange] {
    try store.repository().use { repository throws(GitError) in try repository.treeChanges(from: old, to: new) }
  }

  private func entry(_ path: String) throws(StoreError) -> ObjectID? {
    try store.repository().use { [tree] repository throws(GitError) in try repository.entry(at: path, in: tree)?.id }
  }

  /// What differs between two trees, as rights judge it.
  private func accessChanges(from old: ObjectID, to new: ObjectID) throws(StoreError) -> [AccessChange] {
    let read = try RecordChanges(try changes(from: old, to: new), of: rules.state, before: tip, store: store)
    var files: [String: [UInt8]?] = [:]
    for path in read.files {
      let id = try store.repository().use { repository throws(GitError) in try repository.entry(at: path, in: new)?.id }
      files.updateValue(try id.map { id throws(StoreError) in try store.blob(id) }, forKey: path)
    }
    return read.records.compactMap { store.accessChange($0, rules.state.catalogue) }
      + (try store.fileChanges(files, on: rules.state))
  }

  /// Ids of what the commits on a tree are judged by.
  private static func rules(_ tree: ObjectID, _ store: Store) throws(StoreError) -> [ObjectID?] {
    try store.repository().use { repository throws(GitError) in
      try ["access", "schema", "store.json"].map { path throws(GitError) in try repository.entry(at: path, in: tree)?.id
      }
    }
  }

  private static func rules(of tree: ObjectID, _ store: Store) throws(StoreError) -> Rules {
    let source = CommitSource(repository: try store.repository(), tree: tree)
    let state = try Snapshot(
      origin: .nothing, source: source, environment: store.environment, seals: try store.seals())
    return Rules(ids: try rules(tree, store), state: state)
  }
}
