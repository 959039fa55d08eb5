// Reading and writing trees. Invariant: a tree that leaves here was decoded strictly (`TreeObject`).

extension Repository {
  /// Returns a tree's entries in git's order; throws `.corrupt` when it breaks a rule of trees.
  public func tree(_ id: ObjectID, limits: TreeLimits = TreeLimits()) throws(GitError) -> [TreeEntry] {
    let tree = try treeObject(id, limits)
    return tree.entries.map { tree.value($0) }
  }

  /// Finds what a path names within a tree; nil when nothing does.
  public func entry(at path: String, in tree: ObjectID) throws(GitError) -> TreeEntry? {
    let names = try TreePath.components(path, "find path")
    var current = tree
    for (depth, name) in names.enumerated() {
      let object = try treeObject(current, TreeLimits())
      guard let entry = object.find(name) else { return nil }
      if depth == names.count - 1 { return object.value(entry) }
      guard entry.mode == .tree else { return nil }
      current = entry.id
    }
    return nil
  }

  /// Writes a tree of these entries and returns its id; every object named must exist.
  @discardableResult
  public func writeTree(_ entries: [TreeEntry]) throws(GitError) -> ObjectID {
    for entry in entries {
      if entry.mode != .commit { try require(entry.id, entry.mode.kind, "write tree") }
    }
    let bytes = try TreeObject.encode(entries)
    return try writeObject(.tree, bytes.span)
  }

  /// Reads a tree, from memory when it was read a moment ago: neighbours in history share most of theirs.
  func treeObject(_ id: ObjectID, _ limits: TreeLimits) throws(GitError) -> TreeObject {
    if id == .emptyTree { return .empty }
    if let known = trees.find(id), known.entries.count <= limits.entriesPerTree { return known }
    let bytes = try withObject(id, .tree, limit: limits.treeBytes) { Array(copying: $0) }
    let tree = try GitError.placed("\(id)") { () throws(GitError) in
      try TreeObject.decode(bytes, limits: limits)
    }
    trees.remember(id, tree)
    return tree
  }
}

/// Keeps the last few decoded trees.
struct TreeMemory {
  private static let size = 16
  private var ids = [ObjectID](repeating: .zero, count: TreeMemory.size)
  private var trees = [TreeObject](repeating: .empty, count: TreeMemory.size)
  private var next = 0

  func find(_ id: ObjectID) -> TreeObject? {
    for index in ids.indices where ids[index] == id { return trees[index] }
    return nil
  }

  mutating func remember(_ id: ObjectID, _ tree: TreeObject) {
    ids[next] = id
    trees[next] = tree
    next = (next + 1) % Self.size
  }
}
