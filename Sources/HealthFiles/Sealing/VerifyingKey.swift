// Public keys for verifying, as OpenSSH writes them. A key that anybody can sign for is no key: points of small order
// and second spellings of points are refused before anything trusts them.

import Crypto

/// The public half of a key for signing (Ed25519).
public struct VerifyingKey: Sendable, Hashable {
  /// The 32 bytes of the key.
  public let bytes: [UInt8]

  static let type = "ssh-ed25519"

  /// Makes a key from its 32 bytes.
  public init(bytes: [UInt8]) throws(SealingError) { try self.init(bytes, of: .publicKey) }

  init(_ bytes: [UInt8], of thing: SealingError.Thing) throws(SealingError) {
    guard bytes.count == 32 else { throw .malformed(thing, .length) }
    guard WeakPoints.isStrong(bytes) else { throw .malformed(thing, .weakKey) }
    self.bytes = bytes
  }

  /// Reads the wire form: the kind of the key, and the key.
  init(wire: [UInt8], of thing: SealingError.Thing) throws(SealingError) {
    var reader = SSHReader(wire, of: thing)
    try reader.expect(Self.type, else: .keyType)
    let bytes = try reader.string()
    try reader.end()
    try self.init(bytes, of: thing)
  }

  /// Reads a line of OpenSSH: `ssh-ed25519 AAAA...`, and perhaps a comment.
  public init(openSSH line: String) throws(SealingError) {
    let parts = line.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count >= 2, !line.unicodeScalars.contains(where: { $0.value < 0x20 }) else {
      throw .malformed(.publicKey, .armour)
    }
    guard parts[0] == Self.type else { throw .malformed(.publicKey, .keyType) }
    guard let wire = Base64.standard.decode(String(parts[1])) else { throw .malformed(.publicKey, .base64) }
    try self.init(wire: wire, of: .publicKey)
  }

  /// The wire form.
  var wire: [UInt8] {
    var writer = SSHWriter()
    writer.string(Self.type)
    writer.string(bytes)
    return writer.bytes
  }

  /// The line of OpenSSH, without a comment.
  public var openSSH: String { Self.type + " " + Base64.standard.string(wire) }

  /// What OpenSSH calls the key for short: `SHA256:...`.
  public var fingerprint: String {
    "SHA256:" + Base64.standard.string(SHA256.hash(data: wire).map { $0 }).prefix { $0 != "=" }
  }

  /// Whether a signature of 64 bytes over a message is by the secret half.
  func isValid(_ signature: [UInt8], for message: [UInt8]) -> Bool {
    guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: bytes) else { return false }
    return key.isValidSignature(signature, for: message)
  }
}

/// Points of Ed25519 that no secret belongs to alone: those of small order.
private enum WeakPoints {
  /// Their second coordinates, little-endian: 0, 1, -1 and the two of order 8.
  static let ordinates: [[UInt8]] = [
    [UInt8](repeating: 0, count: 32),
    [1] + [UInt8](repeating: 0, count: 31),
    [0xEC] + [UInt8](repeating: 0xFF, count: 30) + [0x7F],
    [
      0x26, 0xE8, 0x95, 0x8F, 0xC2, 0xB2, 0x27, 0xB0, 0x45, 0xC3, 0xF4, 0x89, 0xF2, 0xEF, 0x98, 0xF0,
      0xD5, 0xDF, 0xAC, 0x05, 0xD3, 0xC6, 0x33, 0x39, 0xB1, 0x38, 0x02, 0x88, 0x6D, 0x53, 0xFC, 0x05,
    ],
    [
      0xC7, 0x17, 0x6A, 0x70, 0x3D, 0x4D, 0xD8, 0x4F, 0xBA, 0x3C, 0x0B, 0x76, 0x0D, 0x10, 0x67, 0x0F,
      0x2A, 0x20, 0x53, 0xFA, 0x2C, 0x39, 0xCC, 0xC6, 0x4E, 0xC7, 0xFD, 0x77, 0x92, 0xAC, 0x03, 0x7A,
    ],
  ]

  static func isStrong(_ bytes: [UInt8]) -> Bool {
    // The highest bit is the sign of the other coordinate.
    let ordinate = bytes.dropLast() + [bytes[31] & 0x7F]
    // From 2^255 - 19 on, an ordinate is a second spelling of a small one.
    let isSecond = ordinate[0] >= 0xED && ordinate[1..<31].allSatisfy { $0 == 0xFF } && ordinate[31] == 0x7F
    return !isSecond && !ordinates.contains(Array(ordinate))
  }
}
