import HTTPTypes
import HealthFiles

/// Decides who is let in, and how: by the link that was printed, or by an account.
protocol Gate: Sendable {
  /// Who asks; nil for a stranger.
  func viewer(of request: WebRequest) -> Viewer?

  /// Answers where people come in and go, at `/enter`, `/sign-in` and `/sign-out`; nil when this is none of them.
  func answer(_ request: WebRequest, at address: Address, _ site: Site, _ language: Language) async -> WebResponse?

  /// Answers a stranger who asks for a page.
  func turnAway(_ request: WebRequest, _ address: Address, _ site: Site, _ language: Language) -> WebResponse

  /// Whether browsers come by TLS.
  var isSecure: Bool { get }
}

extension Gate {
  /// A cookie that a browser gives back to this server alone, and shows to no script; taken away without a value.
  func cookie(_ name: String, _ value: String?) -> (HTTPField.Name, String) {
    let end = value == nil ? "; Max-Age=0" : ""
    return (
      .setCookie, "\(name)=\(value ?? ""); Path=/; HttpOnly; SameSite=Strict" + (isSecure ? "; Secure" : "") + end
    )
  }
}

/// What browsers give back of a session.
enum SessionCookie {
  static let name = "hfile-session"
}
