internal import JSONSchema

/// A sale as points and tiers see it.
struct PaidSale: Sendable {
  let id: String
  let time: Instant
  let day: BusinessDay
  /// What counts of it, and is left of it after refunds.
  var paid: PaidSum
  /// What each line came to, and whether it earns points.
  let lines: [(amount: Int64, earns: Bool)]
  /// Points it was paid with.
  let pointsSpent: Int64
}

extension PaidSale {
  init?(_ record: Record, withoutPoints: Set<String>, digits: Int) {
    guard let time = record.value["time"]?.stringValue.flatMap({ Instant($0) }), let day = record.value.day("day")
    else { return nil }
    let lines = (record.value["lines"]?.arrayValue ?? []).map { line in
      let item = ["product", "service", "course"].compactMap { line[$0]?.stringValue }.first ?? ""
      return (line.amount("amount", digits), !withoutPoints.contains(item))
    }
    let tenders = record.value["tenders"]?.arrayValue ?? []
    let paid = PaidSum(
      total: record.value.amount("total", digits), earning: lines.filter(\.1).reduce(0) { $0 + $1.0 },
      tenders: PaidSum.byMethod(tenders, digits))
    self.init(
      id: record.id, time: time, day: day, paid: paid, lines: lines,
      pointsSpent: tenders.reduce(0) { $0 + ($1["points"]?.integerValue ?? 0) })
  }
}

/// What was paid, in minor units: the whole, the part of lines that earn points, and the parts by means of payment.
struct PaidSum: Sendable {
  var total: Int64
  var earning: Int64
  var tenders: [String: Int64]

  static func byMethod(_ tenders: [JSON], _ digits: Int) -> [String: Int64] {
    Dictionary(
      tenders.map { ($0["method"]?.stringValue ?? "", $0.amount("amount", digits)) }, uniquingKeysWith: +)
  }

  /// The net paid sum: without means of payment that earn nothing, in the share of the lines that do (L1).
  func net(without methods: Set<String>) -> Ratio {
    let counted = total - methods.reduce(0) { $0 + max(0, tenders[$1] ?? 0) }
    guard total > 0, counted > 0 else { return Ratio(0) }
    return Ratio(Int128(counted) * Int128(earning), over: Int128(total)) ?? Ratio(0)
  }
}

/// A refund as points and tiers see it.
struct PaidBack: Sendable {
  let id: String
  let time: Instant
  let day: BusinessDay
  let sale: String
  let total: Int64
  let lines: [(number: Int, amount: Int64)]
  let tenders: [String: Int64]
  /// Points it gave back.
  let pointsReturned: Int64
}

extension PaidBack {
  init?(_ record: Record, digits: Int) {
    let value = record.value
    guard let time = value["time"]?.stringValue.flatMap({ Instant($0) }), let day = value.day("day"),
      let sale = value["sale"]?.stringValue
    else { return nil }
    let parts = value["tenders"]?.arrayValue ?? []
    self.init(
      id: record.id, time: time, day: day, sale: sale, total: value.amount("total", digits),
      lines: (value["lines"]?.arrayValue ?? []).map {
        (Int($0["line"]?.integerValue ?? 0), $0.amount("amount", digits))
      }, tenders: PaidSum.byMethod(parts, digits),
      pointsReturned: parts.reduce(0) { $0 + ($1["points"]?.integerValue ?? 0) })
  }
}

/// A points entry: given or spent other than by buying.
struct PointsEntry: Sendable {
  let id: String
  let time: Instant
  let day: BusinessDay
  let kind: String
  /// Points given; negative when spent.
  let points: Int64
  /// The sale that earned a referral its points.
  let sale: String?
  let friend: String?
  let campaign: String?
}

extension PointsEntry {
  init?(_ record: Record) {
    let value = record.value
    guard let time = value["time"]?.stringValue.flatMap({ Instant($0) }), let day = value.day("day"),
      let kind = value["kind"]?.stringValue, let points = value["points"]?.integerValue
    else { return nil }
    self.init(
      id: record.id, time: time, day: day, kind: kind, points: kind == "redemption" ? -points : points,
      sale: value["sale"]?.stringValue, friend: value["friend"]?.stringValue,
      campaign: value["campaign"]?.stringValue)
  }
}

/// Everything that points and tiers of one member are derived from.
struct LoyaltyFacts: Sendable {
  var sales: [PaidSale] = []
  /// Refunds of these sales, and of the sales that earned referrals their points.
  var refunds: [PaidBack] = []
  var entries: [PointsEntry] = []
  /// When the last of them happened.
  var latest: Instant? { (sales.map(\.time) + refunds.map(\.time) + entries.map(\.time)).max() }

  /// Totals of the sales of others that earned referrals their points.
  var otherTotals: [String: Int64] = [:]
}
