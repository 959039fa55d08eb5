// What a person changed: working files against HEAD. The stat data in git's index spares reading files that did not
// change; whatever is in doubt is read and hashed.

internal import Git
internal import JSONSchema

/// A file that differs between HEAD and the working files.
struct FileChange: Sendable {
  let path: String
  /// The bytes in HEAD; nil when it is new.
  let old: [UInt8]?
  /// The bytes on disk; nil when it is gone.
  let new: [UInt8]?
}

/// Everything that differs between HEAD and the working files.
struct WorkingFiles: Sendable {
  private(set) var changes: [FileChange] = []
  private(set) var problems: [Problem] = []

  init(_ store: Store, head: ObjectID?) throws(StoreError) {
    let repository = try store.repository()
    let (committed, index) = try repository.use { repository throws(GitError) in
      (try WorkingFiles.committed(repository, head), try WorkingFiles.index(repository))
    }
    let written = WorkingFiles.status(try store.disk.kind(of: ".git/index"))
    var seen: Set<String> = []
    for (path, kind) in try store.disk.list() {
      seen.insert(path)
      guard case .file(let status) = kind else {
        let isOurs = committed[path] != nil || path.hasSuffix(".json") || path.hasSuffix(".jsonl")
        let fact: Fact = kind == .symbolicLink ? .symbolicLink : .notRegularFile
        if isOurs || kind == .symbolicLink { problems.append(Problem(fact, at: Place(file: path))) }
        continue
      }
      if let id = committed[path], WorkingFiles.isClean(index[path], status, id, indexWritten: written) { continue }
      guard let bytes = try store.disk.read(path) else { continue }
      let id = try store.blobID(bytes)
      guard committed[path] != id else { continue }
      let old = try committed[path].map { id throws(StoreError) in try store.blob(id) }
      changes.append(FileChange(path: path, old: old, new: bytes))
    }
    for (path, id) in committed where !seen.contains(path) {
      changes.append(FileChange(path: path, old: try store.blob(id), new: nil))
    }
    changes.sort { $0.path < $1.path }
  }

  /// Every file of a commit's tree, by path.
  static func committed(_ repository: Repository, _ head: ObjectID?) throws(GitError) -> [String: ObjectID] {
    var files: [String: ObjectID] = [:]
    guard let head else { return files }
    try repository.walkTree(try repository.commit(head).tree) { path, entry in
      if entry.mode != .tree { files[path] = entry.id }
      return .continue
    }
    return files
  }

  /// The entries of git's index, by path.
  static func index(_ repository: Repository) throws(GitError) -> [String: IndexEntry] {
    Dictionary(try repository.indexEntries().map { ($0.path, $0) }) { first, _ in first }
  }

  private static func status(_ kind: Disk.Kind?) -> Disk.Status? {
    if case .file(let status) = kind { status } else { nil }
  }

  /// A file that changed in the instant the index was written, or later, is read: its time cannot tell ("racy git").
  static func isClean(
    _ entry: IndexEntry?, _ status: Disk.Status, _ id: ObjectID, indexWritten: Disk.Status?
  ) -> Bool {
    guard let entry, entry.id == id, let indexWritten else { return false }
    guard (status.seconds, status.nanoseconds) < (indexWritten.seconds, indexWritten.nanoseconds) else { return false }
    return entry.size == UInt32(truncatingIfNeeded: status.size)
      && entry.modifiedSeconds == UInt32(truncatingIfNeeded: status.seconds)
      && entry.modifiedNanoseconds == UInt32(truncatingIfNeeded: status.nanoseconds)
      && entry.inode == UInt32(truncatingIfNeeded: status.inode)
  }
}

extension Snapshot {
  /// Returns the paths of a type's files that hold something else than git's index says is committed; nil for commits.
  ///
  /// The index says when and how large each file was when it was committed, so that only files in doubt are read, and
  /// no repository is opened.
  ///
  /// - Parameter days: leaves out files of other business days, for types whose paths name one.
  public func uncommittedFiles(
    of type: RecordType, days: ClosedRange<BusinessDay>? = nil
  ) throws(StoreError) -> [String]? {
    guard let disk = (source as? WorkingSource)?.disk else { return nil }
    var changed: [String] = []
    for prefix in Layout.prefixes(of: type, days: days) {
      let index = try git { () throws(GitError) in
        try Repository.indexEntries(in: disk.root + "/.git", under: prefix)
      }
      var known = Dictionary(index.entries.map { ($0.path, $0) }) { first, _ in first }
      let written = Disk.Status(size: 0, seconds: index.seconds, nanoseconds: index.nanoseconds, inode: 0)
      for (path, kind) in try disk.list(String(prefix.dropLast(prefix.hasSuffix("/") ? 1 : 0))) {
        let entry = known.removeValue(forKey: path)
        guard case .file(let status) = kind, isWanted(path, type, days) else { continue }
        if let entry {
          if WorkingFiles.isClean(entry, status, entry.id, indexWritten: written) { continue }
          guard let bytes = try disk.read(path) else { continue }
          if try git({ () throws(GitError) in try ObjectID.blob(hashing: bytes) }) == entry.id { continue }
        }
        changed.append(path)
      }
      changed += known.keys.filter { isWanted($0, type, days) }
    }
    return changed.sorted()
  }
}

extension Store {
  /// Returns the id that git gives to these bytes.
  func blobID(_ bytes: [UInt8]) throws(StoreError) -> ObjectID {
    try git { () throws(GitError) in try ObjectID.blob(hashing: bytes) }
  }

  func blob(_ id: ObjectID) throws(StoreError) -> [UInt8] {
    try repository().use { repository throws(GitError) in try repository.blob(id, limit: CommitSource.fileLimit) }
  }
}
