// What acts of business of two copies of a store break together although each was right where it was done: somebody is
// booked twice, points or a voucher are spent twice, the last piece is sold twice.

internal import JSONSchema

extension Clash {
  /// Finds what acts of business of both sides break together.
  public static func found(in encounter: Encounter) throws(StoreError) -> [Clash] {
    let (changed, state) = (Dictionary(grouping: encounter.own) { $0.type }, encounter.state)
    return try bookings(changed["booking"] ?? [], state)
      + (try points((changed["sale"] ?? []) + (changed["points-entry"] ?? []), state))
      + (try vouchers(changed["sale"] ?? [], state))
      + (try stock(encounter))
  }

  private static func bookings(_ changes: [RecordChange], _ state: Snapshot) throws(StoreError) -> [Clash] {
    guard !changes.isEmpty else { return [] }
    let ids = Set(changes.map(\.id))
    return try OccupationLedger(state).problems.compactMap { problem in
      let parts = [problem.place.record].compactMap(\.self) + problem.fact.others
      guard let own = parts.first(where: ids.contains) else { return nil }
      return Clash(record: own, rule: problem.fact.name, others: parts.filter { $0 != own })
    }
  }

  /// Members who spent in what changed, and whose points do not suffice for it any more.
  private static func points(_ changes: [RecordChange], _ state: Snapshot) throws(StoreError) -> [Clash] {
    var spenders: [String: [String]] = [:]
    for change in changes {
      guard let value = change.new, let member = value["member"]?.stringValue else { continue }
      let tenders = (value["tenders"]?.arrayValue ?? []).contains { $0["method"] == "points" }
      let isSpent = tenders || value["kind"] == "redemption" || (value["points"]?.integerValue ?? 0) < 0
      if isSpent { spenders[member, default: []].append(change.id) }
    }
    var clashes: [Clash] = []
    for (member, spent) in spenders.sorted(by: { $0.key < $1.key }) {
      let day = spent.compactMap { RecordID.datedParts(of: $0)?.day }.max()
      guard let day else { continue }
      let shortfalls = try state.ledger(of: member, through: day).ledger.shortfalls
      guard let last = shortfalls.last else { continue }
      let own = spent.contains(last.source) ? last.source : spent[spent.count - 1]
      clashes.append(
        Clash(record: own, rule: "points-overspent", others: shortfalls.map(\.source).filter { $0 != own } + [member]))
    }
    return clashes
  }

  /// Vouchers that are paid with in what changed, and in another sale as well.
  private static func vouchers(_ changes: [RecordChange], _ state: Snapshot) throws(StoreError) -> [Clash] {
    var clashes: [Clash] = []
    for change in changes {
      for tender in change.new?["tenders"]?.arrayValue ?? [] where tender["method"] == "voucher" {
        guard let number = tender["reference"]?.stringValue,
          let other = try Voucher(number, in: state, leavingOut: change.id).usedIn
        else { continue }
        clashes.append(Clash(record: change.id, rule: "voucher-used", others: [other]))
      }
    }
    return clashes
  }

  /// Products that both sides moved, and that fell below nought only by what both did.
  ///
  /// What one side alone sold below nought stays a task of `hfile stock`.
  private static func stock(_ encounter: Encounter) throws(StoreError) -> [Clash] {
    let state = encounter.state
    let own = try StockFacts.movers(among: encounter.own, in: state)
    guard !own.isEmpty else { return [] }
    let others = try StockFacts.movers(among: encounter.came(StockFacts.types), in: state)
    let shared = Set(own.keys).intersection(others.keys)
    let ids = shared.flatMap { (own[$0] ?? []) + (others[$0] ?? []) }
    guard let day = ids.compactMap({ RecordID.datedParts(of: $0)?.day }).max() else { return [] }
    var short = try StockFacts.belowNought(among: shared, on: day, in: state)
    if short.isEmpty { return [] }
    for side in try encounter.before() { short.subtract(try StockFacts.belowNought(among: short, on: day, in: side)) }
    return short.sorted().map { product in
      // The last of each side: those took what was not there any more.
      let sides = [others[product], own[product]].map { ($0 ?? []).suffix(50) }
      return Clash(record: product, rule: "stock-oversold", others: sides.flatMap { $0 })
    }
  }
}
