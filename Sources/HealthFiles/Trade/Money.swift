internal import JSONSchema

/// Sums in whole minor units of the currency; what is rounded is rounded half up.
enum Money {
  /// Quantities are counted in thousandths of the item's unit.
  static let thousand: Int64 = 1000

  /// The price of a quantity.
  static func price(_ unit: Int64, times thousandths: Int64) throws(TradeError) -> Int64 {
    try rounded(Ratio(Int128(unit) * Int128(thousandths), over: Int128(thousand)))
  }

  /// A sum times a factor.
  static func scaled(_ sum: Int64, by factor: Ratio) throws(TradeError) -> Int64 {
    try rounded(Ratio(sum).times(factor))
  }

  /// What is left of a sum when so many per cent are taken off: the price is what is rounded, not the discount.
  static func discounted(_ sum: Int64, percent: Ratio) throws(TradeError) -> Int64 {
    try rounded(Ratio(100).minus(percent)?.times(Ratio(sum))?.divided(by: Ratio(100)))
  }

  /// The tax that a sum contains: it was put on the sum without it.
  static func contained(in sum: Int64, rate: Ratio) throws(TradeError) -> Int64 {
    try rounded(Ratio(1).plus(rate).flatMap { Ratio(sum).times(rate)?.divided(by: $0) })
  }

  /// Shares a sum out in proportion to weights; the shares add up to the sum.
  static func shares(of sum: Int64, by weights: [Int64]) throws(TradeError) -> [Int64] {
    let whole = weights.reduce(0, +)
    var (passed, given): (Int64, Int64) = (0, 0)
    var shares: [Int64] = []
    for weight in weights {
      passed += weight
      let due = whole == 0 ? 0 : try rounded(Ratio(Int128(sum) * Int128(passed), over: Int128(whole)))
      shares.append(due - given)
      given = due
    }
    return shares
  }

  static func rounded(_ ratio: Ratio?) throws(TradeError) -> Int64 {
    guard let sum = ratio?.rounded(decimals: 0), sum.magnitude < 1_000_000_000_000_000 else { throw .tooLarge }
    return sum
  }

  /// A sum as records write it.
  static func json(_ sum: Int64, _ digits: Int) -> JSON { .string(Amount(minorUnits: sum, digits: digits).text) }

  /// Thousandths as a number of the item's unit, without noughts at the end.
  static func number(thousandths: Int64) -> JSON {
    var text = Amount(minorUnits: thousandths, digits: 3).text
    while text.hasSuffix("0") { text.removeLast() }
    if text.hasSuffix(".") { text.removeLast() }
    return JSONNumber(lexeme: text).map { .number($0) } ?? .null
  }
}

extension JSON {
  /// An amount in minor units; nought where there is none.
  func amount(_ key: String, _ digits: Int) -> Int64 {
    self[key]?.stringValue.flatMap { Amount($0, digits: digits) }?.minorUnits ?? 0
  }

  /// A number in thousandths; nought where there is none.
  func thousandths(_ key: String) -> Int64 { self[key]?.numberValue?.scaled(byPowerOfTen: 3) ?? 0 }

  /// A number, or a decimal string.
  var ratio: Ratio? {
    guard let text = stringValue ?? numberValue?.lexeme else { return nil }
    return ScaledDecimal(text.utf8Span.span).flatMap { Ratio($0.value, decimals: $0.decimals) }
  }

  /// The ids or codes of a list.
  func words(_ key: String) -> [String] { self[key]?.arrayValue?.compactMap(\.stringValue) ?? [] }

  /// A day.
  func day(_ key: String) -> BusinessDay? { self[key]?.stringValue.flatMap { BusinessDay($0) } }
}
