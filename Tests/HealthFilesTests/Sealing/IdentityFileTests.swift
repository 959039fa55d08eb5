// Identities at rest: unlocked they are what they were, and no byte of the file may change.

import Crypto
import JSONSchema
import Testing

@testable import HealthFiles
@testable import hfile

@Suite struct IdentityFileTests {
  let bits = SeededBits(21)
  let identity: Identity
  let cost: PassphraseCost

  init() throws {
    identity = try Identity(newNamed: "lin", random: bits.bytes)
    cost = try PassphraseCost(n: 16, r: 8, p: 1)
  }

  /// The keys of an identity as JSON, to be compared.
  private func keys(_ identity: Identity) -> [JSON] {
    let own = identity.unsealing.map { JSONWebKey.unsealing($0).json }
    return switch identity.signing {
    case .own(let key): own + [JSONWebKey.signing(key).json]
    case .elsewhere(let place): own + [.string("\(place)")]
    }
  }

  private func flaw(_ text: [UInt8], passphrase: String? = "茶 café") -> SealingError? {
    do throws(SealingError) {
      _ = try IdentityFile(parsing: text).unlocked(passphrase: passphrase)
      return nil
    } catch {
      return error
    }
  }

  @Test(arguments: ["茶 café", nil]) func whatIsLockedIsUnlocked(_ passphrase: String?) throws {
    let places: [Identity.Signing.Place] = [.agent(fingerprint: "SHA256:x"), .file(path: "/home/lin/.ssh/id_ed25519")]
    let others = try places.map { try Identity(newNamed: "till-a7", signingWith: $0, random: bits.bytes) }
    let rotated = try identity.rotated(random: bits.bytes)
    for identity in [identity, rotated] + others {
      let file = try IdentityFile(identity, passphrase: passphrase, cost: cost, random: bits.bytes)
      let again = try IdentityFile(parsing: file.bytes)
      #expect(again.bytes == file.bytes && again.needsPassphrase == (passphrase != nil))
      #expect(again.unsealing == identity.unsealing.map(\.sealingKey))
      let unlocked = try again.unlocked(passphrase: passphrase)
      #expect(unlocked.name == identity.name && keys(unlocked) == keys(identity))
    }
  }

  @Test func theFileIsAsSpecified() throws {
    let file = try IdentityFile(identity, passphrase: "p", cost: cost, random: bits.bytes)
    let json = try JSON(parsing: file.bytes)
    #expect(json.objectValue?.keys == ["format", "name", "signing", "unsealing", "secret"])
    #expect(json["secret"]?.objectValue?.keys == ["kdf", "n", "r", "p", "salt", "iv", "ciphertext", "tag"])
    #expect(json["unsealing"]?[0]?["d"] == nil)
    let text = String(decoding: file.bytes, as: UTF8.self)
    for key in keys(identity) { #expect(!text.contains(try #require(key["d"]?.stringValue))) }
  }

  @Test func passphrasesMustBeRight() throws {
    let file = try IdentityFile(identity, passphrase: "茶 café", cost: cost, random: bits.bytes).bytes
    for wrong in ["", "茶 cafe", "茶 café ", "茶", nil] { #expect(flaw(file, passphrase: wrong) == .wrongPassphrase) }
    // The same letters, composed otherwise.
    #expect(flaw(file, passphrase: "茶 cafe\u{301}") == nil)
    #expect(throws: SealingError.wrongPassphrase) {
      try IdentityFile(identity, passphrase: "", cost: cost, random: bits.bytes)
    }
  }

  /// RFC 7914, section 12.
  @Test func scryptOfTheStandard() throws {
    let key = try PassphraseCost(n: 16_384, r: 8, p: 1).key(of: "pleaseletmein", salt: Array("SodiumChloride".utf8))
    let known = KnownKey.bytes("7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2")
    #expect(key.withUnsafeBytes { Array($0) } == known)
  }

  @Test func hostileCostsAreRefused() throws {
    let hostile = [
      (0, 8, 1), (1, 8, 1), (3, 8, 1), (-2, 8, 1), (524_288, 8, 1), (262_144, 16, 1), (1 << 40, 1, 1), (1 << 62, 8, 1),
      (16, 0, 1), (16, 17, 1), (16, -8, 1), (16, 8, 0), (16, 8, 5), (16, 8, 1 << 32),
    ]
    for (n, r, p) in hostile {
      #expect(throws: SealingError.malformed(.identity, .costly), "\(n) \(r) \(p)") {
        try PassphraseCost(n: n, r: r, p: p)
      }
    }
    for (n, r, p) in [(262_144, 8, 1), (131_072, 16, 4), (2, 1, 1)] { _ = try PassphraseCost(n: n, r: r, p: p) }
    let file = try IdentityFile(identity, passphrase: "p", cost: cost, random: bits.bytes)
    let text = String(decoding: file.bytes, as: UTF8.self)
    #expect(flaw(Array(text.replacing(#""n": 16"#, with: #""n": 1073741824"#).utf8)) == .malformed(.identity, .costly))
  }

