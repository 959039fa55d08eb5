// What is free on a business day, derived anew from records whenever it is asked for (docs/FactsAndDerived.md). Pure:
// records in, stretches of time out. Times are seconds since 1970, so a day of 23 or 25 hours needs no special care;
// only where a record names a time of the clock does the profile say which instant is meant.

internal import JSONSchema

/// The records that bear on what is free on some days.
struct DeskRecords: Sendable {
  var store: JSON
  var staff: [JSON] = []
  var shifts: [JSON] = []
  var attendance: [JSON] = []
  var services: [JSON] = []
  var courses: [JSON] = []
  var equipment: [JSON] = []
  var bookings: [JSON] = []
}

/// The rules of the policies that bear on a booking.
struct DeskRules: Sendable {
  /// The booking policy's version.
  let booking: JSON
  /// The staffing policy's version.
  let staffing: JSON

  /// Minutes between the starts that are offered.
  var slotMinutes: Int { max(1, booking["slotMinutes"]?.count ?? 15) }
  /// Least minutes between two services of one technician.
  var restMinutes: Int { staffing["breakMinutes"]?.count ?? 0 }
  /// Most minutes of giving services in a day.
  var mostMinutes: Int { staffing["serviceMinutesPerDay"]?.count ?? 1440 }
}

/// Something that takes up people, rooms or equipment for a while: a booking, or a session of a course.
struct Occupation: Sendable {
  let id: String
  let span: Range<Int64>
  let staff: String?
  let room: String?
  let equipment: [String]
  /// Persons in the room; nil has the room to itself.
  let persons: Int?
  /// Seconds after it in which the technician is not given another.
  let rest: Int64
  /// Seconds after it in which room and equipment are put in order.
  let tidying: Int64
}

/// Who is at work on a business day and what is taken.
struct Timetable: Sendable {
  /// A member of staff at work that day.
  struct Worker: Sendable {
    let record: JSON
    let duty: RangeSet<Int64>
    var busy = RangeSet<Int64>()
    /// Minutes of services that day.
    var load = 0
  }

  let day: BusinessDay
  let profile: StoreProfile
  let rules: DeskRules
  let records: DeskRecords
  /// When the store is open; nil where it says nothing of it.
  let opening: RangeSet<Int64>?
  let occupations: [Occupation]
  private(set) var workers: [String: Worker] = [:]

  /// - Parameter leavingOut: ids of bookings that do not count, because they are the ones to be placed.
  init(
    _ records: DeskRecords, on day: BusinessDay, rules: DeskRules, profile: StoreProfile, leavingOut: Set<String> = []
  ) {
    (self.day, self.records, self.rules, self.profile) = (day, records, rules, profile)
    opening = Self.opening(records.store, day, profile)
    let services = Dictionary(records.services.map { ($0["id"]?.stringValue ?? "", $0) }) { first, _ in first }
    occupations =
      records.bookings.filter { !leavingOut.contains($0["id"]?.stringValue ?? "") }
      .compactMap { Occupation(booking: $0, services: services, rules: rules) }
      + records.courses.flatMap { Occupation.sessions(of: $0, rules: rules) }
    // What is done tires, too.
    let given = records.bookings.filter { booking in
      let state = booking["state"]?.stringValue ?? ""
      return (Occupation.holding.contains(state) || state == "done") && booking["course"] == nil
        && !leavingOut.contains(booking["id"]?.stringValue ?? "")
        && booking["start"]?.seconds.map { profile.businessDay(of: $0) == day } ?? false
    }
    for person in records.staff {
      guard let id = person["id"]?.stringValue, Self.isEmployed(person, on: day) else { continue }
      var worker = Worker(record: person, duty: duty(of: person, id))
      for taken in occupations where taken.staff == id {
        worker.busy.insert(contentsOf: taken.span.lowerBound..<taken.span.upperBound + taken.rest)
      }
      worker.load = given.filter { $0["staff"]?.stringValue == id }.reduce(0) {
        $0 + ($1["durationMinutes"]?.count ?? 0)
      }
      workers[id] = worker
    }
  }

  private static func isEmployed(_ person: JSON, on day: BusinessDay) -> Bool {
    let hired = person["hired"]?.day ?? day
    return hired <= day && day <= person["ended"]?.day ?? day
  }

  // MARK: hours

  private static func opening(_ store: JSON, _ day: BusinessDay, _ profile: StoreProfile) -> RangeSet<Int64>? {
    if store["closedDays"]?.arrayValue?.contains(where: { $0["day"]?.day == day }) ?? false { return RangeSet() }
    return store["openingHours"].map { hours($0, on: day, profile) }
  }

  /// Regular hours as they fall on a day; an end not after the beginning is after midnight.
  private static func hours(_ weekly: JSON, on day: BusinessDay, _ profile: StoreProfile) -> RangeSet<Int64> {
    var found = RangeSet<Int64>()
    for entry in weekly.arrayValue ?? [] where entry["weekday"]?.stringValue == weekdays[day.weekday - 1] {
      guard let from = entry["from"]?.secondOfDay, let to = entry["to"]?.secondOfDay else { continue }
      let begin = profile.seconds(on: day, at: from)
      var end = profile.seconds(on: day, at: to)
      if end <= begin { end = profile.seconds(on: day.advanced(by: 1), at: to) }
      if begin < end { found.insert(contentsOf: begin..<end) }
    }
    return found
  }

  private static let weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

  /// A stretch of planned duty, and the shift that says so; nil where the regular hours do.
  struct Duty: Sendable {
    let shift: JSON?
    let span: Range<Int64>
  }

