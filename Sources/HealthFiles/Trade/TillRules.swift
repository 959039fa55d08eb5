internal import JSONSchema

/// How a sale is taken on a business day (policy `till`).
struct TillRules: Sendable {
  let isShiftRequired: Bool
  /// The smallest sum that coins pay, in minor units; 0 where all of it can be paid.
  let smallestCoin: Int64
  /// The largest discount that a shared till may give by itself.
  let freeDiscountPercent: Ratio
  let usualMethod: String
  let voucherValidity: CalendarDuration?

  init(_ values: JSON, digits: Int) {
    isShiftRequired = values["shiftRequired"]?.boolValue ?? false
    let coin = values["smallestCoin"]?.ratio?.rounded(decimals: digits)
    smallestCoin = coin ?? 0
    freeDiscountPercent = values["freeDiscountPercent"]?.ratio ?? Ratio(0)
    usualMethod = values["usualMethod"]?.stringValue ?? "cash"
    voucherValidity = values["voucherValidity"]?.stringValue.flatMap { CalendarDuration($0) }
  }
}

extension Snapshot {
  /// Decimals of an amount.
  var digits: Int { profile.currency?.digits ?? 2 }

  /// The rules of the till on a day.
  func tillRules(on day: BusinessDay) throws(StoreError) -> TillRules {
    try DatedRules("till", in: self) { values, _ in TillRules(values, digits: digits) }.on(day)
  }

  /// The rules of points and tiers by the day.
  func loyaltyRules() throws(StoreError) -> DatedRules<LoyaltyRules> {
    try DatedRules("loyalty", in: self) { values, from in LoyaltyRules(values, from: from, digits: digits) }
  }

  /// The code that a person means by a code or its label in any language.
  func code(_ word: String, of type: String, at tokens: [String]) -> String {
    catalogue.types[type]?.field(at: JSONPointer(tokens))?.code(for: word) ?? word
  }

  /// The ids of the records of a type that meet conditions, found by columns.
  func ids(
    of name: String, where conditions: [String], days: ClosedRange<BusinessDay>? = nil
  ) throws(StoreError) -> [String] {
    guard let type = catalogue.types[name] else { return [] }
    var query = Query()
    query.conditions = conditions
    query.groupBy = ["id"]
    query.days = days
    return try query.run(over: type, in: self).table.rows.compactMap { row in
      if case .text(let id) = row[0] { id } else { nil }
    }
  }

  /// The records of the ids, as they are open to who reads.
  func records(_ ids: [String]) throws(StoreError) -> [Record] {
    var records: [Record] = []
    for id in ids { if let record = try record(id) { records.append(record) } }
    return records
  }
}
