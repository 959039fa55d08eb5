internal import JSONSchema

/// The records of what one member bought, gave back, was given and spent.
struct MemberPast: Sendable {
  let sales: [Record]
  let refunds: [Record]
  let entries: [Record]
  /// What points and tiers are derived from.
  let facts: LoyaltyFacts

  /// Reads a member's records: ids are found by columns, then each record from its own file.
  ///
  /// - Parameter left: a sale that is left out, with the points it brought to others.
  init(of member: String, in state: Snapshot, leavingOut left: String? = nil) throws(StoreError) {
    let own = "member = \"\(member)\""
    sales = try state.records(state.ids(of: "sale", where: [own])).filter { $0.id != left }
    entries = try state.records(state.ids(of: "points-entry", where: [own])).filter {
      left == nil || $0.value["sale"]?.stringValue != left
    }
    let earning = Set(entries.compactMap { $0.value["sale"]?.stringValue }).subtracting(sales.map(\.id))
    refunds = try state.refunds(of: earning.union(sales.map(\.id)))
    var facts = try LoyaltyFacts(sales: sales, refunds: refunds, entries: entries, in: state)
    for other in try state.records(earning.sorted()) {
      facts.otherTotals[other.id] = other.value.amount("total", state.digits)
    }
    self.facts = facts
  }

  /// What offers ask of the past.
  func summary(_ ledger: LoyaltyLedger, on day: BusinessDay, in state: Snapshot) throws(StoreError) -> Customer.Past {
    var past = Customer.Past()
    let visits = ledger.visits
    past.visits = Set(visits.map(\.day)).count
    past.tier = ledger.tier(on: day)?.code
    let rules = try state.policyValues("segments", on: day)["frequency"] ?? [:]
    let first = day.advanced(by: -Int(rules["days"]?.integerValue ?? 0))
    let recent = Int64(Set(visits.map(\.day).filter { $0 > first }).count)
    past.frequency =
      recent >= rules["high"]?.integerValue ?? 0
      ? "high" : recent >= rules["medium"]?.integerValue ?? 0 ? "medium" : "low"
    let kept = Set(visits.map(\.id))
    for sale in sales where kept.contains(sale.id) {
      let lines = sale.value["lines"]?.arrayValue ?? []
      for campaign in Set(lines.compactMap { $0["discount"]?["campaign"]?.stringValue }) {
        past.uses[campaign, default: 0] += 1
      }
    }
    return past
  }
}

extension LoyaltyFacts {
  init(sales: [Record], refunds: [Record], entries: [Record], in state: Snapshot) throws(StoreError) {
    let terms = try PointsTerms(in: state)
    self.sales = sales.compactMap { PaidSale($0, terms) }
    self.refunds = refunds.compactMap { PaidBack($0, digits: state.digits) }
    self.entries = entries.compactMap { PointsEntry($0) }
  }
}

extension Snapshot {
  /// The refunds of some sales.
  func refunds(of sales: Set<String>) throws(StoreError) -> [Record] {
    guard !sales.isEmpty, let type = catalogue.types["refund"] else { return [] }
    var query = Query()
    query.groupBy = ["id", "sale"]
    let ids = try query.run(over: type, in: self).table.rows.compactMap { row in
      if case (.text(let id), .text(let sale)) = (row[0], row[1]), sales.contains(sale) { id } else { nil }
    }
    return try records(ids)
  }

  /// The points of a member on a day.
  func ledger(
    of member: String, through day: BusinessDay
  ) throws(StoreError) -> (past: MemberPast, ledger: LoyaltyLedger) {
    let past = try MemberPast(of: member, in: self)
    return (past, LoyaltyLedger(past.facts, rules: try loyaltyRules(), digits: digits, through: day))
  }
}
