internal import JSONSchema

/// The formats the house asserts: those of JSON Schema and its own.
enum HouseFormats {
  /// Returns every asserted format by name; amounts have the digits of the currency when one is given.
  static func all(currency: Currency?) -> [String: FormatCheck] {
    var formats = StandardFormats.all
    formats["amount"] = amount(digits: currency?.digits, signed: false)
    formats["signed-amount"] = amount(digits: currency?.digits, signed: true)
    formats["rate"] = FormatCheck({ verdict(isRate($0)) }, accepts: { isRate($0) })
    formats["phone"] = FormatCheck { verdict(isPhone($0)) }
    formats["gtin"] = FormatCheck { verdict(isTradeItemNumber($0)) }
    formats["language"] = FormatCheck { verdict(isLanguageTag($0)) }
    formats["currency"] = FormatCheck { verdict(Currency(code: $0) != nil) }
    formats["time-zone"] = FormatCheck { verdict(isTimeZoneName($0)) }
    formats["record-id"] = FormatCheck(
      { verdict(RecordID.prefix(of: $0) != nil) }, accepts: { RecordID.isID($0) })
    formats["business-day"] = FormatCheck(
      { verdict($0.utf8.count == 10 && BusinessDay($0) != nil) }, accepts: { BusinessDay($0) != nil })
    return formats
  }

  private static func amount(digits: Int?, signed: Bool) -> FormatCheck {
    FormatCheck(
      { verdict(isAmount($0, digits: digits, signed: signed)) },
      accepts: { bytes in
        guard let digits, signed || bytes.count > 0 && bytes[0] != UInt8(ascii: "-"),
          let decimal = ScaledDecimal(bytes)
        else { return false }
        return decimal.decimals == digits
      })
  }

  private static func isRate(_ bytes: Span<UInt8>) -> Bool {
    guard let decimal = ScaledDecimal(bytes) else { return false }
    return decimal.decimals <= 6 && bytes[0] != UInt8(ascii: "-")
  }

  private static func verdict(_ holds: Bool) -> FormatVerdict { holds ? .valid : .invalid(note: nil) }

  static func isAmount(_ text: String, digits: Int?, signed: Bool) -> Bool {
    guard let decimal = DecimalText(text), signed || !decimal.negative else { return false }
    return Amount(text, digits: digits ?? decimal.decimals) != nil
  }

  /// A rate has up to 6 decimals and is not negative.
  static func isRate(_ text: String) -> Bool {
    guard let decimal = DecimalText(text) else { return false }
    return !decimal.negative && decimal.decimals <= 6 && decimal.digits.utf8.count <= 18
  }

  /// ITU-T E.164: `+`, then up to 15 digits of which the first is not 0.
  static func isPhone(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard bytes.first == UInt8(ascii: "+"), (8...16).contains(bytes.count), bytes[1] != 0x30 else { return false }
    return bytes.dropFirst().allSatisfy { (0x30...0x39).contains($0) }
  }

  /// GS1 general specifications: 8, 12, 13 or 14 digits, the last one a check digit (weights 3 and 1 from the right).
  static func isTradeItemNumber(_ text: String) -> Bool {
    let digits = text.utf8.map { Int($0) - 0x30 }
    guard [8, 12, 13, 14].contains(digits.count), digits.allSatisfy({ (0...9).contains($0) }) else { return false }
    let sum = digits.dropLast().reversed().enumerated().reduce(0) { $0 + $1.element * ($1.offset % 2 == 0 ? 3 : 1) }
    return (10 - sum % 10) % 10 == digits.last
  }

  /// BCP 47: language of 2 or 3 letters, then subtags of 1 to 8 letters and digits.
  static func isLanguageTag(_ text: String) -> Bool {
    let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    guard let first = parts.first, (2...3).contains(first.count), first.allSatisfy(isLetter) else { return false }
    return parts.dropFirst().allSatisfy { (1...8).contains($0.count) && $0.allSatisfy { isLetter($0) || isDigit($0) } }
  }

  /// The form of an IANA time zone name; whether the zone exists is asked of the system when it is used.
  static func isTimeZoneName(_ text: String) -> Bool {
    let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    guard (1...3).contains(parts.count) else { return false }
    return parts.allSatisfy { part in
      guard let first = part.first, isLetter(first) else { return false }
      return part.allSatisfy { isLetter($0) || isDigit($0) || "_+-".utf8.contains($0) }
    }
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
