// What acts of business of two copies of a store break together although each was right where it was done: somebody is
// booked twice, points or a voucher are spent twice. Goods sold below nought are a task of `hfile stock` already.

internal import JSONSchema

extension Clash {
  /// Finds what changed records break together with others.
  ///
  /// - Parameters:
  ///   - changes: the records that differ from what was fetched.
  ///   - state: the state that holds them.
  public static func found(among changes: [RecordChange], in state: Snapshot) throws(StoreError) -> [Clash] {
    let changed = Dictionary(grouping: changes) { $0.type }
    return try bookings(changed["booking"] ?? [], state)
      + (try points((changed["sale"] ?? []) + (changed["points-entry"] ?? []), state))
      + (try vouchers(changed["sale"] ?? [], state))
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
}
