internal import JSONSchema

/// What a booking costs, and what of it is paid in advance and paid back (K8, K9, K15).
struct BookingFee: Sendable {
  /// The booking policy's version.
  let rules: JSON
  let digits: Int

  /// Price of the service plus the fee for the technician's grade.
  func quoted(_ service: JSON, technician: JSON?) -> JSON? {
    guard let price = amount(service["price"]) else { return nil }
    let grade = technician?["grade"]?.stringValue
    let fee = grade.flatMap { amount(rules["gradeFees"]?[$0]) } ?? Amount(minorUnits: 0, digits: digits)
    guard let total = price.adding(fee) else { return nil }
    return ["service": .string(price.text), "technician": .string(fee.text), "total": .string(total.text)]
  }

  /// The part of a fee that is due in advance, half up.
  func prepayment(of fee: JSON?) -> Amount? {
    amount(fee?["total"]).flatMap { share($0, rules["prepaymentPercent"]) }.flatMap { $0.minorUnits > 0 ? $0 : nil }
  }

  /// What is paid back of a prepayment, half up.
  ///
  /// - Parameter case: the member of `refundPercent` that applies.
  func refund(of prepayment: JSON?, _ name: String) -> Amount? {
    amount(prepayment?["amount"]).flatMap { share($0, rules["refundPercent"]?[name]) }
      .flatMap { $0.minorUnits > 0 ? $0 : nil }
  }

  /// An amount, also where it is written with another number of decimals than the currency has.
  private func amount(_ value: JSON?) -> Amount? {
    guard let text = value?.stringValue else { return nil }
    return ScaledDecimal(text.utf8Span.span)?.scaled(to: digits).map { Amount(minorUnits: $0, digits: digits) }
  }

  /// A share in percent of at most four decimals; half of the smallest coin is rounded up.
  private func share(_ amount: Amount, _ percent: JSON?) -> Amount? {
    guard let percent = percent?.numberValue?.scaled(byPowerOfTen: 4) else { return nil }
    let (product, isTooLarge) = amount.minorUnits.multipliedReportingOverflow(by: percent)
    guard !isTooLarge else { return nil }
    return Amount(minorUnits: (product + 500_000) / 1_000_000, digits: digits)
  }
}
