// Signatures are byte for byte those of ssh-keygen, and nothing but that one form is read.

import Testing

@testable import HealthFiles
@testable import hfile

/// The key of RFC 8032, section 7.1, test 1, and what OpenSSH 9.2 made of it.
enum KnownKey {
  static let seed = bytes("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
  static let line = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINdamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea"
  static let message = Array("tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\n\nfirst\n".utf8)
  static let signature = """
    -----BEGIN SSH SIGNATURE-----
    U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAg11qYAYKxCrfVS/7TyWQHOg7hcv
    PapiMlrwIaaPcHURoAAAADZ2l0AAAAAAAAAAZzaGE1MTIAAABTAAAAC3NzaC1lZDI1NTE5
    AAAAQJ7yEvGb5kmcfTxMCq/JSgI0TmNHiYJq+otGrVasLONn88cXSG5u9UO7t37cA2d495
    VRyATTqM6xUtXcnNaw1Q4=
    -----END SSH SIGNATURE-----
    """

  /// Bytes from hexadecimal digits; the empty string gives none.
  static func bytes(_ digits: String) -> [UInt8] {
    let values = digits.compactMap { $0.hexDigitValue.map(UInt8.init) }
    return stride(from: 0, to: values.count - 1, by: 2).map { values[$0] << 4 | values[$0 + 1] }
  }
}

@Suite struct SSHSignatureTests {
  let key: SigningKey

  init() throws { key = try SigningKey(seed: KnownKey.seed) }

  @Test func signsAsOpenSSHDoes() throws {
    #expect(try SSHSignature.sign(KnownKey.message, with: key) == Array(KnownKey.signature.utf8))
    #expect(key.verifyingKey.openSSH == KnownKey.line)
    #expect(key.verifyingKey.fingerprint == "SHA256:bbXpuKG6zhzdmnxq256TlqzFBzRl2f6OOg722cYNbU8")
  }

  @Test func readsWhatOpenSSHSigned() throws {
    let signature = try SSHSignature(parsing: Array((KnownKey.signature + "\n").utf8))
    #expect(signature.key == key.verifyingKey)
    #expect(signature.isValid(for: KnownKey.message))
    #expect(!signature.isValid(for: KnownKey.message + [0x0A]))
    #expect(signature.armoured == Array(KnownKey.signature.utf8))
  }

  @Test func anotherKeyIsAnotherSigner() throws {
    let bits = SeededBits(7)
    for _ in 0..<20 {
      let other = try SigningKey(random: bits.bytes)
      let message = bits.bytes(Int(bits.next() % 200))
      let signature = try SSHSignature(parsing: SSHSignature.sign(message, with: other))
      #expect(signature.key == other.verifyingKey && signature.key != key.verifyingKey)
      #expect(signature.isValid(for: message) && !signature.isValid(for: message + [0]))
      #expect(try SSHSignature(key: key.verifyingKey, signature: signature.signature).isValid(for: message) == false)
    }
  }

  @Test func noBitMayChange() throws {
    let signature = try SSHSignature(parsing: Array(KnownKey.signature.utf8))
    for bit in 0..<512 {
      var bytes = signature.signature
      bytes[bit / 8] ^= 1 << (bit % 8)
      #expect(try !SSHSignature(key: key.verifyingKey, signature: bytes).isValid(for: KnownKey.message), "bit \(bit)")
    }
  }

  @Test func secretsAreNotPrinted() {
    var text = ""
    dump(key, to: &text)
    text += "\(key) \(String(reflecting: key))"
    for form in [KnownKey.seed.description, Base64.standard.string(KnownKey.seed), "157"] {
      #expect(!text.contains(form))
    }
    #expect(text.contains(key.verifyingKey.fingerprint))
  }
}

/// What else than the one form may come: each is refused for its own reason.
@Suite struct SSHSignatureAttackTests {
  /// The parts of a signature, to be put together wrongly.
  struct Parts: Sendable {
    var magic = "SSHSIG"
    var version: UInt32 = 1
    var keyType = "ssh-ed25519"
    var key = KnownKey.bytes("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
    var afterKey: [UInt8] = []
    var namespace = "git"
    var reserved = ""
    var hash = "sha512"
    var signatureType = "ssh-ed25519"
    var signature = [UInt8](repeating: 7, count: 64)
    var afterSignature: [UInt8] = []
    var after: [UInt8] = []

    var blob: [UInt8] {
      var inner = SSHWriter()
      inner.string(keyType)
      inner.string(key)
      var last = SSHWriter()
      last.string(signatureType)
      last.string(signature)
      var writer = SSHWriter(Array(magic.utf8))
      writer.number(version)
      writer.string(inner.bytes + afterKey)
      writer.string(namespace)
      writer.string(reserved)
      writer.string(hash)
      writer.string(last.bytes + afterSignature)
      return writer.bytes + after
    }
  }

