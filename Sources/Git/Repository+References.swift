// Reading and moving references. Invariant: a reference moves only from the value the caller has seen, and after
// every failure it is read again, because libgit2 can report one although the reference has moved.
import Clibgit2

extension Repository {
  /// Returns the commit a reference names, through symbolic references; nil when it does not exist.
  public func reference(_ name: String) throws(GitError) -> ObjectID? {
    try Self.checkReferenceName(name, "read reference")
    var oid = git_oid()
    let pointer = unsafe handle.pointer
    do throws(GitError) {
      try check("read reference") { unsafe git_reference_name_to_id(&oid, pointer, name) }
    } catch {
      guard error.code == .notFound else { throw error }
      return nil
    }
    return ObjectID(oid)
  }

  /// Returns the branch that HEAD names and its commit, nil while the branch is unborn.
  ///
  /// The name is `HEAD` itself when it is detached.
  public func head() throws(GitError) -> (name: String, id: ObjectID?) {
    let repository = unsafe handle.pointer
    let head = try unsafe Handle<ReferenceKind>("read HEAD") { made in
      unsafe git_reference_lookup(&made, repository, "HEAD")
    }
    guard let target = unsafe git_reference_symbolic_target(head.pointer) else {
      return ("HEAD", try reference("HEAD"))
    }
    let name = unsafe String(cString: target)
    return (name, try reference(name))
  }

  /// Has HEAD name another branch; no file of the working tree changes.
  public func setHead(_ name: String) throws(GitError) {
    try Self.checkReferenceName(name, "set HEAD")
    let repository = unsafe handle.pointer
    try check("set HEAD") { unsafe git_repository_set_head(repository, name) }
  }

  /// Lists the references whose names begin with a prefix, sorted by name.
  public func references(_ prefix: String = "refs/") throws(GitError) -> [(name: String, id: ObjectID)] {
    let repository = unsafe handle.pointer
    let iterator = try unsafe Handle<ReferenceIteratorKind>("list references") { made in
      unsafe git_reference_iterator_new(&made, repository)
    }
    var found: [(name: String, id: ObjectID)] = []
    while let name = try nextName(iterator) {
      guard name.hasPrefix(prefix), let id = try reference(name) else { continue }
      found.append((name, id))
    }
    return found.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }

  private func nextName(_ iterator: borrowing Handle<ReferenceIteratorKind>) throws(GitError) -> String? {
    var name: UnsafePointer<CChar>? = nil
    let code = unsafe git_reference_next_name(&name, iterator.pointer)
    guard code != GIT_ITEROVER.rawValue else { return nil }
    guard code >= 0, let name = unsafe name else { throw GitError.last(code, "list references") }
    return unsafe String(cString: name)
  }

  static func checkReferenceName(_ name: String, _ doing: String) throws(GitError) {
    var valid: Int32 = 0
    guard !name.utf8.contains(0), name.utf8.count <= 1024 else {
      throw GitError(.invalid, doing, "reference name has a NUL or is too long")
    }
    try check(doing) { unsafe git_reference_name_is_valid(&valid, name) }
    guard valid == 1 else { throw GitError(.invalid, doing, "'\(name)' is not a reference name") }
  }
}

// MARK: - Moving

extension Repository {
  /// Moves a reference from one commit to another, if it still is where the caller saw it.
  ///
  /// A nil `from` means it must not exist yet, a nil `to` removes it. Not within `withPack`, whose objects nobody
  /// else can see yet. Throws `.modified` when somebody else was
  /// faster, `.locked` when `NAME.lock` exists, and `.unconfirmed` when the reference did move but the disk did not
  /// confirm it.
  public func compareAndSwap(
    _ name: String, from: ObjectID?, to: ObjectID?, message: String
  ) throws(GitError) {
    try Self.checkReferenceName(name, "move reference")
    guard !message.utf8.contains(0) else { throw GitError(.invalid, "move reference", "message contains NUL") }
    try requireNoPack("move reference")
    if let to { try require(to, .commit, "move reference") }
    guard from != to else { return }
    try synchronizeObjects()
    do throws(GitError) {
      if let to { try move(name, from, to, message) } else { try remove(name, from) }
    } catch {
      throw try explain(error, name, from, to)
    }
  }

  /// libgit2 makes an object and its own directory durable, but not the name of a new directory in `objects/`:
  /// without this a reference could survive a power cut that its objects do not.
  private func synchronizeObjects() throws(GitError) {
    guard wroteLooseObjects else { return }
    try FileSystem.synchronizeDirectory(gitDirectory + "objects")
    wroteLooseObjects = false
  }

  private func move(_ name: String, _ from: ObjectID?, _ to: ObjectID, _ message: String) throws(GitError) {
    let repository = unsafe handle.pointer
    var old = (from ?? .zero).oid
    var new = to.oid
    _ = try unsafe Handle<ReferenceKind>("move reference") { made in
      unsafe git_reference_create_matching(&made, repository, name, &new, 1, &old, message)
    }
  }

  /// libgit2 compares the value that was looked up with the one it finds under the lock.
  private func remove(_ name: String, _ from: ObjectID?) throws(GitError) {
    let repository = unsafe handle.pointer
    let reference = try unsafe Handle<ReferenceKind>("remove reference") { made in
      unsafe git_reference_lookup(&made, repository, name)
    }
    let target = unsafe git_reference_target(reference.pointer).map { unsafe ObjectID($0.pointee) }
    guard target == from else { throw GitError(.modified, "remove reference", "\(name) has moved") }
    try check("remove reference") { unsafe git_reference_delete(reference.pointer) }
  }

  private func explain(
    _ error: GitError, _ name: String, _ from: ObjectID?, _ to: ObjectID?
  ) throws(GitError) -> GitError {
    guard error.code != .modified else { return error }
    let now = try reference(name)
    if now == to && error.code != .locked {
      return GitError(.unconfirmed, error.doing, "\(name) has moved, but: \(error.message)")
    }
    if now != from { return GitError(.modified, error.doing, "\(name) was moved by somebody else") }
    return error
  }
}
