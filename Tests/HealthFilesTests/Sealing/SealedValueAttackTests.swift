// What somebody without the key, or with an old value, may try on a sealed value.

import Crypto
import JSONSchema
import Testing

@testable import HealthFiles
@testable import hfile

@Suite struct SealedValueAttackTests {
  static let place = JSONWebEncryptionTests.place
  let secret: SecretKey
  let person: UnsealingKey
  /// A value under the secret key, and one for the person.
  let seals: [JSON]

  init() throws {
    let bits = SeededBits(9)
    secret = try SecretKey(random: bits.bytes)
    person = try UnsealingKey(random: bits.bytes)
    let text = Array(#"{"name":"林晓"}"#.utf8)
    seals = try [
      JSONWebEncryption.seal(text, header: Self.place, with: secret, random: bits.bytes).json,
      JSONWebEncryption.seal(text, header: Self.place, for: person.sealingKey, random: bits.bytes).json,
    ]
  }

  /// The error of opening a value with both keys; the one that says more is returned.
  private func refusal(_ json: JSON, expecting: JSONObject = place) -> SealingError? {
    do throws(SealingError) {
      let seal = try JSONWebEncryption(json)
      if seal.header["alg"]?.stringValue?.hasPrefix("ECDH") == true {
        _ = try seal.open(with: person, expecting: expecting)
      } else {
        _ = try seal.open(with: secret, expecting: expecting)
      }
      return nil
    } catch {
      return error
    }
  }

  private func bytes(_ json: JSON, _ name: String) throws -> [UInt8] {
    let text = try #require(json[name]?.stringValue)
    return try #require(Base64.url.decode(text))
  }

  private func with(_ json: JSON, _ name: String, _ bytes: [UInt8]) -> JSON {
    var json = json
    json[name] = .string(Base64.url.string(bytes))
    return json
  }

  /// The value with another protected header.
  private func with(_ json: JSON, header change: (inout JSONObject) -> Void) throws -> JSON {
    var header = try JSONWebEncryption(json).header
    change(&header)
    return with(json, "protected", JSON.object(header).bytes(.compact))
  }

  @Test func untouchedValuesOpen() {
    for seal in seals { #expect(refusal(seal) == nil) }
  }

  @Test(arguments: ["ciphertext", "tag", "iv", "encrypted_key"]) func anyBitTampered(_ name: String) throws {
    for seal in seals {
      let right = try bytes(seal, name)
      for place in right.indices {
        var wrong = right
        wrong[place] ^= 1 << (place % 8)
        #expect(refusal(with(seal, name, wrong)) == .notOpened)
      }
    }
  }

  @Test func protectedHeaderRewritten() throws {
    for seal in seals {
      // The same members in another order, or with a space, mean the same and are not what was authenticated.
      let header = try JSONWebEncryption(seal).header
      let turned = JSON.object(JSONObject(header.reversed().map { ($0.key, $0.value) }))
      #expect(refusal(with(seal, "protected", turned.bytes(.compact))) == .notOpened)
      #expect(refusal(with(seal, "protected", JSON.object(header).bytes(.compact) + [0x20])) == .notOpened)
    }
  }

  @Test(arguments: ["store", "record", "type", "compartment"]) func movedElsewhere(_ name: String) throws {
    for seal in seals {
      var elsewhere = Self.place
      elsewhere[name] = "another"
      // Read where it does not belong, or made to say that it belongs there.
      #expect(refusal(seal, expecting: elsewhere) == .member(.sealedValue, name, .wrong))
      let forged = try with(seal) { $0[name] = "another" }
      #expect(refusal(forged, expecting: elsewhere) == .notOpened)
      // What must be said must be said, and no more.
      let silent = try with(seal) { $0[name] = nil }
      #expect(refusal(silent) == .member(.sealedValue, name, .missing))
      elsewhere[name] = nil
      #expect(refusal(seal, expecting: elsewhere) == .member(.sealedValue, name, .unknown))
    }
  }

  @Test func partsOfTwoValuesSwapped() throws {
    let bits = SeededBits(10)
    let other = try JSONWebEncryption.seal([1], header: Self.place, with: secret, random: bits.bytes).json
    for name in ["encrypted_key", "iv", "ciphertext", "tag"] {
      var mixed = seals[0]
      mixed[name] = other[name]
      #expect(refusal(mixed) == .notOpened)
    }
  }

  static let otherAlgorithms = [
    ("alg", "A128KW"), ("alg", "dir"), ("alg", "none"), ("alg", "RSA-OAEP"), ("alg", "PBES2-HS256+A128KW"),
    ("alg", "A256GCMKW"), ("alg", "ECDH-ES"), ("alg", "ECDH-ES+A128KW"), ("enc", "A128GCM"), ("enc", "A256CBC-HS512"),
    ("enc", "none"), ("alg", "a256kw"), ("enc", "A256GCM "),
  ]

  @Test(arguments: otherAlgorithms) func downgraded(_ name: String, _ value: String) throws {
    for seal in seals {
      let changed = try with(seal) { $0[name] = .string(value) }
      #expect(refusal(changed) == .member(.sealedValue, name, .wrong))
    }
  }

  /// A value for a person is not taken for one under a secret key, nor the other way round.
  @Test func algorithmsExchanged() throws {
    let (own, persons) = try (JSONWebEncryption(seals[0]), JSONWebEncryption(seals[1]))
    #expect(throws: SealingError.member(.sealedValue, "alg", .wrong)) {
      try own.open(with: person, expecting: Self.place)
    }
    #expect(throws: SealingError.member(.sealedValue, "alg", .wrong)) {
      try persons.open(with: secret, expecting: Self.place)
    }
  }

