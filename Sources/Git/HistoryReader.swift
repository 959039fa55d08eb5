// Walking over a long history: heads of commits, and what each changed. Objects come from packs without libgit2, and
// the trees read last are remembered, because neighbours in history share most of theirs.

/// Reads commits and differences of trees, for one thread.
public final class HistoryReader: TreeSource {
  private let objects: BlobReader
  private var trees = TreeMemory()

  /// Makes a reader of a repository that is opened for it alone.
  public init(_ repository: sending Repository) throws(GitError) {
    objects = try BlobReader(repository)
  }

  /// Reads the head of a commit; throws `.invalid` when it has none.
  public func head(of id: ObjectID) throws(GitError) -> CommitHead {
    let head = try objects.withObject(id, .commit, limit: Commit.byteLimit) { CommitHead($0) }
    guard let head else { throw GitError(.invalid, "read commit", "\(id) has no head") }
    return head
  }

  /// Lists what differs between two trees, as `Repository.treeChanges` does.
  public func treeChanges(from old: ObjectID?, to new: ObjectID?) throws(GitError) -> [TreeChange] {
    try TreeDiffer.changes(self, from: old, to: new)
  }

  /// Copies a blob's bytes.
  public func blob(_ id: ObjectID, limit: Int = Repository.blobLimit) throws(GitError) -> [UInt8] {
    try objects.withBlob(id, limit: limit) { Array(copying: $0) }
  }

  func treeObject(_ id: ObjectID, _ limits: TreeLimits) throws(GitError) -> TreeObject {
    if id == .emptyTree { return .empty }
    if let known = trees.find(id), known.entries.count <= limits.entriesPerTree { return known }
    let bytes = try objects.withObject(id, .tree, limit: limits.treeBytes) { Array(copying: $0) }
    let tree = try GitError.placed("\(id)") { () throws(GitError) in
      try TreeObject.decode(bytes, limits: limits)
    }
    trees.remember(id, tree)
    return tree
  }
}
