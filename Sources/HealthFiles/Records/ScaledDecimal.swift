/// A decimal number as a whole multiple of a power of ten: `12.50` is 1250 with 2 decimals.
struct ScaledDecimal: Sendable, Hashable {
  let value: Int64
  let decimals: Int

  /// Digits that certainly fit.
  private static let digitLimit = 18

  /// Reads the bytes of `-12.50`; nil for exponents, leading zeros, a bare point, more than 18 digits or anything else.
  init?(_ bytes: Span<UInt8>) {
    let isNegative = bytes.count > 0 && bytes[0] == UInt8(ascii: "-")
    let start = isNegative ? 1 : 0
    var place = start
    var number: Int64 = 0
    var point = -1
    while place < bytes.count {
      let digit = bytes[place] &- 0x30
      if digit <= 9 {
        guard place - start <= Self.digitLimit else { return nil }
        number = number &* 10 &+ Int64(digit)
      } else {
        guard bytes[place] == UInt8(ascii: "."), point < 0, place > start else { return nil }
        point = place
      }
      place += 1
    }
    let whole = (point < 0 ? place : point) - start
    let count = place - start - (point < 0 ? 0 : 1)
    guard whole > 0, count <= Self.digitLimit, whole == 1 || bytes[start] != 0x30, point != place - 1 else {
      return nil
    }
    value = isNegative ? -number : number
    decimals = point < 0 ? 0 : place - point - 1
  }

  /// Returns the number as a whole multiple of another power of ten; nil where that is no whole number or too large.
  func scaled(to wanted: Int) -> Int64? {
    var result = value
    for _ in decimals..<max(decimals, wanted) {
      let (product, overflow) = result.multipliedReportingOverflow(by: 10)
      guard !overflow else { return nil }
      result = product
    }
    for _ in wanted..<max(decimals, wanted) {
      guard result % 10 == 0 else { return nil }
      result /= 10
    }
    return result
  }
}
