import Crypto

/// A secret of 32 bytes that seals and opens: the key of a record or of a compartment.
///
/// It is erased from memory with its last copy, compared without telling how far two agree, and not printed.
public struct SecretKey: Sendable {
  let key: SymmetricKey
  /// RFC 7638 thumbprint: the public name of the key.
  public let thumbprint: String

  /// Makes the key of 32 bytes.
  public init(bytes: [UInt8]) throws(SealingError) { try self.init(SymmetricKey(data: bytes)) }

  /// Makes a new key.
  public init(random: RandomBytes) throws(SealingError) { try self.init(bytes: random(32)) }

  init(_ key: SymmetricKey) throws(SealingError) {
    guard key.bitCount == 256 else { throw .malformed(.secretKey, .length) }
    self.key = key
    thumbprint = Thumbprint.of(secret: key.withUnsafeBytes { Base64.url.encode($0) })
  }

  /// The secret bytes, for those who write the key down.
  var bytes: [UInt8] { key.withUnsafeBytes { Array($0) } }
}

extension SecretKey: Hashable, CustomStringConvertible, CustomReflectable {
  /// Whether two keys are the same.
  public static func == (left: SecretKey, right: SecretKey) -> Bool { left.key == right.key }
  /// Feeds the public name of the key into a hasher.
  public func hash(into hasher: inout Hasher) { hasher.combine(thumbprint) }
  /// The public name of the key.
  public var description: String { thumbprint }
  /// No children: whoever prints a key sees no secret.
  public var customMirror: Mirror { Mirror(self, children: []) }
}
