// The desk in one state of the store: what can be booked, and what stands booked, read from records of the days asked
// about. Bookings lie under the day they were made on, so the days before are read, too.

internal import JSONSchema

/// The desk of a store in one state.
public struct BookingDesk: Sendable {
  /// The state it is read from.
  public let state: Snapshot
  let records: DeskRecords
  private let booking: JSON?
  private let staffing: JSON?

  /// Bookings and shifts are made at most so many days before they begin.
  static let longestAhead = 366

  /// Reads the desk for some business days.
  public init(_ state: Snapshot, days: ClosedRange<BusinessDay>) throws(StoreError) {
    self.state = state
    booking = try state.policy("booking")
    staffing = try state.policy("staffing")
    var records = DeskRecords(store: try state.record("store")?.value ?? .null)
    records.staff = try Self.read("staff", nil, state)
    records.services = try Self.read("service", nil, state)
    records.courses = try Self.read("course", nil, state)
    records.equipment = try Self.read("equipment", nil, state)
    let made = days.lowerBound.advanced(by: -Self.longestAhead)...days.upperBound.advanced(by: 1)
    // A day around: a booking or shift may reach over the end of its business day.
    let first = Int64(days.lowerBound.daysSinceEpoch - 2) * 86_400
    let last = Int64(days.upperBound.daysSinceEpoch + 3) * 86_400
    records.bookings = try Self.read("booking", made, state).filter { booking in
      booking["start"]?.seconds.map { (first..<last).contains($0) } ?? false
    }
    let shifts = try Self.read("shift", made, state)
    records.shifts = shifts.filter { $0["start"]?.seconds.map { (first..<last).contains($0) } ?? false }
    records.attendance = try Self.read("attendance", made, state).filter { entry in
      entry["kind"] == "leave" || entry["kind"] == "absence" || entry["corrects"] != nil
    }
    self.records = records
  }

  /// Reads what bears on planned work, and all that was clocked, for some business days.
  init(clocked days: ClosedRange<BusinessDay>, until today: BusinessDay, in state: Snapshot) throws(StoreError) {
    self.state = state
    booking = nil
    staffing = try state.policy("staffing")
    var records = DeskRecords(store: .null)
    records.staff = try Self.read("staff", nil, state)
    let earlier = days.lowerBound.advanced(by: -Self.longestAhead)
    records.shifts = try Self.read("shift", earlier...days.upperBound.advanced(by: 1), state)
    // What puts an event right may come long after it.
    records.attendance = try Self.read("attendance", earlier...max(today, days.upperBound.advanced(by: 1)), state)
    self.records = records
  }

  private static func read(
    _ name: String, _ days: ClosedRange<BusinessDay>?, _ state: Snapshot
  ) throws(StoreError) -> [JSON] {
    guard let type = state.catalogue.types[name] else { return [] }
    return try state.records(of: type, days: days, opening: []).records.map(\.value)
  }

  /// The rules in force on a day.
  func rules(on day: BusinessDay) -> DeskRules {
    let policies = state.catalogue.policies
    return DeskRules(
      booking: policies["booking"]?.version(of: booking, on: day).values ?? .null,
      staffing: policies["staffing"]?.version(of: staffing, on: day).values ?? .null)
  }

  func timetable(on day: BusinessDay, leavingOut: Set<String> = []) -> Timetable {
    Timetable(records, on: day, rules: rules(on: day), profile: state.profile, leavingOut: leavingOut)
  }

  /// Returns the starts on a day at which something can be booked from now on, as far ahead as the policy allows.
  ///
  /// - Parameters:
  ///   - item: the service, or equipment that customers can book.
  ///   - minutes: how long; as long as the service takes if nil.
  ///   - persons: how many come.
  ///   - staff: the technician asked for; anybody if nil.
  /// - Throws: `StoreError.refused` when the item cannot be booked.
  public func slots(
    of item: Record, minutes: Int? = nil, persons: Int, staff: String?, on day: BusinessDay, now: Int64
  ) throws(StoreError) -> [Slot] {
    let timetable = timetable(on: day)
    let need = try need(item, minutes: minutes, on: day)
    let window = window(now: now)
    return timetable.slots(need, persons: persons, staff: staff).filter { window.contains($0.start) }
  }

  /// Returns the technicians free for a service at a start, the most suitable first.
  public func ranking(
    of item: Record, at start: Int64, staff: String?, member: Record?
  ) throws(StoreError) -> [Suitability] {
    let day = state.profile.businessDay(of: start)
    let need = try need(item, minutes: nil, on: day)
    return timetable(on: day).ranking(need, at: start, staff: staff, for: member?.value)
  }

  // MARK: what is asked for

  /// What giving an item takes.
  func need(_ item: Record, minutes: Int?, on day: BusinessDay) throws(StoreError) -> ServiceNeed {
    let isEnded = item.value["ended"]?.day.map { $0 < day } ?? false
    let isBookable = item.type == "service" || (item.type == "equipment" && item.value["bookable"] == true)
    guard isBookable, !isEnded else { throw StoreError(DeskError.notBookable(item.id)) }
    let rules = rules(on: day)
    guard item.type == "equipment" else { return ServiceNeed(item.value, rules: rules) }
    return ServiceNeed(equipment: item.id, minutes: minutes ?? rules.slotMinutes)
  }

  /// The starts that may be booked now, by lead time and horizon.
  func window(now: Int64) -> Range<Int64> {
    let (profile, rules) = (state.profile, rules(on: state.profile.businessDay(of: now)))
    func duration(_ name: String) -> CalendarDuration? { rules.booking[name]?.stringValue.flatMap { .init($0) } }
    let first = duration("leadTime").map { profile.moved(now, by: $0, times: 1) } ?? now
    let most = profile.businessDay(of: now).advanced(by: Self.longestAhead)
    let ahead = duration("horizon").map { profile.businessDay(of: profile.moved(now, by: $0, times: 1)) } ?? most
    let end = profile.times(on: min(ahead, most).advanced(by: 1), every: 15).first ?? first
    return first..<max(first, end)
  }
}

extension ServiceNeed {
  /// Time on a piece of equipment, which nobody has to give.
  init(equipment: String, minutes: Int) {
    service = .null
    length = Int64(minutes) * 60
    rest = 0
    tidying = 0
    served = Int.max
    self.equipment = [equipment]
    roomKind = nil
    needsTechnician = false
  }
}
