public import JSONSchema

/// What a sale or a refund says to the customer.
public struct Receipt: Sendable {
  /// One line.
  public struct Line: Sendable {
    /// What was sold or taken back, by its name today.
    public let name: String
    /// The line of the sale.
    public let value: JSON
    /// How much of it.
    public let quantity: String
    /// What it came to.
    public let amount: Amount
    /// Price of one unit.
    public let unitPrice: Amount
    /// What was taken off.
    public let discount: Amount?
  }

  /// The sale or the refund.
  public let record: Record
  /// What stands above it: the store's own text, or its name.
  public let header: [String]
  /// Device, day and number: `a7-20261121-3`.
  public let number: String
  /// The lines.
  public let lines: [Line]
  /// Tax contained, by its rate.
  public let taxes: [(rate: String, amount: Amount)]
  /// The sum of it.
  public let total: Amount
  /// Code of the currency.
  public let currency: String

  /// Reads a sale or a refund; `nil` for a record of another type.
  public init?(_ record: Record, in state: Snapshot) throws(StoreError) {
    guard record.type == "sale" || record.type == "refund" else { return nil }
    let digits = state.digits
    let value = record.value
    self.record = record
    currency = state.profile.currency?.code ?? ""
    let profile = try state.record("store")?.value ?? [:]
    let text = profile["receiptHeader"]?.stringValue ?? state.profile.name
    header = text.split(separator: "\n").map(String.init)
    let day = value.day("day")?.compact ?? ""
    number = "\(value["device"]?.stringValue ?? "")-\(day)-\(value["receiptNumber"]?.integerValue ?? 0)"
    total = Amount(minorUnits: value.amount("total", digits), digits: digits)
    let sold = try value["sale"]?.stringValue.flatMap { id throws(StoreError) in try state.record(id) }
    var lines: [Line] = []
    for line in value["lines"]?.arrayValue ?? [] {
      let number = line["line"]?.integerValue.map { Int($0) - 1 } ?? 0
      let item = sold?.value["lines"]?[number] ?? line
      let id = Snapshot.itemTypes.compactMap { item[$0]?.stringValue }.first ?? ""
      let taken = line["discount"].map { Amount(minorUnits: $0.amount("amount", digits), digits: digits) }
      lines.append(
        Line(
          name: try state.record(id)?.value["name"]?.stringValue ?? id, value: line,
          quantity: line["quantity"]?.plainText ?? "",
          amount: Amount(minorUnits: line.amount("amount", digits), digits: digits),
          unitPrice: Amount(minorUnits: item.amount("unitPrice", digits), digits: digits), discount: taken))
    }
    self.lines = lines
    taxes = Self.taxes(lines, digits)
  }

  private static func taxes(_ lines: [Line], _ digits: Int) -> [(rate: String, amount: Amount)] {
    var sums: [String: Int64] = [:]
    for tax in lines.compactMap({ $0.value["tax"] }) {
      sums[tax["rate"]?.stringValue ?? "", default: 0] += tax.amount("amount", digits)
    }
    return sums.sorted { $0.key < $1.key }.map { ($0.key, Amount(minorUnits: $0.value, digits: digits)) }
  }
}
