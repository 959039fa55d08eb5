// Starting libgit2. Its start costs milliseconds, so it happens on first use only; a command that needs no
// repository never pays. Invariant: settings are fixed before the first repository is opened.
import Clibgit2
import Synchronization

/// Says how libgit2 shall behave in this process.
public struct LibrarySettings: Sendable, Equatable {
  /// Makes every object and reference durable before it is used.
  public var synchronizes = true
  /// Recomputes an object's hash whenever it is read.
  public var verifiesHashes = true
  /// Reads the user's and the system's git configuration; false looks at the repository's own alone.
  public var readsUserConfiguration = true
  /// Bounds the cache of parsed objects, in bytes.
  public var cacheSize = 64 << 20
  /// Bounds the size of a tree that is worth caching, in bytes.
  public var treeCacheLimit = 64 << 10
  /// Bounds the number of pack files held open at once; 0 is no bound.
  public var openFileLimit = 0

  /// Makes the settings of an ordinary writer.
  public init() {}
}

/// Starts libgit2 once per process.
public enum Library {
  private struct State {
    var settings = LibrarySettings()
    var started = false
  }

  // In an object of its own: Swift 6.3.1 leaves a global `Mutex` without its first value when it optimizes, and then
  // nothing is made durable. `Tests/Conformance/kill.sh` counts what a release build makes durable.
  private final class Guarded: Sendable {
    let state = Mutex(State())
  }

  private static let guarded = Guarded()
  private static let outcome: Result<Void, GitError> = start()

  /// Chooses the settings; throws `.exists` once libgit2 has been started with others.
  public static func configure(_ settings: LibrarySettings) throws(GitError) {
    let accepted = guarded.state.withLock { state in
      guard !state.started else { return state.settings == settings }
      state.settings = settings
      return true
    }
    guard accepted else { throw GitError(.exists, "configure libgit2", "libgit2 has already been started") }
  }

  /// Tells whether any repository has been opened in this process.
  public static var isStarted: Bool { guarded.state.withLock { $0.started } }

  /// Whether an object's hash is recomputed when it is read.
  static var verifiesHashes: Bool { guarded.state.withLock { $0.settings.verifiesHashes } }

  static func ensureStarted() throws(GitError) {
    try outcome.get()
  }

  private static func start() -> Result<Void, GitError> {
    let settings = guarded.state.withLock { state in
      state.started = true
      return state.settings
    }
    do throws(GitError) {
      try check("start libgit2") { git_libgit2_init() }
      try apply(settings)
      return .success(())
    } catch {
      return .failure(error)
    }
  }

  private static func apply(_ settings: LibrarySettings) throws(GitError) {
    try flag(GIT_OPT_ENABLE_FSYNC_GITDIR, settings.synchronizes)
    try flag(GIT_OPT_ENABLE_STRICT_OBJECT_CREATION, true)
    try flag(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, settings.verifiesHashes)
    try flag(GIT_OPT_SET_OWNER_VALIDATION, true)
    try check("set cache size") { healthfiles_option_cache_size(settings.cacheSize) }
    try check("set cache limit") {
      healthfiles_option_cache_object_limit(GIT_OBJECT_TREE, settings.treeCacheLimit)
    }
    try check("set open file limit") { healthfiles_option_file_limit(settings.openFileLimit) }
    guard !settings.readsUserConfiguration else { return }
    let levels = [
      GIT_CONFIG_LEVEL_SYSTEM, GIT_CONFIG_LEVEL_XDG, GIT_CONFIG_LEVEL_GLOBAL, GIT_CONFIG_LEVEL_PROGRAMDATA,
    ]
    for level in levels {
      try check("set search path") { unsafe healthfiles_option_search_path(level.rawValue, "") }
    }
  }

  private static func flag(_ option: git_libgit2_opt_t, _ value: Bool) throws(GitError) {
    try check("set option") { healthfiles_option_flag(Int32(option.rawValue), value ? 1 : 0) }
  }
}
