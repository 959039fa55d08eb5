// What the desk wants to see when a member comes in (A20, A22, B11, F2, F6, F11), derived at that moment.

public import JSONSchema

/// A member at the desk.
public struct MemberVisit: Sendable {
  /// A day on which the member was here, and what was bought.
  public struct Visit: Sendable, Hashable {
    /// The business day.
    public let day: BusinessDay
    /// Ids of what was bought.
    public let items: [String]
  }

  /// Points that can be spent, and those of them that expire next.
  public struct Points: Sendable, Hashable {
    /// What can be spent.
    public let balance: Int64
    /// What of it expires next.
    public let expiring: Int64
    /// The last day on which that can be spent.
    public let until: BusinessDay?
  }

  /// The member, open as far as keys are at hand.
  public let member: Record
  /// Points; nil for a guest.
  public let points: Points?
  /// Name of the tier; nil where none is reached.
  public let tier: Phrase?
  /// What the tier gives beside discounts and points.
  public let benefits: [String]
  /// The last visits, the latest first.
  public let visits: [Visit]
  /// What was bought most often, by id.
  public let favourites: [String]
  /// Campaigns that are for this member now, by id.
  public let offers: [String]
  /// Bookings of today and the days to come.
  public let bookings: [Record]
  /// Whether health data are there that stay sealed, because the key is not at hand.
  public let hidesHealth: Bool

  private static let latest = 5
  private static let mostFavourites = 3
  /// Days ahead in which bookings are of interest.
  private static let ahead = 30

  /// Looks a member up at a time.
  public init(_ member: Record, in state: Snapshot, now: Int64) throws(StoreError) {
    self.member = member
    let today = state.profile.businessDay(of: now)
    let (past, ledger) = try state.ledger(of: member.id, through: today)
    let reached = ledger.tier(on: today)
    (tier, benefits) = (reached?.label, reached?.benefits ?? [])
    points = member.value["kind"] == "member" ? Self.points(ledger) : nil
    let kept = Set(ledger.visits.map(\.id))
    let sales = past.sales.filter { kept.contains($0.id) }
    let byDay = Dictionary(grouping: sales) { $0.value["day"]?.day ?? today }
    visits = byDay.keys.sorted(by: >).prefix(Self.latest).map { day in
      Visit(day: day, items: (byDay[day] ?? []).flatMap(Self.items))
    }
    let counts = Dictionary(grouping: sales.flatMap(Self.items)) { $0 }.mapValues(\.count)
    let often = counts.filter { $0.value > 1 }.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    favourites = often.prefix(Self.mostFavourites).map(\.key)
    var customer = Customer()
    customer.isMember = member.value["kind"] == "member"
    let rules = try state.loyaltyRules().on(today)
    customer.hasBirthday = member.value["birthday"]?.day.map { rules.isBirthday($0, on: today) } ?? false
    customer.tags = Set(member.value["tags"]?.arrayValue?.compactMap(\.stringValue) ?? [])
    customer.past = try past.summary(ledger, on: today, in: state)
    let guest = customer
    offers = try state.offers(at: state.profile.instant(seconds: now), on: today)
      .filter { $0.couponCode == nil && $0.isFor(guest, coupons: []) }.map(\.campaign)
    let days = today...today.advanced(by: Self.ahead)
    bookings = try BookingDesk(state, days: days).bookings(on: days).filter { booking in
      booking.value["member"]?.stringValue == member.id && booking.value["state"] != "cancelled"
    }
    hidesHealth = member.value[SealedFields.member]?["health"] != nil
  }

  private static func points(_ ledger: LoyaltyLedger) -> Points {
    let next = ledger.lots.filter { $0.left > 0 }.map(\.expires).min()
    let expiring = ledger.lots.filter { $0.expires == next }.reduce(0) { $0 + $1.left }
    return Points(balance: ledger.balance, expiring: expiring, until: next)
  }

  private static func items(_ sale: Record) -> [String] {
    (sale.value["lines"]?.arrayValue ?? []).compactMap { line in
      ["service", "product", "course"].compactMap { line[$0]?.stringValue }.first
    }
  }
}

extension Snapshot {
  /// Returns the member who holds a card.
  ///
  /// - Throws: `StoreError.refused` when nobody does, `.keyMissing` when the numbers of cards cannot be read.
  public func member(holding card: CardSwipe) throws(StoreError) -> Record {
    guard let found = try members(having: ["card": card.number], orThrow: true).first else {
      throw StoreError(DeskError.unknownCard)
    }
    return found
  }

  /// Members of whom a sealed field has one of some values.
  ///
  /// - Parameter orThrow: whether it matters that some cannot be read.
  func members(having values: [String: String], orThrow: Bool = false) throws(StoreError) -> [Record] {
    guard let type = catalogue.types["member"] else { return [] }
    let members = try records(of: type, opening: values.keys.map { JSONPointer([$0]) }).records
    let found = members.filter { member in values.contains { member.value[$0.key]?.stringValue == $0.value } }
    let isHidden = members.contains { member in
      values.keys.contains { type.sealed?.hides(JSONPointer([$0]), in: member.value) ?? false }
    }
    if orThrow, found.isEmpty, isHidden { throw .keyMissing(compartment: "contact") }
    // Only what was looked for was opened.
    var whole: [Record] = []
    for member in found { if let record = try record(member.id) { whole.append(record) } }
    return whole
  }
}

extension Store {
  /// Registers a member at the desk (A46).
  ///
  /// - Parameter anyway: also where another member has the same phone or card.
  /// - Throws: `StoreError.refused` when another has, as far as that can be read.
  public func addMember(
    _ fields: JSON, anyway: Bool, _ commit: CommitRequest
  ) throws(StoreError) -> (result: CommitResult, outcome: Record) {
    try perform(commit) { act throws(StoreError) in
      var value = fields
      if value["kind"] == nil { value["kind"] = "member" }
      if value["joined"] == nil { value["joined"] = .string(act.day.description) }
      var known: [String: String] = [:]
      for name in ["phone", "card"] { known[name] = value[name]?.stringValue }
      if !anyway, !known.isEmpty, let other = try act.state.members(having: known).first {
        throw StoreError(DeskError.sameMember(other.id))
      }
      return try act.add("member", value)
    }
  }

  /// Stops a member's account, or starts it again (A26).
  ///
  /// - Parameter reason: why it is stopped, of the schema's list; nil starts it.
  public func setMember(
    _ id: String, stoppedFor reason: String?, _ commit: CommitRequest
  ) throws(StoreError) -> CommitResult {
    try perform(commit) { act throws(StoreError) in
      guard let member = try act.state.record(id), member.type == "member" else {
        throw .notFound(kind: .record, name: id, near: [])
      }
      try act.amend(member) { value in
        value["status"] = reason == nil ? "active" : "stopped"
        value["stoppedReason"] = reason.map { .string($0) }
      }
    }.result
  }
}
