// The open basket of a till, kept beside the repository after each change (.git/hfile/till/), so that a crash loses
// nothing. In it are the words that `hfile sale` would be given: ids and numbers, nothing of a person.

internal import JSONSchema

extension SaleOrder {
  /// The order as JSON text.
  var kept: [UInt8] {
    var value: JSON = ["items": .array(items.map { .string($0.text) })]
    value["id"] = id.map { .string($0) }
    value["member"] = member.map { .string($0) }
    value["points"] = points.map { .number(JSONNumber($0)) }
    for (name, words) in [
      ("coupons", coupons), ("vouchers", vouchers), ("discounts", discounts.map(\.text)),
      ("payments", payments.map(\.text)),
    ] where !words.isEmpty { value[name] = .array(words.map { .string($0) }) }
    return RecordFile.document(value, order: nil)
  }

  /// Reads what was kept; nil for what is no order.
  init?(kept bytes: [UInt8]) {
    guard let value = try? JSON(parsing: bytes, limits: .record) else { return nil }
    self.init()
    items = value.words("items").compactMap { Item(parsing: $0) }
    discounts = value.words("discounts").compactMap { Discount(parsing: $0) }
    guard let id = value["id"]?.stringValue, items.count == value.words("items").count,
      discounts.count == value.words("discounts").count
    else { return nil }
    self.id = id
    member = value["member"]?.stringValue
    points = value["points"]?.integerValue
    (coupons, vouchers) = (value.words("coupons"), value.words("vouchers"))
    payments = value.words("payments").map(Payment.init)
  }
}

extension Store {
  private static let basketPath = ".git/hfile/till/basket.json"

  /// The basket that a till left open; nil when there is none, or it cannot be read.
  func keptBasket() throws(StoreError) -> SaleOrder? {
    try disk.read(Self.basketPath).flatMap { SaleOrder(kept: $0) }
  }

  /// Keeps the open basket of the till; nil when there is none any more.
  func keepBasket(_ order: SaleOrder?) throws(StoreError) {
    guard let order else { return try disk.remove(Self.basketPath) }
    try disk.write(order.kept, to: Self.basketPath, mode: 0o600)
  }
}
