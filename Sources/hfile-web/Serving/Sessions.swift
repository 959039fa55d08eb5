import Crypto
import HealthFiles
import Synchronization

/// Who is let in, by the token in his cookie.
///
/// Tokens are kept as hashes: finding one takes no longer for a near miss.
final class Sessions: Sendable {
  private struct Session {
    let account: String
    let began: Int64
    var seen: Int64
  }

  private let sessions = Mutex<[SHA256Digest: Session]>([:])
  private let environment: Environment
  /// Seconds without a request, and seconds in all, after which a session ends.
  private let idleLimit: Int64
  private let wholeLimit: Int64

  /// Sessions kept at most: the one that was seen least lately makes room.
  private static let limit = 1_000

  init(_ environment: Environment, idleLimit: Int64, wholeLimit: Int64) {
    self.environment = environment
    self.idleLimit = idleLimit
    self.wholeLimit = wholeLimit
  }

  static func newToken(_ environment: Environment) -> String {
    environment.randomBytes(32).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }

  static func hash(_ token: String) -> SHA256Digest { SHA256.hash(data: Array(token.utf8)) }

  /// Lets somebody in; returns the token of his cookie.
  func begin(_ account: String) -> String {
    let token = Self.newToken(environment)
    let now = environment.now().seconds
    sessions.withLock { sessions in
      if sessions.count >= Self.limit, let oldest = sessions.min(by: { $0.value.seen < $1.value.seen })?.key {
        sessions[oldest] = nil
      }
      sessions[Self.hash(token)] = Session(account: account, began: now, seen: now)
    }
    return token
  }

  /// The account that a token was given to; nil when it is none, or its time is over.
  func account(_ token: String) -> String? {
    let key = Self.hash(token)
    let now = environment.now().seconds
    return sessions.withLock { sessions in
      guard var session = sessions[key] else { return nil }
      guard now - session.seen < idleLimit, now - session.began < wholeLimit else {
        sessions[key] = nil
        return nil
      }
      session.seen = now
      sessions[key] = session
      return session.account
    }
  }

  /// Ends a session.
  func end(_ token: String) { sessions.withLock { $0[Self.hash(token)] = nil } }
}
