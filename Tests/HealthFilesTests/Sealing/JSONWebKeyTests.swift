// Keys as JSON: the vectors of the standards, every kind back and forth, and what is refused.

import JSONSchema
import Testing

@testable import HealthFiles
@testable import hfile

@Suite struct JSONWebKeyTests {
  static func keys(_ seed: UInt64) throws -> [JSONWebKey] {
    let bits = SeededBits(seed)
    let unsealing = try UnsealingKey(random: bits.bytes)
    let signing = try SigningKey(random: bits.bytes)
    return try [
      .secret(SecretKey(random: bits.bytes)), .unsealing(unsealing), .sealing(unsealing.sealingKey), .signing(signing),
      .verifying(signing.verifyingKey),
    ]
  }

  /// The error that a key as JSON gives.
  static func flaw(_ json: JSON, besides: Set<String> = []) -> SealingError? {
    do throws(SealingError) {
      _ = try JSONWebKey(json, besides: besides)
      return nil
    } catch {
      return error
    }
  }

  /// RFC 8037, appendix A.1 to A.3.
  @Test func edwardsKeyOfTheStandard() throws {
    let json: JSON = [
      "kty": "OKP", "crv": "Ed25519", "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
      "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
    ]
    let key = try JSONWebKey(json)
    #expect(key.thumbprint == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k")
    #expect(key.json == json)
    guard case .signing(let signing) = key else { throw SealingError.malformed(.webKey, .keyType) }
    #expect(signing.verifyingKey.openSSH == KnownKey.line)
  }

  /// RFC 7517, appendix A.2, first key; the thumbprint was computed from the text of RFC 7638.
  @Test func pointOfTheStandard() throws {
    let key = try JSONWebKey(
      parsing: Array(
        """
        {"kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
        "y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM","d":"870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE","use":"enc"}
        """.utf8))
    #expect(key.thumbprint == "cn-I_WNMClehiVp51i_0VpOENW1upEerA8sEam5hn-s")
  }

  @Test func whatIsWrittenIsRead() throws {
    for seed in 0..<20 {
      for key in try Self.keys(UInt64(seed)) {
        let again = try JSONWebKey(parsing: key.json.bytes(.compact))
        #expect(again.json == key.json && again.thumbprint == key.thumbprint)
        var named = key.json
        named["kid"] = .string(key.thumbprint)
        #expect(try JSONWebKey(named).json == key.json)
        named["kid"] = "another"
        #expect(Self.flaw(named) == .member(.webKey, "kid", .wrong))
      }
    }
  }

  @Test func everyMemberCounts() throws {
    for key in try Self.keys(3) {
      for name in key.json.objectValue?.keys ?? [] where name != "d" {
        var json = key.json
        json[name] = nil
        #expect(Self.flaw(json) == .member(.webKey, name, .missing))
        for wrong: JSON in [7, "", "AA", [], .null, "A==="] {
          json[name] = wrong
          #expect(Self.flaw(json) == .member(.webKey, name, .wrong), "\(name)")
        }
      }
    }
  }

  @Test func nothingElseMayBeThere() throws {
    for key in try Self.keys(4) {
      for name in ["key_ops", "x5c", "ext", "store"] {
        var json = key.json
        json[name] = "x"
        #expect(Self.flaw(json) == .member(.webKey, name, .unknown))
        #expect(Self.flaw(json, besides: [name]) == nil)
      }
      for (name, value) in [("alg", "dir"), ("use", "tls")] {
        var json = key.json
        json[name] = .string(value)
        #expect(Self.flaw(json) == .member(.webKey, name, .wrong))
      }
    }
    #expect(Self.flaw([]) == .malformed(.webKey, .json))
    #expect(Self.flaw(["kty": "RSA", "n": "AQ", "e": "AQAB"]) == .member(.webKey, "kty", .wrong))
    #expect(throws: SealingError.malformed(.webKey, .json)) {
      try JSONWebKey(parsing: Array(#"{"kty":"oct","k":"","kty":"oct"}"#.utf8))
    }
  }

  @Test func halvesMustBelongTogether() throws {
    let (ours, others) = try (Self.keys(5), Self.keys(6))
    for (our, other) in zip(ours, others) {
      guard let secret = other.json["d"] else { continue }
      var json = our.json
      json["d"] = secret
      #expect(Self.flaw(json) == .member(.webKey, "d", .wrong))
    }
  }

  @Test func pointsMustLieOnTheCurve() throws {
    for key in try Self.keys(7) {
      guard case .sealing(let sealing) = key else { continue }
      var bytes = sealing.bytes
      bytes[63] ^= 1
      #expect(throws: SealingError.malformed(.sealingKey, .weakKey)) { try SealingKey(bytes: bytes) }
      #expect(throws: SealingError.malformed(.sealingKey, .weakKey)) {
        try SealingKey(bytes: [UInt8](repeating: 0, count: 64))
      }
    }
    for secret in [[UInt8](repeating: 0, count: 32), [UInt8](repeating: 0xFF, count: 32)] {
      #expect(throws: SealingError.malformed(.unsealingKey, .weakKey)) { try UnsealingKey(secret: secret) }
    }
  }

  @Test func secretsAreNotPrinted() throws {
    for key in try Self.keys(8) {
      var text = ""
      dump(key, to: &text)
      text += "\(key) \(String(reflecting: key))"
      let secret = (key.json["d"] ?? key.json["k"])?.stringValue
      guard let secret, let bytes = Base64.url.decode(secret) else { continue }
      #expect(!text.contains(secret) && !text.contains(bytes.prefix(4).map(String.init).joined(separator: ", ")))
      #expect(!text.contains("sb:") && text.utf8.count < 4000)
    }
  }
}
