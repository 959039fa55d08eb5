import Crypto

/// A key for signing (Ed25519).
///
/// Its secret is erased from memory with it, and is not printed.
public struct SigningKey: Sendable {
  private let key: Curve25519.Signing.PrivateKey
  /// The public half.
  public let verifyingKey: VerifyingKey

  /// Makes the key that belongs to 32 secret bytes.
  public init(seed: [UInt8]) throws(SealingError) {
    guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed) else {
      throw .malformed(.signingKey, .length)
    }
    self.key = key
    verifyingKey = try VerifyingKey(Array(key.publicKey.rawRepresentation), of: .signingKey)
  }

  /// Makes a new key.
  public init(random: RandomBytes) throws(SealingError) { try self.init(seed: random(32)) }

  /// The secret bytes, for those who write the key down.
  var seed: [UInt8] { Array(key.rawRepresentation) }

  /// Signs bytes: 64 bytes.
  func signature(for message: [UInt8]) throws(SealingError) -> [UInt8] {
    guard let signature = try? key.signature(for: message) else { throw .malformed(.signingKey, .length) }
    return Array(signature)
  }
}

extension SigningKey: CustomStringConvertible, CustomReflectable {
  /// The fingerprint of the public half.
  public var description: String { verifyingKey.fingerprint }
  /// No children: whoever prints a key sees no secret.
  public var customMirror: Mirror { Mirror(self, children: []) }
}
