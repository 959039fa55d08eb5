// What was sold is taken back by a refund: whole or by line, never more than was sold, by the same means of payment.

internal import JSONSchema

/// A refund as it is asked for.
public struct RefundOrder: Sendable {
  /// A line of the sale and how much of it; nil for all that is left.
  public struct Line: Sendable {
    let number: Int
    let quantity: Int64?

    /// Reads `N[*QUANTITY]`; nil when it has not that form.
    public init?(parsing text: String) {
      let parts = text.split(separator: "*", omittingEmptySubsequences: false)
      guard parts.count <= 2, let number = Int(parts[0]), number > 0 else { return nil }
      self.number = number
      quantity = parts.count == 2 ? JSON.string(String(parts[1])).ratio?.rounded(decimals: 3) : nil
      if parts.count == 2, quantity.map({ $0 <= 0 }) ?? true { return nil }
    }
  }

  /// The sale.
  public var sale: String
  /// What is taken back; everything that is left when empty.
  public var lines: [Line] = []
  /// The code of the reason.
  public var reason: String
  /// Whether goods go back on the shelf; by the reason when nil.
  public var isRestocked: Bool?
  /// Another means of payment than those of the sale.
  public var method: String?
  /// The id it gets: the same refund sent twice is one.
  public var id: String?
  /// Free remarks.
  public var notes: String?

  /// Makes an order for all of a sale.
  public init(sale: String, reason: String) {
    self.sale = sale
    self.reason = reason
  }
}

extension Store {
  /// Records a refund in one commit; it needs a person's own key.
  public func refund(
    _ order: RefundOrder, at time: Instant? = nil, _ request: CommitRequest
  ) throws(StoreError) -> (result: CommitResult, outcome: Record) {
    try perform(request, at: time) { act throws(StoreError) in
      try act.requirePerson()
      let making = try RefundMaking(order, act)
      return try making.record(in: &act)
    }
  }

  /// Takes all of a sale back that was made in the shift that is open now.
  public func void(
    _ sale: String, id: String?, _ request: CommitRequest
  ) throws(StoreError) -> (result: CommitResult, outcome: Record) {
    try perform(request) { act throws(StoreError) in
      try act.requirePerson()
      var order = RefundOrder(sale: sale, reason: "void")
      order.id = id
      let making = try RefundMaking(order, act)
      try making.requireOpenShift()
      return try making.record(in: &act)
    }
  }
}

/// A refund on its way from what is asked for to what is recorded.
private struct RefundMaking {
  private let order: RefundOrder
  private let state: Snapshot
  private let sale: Record
  /// The same refund, when it was sent before.
  private let old: Record?
  /// What was given back before.
  private let earlier: [Record]
  private let time: Instant
  private let day: BusinessDay
  private let device: String
  private let shift: Record?
  private let approver: String?
  private var digits: Int { state.digits }

  init(_ order: RefundOrder, _ act: BusinessAct) throws(StoreError) {
    self.order = order
    state = act.state
    guard let sale = try state.record(order.sale), sale.type == "sale" else {
      throw .notFound(kind: .record, name: order.sale, near: [])
    }
    self.sale = sale
    old = try order.id.flatMap { id throws(StoreError) in try act.state.record(id) }
    earlier = try state.refunds(of: [sale.id]).filter { $0.id != order.id }
    var latest = sale.value["time"]?.stringValue.flatMap { Instant($0) }
    if let member = sale.value["member"]?.stringValue {
      latest = try MemberPast(of: member, in: state, leavingOut: nil).facts.latest ?? latest
    }
    time = old?.value["time"]?.stringValue.flatMap { Instant($0) } ?? act.time(after: latest)
    day = old?.value.day("day") ?? state.profile.businessDay(of: time.seconds)
    let named = order.id.flatMap { RecordID.datedParts(of: $0)?.device }
    device = if let named { named } else { try act.device() }
    approver = try act.approver
    let last = try state.lastTillShift(of: device)
    shift = last.flatMap { Snapshot.isOpen($0) ? $0 : nil }
  }

  func requireOpenShift() throws(StoreError) {
    guard old == nil else { return }
    guard let shift else { throw StoreError(TradeError.noShift(device)) }
    guard sale.value["shift"]?.stringValue == shift.id else { throw StoreError(TradeError.otherShift(sale.id)) }
  }

  func record(in act: inout BusinessAct) throws(StoreError) -> Record {
    if shift == nil, old == nil, try state.tillRules(on: day).isShiftRequired {
      throw StoreError(TradeError.noShift(device))
    }
    let lines = try trading { () throws(TradeError) in try self.lines() }
    let total = lines.reduce(Int64(0)) { $0 + $1.amount("amount", digits) }
    var value: JSON = ["time": .string(time.description), "day": .string(day.description), "device": .string(device)]
    value["id"] = order.id.map { .string($0) }
    let number = try state.nextReceiptNumber(of: act.type("refund"), device: device, on: day)
    value["receiptNumber"] = old?.value["receiptNumber"] ?? .number(JSONNumber(number))
    value["sale"] = .string(sale.id)
    value["member"] = sale.value["member"]
    value["shift"] = old.map { $0.value["shift"] } ?? shift.map { .string($0.id) }
    value["approvedBy"] = old.map { $0.value["approvedBy"] } ?? approver.map { .string($0) }
    value["lines"] = .array(lines)
    value["tenders"] = try trading { () throws(TradeError) in try tenders(total) }
    value["total"] = Money.json(total, digits)
    value["reason"] = .string(state.code(order.reason, of: "refund", at: ["reason"]))
    value["notes"] = order.notes.map { .string($0) }
    return try act.add("refund", value)
  }

