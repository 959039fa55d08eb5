internal import JSONSchema

/// What a campaign takes off a basket, and for whom (N1, N2, N10, N21).
struct Offer: Sendable {
  /// How the discount is found.
  enum Rule: Sendable {
    /// So many per cent off each line.
    case percent(Ratio)
    /// Another price of one unit.
    case price(Int64)
    /// Of each `buy + get` units of a line, `get` are free.
    case buyGet(buy: Int64, get: Int64)
    /// One unit of an item is free.
    case gift(item: String)
    /// So much off the receipt.
    case amount(Int64)
    /// Nothing is taken off.
    case nothing
  }

  let campaign: String
  let reason: String
  let rule: Rule
  /// Factor on the points that a sale earns.
  let pointsFactor: Ratio?
  /// What its lines must come to before discounts.
  let spend: Int64
  /// What the whole receipt must come to before discounts.
  let minimumSpend: Int64
  /// The items it is for; nil for all.
  let items: Set<String>?
  let couponCode: String?
  let usesPerMember: Int64?
  let isForNewCustomers: Bool
  let isForMembers: Bool
  let isForBirthdays: Bool
  let tiers: Set<String>?
  let frequency: Set<String>?
  let tags: Set<String>?

  /// Reads a campaign that is in force at a moment in a store; nil for one that is not, or gives nothing by itself.
  ///
  /// - Parameter isOver: whether it may be closed by now: what it gave stays given.
  init?(_ record: Record, at time: Instant, day: BusinessDay, store: String, digits: Int, isOver: Bool = false) {
    let value = record.value
    let conditions = value["conditions"] ?? [:]
    pointsFactor = value["rule"]?["pointsFactor"]?.ratio
    let isOffered = value["state"] == "published" || isOver && value["state"] == "closed"
    let rule = Self.rule(value["rule"] ?? [:], digits) ?? (pointsFactor == nil ? nil : .nothing)
    guard isOffered, let rule, let from = value.day("from"), from <= day, value.day("until").map({ day <= $0 }) ?? true,
      value.day("ended").map({ day <= $0 }) ?? true,
      value["publishedTo"] == nil || value.words("publishedTo").contains(store),
      Self.isOpen(conditions, at: time, day: day)
    else { return nil }
    campaign = record.id
    self.rule = rule
    let kind = value["kind"]?.stringValue ?? ""
    reason = Self.reasons.contains(kind) ? kind : "campaign"
    spend = (value["rule"] ?? [:]).amount("spend", digits)
    minimumSpend = conditions.amount("minimumSpend", digits)
    let named = conditions.words("products") + conditions.words("services")
    items = named.isEmpty ? nil : Set(named)
    couponCode = value["couponCode"]?.stringValue
    usesPerMember = conditions["usesPerMember"]?.integerValue
    isForNewCustomers = conditions["newCustomersOnly"]?.boolValue ?? false || kind == "first-visit"
    isForMembers = conditions["membersOnly"]?.boolValue ?? false || kind == "member-day"
    isForBirthdays = kind == "birthday"
    func set(_ key: String) -> Set<String>? { conditions[key].map { _ in Set(conditions.words(key)) } }
    (tiers, frequency, tags) = (set("tiers"), set("frequency"), set("tags"))
  }

  /// Reasons of discounts that are called as kinds of campaigns are.
  private static let reasons: Set<String> = ["coupon", "first-visit", "member-day", "birthday", "threshold"]

  private static func isOpen(_ conditions: JSON, at time: Instant, day: BusinessDay) -> Bool {
    let weekdays = conditions.words("weekdays")
    guard weekdays.isEmpty || weekdays.contains(LoyaltyRules.weekdays[day.weekday - 1]) else { return false }
    let clock = "\(padded(time.localSecondOfDay / 3600, 2)):\(padded(time.localSecondOfDay / 60 % 60, 2))"
    let from = conditions["timeFrom"]?.stringValue ?? "00:00"
    let until = conditions["timeTo"]?.stringValue ?? "24:00"
    return from <= clock && clock <= until
  }

  private static func rule(_ rule: JSON, _ digits: Int) -> Rule? {
    if let percent = rule["percentOff"]?.ratio { return .percent(percent) }
    if rule["specialPrice"] != nil { return .price(rule.amount("specialPrice", digits)) }
    if let buy = rule["buyQuantity"]?.integerValue, let get = rule["getQuantity"]?.integerValue {
      return .buyGet(buy: buy, get: get)
    }
    if let item = rule["gift"]?.stringValue { return .gift(item: item) }
    if rule["amountOff"] != nil { return .amount(rule.amount("amountOff", digits)) }
    return nil
  }

  /// Whether it asks for anything that only the past of a member tells.
  var needsPast: Bool {
    isForNewCustomers || tiers != nil || frequency != nil || usesPerMember != nil
  }

  /// Whether it is for a customer who named some coupon codes.
  func isFor(_ customer: Customer?, coupons: Set<String>) -> Bool {
    if let couponCode, !coupons.contains(couponCode) { return false }
    let isPersonal = needsPast || isForMembers || isForBirthdays || tags != nil
    guard let customer else { return !isPersonal }
    if isForMembers, !customer.isMember { return false }
    if isForBirthdays, !customer.hasBirthday { return false }
    if let tags, tags.isDisjoint(with: customer.tags) { return false }
    guard needsPast else { return true }
    guard let past = customer.past else { return false }
    if isForNewCustomers, past.visits > 0 { return false }
    if let tiers, !(past.tier.map { tiers.contains($0) } ?? false) { return false }
    if let frequency, !frequency.contains(past.frequency) { return false }
    if let usesPerMember, past.uses[campaign] ?? 0 >= usesPerMember { return false }
    return true
  }
}

/// Who buys, as offers ask.
struct Customer: Sendable {
  /// What the member's earlier sales say.
  struct Past: Sendable {
    var visits = 0
    var tier: String?
    var frequency = "low"
    /// Sales in which the member took part in each campaign.
    var uses: [String: Int64] = [:]
  }

  var isMember = false
  var hasBirthday = false
  var tags: Set<String> = []
  var past: Past?
}
