import Crypto
import HTTPTypes
import HealthFiles
import Synchronization

/// Decides who is let in: whoever opens the link that was printed, once.
final class Gate: Sendable {
  static let cookie = "hfile-session"

  private let environment: Environment
  private let sessions: Sessions
  private let key: Mutex<SHA256Digest?>
  private let announce: @Sendable (_ link: Address) -> Void

  private static let idle: Int64 = 12 * 3_600
  private static let whole: Int64 = 7 * 86_400

  /// - Parameter announce: tells the person at this computer the link that lets the next browser in.
  init(_ environment: Environment, announce: @escaping @Sendable (_ link: Address) -> Void) {
    self.environment = environment
    self.announce = announce
    sessions = Sessions(environment, idleLimit: Self.idle, wholeLimit: Self.whole)
    key = Mutex(nil)
  }

  /// Makes a link that opens once, and tells it.
  func printLink() {
    let token = Sessions.newToken(environment)
    key.withLock { $0 = Sessions.hash(token) }
    announce(Address(.enter, query: [Address.Item(name: "key", value: token)]))
  }

  /// Who asks; nil for a stranger.
  func viewer(of request: WebRequest) -> Viewer? {
    request.cookie(Self.cookie).flatMap(sessions.viewer)
  }

  /// Lets in who has the link; nil when it is not the one, or was used.
  func enter(_ address: Address) -> WebResponse? {
    guard let token = address["key"] else { return nil }
    let hash = Sessions.hash(token)
    let isRight = key.withLock { key in
      guard key == hash else { return false }
      key = nil
      return true
    }
    guard isRight else { return nil }
    let cookie = Self.cookie(sessions.begin(.local), isSecure: false)
    printLink()
    return .redirect(Address(.front), [(.setCookie, cookie)])
  }

  /// The cookie that a browser gives back to this server alone, and shows to no script.
  static func cookie(_ token: String, isSecure: Bool) -> String {
    "\(cookie)=\(token); Path=/; HttpOnly; SameSite=Strict" + (isSecure ? "; Secure" : "")
  }
}
