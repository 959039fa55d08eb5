import JSONSchema

@testable import HealthFiles

/// Somebody's keys, made of a number.
struct TestHolder: KeyHolder {
  let signing: SigningKey
  let unsealing: [UnsealingKey]

  init(_ number: UInt8) throws {
    signing = try SigningKey(seed: [UInt8](repeating: number, count: 32))
    unsealing = [try UnsealingKey(secret: [UInt8](repeating: number, count: 32))]
  }

  var verifyingKey: VerifyingKey { signing.verifyingKey }
  var sealingKeys: [SealingKey] { unsealing.map(\.sealingKey) }

  func sign(_ payload: [UInt8]) throws(SealingError) -> [UInt8] { try SSHSignature.sign(payload, with: signing) }

  func open(_ encryption: JSONWebEncryption, expecting expected: JSONObject) throws(SealingError) -> [UInt8] {
    guard let key = unsealing.first(where: { $0.sealingKey.thumbprint == encryption.kid }) else {
      throw .otherKey(encryption.kid)
    }
    return try encryption.open(with: key, expecting: expected)
  }
}