  @Test func anotherKey() throws {
    let bits = SeededBits(11)
    let other = try SecretKey(random: bits.bytes)
    let seal = try JSONWebEncryption(seals[0])
    #expect(throws: SealingError.otherKey(secret.thumbprint)) { try seal.open(with: other, expecting: Self.place) }
    let renamed = try JSONWebEncryption(with(seals[0]) { $0["kid"] = .string(other.thumbprint) })
    #expect(throws: SealingError.notOpened) { try renamed.open(with: other, expecting: Self.place) }
    #expect(throws: SealingError.otherKey(other.thumbprint)) { try renamed.open(with: secret, expecting: Self.place) }
  }

  @Test(
    arguments: [("iv", 11), ("iv", 16), ("iv", 0), ("tag", 15), ("tag", 17), ("tag", 12), ("tag", 4), ("tag", 0)]
      + [("encrypted_key", 39), ("encrypted_key", 24), ("encrypted_key", 48), ("encrypted_key", 0)])
  func wrongLength(_ name: String, _ count: Int) throws {
    for seal in seals {
      let changed = try with(seal, name, Array((bytes(seal, name) + bytes(seal, name)).prefix(count)))
      #expect(refusal(changed) == .member(.sealedValue, name, .wrong))
    }
  }

  /// A content key of another length, rightly wrapped.
  @Test func contentKeyOfAnotherLength() throws {
    for count in [16, 24, 40] {
      let short = try secret.key.wrap(SymmetricKey(data: [UInt8](repeating: 1, count: count)))
      #expect(refusal(with(seals[0], "encrypted_key", short)) == .member(.sealedValue, "encrypted_key", .wrong))
    }
  }

  @Test(arguments: ["zip", "crit", "apu", "apv", "typ", "cty", "jku", "jwk", "x5c", "p2c", "b64"])
  func headersThatMayNotBe(_ name: String) throws {
    for seal in seals {
      for value: JSON in ["DEF", ["b64"], 1] {
        let changed = try with(seal) { $0[name] = value }
        #expect(refusal(changed) == .member(.sealedValue, name, .unknown))
      }
    }
  }

