import Crypto
import HealthFiles
import Synchronization

/// Lets in who sits at this computer: whoever opens the link that was printed, once.
final class LinkGate: Gate {
  let isSecure = false
  private let environment: Environment
  private let sessions: Sessions
  private let key = Mutex<SHA256Digest?>(nil)
  private let announce: @Sendable (_ link: Address) -> Void

  private static let idle: Int64 = 12 * 3_600
  private static let whole: Int64 = 7 * 86_400

  /// - Parameter announce: tells the person at this computer the link that lets the next browser in.
  init(_ environment: Environment, announce: @escaping @Sendable (_ link: Address) -> Void) {
    self.environment = environment
    self.announce = announce
    sessions = Sessions(environment, idleLimit: Self.idle, wholeLimit: Self.whole)
  }

  /// Makes a link that opens once, and tells it.
  func printLink() {
    let token = Sessions.newToken(environment)
    key.withLock { $0 = Sessions.hash(token) }
    announce(Address(.enter, query: [Address.Item(name: "key", value: token)]))
  }

  func viewer(of request: WebRequest) -> Viewer? {
    request.cookie(SessionCookie.name).flatMap(sessions.account) == nil ? nil : .local
  }

  func answer(_ request: WebRequest, at address: Address, _ site: Site, _ language: Language) async -> WebResponse? {
    switch address.place {
    case .enter: return enter(address) ?? site.refuse(.noKey, language)
    case .signIn, .signOut: return site.refuse(.notFound, language)
    default: return nil
    }
  }

  func turnAway(_ request: WebRequest, _ address: Address, _ site: Site, _ language: Language) -> WebResponse {
    site.refuse(.noKey, language, as: address.format)
  }

  /// Lets in who has the link; nil when it is not the one, or was used.
  private func enter(_ address: Address) -> WebResponse? {
    guard let token = address["key"] else { return nil }
    let hash = Sessions.hash(token)
    let isRight = key.withLock { key in
      guard key == hash else { return false }
      key = nil
      return true
    }
    guard isRight else { return nil }
    printLink()
    return .redirect(Address(.front), [cookie(SessionCookie.name, sessions.begin(""))])
  }
}
