/// A sum of money in whole minor units of one currency; written as a decimal string with exactly the currency's digits.
public struct Amount: Sendable, Hashable, Comparable {
  /// The sum in minor units, for instance 12800 for `128.00` CNY.
  public let minorUnits: Int64
  /// Decimals of the currency (ISO 4217), 0 to 4.
  public let digits: Int

  /// Makes an amount from minor units.
  public init(minorUnits: Int64, digits: Int) {
    self.minorUnits = minorUnits
    self.digits = digits
  }

  /// Reads the canonical form; nil unless it has exactly the number of decimals asked for and fits 15 digits.
  public init?(_ text: some StringProtocol, digits: Int) {
    guard let decimal = DecimalText(text), decimal.decimals == digits, decimal.digits.count <= 18 else { return nil }
    guard let value = Int64(decimal.digits), !(decimal.negative && value == 0) else { return nil }
    self.init(minorUnits: decimal.negative ? -value : value, digits: digits)
  }

  /// The amount in its canonical form.
  public var text: String {
    let magnitude = String(minorUnits.magnitude)
    let padding = String(repeating: "0", count: max(0, digits + 1 - magnitude.utf8.count))
    let whole = padding + magnitude
    let sign = minorUnits < 0 ? "-" : ""
    guard digits > 0 else { return sign + whole }
    return sign + whole.dropLast(digits) + "." + whole.suffix(digits)
  }

  /// Adds two amounts of one currency; nil on overflow or when their digits differ.
  public func adding(_ other: Amount) -> Amount? {
    guard digits == other.digits else { return nil }
    let (sum, overflow) = minorUnits.addingReportingOverflow(other.minorUnits)
    return overflow ? nil : Amount(minorUnits: sum, digits: digits)
  }

  /// Orders amounts of one currency.
  public static func < (left: Amount, right: Amount) -> Bool { left.minorUnits < right.minorUnits }
}

/// A decimal number as it is written: sign, digits without the point, number of decimals.
struct DecimalText: Sendable, Hashable {
  let negative: Bool
  let digits: String
  let decimals: Int

  /// Reads `-12.50`; nil for exponents, leading zeros, a bare point or anything else.
  init?(_ text: some StringProtocol) {
    var bytes = Array(text.utf8)
    negative = bytes.first == UInt8(ascii: "-")
    if negative { bytes.removeFirst() }
    let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count),
      parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy { (0x30...0x39).contains($0) } })
    else { return nil }
    guard parts[0].count == 1 || parts[0].first != 0x30 else { return nil }
    digits = String(decoding: parts.joined(), as: UTF8.self)
    decimals = parts.count == 2 ? parts[1].count : 0
  }

  /// The number with at least so many decimals, zeros added at the end.
  func padded(toDecimals wanted: Int) -> String {
    let filled = digits + String(repeating: "0", count: max(0, wanted - decimals))
    let places = max(wanted, decimals)
    let sign = negative ? "-" : ""
    return places == 0 ? sign + filled : sign + filled.dropLast(places) + "." + filled.suffix(places)
  }
}
