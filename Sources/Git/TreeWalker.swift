// Visiting every entry of a tree, in order of path. Invariant: iterative and bounded; a tree a hundred thousand
// levels deep ends in an error that names a path, not in a crash.

/// Says how a walk goes on after an entry.
public enum Walk: Sendable, Hashable {
  /// Goes on, into the entry if it is a directory.
  case `continue`
  /// Goes on, but not into this directory.
  case skip
  /// Ends the walk.
  case stop
}

extension Repository {
  /// Visits every entry below `prefix`, directories before what they hold, in git's order.
  ///
  /// A prefix that names nothing is visited as empty. Throws `.tooLarge` when a limit is exceeded and `.invalid` on
  /// a mode that `limits` does not allow; the message begins with the path.
  public func walkTree(
    _ id: ObjectID, under prefix: String = "", limits: TreeLimits = TreeLimits(),
    visit: (_ path: String, _ entry: TreeEntry) throws(GitError) -> Walk
  ) throws(GitError) {
    var walker = TreeWalker(limits: limits)
    if prefix.isEmpty {
      try walker.enter(self, id, path: "")
    } else {
      guard let entry = try entry(at: prefix, in: id) else { return }
      guard entry.mode == .tree else {
        _ = try visit(prefix, entry)
        return
      }
      try walker.enter(self, entry.id, path: prefix)
    }
    while let (path, entry) = try walker.next() {
      switch try visit(path, entry) {
      case .stop: return
      case .skip: continue
      case .continue: if entry.mode == .tree { try walker.enter(self, entry.id, path: path) }
      }
    }
  }
}

struct TreeWalker {
  private struct Frame {
    let path: String
    let tree: TreeObject
    var position = 0
  }

  private let limits: TreeLimits
  private var frames: [Frame] = []
  private var visited = 0

  init(limits: TreeLimits) { self.limits = limits }

  mutating func enter(_ repository: Repository, _ id: ObjectID, path: String) throws(GitError) {
    let depth = path.isEmpty ? 0 : path.utf8.count { $0 == 0x2f } + 1
    guard depth < limits.depth else { throw flaw(.tooLarge, path, "deeper than \(limits.depth)") }
    do throws(GitError) {
      frames.append(Frame(path: path, tree: try repository.treeObject(id, limits)))
    } catch {
      throw flaw(error.code, path, error.message)
    }
  }

  mutating func next() throws(GitError) -> (path: String, entry: TreeEntry)? {
    while let frame = frames.last {
      guard frame.position < frame.tree.entries.count else {
        frames.removeLast()
        continue
      }
      frames[frames.count - 1].position += 1
      let entry = frame.tree.value(frame.tree.entries[frame.position])
      let path = TreePath.join(frame.path, entry.name)
      visited += 1
      guard visited <= limits.entries else { throw flaw(.tooLarge, path, "more than \(limits.entries) entries") }
      guard limits.modes.contains(entry.mode) else {
        throw flaw(.invalid, path, "mode \(entry.mode.text) is not allowed")
      }
      return (path, entry)
    }
    return nil
  }

  private func flaw(_ code: GitError.Code, _ path: String, _ message: String) -> GitError {
    GitError(code, "walk tree", path.isEmpty ? message : "\(path): \(message)")
  }
}
