internal import JSONSchema

/// The rules of points and tiers in force on a business day (policy `loyalty`).
struct LoyaltyRules: Sendable {
  /// What tiers are counted by (L10).
  enum TierBasis: String, Sendable {
    case points, spend, visits
  }

  /// A tier and what it gives (L8-L11).
  struct Tier: Sendable {
    let code: String
    let minimum: Ratio
    let label: Phrase
    let discountPercent: Ratio?
    let pointsFactor: Ratio?
    let benefits: [String]
    let hasPriority: Bool
  }

  private struct SpecialDay: Sendable {
    let dates: Set<BusinessDay>
    let weekdays: Set<Int>
    let monthDays: Set<Int>
    let earnFactor: Ratio?
    let redeemFactor: Ratio?

    func holds(on day: BusinessDay) -> Bool {
      dates.contains(day) || weekdays.contains(day.weekday) || monthDays.contains(day.parts.day)
    }
  }

  /// First day of the version; nil where the built-in default holds.
  let from: BusinessDay?
  let spendPoints: Int64
  /// Money that earns `spendPoints`, in minor units.
  let spendPer: Ratio
  /// Means of payment that earn nothing.
  let spendWithout: Set<String>
  let redemptionPoints: Int64
  /// Money that `redemptionPoints` stand for, in minor units.
  let redemptionValue: Ratio
  let redemptionMultiple: Int64
  let validity: CalendarDuration?
  let referrerPoints: Int64
  let friendPoints: Int64
  let activityPoints: Int64
  let sharePoints: Int64
  let birthdayPoints: Int64
  let leapDayBirthday: String
  let tierBasis: TierBasis
  let tierWindow: CalendarDuration?
  let tiers: [Tier]
  private let specialDays: [SpecialDay]

  static let weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

  init(_ values: JSON, from: BusinessDay?, digits: Int) {
    self.from = from
    let unit = Ratio(Ratio.powerOfTen(digits)) ?? Ratio(1)
    func whole(_ value: JSON?) -> Int64 { value?.integerValue ?? 0 }
    func money(_ value: JSON?) -> Ratio { value?.ratio?.times(unit) ?? Ratio(0) }
    let (spend, redemption) = (values["spend"] ?? [:], values["redemption"] ?? [:])
    spendPoints = whole(spend["points"])
    spendPer = money(spend["per"])
    spendWithout = Set(spend.words("without"))
    redemptionPoints = whole(redemption["points"])
    redemptionValue = money(redemption["value"])
    redemptionMultiple = max(1, whole(redemption["multiple"]))
    validity = values["validity"]?.stringValue.flatMap { CalendarDuration($0) }
    referrerPoints = whole(values["referral"]?["referrer"])
    friendPoints = whole(values["referral"]?["friend"])
    activityPoints = whole(values["activityPoints"])
    sharePoints = whole(values["sharePoints"])
    birthdayPoints = whole(values["birthdayPoints"])
    leapDayBirthday = values["leapDayBirthday"]?.stringValue ?? "02-28"
    tierBasis = values["tierBasis"]?.stringValue.flatMap(TierBasis.init) ?? .points
    tierWindow = values["tierWindow"]?.stringValue.flatMap { CalendarDuration($0) }
    specialDays = (values["specialDays"]?.arrayValue ?? []).map { day in
      SpecialDay(
        dates: Set(day.words("dates").compactMap { BusinessDay($0) }),
        weekdays: Set(day.words("weekdays").compactMap { Self.weekdays.firstIndex(of: $0) }.map { $0 + 1 }),
        monthDays: Set((day["monthDays"]?.arrayValue ?? []).compactMap { $0.integerValue.map { Int($0) } }),
        earnFactor: day["earnFactor"]?.ratio, redeemFactor: day["redeemFactor"]?.ratio)
    }
    tiers = (values["tiers"]?.arrayValue ?? []).compactMap { tier in
      guard let code = tier["code"]?.stringValue, let minimum = tier["minimum"]?.ratio else { return nil }
      return Tier(
        code: code, minimum: minimum, label: Phrase(tier["label"]) ?? .same(code),
        discountPercent: tier["discountPercent"]?.ratio, pointsFactor: tier["pointsFactor"]?.ratio,
        benefits: tier.words("benefits"), hasPriority: tier["priorityBooking"]?.boolValue ?? false)
    }.sorted { $0.minimum < $1.minimum }
  }

