// An identity at rest (docs/Trust.md, section 1): what is public in the clear, the secrets under a passphrase. The
// secrets name the SHA-256 of the public part, so that neither half can be exchanged for another.

import Crypto
import JSONSchema

/// The file of an identity.
public struct IdentityFile: Sendable {
  /// The name of the identity.
  public let name: String
  /// The public half of what it signs with, or where that is.
  public let signing: Signing
  /// Public keys for sealing, newest first.
  public let unsealing: [SealingKey]
  private let secret: Secret

  /// The public side of `Identity.Signing`.
  public enum Signing: Sendable, Hashable {
    /// A key of its own.
    case own(VerifyingKey)
    /// A key elsewhere.
    case elsewhere(Identity.Signing.Place)
  }

  /// The part of the file that not everybody may read.
  private enum Secret: Sendable {
    case clear(JSON)
    case locked(PassphraseCost, salt: [UInt8], iv: [UInt8], ciphertext: [UInt8], tag: [UInt8])
  }

  /// Whether it takes a passphrase to unlock it.
  public var needsPassphrase: Bool {
    if case .locked = secret { true } else { false }
  }

  /// Locks an identity; without a passphrase its secrets are in the clear.
  public init(
    _ identity: Identity, passphrase: String?, cost: PassphraseCost = .usual, random: RandomBytes
  ) throws(SealingError) {
    name = identity.name
    unsealing = identity.unsealing.map(\.sealingKey)
    switch identity.signing {
    case .own(let key): signing = .own(key.verifyingKey)
    case .elsewhere(let place): signing = .elsewhere(place)
    }
    var keys: JSONObject = ["public": Self.text(Self.hash(name, signing, unsealing))]
    if case .own(let key) = identity.signing { keys["signing"] = Self.text(key.seed) }
    keys["unsealing"] = .array(identity.unsealing.map { JSONWebKey.unsealing($0).json })
    guard let passphrase else {
      secret = .clear(.object(keys))
      return
    }
    let (salt, iv) = (random(16), random(12))
    let (ciphertext, tag) = try cost.key(of: passphrase, salt: salt).encrypt(
      JSON.object(keys).bytes(.compact), iv: iv, authenticating: [])
    secret = .locked(cost, salt: salt, iv: iv, ciphertext: ciphertext, tag: tag)
  }

  /// Unlocks the identity.
  public func unlocked(passphrase: String?) throws(SealingError) -> Identity {
    let keys: JSON
    switch secret {
    case .clear(let json): keys = json
    case .locked(let cost, let salt, let iv, let ciphertext, let tag):
      guard let passphrase else { throw .wrongPassphrase }
      let key = try cost.key(of: passphrase, salt: salt)
      guard let text = try? key.decrypt(ciphertext, tag: tag, iv: iv, authenticating: []) else {
        throw .wrongPassphrase
      }
      guard let json = try? JSON(parsing: text) else { throw .malformed(.identity, .json) }
      keys = json
    }
    return try identity(keys)
  }

  private func identity(_ keys: JSON) throws(SealingError) -> Identity {
    var members = try KeyMembers(keys, of: .identity)
    guard try members.bytes("public") == Self.hash(name, signing, unsealing) else {
      throw .malformed(.identity, .otherHalf)
    }
    var own: [UnsealingKey] = []
    for json in try members.array("unsealing") {
      guard case .unsealing(let key) = try JSONWebKey(json) else { throw .member(.identity, "unsealing", .wrong) }
      own.append(key)
    }
    let signing: Identity.Signing
    switch self.signing {
    case .elsewhere(let place): signing = .elsewhere(place)
    case .own(let verifying):
      let key = try SigningKey(seed: members.bytes("signing"))
      guard key.verifyingKey == verifying else { throw .malformed(.identity, .otherHalf) }
      signing = .own(key)
    }
    try members.end()
    guard own.map(\.sealingKey) == unsealing else { throw .malformed(.identity, .otherHalf) }
    return try Identity(name: name, signing: signing, unsealing: own)
  }
}

