internal import JSONSchema

/// The points of one member, explained: every lot, every movement, the tier.
public struct PointsAccount: Sendable {
  /// A lot of points.
  public struct Lot: Sendable {
    /// Id of the sale or entry that gave it.
    public let source: String
    /// `sale`, or the kind of the entry.
    public let kind: String
    /// The day it was given.
    public let day: BusinessDay
    /// The last day on which it can be spent.
    public let expires: BusinessDay
    /// First day of the rules it was given by; nil for the built-in ones.
    public let rules: BusinessDay?
    /// Points given.
    public let given: Int64
    /// Points spent.
    public let spent: Int64
    /// Points that refunds took back.
    public let reversed: Int64
    /// Points that were left when it expired.
    public let expired: Int64
    /// Points left.
    public let left: Int64
  }

  /// What a tier gives.
  public struct Tier: Sendable {
    /// Its code.
    public let code: String
    /// What people call it.
    public let label: Phrase
    /// Its standing discount.
    public let discountPercent: String?
    /// What else it gives, in words.
    public let benefits: [String]
  }

  /// A line of the statement.
  public struct StatementLine: Sendable {
    /// What happened.
    public enum Kind: String, Sendable {
      /// Points earned by buying.
      case earned
      /// Points of an entry.
      case given
      /// Points spent.
      case spent
      /// Points that a refund gave back.
      case returned
      /// Points that a refund took back.
      case reversed
      /// Points that expired.
      case expired
      /// Points that settled what was owed.
      case owed
    }
    /// What happened.
    public let kind: Kind
    /// Kind of the entry, where it is one.
    public let entryKind: String?
    /// Id of the sale, refund or entry.
    public let source: String
    /// The business day.
    public let day: BusinessDay
    /// What was paid or given back.
    public let amount: Amount?
    /// Points that came or went.
    public let points: Int64
    /// Points after it.
    public let balance: Int64
  }

  /// Id of the member.
  public let member: String
  /// The day it is as of.
  public let day: BusinessDay
  /// The lots in the order in which they were given.
  public let lots: [Lot]
  /// Points left.
  public let balance: Int64
  /// Points taken back after they were spent; they come off the next ones.
  public let owed: Int64
  /// The tier.
  public let tier: Tier?
  /// What counts for the tier, as a decimal.
  public let tierSum: String
  /// The movements, oldest first.
  public let statement: [StatementLine]

  /// Derives the points of a member on a day.
  public init(of member: String, in state: Snapshot, on day: BusinessDay) throws(StoreError) {
    let (past, ledger) = try state.ledger(of: member, through: day)
    let digits = state.digits
    (self.member, self.day) = (member, day)
    (balance, owed) = (ledger.balance, ledger.owed)
    lots = ledger.lots.map { lot in
      Lot(
        source: lot.source, kind: lot.kind, day: lot.day, expires: lot.expires, rules: lot.rules, given: lot.given,
        spent: lot.spent, reversed: lot.reversed, expired: lot.expired, left: lot.left)
    }
    tier = ledger.tier(on: day).map { tier in
      Tier(
        code: tier.code, label: tier.label,
        discountPercent: tier.discountPercent?.rounded(decimals: 2).map { percent in
          var text = Amount(minorUnits: percent, digits: 2).text
          while text.hasSuffix("0") { text.removeLast() }
          return text.hasSuffix(".") ? String(text.dropLast()) : text
        }, benefits: tier.benefits)
    }
    let basis = try state.loyaltyRules().on(day).tierBasis
    let sum = ledger.tierSum(on: day).rounded(decimals: 0) ?? 0
    tierSum = basis == .spend ? Amount(minorUnits: sum, digits: digits).text : String(sum)
    var sums: [String: Amount] = [:]
    for record in past.sales {
      sums[record.id] = Amount(minorUnits: record.value.amount("total", digits), digits: digits)
    }
    for record in past.refunds {
      sums[record.id] = Amount(minorUnits: -record.value.amount("total", digits), digits: digits)
    }
    let kinds = Dictionary(uniqueKeysWithValues: past.facts.entries.map { ($0.id, $0.kind) })
    statement = ledger.movements.map { line in
      let isMoney = line.kind == .earned || line.kind == .reversed
      return StatementLine(
        kind: line.kind, entryKind: kinds[line.source], source: line.source, day: line.day,
        amount: isMoney ? sums[line.source] : nil, points: line.points, balance: line.balance)
    }
  }
}
