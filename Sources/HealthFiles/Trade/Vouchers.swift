internal import JSONSchema

/// A voucher that was given for points (L5): it is used once, and can be used again after a refund gave it back.
struct Voucher: Sendable {
  let number: String
  let amount: Int64
  let validUntil: BusinessDay?
  /// The sale in which it is used, and not given back.
  let usedIn: String?

  /// Finds a voucher by its number.
  ///
  /// - Parameter left: a sale whose use of it does not count.
  init(_ number: String, in state: Snapshot, leavingOut left: String? = nil) throws(StoreError) {
    guard !number.contains("\"") else { throw StoreError(TradeError.voucherUnknown(number)) }
    let issued = try state.records(state.ids(of: "points-entry", where: ["voucher.number = \"\(number)\""])).first
    guard let issued, let voucher = issued.value["voucher"] else { throw StoreError(TradeError.voucherUnknown(number)) }
    self.number = number
    amount = voucher.amount("amount", state.digits)
    validUntil = voucher.day("validUntil")
    let days = issued.value.day("day").map { $0...max($0, BusinessDay(daysSinceEpoch: 2_932_896)) }
    let named = "tenders.reference = \"\(number)\""
    let uses = try state.records(state.ids(of: "sale", where: [named], days: days)).filter { $0.id != left }
    let refunds = try state.refunds(of: Set(uses.map(\.id)))
    usedIn =
      uses.first { sale in
        let back = refunds.filter { $0.value["sale"]?.stringValue == sale.id }
        return Self.sum(number, in: [sale], state.digits) > Self.sum(number, in: back, state.digits)
      }?.id
  }

  private static func sum(_ number: String, in records: [Record], _ digits: Int) -> Int64 {
    records.flatMap { $0.value["tenders"]?.arrayValue ?? [] }.reduce(0) { sum, tender in
      let isUse = tender["method"] == "voucher" && tender["reference"]?.stringValue == number
      return sum + (isUse ? tender.amount("amount", digits) : 0)
    }
  }

  /// Says why it cannot be used on a day.
  func check(on day: BusinessDay) throws(TradeError) {
    if let usedIn { throw .voucherUsed(number, usedIn) }
    if let validUntil, validUntil < day { throw .voucherExpired(number, validUntil) }
  }
}
