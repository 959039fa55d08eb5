import HTTPTypes

/// Why a request gets no page.
enum Refusal: String, CaseIterable {
  case badAddress, notFound, badMethod, foreignHost, tooLong, tooMany, tooOften, late, shut, noKey, signIn, broken,
    fault

  /// Bytes of an address.
  static let targetLimit = 2_048

  /// What speaks against a request before anybody looks who asks.
  static func of(_ request: WebRequest, names: Set<String>) -> Refusal? {
    guard request.target.utf8.count <= targetLimit else { return .tooLong }
    guard let host = request.head.authority, names.contains(name(ofHost: host)) else { return .foreignHost }
    switch request.method {
    case .get, .head: return nil
    case .post:
      // Forms are sent to two places, by their own pages.
      let place = (try? Address(target: request.target))?.place
      return place?.takesForms ?? false ? nil : .badMethod
    default: return .badMethod
    }
  }

  /// `Host` without the port: `[::1]:8080` gives `::1`.
  private static func name(ofHost host: String) -> String {
    let host = host.lowercased()
    if host.hasPrefix("["), let end = host.firstIndex(of: "]") { return String(host[..<end].dropFirst()) }
    return String(host.prefix { $0 != ":" })
  }

  var status: HTTPResponse.Status {
    switch self {
    case .badAddress: .badRequest
    case .foreignHost: .misdirectedRequest
    case .notFound: .notFound
    case .badMethod: .methodNotAllowed
    case .tooLong: .uriTooLong
    case .tooMany, .late: .serviceUnavailable
    case .shut, .noKey: .forbidden
    case .signIn: .unauthorized
    case .tooOften: .tooManyRequests
    case .broken: .unprocessableContent
    case .fault: .internalServerError
    }
  }

  /// What it is called in `Words`; its explanation is called so with `Help` after it.
  var word: String { self == .fault ? "broken" : rawValue }

  var fields: [(HTTPField.Name, String)] {
    switch self {
    case .badMethod: [(.allow, "GET, HEAD")]
    case .tooMany, .late: [(.retryAfter, "5")]
    default: []
    }
  }
}
