import JSONSchema
import Testing

@testable import HealthFiles

/// What was clocked, against the plan; and what a card reader types.
@Suite struct AttendanceTests {
  private static let berlin: JSON = [
    "id": "sto-berlin", "name": "Berlin", "currency": "EUR",
    "dayRules": [["from": "2024-01-01", "timeZone": "Europe/Berlin", "dayEnds": "02:00"]],
  ]

  /// The line of one person with one shift, by events `kind time` and the minutes of grace.
  private func line(
    _ shift: (from: String, to: String), _ events: [String], leave: (String, String)? = nil, now: String
  ) throws -> AttendanceLine {
    var records = DeskRecords(store: Self.berlin)
    records.staff = [["id": "stf-lin", "name": "Lin", "hired": "2020-01-01"]]
    records.shifts = [
      [
        "id": "shf-1", "kind": "duty", "staff": "stf-lin", "start": .string(shift.from), "end": .string(shift.to),
      ]
    ]
    for (number, event) in events.enumerated() {
      let words = event.split(separator: " ").map { String($0) }
      var entry: JSON = [
        "id": .string("att-\(number)"), "staff": "stf-lin", "kind": .string(words[0]), "time": .string(words[1]),
      ]
      if words.count > 2 { entry["corrects"] = .string(words[2]) }
      records.attendance.append(entry)
    }
    if let leave {
      records.attendance.append([
        "id": "att-leave", "staff": "stf-lin", "kind": "leave",
        "leave": ["kind": "sick", "from": .string(leave.0), "until": .string(leave.1)],
      ])
    }
    let profile = StoreProfile(Self.berlin, environment: FixedWorld().environment)
    let start = try #require(Instant(shift.from))
    let timetable = Timetable(
      records, on: profile.businessDay(of: start.seconds), rules: DeskRules(booking: .null, staffing: .null),
      profile: profile)
    let lines = AttendanceSheet.lines(timetable, grace: 5, now: try #require(Instant(now)).seconds)
    #expect(lines.count == 1)
    return try #require(lines.first)
  }

  private let shift = (from: "2026-11-22T10:00:00+01:00", to: "2026-11-22T18:00:00+01:00")

  /// D6: more than 5 minutes late is late; five minutes are not.
  @Test(arguments: [("10:05:00", 0), ("10:05:01", 5), ("10:12:00", 12), ("09:50:00", 0)])
  func lateIsMoreThanTheGrace(time: String, late: Int) throws {
    let line = try line(
      shift, ["in 2026-11-22T\(time)+01:00", "out 2026-11-22T18:00:00+01:00"], now: "2026-11-22T19:00:00+01:00")
    #expect(line.late == late && line.early == 0 && line.remark == .kept)
  }

  @Test(arguments: [("17:55:00", 0), ("17:54:59", 5), ("16:00:00", 120), ("18:30:00", 0)])
  func earlyIsMoreThanTheGrace(time: String, early: Int) throws {
    let line = try line(
      shift, ["in 2026-11-22T10:00:00+01:00", "out 2026-11-22T\(time)+01:00"], now: "2026-11-22T19:00:00+01:00")
    #expect(line.early == early && line.late == 0)
  }

  @Test func leaveExcuses() throws {
    let whole = try line(
      shift, [], leave: ("2026-11-22T00:00:00+01:00", "2026-11-23T00:00:00+01:00"), now: "2026-11-22T19:00:00+01:00")
    #expect(whole.remark == .leave("sick") && whole.plan == nil)
    let morning = try line(
      shift, ["in 2026-11-22T14:03:00+01:00"], leave: ("2026-11-22T08:00:00+01:00", "2026-11-22T14:00:00+01:00"),
      now: "2026-11-22T15:00:00+01:00")
    #expect(morning.late == 0 && morning.remark == .open)
  }

  @Test(arguments: [("10:04", AttendanceLine.Remark.open), ("10:06", .absent), ("23:00", .absent)])
  func whoDoesNotComeIsAbsentAfterTheGrace(now: String, remark: AttendanceLine.Remark) throws {
    #expect(try line(shift, [], now: "2026-11-22T\(now):00+01:00").remark == remark)
  }

  /// A slip is put right by another event, and counts no more.
  @Test func whatIsCorrectedDoesNotCount() throws {
    let line = try line(
      shift,
      [
        "in 2026-11-22T10:30:00+01:00", "in 2026-11-22T10:01:00+01:00 att-0", "break-start 2026-11-22T12:00:00+01:00",
        "break-end 2026-11-22T12:30:00+01:00", "out 2026-11-22T18:01:00+01:00",
      ], now: "2026-11-22T19:00:00+01:00")
    #expect(line.late == 0 && line.worked == 450)
  }

  /// The night the clocks go back has an hour more, and whoever works it has worked it.
  @Test func theNightOfTwentyFiveHoursIsNineHoursOfWork() throws {
    let night = (from: "2026-10-24T22:00:00+02:00", to: "2026-10-25T06:00:00+01:00")
    let line = try line(
      night, ["in 2026-10-24T22:00:00+02:00", "out 2026-10-25T06:00:00+01:00"], now: "2026-10-25T08:00:00+01:00")
    #expect(line.day.description == "2026-10-24" && line.worked == 540 && line.late == 0 && line.early == 0)
  }

  // MARK: cards

  @Test(arguments: [
    ";6225880012345678=49121010000?", "%B6225880012345678^LIN/XIAO^49121010000?",
    "%B6225880012345678^LIN/XIAO^49121010000?;6225880012345678=49121010000?9", ";6225880012345678?",
    "%6225880012345678?", "%B6225 8800 1234 5678^LIN/XIAO^4912?\n;6225880012345678=4912?\n",
  ])
  func theNumberOfACardIsRead(swipe: String) throws {
    #expect(try CardSwipe(swipe).number == "6225880012345678")
  }

  @Test(arguments: [
    "", "?", "6225880012345678", "%B^LIN^?", ";12345678901234567890=?", "%Babc^X^?", ";1?;2?", "%B1^A^?;2=3?",
  ])
  func whatIsNoSwipeIsRefused(swipe: String) { #expect(throws: StoreError.self) { try CardSwipe(swipe) } }
}
