// Which objects a history is made of, and taking those that are missing from one repository into another. Invariant:
// iterative and bounded; a history from elsewhere may be as long, as deep and as large as its maker liked.

/// Bounds what is taken from elsewhere (design section 8).
public struct HistoryLimits: Sendable, Hashable {
  /// The most objects that come at once.
  public var objects = 20_000_000
  /// The largest object.
  public var objectSize = Repository.blobLimit
  /// The most bytes that are received at once.
  public var received = 4 << 30
  /// The most seconds for which nothing comes and nothing goes.
  public var silence = 60

  /// Makes the limits of a health file.
  public init() {}
}

extension Repository {
  /// Visits each object that some commits are made of, their parents included, but for what is known already.
  ///
  /// What is known is not looked into: whoever has a commit or a tree has what it names.
  public func walkHistory(
    of tips: [ObjectID], limits: HistoryLimits = HistoryLimits(), isKnown: (ObjectID) -> Bool,
    visit: (ObjectID, ObjectKind) throws(GitError) -> Void
  ) throws(GitError) {
    var seen: Set<ObjectID> = []
    var waiting: [(id: ObjectID, kind: ObjectKind)] = tips.map { ($0, .commit) }
    while let (id, kind) = waiting.popLast() {
      guard id != .emptyTree || kind != .tree, !seen.contains(id), !isKnown(id) else { continue }
      seen.insert(id)
      guard seen.count <= limits.objects else {
        throw GitError(.tooLarge, "walk history", "more than \(limits.objects) objects")
      }
      try visit(id, kind)
      switch kind {
      case .commit:
        guard let links = Commit.links(in: try commitBytes(id)) else {
          throw GitError(.corrupt, "walk history", "\(id) names no tree")
        }
        waiting.append((links.tree, .tree))
        waiting += links.parents.map { ($0, .commit) }
      case .tree:
        for entry in try tree(id, limits: .writing) where entry.mode != .commit {
          waiting.append((entry.id, entry.mode == .tree ? .tree : .blob))
        }
      case .blob, .tag: break
      }
    }
  }

  /// Copies what some commits of another repository are made of and this one lacks, as one pack.
  ///
  /// - Parameter isWhole: copies what this one has as well.
  /// - Returns: how many objects came.
  @discardableResult
  public func copyHistory(
    of tips: [ObjectID], from other: Repository, limits: HistoryLimits = HistoryLimits(), isWhole: Bool = false
  ) throws(GitError) -> Int {
    try refresh()
    return try withPack { () throws(GitError) in
      var count = 0
      try other.walkHistory(of: tips, limits: limits, isKnown: { !isWhole && isStored($0) }) {
        id, kind throws(GitError) in
        let bytes = try other.withObject(id, kind, limit: limits.objectSize) { Array(copying: $0) }
        guard try ObjectID.hash(kind, bytes.span) == id else {
          throw GitError(.mismatch, "copy objects", "the bytes of \(id) have another id")
        }
        try pack?.add(id, kind, bytes)
        count += 1
      }
      return count
    }.get()
  }

  /// Makes sure that all some commits are made of is here, but for what is known to be elsewhere.
  ///
  /// Throws `.notFound` or `.corrupt` when something is missing, `.tooLarge` when a limit is exceeded.
  public func checkComplete(
    _ tips: [ObjectID], limits: HistoryLimits = HistoryLimits(), isKnown: (ObjectID) -> Bool
  ) throws(GitError) {
    try walkHistory(of: tips, limits: limits, isKnown: isKnown) { id, kind throws(GitError) in
      let found = try header(of: id)
      guard found.kind == kind else { throw GitError(.corrupt, "walk history", "\(id) is no \(kind.rawValue)") }
      guard found.size <= limits.objectSize else {
        throw GitError(.tooLarge, "walk history", "\(id) has \(found.size) bytes, the limit is \(limits.objectSize)")
      }
    }
  }
}
