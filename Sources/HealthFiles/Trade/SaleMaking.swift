// A sale is made while the lock is held: prices, offers, vouchers, points and the receipt number are those of the
// newest commit. Reads what it needs and no more: the past of a member only where an offer, a tier or points ask for
// it.

internal import JSONSchema

extension Store {
  /// Records a sale, and the points that a recommendation earns with it, in one commit.
  ///
  /// - Parameter total: what the customer was told; nothing is sold where it comes to something else by now.
  /// - Throws: `StoreError.refused` with the reason, `.conflict` when the id says something else already.
  public func sell(
    _ order: SaleOrder, at time: Instant? = nil, _ request: CommitRequest, in known: Snapshot? = nil,
    expecting total: Amount? = nil
  ) throws(StoreError) -> (result: CommitResult, outcome: SaleOutcome) {
    try perform(request, at: time, in: known) { act throws(StoreError) in
      var making = try SaleMaking(order, act)
      let outcome = try making.record(in: &act)
      let now = outcome.sale.value["total"]?.plainText ?? ""
      if let total, now != total.text { throw StoreError(TradeError.otherTotal(now)) }
      return outcome
    }
  }

  /// What an order comes to in a state, by the same rules by which it is sold; nothing is written.
  ///
  /// - Parameter past: the past of the member who buys, where it is known.
  func quote(_ order: SaleOrder, in state: Snapshot, past: MemberPast? = nil) throws(StoreError) -> SaleQuote {
    let act = try BusinessAct(self, in: state, at: nil)
    var making = try SaleMaking(order, act, past: past)
    return try making.quote(in: act)
  }
}

/// Runs a body of the rules of trade and turns its errors into those of the store.
func trading<Result>(_ body: () throws(TradeError) -> Result) throws(StoreError) -> Result {
  do throws(TradeError) { return try body() } catch { throw StoreError(error) }
}

/// A sale on its way from what is asked for to what is recorded.
struct SaleMaking {
  private let order: SaleOrder
  private let state: Snapshot
  /// The same sale, when it was sent before: number, time and shift are those.
  private let old: Record?
  private let time: Instant
  private let day: BusinessDay
  private let device: String
  private let till: TillRules
  private let loyalty: DatedRules<LoyaltyRules>
  private let booking: Record?
  private let member: Record?
  private let staff: String?
  private var digits: Int { state.digits }
  /// The member's past, read when something asks for it.
  private var known: MemberPast?

  init(_ order: SaleOrder, _ act: BusinessAct, past: MemberPast? = nil) throws(StoreError) {
    self.order = order
    state = act.state
    old = try order.id.flatMap { id throws(StoreError) in try act.state.record(id) }
    booking = try order.booking.map { id throws(StoreError) in try Self.existing(id, in: act.state) }
    let buyer = order.member ?? booking?.value["member"]?.stringValue
    member = try buyer.map { id throws(StoreError) in try act.state.activeMember(id, on: act.day) }
    let told = old?.value["time"]?.stringValue.flatMap { Instant($0) }
    known = past
    if known == nil, order.points != nil, let member {
      known = try MemberPast(of: member.id, in: state, leavingOut: old?.id)
    }
    time = told ?? act.time(after: known?.facts.latest)
    day = old?.value.day("day") ?? state.profile.businessDay(of: time.seconds)
    let named = order.id.flatMap { RecordID.datedParts(of: $0)?.device }
    device = if let named { named } else { try act.device() }
    till = try state.tillRules(on: day)
    loyalty = try state.loyaltyRules()
    staff = (order.staff ?? booking?.value["staff"]?.stringValue).map { $0.hasPrefix("stf-") ? $0 : "stf-\($0)" }
  }

  private static func existing(_ id: String, in state: Snapshot) throws(StoreError) -> Record {
    guard let record = try state.record(id) else { throw .notFound(kind: .record, name: id, near: []) }
    return record
  }

  // MARK: the whole

  mutating func record(in act: inout BusinessAct) throws(StoreError) -> SaleOutcome {
    let shift = try openShift()
    let (basket, tendering) = try settled(act)
    guard tendering.due == 0 else {
      throw StoreError(TradeError.underpaid(Amount(minorUnits: tendering.due, digits: digits).text))
    }
    var value: JSON = ["time": .string(time.description), "day": .string(day.description), "device": .string(device)]
    value["id"] = order.id.map { .string($0) }
    value["by"] = old?.value["by"]
    let next = try state.nextReceiptNumber(of: act.type("sale"), device: device, on: day)
    value["receiptNumber"] = old?.value["receiptNumber"] ?? .number(JSONNumber(next))
    value["member"] = member.map { .string($0.id) }
    value["staff"] = staff.map { .string($0) }
    value["channel"] = order.channel.map { .string($0) }
    value["booking"] = booking.map { .string($0.id) }
    value["shift"] = shift.map { .string($0) }
    value["lines"] = try trading { () throws(TradeError) in try basket.json() }
    value["tenders"] = tendering.json(digits)
    value["total"] = Money.json(basket.total, digits)
    value["notes"] = order.notes.map { .string($0) }
    let sale = try act.add("sale", value)
    let change = Amount(minorUnits: tendering.change, digits: digits)
    // A sale that was sent before brought about the rest then.
    guard old == nil else { return SaleOutcome(sale: sale, change: change, referrals: [], unfinished: nil) }
    let unfinished = try booking.flatMap { booking throws(StoreError) in try act.finish(booking) }
    return SaleOutcome(
      sale: sale, change: change, referrals: try referrals(of: sale, in: &act), unfinished: unfinished)
  }

