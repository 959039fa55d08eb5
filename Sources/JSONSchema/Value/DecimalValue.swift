// The exact value behind a number's text: sign, significant digits, and the power of ten of the first of them.
// Equal values have equal fields, so equality and hash are the compiler's own.

struct DecimalValue: Hashable {
  static let largestExponent = 1_000_000_000_000_000
  private static let headDigits = 18

  var isNegative = false
  /// How many significant digits there are, from the first that is not zero to the last that is not; 0 means zero.
  var count = 0
  /// The value lies in [10^magnitude, 10^(magnitude+1)).
  var magnitude = 0
  /// The first 18 significant digits, padded on the right with zeros.
  var head: UInt64 = 0
  /// Digits after the first 18, each 0...9; empty for nearly all numbers.
  var tail: [UInt8] = []

  /// Reads text that is known to be a JSON number.
  init(_ lexeme: String) {
    let bytes = lexeme.utf8Span.span
    var position = 0
    if position < bytes.count, bytes[position] == UInt8(ascii: "-") {
      isNegative = true
      position += 1
    }
    var digitsBeforePoint = 0
    var leadingZeros = 0
    var isFraction = false
    var zeros = 0
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      if byte == UInt8(ascii: ".") {
        isFraction = true
        continue
      }
      let digit = byte &- UInt8(ascii: "0")
      guard digit <= 9 else { break }
      if !isFraction { digitsBeforePoint += 1 }
      if digit == 0 {
        if count == 0 { leadingZeros += 1 } else { zeros += 1 }
        continue
      }
      for _ in 0..<zeros { append(0) }
      zeros = 0
      append(digit)
    }
    finish(digitsBeforePoint - leadingZeros - 1, Self.exponent(bytes, from: position))
  }

  private mutating func append(_ digit: UInt8) {
    if count < Self.headDigits { head = head * 10 + UInt64(digit) } else { tail.append(digit) }
    count += 1
  }

  private mutating func finish(_ places: Int, _ exponent: Int) {
    guard count > 0 else {
      isNegative = false
      return
    }
    magnitude = places + exponent
    for _ in min(count, Self.headDigits)..<Self.headDigits { head *= 10 }
  }

  /// The exponent whose text begins after the `e`, clamped.
  private static func exponent(_ bytes: Span<UInt8>, from start: Int) -> Int {
    var value = 0
    var isNegative = false
    for position in start..<max(start, bytes.count) {
      let byte = bytes[position]
      if byte == UInt8(ascii: "-") { isNegative = true }
      let digit = byte &- UInt8(ascii: "0")
      guard digit <= 9 else { continue }
      value = min(value * 10 + Int(digit), largestExponent)
    }
    return isNegative ? -value : value
  }

  var isInteger: Bool { count == 0 || magnitude + 1 >= count }

  var int64: Int64? {
    guard count > 0 else { return 0 }
    guard isInteger, magnitude <= 18 else { return nil }
    var value = head
    if magnitude == 18 {
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      guard !overflow else { return nil }
      value = product + UInt64(tail.first ?? 0)
    } else {
      for _ in magnitude..<(Self.headDigits - 1) { value /= 10 }
    }
    if isNegative { return value <= Int64.min.magnitude ? Int64(truncatingIfNeeded: 0 &- value) : nil }
    return Int64(exactly: value)
  }
}

extension DecimalValue: Comparable {
  static func < (left: DecimalValue, right: DecimalValue) -> Bool {
    if left.sign != right.sign { return left.sign < right.sign }
    return left.isNegative ? right.isCloserToZero(than: left) : left.isCloserToZero(than: right)
  }

  private var sign: Int { count == 0 ? 0 : isNegative ? -1 : 1 }

  private func isCloserToZero(than other: DecimalValue) -> Bool {
    if magnitude != other.magnitude { return magnitude < other.magnitude }
    if head != other.head { return head < other.head }
    return tail.lexicographicallyPrecedes(other.tail)
  }
}

extension DecimalValue {
  static let longestDivisor = 37

  /// The significant digits as one integer, nil where there are too many for exact division.
  private var significand: UInt128? {
    guard count <= Self.longestDivisor else { return nil }
    return digits.reduce(0) { $0 * 10 + UInt128($1) }
  }

  private var digits: [UInt8] {
    var digits: [UInt8] = []
    var rest = head
    for _ in 0..<Self.headDigits {
      digits.append(UInt8(rest % 10))
      rest /= 10
    }
    return Array(digits.reversed().prefix(count)) + tail
  }

  /// Whether this is a whole multiple of the divisor.
  ///
  /// Both significands have no factor ten, so a divisor with the larger power of ten never divides.
  func isMultiple(of divisor: DecimalValue) -> Bool {
    guard count > 0 else { return true }
    guard let modulus = divisor.significand, modulus > 0 else { return false }
    let shift = (magnitude - count) - (divisor.magnitude - divisor.count)
    guard shift >= 0 else { return false }
    var remainder = digits.reduce(0 as UInt128) { ($0 * 10 + UInt128($1)) % modulus }
    // A modulus below 10^37 has fewer than 130 factors of two or five: more tens change nothing.
    for _ in 0..<min(shift, 130) { remainder = remainder * 10 % modulus }
    return remainder == 0
  }
}
