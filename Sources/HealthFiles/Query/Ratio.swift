/// An exact fraction; what does not fit 128 bits is no fraction any more.
struct Ratio: Sendable, Hashable, Comparable {
  /// Numerator and denominator without a common factor; the denominator is positive.
  let numerator: Int128
  let denominator: Int128

  /// Makes a fraction; nil for a denominator of nought.
  init?(_ numerator: Int128, over denominator: Int128 = 1) {
    guard denominator != 0, numerator != Int128.min, denominator != Int128.min else { return nil }
    let divisor = Self.commonDivisor(numerator.magnitude, denominator.magnitude)
    let sign: Int128 = denominator < 0 ? -1 : 1
    self.numerator = numerator / Int128(divisor) * sign
    self.denominator = denominator / Int128(divisor) * sign
  }

  /// Makes a fraction of a whole multiple of a power of ten.
  init?(_ value: Int64, decimals: Int) {
    self.init(Int128(value), over: Self.powerOfTen(decimals))
  }

  private static func commonDivisor(_ first: UInt128, _ second: UInt128) -> UInt128 {
    var (left, right) = (first, second)
    while right != 0 { (left, right) = (right, left % right) }
    return max(left, 1)
  }

  static func powerOfTen(_ exponent: Int) -> Int128 { (0..<exponent).reduce(1) { power, _ in power * 10 } }

  func plus(_ other: Ratio) -> Ratio? {
    let (left, one) = numerator.multipliedReportingOverflow(by: other.denominator)
    let (right, two) = other.numerator.multipliedReportingOverflow(by: denominator)
    let (sum, three) = left.addingReportingOverflow(right)
    let (below, four) = denominator.multipliedReportingOverflow(by: other.denominator)
    return one || two || three || four ? nil : Ratio(sum, over: below)
  }

  func minus(_ other: Ratio) -> Ratio? { Ratio(-other.numerator, over: other.denominator).flatMap(plus) }

  func times(_ other: Ratio) -> Ratio? {
    let (above, one) = numerator.multipliedReportingOverflow(by: other.numerator)
    let (below, two) = denominator.multipliedReportingOverflow(by: other.denominator)
    return one || two ? nil : Ratio(above, over: below)
  }

  func divided(by other: Ratio) -> Ratio? { Ratio(other.denominator, over: other.numerator).flatMap(times) }

  /// The square root to nine decimals; nil of a negative number.
  var squareRoot: Ratio? {
    guard numerator >= 0 else { return nil }
    let root = (Double(numerator) / Double(denominator)).squareRoot() * 1e9
    return root < 9e18 ? Ratio(Int128(root.rounded()), over: 1_000_000_000) : nil
  }

  /// The fraction as a whole multiple of a power of ten, half rounded away from nought; nil when it does not fit.
  func rounded(decimals: Int) -> Int64? {
    let (scaled, overflow) = numerator.magnitude.multipliedReportingOverflow(by: UInt128(Self.powerOfTen(decimals)))
    guard !overflow else { return nil }
    let below = denominator.magnitude
    let (quotient, rest) = scaled.quotientAndRemainder(dividingBy: below)
    let whole = quotient + (rest >= below - rest ? 1 : 0)
    guard whole <= UInt128(Int64.max) else { return nil }
    return numerator < 0 ? -Int64(whole) : Int64(whole)
  }

  /// Orders fractions by value.
  static func < (left: Ratio, right: Ratio) -> Bool {
    if let difference = left.minus(right) { return difference.numerator < 0 }
    return Double(left.numerator) / Double(left.denominator) < Double(right.numerator) / Double(right.denominator)
  }
}

/// A value of a formula or a parameter.
enum Term: Sendable, Hashable {
  case none
  case number(Ratio)
  case day(Int64)
  case instant(Int64)
  case text(String)
  case boolean(Bool)

  /// The value of a cell.
  init(_ value: Datum, _ heading: Heading) {
    switch value {
    case .none: self = heading.isTotal ? .number(Ratio(0)) : .none
    case .number(let number): self = Ratio(number, decimals: heading.decimals).map { .number($0) } ?? .none
    case .day(let day): self = .day(Int64(day))
    case .instant(let seconds, _): self = .instant(seconds)
    case .text(let text): self = .text(text)
    case .boolean(let truth): self = .boolean(truth)
    }
  }

  /// The value as a condition compares with it; nothing compares with a text that no value is.
  var operand: Expression.Operand {
    switch self {
    case .number(let ratio): .number(ratio.rounded(decimals: 9) ?? Int64.max, decimals: 9)
    case .day(let number), .instant(let number): .number(number, decimals: 0)
    case .text(let text): .text(text)
    case .boolean(let truth): .boolean(truth)
    case .none: .text("")
    }
  }
}

extension Ratio {
  /// A whole number.
  init(_ whole: Int64) {
    numerator = Int128(whole)
    denominator = 1
  }
}
