internal import Git
internal import JSONSchema

/// Reads the objects of a history, for one thread.
///
/// Whatever it reads is hashed, by libgit2 or by the reader of blobs: a signature is of ids, and an id of bytes only if
/// somebody looks. Bytes of another id are an error and no finding: of the history they say nothing.
final class ObjectReader {
  private let repository: Repository
  private let blobs: BlobReader

  /// Opens the repository of a store once more.
  convenience init(_ store: Store) throws(GitError) { try self.init(store.root, isBare: store.isBare) }

  /// Opens a repository once more.
  init(_ path: String, isBare: Bool) throws(GitError) {
    repository = try Repository(opening: path, bare: isBare)
    blobs = try BlobReader(try Repository(opening: path, bare: isBare), hashesAll: true)
  }

  func blob(_ id: ObjectID, limit: Int) throws(GitError) -> [UInt8] {
    try blobs.withBlob(id, limit: limit) { bytes in
      bytes.withUnsafeBufferPointer { Array($0) }
    }
  }

  /// The bytes of a file that is no daily one; none of a file that is too large.
  func text(_ id: ObjectID) throws(GitError) -> [UInt8] {
    do throws(GitError) {
      return try blob(id, limit: JSONLimits.schema.maximumBytes)
    } catch {
      guard error.code == .tooLarge else { throw error }
      return []
    }
  }

  /// The value of a file; `.null` when it is no JSON, nil when there is no file.
  func json(_ id: ObjectID?) throws(GitError) -> JSON? {
    guard let id else { return nil }
    let bytes = try text(id)
    return (try? JSON(parsing: bytes, limits: .schema)) ?? .null
  }

  func changes(from old: ObjectID?, to new: ObjectID) throws(GitError) -> [TreeChange] {
    try repository.treeChanges(from: old, to: new, limits: Self.limits)
  }

  func entry(at path: String, in tree: ObjectID) throws(GitError) -> TreeEntry? {
    try repository.entry(at: path, in: tree)
  }

  /// The files of a tree below a folder.
  func files(under folder: String, in tree: ObjectID) throws(GitError) -> [String: ObjectID] {
    var files: [String: ObjectID] = [:]
    try repository.walkTree(tree, under: folder, limits: Self.limits) { path, entry in
      if entry.mode == .file { files[path] = entry.id }
      return .continue
    }
    return files
  }

  /// The tree of a commit, however wrong the rest of it is.
  func tree(of commit: ObjectID) throws(GitError) -> ObjectID { try links(of: commit).tree }

  /// The first parent of a commit.
  func parent(of commit: ObjectID) throws(GitError) -> ObjectID? { try links(of: commit).parents.first }

  private func links(of commit: ObjectID) throws(GitError) -> (tree: ObjectID, parents: [ObjectID]) {
    guard let links = Commit.links(in: try commitBytes(commit)) else {
      throw GitError(.corrupt, "read commit", "\(commit) names no tree")
    }
    return links
  }

  func commitBytes(_ id: ObjectID) throws(GitError) -> [UInt8] { try repository.commitBytes(id) }

  /// Whatever can be walked at all is judged, not refused.
  private static let limits: TreeLimits = {
    var limits = TreeLimits()
    limits.depth = 32
    limits.modes = Set(FileMode.allCases)
    return limits
  }()
}