  /// The factor on points earned: the largest of those that apply, at least 1; they do not multiply (L12).
  func earnFactor(on day: BusinessDay, tier: Tier?) -> Ratio {
    let special = specialDays.filter { $0.holds(on: day) }.compactMap(\.earnFactor)
    return (special + [tier?.pointsFactor].compactMap(\.self)).reduce(Ratio(1), max)
  }

  /// Points for a net paid sum in minor units: one floor for the whole sum (L1).
  func points(for net: Ratio, factor: Ratio) -> Int64 {
    guard net.numerator > 0, spendPer.numerator > 0,
      let points = net.divided(by: spendPer)?.times(Ratio(spendPoints))?.times(factor)
    else { return 0 }
    return Int64(clamping: points.numerator / points.denominator)
  }

  /// What points are worth on a day, in minor units (L5, L12).
  func value(of points: Int64, on day: BusinessDay) throws(TradeError) -> Int64 {
    let factor = specialDays.filter { $0.holds(on: day) }.compactMap(\.redeemFactor).reduce(Ratio(1), max)
    let share = Ratio(Int128(points), over: Int128(redemptionPoints))
    return try Money.rounded(share?.times(redemptionValue)?.times(factor))
  }

  /// What points that are to be spent are worth, once it is sure that they can be.
  func checked(_ points: Int64, balance: Int64, on day: BusinessDay) throws(TradeError) -> Int64 {
    guard points > 0, points % redemptionMultiple == 0 else { throw .pointsMultiple(points, redemptionMultiple) }
    guard points <= balance else { throw .pointsMissing(points, balance) }
    return try value(of: points, on: day)
  }

  /// The last day of points given on a day; nil for ever.
  func lastDay(ofPointsGiven day: BusinessDay) -> BusinessDay { validity.map { day.moved(by: $0) } ?? Self.never }

  private static let never = BusinessDay(daysSinceEpoch: 2_932_896)

  /// Whether a birthday is kept on a day; one on 29 February has a day of its own in other years.
  func isBirthday(_ birthday: BusinessDay, on day: BusinessDay) -> Bool {
    let (born, now) = (birthday.parts, day.parts)
    if (born.month, born.day) == (now.month, now.day) { return true }
    guard (born.month, born.day) == (2, 29), BusinessDay.length(ofMonth: 2, year: now.year) == 28 else { return false }
    return leapDayBirthday == "\(padded(now.month, 2))-\(padded(now.day, 2))"
  }

  /// The highest tier that a sum of the basis reaches; sums of money are in minor units.
  func tier(reachedBy sum: Ratio, digits: Int) -> Tier? {
    let unit = tierBasis == .spend ? Ratio.powerOfTen(digits) : 1
    return tiers.last { tier in Ratio(unit).flatMap { tier.minimum.times($0) }.map { $0 <= sum } ?? false }
  }
}

/// The factor on the points of a sale: the largest that applies, as they do not multiply (L12).
struct EarnFactor: Sendable {
  /// That of the day and of the tier.
  var usual = Ratio(1)
  /// Campaigns that give more.
  var campaigns: [Offer] = []

  /// The factor of what is left of a sale: a refund may bring it below what a campaign asks for.
  func of(_ total: Int64) -> Ratio {
    campaigns.filter { $0.minimumSpend <= total }.compactMap(\.pointsFactor).reduce(usual, max)
  }
}

/// The versions of a policy by the day.
struct DatedRules<Rules: Sendable>: Sendable {
  private let versions: [(from: BusinessDay?, rules: Rules)]
  private let usual: Rules

  /// Reads the versions of a store's policy; a store of an older version that has no such policy has the default.
  init(_ name: String, in state: Snapshot, _ make: (JSON, BusinessDay?) -> Rules) throws(StoreError) {
    guard let policy = state.catalogue.policies[name] else {
      let initial = BuiltInSchemas.policy("schema/policy/\(name).schema.json", currency: nil).document["default"]
      (versions, usual) = ([], make(initial?.arrayValue?.last ?? .null, nil))
      return
    }
    let all = try state.policy(name)
    usual = make(policy.initial?.arrayValue?.last ?? .null, nil)
    versions = (all?.arrayValue ?? []).compactMap { $0.day("from") }.map { day in
      let version = policy.version(of: all, on: day)
      return (version.from, make(version.values, version.from))
    }
  }

  /// Rules that are in force on every day.
  init(always rules: Rules) { (versions, usual) = ([], rules) }

  /// The rules in force on a day.
  func on(_ day: BusinessDay) -> Rules { versions.last { $0.from.map { $0 <= day } ?? true }?.rules ?? usual }
}
