// Where the files of a snapshot come from: working files, a commit, or either with changes laid over it.

internal import Git
internal import JSONSchema
internal import Synchronization

/// Files by path, whatever keeps them.
protocol FileSource: Sendable {
  /// The bytes of a file; nil when there is none.
  func bytes(at path: String) throws(StoreError) -> [UInt8]?
  /// Paths of all files that begin with a prefix, sorted.
  func paths(under prefix: String) throws(StoreError) -> [String]
  /// The files below a prefix, sorted by path.
  func files(under prefix: String) throws(StoreError) -> [SourceFile]
  /// Makes a reader for one thread.
  func reader() throws(StoreError) -> any FileReader
  /// What tells the content of a folder from any other; nil where nothing does.
  func mark(of folder: String) throws(StoreError) -> ObjectID?
}

/// A file of a source, and the blob it is where that is known.
struct SourceFile: Sendable {
  let path: String
  var id: ObjectID?
}

/// Reads many files one after another, for one thread.
protocol FileReader {
  /// Puts a file's bytes into a buffer, in place of what was there; false when there is no such file.
  mutating func read(_ file: SourceFile, into buffer: inout ReadBuffer) throws(StoreError) -> Bool
}

/// Bytes of a file with zeros after them, in memory that is used again for the next.
struct ReadBuffer {
  private(set) var bytes: [UInt8] = []
  /// How many bytes the file has.
  private(set) var count = 0

  /// Makes room for a file and has it filled in.
  mutating func fill<Failure: Error>(
    _ size: Int, _ body: (UnsafeMutableRawBufferPointer) throws(Failure) -> Int
  ) throws(Failure) {
    let wanted = size + SchemaScanner.padding
    if bytes.count < wanted { bytes = [UInt8](repeating: 0, count: max(wanted, bytes.count * 2)) }
    count = 0
    let outcome = bytes.withUnsafeMutableBytes { memory in
      Result { () throws(Failure) in try body(UnsafeMutableRawBufferPointer(rebasing: memory[0..<size])) }
    }
    count = try outcome.get()
    for place in count..<count + SchemaScanner.padding { bytes[place] = 0 }
  }

  /// Takes bytes as they are.
  mutating func fill(_ source: Span<UInt8>) {
    fill(source.count) { target in
      source.withUnsafeBytes { target.copyMemory(from: $0) }
      return source.count
    }
  }
}

extension FileSource {
  /// The files below a prefix, sorted by path.
  func files(under prefix: String) throws(StoreError) -> [SourceFile] {
    try paths(under: prefix).map { SourceFile(path: $0) }
  }

  /// Makes a reader for one thread.
  func reader() throws(StoreError) -> any FileReader { WholeReader(source: self) }

  /// What tells the content of a folder from any other; nil where nothing does.
  func mark(of folder: String) throws(StoreError) -> ObjectID? { nil }
}

/// Reads the files of any source as its own function gives them.
private struct WholeReader: FileReader {
  let source: any FileSource

  mutating func read(_ file: SourceFile, into buffer: inout ReadBuffer) throws(StoreError) -> Bool {
    guard let bytes = try source.bytes(at: file.path) else { return false }
    buffer.fill(bytes.span)
    return true
  }
}

/// The working files.
struct WorkingSource: FileSource {
  let disk: Disk

  func bytes(at path: String) throws(StoreError) -> [UInt8]? { try disk.read(path) }

  func paths(under prefix: String) throws(StoreError) -> [String] {
    guard prefix.isEmpty || prefix.hasSuffix("/") else { return try disk.kind(of: prefix) == nil ? [] : [prefix] }
    return try disk.list(prefix.isEmpty ? "" : String(prefix.dropLast())).map(\.path)
  }

  func reader() throws(StoreError) -> any FileReader { DiskReader(disk) }
}

/// The files of one tree in the repository.
struct CommitSource: FileSource {
  let repository: RepositoryBox
  let tree: ObjectID
  /// Packs that are kept open; nil where nobody asked for it.
  var readers: BlobReaders?

  /// A daily file holds at most 32 MiB (design section 8).
  static let fileLimit = 32 << 20

  func bytes(at path: String) throws(StoreError) -> [UInt8]? {
    guard let readers else {
      return try repository.use { repository throws(GitError) in
        guard let entry = try repository.entry(at: path, in: tree), entry.mode == .file else { return nil }
        return try repository.blob(entry.id, limit: Self.fileLimit)
      }
    }
    let entry = try repository.use { repository throws(GitError) in try repository.entry(at: path, in: tree) }
    guard let entry, entry.mode == .file else { return nil }
    return try git { () throws(GitError) in try readers.blob(entry.id, limit: Self.fileLimit) }
  }

  func paths(under prefix: String) throws(StoreError) -> [String] { try files(under: prefix).map(\.path) }

  func files(under prefix: String) throws(StoreError) -> [SourceFile] {
    try repository.use { repository throws(GitError) in
      var files: [SourceFile] = []
      try repository.walkTree(tree, under: prefix.hasSuffix("/") ? String(prefix.dropLast()) : prefix) { path, entry in
        if entry.mode != .tree { files.append(SourceFile(path: path, id: entry.id)) }
        return .continue
      }
      return files
    }
  }

  func mark(of folder: String) throws(StoreError) -> ObjectID? {
    try repository.use { repository throws(GitError) in try repository.entry(at: folder, in: tree)?.id }
  }

  /// Opens the repository once more: one is used by one thread at a time.
  func reader() throws(StoreError) -> any FileReader {
    let location = try repository.use { repository throws(GitError) in
      (path: repository.workingDirectory ?? repository.gitDirectory, isBare: repository.isBare)
    }
    return try git { () throws(GitError) in
      TreeReader(blobs: try BlobReader(try Repository(opening: location.path, bare: location.isBare)))
    }
  }
}

/// Reads the files of a commit, by the blobs they are.
private struct TreeReader: FileReader {
  let blobs: BlobReader

  mutating func read(_ file: SourceFile, into buffer: inout ReadBuffer) throws(StoreError) -> Bool {
    guard let id = file.id else { return false }
    try git { () throws(GitError) in
      try blobs.withBlob(id, limit: CommitSource.fileLimit) { bytes throws(GitError) in buffer.fill(bytes) }
    }
    return true
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
    try git { () throws(GitError) in
      try repository.withLock { repository throws(GitError) in try body(repository) }
    }
  }
}

/// Runs a body of git and turns its errors into those of the store.
func git<Result>(_ body: () throws(GitError) -> Result) throws(StoreError) -> Result {
  do throws(GitError) { return try body() } catch { throw StoreError(error) }
}

extension StoreError {
  /// Takes the facts of an error of git.
  init(_ error: GitError) {
    switch error.code {
    case .locked: self = .busy(holder: "git")
    default:
      let damaged = [.corrupt, .mismatch, .notFound, .notRepository].contains(error.code)
      self = .repository(doing: error.doing, message: error.message, damaged: damaged)
    }
  }
}
