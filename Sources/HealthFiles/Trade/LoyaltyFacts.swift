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
  /// Campaigns that give more points for it, as far as the sale itself tells.
  var campaigns: [Offer] = []
}

/// What has to be known of items and campaigns to read the points of a sale.
struct PointsTerms: Sendable {
  let digits: Int
  fileprivate let withoutPoints: Set<String>
  private let campaigns: [Record]
  private let store: String

  /// Reads the terms of a state.
  ///
  /// A campaign counts by what facts tell for ever: not by a coupon that no sale names, nor by tags, a birthday or how
  /// often somebody comes, which another day would tell otherwise.
  init(in state: Snapshot) throws(StoreError) {
    digits = state.digits
    store = state.profile.id
    var items: Set<String> = []
    for type in ["product", "service"] { items.formUnion(try state.ids(of: type, where: ["earnsPoints = false"])) }
    withoutPoints = items
    let kept = ["state in (\"published\", \"closed\")", "has rule.pointsFactor", "missing couponCode"]
    campaigns = try state.records(state.ids(of: "campaign", where: kept)).filter { campaign in
      let conditions = campaign.value["conditions"] ?? [:]
      return campaign.value["kind"] != "birthday" && conditions["tags"] == nil && conditions["frequency"] == nil
    }
  }

  /// The campaigns that were open when and where a sale was made, for what it sold.
  fileprivate func campaigns(for items: Set<String>, at time: Instant, on day: BusinessDay) -> [Offer] {
    campaigns.compactMap { Offer($0, at: time, day: day, store: store, digits: digits, isOver: true) }
      .filter { $0.items?.isSuperset(of: items) ?? true }
  }
}

extension PaidSale {
  init?(_ record: Record, _ terms: PointsTerms) {
    let digits = terms.digits
    guard let time = record.value["time"]?.stringValue.flatMap({ Instant($0) }), let day = record.value.day("day")
    else { return nil }
    let lines = (record.value["lines"]?.arrayValue ?? []).map { line in
      let item = ["product", "service", "course"].compactMap { line[$0]?.stringValue }.first ?? ""
      return (item: item, amount: line.amount("amount", digits), earns: !terms.withoutPoints.contains(item))
    }
    let tenders = record.value["tenders"]?.arrayValue ?? []
    let paid = PaidSum(
      total: record.value.amount("total", digits), earning: lines.filter(\.earns).reduce(0) { $0 + $1.amount },
      tenders: PaidSum.byMethod(tenders, digits))
    self.init(
      id: record.id, time: time, day: day, paid: paid, lines: lines.map { ($0.amount, $0.earns) },
      pointsSpent: tenders.reduce(0) { $0 + ($1["points"]?.integerValue ?? 0) },
      campaigns: terms.campaigns(for: Set(lines.filter(\.earns).map(\.item)), at: time, on: day))
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
