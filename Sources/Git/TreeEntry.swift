/// Says what a tree entry is, in git's octal modes.
public enum FileMode: UInt32, Sendable, Hashable, CaseIterable {
  case tree = 0o040000
  case file = 0o100644
  case executable = 0o100755
  case symlink = 0o120000
  case commit = 0o160000

  /// The mode as a tree stores it: octal, without a leading zero.
  var text: String { String(rawValue, radix: 8) }

  var kind: ObjectKind {
    switch self {
    case .tree: .tree
    case .commit: .commit
    case .file, .executable, .symlink: .blob
    }
  }
}

/// Holds one line of a tree: a name, what it is, and the object it names.
public struct TreeEntry: Sendable, Hashable {
  /// The name within its directory; never a path.
  public var name: String
  /// What the entry is.
  public var mode: FileMode
  /// The object it names.
  public var id: ObjectID

  /// Makes an entry; its name is checked when it is written.
  public init(name: String, mode: FileMode, id: ObjectID) {
    self.name = name
    self.mode = mode
    self.id = id
  }
}

/// Bounds what is read of trees, so that a hostile repository costs little.
public struct TreeLimits: Sendable, Hashable {
  /// The deepest path, in components.
  public var depth = 6
  /// The most entries in one tree.
  public var entriesPerTree = 4096
  /// The most entries visited in one walk.
  public var entries = 4_000_000
  /// The modes an entry may have.
  public var modes: Set<FileMode> = [.tree, .file]

  /// Makes the limits of a health file.
  public init() {}

  /// The most bytes a tree of that many entries can have: mode, space, a name of 255 bytes, NUL and the id.
  var treeBytes: Int { entriesPerTree * (6 + 1 + 255 + 1 + ObjectID.byteCount) }
}