extension IdentityFile {
  /// Reads the file.
  public init(parsing text: [UInt8]) throws(SealingError) {
    guard let json = try? JSON(parsing: text) else { throw .malformed(.identity, .json) }
    var members = try KeyMembers(json, of: .identity)
    guard try members.value("format").integerValue == 1 else { throw .malformed(.identity, .version) }
    name = try members.text("name")
    guard Identity.isName(name) else { throw .member(.identity, "name", .wrong) }
    signing = try Self.signing(members.value("signing"))
    var keys: [SealingKey] = []
    for json in try members.array("unsealing") {
      guard case .sealing(let key) = try JSONWebKey(json) else { throw .member(.identity, "unsealing", .wrong) }
      keys.append(key)
    }
    unsealing = keys
    secret = try Self.secret(members.value("secret"))
    try members.end()
  }

  private static func signing(_ json: JSON) throws(SealingError) -> Signing {
    if let line = json.stringValue { return try .own(VerifyingKey(openSSH: line)) }
    var members = try KeyMembers(json, of: .identity)
    let place: Identity.Signing.Place
    if members.has("agent") {
      place = try .agent(fingerprint: members.text("agent"))
    } else {
      place = try .file(path: members.text("file"))
    }
    try members.end()
    return .elsewhere(place)
  }

  private static func secret(_ json: JSON) throws(SealingError) -> Secret {
    var members = try KeyMembers(json, of: .identity)
    let kind = try members.text("kdf")
    guard kind == "scrypt" else {
      guard kind == "none" else { throw .member(.identity, "kdf", .wrong) }
      let keys = try members.value("keys")
      try members.end()
      return .clear(keys)
    }
    let cost = try PassphraseCost(n: members.integer("n"), r: members.integer("r"), p: members.integer("p"))
    let secret = try Secret.locked(
      cost, salt: members.bytes("salt", count: 16), iv: members.bytes("iv", count: 12),
      ciphertext: members.bytes("ciphertext", count: nil), tag: members.bytes("tag", count: 16))
    try members.end()
    return secret
  }

  /// The text of the file.
  public var bytes: [UInt8] {
    var json = Self.publicPart(name, signing, unsealing)
    switch secret {
    case .clear(let keys): json["secret"] = ["kdf": "none", "keys": keys]
    case .locked(let cost, let salt, let iv, let ciphertext, let tag):
      json["secret"] = [
        "kdf": "scrypt", "n": Self.number(cost.n), "r": Self.number(cost.r), "p": Self.number(cost.p),
        "salt": Self.text(salt), "iv": Self.text(iv), "ciphertext": Self.text(ciphertext), "tag": Self.text(tag),
      ]
    }
    return JSON.object(json).bytes() + [UInt8(ascii: "\n")]
  }

  private static func text(_ bytes: [UInt8]) -> JSON { .string(Base64.url.string(bytes)) }

  private static func number(_ value: Int) -> JSON { .number(JSONNumber(Int64(value))) }

  private static func publicPart(_ name: String, _ signing: Signing, _ unsealing: [SealingKey]) -> JSONObject {
    let place: JSON =
      switch signing {
      case .own(let key): .string(key.openSSH)
      case .elsewhere(.agent(let fingerprint)): ["agent": .string(fingerprint)]
      case .elsewhere(.file(let path)): ["file": .string(path)]
      }
    return [
      "format": 1, "name": .string(name), "signing": place,
      "unsealing": .array(unsealing.map { JSONWebKey.sealing($0).json }),
    ]
  }

  /// SHA-256 of the public part, compact.
  private static func hash(_ name: String, _ signing: Signing, _ unsealing: [SealingKey]) -> [UInt8] {
    Array(SHA256.hash(data: JSON.object(publicPart(name, signing, unsealing)).bytes(.compact)))
  }
}
