// The stock of every product with what follows from it: when to order, and how much (B2, D1, G3).

internal import JSONSchema

/// The stock of one product, and what follows from it.
public struct StockLevel: Sendable {
  /// The product.
  public let product: Record
  /// Everything that moved it.
  public let ledger: StockLedger
  /// What the stock cost, by the moving average; nil where no receipt says.
  public let value: Amount?
  /// What one unit cost in the mean, as a rate; nil where no receipt says.
  public let unitCost: String?
  /// Thousandths sold and used up a day, in the mean of the demand days.
  public let demand: Int64
  /// Thousandths that should not be fallen short of.
  public let safety: Int64
  /// Thousandths at which an order is due: the safety stock, and the demand until goods come.
  public let reorderPoint: Int64
  /// Thousandths that are ordered and did not come yet.
  public let onOrder: Int64
  /// Days of the period that ended with nothing on hand.
  public let daysOut: Int
  /// Gone in the period over the mean of the stock at its beginning and end, in hundredths; nil where that was nought.
  public let turnover: Int64?
  /// Thousandths that should be ordered; nought when it is not due.
  public let proposal: Int64

  /// Thousandths on hand.
  public var onHand: Int64 { ledger.onHand }
  /// Days for which the stock lasts, in tenths; nil without demand.
  public var daysLeft: Int64? {
    demand > 0 ? Ratio(Int128(max(onHand, 0)) * 10, over: Int128(demand))?.rounded(decimals: 0) : nil
  }
}

/// The stock of a store at the end of a day.
public struct StockSheet: Sendable {
  /// The day.
  public let day: BusinessDay
  /// The period that turnover and days without stock are of.
  public let period: ClosedRange<BusinessDay>
  /// One for each product that is stocked, sorted by id.
  public let levels: [StockLevel]

  /// Products that fell below nought: something was not recorded (the task is to count them).
  public var tasks: [StockLevel] { levels.filter { $0.onHand < 0 } }

  /// Derives the stock.
  ///
  /// - Parameters:
  ///   - product: id of the only product asked for; all when nil.
  ///   - days: length of the period in days.
  public init(
    of product: String? = nil, on day: BusinessDay, days: Int = 30, in state: Snapshot
  ) throws(StoreError) {
    self.day = day
    period = day.advanced(by: 1 - max(days, 1))...day
    let moves = try StockFacts.moves(of: product, upTo: day, in: state)
    let ordered = try PurchaseOrders(upTo: day, in: state).outstanding
    let rules = try OrderRules(on: day, in: state)
    guard let type = state.catalogue.types["product"] else { throw .notFound(kind: .type, name: "product", near: []) }
    let products =
      if let product { try state.records([product]) } else { try state.records(of: type).records }
    var levels: [StockLevel] = []
    for product in products.sorted(by: { $0.id < $1.id }) {
      let isStocked = product.value["stocked"]?.boolValue ?? true
      let isCurrent = product.value.day("ended").map { day <= $0 } ?? true
      guard isStocked && isCurrent || !(moves[product.id] ?? []).isEmpty else { continue }
      do throws(TradeError) {
        let ledger = try StockLedger(moves[product.id] ?? [])
        guard isStocked && isCurrent || ledger.onHand != 0 else { continue }
        levels.append(
          try rules.level(
            of: product, ledger, onOrder: ordered[product.id] ?? 0, period: period, digits: state.digits))
      } catch { throw StoreError(error) }
    }
    self.levels = levels
  }
}

/// By what rules goods are ordered on a day (policy `procurement`).
struct OrderRules {
  private let day: BusinessDay
  private let z: Ratio
  private let demandDays: Int
  private let leadDays: Int64
  private let coverDays: Int64
  /// Lead times of suppliers, in days.
  private var supplierLead: [String: Int64] = [:]

  init(on day: BusinessDay, in state: Snapshot) throws(StoreError) {
    self.day = day
    let values = try state.policyValues("procurement", on: day)
    z = values["safetyStock"]?["z"]?.ratio ?? Ratio(0)
    demandDays = max(1, Int(values["safetyStock"]?["demandDays"]?.integerValue ?? 90))
    leadDays = values["safetyStock"]?["leadTimeDays"]?.integerValue ?? 7
    coverDays = values["coverDays"]?.integerValue ?? 14
    if let type = state.catalogue.types["supplier"] {
      for supplier in try state.records(of: type, opening: []).records {
        supplierLead[supplier.id] = supplier.value["leadTimeDays"]?.integerValue
      }
    }
  }

