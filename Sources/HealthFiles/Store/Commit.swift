// The one way in which a store changes: validated records become objects, a commit, a moved ref, working files.
// Order of writing: objects, then the ref by compare-and-swap, then working files, then git's index. Whatever stops it
// in between leaves the old commit or the new one; `hfile doctor` finishes the rest.

public import Git
internal import JSONSchema

/// What a person asks of `hfile commit`.
public struct CommitRequest: Sendable {
  /// The message; nil makes one from the changes.
  public var message: String?
  /// Who commits.
  public var author: Author
  /// Ids, paths or type names to commit; empty means everything.
  public var only: [String] = []
  /// Commits that records are gone, although hfile was not asked to remove them.
  public var removals = false
  /// Commits edits that put fields back to what they were before the last commit of a record.
  public var reverts = false
  /// Commits although the clock is far from the last commit's time.
  public var trustsClock = false
  /// Finds out what would happen and writes nothing.
  public var isDryRun = false

  /// Makes a request to commit everything.
  public init(message: String?, author: Author) {
    self.message = message
    self.author = author
  }
}

/// What a commit did.
public struct CommitResult: Sendable {
  /// The new commit; nil when there was nothing to commit, or on a dry run.
  public let commit: ObjectID?
  /// The records that changed.
  public let records: [RecordChange]
  /// Files other than records that changed.
  public let files: [String]
  /// What is worth a look.
  public let warnings: [Problem]
}

/// What a commit would do now.
public struct CommitPreview: Sendable {
  /// The commit that HEAD names.
  public let head: ObjectID?
  /// The record types of the working files.
  public let catalogue: Catalogue
  /// The records that changed.
  public let records: [RecordChange]
  /// Files other than records that changed.
  public let files: [String]
  /// Files whose records are those of HEAD, in another layout.
  public let layoutOnly: [String]
  /// What speaks against a commit, and what is worth a look.
  public let problems: [Problem]
}

/// The changes of one commit, ready to be written.
struct PreparedCommit {
  /// New bytes by path; nil removes the file.
  var changes: [String: [UInt8]?] = [:]
  /// Files that were written into the pack beforehand.
  var staged: StagedFiles?
  let message: String
  let author: Author
}

extension Store {
  /// Writes objects and commit; nothing is visible before `publish` moves the branch.
  func write(
    _ prepared: PreparedCommit, on parent: ObjectID?, profile: StoreProfile, signer: CommitSigner?
  ) throws(StoreError) -> ObjectID {
    let signature = try signature(of: signer?.author ?? prepared.author, on: parent, profile)
    try flushKeys()
    return try repository().use { repository throws(GitError) in
      let write = { () throws(GitError) -> ObjectID in
        var blobs: [String: ObjectID?] = prepared.staged?.blobs ?? [:]
        for (path, bytes) in prepared.changes.sorted(by: { $0.key < $1.key }) {
          let blob: ObjectID? = if let bytes { try repository.writeBlob(bytes) } else { nil }
          blobs.updateValue(blob, forKey: path)
        }
        let base = try parent.map { id throws(GitError) in try repository.commit(id).tree }
        let tree = try repository.writeTree(base: base, changes: blobs)
        return try repository.writeCommit(
          tree: tree, parents: parent.map { [$0] } ?? [], author: signature, committer: signature,
          message: prepared.message, signature: signer?.sign)
      }
      // One pack, however little changed: three fsyncs make it durable, where loose objects take two each.
      guard prepared.staged != nil else { return try repository.withPack(write).get() }
      let commit = try write()
      try repository.finishPack()
      return commit
    }
  }

  /// Who commits, and when: by the clock, or with the commit before where the clock is a little behind it.
  func signature(
    of author: Author, on parent: ObjectID?, _ profile: StoreProfile
  ) throws(StoreError) -> Signature {
    let now = environment.now().seconds
    let last = try parent.map { id throws(StoreError) in
      try repository().use { repository throws(GitError) in try repository.commit(id).committer.seconds }
    }
    let seconds = if let last, now < last, last - now <= 3600 { last } else { now }
    return Signature(
      name: author.name, email: author.email, seconds: seconds,
      offsetMinutes: profile.instant(seconds: seconds).offsetMinutes)
  }

  /// Moves the branch to a commit, then brings working files and index along; the lock must be held.
  ///
  /// The journal lies on disk from before the ref moves until the last working file is in place.
  func publish(
    _ commit: ObjectID, after parent: ObjectID?, message: String, catalogue: Catalogue, staged: StagedFiles? = nil
  ) throws(StoreError) {
    try disk.write(Journal(old: parent, new: commit).bytes, to: Journal.path)
    let subject = message.prefix { $0 != "\n" }
    do throws(StoreError) {
      try repository().use { repository throws(GitError) in
        let name = try repository.head().name
        try repository.compareAndSwap(name, from: parent, to: commit, message: "hfile: \(subject)")
      }
    } catch {
      if try head() != commit { try disk.remove(Journal.path) }
      throw error
    }
    try materialize(from: parent, to: commit, catalogue: catalogue, staged: staged)
    try disk.remove(Journal.path)
  }

  /// Brings the working files of changed paths forward and keeps git's index in step; the lock must be held.
  func materialize(
    from old: ObjectID?, to new: ObjectID, catalogue: Catalogue, staged: StagedFiles? = nil
  ) throws(StoreError) {
    let changes = try repository().use { repository throws(GitError) in
      let before = try old.map { id throws(GitError) in try repository.commit(id).tree }
      return try repository.treeChanges(from: before, to: try repository.commit(new).tree)
    }
    var kept: [(path: String, id: ObjectID)] = []
    var removed: [String] = []
    var placed: Set<String> = []
    for change in changes {
      if let entry = change.new, try staged?.place(change.path, entry.id) ?? false {
        placed.insert(change.path)
        kept.append((change.path, entry.id))
        continue
      }
      let before = try change.old.map { entry throws(StoreError) in try blob(entry.id) }
      let after = try change.new.map { entry throws(StoreError) in try blob(entry.id) }
      let working = try disk.read(change.path)
      let merged = BringForward.merge(
        old: before, new: after, working: working, path: change.path, catalogue: catalogue)
      if merged != working {
        if let merged { try disk.write(merged, to: change.path) } else { try disk.remove(change.path) }
      }
      if let entry = change.new { kept.append((change.path, entry.id)) } else { removed.append(change.path) }
    }
    for (_, paths) in Dictionary(grouping: placed, by: Disk.folder) { try disk.synchronizeFolder(of: paths[0]) }
    try repository().use { repository throws(GitError) in
      try repository.updateIndex(set: kept, remove: removed, known: placed)
    }
  }

  /// Takes the lock for the length of a body.
  func locked<Result>(_ body: () throws(StoreError) -> Result) throws(StoreError) -> Result {
    try StoreLock(gitDirectory: gitDirectory, waiting: environment.waiting).whileHeld(body)
  }
}
