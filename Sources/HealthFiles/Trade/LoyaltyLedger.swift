// The lots of one member, derived from facts (docs/FactsAndDerived.md). Facts are taken in the order of (time, id);
// what a refund takes comes off the sale's own lot first, then off the others, and what is spent already stays owed,
// so that no lot is ever negative and nobody keeps points of what was given back.

/// Points of one member: where they came from, what became of them, and the tier.
struct LoyaltyLedger: Sendable {
  /// What a lot was given for: a sale, or the kind of an entry.
  struct Lot: Sendable {
    let source: String
    let kind: String
    let time: Instant
    let day: BusinessDay
    /// Last day on which it can be spent.
    let expires: BusinessDay
    let given: Int64
    /// First day of the rules it was given by; nil for the built-in ones.
    let rules: BusinessDay?
    let factor: EarnFactor
    fileprivate(set) var left: Int64
    fileprivate(set) var spent: Int64 = 0
    fileprivate(set) var expired: Int64 = 0
    /// What refunds took back, whatever lot it came off.
    fileprivate(set) var reversed: Int64 = 0
  }

  /// A line of a statement.
  struct Movement: Sendable {
    typealias Kind = PointsAccount.StatementLine.Kind

    let kind: Kind
    let source: String
    let time: Instant?
    let day: BusinessDay
    let points: Int64
    let balance: Int64
  }

  /// Points spent that no lot had.
  struct Shortfall: Sendable {
    let source: String
    let points: Int64
  }

  private(set) var lots: [Lot] = []
  private(set) var movements: [Movement] = []
  private(set) var shortfalls: [Shortfall] = []
  /// What was taken back after it was spent; it comes off the next points.
  private(set) var owed: Int64 = 0
  /// The day up to which facts were taken.
  let day: BusinessDay

  private let rules: DatedRules<LoyaltyRules>
  private let digits: Int
  private var sales: [String: PaidSale] = [:]
  /// What is left of each sale after refunds.
  private var remaining: [String: PaidSum] = [:]
  /// Of what lots each spending took how much, in order.
  private var uses: [String: [(lot: Int, points: Int64)]] = [:]
  private var otherRemaining: [String: Int64]

  /// The points left on the day.
  var balance: Int64 { lots.reduce(0) { $0 + $1.left } }

  init(_ facts: LoyaltyFacts, rules: DatedRules<LoyaltyRules>, digits: Int, through day: BusinessDay) {
    self.rules = rules
    self.digits = digits
    self.day = day
    otherRemaining = facts.otherTotals
    let sold = Dictionary(facts.sales.map { ($0.id, $0.time) }) { first, _ in first }
    var events = facts.sales.map { Event(time: $0.time, rank: 0, id: $0.id, day: $0.day, what: .sale($0)) }
    events += facts.entries.map { Event(time: $0.time, rank: 0, id: $0.id, day: $0.day, what: .entry($0)) }
    // Whatever the clocks of two tills say, a refund comes after its sale.
    events += facts.refunds.map { refund in
      let time = max(refund.time, sold[refund.sale] ?? refund.time)
      return Event(time: time, rank: 1, id: refund.id, day: refund.day, what: .refund(refund))
    }
    events.sort { ($0.time, $0.rank, $0.id) < ($1.time, $1.rank, $1.id) }
    for event in events where event.day <= day {
      expire(before: event.day)
      switch event.what {
      case .sale(let sale): take(sale)
      case .refund(let refund): take(refund)
      case .entry(let entry): take(entry)
      }
    }
    expire(before: day)
  }

  private struct Event {
    enum What {
      case sale(PaidSale)
      case refund(PaidBack)
      case entry(PointsEntry)
    }
    let time: Instant
    let rank: Int
    let id: String
    let day: BusinessDay
    let what: What
  }

  // MARK: facts

  private mutating func take(_ sale: PaidSale) {
    let rules = rules.on(sale.day)
    let tier = tier(on: sale.day)
    let factor = EarnFactor(usual: rules.earnFactor(on: sale.day, tier: tier), campaigns: open(sale, tier))
    sales[sale.id] = sale
    remaining[sale.id] = sale.paid
    if sale.pointsSpent > 0 { spend(sale.pointsSpent, source: sale.id, sale.time, sale.day) }
    let points = rules.points(for: sale.paid.net(without: rules.spendWithout), factor: factor.of(sale.paid.total))
    give(points, source: sale.id, kind: "sale", .earned, sale.time, sale.day, rules, factor)
  }

