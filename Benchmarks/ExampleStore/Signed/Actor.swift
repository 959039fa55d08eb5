import HealthFiles
import JSONSchema

/// Somebody who writes in a made-up history, with keys made of a number.
struct Actor: KeyHolder {
  let id: String
  let roles: [String]
  private let signing: SigningKey
  private let unsealing: UnsealingKey

  /// Makes an actor; a two-letter id is that of a device.
  init(_ id: String, _ roles: [String], key number: UInt8) throws {
    self.id = id
    self.roles = roles
    signing = try SigningKey(seed: [UInt8](repeating: number, count: 32))
    unsealing = try UnsealingKey(secret: [UInt8](repeating: number, count: 32))
  }

  var verifyingKey: VerifyingKey { signing.verifyingKey }
  var sealingKeys: [SealingKey] { [unsealing.sealingKey] }

  func sign(_ payload: [UInt8]) throws(SealingError) -> [UInt8] { try SSHSignature.sign(payload, with: signing) }

  func open(_ encryption: JSONWebEncryption, expecting expected: JSONObject) throws(SealingError) -> [UInt8] {
    try encryption.open(with: unsealing, expecting: expected)
  }

  /// The actor as the store knows it.
  func signer(roles other: [String]? = nil, revoked: String? = nil) -> Signer {
    Signer(
      kind: id.utf8.count == 2 ? .device : .person, id: id, alias: id, roles: other ?? roles,
      signing: [verifyingKey], unsealing: sealingKeys, revoked: revoked)
  }

  /// The file that makes the store know it.
  func file(roles other: [String]? = nil, revoked: String? = nil) -> (path: String, bytes: [UInt8]) {
    let signer = signer(roles: other, revoked: revoked)
    return (signer.path, signer.json.bytes(.indented) + [0x0A])
  }
}
