// Coming and going, taken down as facts (E1, E2). What they mean for the plan is derived: AttendanceSheet.

internal import JSONSchema

/// What somebody clocks.
public enum ClockEvent: Sendable, Hashable {
  /// Coming to work.
  case arrive
  /// Going home.
  case leaveWork
  /// A break begins, or ends when one goes on.
  case pause
  /// Leave of a kind, from and until, in seconds since 1970.
  case leave(kind: String, from: Int64, until: Int64)
}

extension Store {
  /// Takes down that somebody came, went, takes a break or leave.
  ///
  /// - Parameters:
  ///   - method: how the person was recognised, of the schema's list.
  ///   - time: when it happened; now if nil.
  ///   - corrected: id of the event that this one puts right.
  /// - Throws: `StoreError.refused` when the event does not follow the last one.
  public func clock(
    _ staff: String, _ event: ClockEvent, method: String, at time: Int64? = nil, correcting corrected: String? = nil,
    _ commit: CommitRequest
  ) throws(StoreError) -> CommitResult {
    try perform(commit) { act throws(StoreError) in
      guard let person = try act.state.record(staff), person.type == "staff" else {
        throw .notFound(kind: .record, name: staff, near: [])
      }
      let moment = time ?? act.time.seconds
      var value: JSON = ["staff": .string(staff), "method": .string(method)]
      value["time"] = .string(act.state.profile.instant(seconds: moment).description)
      value["by"] = .string(method == "manual" ? try act.recorder ?? staff : staff)
      if method == "manual" { value["approvedBy"] = try act.recorder.map { .string($0) } }
      value["corrects"] = corrected.map { .string($0) }
      if case .leave(let kind, let from, let until) = event {
        let profile = act.state.profile
        let clock = { JSON.string(profile.instant(seconds: $0).description) }
        value["kind"] = "leave"
        value["leave"] = ["kind": .string(kind), "from": clock(from), "until": clock(until)]
      } else {
        let (kind, shift) = try act.next(event, of: person, at: moment, correcting: corrected)
        value["kind"] = .string(kind)
        value["shift"] = shift
      }
      try act.add("attendance", value)
    }.result
  }
}

extension BusinessAct {
  /// Somebody who came longer ago than so has forgotten to clock out.
  private static let longestStay: Int64 = 14 * 3600

  /// The kind of event and the shift it belongs to.
  fileprivate func next(
    _ event: ClockEvent, of person: Record, at moment: Int64, correcting corrected: String?
  ) throws(StoreError) -> (kind: String, shift: JSON?) {
    let day = state.profile.businessDay(of: moment)
    let desk = try BookingDesk(clocked: day.advanced(by: -1)...day, until: self.day, in: state)
    let dropped = Set(
      desk.records.attendance.compactMap { $0["corrects"]?.stringValue } + [corrected].compactMap { $0 })
    let last = desk.records.attendance.filter { entry in
      guard let time = entry["time"]?.seconds else { return false }
      return entry["staff"]?.stringValue == person.id && AttendanceSheet.Event(entry) != nil
        && !dropped.contains(entry["id"]?.stringValue ?? "") && time <= moment && moment - time < Self.longestStay
    }.max { ($0["time"]?.seconds ?? 0) < ($1["time"]?.seconds ?? 0) }
    let next = Self.following[last?["kind"]?.stringValue ?? "out"] ?? []
    let wanted = kind(of: event, after: last?["kind"]?.stringValue)
    guard next.contains(wanted) else {
      throw StoreError(DeskError.attendance(last: try label(last?["kind"]?.stringValue), next: try next.map(label)))
    }
    guard wanted == "in" else { return (wanted, last?["shift"]) }
    let duties = [day.advanced(by: -1), day].flatMap { desk.timetable(on: $0).plan(of: person.value) }
    let near = duties.filter { duty in
      (duty.span.lowerBound - AttendanceSheet.earliest..<duty.span.upperBound).contains(moment)
    }
    return (wanted, near.min { abs($0.span.lowerBound - moment) < abs($1.span.lowerBound - moment) }?.shift?["id"])
  }

  /// The kinds of event that may follow one.
  private static let following = [
    "out": ["in"], "in": ["out", "break-start"], "break-start": ["break-end", "out"],
    "break-end": ["out", "break-start"],
  ]

  private func kind(of event: ClockEvent, after last: String?) -> String {
    switch event {
    case .arrive: "in"
    case .leaveWork: "out"
    case .pause: last == "break-start" ? "break-end" : "break-start"
    case .leave: "leave"
    }
  }

  private func label(_ kind: String?) throws(StoreError) -> Phrase {
    guard let kind else { return Phrase("none", "无", "無") }
    let codes = try type("attendance").field(at: JSONPointer(["kind"]))?.codes ?? []
    return codes.first { $0.code == kind }?.label ?? Phrase(kind, kind, kind)
  }
}
