// What was clocked against what was planned (E1, E2). Derived: an event says only that somebody came or went.

internal import JSONSchema

/// A stretch of duty of one person, and what was clocked of it.
public struct AttendanceLine: Sendable, Hashable {
  /// What became of the duty.
  public enum Remark: Sendable, Hashable {
    /// It has not begun, or is going on as planned.
    case open
    /// Came and went as planned.
    case kept
    /// Leave of a kind covers all of it.
    case leave(String)
    /// Nobody came.
    case absent
    /// Came without a plan.
    case unplanned
  }

  /// The business day.
  public let day: BusinessDay
  /// Id of the member of staff.
  public let staff: String
  /// The plan, less leave, in seconds since 1970; nil where nothing was planned.
  public let plan: Range<Int64>?
  /// When the person came first.
  public let came: Int64?
  /// When the person went last; nil while still there.
  public let went: Int64?
  /// Minutes between coming and going, less breaks.
  public let worked: Int
  /// Minutes late; nought within the grace of the policy.
  public let late: Int
  /// Minutes gone too early; nought within the grace of the policy.
  public let early: Int
  /// What became of it.
  public let remark: Remark
}

/// The attendance of some business days.
public struct AttendanceSheet: Sendable {
  /// One line for each duty, by day, person and time.
  public let lines: [AttendanceLine]

  /// How long before its start somebody may come to a duty.
  static let earliest: Int64 = 4 * 3600
  /// How long after its end somebody may go from a duty.
  static let latest: Int64 = 8 * 3600

  /// Reads the sheet of some days as it stands at a time.
  public init(_ state: Snapshot, days: ClosedRange<BusinessDay>, now: Int64) throws(StoreError) {
    let today = state.profile.businessDay(of: now)
    let desk = try BookingDesk(clocked: days, until: today, in: state)
    let alerts = try state.policy("alerts")
    let policy = state.catalogue.policies["alerts"]
    var lines: [AttendanceLine] = []
    for number in days.lowerBound.daysSinceEpoch...days.upperBound.daysSinceEpoch {
      let day = BusinessDay(daysSinceEpoch: number)
      let grace = policy?.version(of: alerts, on: day).values["lateness"]?["minutes"]?.count ?? 0
      lines += Self.lines(desk.timetable(on: day), grace: grace, now: now)
    }
    self.lines = lines
  }

  static func lines(_ timetable: Timetable, grace: Int, now: Int64) -> [AttendanceLine] {
    let corrected = Set(timetable.records.attendance.compactMap { $0["corrects"] })
    let valid = timetable.records.attendance.filter { !corrected.contains($0["id"] ?? .null) }
    return timetable.workers.sorted { $0.key < $1.key }.flatMap { id, worker in
      let events = valid.filter { $0["staff"]?.stringValue == id }.compactMap(Event.init)
        .sorted { ($0.time, $0.id) < ($1.time, $1.id) }
      return PersonalSheet(id: id, timetable: timetable, grace: Int64(grace) * 60, now: now, events: events)
        .lines(timetable.plan(of: worker.record))
    }
  }

  /// Somebody came, went, or took a break.
  struct Event: Sendable {
    let id: String
    let time: Int64
    let kind: String
    let shift: JSON?

    init?(_ entry: JSON) {
      guard let id = entry["id"]?.stringValue, let time = entry["time"]?.seconds, let kind = entry["kind"]?.stringValue,
        ["in", "out", "break-start", "break-end"].contains(kind)
      else { return nil }
      (self.id, self.time, self.kind) = (id, time, kind)
      shift = entry["shift"]
    }
  }
}

/// The duties of one person on one day.
private struct PersonalSheet {
  let id: String
  let timetable: Timetable
  let grace: Int64
  let now: Int64
  let events: [AttendanceSheet.Event]

  func lines(_ plan: [Timetable.Duty]) -> [AttendanceLine] {
    let duties = plan.sorted { $0.span.lowerBound < $1.span.lowerBound }
    var lines = duties.map { line($0) }
    let others = events.filter { event in
      timetable.profile.businessDay(of: event.time) == timetable.day && !duties.contains { belongs(event, to: $0) }
    }
    if let came = others.first(where: { $0.kind == "in" }) {
      let (worked, went) = worked(others)
      lines.append(
        AttendanceLine(
          day: timetable.day, staff: id, plan: nil, came: came.time, went: went, worked: worked, late: 0, early: 0,
          remark: .unplanned))
    }
    return lines
  }

  /// An event that names a shift is of that shift, another of the duty it lies around.
  private func belongs(_ event: AttendanceSheet.Event, to duty: Timetable.Duty) -> Bool {
    if let shift = event.shift { return shift == duty.shift?["id"] }
    let first = duty.span.lowerBound - AttendanceSheet.earliest
    return (first..<duty.span.upperBound + AttendanceSheet.latest).contains(event.time)
  }

  private func line(_ duty: Timetable.Duty) -> AttendanceLine {
    var left = RangeSet(duty.span)
    var kind: String?
    for leave in timetable.leaves(of: id) where leave.span.overlaps(duty.span) {
      left.remove(contentsOf: leave.span)
      kind = leave.kind
    }
    let own = events.filter { belongs($0, to: duty) }
    let came = own.first { $0.kind == "in" }?.time
    let (worked, went) = worked(own)
    guard let begin = left.ranges.first?.lowerBound, let end = left.ranges.last?.upperBound else {
      return AttendanceLine(
        day: timetable.day, staff: id, plan: nil, came: came, went: went, worked: worked, late: 0, early: 0,
        remark: .leave(kind ?? ""))
    }
    let late = came.map { $0 - begin > grace ? ($0 - begin) / 60 : 0 } ?? 0
    let early = went.map { end - $0 > grace ? (end - $0) / 60 : 0 } ?? 0
    let isOver = now >= end
    let remark: AttendanceLine.Remark =
      came == nil ? (now > begin + grace ? .absent : .open) : went == nil && !isOver ? .open : .kept
    return AttendanceLine(
      day: timetable.day, staff: id, plan: begin..<end, came: came, went: went, worked: worked, late: Int(late),
      early: Int(early), remark: remark)
  }

  /// Minutes between coming and going less breaks, and when the person went for good.
  private func worked(_ events: [AttendanceSheet.Event]) -> (minutes: Int, went: Int64?) {
    var (total, began, went): (Int64, Int64?, Int64?) = (0, nil, nil)
    for event in events {
      switch event.kind {
      case "in", "break-end":
        if began == nil { began = event.time }
        went = nil
      default:
        if let start = began { total += event.time - start }
        began = nil
        if event.kind == "out" { went = event.time }
      }
    }
    return (Int(total / 60), went)
  }
}