  // MARK: lines

  private func lines() throws(TradeError) -> [JSON] {
    let sold = sale.value["lines"]?.arrayValue ?? []
    let asked =
      order.lines.isEmpty ? sold.indices.map { ($0 + 1, Int64?.none) } : order.lines.map { ($0.number, $0.quantity) }
    var lines: [JSON] = []
    for (number, quantity) in asked {
      guard sold.indices.contains(number - 1) else { throw .noLine(number) }
      guard !lines.contains(where: { $0["line"]?.integerValue == Int64(number) }) else { throw .lineTwice(number) }
      let back = earlier.flatMap { $0.value["lines"]?.arrayValue ?? [] }.filter {
        $0["line"]?.integerValue == Int64(number)
      }
      let left = sold[number - 1].thousandths("quantity") - back.reduce(0) { $0 + $1.thousandths("quantity") }
      if left == 0, quantity == nil, order.lines.isEmpty { continue }
      guard left > 0, quantity ?? left <= left else {
        throw .refundTooMuch(number, Money.number(thousandths: max(0, left)).plainText)
      }
      lines.append(try line(number, sold[number - 1], quantity ?? left, left: left, back: back))
    }
    guard !lines.isEmpty else { throw .refundedAlready(sale.id) }
    return lines
  }

  /// The last part of a line takes what is left of its amount, so that parts add up to the whole.
  private func line(
    _ number: Int, _ sold: JSON, _ quantity: Int64, left: Int64, back: [JSON]
  ) throws(TradeError) -> JSON {
    func part(_ whole: Int64, _ given: Int64) throws(TradeError) -> Int64 {
      guard quantity < left else { return whole - given }
      let share = Ratio(Int128(whole) * Int128(quantity), over: Int128(sold.thousandths("quantity")))
      return min(try Money.rounded(share), whole - given)
    }
    let given = back.reduce(Int64(0)) { $0 + $1.amount("amount", digits) }
    let amount = try part(sold.amount("amount", digits), given)
    var line: JSON = [
      "line": .number(JSONNumber(Int64(number))), "quantity": Money.number(thousandths: quantity),
      "amount": Money.json(amount, digits),
    ]
    if let tax = sold["tax"], let rate = tax["rate"] {
      let given = back.reduce(Int64(0)) { $0 + ($1["tax"] ?? [:]).amount("amount", digits) }
      line["tax"] = ["rate": rate, "amount": Money.json(try part(tax.amount("amount", digits), given), digits)]
    }
    if sold["product"] != nil { line["restocked"] = .bool(order.isRestocked ?? (order.reason != "defective")) }
    return line
  }

  // MARK: tenders

  /// The sale's own means of payment: money first, then prepayment, points and vouchers.
  private func tenders(_ total: Int64) throws(TradeError) -> JSON {
    if let method = order.method {
      let code = state.code(method, of: "refund", at: ["tenders", "*", "method"])
      return [["method": .string(code), "amount": Money.json(total, digits)]]
    }
    var due = total
    var parts: [JSON] = []
    for (tender, left, points) in remaining() where due > 0 && left > 0 {
      let amount = min(due, left)
      guard tender["method"] != "voucher" || amount == tender.amount("amount", digits) else {
        throw .voucherInParts(tender["reference"]?.stringValue ?? "")
      }
      due -= amount
      var part: JSON = ["method": tender["method"] ?? .null, "amount": Money.json(amount, digits)]
      if tender["points"] != nil {
        let share = try Money.rounded(Ratio(Int128(points) * Int128(amount), over: Int128(left)))
        part["points"] = .number(JSONNumber(max(1, share)))
      }
      if tender["method"] == "voucher" || tender["method"] == "prepaid" { part["reference"] = tender["reference"] }
      parts.append(part)
    }
    guard due == 0 else { throw .underpaid(Amount(minorUnits: due, digits: digits).text) }
    return .array(parts.isEmpty ? [["method": "cash", "amount": Money.json(0, digits)]] : parts)
  }

  private static let order = ["prepaid", "points", "voucher"]

  /// The tenders of the sale with what is left of them after earlier refunds.
  private func remaining() -> [(tender: JSON, left: Int64, points: Int64)] {
    let sold = sale.value["tenders"]?.arrayValue ?? []
    var back: [String: (amount: Int64, points: Int64)] = [:]
    for tender in earlier.flatMap({ $0.value["tenders"]?.arrayValue ?? [] }) {
      let known = back[tender["method"]?.stringValue ?? ""] ?? (0, 0)
      back[tender["method"]?.stringValue ?? ""] =
        (known.amount + tender.amount("amount", digits), known.points + (tender["points"]?.integerValue ?? 0))
    }
    let rows = sold.map { tender in
      let method = tender["method"]?.stringValue ?? ""
      let known = back[method] ?? (0, 0)
      let (amount, points) = (tender.amount("amount", digits), tender["points"]?.integerValue ?? 0)
      let (gone, spent) = (min(amount, known.amount), min(points, known.points))
      back[method] = (known.amount - gone, known.points - spent)
      return (tender: tender, left: amount - gone, points: points - spent)
    }
    return rows.enumerated().sorted { one, other in
      let ranks = [one, other].map { Self.order.firstIndex(of: $0.element.tender["method"]?.stringValue ?? "") ?? -1 }
      return (ranks[0], one.offset) < (ranks[1], other.offset)
    }.map(\.element)
  }
}
