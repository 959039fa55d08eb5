import Crypto
import HTTPTypes
import NIOCore

/// Files that are the same for everybody.
enum Asset {
  static let style = made("Templates/style.css", "text/css; charset=utf-8")
  static let icon = made("Templates/icon.svg", "image/svg+xml")

  private static func made(_ path: String, _ type: String) -> WebResponse {
    let body = Array((BuiltInFiles.texts[path] ?? "").utf8)
    return WebResponse(
      .ok, type: type, body: ByteBuffer(bytes: body), [(.eTag, tag(body)), (.cacheControl, "public, max-age=3600")])
  }

  /// What tells these bytes from all others.
  static func tag(_ body: [UInt8]) -> String {
    let digits = SHA256.hash(data: body).prefix(12).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }
    return "\"\(digits.joined())\""
  }
}
