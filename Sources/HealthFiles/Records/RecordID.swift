internal import Crypto

/// The form of a record's id: type prefix, then a chosen or random code, or day, device and random code.
public enum RecordID {
  /// Crockford's base 32 in lower case: no i, l, o, u.
  public static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)

  /// The parts of an id of a dated or daily type: `sal-20261121-a7-4f0q9t7k`.
  public struct DatedParts: Sendable, Hashable {
    /// The business day.
    public let day: BusinessDay
    /// The two-character code of the device that wrote the record.
    public let device: String
  }

  /// Returns the type prefix of an id, or nil when the text cannot be an id.
  public static func prefix(of id: some StringProtocol) -> Substring? {
    let bytes = id.utf8
    guard bytes.count >= 6, bytes.count <= 60, let dash = id.firstIndex(of: "-"), bytes.allSatisfy(isCodeByte) else {
      return nil
    }
    let prefix = Substring(id[..<dash])
    return prefix.utf8.count == 3 && prefix.utf8.allSatisfy({ (0x61...0x7A).contains($0) }) ? prefix : nil
  }

  /// Returns whether the bytes of a text can be an id.
  static func isID(_ bytes: Span<UInt8>) -> Bool {
    guard bytes.count >= 6, bytes.count <= 60, bytes[3] == UInt8(ascii: "-") else { return false }
    for place in 0..<3 where !(0x61...0x7A).contains(bytes[place]) { return false }
    for place in bytes.indices where !isCodeByte(bytes[place]) { return false }
    return true
  }

  /// Returns whether a code is 2 to 40 of `[a-z0-9]` with `-` inside only.
  public static func isCode(_ code: some StringProtocol) -> Bool {
    let bytes = Array(code.utf8)
    guard (2...40).contains(bytes.count), bytes.allSatisfy(isCodeByte) else { return false }
    return bytes.first != UInt8(ascii: "-") && bytes.last != UInt8(ascii: "-")
  }

  /// Returns whether a code says nothing of what it names: 8 to 26 of Crockford's alphabet.
  public static func isRandomCode(_ code: some StringProtocol) -> Bool {
    (8...26).contains(code.utf8.count) && code.utf8.allSatisfy { alphabet.contains($0) }
  }

  /// Returns whether a device code is two of `[a-z0-9]`.
  public static func isDevice(_ code: some StringProtocol) -> Bool {
    code.utf8.count == 2 && code.utf8.allSatisfy { isCodeByte($0) && $0 != UInt8(ascii: "-") }
  }

  /// Splits the id of a dated or daily type; nil when it has not that form.
  public static func datedParts(of id: String) -> DatedParts? {
    let (bytes, dash) = (id.utf8.span, UInt8(ascii: "-"))
    // The end is always as long: `-YYYYMMDD-dd-xxxxxxxx`.
    let start = bytes.count - 21
    guard start >= 0, bytes[start] == dash, bytes[start + 9] == dash, bytes[start + 12] == dash,
      let day = BusinessDay(bytes.extracting(start + 1..<start + 9))
    else { return nil }
    for place in 0..<start where bytes[place] == dash { return nil }
    for place in start + 13..<bytes.count where !alphabet.contains(bytes[place]) { return nil }
    let device = id.utf8.suffix(11).prefix(2)
    return isDevice(Substring(device)) ? DatedParts(day: day, device: String(Substring(device))) : nil
  }

  /// Makes the id of a dated or daily record.
  public static func dated(prefix: String, day: BusinessDay, device: String, code: String) -> String {
    "\(prefix)-\(day.compact)-\(device)-\(code)"
  }

  /// Makes an 8-character code from 40 bits.
  public static func code(bits: UInt64) -> String {
    String(decoding: codeBytes(bits: bits), as: UTF8.self)
  }

  static func codeBytes(bits: UInt64) -> [UInt8] {
    (0..<8).map { alphabet[Int(bits >> UInt64(35 - 5 * $0) & 31)] }
  }

  /// Returns the folder that spreads ids evenly: the first byte of SHA-256 of the id, as two hexadecimal digits.
  static func fan(_ id: String) -> String {
    let first = SHA256.hash(data: Array(id.utf8)).first { _ in true } ?? 0
    return (first < 16 ? "0" : "") + String(first, radix: 16)
  }

  private static func isCodeByte(_ byte: UInt8) -> Bool {
    (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: "-")
  }
}