  @Test(arguments: ["p", nil]) func halvesCannotBeExchanged(_ passphrase: String?) throws {
    let other = try Identity(newNamed: "lin", random: bits.bytes)
    let files = try [identity, other].map {
      try JSON(parsing: IdentityFile($0, passphrase: passphrase, cost: cost, random: bits.bytes).bytes)
    }
    for name in ["signing", "unsealing", "secret"] {
      var mixed = files[0]
      mixed[name] = files[1][name]
      #expect(flaw(mixed.bytes(), passphrase: passphrase) == .malformed(.identity, .otherHalf), "\(name)")
    }
    var renamed = files[0]
    renamed["name"] = "owner"
    #expect(flaw(renamed.bytes(), passphrase: passphrase) == .malformed(.identity, .otherHalf))
  }

  @Test func anyByteTampered() throws {
    let file = try IdentityFile(identity, passphrase: "p", cost: cost, random: bits.bytes).bytes
    for place in file.indices where place.isMultiple(of: 3) && file[place] > 0x20 {
      var wrong = file
      wrong[place] ^= 1
      #expect(flaw(wrong, passphrase: "p") != nil, "byte \(place)")
    }
  }

  @Test func membersAreStrict() throws {
    for passphrase in ["p", nil] {
      let json = try JSON(parsing: IdentityFile(identity, passphrase: passphrase, cost: cost, random: bits.bytes).bytes)
      for name in json.objectValue?.keys ?? [] {
        var less = json
        less[name] = nil
        #expect(flaw(less.bytes(), passphrase: passphrase) == .member(.identity, name, .missing))
      }
      for name in json["secret"]?.objectValue?.keys ?? [] {
        var less = json
        less["secret"]?[name] = nil
        #expect(flaw(less.bytes(), passphrase: passphrase) == .member(.identity, name, .missing))
      }
      var more = json
      more["x"] = 1
      #expect(flaw(more.bytes(), passphrase: passphrase) == .member(.identity, "x", .unknown))
      var newer = json
      newer["format"] = 2
      #expect(flaw(newer.bytes(), passphrase: passphrase) == .malformed(.identity, .version))
    }
    #expect(flaw([]) == .malformed(.identity, .json))
  }

  @Test func rotationKeepsOrDestroys() throws {
    let rotated = try identity.rotated(random: bits.bytes)
    #expect(rotated.unsealing.count == 2)
    #expect(rotated.unsealing[1].sealingKey == identity.unsealing[0].sealingKey)
    let fresh = try rotated.withoutEarlierKeys
    #expect(fresh.unsealing.map(\.sealingKey) == [rotated.unsealing[0].sealingKey])
    let file = try IdentityFile(fresh, passphrase: nil, random: bits.bytes).bytes
    let old = Base64.url.string(identity.unsealing[0].secret)
    #expect(!String(decoding: file, as: UTF8.self).contains(old))
  }

  @Test func namesAreFileNames() throws {
    for name in ["", "-a", "a-", "Lin", "a/b", "..", "a.b", "林", String(repeating: "a", count: 41), "a b"] {
      #expect(!Identity.isName(name))
      #expect(throws: SealingError.member(.identity, "name", .wrong)) { try identity.renamed(name) }
    }
    #expect(try identity.renamed("till-a7").name == "till-a7")
  }

  @Test func secretsAreNotPrinted() throws {
    var text = ""
    dump(identity, to: &text)
    text += "\(identity) \(String(reflecting: identity))"
    for key in keys(identity) {
      let secret = try #require(key["d"]?.stringValue)
      let bytes = try #require(Base64.url.decode(secret))
      #expect(!text.contains(secret) && !text.contains(bytes.prefix(3).map(String.init).joined(separator: ", ")))
    }
  }

  @Test func heldKeysSignAndOpen() throws {
    let rotated = try identity.rotated(random: bits.bytes)
    guard case .own(let signing) = rotated.signing else { throw SealingError.notOpened }
    let held = HeldKeys(signing: signing, unsealing: rotated.unsealing)
    let signature = try SSHSignature(parsing: held.sign(KnownKey.message))
    #expect(signature.key == held.verifyingKey && signature.isValid(for: KnownKey.message))
    for key in held.sealingKeys {
      let seal = try JSONWebEncryption.seal([1, 2], header: ["store": "s"], for: key, random: bits.bytes)
      #expect(try held.open(seal, expecting: ["store": "s"]) == [1, 2])
    }
    let foreign = try UnsealingKey(random: bits.bytes).sealingKey
    let seal = try JSONWebEncryption.seal([], header: [:], for: foreign, random: bits.bytes)
    #expect(throws: SealingError.otherKey(foreign.thumbprint)) { try held.open(seal, expecting: [:]) }
  }
}
