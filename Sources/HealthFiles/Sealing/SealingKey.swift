import Crypto

/// The public half of a person's key for sealed values (P-256): whoever has it can seal for the person.
public struct SealingKey: Sendable {
  let key: P256.KeyAgreement.PublicKey
  /// The coordinates of the point: 32 bytes and 32 bytes.
  public let bytes: [UInt8]
  /// RFC 7638 thumbprint: the name of the key.
  public let thumbprint: String

  /// Makes a key from the coordinates of its point, which must lie on the curve.
  public init(bytes: [UInt8]) throws(SealingError) {
    guard bytes.count == 64 else { throw .malformed(.sealingKey, .length) }
    guard let key = try? P256.KeyAgreement.PublicKey(rawRepresentation: bytes) else {
      throw .malformed(.sealingKey, .weakKey)
    }
    self.init(key)
  }

  fileprivate init(_ key: P256.KeyAgreement.PublicKey) {
    self.key = key
    bytes = Array(key.rawRepresentation)
    thumbprint = Thumbprint.of(point: bytes)
  }
}

extension SealingKey: Hashable {
  /// Whether two keys are the same.
  public static func == (left: SealingKey, right: SealingKey) -> Bool { left.bytes == right.bytes }
  /// Feeds the key into a hasher.
  public func hash(into hasher: inout Hasher) { hasher.combine(bytes) }
}

/// A person's key for opening what was sealed for them (P-256).
///
/// Its secret is erased from memory with it, and is not printed.
public struct UnsealingKey: Sendable {
  let key: P256.KeyAgreement.PrivateKey
  /// The public half.
  public let sealingKey: SealingKey

  /// Makes the key that belongs to a secret number of 32 bytes.
  public init(secret: [UInt8]) throws(SealingError) {
    guard secret.count == 32 else { throw .malformed(.unsealingKey, .length) }
    guard let key = try? P256.KeyAgreement.PrivateKey(rawRepresentation: secret) else {
      throw .malformed(.unsealingKey, .weakKey)
    }
    self.key = key
    sealingKey = SealingKey(key.publicKey)
  }

  /// Makes a new key.
  public init(random: RandomBytes) throws(SealingError) {
    // One draw in 2^32 is no number of the curve.
    if let key = try? UnsealingKey(secret: random(32)) {
      self = key
    } else {
      try self.init(secret: random(32))
    }
  }

  /// The secret bytes, for those who write the key down.
  var secret: [UInt8] { Array(key.rawRepresentation) }
}

extension UnsealingKey: CustomStringConvertible, CustomReflectable {
  /// The name of the public half.
  public var description: String { sealingKey.thumbprint }
  /// No children: whoever prints a key sees no secret.
  public var customMirror: Mirror { Mirror(self, children: []) }
}
