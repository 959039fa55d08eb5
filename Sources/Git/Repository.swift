// Git is libgit2 in Swift: bytes, trees, commits, references and packs. It knows nothing of what the bytes mean.
// libgit2 stores and finds objects and moves references; what is judged or counted (trees, commits, differences,
// packs, the index) is read and written by code of this target, strictly and within limits.
// Invariants: no C type leaves this target; every id, path and name from outside is checked; one repository is
// used by one thread at a time, which the compiler sees to because `Repository` is not `Sendable`.
import Clibgit2

/// Opens a git repository and gives access to its objects, references and index.
///
/// ```swift
/// let repository = try Repository(opening: path)
/// let blob = try repository.writeBlob(bytes)
/// let tree = try repository.writeTree(base: head.tree, changes: ["staff/stf-lin.json": blob])
/// ```
public final class Repository {
  let handle: Handle<RepositoryKind>
  /// Packs, loose objects and alternates, as libgit2 finds them.
  let database: Handle<DatabaseKind>
  /// The repository's own packs alone; loose objects are read by `LooseObject`.
  let packs: Handle<DatabaseKind>
  var pack: PackWriter?
  var trees = TreeMemory()
  var wroteLooseObjects = false

  /// The `.git` directory, or the repository itself when it is bare; ends in `/`.
  public let gitDirectory: String
  /// The directory of working files, ending in `/`; nil in a bare repository.
  public let workingDirectory: String?

  /// How many objects have been read, for tests that hold the reading down.
  package internal(set) var objectReads = 0

  private init(_ handle: consuming Handle<RepositoryKind>) throws(GitError) {
    let pointer = unsafe handle.pointer
    database = try unsafe Handle("open object database") { made in unsafe git_repository_odb(&made, pointer) }
    gitDirectory = unsafe git_repository_path(pointer).map { unsafe String(cString: $0) } ?? ""
    packs = try Self.packDatabase(gitDirectory + "objects")
    workingDirectory = unsafe git_repository_workdir(pointer).map { unsafe String(cString: $0) }
    self.handle = handle
  }

  /// Opens the repository at exactly this path; `bare` never looks at working files.
  ///
  /// Throws `.notRepository` when there is none, `.owner` when it belongs to another user.
  public convenience init(opening path: String, bare: Bool = false) throws(GitError) {
    try Library.ensureStarted()
    try Self.checkPath(path, "open repository")
    var flags = GIT_REPOSITORY_OPEN_NO_SEARCH.rawValue
    if bare { flags |= GIT_REPOSITORY_OPEN_BARE.rawValue }
    do throws(GitError) {
      try self.init(
        unsafe Handle("open repository") { made in unsafe git_repository_open_ext(&made, path, flags, nil) })
    } catch {
      throw error.code == .notFound ? GitError(.notRepository, error.doing, error.message) : error
    }
  }

  /// Makes a new repository; throws `.exists` when there is one.
  public static func initialize(
    at path: String, bare: Bool = false, initialBranch: String = "main"
  ) throws(GitError) -> Repository {
    try Library.ensureStarted()
    try checkPath(path, "make repository")
    try checkReferenceName("refs/heads/\(initialBranch)", "make repository")
    var options = unsafe git_repository_init_options()
    try check("make repository") {
      unsafe git_repository_init_options_init(&options, UInt32(GIT_REPOSITORY_INIT_OPTIONS_VERSION))
    }
    var flags = GIT_REPOSITORY_INIT_NO_REINIT.rawValue | GIT_REPOSITORY_INIT_MKPATH.rawValue
    if bare { flags |= GIT_REPOSITORY_INIT_BARE.rawValue }
    unsafe options.flags = flags
    return try Repository(
      unsafe Handle("make repository") { made in
        unsafe initialBranch.withCString { branch in
          unsafe options.initial_head = branch
          return unsafe git_repository_init_ext(&made, path, &options)
        }
      })
  }

  /// Tells whether the repository has no working files.
  public var isBare: Bool { workingDirectory == nil }

  /// Tells whether objects are also taken from another directory (`objects/info/alternates`).
  public var hasAlternates: Bool { FileSystem.exists(gitDirectory + "objects/info/alternates") }

  private static func packDatabase(_ objects: String) throws(GitError) -> Handle<DatabaseKind> {
    let database = try unsafe Handle<DatabaseKind>("open packs") { made in unsafe git_odb_new(&made) }
    let pointer = unsafe database.pointer
    try check("open packs") {
      var backend: UnsafeMutablePointer<git_odb_backend>? = nil
      let code = unsafe git_odb_backend_pack(&backend, objects)
      return unsafe code < 0 ? code : git_odb_add_backend(pointer, backend, 1)
    }
    return database
  }

  static func checkPath(_ path: String, _ doing: String) throws(GitError) {
    guard !path.isEmpty, !path.utf8.contains(0) else { throw GitError(.invalid, doing, "path is empty or has a NUL") }
  }
}
