// Base64 (RFC 4648) with and without padding. Only the one canonical text of some bytes is read: a second way to write
// them would be a second signature or sealed value with another name.

/// The two alphabets of Base64 that the formats here use.
enum Base64 {
  /// `+` and `/`, padded with `=`.
  case standard
  /// `-` and `_`, without padding.
  case url

  private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
  private static let standardLetters = letters + Array("+/".utf8)
  private static let urlLetters = letters + Array("-_".utf8)
  private static let standardValues = values(of: standardLetters)
  private static let urlValues = values(of: urlLetters)

  private static func values(of letters: [UInt8]) -> [UInt8] {
    var values = [UInt8](repeating: 0xFF, count: 256)
    for (value, letter) in letters.enumerated() { values[Int(letter)] = UInt8(value) }
    return values
  }

  /// Writes bytes as text.
  func encode(_ bytes: some Collection<UInt8>) -> [UInt8] {
    let letters = self == .standard ? Self.standardLetters : Self.urlLetters
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    var bits: UInt32 = 0
    var count = 0
    for byte in bytes {
      bits = bits << 8 | UInt32(byte)
      count += 8
      while count >= 6 {
        count -= 6
        text.append(letters[Int(bits >> count & 63)])
      }
    }
    if count > 0 { text.append(letters[Int(bits << (6 - count) & 63)]) }
    while self == .standard, !text.count.isMultiple(of: 4) { text.append(UInt8(ascii: "=")) }
    return text
  }

  /// Writes bytes as a string.
  func string(_ bytes: some Collection<UInt8>) -> String { String(decoding: encode(bytes), as: UTF8.self) }

  /// Reads canonical text; nil for anything else.
  func decode(_ text: Span<UInt8>) -> [UInt8]? {
    var end = text.count
    if self == .standard {
      guard end.isMultiple(of: 4) else { return nil }
      while end > 0, end > text.count - 2, text[end - 1] == UInt8(ascii: "=") { end -= 1 }
    }
    guard end % 4 != 1 else { return nil }
    let values = self == .standard ? Self.standardValues : Self.urlValues
    var bytes: [UInt8] = []
    bytes.reserveCapacity(end / 4 * 3 + 2)
    var bits: UInt32 = 0
    var unknown: UInt8 = 0
    var place = 0
    while place + 4 <= end {
      for _ in 0..<4 {
        let value = values[Int(text[place])]
        unknown |= value
        bits = bits << 6 | UInt32(value & 63)
        place += 1
      }
      bytes.append(UInt8(truncatingIfNeeded: bits >> 16))
      bytes.append(UInt8(truncatingIfNeeded: bits >> 8))
      bytes.append(UInt8(truncatingIfNeeded: bits))
    }
    var count = 0
    while place < end {
      let value = values[Int(text[place])]
      unknown |= value
      bits = bits << 6 | UInt32(value & 63)
      count += 6
      place += 1
    }
    while count >= 8 {
      count -= 8
      bytes.append(UInt8(truncatingIfNeeded: bits >> count))
    }
    // Values are below 64; bits that are left over must be zero.
    guard unknown < 64, bits & (1 << count - 1) == 0 else { return nil }
    return bytes
  }

  /// Reads canonical text given as bytes.
  func decode(_ text: [UInt8]) -> [UInt8]? { decode(text.span) }

  /// Reads canonical text given as a string.
  func decode(_ text: String) -> [UInt8]? { decode(text.utf8Span.span) }
}
