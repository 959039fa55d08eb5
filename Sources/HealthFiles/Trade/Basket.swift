// What a basket costs: pure, so that the till can ask at every key. A line carries one discount. Of the offers that
// apply to a line the largest counts; what a person takes off goes before them.

internal import JSONSchema

/// The lines of a sale, priced.
struct Basket: Sendable {
  /// An item that is to be sold.
  struct Item: Sendable {
    /// The product, service or course as it stands.
    let record: Record
    /// In thousandths of its unit.
    let quantity: Int64
    var staff: String?
    /// Put on the price of one unit: the fee for the technician's grade (K8).
    var fee: Int64 = 0
    /// Another price of one unit.
    var price: Int64?
  }

  /// What is taken off a line, and why.
  struct Discount: Sendable, Hashable {
    var amount: Int64
    let reason: String
    var campaign: String?
  }

  /// What a person takes off.
  struct ManualDiscount: Sendable {
    enum Size: Sendable {
      case percent(Ratio)
      case amount(Int64)
    }
    /// The line from 1; nil for the whole receipt.
    let line: Int?
    let size: Size
    let reason: String
  }

  /// A priced line.
  struct Line: Sendable {
    let item: Item
    let unitPrice: Int64
    /// Price of the quantity before discount.
    let gross: Int64
    var discount: Discount?
    let taxRate: Ratio?

    var amount: Int64 { gross - (discount?.amount ?? 0) }
    var isWithoutDiscount: Bool { discount == nil }
  }

  /// What prices depend on beside the items.
  struct Setting: Sendable {
    var digits = 2
    var offers: [Offer] = []
    var customer: Customer?
    var tierPercent: Ratio?
    var coupons: Set<String> = []
    var manual: [ManualDiscount] = []
  }

  private(set) var lines: [Line] = []
  private let setting: Setting

  var total: Int64 { lines.reduce(0) { $0 + $1.amount } }
  var gross: Int64 { lines.reduce(0) { $0 + $1.gross } }

  init(_ items: [Item], _ setting: Setting) throws(TradeError) {
    self.setting = setting
    for item in items {
      guard item.quantity > 0 else { throw .noQuantity(item.record.id) }
      guard item.record.value["price"] != nil else { throw .noPrice(item.record.id) }
      let listed = item.record.value.amount("price", setting.digits) + item.fee
      // A higher price is the price; a lower one is a discount, so that the listed price stays in the record.
      let unit = max(listed, item.price ?? listed)
      let gross = try Money.price(unit, times: item.quantity)
      var line = Line(item: item, unitPrice: unit, gross: gross, taxRate: item.record.value["taxRate"]?.ratio)
      if let price = item.price, price < listed {
        let amount = gross - (try Money.price(price, times: item.quantity))
        line.discount = Discount(amount: amount, reason: "override")
      }
      lines.append(line)
    }
    let fixed = Set(lines.indices.filter { !lines[$0].isWithoutDiscount }).union(try takeOff())
    try offer(to: lines.indices.filter { !fixed.contains($0) })
  }

  /// Reasons that a person may give.
  static let manualReasons = ["goodwill", "damaged", "staff", "package"]

  // MARK: what a person takes off

  /// Gives the discounts of a person; returns the lines they are on.
  private mutating func takeOff() throws(TradeError) -> Set<Int> {
    var touched: Set<Int> = []
    for manual in setting.manual {
      if let line = manual.line, !lines.indices.contains(line - 1) { throw .noLine(line) }
      let places = (manual.line.map { [$0 - 1] } ?? Array(lines.indices)).filter { lines[$0].isWithoutDiscount }
      guard !places.isEmpty else { throw .twoDiscounts }
      let weights = places.map { lines[$0].gross }
      let sum = weights.reduce(0, +)
      let amount =
        switch manual.size {
        case .amount(let amount): amount
        case .percent(let percent): sum - (try Money.discounted(sum, percent: percent))
        }
      guard amount <= sum else { throw .discountTooLarge }
      for (place, share) in zip(places, try Money.shares(of: amount, by: weights)) where share > 0 {
        lines[place].discount = Discount(amount: share, reason: manual.reason)
      }
      touched.formUnion(places)
    }
    return touched
  }

  /// The largest part of a receipt that a person took off by hand, in per cent.
  var manualPercent: Ratio {
    let taken = lines.compactMap(\.discount).filter { Self.manualReasons.contains($0.reason) }
    return Ratio(Int128(taken.reduce(0) { $0 + $1.amount }) * 100, over: Int128(max(1, gross))) ?? Ratio(0)
  }

  // MARK: offers

