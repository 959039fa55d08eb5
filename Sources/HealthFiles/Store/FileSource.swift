// Where the files of a snapshot come from: working files, a commit, or either with changes laid over it.

internal import Git
internal import Synchronization

/// Files by path, whatever keeps them.
protocol FileSource: Sendable {
  /// The bytes of a file; nil when there is none.
  func bytes(at path: String) throws(StoreError) -> [UInt8]?
  /// Paths of all files that begin with a prefix, sorted.
  func paths(under prefix: String) throws(StoreError) -> [String]
}

/// The working files.
struct WorkingSource: FileSource {
  let disk: Disk

  func bytes(at path: String) throws(StoreError) -> [UInt8]? { try disk.read(path) }

  func paths(under prefix: String) throws(StoreError) -> [String] {
    guard prefix.isEmpty || prefix.hasSuffix("/") else { return try disk.kind(of: prefix) == nil ? [] : [prefix] }
    return try disk.list(prefix.isEmpty ? "" : String(prefix.dropLast())).map(\.path)
  }
}

/// The files of one tree in the repository.
struct CommitSource: FileSource {
  let repository: RepositoryBox
  let tree: ObjectID

  /// A daily file holds at most 32 MiB (design section 8).
  static let fileLimit = 32 << 20

  func bytes(at path: String) throws(StoreError) -> [UInt8]? {
    try repository.use { repository throws(GitError) in
      guard let entry = try repository.entry(at: path, in: tree), entry.mode == .file else { return nil }
      return try repository.blob(entry.id, limit: Self.fileLimit)
    }
  }

  func paths(under prefix: String) throws(StoreError) -> [String] {
    try repository.use { repository throws(GitError) in
      var paths: [String] = []
      try repository.walkTree(tree, under: prefix.hasSuffix("/") ? String(prefix.dropLast()) : prefix) { path, entry in
        if entry.mode != .tree { paths.append(path) }
        return .continue
      }
      return paths
    }
  }
}

/// Changed files laid over another source; nil removes a file.
struct OverlaySource: FileSource {
  let base: any FileSource
  let changes: [String: [UInt8]?]

  func bytes(at path: String) throws(StoreError) -> [UInt8]? {
    if let change = changes[path] { return change }
    return try base.bytes(at: path)
  }

  func paths(under prefix: String) throws(StoreError) -> [String] {
    let kept = try base.paths(under: prefix).filter { changes[$0] == nil }
    let added = changes.filter { $0.value != nil && $0.key.hasPrefix(prefix) }.map(\.key)
    return (kept + added).sorted()
  }
}

/// No files at all: the state before the first commit.
struct EmptySource: FileSource {
  func bytes(at path: String) throws(StoreError) -> [UInt8]? { nil }
  func paths(under prefix: String) throws(StoreError) -> [String] { [] }
}

/// A repository that several tasks may use, one at a time.
final class RepositoryBox: Sendable {
  private let repository: Mutex<Repository>

  init(_ repository: sending Repository) { self.repository = Mutex(repository) }

  /// Lends the repository; errors of git become errors of the store.
  func use<Result: Sendable>(_ body: (Repository) throws(GitError) -> Result) throws(StoreError) -> Result {
    do throws(GitError) {
      return try repository.withLock { repository throws(GitError) in try body(repository) }
    } catch {
      throw StoreError(error)
    }
  }
}

extension StoreError {
  /// Takes the facts of an error of git.
  init(_ error: GitError) {
    switch error.code {
    case .locked: self = .busy(holder: "git")
    default:
      let damaged = [.corrupt, .notFound, .notRepository].contains(error.code)
      self = .repository(doing: error.doing, message: error.message, damaged: damaged)
    }
  }
}
