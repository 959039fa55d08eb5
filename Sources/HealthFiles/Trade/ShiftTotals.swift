internal import JSONSchema

/// What was sold, given back and taken in one turn at a till (B5, J11): an X report while it is open, a Z report after.
public struct ShiftTotals: Sendable {
  /// The sums of one means of payment, in minor units.
  public struct Method: Sendable {
    /// Taken by sales.
    public var sold: Int64 = 0
    /// Given back by refunds.
    public var refunded: Int64 = 0
    /// Prepayments taken, less those paid back.
    public var prepaid: Int64 = 0
    /// What was counted at the close.
    public var counted: Int64?

    /// Makes sums of nothing.
    public init() {}

    /// What there should be; for cash the float comes to it.
    public var net: Int64 { sold - refunded + prepaid }
  }

  /// The shift.
  public let shift: Record
  /// Decimals of the sums.
  public let digits: Int
  /// Number of sales.
  public private(set) var sales = 0
  /// Sum of the sales.
  public private(set) var sold: Int64 = 0
  /// Number of refunds, voids among them.
  public private(set) var refunds = 0
  /// Number of voids.
  public private(set) var voids = 0
  /// Sum of the refunds.
  public private(set) var refunded: Int64 = 0
  /// Tax contained in sales less refunds, by its rate.
  public private(set) var taxes: [String: Int64] = [:]
  /// Discounts of the sales by their reason.
  public private(set) var discounts: [String: Int64] = [:]
  /// By means of payment.
  public private(set) var methods: [String: Method] = [:]
  /// First and last receipt of the sales, by day.
  public private(set) var receipts: [(day: BusinessDay, first: Int64, last: Int64)] = []

  /// Whether the shift goes on.
  public var isOpen: Bool { Snapshot.isOpen(shift) }
  /// Cash in the drawer at the beginning.
  public var openingFloat: Int64 { shift.value.amount("openingFloat", digits) }
  /// Cash that should be in the drawer.
  public var expectedCash: Int64 { openingFloat + (methods["cash"]?.net ?? 0) }
  /// Counted cash less expected cash; nil before it is counted.
  public var difference: Int64? { methods["cash"]?.counted.map { $0 - expectedCash } }

  /// What is expected by a means of payment.
  public func expected(_ method: String) -> Int64 { method == "cash" ? expectedCash : methods[method]?.net ?? 0 }

  /// Adds up what names a shift.
  public init(of shift: Record, in state: Snapshot) throws(StoreError) {
    self.shift = shift
    digits = state.digits
    let first = shift.value.day("day") ?? BusinessDay(daysSinceEpoch: 0)
    let end = shift.value["closed"]?.stringValue.flatMap { Instant($0) }
    let last = end.map { state.profile.businessDay(of: $0.seconds) }
    let days = first...max(first, last ?? BusinessDay(daysSinceEpoch: 2_932_896))
    var seen: [BusinessDay: (first: Int64, last: Int64)] = [:]
    for sale in try state.facts("sale", of: shift.id, days: days) {
      add(sale.value)
      guard let day = sale.value.day("day"), let number = sale.value["receiptNumber"]?.integerValue else { continue }
      let range = seen[day] ?? (number, number)
      seen[day] = (min(range.first, number), max(range.last, number))
    }
    receipts = seen.sorted { $0.key < $1.key }.map { ($0.key, $0.value.first, $0.value.last) }
    for refund in try state.facts("refund", of: shift.id, days: days) { take(refund.value) }
    try addPrepayments(until: end, in: state)
    for count in shift.value["counted"]?.arrayValue ?? [] {
      methods[count["method"]?.stringValue ?? "", default: Method()].counted = count.amount("amount", digits)
    }
  }

  private mutating func add(_ sale: JSON) {
    sales += 1
    sold += sale.amount("total", digits)
    for line in sale["lines"]?.arrayValue ?? [] {
      if let tax = line["tax"] { taxes[tax["rate"]?.stringValue ?? "", default: 0] += tax.amount("amount", digits) }
      if let taken = line["discount"] {
        discounts[taken["reason"]?.stringValue ?? "", default: 0] += taken.amount("amount", digits)
      }
    }
    for tender in sale["tenders"]?.arrayValue ?? [] {
      methods[tender["method"]?.stringValue ?? "", default: Method()].sold += tender.amount("amount", digits)
    }
  }

  private mutating func take(_ refund: JSON) {
    refunds += 1
    voids += refund["reason"] == "void" ? 1 : 0
    refunded += refund.amount("total", digits)
    for tax in (refund["lines"]?.arrayValue ?? []).compactMap({ $0["tax"] }) {
      taxes[tax["rate"]?.stringValue ?? "", default: 0] -= tax.amount("amount", digits)
    }
    for tender in refund["tenders"]?.arrayValue ?? [] {
      methods[tender["method"]?.stringValue ?? "", default: Method()].refunded += tender.amount("amount", digits)
    }
  }

  /// Prepayments of bookings that were taken on the device while the shift was open, less those paid back.
  private mutating func addPrepayments(until end: Instant?, in state: Snapshot) throws(StoreError) {
    guard let start = shift.value["time"]?.stringValue, let begin = Instant(start) else { return }
    let device = shift.value["device"]?.stringValue
    let within = { (value: JSON?) -> Bool in
      guard let time = value?.stringValue.flatMap({ Instant($0) }) else { return false }
      return begin <= time && end.map { time < $0 } ?? true
    }
    for field in ["prepayment.time", "prepayment.refund.time"] {
      for booking in try state.records(state.ids(of: "booking", where: ["\(field) >= \"\(start)\""])) {
        guard let paid = booking.value["prepayment"], booking.value["device"]?.stringValue == device else { continue }
        let method = paid["method"]?.stringValue ?? "other"
        if field == "prepayment.time", within(paid["time"]) {
          methods[method, default: Method()].prepaid += paid.amount("amount", digits)
        } else if let back = paid["refund"], field != "prepayment.time", within(back["time"]) {
          let other = back["method"]?.stringValue ?? method
          methods[other, default: Method()].prepaid -= back.amount("amount", digits)
        }
      }
    }
  }
}

extension Snapshot {
  /// The facts of a type that name a till shift.
  func facts(_ name: String, of shift: String, days: ClosedRange<BusinessDay>) throws(StoreError) -> [Record] {
    try records(ids(of: name, where: ["shift = \"\(shift)\""], days: days))
  }

  /// The till shift of an id, or the last one of a device.
  public func tillShift(_ id: String?, device: String) throws(StoreError) -> Record {
    guard let id else {
      guard let last = try lastTillShift(of: device) else { throw StoreError(TradeError.noShift(device)) }
      return last
    }
    guard let shift = try record(id), shift.value["kind"] == "till" else {
      throw .notFound(kind: .record, name: id, near: [])
    }
    return shift
  }
}
