// What differs between two trees. Invariant: an object id that is equal on both sides is never read, so the cost is
// that of the change and not of the store; iterative and bounded.

/// Holds one path that differs between two trees; a nil side has nothing there.
public struct TreeChange: Sendable, Hashable {
  /// The full path, with `/` between names.
  public var path: String
  /// What was there before.
  public var old: TreeEntry?
  /// What is there now.
  public var new: TreeEntry?

  /// Makes a change.
  public init(path: String, old: TreeEntry?, new: TreeEntry?) {
    self.path = path
    self.old = old
    self.new = new
  }
}

extension Repository {
  /// Lists the entries, other than directories, that differ between two trees, sorted by the bytes of their paths.
  ///
  /// Nil stands for the empty tree. With `under`, only paths equal to or below one of the prefixes are compared and
  /// other subtrees are not read.
  public func treeChanges(
    from old: ObjectID?, to new: ObjectID?, under prefixes: [String] = [], limits: TreeLimits = TreeLimits()
  ) throws(GitError) -> [TreeChange] {
    try TreeDiffer.changes(self, from: old, to: new, under: prefixes, limits: limits)
  }
}

/// What trees are read from.
protocol TreeSource {
  func treeObject(_ id: ObjectID, _ limits: TreeLimits) throws(GitError) -> TreeObject
}

extension Repository: TreeSource {}

struct TreeDiffer {
  typealias Pair = (path: String, old: ObjectID?, new: ObjectID?)

  private struct Frame {
    let path: String
    let old: TreeObject
    let new: TreeObject
    var oldPosition = 0
    var newPosition = 0
  }

  private let limits: TreeLimits
  private let prefixes: [String]
  private var frames: [Frame] = []
  private(set) var changes: [TreeChange] = []
  /// Entries that differ, directories included: what a hostile pair of trees could make endless.
  private var visited = 0

  init(limits: TreeLimits, prefixes: [String]) {
    self.limits = limits
    self.prefixes = prefixes
  }

  static func changes(
    _ source: some TreeSource, from old: ObjectID?, to new: ObjectID?, under prefixes: [String] = [],
    limits: TreeLimits = TreeLimits()
  ) throws(GitError) -> [TreeChange] {
    for prefix in prefixes { _ = try TreePath.components(prefix, "compare trees") }
    var differ = TreeDiffer(limits: limits, prefixes: prefixes)
    try differ.enter(source, old, new, path: "")
    while let pair = try differ.next() {
      try differ.enter(source, pair.old, pair.new, path: pair.path)
    }
    return differ.changes
  }

  mutating func enter(
    _ source: some TreeSource, _ old: ObjectID?, _ new: ObjectID?, path: String
  ) throws(GitError) {
    guard old != new else { return }
    let depth = path.isEmpty ? 0 : path.utf8.count { $0 == 0x2f } + 1
    guard depth < limits.depth else { throw flaw(.tooLarge, path, "deeper than \(limits.depth)") }
    do throws(GitError) {
      let oldTree = if let old { try source.treeObject(old, limits) } else { TreeObject.empty }
      let newTree = if let new { try source.treeObject(new, limits) } else { TreeObject.empty }
      frames.append(Frame(path: path, old: oldTree, new: newTree))
    } catch {
      throw flaw(error.code, path, error.message)
    }
  }

  /// Goes on to the next directory that differs; differing files on the way are added to `changes`.
  mutating func next() throws(GitError) -> Pair? {
    while var frame = frames.popLast() {
      while let (old, new) = Self.advance(&frame) {
        if let pair = try take(frame, old, new) {
          frames.append(frame)
          return pair
        }
      }
    }
    return nil
  }

  /// Steps over one name on the side or sides that have it first.
  private static func advance(_ frame: inout Frame) -> (old: TreeObject.Entry?, new: TreeObject.Entry?)? {
    let old = frame.oldPosition < frame.old.entries.count ? frame.old.entries[frame.oldPosition] : nil
    let new = frame.newPosition < frame.new.entries.count ? frame.new.entries[frame.newPosition] : nil
    guard let old, let new else {
      if old != nil { frame.oldPosition += 1 }
      if new != nil { frame.newPosition += 1 }
      return old == nil && new == nil ? nil : (old, new)
    }
    let order = TreeObject.order(
      frame.old.bytes.span.extracting(Int(old.start)..<Int(old.end)), old.mode == .tree,
      frame.new.bytes.span.extracting(Int(new.start)..<Int(new.end)), new.mode == .tree)
    if order <= 0 { frame.oldPosition += 1 }
    if order >= 0 { frame.newPosition += 1 }
    return (order <= 0 ? old : nil, order >= 0 ? new : nil)
  }

  private mutating func take(
    _ frame: Frame, _ old: TreeObject.Entry?, _ new: TreeObject.Entry?
  ) throws(GitError) -> Pair? {
    if let old, let new, old.id == new.id, old.mode == new.mode { return nil }
    let oldEntry = old.map { frame.old.value($0) }
    let newEntry = new.map { frame.new.value($0) }
    guard let name = oldEntry?.name ?? newEntry?.name else { return nil }
    let path = TreePath.join(frame.path, name)
    let isTree = (oldEntry ?? newEntry)?.mode == .tree
    guard isRelevant(path, isTree) else { return nil }
    for entry in [oldEntry, newEntry] {
      guard let entry, !limits.modes.contains(entry.mode) else { continue }
      throw flaw(.invalid, path, "mode \(entry.mode.text) is not allowed")
    }
    visited += 1
    guard visited <= limits.entries else { throw flaw(.tooLarge, path, "more than \(limits.entries) changes") }
    if isTree { return (path, oldEntry?.id, newEntry?.id) }
    changes.append(TreeChange(path: path, old: oldEntry, new: newEntry))
    return nil
  }

  private func isRelevant(_ path: String, _ isTree: Bool) -> Bool {
    guard !prefixes.isEmpty else { return true }
    return prefixes.contains { prefix in
      path == prefix || path.hasPrefix(prefix + "/") || (isTree && prefix.hasPrefix(path + "/"))
    }
  }

  private func flaw(_ code: GitError.Code, _ path: String, _ message: String) -> GitError {
    GitError(code, "compare trees", path.isEmpty ? message : "\(path): \(message)")
  }
}