  static func armour(_ blob: [UInt8], width: Int = 70) -> String {
    let text = Base64.standard.string(blob)
    var lines = ["-----BEGIN SSH SIGNATURE-----"]
    var rest = text[...]
    while !rest.isEmpty {
      lines.append(String(rest.prefix(width)))
      rest = rest.dropFirst(width)
    }
    return (lines + ["-----END SSH SIGNATURE-----"]).joined(separator: "\n")
  }

  static func flaw(_ text: String) -> SealingError? {
    do throws(SealingError) {
      _ = try SSHSignature(parsing: Array(text.utf8))
      return nil
    } catch {
      return error
    }
  }

  @Test func theUntouchedFormIsRead() {
    #expect(Self.flaw(Self.armour(Parts().blob)) == nil)
    #expect(Self.flaw(KnownKey.signature) == nil)
  }

  static let otherForms: [(Parts, SealingError.Flaw)] = [
    (Parts(magic: "SSHSIH"), .magic), (Parts(version: 0), .version), (Parts(version: 2), .version),
    (Parts(keyType: "ssh-rsa"), .keyType), (Parts(keyType: "sk-ssh-ed25519@openssh.com"), .keyType),
    (Parts(key: []), .length), (Parts(key: [UInt8](repeating: 9, count: 31)), .length),
    (Parts(key: [UInt8](repeating: 9, count: 33)), .length), (Parts(afterKey: [0]), .trailing),
    (Parts(namespace: "file"), .namespace), (Parts(namespace: ""), .namespace), (Parts(reserved: "x"), .reserved),
    (Parts(hash: "sha256"), .hash), (Parts(signatureType: "ssh-rsa"), .keyType),
    (Parts(signature: [UInt8](repeating: 7, count: 63)), .length),
    (Parts(signature: [UInt8](repeating: 7, count: 65)), .length), (Parts(afterSignature: [0]), .trailing),
    (Parts(after: [0]), .trailing),
  ]

  @Test(arguments: otherForms) func anotherForm(_ parts: Parts, _ flaw: SealingError.Flaw) {
    #expect(Self.flaw(Self.armour(parts.blob)) == .malformed(.signature, flaw))
  }

  @Test func whatEndsTooEarly() {
    let blob = Parts().blob
    for count in 0..<blob.count {
      #expect(Self.flaw(Self.armour(Array(blob.prefix(count)))) != nil, "\(count) bytes")
    }
  }

  @Test func anotherArmour() {
    let text = KnownKey.signature
    let others = [
      text + "\n\n", " " + text, text + " ", "\n" + text, text.replacing("\n", with: "\r\n"),
      text.replacing("SSH", with: "PGP"),
      text.replacing("\nAAAA", with: "AAAA"), text.replacing("\nAAAA", with: "\n\nAAAA"),
      Self.armour(Parts().blob, width: 64), Self.armour(Parts().blob, width: 76), "x" + text, text + "x",
      text + "\n" + text, "-----BEGIN SSH SIGNATURE-----\n-----END SSH SIGNATURE-----",
      "-----BEGIN SSH SIGNATURE-----END SSH SIGNATURE-----", "",
    ]
    for other in others { #expect(Self.flaw(other) != nil, "\(other)") }
  }

  @Test func anotherBase64() {
    // The last letter before the padding has two bits that mean nothing.
    for letter in "567" {
      let other = KnownKey.signature.replacing("1Q4=", with: "1Q\(letter)=")
      #expect(Self.flaw(other) == .malformed(.signature, .base64))
    }
    for (old, new) in [("1Q4=", "1Q4"), ("1Q4=", "1Q4=="), ("+otG", "-otG"), ("/7T", "_7T"), ("U1N", "U 1N")] {
      #expect(Self.flaw(KnownKey.signature.replacing(old, with: new)) == .malformed(.signature, .base64), "\(new)")
    }
  }

  /// Second coordinates of points of small order: 0, 1, -1, two more, and the second spellings that follow on -1.
  static let weakOrdinates: [[UInt8]] =
    [[0], [1]].map { $0 + [UInt8](repeating: 0, count: 31) }
    + (0xEC...0xFF).map { [$0] + [UInt8](repeating: 0xFF, count: 30) + [0x7F] }
    + [
      "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
      "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    ].map(KnownKey.bytes)

  @Test(arguments: weakOrdinates) func weakPoints(_ ordinate: [UInt8]) {
    for sign: UInt8 in [0, 0x80] {
      let parts = Parts(key: ordinate.dropLast() + [ordinate[31] | sign])
      #expect(Self.flaw(Self.armour(parts.blob)) == .malformed(.signature, .weakKey))
    }
  }

  @Test func noPointOfTheCurve() throws {
    let key = try VerifyingKey(bytes: [2] + [UInt8](repeating: 0, count: 31))
    #expect(try !SSHSignature(key: key, signature: [UInt8](repeating: 0, count: 64)).isValid(for: KnownKey.message))
  }
}
