internal import JSONSchema

/// How a total is paid: what is left is due, and only cash gives change.
struct Tendering: Sendable {
  /// What a person hands over.
  struct Payment: Sendable {
    let method: String
    /// In minor units; nil for what is still due.
    var amount: Int64?
    var reference: String?
    var points: Int64?
  }

  /// Means of payment that are not named but come of what a sale is given: points, vouchers, a booking.
  static let ownMethods: Set<String> = ["points", "voucher", "prepaid"]

  private(set) var parts: [Payment] = []
  /// Cash handed back.
  private(set) var change: Int64 = 0
  /// Cash handed over.
  private(set) var cash: Int64 = 0
  private(set) var due: Int64

  init(_ total: Int64) { due = total }

  /// Takes a payment; more than is due may be handed over in cash alone.
  mutating func take(_ payment: Payment) throws(TradeError) {
    let handed = payment.amount ?? due
    let isCash = payment.method == "cash"
    guard handed <= due || isCash else { throw .paidTooMuch(payment.method) }
    let kept = min(handed, due)
    if isCash {
      cash += handed
      change += handed - kept
    }
    due -= kept
    // Nothing paid is no part, unless all of it costs nothing.
    if kept > 0 {
      parts.append(Payment(method: payment.method, amount: kept, reference: payment.reference, points: payment.points))
    }
  }

  /// The parts as a sale holds them.
  func json(_ digits: Int) -> JSON {
    let parts = parts.isEmpty ? [Payment(method: "cash", amount: 0)] : parts
    return .array(
      parts.map { part in
        var value: JSON = ["method": .string(part.method), "amount": Money.json(part.amount ?? 0, digits)]
        value["points"] = part.points.map { .number(JSONNumber($0)) }
        value["reference"] = part.reference.map { .string($0) }
        return value
      })
  }
}

extension Tendering {
  /// Takes payments: sums that are named first, cash after the others; then the one that pays the rest.
  ///
  /// Where cash pays the rest, what coins cannot pay is dropped.
  mutating func settle(_ payments: [Payment], _ basket: inout Basket, smallestCoin: Int64) throws(TradeError) {
    let open = payments.filter { $0.amount == nil }
    guard open.count <= 1 else { throw .twoRests }
    let isCash = { (payment: Payment) in payment.method == "cash" }
    for payment in payments where payment.amount != nil && !isCash(payment) { try take(payment) }
    let cash = payments.filter(isCash)
    let handed = cash.reduce(Int64(0)) { $0 + ($1.amount ?? 0) }
    if !cash.isEmpty, open.allSatisfy(isCash), handed >= due || !open.isEmpty {
      let before = basket.total
      basket.dropOddCash(due, unit: smallestCoin)
      due -= before - basket.total
    }
    for payment in cash where payment.amount != nil { try take(payment) }
    for payment in open { try take(payment) }
  }
}