  /// What a member of staff is to work: duty shifts that begin that day, cancelled ones too, stand in for the regular
  /// hours.
  func plan(of person: JSON) -> [Duty] {
    let own = records.shifts.filter { shift in
      shift["kind"] == "duty" && shift["staff"] == person["id"]
        && shift["start"]?.seconds.map { profile.businessDay(of: $0) == day } ?? false
    }
    guard !own.isEmpty else {
      return Self.hours(person["weeklyHours"] ?? .null, on: day, profile).ranges.map { Duty(shift: nil, span: $0) }
    }
    let replaced = Set(records.shifts.filter { $0["state"] != "cancelled" }.compactMap { $0["replaces"] })
    return own.compactMap { shift in
      guard shift["state"] != "cancelled", !replaced.contains(shift["id"] ?? .null),
        let begin = shift["start"]?.seconds, let end = shift["end"]?.seconds, begin < end
      else { return nil }
      return Duty(shift: shift, span: begin..<end)
    }
  }

  /// When a member of staff can be booked: the plan less breaks, leave and absence.
  private func duty(of person: JSON, _ id: String) -> RangeSet<Int64> {
    var duty = RangeSet<Int64>()
    let plan = plan(of: person)
    for stretch in plan { duty.insert(contentsOf: stretch.span) }
    for pause in plan.flatMap({ $0.shift?["breaks"]?.arrayValue ?? [] }) {
      guard let start = pause["start"]?.seconds, let minutes = pause["durationMinutes"]?.count else { continue }
      duty.remove(contentsOf: start..<start + Int64(minutes) * 60)
    }
    for leave in leaves(of: id) { duty.remove(contentsOf: leave.span) }
    for away in absences(of: id) { duty.remove(contentsOf: away) }
    return duty
  }

  /// Events that no later one puts right.
  private func events(of id: String, _ kind: String) -> [JSON] {
    let corrected = Set(records.attendance.compactMap { $0["corrects"] })
    return records.attendance.filter { entry in
      entry["kind"]?.stringValue == kind && entry["staff"]?.stringValue == id
        && !corrected.contains(entry["id"] ?? .null)
    }
  }

  /// The leave a member of staff has, and of which kind.
  func leaves(of id: String) -> [(kind: String, span: Range<Int64>)] {
    events(of: id, "leave").compactMap { entry in
      guard let from = entry["leave"]?["from"]?.seconds, let until = entry["leave"]?["until"]?.seconds, from < until
      else { return nil }
      return (entry["leave"]?["kind"]?.stringValue ?? "", from..<until)
    }
  }

  /// The shifts that a member of staff is known to miss.
  private func absences(of id: String) -> [Range<Int64>] {
    events(of: id, "absence").compactMap { entry in
      guard let shift = records.shifts.first(where: { $0["id"] == entry["shift"] }),
        let begin = shift["start"]?.seconds, let end = shift["end"]?.seconds, begin < end
      else { return nil }
      return begin..<end
    }
  }
}

extension Occupation {
  /// The states in which a booking takes up time.
  static let holding: Set<String> = ["requested", "confirmed", "arrived", "in-service"]

  /// Reads a booking of a service or of equipment; a place in a course takes up what its session does.
  init?(booking: JSON, services: [String: JSON], rules: DeskRules) {
    guard let id = booking["id"]?.stringValue, booking["course"] == nil,
      Self.holding.contains(booking["state"]?.stringValue ?? ""),
      let start = booking["start"]?.seconds, let minutes = booking["durationMinutes"]?.count
    else { return nil }
    let service = booking["service"]?.stringValue.flatMap { services[$0] }
    let tidying = service?["breakMinutes"]?.count ?? 0
    self.init(
      id: id, span: start..<start + Int64(minutes) * 60, staff: booking["staff"]?.stringValue,
      room: booking["room"]?.stringValue,
      equipment: booking["equipment"]?.arrayValue?.compactMap(\.stringValue) ?? [],
      persons: booking["partySize"]?.count ?? 1, rest: Int64(max(tidying, rules.restMinutes)) * 60,
      tidying: Int64(tidying) * 60)
  }

  /// The sessions of a course that take place, each with its coach, its room and the equipment of the course.
  static func sessions(of course: JSON, rules: DeskRules) -> [Occupation] {
    guard let id = course["id"]?.stringValue else { return [] }
    return (course["sessions"]?.arrayValue ?? []).compactMap { session in
      guard session["cancelled"] != true, let code = session["code"]?.stringValue,
        let start = session["start"]?.seconds,
        let minutes = session["durationMinutes"]?.count
      else { return nil }
      return Occupation(
        id: "\(id) \(code)", span: start..<start + Int64(minutes) * 60,
        staff: (session["coach"] ?? course["coach"])?.stringValue, room: session["room"]?.stringValue,
        equipment: course["equipment"]?.arrayValue?.compactMap(\.stringValue) ?? [], persons: nil,
        rest: Int64(rules.restMinutes) * 60, tidying: 0)
    }
  }
}

extension JSON {
  /// A whole number that fits.
  var count: Int? { integerValue.flatMap { Int(exactly: $0) } }
  /// A date-time as seconds since 1970.
  var seconds: Int64? { stringValue.flatMap { Instant($0) }?.seconds }
  /// A date.
  var day: BusinessDay? { stringValue.flatMap { BusinessDay($0) } }
  /// A time of the clock (`HH:MM`) as seconds after midnight.
  var secondOfDay: Int? {
    let parts = (stringValue ?? "").split(separator: ":").compactMap { Int($0) }
    return parts.count == 2 ? parts[0] * 3600 + parts[1] * 60 : nil
  }
}
