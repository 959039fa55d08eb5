// Seals, opens, signs and verifies for `sealing-interop.py`: one request a line as JSON, one answer a line.
//
//   {"act": "seal", "key": JWK, "header": {...}, "plaintext": TEXT}        -> {"sealed": JWE}
//   {"act": "open", "key": JWK, "expecting": {...}, "sealed": JWE}         -> {"plaintext": TEXT} or {"error": CODE}
//   {"act": "sign", "key": JWK, "message": TEXT}                           -> {"signature": ARMOUR, "line": OPENSSH}
//   {"act": "keyFile", "key": JWK}                                         -> {"file": TEXT}
//   {"act": "verify", "line": OPENSSH, "signature": ARMOUR, "message": TEXT} -> {"valid": BOOL} or {"error": CODE}

import Glibc
import HealthFiles
import JSONSchema

/// One request and its answer.
struct Request {
  let json: JSON

  private func text(_ name: String) -> String { json[name]?.stringValue ?? "" }
  private func bytes(_ name: String) -> [UInt8] { Array(text(name).utf8) }
  private func object(_ name: String) -> JSONObject { json[name]?.objectValue ?? [:] }

  private func key() throws(SealingError) -> JSONWebKey { try JSONWebKey(json["key"] ?? .null) }

  private static let random: RandomBytes = { count in
    var generator = SystemRandomNumberGenerator()
    return (0..<count).map { _ in generator.next() }
  }

  func answer() -> JSON {
    do throws(SealingError) {
      switch text("act") {
      case "seal": return ["sealed": try seal().json]
      case "open": return ["plaintext": .string(String(decoding: try open(), as: UTF8.self))]
      case "keyFile":
        let file = OpenSSHKeyFile.write(try signingKey(), comment: "interop", random: Self.random)
        return ["file": .string(String(decoding: file, as: UTF8.self))]
      case "sign":
        let key = try signingKey()
        let armour = try SSHSignature.sign(bytes("message"), with: key)
        return [
          "signature": .string(String(decoding: armour, as: UTF8.self)), "line": .string(key.verifyingKey.openSSH),
        ]
      default:
        let signature = try SSHSignature(parsing: bytes("signature"))
        let isKey = try signature.key == VerifyingKey(openSSH: text("line"))
        return ["valid": .bool(isKey && signature.isValid(for: bytes("message")))]
      }
    } catch {
      return ["error": .string(error.code)]
    }
  }

  private func signingKey() throws(SealingError) -> SigningKey {
    guard case .signing(let key) = try key() else { throw .malformed(.webKey, .keyType) }
    return key
  }

  private func seal() throws(SealingError) -> JSONWebEncryption {
    switch try key() {
    case .secret(let key):
      try .seal(bytes("plaintext"), header: object("header"), with: key, random: Self.random)
    case .sealing(let key):
      try .seal(bytes("plaintext"), header: object("header"), for: key, random: Self.random)
    default: throw .malformed(.webKey, .keyType)
    }
  }

  private func open() throws(SealingError) -> [UInt8] {
    let sealed = try JSONWebEncryption(json["sealed"] ?? .null)
    return switch try key() {
    case .secret(let key): try sealed.open(with: key, expecting: object("expecting"))
    case .unsealing(let key): try sealed.open(with: key, expecting: object("expecting"))
    default: throw .malformed(.webKey, .keyType)
    }
  }
}

while let line = readLine() {
  guard let json = try? JSON(parsing: line) else { break }
  // Not `print`, which keeps lines back when its reader is another program.
  let answer = Request(json: json).answer().bytes(.compact) + [0x0A]
  guard write(STDOUT_FILENO, answer, answer.count) == answer.count else { break }
}
