// A key out of a passphrase: scrypt (RFC 7914), by swift-crypto.

import Crypto
import CryptoExtras
// For the normal form of Unicode, which the standard library offers in no other way.
@_spi(_Unicode) import Swift

/// What it costs to try one passphrase.
public struct PassphraseCost: Sendable, Hashable {
  /// Rounds, a power of two.
  public let n: Int
  /// Size of a block, in 128 bytes.
  public let r: Int
  /// How many times it is done over.
  public let p: Int

  /// Memory that may be spent: 256 MiB; one scrypt takes 128 * n * r.
  static let mostMemory = 268_435_456
  /// How often that may be done over.
  static let mostTurns = 4

  /// The cost of new identities: 128 MiB, about a third of a second.
  public static let usual = PassphraseCost(unchecked: 131_072, 8, 1)

  private init(unchecked n: Int, _ r: Int, _ p: Int) {
    self.n = n
    self.r = r
    self.p = p
  }

  /// Checks a cost, which may come from a hostile file.
  public init(n: Int, r: Int, p: Int) throws(SealingError) {
    guard n >= 2, n <= Self.mostMemory, n & (n - 1) == 0, r >= 1, r <= 16, p >= 1, p <= Self.mostTurns,
      128 * n * r <= Self.mostMemory
    else { throw .malformed(.identity, .costly) }
    self.init(unchecked: n, r, p)
  }

  /// The key that belongs to a passphrase, whichever way its letters are composed.
  func key(of passphrase: String, salt: [UInt8]) throws(SealingError) -> SymmetricKey {
    guard !passphrase.isEmpty else { throw .wrongPassphrase }
    let text = Array(String(String.UnicodeScalarView(passphrase._nfc)).utf8)
    let key = try? KDF.Scrypt.deriveKey(
      from: text, salt: salt, outputByteCount: 32, rounds: n, blockSize: r, parallelism: p,
      maxMemory: Self.mostMemory * 2)
    guard let key else { throw .malformed(.identity, .costly) }
    return key
  }
}
