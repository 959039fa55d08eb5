import Crypto
public import JSONSchema

extension JSONWebEncryption {
  private static let keyWrap = "A256KW"
  private static let agreement = "ECDH-ES+A256KW"
  private static let encryption = "A256GCM"

  /// Seals bytes under a secret key; `header` says where the value belongs.
  public static func seal(
    _ plaintext: [UInt8], header: JSONObject, with key: SecretKey, random: RandomBytes
  ) throws(SealingError) -> JSONWebEncryption {
    let beginning = beginning(keyWrap, key.thumbprint)
    return try seal(plaintext, JSONObject(beginning + Array(header)), with: key.key, random)
  }

  /// Seals bytes for a person; `header` says where the value belongs.
  public static func seal(
    _ plaintext: [UInt8], header: JSONObject, for key: SealingKey, random: RandomBytes
  ) throws(SealingError) -> JSONWebEncryption {
    let ephemeral = try UnsealingKey(random: random)
    let secret = try ephemeral.agreedKey(with: key, for: agreement)
    let epk = JSONWebKey.sealing(ephemeral.sealingKey).json
    let members = beginning(agreement, key.thumbprint) + Array(header) + [("epk", epk)]
    return try seal(plaintext, JSONObject(members), with: secret, random)
  }

  private static func beginning(_ algorithm: String, _ kid: String) -> [(key: String, value: JSON)] {
    [("alg", .string(algorithm)), ("enc", .string(encryption)), ("kid", .string(kid))]
  }

  private static func seal(
    _ plaintext: [UInt8], _ header: JSONObject, with key: SymmetricKey, _ random: RandomBytes
  ) throws(SealingError) -> JSONWebEncryption {
    let protected = Base64.url.encode(JSON.object(header).bytes(.compact))
    let content = SymmetricKey(data: random(32))
    let iv = random(12)
    let (ciphertext, tag) = try content.encrypt(plaintext, iv: iv, authenticating: protected)
    return try JSONWebEncryption(
      header: header, protected: protected, encryptedKey: key.wrap(content), iv: iv, ciphertext: ciphertext, tag: tag)
  }

  /// Opens the value with a secret key.
  ///
  /// The protected header must hold the members `expected` with these values, the members `free` with any, and nothing
  /// else; what it holds is certain when the value opens.
  public func open(
    with key: SecretKey, expecting expected: JSONObject, free: Set<String> = []
  ) throws(SealingError) -> [UInt8] {
    try checkHeader(Self.keyWrap, key.thumbprint, expected, free)
    return try opened(with: key.key)
  }

  /// Opens the value with a person's key, as `open(with:expecting:)` does with a secret one.
  public func open(
    with key: UnsealingKey, expecting expected: JSONObject, free: Set<String> = []
  ) throws(SealingError) -> [UInt8] {
    try checkHeader(Self.agreement, key.sealingKey.thumbprint, expected, free.union(["epk"]))
    guard let epk = header["epk"], case .sealing(let ephemeral) = try JSONWebKey(epk) else {
      throw .member(.sealedValue, "epk", .wrong)
    }
    return try opened(with: key.agreedKey(with: ephemeral, for: Self.agreement))
  }

  private func opened(with key: SymmetricKey) throws(SealingError) -> [UInt8] {
    try key.unwrap(encryptedKey).decrypt(ciphertext, tag: tag, iv: iv, authenticating: protected)
  }

  private func checkHeader(
    _ algorithm: String, _ kid: String, _ expected: JSONObject, _ free: Set<String>
  ) throws(SealingError) {
    var found = 0
    for (name, value) in header {
      let isRight =
        switch name {
        case "alg": value.stringValue == algorithm
        case "enc": value.stringValue == Self.encryption
        case "kid": true
        default:
          if let wanted = expected[name] {
            value == wanted
          } else if free.contains(name) {
            true
          } else {
            throw .member(.sealedValue, name, .unknown)
          }
        }
      guard isRight else { throw .member(.sealedValue, name, .wrong) }
      found += 1
    }
    guard self.kid == kid else { throw .otherKey(self.kid) }
    guard found == expected.count + free.count + 3 else {
      let names = ["alg", "enc", "kid"] + expected.keys + free.sorted()
      throw .member(.sealedValue, names.first { header[$0] == nil } ?? "", .missing)
    }
  }
}
