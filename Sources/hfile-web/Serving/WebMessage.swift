import HTTPTypes
import NIOCore

/// A request, as far as a page may depend on it.
struct WebRequest: Sendable {
  var head: HTTPRequest
  /// The address it came from, for limits and the access log.
  var peer = ""
  /// What was sent with it; only the sign-in page reads it.
  var body: [UInt8] = []

  var method: HTTPRequest.Method { head.method }
  /// Path and query as they were sent.
  var target: String { head.path ?? "" }

  init(head: HTTPRequest, peer: String = "", body: [UInt8] = []) {
    self.head = head
    self.peer = peer
    self.body = body
  }

  /// The value of a cookie; nil when there is none, or two of the name.
  func cookie(_ name: String) -> String? {
    let found = head.headerFields[values: .cookie].flatMap { $0.split(separator: ";") }.compactMap { pair in
      let halves = pair.drop { $0 == " " }.split(separator: "=", maxSplits: 1)
      return halves.count == 2 && halves[0] == name ? String(halves[1]) : nil
    }
    return found.count == 1 ? found[0] : nil
  }
}

/// An answer, with everything but the time it was given.
struct WebResponse: Sendable {
  var head: HTTPResponse
  var body: ByteBuffer

  init(_ status: HTTPResponse.Status, type: String, body: ByteBuffer, _ fields: [(HTTPField.Name, String)] = []) {
    head = HTTPResponse(status: status)
    for (name, value) in Self.always { head.headerFields[name] = value }
    head.headerFields[.contentType] = type
    for (name, value) in fields { head.headerFields.append(HTTPField(name: name, value: value)) }
    head.headerFields[.contentLength] = String(body.readableBytes)
    self.body = body
  }

  /// Leads to another address of this site.
  static func redirect(_ address: Address, _ fields: [(HTTPField.Name, String)] = []) -> WebResponse {
    WebResponse(
      .seeOther, type: "text/plain; charset=utf-8", body: ByteBuffer(),
      [(.location, address.text), (.cacheControl, "no-store")] + fields)
  }

  /// The same answer without what was asked for: to HEAD, and to who has it already.
  func withoutBody(_ status: HTTPResponse.Status? = nil) -> WebResponse {
    var other = self
    other.body = ByteBuffer()
    if let status {
      other.head.status = status
      other.head.headerFields[.contentLength] = nil
      other.head.headerFields[.contentType] = nil
    }
    return other
  }

  /// What every answer says: nothing may run, be framed, be guessed or be told to others.
  private static let always: [(HTTPField.Name, String)] = [
    (
      .contentSecurityPolicy,
      "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
        + "frame-ancestors 'none'"
    ),
    (.xContentTypeOptions, "nosniff"), (.referrerPolicy, "no-referrer"), (.frameOptions, "DENY"),
    (.openerPolicy, "same-origin"), (.resourcePolicy, "same-origin"),
  ]
}

extension HTTPField.Name {
  static let refreshing = known("Refresh")
  static let fetchSite = known("Sec-Fetch-Site")
  static let referrerPolicy = known("Referrer-Policy")
  static let frameOptions = known("X-Frame-Options")
  static let openerPolicy = known("Cross-Origin-Opener-Policy")
  static let resourcePolicy = known("Cross-Origin-Resource-Policy")

  private static func known(_ name: String) -> HTTPField.Name { HTTPField.Name(name) ?? .server }
}