  /// The campaigns of a sale that are for who bought it, by what came before.
  private func open(_ sale: PaidSale, _ tier: LoyaltyRules.Tier?) -> [Offer] {
    guard !sale.campaigns.isEmpty else { return [] }
    var past = Customer.Past(visits: Set(visits.map(\.day)).count, tier: tier?.code)
    for campaign in lots.flatMap(\.factor.campaigns) { past.uses[campaign.campaign, default: 0] += 1 }
    let customer = Customer(isMember: true, past: past)
    return sale.campaigns.filter { $0.isFor(customer, coupons: []) }
  }

  private mutating func take(_ entry: PointsEntry) {
    guard entry.points > 0 else { return spend(-entry.points, source: entry.id, entry.time, entry.day) }
    let rules = rules.on(entry.day)
    give(entry.points, source: entry.id, kind: entry.kind, .given, entry.time, entry.day, rules, EarnFactor())
    // A referral counts by the sale that earned it: it is found by that sale when it is refunded.
    if let sale = entry.sale, !lots.isEmpty { referrals[sale, default: []].append(lots.count - 1) }
  }

  private var referrals: [String: [Int]] = [:]

  private mutating func take(_ refund: PaidBack) {
    if let sale = sales[refund.sale], var rest = remaining[refund.sale] {
      giveBack(min(refund.pointsReturned, sale.pointsSpent), of: sale.id, refund)
      let before = points(of: sale, paid: rest)
      rest.total -= refund.total
      for (number, amount) in refund.lines where sale.lines.indices.contains(number - 1) && sale.lines[number - 1].earns
      {
        rest.earning -= amount
      }
      for (method, amount) in refund.tenders { rest.tenders[method, default: 0] -= amount }
      remaining[refund.sale] = rest
      // A refund never adds points, whatever means of payment it was paid back by.
      let lost = max(0, before - (rest.total > 0 ? points(of: sale, paid: rest) : 0))
      if let lot = lots.firstIndex(where: { $0.source == sale.id }) {
        reverse(lost, of: lot, refund)
      } else {
        move(.reversed, refund.id, refund.time, refund.day, 0)
      }
    }
    let rest = remaining[refund.sale]?.total ?? otherRemaining[refund.sale].map { $0 - refund.total }
    if let rest { otherRemaining[refund.sale] = rest }
    if rest.map({ $0 <= 0 }) ?? false {
      for lot in referrals[refund.sale] ?? [] where lots[lot].given > lots[lot].reversed {
        reverse(lots[lot].given - lots[lot].reversed, of: lot, refund)
      }
    }
  }

  /// The points that what is left of a sale earns, by the rules and the factor of its day, less what was reversed.
  private func points(of sale: PaidSale, paid: PaidSum) -> Int64 {
    guard let lot = lots.first(where: { $0.source == sale.id }) else { return 0 }
    let rules = rules.on(sale.day)
    let points = rules.points(for: paid.net(without: rules.spendWithout), factor: lot.factor.of(paid.total))
    return min(points, lot.given - lot.reversed)
  }

  // MARK: lots

  private mutating func give(
    _ points: Int64, source: String, kind: String, _ movement: Movement.Kind, _ time: Instant, _ day: BusinessDay,
    _ rules: LoyaltyRules, _ factor: EarnFactor
  ) {
    guard points > 0 else { return move(movement, source, time, day, 0) }
    lots.append(
      Lot(
        source: source, kind: kind, time: time, day: day, expires: rules.lastDay(ofPointsGiven: day), given: points,
        rules: rules.from, factor: factor, left: points))
    move(movement, source, time, day, points)
    settle(source, time, day)
  }

  /// The lots that can be spent, those that expire first before the others.
  private var order: [Int] {
    lots.indices.filter { lots[$0].left > 0 }.sorted { one, other in
      let (first, second) = (lots[one], lots[other])
      return (first.expires, first.time, first.source) < (second.expires, second.time, second.source)
    }
  }

  private mutating func spend(_ points: Int64, source: String, _ time: Instant, _ day: BusinessDay) {
    let taken = drain(points) { ledger, lot, part in
      ledger.lots[lot].spent += part
      ledger.uses[source, default: []].append((lot, part))
    }
    move(.spent, source, time, day, -taken)
    guard taken < points else { return }
    shortfalls.append(Shortfall(source: source, points: points - taken))
    owed += points - taken
  }

