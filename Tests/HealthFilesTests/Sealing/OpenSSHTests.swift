// Key files of OpenSSH, and what is said to an ssh-agent.

import Testing

@testable import HealthFiles
@testable import hfile

@Suite struct OpenSSHKeyFileTests {
  /// The key of RFC 8032, section 7.1, test 1, read by OpenSSH 9.2.
  static let known = """
    -----BEGIN OPENSSH PRIVATE KEY-----
    b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW
    QyNTUxOQAAACDXWpgBgrEKt9VL/tPJZAc6DuFy89qmIyWvAhpo9wdRGgAAAIgBAgMEAQID
    BAAAAAtzc2gtZWQyNTUxOQAAACDXWpgBgrEKt9VL/tPJZAc6DuFy89qmIyWvAhpo9wdRGg
    AAAECdYbGd7/1aYLqESvSS7CzEREnFaXsyaRlwO6wDHK5/YNdamAGCsQq31Uv+08lkBzoO
    4XLz2qYjJa8CGmj3B1EaAAAAA2xpbgEC
    -----END OPENSSH PRIVATE KEY-----

    """

  static func flaw(_ text: [UInt8]) -> SealingError? {
    do throws(SealingError) {
      _ = try OpenSSHKeyFile.read(text)
      return nil
    } catch {
      return error
    }
  }

  @Test func readsAndWritesAsOpenSSHDoes() throws {
    let key = try OpenSSHKeyFile.read(Array(Self.known.utf8))
    #expect(key.verifyingKey.openSSH == KnownKey.line)
    let check: RandomBytes = { count in (1...UInt8(count)).map(\.self) }
    #expect(OpenSSHKeyFile.write(key, comment: "lin", random: check) == Array(Self.known.utf8))
  }

  @Test func whatIsWrittenIsRead() throws {
    let bits = SeededBits(31)
    for count in 0..<20 {
      let key = try SigningKey(random: bits.bytes)
      let text = OpenSSHKeyFile.write(key, comment: String(repeating: "c", count: count), random: bits.bytes)
      #expect(try OpenSSHKeyFile.read(text).verifyingKey == key.verifyingKey)
    }
  }

  /// Every byte but those of the comment counts.
  @Test func otherBytesAreRefused() throws {
    let armour = SSHArmour("OPENSSH PRIVATE KEY")
    let bytes = try armour.read(Array(Self.known.utf8), of: .keyFile)
    for place in bytes.indices where !(bytes.count - 5..<bytes.count - 2).contains(place) {
      var wrong = bytes
      wrong[place] ^= 1
      #expect(Self.flaw(armour.write(wrong)) != nil, "byte \(place)")
    }
    for count in 0..<bytes.count { #expect(Self.flaw(armour.write(Array(bytes.prefix(count)))) != nil) }
    #expect(Self.flaw(armour.write(bytes + [3])) == .malformed(.keyFile, .trailing))
  }

  @Test func otherFilesAreRefused() {
    #expect(Self.flaw([]) == .malformed(.keyFile, .armour))
    #expect(Self.flaw(Array(Self.known.replacing("OPENSSH", with: "EC").utf8)) == .malformed(.keyFile, .armour))
    #expect(Self.flaw([UInt8](repeating: 65, count: 20_000)) == .malformed(.keyFile, .length))
    // "none" as the cipher becomes "aes2".
    let encrypted = Self.known.replacing("AAAABG5vbmUAAAAEbm9uZQ", with: "AAAABGFlczIAAAAEbm9uZQ")
    #expect(Self.flaw(Array(encrypted.utf8)) == .malformed(.keyFile, .encrypted))
  }
}

@Suite struct SSHAgentMessageTests {
  private func answer(_ kind: UInt8, _ write: (inout SSHWriter) -> Void) -> [UInt8] {
    var message = SSHWriter([kind])
    write(&message)
    var frame = SSHWriter()
    frame.string(message.bytes)
    return frame.bytes
  }

  @Test func keysAreListed() throws {
    #expect(SSHAgentMessage.identities == [0, 0, 0, 1, 11])
    let bits = SeededBits(41)
    let keys = try (0..<3).map { _ in try SigningKey(random: bits.bytes).verifyingKey }
    let listed = answer(12) { message in
      message.number(4)
      for key in keys {
        message.string(key.wire)
        message.string("comment")
      }
      message.string(Array("ssh-rsa, say".utf8))
      message.string("")
    }
    #expect(try SSHAgentMessage.keys(in: listed) == keys)
    #expect(SSHAgentMessage.length(Array(listed.prefix(4))) == listed.count - 4)
    for count in 0..<listed.count {
      #expect(throws: SealingError.self) { try SSHAgentMessage.keys(in: Array(listed.prefix(count))) }
    }
    #expect(throws: SealingError.malformed(.agent, .trailing)) { try SSHAgentMessage.keys(in: listed + [0]) }
  }

  @Test func signaturesAreAskedFor() throws {
    let key = try SigningKey(seed: KnownKey.seed)
    let bytes = SSHSignature.signedBytes(of: KnownKey.message)
    let request = SSHAgentMessage.sign(bytes, with: key.verifyingKey)
    #expect(request[4] == 13 && request.count == 4 + 1 + 4 + 51 + 4 + bytes.count + 4)
    let signature = try key.signature(for: bytes)
    let signed = answer(14) { message in
      var inner = SSHWriter()
      inner.string("ssh-ed25519")
      inner.string(signature)
      message.string(inner.bytes)
    }
    let holder = HeldKeys(verifyingKey: key.verifyingKey, unsealing: []) { asked throws(SealingError) in
      guard asked == bytes else { throw .malformed(.agent, .refused) }
      return try SSHAgentMessage.signature(in: signed)
    }
    #expect(try holder.sign(KnownKey.message) == Array(KnownKey.signature.utf8))
  }

  @Test func refusalsAndOtherAnswers() {
    let short = answer(14) { message in
      var inner = SSHWriter()
      inner.string("ssh-ed25519")
      inner.string([UInt8](repeating: 1, count: 63))
      message.string(inner.bytes)
    }
    let other = answer(14) { message in
      var inner = SSHWriter()
      inner.string("rsa-sha2-512")
      inner.string([UInt8](repeating: 1, count: 64))
      message.string(inner.bytes)
    }
    for (bytes, flaw) in [
      (answer(5) { _ in }, SealingError.Flaw.refused), (short, .length), (other, .keyType), ([], .length),
    ] {
      #expect(throws: SealingError.malformed(.agent, flaw)) { try SSHAgentMessage.signature(in: bytes) }
    }
    #expect(throws: SealingError.malformed(.agent, .refused)) { try SSHAgentMessage.keys(in: answer(5) { _ in }) }
    for beginning: [UInt8] in [[0, 0, 0, 0], [0, 4, 0, 1], [255, 255, 255, 255], [0, 0]] {
      #expect(SSHAgentMessage.length(beginning) == nil)
    }
  }
}