  /// What it comes to, and what of it the payments leave.
  mutating func quote(in act: BusinessAct) throws(StoreError) -> SaleQuote {
    let (basket, tendering) = order.isEmpty ? (nil, Tendering(0)) : try settled(act)
    let account = known.map { LoyaltyLedger($0.facts, rules: loyalty, digits: digits, through: day) }
    return SaleQuote(basket?.lines ?? [], tendering, past: known, points: account?.balance, digits: digits)
  }

  private mutating func settled(_ act: BusinessAct) throws(StoreError) -> (basket: Basket, tendering: Tendering) {
    var basket = try priced(setting())
    if order.items.contains(where: { $0.price != nil }) || till.freeDiscountPercent < basket.manualPercent {
      try act.requirePerson()
    }
    let tendering = try paid(&basket)
    return (basket, tendering)
  }

  private func openShift() throws(StoreError) -> String? {
    if let old { return old.value["shift"]?.stringValue }
    let last = try state.lastTillShift(of: device)
    if let last, Snapshot.isOpen(last) { return last.id }
    guard !till.isShiftRequired else { throw StoreError(TradeError.noShift(device)) }
    return nil
  }

  // MARK: prices

  private mutating func setting() throws(StoreError) -> Basket.Setting {
    var setting = Basket.Setting()
    setting.digits = digits
    setting.coupons = Set(order.coupons)
    setting.offers = try state.offers(at: time, on: day)
    setting.manual = try order.discounts.map { discount throws(StoreError) in try manual(discount) }
    for code in order.coupons where !setting.offers.contains(where: { $0.couponCode == code }) {
      throw StoreError(TradeError.couponUnknown(code))
    }
    guard let member else { return setting }
    let rules = loyalty.on(day)
    var customer = Customer()
    customer.isMember = member.value["kind"] == "member"
    customer.hasBirthday = member.value.day("birthday").map { rules.isBirthday($0, on: day) } ?? false
    customer.tags = Set(member.value.words("tags"))
    let discounts = rules.tiers.contains { $0.discountPercent != nil }
    if discounts || setting.offers.contains(where: \.needsPast) {
      let (past, ledger) = try readPast(of: member.id)
      customer.past = try past.summary(ledger, on: day, in: state)
      setting.tierPercent = ledger.tier(on: day)?.discountPercent
    }
    setting.customer = customer
    return setting
  }

  private mutating func readPast(of member: String) throws(StoreError) -> (member: MemberPast, ledger: LoyaltyLedger) {
    let past = if let known { known } else { try MemberPast(of: member, in: state, leavingOut: old?.id) }
    known = past
    return (past, LoyaltyLedger(past.facts, rules: loyalty, digits: digits, through: day))
  }

  private func manual(_ discount: SaleOrder.Discount) throws(StoreError) -> Basket.ManualDiscount {
    let reason = state.code(discount.reason, of: "sale", at: ["lines", "*", "discount", "reason"])
    guard Basket.manualReasons.contains(reason) else {
      throw StoreError(TradeError.discountReason(discount.reason))
    }
    let size: Basket.ManualDiscount.Size =
      if discount.isPercent {
        .percent(JSON.string(discount.size).ratio ?? Ratio(0))
      } else {
        .amount(try amount(discount.size))
      }
    return Basket.ManualDiscount(line: discount.line, size: size, reason: reason)
  }

  /// A sum that a person typed: `5` is `5.00`.
  private func amount(_ text: String) throws(StoreError) -> Int64 { try state.amount(typed: text) }

  private func priced(_ setting: Basket.Setting) throws(StoreError) -> Basket {
    var items: [Basket.Item] = []
    for item in order.items {
      let record = try state.item(called: item.name, on: day)
      var priced = Basket.Item(record: record, quantity: item.quantity)
      priced.price = try item.price.map { text throws(StoreError) in try amount(text) }
      if record.type == "service" {
        priced.staff = staff
        priced.fee = try gradeFee()
      }
      items.append(priced)
    }
    if items.isEmpty, let booked = try booked() { items.append(booked) }
    guard !items.isEmpty else { throw StoreError(TradeError.nothingSold) }
    return try trading { () throws(TradeError) in try Basket(items, setting) }
  }

  /// What was booked, at the fee that was quoted (K8).
  private func booked() throws(StoreError) -> Basket.Item? {
    guard let booking, let id = booking.value["service"]?.stringValue ?? booking.value["course"]?.stringValue,
      let record = try state.record(id)
    else { return nil }
    let quantity = max(1, booking.value["partySize"]?.integerValue ?? 1) * Money.thousand
    var item = Basket.Item(record: record, quantity: quantity, staff: staff, fee: try gradeFee())
    if let fee = booking.value["fee"] {
      let quoted = fee.amount("service", digits) + fee.amount("technician", digits)
      item.fee = quoted - record.value.amount("price", digits)
    }
    return item
  }