  /// Gives the customer the best of the offers: the best of each line, or one off the receipt on its lines instead.
  private mutating func offer(to places: [Int]) throws(TradeError) {
    let open = setting.offers.filter { offer in
      offer.isFor(setting.customer, coupons: setting.coupons) && gross >= offer.minimumSpend
    }
    var best: [Int: Discount] = [:]
    for place in places { best[place] = try bestOffer(for: place, open) }
    var chosen = best
    for offer in open {
      guard case .amount(let amount) = offer.rule else { continue }
      let own = places.filter { isFor(lines[$0], offer) }
      let weights = own.map { lines[$0].gross }
      let sum = weights.reduce(0, +)
      guard sum > 0, sum >= offer.spend else { continue }
      var other = best
      for (place, share) in zip(own, try Money.shares(of: min(amount, sum), by: weights)) {
        other[place] = share > 0 ? Discount(amount: share, reason: offer.reason, campaign: offer.campaign) : nil
      }
      if Self.sum(other) > Self.sum(chosen) { chosen = other }
    }
    for (place, discount) in chosen { lines[place].discount = discount }
  }

  private static func sum(_ discounts: [Int: Discount]) -> Int64 { discounts.values.reduce(0) { $0 + $1.amount } }

  private func isFor(_ line: Line, _ offer: Offer) -> Bool {
    offer.items?.contains(line.item.record.id) ?? true
  }

  private func bestOffer(for place: Int, _ offers: [Offer]) throws(TradeError) -> Discount? {
    var best: Discount?
    for offer in offers {
      let amount = try amount(of: offer, on: place)
      guard amount > best?.amount ?? 0 else { continue }
      best = Discount(amount: amount, reason: offer.reason, campaign: offer.campaign)
    }
    if let percent = setting.tierPercent {
      let amount = lines[place].gross - (try Money.discounted(lines[place].gross, percent: percent))
      if amount > best?.amount ?? 0 { best = Discount(amount: amount, reason: "tier") }
    }
    return best
  }

  /// What an offer takes off one line.
  private func amount(of offer: Offer, on place: Int) throws(TradeError) -> Int64 {
    let line = lines[place]
    let (gross, quantity) = (line.gross, line.item.quantity)
    switch offer.rule {
    case .amount: return 0
    case .gift(let item):
      guard line.item.record.id == item else { return 0 }
      let others = lines.indices.filter { $0 != place && isFor(lines[$0], offer) }
      let sum = others.reduce(Int64(0)) { $0 + lines[$1].gross }
      guard sum > 0, sum >= offer.spend else { return 0 }
      return try Money.price(line.unitPrice, times: min(quantity, Money.thousand))
    case .percent(let percent) where isFor(line, offer):
      return gross - (try Money.discounted(gross, percent: percent))
    case .price(let price) where isFor(line, offer):
      return max(0, gross - (try Money.price(price, times: quantity)))
    case .buyGet(let buy, let get) where isFor(line, offer):
      let units = quantity / Money.thousand
      let free = units / (buy + get) * get + max(0, units % (buy + get) - buy)
      return try Money.price(line.unitPrice, times: free * Money.thousand)
    default: return 0
    }
  }

  // MARK: cash

  /// Drops what coins cannot pay of the part paid in cash (抹零), in the customer's favour.
  mutating func dropOddCash(_ cash: Int64, unit: Int64) {
    let odd = unit > 0 ? cash % unit : 0
    guard odd > 0 else { return }
    // An odd sum that no line can lose stays due.
    if let plain = lines.indices.last(where: { lines[$0].isWithoutDiscount && lines[$0].amount >= odd }) {
      lines[plain].discount = Discount(amount: odd, reason: "rounding")
    } else if let largest = lines.indices.max(by: { lines[$0].amount < lines[$1].amount }), lines[largest].amount >= odd
    {
      lines[largest].discount?.amount += odd
    }
  }

  // MARK: records

  /// The lines as a sale holds them.
  func json() throws(TradeError) -> JSON {
    .array(
      try lines.map { line throws(TradeError) in
        let record = line.item.record
        var value: JSON = [record.type: .string(record.id)]
        value["staff"] = line.item.staff.map { .string($0) }
        value["quantity"] = Money.number(thousandths: line.item.quantity)
        value["unitPrice"] = Money.json(line.unitPrice, setting.digits)
        if let discount = line.discount {
          var taken: JSON = [
            "amount": Money.json(discount.amount, setting.digits), "reason": .string(discount.reason),
          ]
          taken["campaign"] = discount.campaign.map { .string($0) }
          value["discount"] = taken
        }
        if let rate = line.taxRate, let text = record.value["taxRate"] {
          let tax = try Money.contained(in: line.amount, rate: rate)
          value["tax"] = ["rate": text, "amount": Money.json(tax, setting.digits)]
        }
        value["amount"] = Money.json(line.amount, setting.digits)
        return value
      })
  }
}
