internal import JSONSchema

/// Why an act of business cannot be done so.
enum TradeError: Error, Sendable, Hashable {
  /// A person's own key is needed, and a shared till signs.
  case personNeeded
  /// A sum is too large to be kept.
  case tooLarge
  /// The text is no sum of money of the store.
  case noAmount(String, Int)
  /// Nothing is in the basket.
  case nothingSold
  /// The quantity of an item is not above nought.
  case noQuantity(String)
  /// The item has no price.
  case noPrice(String)
  /// The item is not sold any more.
  case ended(String)
  /// Several go by that name.
  case ambiguous(String, [String])
  /// The basket or the sale has no such line.
  case noLine(Int)
  /// Discounts by hand are given on one line twice.
  case twoDiscounts
  /// A discount is larger than what it is taken off.
  case discountTooLarge
  /// The reason is none that a person may give.
  case discountReason(String)
  /// No campaign in force has the coupon code.
  case couponUnknown(String)
  /// The account may not be used.
  case memberStopped(String)
  /// It needs a member.
  case memberNeeded
  /// More is paid than is due, by a means that gives no change.
  case paidTooMuch(String)
  /// So much is still due.
  case underpaid(String)
  /// It comes to so much by now, and not to what the customer was told.
  case otherTotal(String)
  /// Two payments are to pay the rest.
  case twoRests
  /// No voucher has that number.
  case voucherUnknown(String)
  /// The voucher is used already.
  case voucherUsed(String, String)
  /// The voucher can be used no more.
  case voucherExpired(String, BusinessDay)
  /// Points are spent in whole multiples.
  case pointsMultiple(Int64, Int64)
  /// There are not so many points.
  case pointsMissing(Int64, Int64)
  /// The points are worth more than is due.
  case pointsTooMany(Int64)
  /// No shift is open at the till.
  case noShift(String)
  /// Another till screen is open on this copy of the store.
  case tillOpen(String)
  /// A shift is open already.
  case shiftOpen(String)
  /// The last shift is closed.
  case shiftClosed(String)
  /// The sale was made in another shift.
  case otherShift(String)
  /// Nobody is known whose turn it would be.
  case staffNeeded
  /// The cash in the drawer was not counted.
  case cashNotCounted
  /// What was counted is not what is expected.
  case differenceWithoutReason([String])
  /// A line is named twice.
  case lineTwice(Int)
  /// Less than that is left of a line.
  case refundTooMuch(Int, String)
  /// All of the sale was given back.
  case refundedAlready(String)
  /// A voucher is given back whole or not at all.
  case voucherInParts(String)
  /// Points of that kind are not given by hand.
  case notGranted(String)
  /// Points of that kind were given already.
  case grantedAlready(String)
  /// It is not the member's birthday.
  case noBirthday(String)
  /// A number of points is needed.
  case pointsNeeded
}

extension StoreError {
  init(_ error: TradeError) {
    self = .refused(
      code: Fact.kebab(String(describing: error).prefix { $0 != "(" }), sentence: Phrase(error.words),
      hint: error.hint, as: error.way)
  }
}
