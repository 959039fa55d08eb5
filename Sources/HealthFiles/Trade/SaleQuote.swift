internal import JSONSchema

/// What an order comes to, before it is sold.
public struct SaleQuote: Sendable {
  /// A line of it.
  public struct Line: Sendable, Hashable {
    /// Id of what is sold.
    public let item: String
    /// What it is called.
    public let name: String
    /// Thousandths of its unit.
    public let quantity: Int64
    /// Price of one unit.
    public let unitPrice: Amount
    /// What is taken off.
    public let discount: Amount?
    /// Code of the reason for that.
    public let reason: String?
    /// What the line comes to.
    public let amount: Amount

    /// How much of its unit.
    public var count: String { Money.number(thousandths: quantity).plainText }
  }

  /// Its lines.
  public let lines: [Line]
  /// The sum of them.
  public let total: Amount
  /// What the payments leave.
  public let due: Amount
  /// Cash to hand back.
  public let change: Amount
  /// Points the member has; nil where nobody looked.
  public let points: Int64?
  /// The past of the member, where something asked for it.
  let past: MemberPast?

  init(_ lines: [Basket.Line], _ tendering: Tendering, past: MemberPast?, points: Int64?, digits: Int) {
    func amount(_ sum: Int64) -> Amount { Amount(minorUnits: sum, digits: digits) }
    self.lines = lines.map { line in
      Line(
        item: line.item.record.id, name: line.item.record.value["name"]?.stringValue ?? line.item.record.id,
        quantity: line.item.quantity, unitPrice: amount(line.unitPrice),
        discount: line.discount.map { amount($0.amount) }, reason: line.discount?.reason, amount: amount(line.amount))
    }
    total = amount(lines.reduce(0) { $0 + $1.amount })
    due = amount(tendering.due)
    change = amount(tendering.change)
    (self.past, self.points) = (past, points)
  }
}