  /// Takes points off the lots in their order; returns how many there were.
  private mutating func drain(_ points: Int64, _ each: (inout Self, Int, Int64) -> Void) -> Int64 {
    var rest = points
    for lot in order where rest > 0 {
      let part = min(rest, lots[lot].left)
      lots[lot].left -= part
      rest -= part
      each(&self, lot, part)
    }
    return points - rest
  }

  /// Puts points back into the lots they were spent from, the last first; a lot that has expired keeps them expired.
  private mutating func giveBack(_ points: Int64, of sale: String, _ refund: PaidBack) {
    var rest = points
    var returned: Int64 = 0
    for (place, use) in (uses[sale] ?? []).enumerated().reversed() where rest > 0 && use.points > 0 {
      let part = min(rest, use.points)
      rest -= part
      uses[sale]?[place].points -= part
      lots[use.lot].spent -= part
      if lots[use.lot].expires < refund.day {
        lots[use.lot].expired += part
      } else {
        lots[use.lot].left += part
        returned += part
      }
    }
    guard points > 0 else { return }
    move(.returned, refund.id, refund.time, refund.day, returned)
    settle(refund.id, refund.time, refund.day)
  }

  /// Takes back what a lot was given: from the lot itself, then from what of it has expired, then from the others; what
  /// nobody has any more is owed.
  private mutating func reverse(_ points: Int64, of lot: Int, _ refund: PaidBack) {
    lots[lot].reversed += points
    var taken = min(points, lots[lot].left)
    lots[lot].left -= taken
    let void = min(points - taken, lots[lot].expired)
    lots[lot].expired -= void
    taken += drain(points - taken - void) { ledger, other, part in ledger.lots[other].spent += part }
    move(.reversed, refund.id, refund.time, refund.day, -taken)
    owed += points - taken - void
  }

  /// What is owed comes off first.
  private mutating func settle(_ source: String, _ time: Instant, _ day: BusinessDay) {
    guard owed > 0 else { return }
    let paid = drain(owed) { ledger, lot, part in ledger.lots[lot].spent += part }
    owed -= paid
    if paid > 0 { move(.owed, source, time, day, -paid) }
  }

  private mutating func expire(before day: BusinessDay) {
    for lot in order where lots[lot].expires < day {
      let points = lots[lot].left
      lots[lot].expired += points
      lots[lot].left = 0
      move(.expired, lots[lot].source, nil, lots[lot].expires.advanced(by: 1), -points)
    }
  }

  private mutating func move(
    _ kind: Movement.Kind, _ source: String, _ time: Instant?, _ day: BusinessDay, _ points: Int64
  ) {
    movements.append(
      Movement(kind: kind, source: source, time: time, day: day, points: points, balance: balance))
  }

  // MARK: tiers

  /// The tier on a day: by what was earned within the window before it, reversals taken off (L8-L10).
  func tier(on day: BusinessDay) -> LoyaltyRules.Tier? {
    rules.on(day).tier(reachedBy: tierSum(on: day), digits: digits)
  }

  /// What counts for the tier on a day: points, minor units of money, or visits.
  func tierSum(on day: BusinessDay) -> Ratio {
    let rules = rules.on(day)
    let first = rules.tierWindow.map { day.moved(by: $0, times: -1) } ?? BusinessDay(daysSinceEpoch: Int32.min)
    switch rules.tierBasis {
    case .points:
      let points = lots.filter { $0.day >= first && $0.day < day }.reduce(0) { $0 + $1.given - $1.reversed }
      return Ratio(points)
    case .spend:
      let counted = sales.values.filter { $0.day >= first && $0.day < day }
      return counted.compactMap { remaining[$0.id]?.net(without: rules.spendWithout) }.reduce(Ratio(0)) { sum, net in
        sum.plus(net) ?? sum
      }
    case .visits:
      let counted = sales.values.filter { $0.day >= first && $0.day < day && !isRefunded($0) }
      return Ratio(Int64(Set(counted.map(\.day)).count))
    }
  }

  /// Whether all of a sale was given back.
  private func isRefunded(_ sale: PaidSale) -> Bool {
    sale.paid.total > 0 && (remaining[sale.id]?.total ?? 0) <= 0
  }

  /// The sales of which something is left.
  var visits: [PaidSale] { sales.values.filter { !isRefunded($0) }.sorted { ($0.time, $0.id) < ($1.time, $1.id) } }
}
