// Private keys as OpenSSH keeps them in files (PROTOCOL.key): Ed25519, one key, not encrypted.

/// A file with a private key of OpenSSH.
public enum OpenSSHKeyFile {
  private static let armour = SSHArmour("OPENSSH PRIVATE KEY")
  private static let magic = Array("openssh-key-v1\0".utf8)
  private static let largest = 16_384

  /// Reads the key of a file.
  public static func read(_ text: [UInt8]) throws(SealingError) -> SigningKey {
    guard text.count <= largest else { throw .malformed(.keyFile, .length) }
    var reader = try SSHReader(armour.read(text, of: .keyFile), of: .keyFile)
    guard try reader.bytes(magic.count) == magic else { throw reader.flaw(.magic) }
    try reader.expect("none", else: .encrypted)
    try reader.expect("none", else: .encrypted)
    try reader.expect("", else: .encrypted)
    guard try reader.number() == 1 else { throw reader.flaw(.length) }
    let key = try VerifyingKey(wire: reader.string(), of: .keyFile)
    let secret = try secretKey(reader.string())
    try reader.end()
    guard secret.verifyingKey == key else { throw reader.flaw(.otherHalf) }
    return secret
  }

  /// Whether a file with a private key, also of another form, asks for a passphrase.
  public static func isEncrypted(_ text: [UInt8]) -> Bool {
    guard let bytes = try? armour.read(text, of: .keyFile) else {
      return String(decoding: text, as: UTF8.self).contains("ENCRYPTED")
    }
    var reader = SSHReader(bytes, of: .keyFile)
    guard (try? reader.bytes(magic.count)) == magic else { return false }
    return (try? reader.expect("none", else: .encrypted)) == nil
  }

  private static func secretKey(_ block: [UInt8]) throws(SealingError) -> SigningKey {
    var reader = SSHReader(block, of: .keyFile)
    guard try reader.number() == reader.number() else { throw reader.flaw(.encrypted) }
    try reader.expect(VerifyingKey.type, else: .keyType)
    let (half, both) = try (reader.string(), reader.string())
    guard half.count == 32, both.count == 64 else { throw reader.flaw(.length) }
    let key = try SigningKey(seed: Array(both[..<32]))
    guard key.verifyingKey.bytes == half, half[...] == both[32...] else { throw reader.flaw(.otherHalf) }
    _ = try reader.string()
    // Bytes 1, 2, 3 ... fill the block of eight.
    var filler: UInt8 = 1
    while !reader.isAtEnd {
      guard try reader.bytes(1) == [filler], filler < 8 else { throw reader.flaw(.trailing) }
      filler += 1
    }
    return key
  }

  /// Writes a key as a file that `ssh-keygen` and `ssh-add` read.
  public static func write(_ key: SigningKey, comment: String, random: RandomBytes) -> [UInt8] {
    let check = random(4)
    var block = SSHWriter(check + check)
    block.string(VerifyingKey.type)
    block.string(key.verifyingKey.bytes)
    block.string(key.seed + key.verifyingKey.bytes)
    block.string(comment)
    let filler = (8 - block.bytes.count % 8) % 8
    var writer = SSHWriter(magic)
    for word in ["none", "none", ""] { writer.string(word) }
    writer.number(1)
    writer.string(key.verifyingKey.wire)
    writer.string(block.bytes + (0..<filler).map { UInt8($0 + 1) })
    return armour.write(writer.bytes) + [UInt8(ascii: "\n")]
  }
}
