// Signatures as OpenSSH makes them (PROTOCOL.sshsig) and stock git keeps them in commits. Of all that the format allows
// one form is made and read: Ed25519, SHA-512, the namespace `git`, armour wrapped at 70.

import Crypto

/// A signature of OpenSSH over a commit.
public struct SSHSignature: Sendable, Hashable {
  /// The key that claims to have signed.
  public let key: VerifyingKey
  /// The 64 bytes of the signature.
  let signature: [UInt8]

  private static let magic = Array("SSHSIG".utf8)
  private static let namespace = "git"
  private static let hash = "sha512"
  private static let armour = SSHArmour("SSH SIGNATURE")
  /// More than one of Ed25519 ever has.
  private static let longest = 1024

  /// Puts a signature made elsewhere, over `signedBytes(of:)`, beside its key.
  public init(key: VerifyingKey, signature: [UInt8]) throws(SealingError) {
    guard signature.count == 64 else { throw .malformed(.signature, .length) }
    self.key = key
    self.signature = signature
  }

  /// Signs a message; the armoured text has no final newline.
  public static func sign(_ message: [UInt8], with key: SigningKey) throws(SealingError) -> [UInt8] {
    let signature = try key.signature(for: signedBytes(of: message))
    return try SSHSignature(key: key.verifyingKey, signature: signature).armoured
  }

  /// What is really signed: the hash of the message and what it is for.
  public static func signedBytes(of message: [UInt8]) -> [UInt8] {
    var writer = SSHWriter(magic)
    writer.string(namespace)
    writer.string("")
    writer.string(hash)
    writer.string(SHA512.hash(data: message).map { $0 })
    return writer.bytes
  }

  /// Whether the message was signed by the key.
  public func isValid(for message: [UInt8]) -> Bool {
    key.isValid(signature, for: Self.signedBytes(of: message))
  }
}

extension SSHSignature {
  /// The text that stock git and `ssh-keygen` read, without a final newline.
  public var armoured: [UInt8] {
    var inner = SSHWriter()
    inner.string(VerifyingKey.type)
    inner.string(signature)
    var writer = SSHWriter(Self.magic)
    writer.number(1)
    writer.string(key.wire)
    writer.string(Self.namespace)
    writer.string("")
    writer.string(Self.hash)
    writer.string(inner.bytes)
    return Self.armour.write(writer.bytes)
  }

  /// Reads an armoured text strictly; one final newline may stand after it.
  public init(parsing text: [UInt8]) throws(SealingError) {
    guard text.count <= Self.longest else { throw .malformed(.signature, .length) }
    var reader = try SSHReader(Self.armour.readCanonical(text, of: .signature), of: .signature)
    guard try reader.bytes(Self.magic.count) == Self.magic else { throw reader.flaw(.magic) }
    guard try reader.number() == 1 else { throw reader.flaw(.version) }
    let key = try VerifyingKey(wire: reader.string(), of: .signature)
    try reader.expect(Self.namespace, else: .namespace)
    try reader.expect("", else: .reserved)
    try reader.expect(Self.hash, else: .hash)
    var inner = try SSHReader(reader.string(), of: .signature)
    try reader.end()
    try inner.expect(VerifyingKey.type, else: .keyType)
    let signature = try inner.string()
    try inner.end()
    try self.init(key: key, signature: signature)
  }
}
