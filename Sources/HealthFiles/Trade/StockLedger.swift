// What is on hand of one product, explained by everything that moved it (B2, J11). Quantities are thousandths of the
// product's unit, costs millionths of the currency for one unit.

/// What moved goods.
public enum StockCause: String, Sendable, CaseIterable {
  /// Goods came from a supplier.
  case receipt
  /// What lay there was counted.
  case count
  /// Goods were lost or spoiled.
  case loss
  /// The store used them itself.
  case internalUse = "internal-use"
  /// They came from another store.
  case transferIn = "transfer-in"
  /// They went to another store.
  case transferOut = "transfer-out"
  /// They went back to the supplier.
  case supplierReturn = "supplier-return"
  /// The figure was put right.
  case adjustment
  /// They were sold.
  case sold
  /// A service used them up.
  case usedUp = "used-up"
  /// A customer brought them back, and they can be sold again.
  case restocked
  /// They were given for points.
  case reward

  /// Whether it brings goods, by the sign of what is recorded.
  var direction: Int64 {
    switch self {
    case .receipt, .count, .transferIn, .adjustment, .restocked: 1
    case .loss, .internalUse, .transferOut, .supplierReturn, .sold, .usedUp, .reward: -1
    }
  }
}

/// One movement of a product.
public struct StockMove: Sendable, Hashable {
  /// The business day.
  public let day: BusinessDay
  /// When, in seconds since 1970.
  public let seconds: Int64
  /// The record that says so; empty for what was sold or used up on a day altogether.
  public let id: String
  /// What moved it.
  public let cause: StockCause
  /// Thousandths that came, or went below nought; of a count what was found.
  public let quantity: Int64
  /// Millionths of the currency for one unit, where it is known.
  public let unitCost: Int64?
  /// Thousandths on hand after it.
  public internal(set) var onHand: Int64 = 0
  /// What a count found more than was expected; nought of everything else.
  public internal(set) var difference: Int64 = 0

  static func isBefore(_ left: StockMove, _ right: StockMove) -> Bool {
    (left.day, left.seconds, left.id) < (right.day, right.seconds, right.id)
  }
}

/// The stock of one product.
public struct StockLedger: Sendable {
  /// Everything that moved it, in order, with what was on hand after each.
  public private(set) var moves: [StockMove]
  /// Thousandths on hand.
  public private(set) var onHand: Int64 = 0
  /// Moving average of what one unit cost, in millionths of the currency; nil where no receipt says.
  ///
  /// Each receipt with a cost weighs in with what it brought; what was there is worth the average before it. With
  /// nothing on hand the new cost is the average. Nothing else moves it.
  public private(set) var unitCost: Int64?

  /// Adds up movements.
  init(_ moves: [StockMove]) throws(TradeError) {
    self.moves = moves.sorted(by: StockMove.isBefore)
    for place in self.moves.indices {
      let move = self.moves[place]
      if move.cause == .receipt, let cost = move.unitCost {
        unitCost = try average(adding: move.quantity, at: cost)
      }
      if move.cause == .count {
        self.moves[place].difference = move.quantity - onHand
        onHand = move.quantity
      } else {
        let (sum, isTooLarge) = onHand.addingReportingOverflow(move.quantity)
        guard !isTooLarge else { throw .tooLarge }
        onHand = sum
      }
      self.moves[place].onHand = onHand
    }
  }

  private func average(adding quantity: Int64, at cost: Int64) throws(TradeError) -> Int64 {
    guard let known = unitCost, onHand > 0, quantity > 0 else { return cost }
    let sum = Int128(onHand) * Int128(known) + Int128(quantity) * Int128(cost)
    return try Money.rounded(Ratio(sum, over: Int128(onHand) + Int128(quantity)))
  }

  /// What the stock cost, in minor units of a currency of so many digits; nil where that is not known.
  func value(digits: Int) throws(TradeError) -> Int64? {
    guard let unitCost else { return nil }
    let scale = Ratio.powerOfTen(9 - digits)
    return try Money.rounded(Ratio(Int128(onHand) * Int128(unitCost), over: scale))
  }

  /// Thousandths on hand at the end of a day.
  func onHand(atEndOf day: BusinessDay) -> Int64 { moves.last { $0.day <= day }?.onHand ?? 0 }

  /// The days of a period that ended with nothing on hand, from the first movement on.
  func daysOut(in period: ClosedRange<BusinessDay>) -> Int {
    guard let first = moves.first?.day, first <= period.upperBound else { return 0 }
    var next = moves.partitioningIndex { $0.day >= period.lowerBound }
    var level = next > 0 ? moves[next - 1].onHand : 0
    var (count, day) = (0, max(first, period.lowerBound))
    while day <= period.upperBound {
      while next < moves.count, moves[next].day <= day {
        level = moves[next].onHand
        next += 1
      }
      count += level <= 0 ? 1 : 0
      day = day.advanced(by: 1)
    }
    return count
  }

  /// Thousandths that some causes moved on each day of a period.
  func byDay(_ causes: Set<StockCause>, in period: ClosedRange<BusinessDay>) -> [BusinessDay: Int64] {
    moves.reduce(into: [:]) { sums, move in
      if causes.contains(move.cause), period.contains(move.day) { sums[move.day, default: 0] += move.quantity }
    }
  }
}

extension Array {
  /// The first place whose element, and all after it, meet a condition.
  fileprivate func partitioningIndex(_ meets: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if meets(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
