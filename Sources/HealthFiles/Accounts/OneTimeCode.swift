import Crypto

/// Codes that an app on a person's telephone shows for half a minute (TOTP, RFC 6238, over HMAC-SHA-1, as all apps do).
public struct OneTimeCode: Sendable, Hashable {
  /// What both sides know.
  let secret: [UInt8]
  /// Seconds that a code holds.
  public static let period: Int64 = 30
  /// Steps that the clocks of both sides may differ by.
  static let drift: Int64 = 1
  /// Bytes of a secret: those of the hash (RFC 4226, section 4).
  static let secretLength = 20

  /// Makes a new secret.
  public init(random: RandomBytes) { secret = random(Self.secretLength) }

  init(secret: [UInt8]) { self.secret = secret }

  /// Returns the code of a step, as many digits as asked for.
  func code(step: Int64, digits: Int = 6) -> String {
    let counter = withUnsafeBytes(of: step.bigEndian) { Array($0) }
    let hash = Array(HMAC<Insecure.SHA1>.authenticationCode(for: counter, using: SymmetricKey(data: secret)))
    let offset = Int(hash[19] & 15)
    let number = hash[offset..<offset + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
    var limit: UInt32 = 1
    for _ in 0..<digits { limit *= 10 }
    return padded(Int(number % limit), digits)
  }

  /// Returns the code that an app shows at a moment.
  public func code(at seconds: Int64) -> String { code(step: seconds / Self.period) }

  /// Returns the step that a code belongs to at a moment; nil when it is wrong, or of a step that was used.
  ///
  /// - Parameter last: the newest step that was used: a code opens once.
  func step(of code: String, at seconds: Int64, after last: Int64?) -> Int64? {
    let now = seconds / Self.period
    var found: Int64?
    // All steps are compared, so that the time says nothing of which one it was.
    for step in (now - Self.drift)...(now + Self.drift)
    where SymmetricKey(data: Array(self.code(step: step).utf8)) == SymmetricKey(data: Array(code.utf8)) {
      found = step
    }
    guard let found, last.map({ found > $0 }) ?? true else { return nil }
    return found
  }

  /// The secret as apps take it when it is typed (RFC 4648, base 32).
  public var text: String {
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
    var result = ""
    var bits = 0
    var value = 0
    for byte in secret {
      value = value << 8 | Int(byte)
      bits += 8
      while bits >= 5 {
        bits -= 5
        result.append(letters[value >> bits & 31])
      }
      value &= (1 << bits) - 1
    }
    if bits > 0 { result.append(letters[value << (5 - bits) & 31]) }
    return result
  }

  /// The address that a QR code carries to the app.
  public func address(account: String, store: String) -> String {
    "otpauth://totp/\(store):\(account)?secret=\(text)&issuer=\(store)"
  }
}
