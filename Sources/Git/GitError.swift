// What goes wrong in a repository, as facts. Invariant: libgit2's last error is read on the thread that made the
// call, before anything else can be called on it.
import Clibgit2

/// Says what a repository refused and what was being done.
public struct GitError: Error, Sendable, Equatable, CustomStringConvertible {
  /// Names the kinds of failure that callers tell apart.
  public enum Code: Sendable, Hashable {
    /// The object, reference or path does not exist.
    case notFound
    /// Something of that name exists already.
    case exists
    /// Another process holds the lock file, or a crash left it behind.
    case locked
    /// The reference was moved by somebody else since it was read.
    case modified
    /// The reference has moved as asked, but the disk did not confirm it.
    case unconfirmed
    /// An argument or an object breaks a rule; the message says which.
    case invalid
    /// Stored bytes cannot be what they claim to be.
    case corrupt
    /// The bytes stored under an id have another.
    case mismatch
    /// The call needs working files and the repository has none.
    case bare
    /// There is no repository at this path.
    case notRepository
    /// The directory belongs to another user.
    case owner
    /// A limit was exceeded; the message names it.
    case tooLarge
    /// The operating system refused.
    case system
    /// The other side does not take us for who we say we are.
    case authentication
    /// The other side is not known to be who it should be.
    case certificate
    /// The other side cannot be reached, broke off, or does not speak as it should.
    case network
    /// The other side said nothing for too long.
    case silent
    /// Any other libgit2 code.
    case other(Int32)
  }

  /// Tells which kind of failure this is.
  public var code: Code
  /// Names the operation, as an infinitive: "read blob".
  public var doing: String
  /// Says what was wrong, in libgit2's words or ours.
  public var message: String

  /// Makes an error from its three facts.
  public init(_ code: Code, _ doing: String, _ message: String) {
    self.code = code
    self.doing = doing
    self.message = message
  }

  /// What was being done, and what stopped it.
  public var description: String { "\(doing): \(message)" }
}

extension GitError {
  /// Reads libgit2's last error on this thread.
  static func last(_ code: Int32, _ doing: String) -> GitError {
    guard let raw = unsafe git_error_last(), let text = unsafe raw.pointee.message else {
      return GitError(Code(code, class: 0), doing, "failed with code \(code)")
    }
    return unsafe GitError(Code(code, class: raw.pointee.klass), doing, String(cString: text))
  }

  /// Runs the closure and puts a place before the message of what it throws.
  static func placed<R>(_ place: String, _ body: () throws(GitError) -> R) throws(GitError) -> R {
    do throws(GitError) {
      return try body()
    } catch {
      throw GitError(error.code, error.doing, place.isEmpty ? error.message : "\(place): \(error.message)")
    }
  }

  /// Builds an error from the operating system's number.
  static func system(_ number: Int32, _ doing: String, _ place: String) -> GitError {
    GitError(number == 2 ? .notFound : .system, doing, "\(place): \(SystemMessage.text(number))")
  }
}

extension GitError.Code {
  init(_ code: Int32, class kind: Int32) {
    switch code {
    case GIT_ENOTFOUND.rawValue: self = .notFound
    case GIT_EEXISTS.rawValue: self = .exists
    case GIT_ELOCKED.rawValue: self = .locked
    case GIT_EMODIFIED.rawValue, GIT_ENONFASTFORWARD.rawValue: self = .modified
    case GIT_EBAREREPO.rawValue: self = .bare
    case GIT_EINVALIDSPEC.rawValue, GIT_EINVALID.rawValue: self = .invalid
    case GIT_EMISMATCH.rawValue: self = .mismatch
    case GIT_EOWNER.rawValue: self = .owner
    case GIT_EAUTH.rawValue: self = .authentication
    case GIT_ECERTIFICATE.rawValue: self = .certificate
    default: self = Self.generic(code, class: kind)
    }
  }

  /// Tells corruption and system errors apart where libgit2 only says -1.
  private static func generic(_ code: Int32, class kind: Int32) -> Self {
    switch kind {
    case Int32(GIT_ERROR_OS.rawValue): .system
    case Int32(GIT_ERROR_NET.rawValue), Int32(GIT_ERROR_SSL.rawValue), Int32(GIT_ERROR_SSH.rawValue),
      Int32(GIT_ERROR_HTTP.rawValue):
      .network
    case Int32(GIT_ERROR_ODB.rawValue), Int32(GIT_ERROR_ZLIB.rawValue), Int32(GIT_ERROR_OBJECT.rawValue),
      Int32(GIT_ERROR_TREE.rawValue), Int32(GIT_ERROR_INDEXER.rawValue):
      .corrupt
    default: .other(code)
    }
  }
}

/// Makes one libgit2 call and throws what it reports.
func check(_ doing: String, _ call: () -> Int32) throws(GitError) {
  let code = call()
  guard code >= 0 else { throw GitError.last(code, doing) }
}
