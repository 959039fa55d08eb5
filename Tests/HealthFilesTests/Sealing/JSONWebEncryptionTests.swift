// Sealed values: what others sealed opens, what we seal opens again, and its place is bound to it.

import JSONSchema
import Testing

@testable import HealthFiles
@testable import hfile

/// Values that joserfc 1.8.0 sealed, from its compact form.
enum ForeignSeal {
  static let secretKey: JSON = ["kty": "oct", "k": "GZy6sIZ6wl9NJOKB-jnmVQGZy6sIZ6wl9NJOKB-jnmU"]
  static let personKey: JSON = [
    "kty": "EC", "crv": "P-256", "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
    "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM", "d": "870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE",
  ]
  static let record = """
    eyJhbGciOiJBMjU2S1ciLCJlbmMiOiJBMjU2R0NNIiwia2lkIjoiRTNoYTFmNldjSVdCX29nWE5SdDhuYzNuZTRnQkJKS3YwSnVhR095OEdWNCIs\
    InN0b3JlIjoic3RvLXhqNGc0cTYxIiwicmVjb3JkIjoibWVtLTNiNm4wYzVyIiwidHlwZSI6Im1lbWJlciIsImNvbXBhcnRtZW50IjoiY29udGFj\
    dCIsInJldmlzaW9uIjoxfQ.evflLh1yNovKRuqar7nXKL5VrzfvNEgtf8dLeviXL1_Niuvv54OY7w.vJpY7jztAZTDkezX.\
    Urw9Aot1hiz7rrocGht6_Vc.DQG9DHd_DwnOFKjN6UUG4g
    """
  static let compartment = """
    eyJhbGciOiJFQ0RILUVTK0EyNTZLVyIsImVuYyI6IkEyNTZHQ00iLCJraWQiOiJjbi1JX1dOTUNsZWhpVnA1MWlfMFZwT0VOVzF1cEVlckE4c0Vh\
    bTVobi1zIiwic3RvcmUiOiJzdG8teGo0ZzRxNjEiLCJjb21wYXJ0bWVudCI6ImNvbnRhY3QiLCJlcGsiOnsiY3J2IjoiUC0yNTYiLCJ4IjoiS3dK\
    NGlFVjFtb0pscVRJX0xVd21ORzU0NGRHLVdjNFdLVHJxdkcwWjZTNCIsInkiOiJNRjdqOGZiNGlKSVJqczlralFURkNoQVZuUlJ4TV94Um9EMVFR\
    MVZkdFB3Iiwia3R5IjoiRUMifX0.Mq0Fc6c3v5N2Nk6hMpheMUVRAkM7Mn9CSKclrBq8qcU9i3h06fcWcQ.HQK3jqnpWZAfE_21.\
    AswbUGNgr33ypI03Onw_Buc.3WS6gunqCEwiUdAbLdfo1w
    """
  static let plaintext = Array(#"{"name":"林晓"}"#.utf8)

  /// The flattened form of a compact one.
  static func flattened(_ compact: String) -> JSON {
    let parts = compact.split(separator: ".").map { JSON.string(String($0)) }
    return .object(JSONObject(zip(["protected", "encrypted_key", "iv", "ciphertext", "tag"], parts)))
  }
}

@Suite struct JSONWebEncryptionTests {
  static let place: JSONObject = [
    "store": "sto-xj4g4q61", "record": "mem-3b6n0c5r", "type": "member", "compartment": "contact",
  ]
  static let keyPlace: JSONObject = ["store": "sto-xj4g4q61", "compartment": "contact"]

  @Test func opensWhatOthersSealed() throws {
    guard case .secret(let secret) = try JSONWebKey(ForeignSeal.secretKey),
      case .unsealing(let person) = try JSONWebKey(ForeignSeal.personKey)
    else { throw SealingError.notOpened }
    let record = try JSONWebEncryption(ForeignSeal.flattened(ForeignSeal.record))
    #expect(try record.open(with: secret, expecting: Self.place, free: ["revision"]) == ForeignSeal.plaintext)
    #expect(record.revision == 1 && record.kid == secret.thumbprint)
    let compartment = try JSONWebEncryption(ForeignSeal.flattened(ForeignSeal.compartment))
    #expect(try compartment.open(with: person, expecting: Self.keyPlace) == ForeignSeal.plaintext)
    #expect(compartment.revision == nil && compartment.kid == person.sealingKey.thumbprint)
  }

  @Test func whatIsSealedOpensAgain() throws {
    let bits = SeededBits(1)
    for count in [0, 1, 15, 16, 17, 64, 300, 5000] {
      let secret = try SecretKey(random: bits.bytes)
      let person = try UnsealingKey(random: bits.bytes)
      let text = bits.bytes(count)
      let first = try JSONWebEncryption.seal(text, header: Self.place, with: secret, random: bits.bytes)
      let second = try JSONWebEncryption.seal(
        text, header: Self.keyPlace, for: person.sealingKey, random: bits.bytes)
      for seal in [first, second] {
        #expect(try JSONWebEncryption(parsing: seal.json.bytes(.compact)) == seal)
        #expect(seal.ciphertext.count == count)
      }
      #expect(try first.open(with: secret, expecting: Self.place) == text)
      #expect(try second.open(with: person, expecting: Self.keyPlace) == text)
    }
  }

  @Test func theHeaderStandsInOrder() throws {
    let bits = SeededBits(2)
    let secret = try SecretKey(random: bits.bytes)
    var header = Self.place
    header["revision"] = 7
    let seal = try JSONWebEncryption.seal([], header: header, with: secret, random: bits.bytes)
    let text = Base64.url.decode(seal.protected).map { String(decoding: $0, as: UTF8.self) }
    #expect(
      text == #"{"alg":"A256KW","enc":"A256GCM","kid":""# + secret.thumbprint
        + #"","store":"sto-xj4g4q61","record":"mem-3b6n0c5r","type":"member","compartment":"contact","revision":7}"#)
    #expect(seal.revision == 7)
    #expect(seal.json.objectValue?.keys == ["protected", "encrypted_key", "iv", "ciphertext", "tag"])
  }

  @Test func everySealIsNew() throws {
    let bits = SeededBits(3)
    let secret = try SecretKey(random: bits.bytes)
    let seals = try (0..<50).map { _ in
      try JSONWebEncryption.seal([1, 2, 3], header: Self.place, with: secret, random: bits.bytes)
    }
    #expect(Set(seals.map(\.encryptedKey)).count == 50 && Set(seals.map(\.iv)).count == 50)
  }

  @Test func aKeyIsHandedDown() throws {
    let bits = SeededBits(4)
    let key = try SecretKey(random: bits.bytes)
    let person = try UnsealingKey(random: bits.bytes)
    let seal = try JSONWebEncryption.seal(
      JSONWebKey.secret(key).json.bytes(.compact), header: Self.keyPlace, for: person.sealingKey, random: bits.bytes)
    guard case .secret(let handed) = try JSONWebKey(parsing: seal.open(with: person, expecting: Self.keyPlace)) else {
      throw SealingError.notOpened
    }
    #expect(handed == key && handed.thumbprint == key.thumbprint)
  }
}