  /// The fee for the grade of who serves.
  private func gradeFee() throws(StoreError) -> Int64 {
    guard let staff, let grade = try state.record(staff)?.value["grade"]?.stringValue else { return 0 }
    let fee = try state.policyValues("booking", on: day)["gradeFees"]?[grade]?.ratio
    return fee?.rounded(decimals: digits) ?? 0
  }

  // MARK: paying

  private mutating func paid(_ basket: inout Basket) throws(StoreError) -> Tendering {
    var tendering = Tendering(basket.total)
    if let booking, let held = try held(on: booking, leavingOut: old?.id), held > 0 {
      let part = Tendering.Payment(
        method: "prepaid", amount: min(held, tendering.due), reference: booking.id)
      try trading { () throws(TradeError) in try tendering.take(part) }
    }
    for number in order.vouchers {
      let voucher = try Voucher(number, in: state, leavingOut: old?.id)
      try trading { () throws(TradeError) in
        try voucher.check(on: day)
        guard !tendering.parts.contains(where: { $0.reference == number }) else { throw .voucherUsed(number, "") }
        try tendering.take(
          Tendering.Payment(method: "voucher", amount: min(voucher.amount, tendering.due), reference: number))
      }
    }
    if let points = order.points { try pay(points, &tendering) }
    let payments = try order.payments.map { payment throws(StoreError) in
      let sum = try payment.amount.map { text throws(StoreError) in try amount(text) }
      let method = state.code(payment.method, of: "sale", at: ["tenders", "*", "method"])
      return Tendering.Payment(method: method, amount: sum, reference: payment.reference)
    }
    let usual = payments.isEmpty && tendering.due > 0 ? [Tendering.Payment(method: till.usualMethod)] : []
    let coin = till.smallestCoin
    try trading { () throws(TradeError) in
      try tendering.settle(payments + usual, &basket, smallestCoin: coin)
    }
    return tendering
  }

  private mutating func pay(_ points: Int64, _ tendering: inout Tendering) throws(StoreError) {
    guard let member else { throw StoreError(TradeError.memberNeeded) }
    let balance = try readPast(of: member.id).ledger.balance
    let rules = loyalty.on(day)
    try trading { () throws(TradeError) in
      let worth = try rules.checked(points, balance: balance, on: day)
      guard worth <= tendering.due else { throw .pointsTooMany(points) }
      try tendering.take(Tendering.Payment(method: "points", amount: worth, points: points))
    }
  }

  /// What is held of a booking's prepayment: not paid back, and not used in a sale yet.
  private func held(on booking: Record, leavingOut left: String?) throws(StoreError) -> Int64? {
    guard let prepayment = booking.value["prepayment"] else { return nil }
    var held = prepayment.amount("amount", digits) - (prepayment["refund"] ?? [:]).amount("amount", digits)
    let sales = try state.records(state.ids(of: "sale", where: ["booking = \"\(booking.id)\""])).filter {
      $0.id != left
    }
    for (records, sign) in [(sales, Int64(-1)), (try state.refunds(of: Set(sales.map(\.id))), 1)] {
      for tender in records.flatMap({ $0.value["tenders"]?.arrayValue ?? [] }) where tender["method"] == "prepaid" {
        held += sign * tender.amount("amount", digits)
      }
    }
    return held
  }

  // MARK: recommendations

  /// Gives both sides their points after a friend's first paid visit (L2).
  private mutating func referrals(of sale: Record, in act: inout BusinessAct) throws(StoreError) -> [Record] {
    let rules = loyalty.on(day)
    guard let member, let referrer = member.value["referrer"]?.stringValue,
      rules.referrerPoints + rules.friendPoints > 0,
      try state.record(referrer).map({ state.isActive($0, on: day) }) ?? false
    else { return [] }
    guard let paid = PaidSale(sale, try PointsTerms(in: state)),
      paid.paid.net(without: rules.spendWithout).numerator > 0
    else { return [] }
    let (past, ledger) = try readPast(of: member.id)
    let kept = ledger.visits
    let isFirst = !kept.contains { $0.paid.net(without: loyalty.on($0.day).spendWithout).numerator > 0 }
    let hasEntry = past.facts.entries.contains { entry in
      entry.kind == "referral" && entry.friend == referrer
        && (entry.sale == nil || kept.contains { $0.id == entry.sale })
    }
    guard isFirst, !hasEntry else { return [] }
    var entries: [Record] = []
    for (whose, other, points) in [
      (referrer, member.id, rules.referrerPoints), (member.id, referrer, rules.friendPoints),
    ]
    where points > 0 {
      entries.append(
        try act.add(
          "points-entry",
          [
            "time": .string(time.description), "day": .string(day.description), "device": .string(device),
            "kind": "referral", "member": .string(whose), "points": .number(JSONNumber(points)),
            "friend": .string(other), "sale": .string(sale.id),
          ]))
    }
    return entries
  }
}
