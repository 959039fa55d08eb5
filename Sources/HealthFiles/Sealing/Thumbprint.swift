// Names of keys (RFC 7638): SHA-256 over the members a key cannot do without, in the order of their names.

import Crypto

enum Thumbprint {
  static func of(secret: [UInt8]) -> String { hash([("k", secret), ("kty", Array("oct".utf8))]) }

  static func of(point: [UInt8]) -> String {
    let (x, y) = (Base64.url.encode(point[..<32]), Base64.url.encode(point[32...]))
    return hash([("crv", Array("P-256".utf8)), ("kty", Array("EC".utf8)), ("x", x), ("y", y)])
  }

  static func of(verifying bytes: [UInt8]) -> String {
    hash([("crv", Array("Ed25519".utf8)), ("kty", Array("OKP".utf8)), ("x", Base64.url.encode(bytes))])
  }

  private static func hash(_ members: [(String, [UInt8])]) -> String {
    var text: [UInt8] = []
    text.reserveCapacity(160)
    for (name, value) in members {
      text.append(UInt8(ascii: text.isEmpty ? "{" : ","))
      text += "\"\(name)\":\"".utf8
      text += value
      text.append(UInt8(ascii: "\""))
    }
    text.append(UInt8(ascii: "}"))
    return Base64.url.string(SHA256.hash(data: text).map { $0 })
  }
}
