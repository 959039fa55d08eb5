import Crypto
public import JSONSchema

/// What is kept of a passphrase or PIN to know it again: scrypt's output (RFC 7914), with its cost and salt.
public struct PassphraseHash: Sendable, Hashable {
  private let cost: PassphraseCost
  private let salt: [UInt8]
  private let hash: [UInt8]

  /// Hashes a passphrase with a new salt.
  public init(_ passphrase: String, cost: PassphraseCost = .usual, random: RandomBytes) throws(SealingError) {
    self.cost = cost
    salt = random(16)
    hash = try Self.hash(passphrase, cost, salt)
  }

  /// Whether a passphrase is the one; takes as long whether it is or not.
  public func matches(_ passphrase: String) -> Bool {
    guard let found = try? Self.hash(passphrase, cost, salt) else { return false }
    return SymmetricKey(data: found) == SymmetricKey(data: hash)
  }

  private static func hash(
    _ passphrase: String, _ cost: PassphraseCost, _ salt: [UInt8]
  ) throws(SealingError) -> [UInt8] {
    try cost.key(of: passphrase, salt: salt).withUnsafeBytes { Array($0) }
  }

  /// The hash as JSON: `{"n", "r", "p", "salt", "hash"}`.
  public var json: JSON {
    [
      "n": .number(JSONNumber(Int64(cost.n))), "r": .number(JSONNumber(Int64(cost.r))),
      "p": .number(JSONNumber(Int64(cost.p))), "salt": .string(Base64.url.string(salt)),
      "hash": .string(Base64.url.string(hash)),
    ]
  }

  /// Reads a hash; nil when it is none.
  public init?(_ json: JSON) {
    guard let n = json["n"]?.integerValue, let r = json["r"]?.integerValue, let p = json["p"]?.integerValue,
      let cost = try? PassphraseCost(n: Int(n), r: Int(r), p: Int(p)),
      let salt = json["salt"]?.stringValue.flatMap(Base64.url.decode),
      let hash = json["hash"]?.stringValue.flatMap(Base64.url.decode), hash.count == 32
    else { return nil }
    (self.cost, self.salt, self.hash) = (cost, salt, hash)
  }
}
