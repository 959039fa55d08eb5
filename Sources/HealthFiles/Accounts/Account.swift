internal import Crypto
internal import JSONSchema

/// Somebody who may look at the store from elsewhere: a person of the store, with a passphrase and codes.
public struct Account: Sendable, Hashable {
  /// Id of the person in `access/people/`.
  public let person: String
  /// When it was made: seconds since 1970.
  public let made: Int64
  let passphrase: PassphraseHash
  let code: OneTimeCode
  /// SHA-256 of the recovery codes that were not used, in base 64.
  private(set) var recovery: [String]

  /// Recovery codes of a new account.
  public static let recoveryCount = 8

  /// Makes an account.
  ///
  /// - Returns: beside it the recovery codes, which are kept nowhere.
  public static func new(
    for person: String, passphrase: String, code: OneTimeCode, cost: PassphraseCost = .usual, made: Int64,
    random: RandomBytes
  ) throws(SealingError) -> (account: Account, recovery: [String]) {
    let codes = (0..<recoveryCount).map { _ in RecoveryCode.new(random) }
    let hash = try PassphraseHash(passphrase, cost: cost, random: random)
    let account = Account(
      person: person, made: made, passphrase: hash, code: code, recovery: codes.map(RecoveryCode.hash))
    return (account, codes)
  }

  private init(person: String, made: Int64, passphrase: PassphraseHash, code: OneTimeCode, recovery: [String]) {
    self.person = person
    self.made = made
    self.passphrase = passphrase
    self.code = code
    self.recovery = recovery
  }

  /// How many recovery codes are left.
  public var recoveryLeft: Int { recovery.count }

  /// Uses a recovery code up; false when it is none of those left.
  mutating func use(recovery code: String) -> Bool {
    let hash = RecoveryCode.hash(code)
    let known = recovery.filter { SymmetricKey(data: Array($0.utf8)) == SymmetricKey(data: Array(hash.utf8)) }
    recovery.removeAll(where: known.contains)
    return !known.isEmpty
  }

  var json: JSON {
    [
      "person": .string(person), "made": .number(JSONNumber(made)), "passphrase": passphrase.json,
      "code": .string(Base64.url.string(code.secret)), "recovery": .array(recovery.map { .string($0) }),
    ]
  }

  init?(_ json: JSON) {
    guard let person = json["person"]?.stringValue, let made = json["made"]?.integerValue,
      let passphrase = json["passphrase"].flatMap(PassphraseHash.init),
      let secret = json["code"]?.stringValue.flatMap(Base64.url.decode), secret.count == OneTimeCode.secretLength,
      let recovery = json["recovery"]?.arrayValue
    else { return nil }
    self.init(
      person: person, made: made, passphrase: passphrase, code: OneTimeCode(secret: secret),
      recovery: recovery.compactMap(\.stringValue))
  }
}

/// A code on paper for who has lost his telephone: ten letters and digits that are hard to mistake.
enum RecoveryCode {
  private static let letters = Array("0123456789abcdefghjkmnpqrstvwxyz")

  /// `7k3mq-0x9fb`: 50 random bits.
  static func new(_ random: RandomBytes) -> String {
    let signs = random(10).map { letters[Int($0 & 31)] }
    return String(signs[..<5]) + "-" + String(signs[5...])
  }

  /// So many bits that a plain hash keeps them.
  static func hash(_ code: String) -> String {
    let plain = code.lowercased().filter { $0.isASCII && ($0.isLetter || $0.isNumber) }
    return Base64.url.string(Array(SHA256.hash(data: Array(plain.utf8))))
  }
}