  @Test(arguments: ["header", "unprotected", "aad", "recipients", "epk", "x"]) func membersThatMayNotBe(_ name: String)
  {
    for seal in seals {
      for value: JSON in [[:], ["kid": "x"], "AA"] {
        var changed = seal
        changed[name] = value
        #expect(refusal(changed) == .member(.sealedValue, name, .unknown))
      }
    }
  }

  @Test(arguments: ["protected", "encrypted_key", "iv", "ciphertext", "tag"]) func membersMustBe(_ name: String) {
    for seal in seals {
      var changed = seal
      changed[name] = nil
      #expect(refusal(changed) == .member(.sealedValue, name, .missing))
      for value: JSON in [.null, 1, ["AA"], "A", "AB", "A==", "+w", "_ w", "AA=="] {
        changed[name] = value
        #expect(refusal(changed) == .member(.sealedValue, name, .wrong))
      }
    }
  }

  @Test func membersTwice() throws {
    for seal in seals {
      let text = seal.text(.compact)
      let twice = text.dropLast() + #","tag":"\#(seal["tag"]?.stringValue ?? "")"}"#
      #expect(throws: SealingError.malformed(.sealedValue, .json)) {
        try JSONWebEncryption(parsing: Array(twice.utf8))
      }
      let header = try JSON.object(JSONWebEncryption(seal).header).text(.compact)
      for more in [#","alg":"A256KW"}"#, #","\u0061lg":"A256KW"}"#, #","record":"mem-other"}"#] {
        let changed = with(seal, "protected", Array((header.dropLast() + more).utf8))
        #expect(refusal(changed) == .member(.sealedValue, "protected", .wrong))
      }
    }
    for other: JSON in [[], "x", .null] { #expect(refusal(other) == .malformed(.sealedValue, .json)) }
    #expect(refusal(with(seals[0], "protected", Array("[]".utf8))) == .member(.sealedValue, "protected", .wrong))
  }

  @Test(arguments: ["alg", "enc", "kid", "epk"]) func headersMustBe(_ name: String) throws {
    let seal = try with(seals[1]) { $0[name] = nil }
    let seen = refusal(seal)
    switch name {
    case "alg": #expect(seen == .member(.sealedValue, "epk", .unknown))
    case "kid": #expect(seen == .otherKey(""))
    default: #expect(seen == .member(.sealedValue, name, .missing))
    }
  }

  @Test func ephemeralKeysMustBePoints() throws {
    let right = try #require(JSONWebEncryption(seals[1]).header["epk"])
    var (offCurve, secretToo, other) = (right, right, right)
    offCurve["y"] = right["x"]
    secretToo["d"] = right["x"]
    other["crv"] = "P-384"
    let zero = JSON.string(Base64.url.string([UInt8](repeating: 0, count: 32)))
    let changes: [JSON] = [
      offCurve, secretToo, other, ["kty": "EC", "crv": "P-256", "x": zero, "y": zero], "x",
      JSONWebKey.secret(secret).json,
    ]
    for epk in changes { #expect(try refusal(with(seals[1]) { $0["epk"] = epk }) != nil, "\(epk)") }
    let another = try UnsealingKey(random: SeededBits(12).bytes).sealingKey
    #expect(try refusal(with(seals[1]) { $0["epk"] = JSONWebKey.sealing(another).json }) == .notOpened)
  }

  @Test func noSecretIsTold() throws {
    for seal in seals {
      let errors = try [
        refusal(with(seal, "tag", bytes(seal, "iv"))), refusal(with(seal) { $0["kid"] = "\u{1B}[31m\n" }),
        refusal(with(seal) { $0["geheim\u{7}"] = 1 }),
      ]
      for error in errors.compactMap(\.self) {
        for language in Language.allCases {
          let words = error.words(language)
          #expect(words.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F })
        }
        #expect(!error.code.isEmpty)
      }
    }
  }
}
