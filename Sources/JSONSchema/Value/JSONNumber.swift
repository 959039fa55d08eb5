// A number kept as the text it was written in, and compared by its exact decimal value.
// Exponents are clamped to 10^15 either way, so no text, however short, costs more than its length.

/// A JSON number (RFC 8259, section 6) of any size and precision.
///
/// The text is kept as it was written. Equality, order and hash go by mathematical value: `1`, `1.0` and `10e-1` are
/// equal. Exponents beyond 10^15 count as 10^15; that is the only rounding.
public struct JSONNumber: Sendable {
  /// The text of the number, as written.
  public let lexeme: String

  /// Makes a number of its text; nil where the text is not exactly one JSON number.
  public init?(lexeme: String) {
    guard JSONNumber.isNumber(lexeme.utf8Span.span) else { return nil }
    self.lexeme = lexeme
  }

  /// Makes a number of an integer.
  public init(_ value: Int64) { lexeme = String(value) }

  init(checked lexeme: String) { self.lexeme = lexeme }

  private static func isNumber(_ bytes: Span<UInt8>) -> Bool {
    var parser = JSONParser(limits: .unbounded)
    guard (try? parser.number(bytes)) != nil else { return false }
    return parser.index == bytes.count
  }

  /// The number as a 64-bit integer, nil where it is no integer or too large.
  public var int64: Int64? { shortInteger ?? DecimalValue(lexeme).int64 }

  /// Returns the number times a power of ten as a 64-bit integer; nil where that is no integer or too large.
  public func scaled(byPowerOfTen places: Int) -> Int64? {
    var value = DecimalValue(lexeme)
    if value.count > 0 { value.magnitude += places }
    return value.int64
  }

  /// The nearest double; infinite where the number is too large for one.
  public var double: Double { Double(lexeme) ?? .nan }

  /// Whether the value is a whole number: true of `1.0` and `1e2`.
  public var isInteger: Bool { shortInteger != nil || DecimalValue(lexeme).isInteger }

  /// Whether this is a whole multiple of another number, computed exactly in decimal.
  ///
  /// A divisor of zero, or one of more than 37 significant digits, has no multiples but zero.
  public func isMultiple(of divisor: JSONNumber) -> Bool {
    if let left = shortInteger, let right = divisor.shortInteger, right != 0 { return left % right == 0 }
    return DecimalValue(lexeme).isMultiple(of: DecimalValue(divisor.lexeme))
  }

  /// The value where the text is nothing but a sign and at most 18 digits: the common case, without allocation.
  private var shortInteger: Int64? {
    let bytes = lexeme.utf8Span.span
    guard bytes.count <= 18 else { return nil }
    var value: Int64 = 0
    var start = 0
    if bytes.count > 0, bytes[0] == UInt8(ascii: "-") { start = 1 }
    for position in start..<bytes.count {
      let digit = bytes[position] &- UInt8(ascii: "0")
      guard digit <= 9 else { return nil }
      value = value * 10 + Int64(digit)
    }
    return start == 1 ? -value : value
  }
}

extension JSONNumber: Hashable, Comparable, CustomStringConvertible {
  /// Whether both have the same mathematical value.
  public static func == (left: JSONNumber, right: JSONNumber) -> Bool {
    if let left = left.shortInteger, let right = right.shortInteger { return left == right }
    return DecimalValue(left.lexeme) == DecimalValue(right.lexeme)
  }

  /// Whether the left is smaller, compared exactly.
  public static func < (left: JSONNumber, right: JSONNumber) -> Bool {
    if let left = left.shortInteger, let right = right.shortInteger { return left < right }
    return DecimalValue(left.lexeme) < DecimalValue(right.lexeme)
  }

  /// Feeds the mathematical value into a hasher.
  public func hash(into hasher: inout Hasher) { hasher.combine(DecimalValue(lexeme)) }

  /// The text as written.
  public var description: String { lexeme }
}

extension JSONNumber: ExpressibleByIntegerLiteral {
  /// Makes a number of an integer.
  public init(integerLiteral value: Int64) { self.init(value) }
}