  /// What follows from the stock of a product.
  func level(
    of product: Record, _ ledger: StockLedger, onOrder: Int64, period: ClosedRange<BusinessDay>, digits: Int
  ) throws(TradeError) -> StockLevel {
    let supplier = product.value["supplier"]?.stringValue
    let lead = product.value["leadTimeDays"]?.integerValue ?? supplier.flatMap { supplierLead[$0] } ?? leadDays
    let days = day.advanced(by: 1 - demandDays)...day
    let gone = ledger.byDay([.sold, .usedUp], in: days).values.map { -$0 }
    let sum = gone.reduce(0, +)
    let safety =
      product.value["safetyStock"] == nil
      ? try safetyStock(gone, sum: sum, lead: lead) : product.value.thousandths("safetyStock")
    let expected = { (days: Int64) throws(TradeError) in
      try Money.rounded(Ratio(Int128(sum) * Int128(days), over: Int128(demandDays)))
    }
    let point = safety + (try expected(lead))
    let needed = try expected(lead + coverDays) + safety - ledger.onHand - onOrder
    let isDue = ledger.onHand + onOrder <= point && needed > 0
    let value = try ledger.value(digits: digits).map { Amount(minorUnits: $0, digits: digits) }
    return StockLevel(
      product: product, ledger: ledger, value: value,
      unitCost: ledger.unitCost.map { Money.rate(millionths: $0, digits: digits) }, demand: try expected(1),
      safety: safety, reorderPoint: point, onOrder: onOrder, daysOut: ledger.daysOut(in: period),
      turnover: turnover(ledger, period), proposal: isDue ? wholePacks(needed, of: product) : 0)
  }

  /// z * standard deviation of the demand of a day * square root of the lead time.
  private func safetyStock(_ gone: [Int64], sum: Int64, lead: Int64) throws(TradeError) -> Int64 {
    let count = Int128(demandDays)
    let squares = gone.reduce(Int128(0)) { $0 + Int128($1) * Int128($1) }
    guard let variance = Ratio(squares * count - Int128(sum) * Int128(sum), over: count * count),
      let spread = variance.squareRoot, let root = Ratio(max(lead, 0)).squareRoot
    else { throw .tooLarge }
    return try Money.rounded(z.times(spread)?.times(root))
  }

  private func turnover(_ ledger: StockLedger, _ period: ClosedRange<BusinessDay>) -> Int64? {
    let out = -ledger.byDay([.sold, .usedUp, .restocked], in: period).values.reduce(0, +)
    let came = ledger.byDay([.receipt, .transferIn, .adjustment], in: period).values.reduce(0, +)
    let went = -ledger.byDay([.loss, .internalUse, .transferOut, .supplierReturn], in: period).values.reduce(0, +)
    let opening = ledger.onHand - came + went + out
    let mean = max(opening, 0) + max(ledger.onHand, 0)
    return Ratio(2 * Int128(out), over: Int128(mean))?.rounded(decimals: 2)
  }

  private func wholePacks(_ quantity: Int64, of product: Record) -> Int64 {
    let pack = max(product.value.thousandths("packSize"), product.value["packSize"] == nil ? 1000 : 1)
    let least = product.value.thousandths("orderQuantity")
    return (max(quantity, least) + pack - 1) / pack * pack
  }
}

/// The orders that are under way, and what did not come of them yet.
struct PurchaseOrders {
  /// Orders that goods are waited for, by id.
  private(set) var open: [String: Record] = [:]
  /// Thousandths of each order's products that came.
  private(set) var received: [String: [String: Int64]] = [:]

  init(upTo day: BusinessDay, in state: Snapshot) throws(StoreError) {
    let states = "state in (ordered, confirmed, received)"
    for order in try state.records(state.ids(of: "purchase-order", where: [states, "day <= \(day)"])) {
      open[order.id] = order
    }
    guard let type = state.catalogue.types["stock-movement"], !open.isEmpty else { return }
    var query = Query()
    query.conditions = ["kind = receipt", "has purchaseOrder", "day <= \(day)"]
    query.groupBy = ["purchaseOrder", "product"]
    query.figures = [Query.Figure(.sum, of: "quantity")]
    let table = try query.run(over: type, in: state).table
    let decimals = table.headings[2].decimals
    for row in table.rows {
      guard case (.text(let order), .text(let product)) = (row[0], row[1]) else { continue }
      let quantity = Ratio(Int128(row[2].integer ?? 0), over: Ratio.powerOfTen(decimals))
      received[order, default: [:]][product] = quantity?.rounded(decimals: 3) ?? 0
    }
  }

  /// Thousandths that are still to come of an order, by product, in the order of its lines.
  func missing(of order: String) -> [(product: String, quantity: Int64, unitCost: String?)] {
    var came = received[order] ?? [:]
    guard let lines = open[order]?.value["lines"]?.arrayValue else { return [] }
    return lines.compactMap { line in
      let product = line["product"]?.stringValue ?? ""
      let wanted = line.thousandths("quantity")
      let share = min(wanted, came[product] ?? 0)
      came[product, default: 0] -= share
      return wanted > share ? (product, wanted - share, line["unitCost"]?.stringValue) : nil
    }
  }

  /// Thousandths still to come, by product.
  var outstanding: [String: Int64] {
    open.keys.reduce(into: [:]) { sums, order in
      guard open[order]?.value["state"]?.stringValue != "received" else { return }
      for line in missing(of: order) { sums[line.product, default: 0] += line.quantity }
    }
  }
}

extension Money {
  /// A rate: at least as many decimals as an amount has, at most six.
  static func rate(millionths: Int64, digits: Int) -> String {
    var text = Amount(minorUnits: millionths, digits: 6).text
    for _ in digits..<6 where text.hasSuffix("0") { text.removeLast() }
    return text
  }
}
