// A tree made from another and a list of changed paths. Invariant: only the directories on the way to a change are
// read and written anew, and a directory that becomes empty vanishes.

extension Repository {
  /// Writes a tree that is `base` with some paths set to new blobs and others, given as nil, removed.
  ///
  /// A nil base is the empty tree. Throws `.notFound` on removing what is not there, `.invalid` where a file would
  /// take the place of a directory or the other way round.
  @discardableResult
  public func writeTree(base: ObjectID?, changes: [String: ObjectID?]) throws(GitError) -> ObjectID {
    var list: [TreeUpdate.Change] = []
    list.reserveCapacity(changes.count)
    for (path, blob) in changes {
      if let blob { try require(blob, .blob, "write tree") }
      let names = try TreePath.components(path, "write tree")
      list.append(TreeUpdate.Change(names: names, key: path.utf8.map { $0 == 0x2f ? 0 : $0 }, blob: blob))
    }
    list.sort { $0.key.lexicographicallyPrecedes($1.key) }
    let update = TreeUpdate(repository: self, changes: list)
    if let written = try update.write(base ?? .emptyTree, 0..<list.count, depth: 0) { return written }
    return try writeTree([])
  }
}

struct TreeUpdate {
  struct Change {
    let names: [String]
    /// The path with NUL for `/`, so that all of one directory sort together, right after its own name.
    let key: [UInt8]
    let blob: ObjectID?
  }

  let repository: Repository
  /// Sorted by names, so that what lies in one directory is one range.
  let changes: [Change]

  /// Writes one directory with the changes of a range; nil when it ends up empty.
  ///
  /// Recursion is as deep as a path, which `TreePath` bounds.
  func write(_ base: ObjectID, _ range: Range<Int>, depth: Int) throws(GitError) -> ObjectID? {
    let old = try repository.treeObject(base, .writing)
    var entries = Dictionary(old.entries.map { (old.name($0), old.value($0)) }) { first, _ in first }
    var start = range.lowerBound
    while start < range.upperBound {
      let name = changes[start].names[depth]
      var end = start + 1
      while end < range.upperBound, changes[end].names[depth] == name { end += 1 }
      entries[name] = try replace(entries[name], name, start..<end, depth)
      start = end
    }
    guard !entries.isEmpty else { return nil }
    let bytes = try TreeObject.encode(Array(entries.values))
    return try repository.writeObject(.tree, bytes.span)
  }

  /// Gives the new entry of one name.
  ///
  /// The shortest path sorts first: it is the name itself, if that changes at all.
  private func replace(
    _ old: TreeEntry?, _ name: String, _ range: Range<Int>, _ depth: Int
  ) throws(GitError) -> TreeEntry? {
    var current = old
    var rest = range
    let first = changes[range.lowerBound]
    if first.names.count == depth + 1 {
      current = try set(old, first)
      rest = rest.dropFirst()
    }
    guard !rest.isEmpty else { return current }
    guard current == nil || current?.mode == .tree else { throw flaw(first, "a file is in the way of a directory") }
    let written = try write(current?.id ?? .emptyTree, rest, depth: depth + 1)
    return written.map { TreeEntry(name: name, mode: .tree, id: $0) }
  }

  private func set(_ old: TreeEntry?, _ change: Change) throws(GitError) -> TreeEntry? {
    guard old?.mode != .tree else { throw flaw(change, "a directory is in the way of a file") }
    guard let blob = change.blob else {
      guard old != nil else { throw flaw(change, "nothing to remove", .notFound) }
      return nil
    }
    return TreeEntry(name: change.names[change.names.count - 1], mode: .file, id: blob)
  }

  private func flaw(_ change: Change, _ message: String, _ code: GitError.Code = .invalid) -> GitError {
    GitError(code, "write tree", "\(change.names.joined(separator: "/")): \(message)")
  }
}

extension TreeLimits {
  /// What a tree that is to be changed may hold: any mode, so that nothing foreign is lost.
  static var writing: TreeLimits {
    var limits = TreeLimits()
    limits.modes = Set(FileMode.allCases)
    return limits
  }
}
