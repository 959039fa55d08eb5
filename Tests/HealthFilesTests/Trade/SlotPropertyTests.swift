// Free slots against a plain reading of the rules: minute by minute, without sets of ranges, and with the clock that
// Foundation shows. Random desks in Berlin, where a business day ends at 02:00, also on days of 23 and 25 hours.

import Foundation
import JSONSchema
import Testing

@testable import HealthFiles

@Suite struct SlotPropertyTests {
  static let days = ["2026-03-28", "2026-03-29", "2026-07-01", "2026-10-24", "2026-10-25", "2026-10-26"]

  @Test(arguments: 0..<60) func slotsAreThoseOfThePlainReading(seed: UInt64) throws {
    var random = SeededRandom(seed: seed &* 7919 &+ 11)
    let day = try #require(BusinessDay(random.pick(Self.days)))
    let desk = RandomDesk(day, &random)
    let profile = StoreProfile(desk.records.store, environment: FixedWorld().environment)
    let timetable = Timetable(desk.records, on: day, rules: desk.rules, profile: profile)
    let reference = MinuteDesk(desk.records, desk.rules, day)
    for service in desk.records.services {
      let persons = 1 + random.below(4)
      let staff = random.below(3) == 0 ? random.pick(desk.records.staff)["id"]?.stringValue : nil
      let found = timetable.slots(ServiceNeed(service, rules: desk.rules), persons: persons, staff: staff)
      let expected = reference.slots(service, persons: persons, staff: staff)
      #expect(found == expected, "seed \(seed)")
    }
  }

  /// A test that never sees a free slot, or never a taken one, would say nothing.
  @Test func randomDesksAreNeitherEmptyNorFull() throws {
    var (free, taken) = (0, 0)
    for seed: UInt64 in 0..<60 {
      var random = SeededRandom(seed: seed &* 7919 &+ 11)
      let day = try #require(BusinessDay(random.pick(Self.days)))
      let desk = RandomDesk(day, &random)
      let profile = StoreProfile(desk.records.store, environment: FixedWorld().environment)
      let timetable = Timetable(desk.records, on: day, rules: desk.rules, profile: profile)
      for service in desk.records.services {
        let found = timetable.slots(ServiceNeed(service, rules: desk.rules), persons: 1, staff: nil).count
        free += found
        taken += profile.times(on: day, every: desk.rules.slotMinutes).count - found
      }
    }
    #expect(free > 300)
    #expect(taken > 300)
  }
}

/// Random records of a desk around one day.
private struct RandomDesk {
  var records: DeskRecords
  let rules: DeskRules
  private let noon: Int64

  init(_ day: BusinessDay, _ random: inout SeededRandom) {
    noon = Int64(day.daysSinceEpoch) * 86_400 + 12 * 3600
    let staffing: JSON = [
      "breakMinutes": .number(JSONNumber(Int64(random.pick([0, 10])))), "serviceMinutesPerDay": 240,
    ]
    rules = DeskRules(
      booking: ["slotMinutes": .number(JSONNumber(Int64(random.pick([15, 20, 30]))))], staffing: staffing)
    var store: JSON = [
      "id": "sto-berlin", "name": "Berlin", "currency": "EUR",
      "dayRules": [["from": "2024-01-01", "timeZone": "Europe/Berlin", "dayEnds": "02:00"]],
      "rooms": [
        ["code": "a", "name": "A", "kind": "foot", "capacity": 3], ["code": "b", "name": "B", "kind": "foot"],
        ["code": "c", "name": "C", "kind": "body", "capacity": 1],
      ],
    ]
    if random.below(4) > 0 { store["openingHours"] = Self.hours(&random) }
    if random.below(12) == 0 { store["closedDays"] = [["day": .string(day.description)]] }
    records = DeskRecords(store: store)
    for number in 0..<4 { records.staff.append(Self.person(number, &random)) }
    records.equipment = [["id": "eqp-stone", "name": "Stone", "kind": "treatment"]]
    if random.below(4) == 0 { records.equipment[0]["status"] = random.pick(["in-use", "under-repair"]) }
    for number in 0..<3 { records.services.append(Self.service(number, &random)) }
    for number in 0..<random.below(5) { records.shifts.append(shift(number, &random)) }
    for number in 0..<random.below(3) { records.attendance.append(leave(number, &random)) }
    for number in 0..<random.below(14) { records.bookings.append(booking(number, &random)) }
    if random.below(2) == 0 { records.courses.append(course(&random)) }
  }

  private static func hours(_ random: inout SeededRandom) -> JSON {
    var list: [JSON] = []
    for weekday in ["monday", "wednesday", "saturday", "sunday"] {
      let from = random.pick(["00:00", "08:00", "10:00", "22:00"])
      let to = random.pick(["18:00", "23:30", "01:00", "04:00", "07:00"])
      if from != to { list.append(["weekday": .string(weekday), "from": .string(from), "to": .string(to)]) }
    }
    return .array(list)
  }

  private static func person(_ number: Int, _ random: inout SeededRandom) -> JSON {
    var person: JSON = [
      "id": .string("stf-p\(number)"), "name": .string("P\(number)"), "role": "therapist", "hired": "2026-03-29",
      "skills": .array(random.pick([["foot"], ["foot", "thai"], ["thai"], ["foot", "thai"]])),
    ]
    if random.below(4) > 0 { person["hired"] = "2025-01-01" }
    if random.below(3) > 0 { person["grade"] = .string(random.pick(["junior", "senior"])) }
    if random.below(4) > 0 { person["weeklyHours"] = hours(&random) }
    if random.below(8) == 0 { person["ended"] = "2026-10-24" }
    return person
  }

  private static func service(_ number: Int, _ random: inout SeededRandom) -> JSON {
    var service: JSON = [
      "id": .string("svc-s\(number)"), "name": .string("S\(number)"), "price": "100.00",
      "durationMinutes": .number(JSONNumber(Int64(random.pick([30, 45, 90])))),
    ]
    if random.below(4) > 0 { service["style"] = .string(random.pick(["foot", "thai"])) }
    if random.below(3) == 0 { service["breakMinutes"] = .number(JSONNumber(Int64(random.pick([5, 15, 20])))) }
    if random.below(3) == 0 { service["partySize"] = .number(JSONNumber(2)) }
    if random.below(4) == 0 { service["staff"] = ["stf-p0", "stf-p2"] }
    if random.below(3) == 0 { service["minimumGrade"] = .string(random.pick(["junior", "intermediate"])) }
    if random.below(2) == 0 { service["roomKind"] = .string(random.pick(["foot", "body"])) }
    if random.below(3) == 0 { service["equipment"] = ["eqp-stone"] }
    return service
  }

  private func time(_ random: inout SeededRandom) -> Int64 { noon + Int64(random.below(160) - 70) * 600 }

  private func text(_ seconds: Int64) -> JSON { .string(Instant(seconds: seconds).description) }

  private func shift(_ number: Int, _ random: inout SeededRandom) -> JSON {
    let start = time(&random)
    var shift: JSON = [
      "id": .string("shf-\(number)"), "kind": "duty", "staff": .string("stf-p\(random.below(4))"),
      "start": text(start), "end": text(start + Int64(1 + random.below(9)) * 3600),
    ]
    if random.below(2) == 0 {
      let pause = start + Int64(random.below(20)) * 600
      shift["breaks"] = [["start": text(pause), "durationMinutes": 20]]
    }
    shift["state"] = .string(random.pick(["planned", "confirmed", "cancelled", "planned"]))
    if number > 0, random.below(3) == 0 { shift["replaces"] = .string("shf-\(number - 1)") }
    return shift
  }

  private func leave(_ number: Int, _ random: inout SeededRandom) -> JSON {
    let from = time(&random)
    if random.below(3) == 0 {
      return [
        "id": .string("att-\(number)"), "kind": "absence", "staff": .string("stf-p\(random.below(4))"),
        "shift": "shf-0",
      ]
    }
    var leave: JSON = [
      "id": .string("att-\(number)"), "kind": "leave", "staff": .string("stf-p\(random.below(4))"),
      "leave": ["kind": "annual", "from": text(from), "until": text(from + Int64(1 + random.below(10)) * 3600)],
    ]
    if number > 0, random.below(2) == 0 { leave["corrects"] = .string("att-\(number - 1)") }
    return leave
  }

  private func booking(_ number: Int, _ random: inout SeededRandom) -> JSON {
    var booking: JSON = [
      "id": .string("bkg-\(number)"), "start": text(time(&random)), "staff": .string("stf-p\(random.below(4))"),
      "durationMinutes": .number(JSONNumber(Int64(random.pick([30, 60, 75])))),
      "service": .string("svc-s\(random.below(3))"),
      "state": .string(
        random.pick(["requested", "confirmed", "arrived", "in-service", "done", "cancelled", "no-show"])),
    ]
    if random.below(2) == 0 { booking["room"] = .string(random.pick(["a", "b", "c"])) }
    if random.below(3) == 0 { booking["partySize"] = 2 }
    if random.below(6) == 0 { booking["equipment"] = ["eqp-stone"] }
    return booking
  }

  private func course(_ random: inout SeededRandom) -> JSON {
    let sessions: [JSON] = (0..<2).map { number in
      [
        "code": .string("s\(number)"), "start": text(time(&random)), "durationMinutes": 60, "room": "a",
        "cancelled": .bool(random.below(3) == 0),
      ]
    }
    return ["id": "crs-yoga", "coach": "stf-p1", "equipment": ["eqp-stone"], "sessions": .array(sessions)]
  }
}

/// The same desk, asked minute by minute.
private struct MinuteDesk {
  private struct Clock {
    let date: BusinessDay
    let minute: Int
  }

  private let records: DeskRecords
  private let rules: DeskRules
  private let day: BusinessDay
  /// What the clock shows in each minute, three days around.
  private let clocks: [Clock]
  private let first: Int64

  init(_ records: DeskRecords, _ rules: DeskRules, _ day: BusinessDay) {
    (self.records, self.rules, self.day) = (records, rules, day)
    first = (Int64(day.daysSinceEpoch) - 1) * 86_400
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = TimeZone(identifier: "Europe/Berlin") ?? .gmt
    clocks = (0..<4 * 1440).map { [first] minute in
      let parts = calendar.dateComponents(
        [.year, .month, .day, .hour, .minute], from: Date(timeIntervalSince1970: Double(first) + Double(minute * 60)))
      let date = BusinessDay(year: parts.year ?? 1, month: parts.month ?? 1, day: parts.day ?? 1)
      return Clock(date: date ?? day, minute: (parts.hour ?? 0) * 60 + (parts.minute ?? 0))
    }
  }

  private func minute(_ text: JSON?) -> Int { Int((text?.seconds ?? 0) - first) / 60 }

  /// The first minute at which the clock shows a time of the business day, or later.
  private func find(_ hhmm: String, nextDay: Bool) -> Int {
    let time = (Int(hhmm.prefix(2)) ?? 0) * 60 + (Int(hhmm.suffix(2)) ?? 0)
    let date = day.advanced(by: (time < 120 ? 1 : 0) + (nextDay ? 1 : 0))
    return clocks.firstIndex { $0.date > date || ($0.date == date && $0.minute >= time) } ?? clocks.count
  }

  /// The minutes of regular hours that day.
  private func regular(_ weekly: JSON?) -> [Range<Int>] {
    let names = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
    return (weekly?.arrayValue ?? []).compactMap { entry in
      guard entry["weekday"]?.stringValue == names[day.weekday - 1] else { return nil }
      let (from, to) = (entry["from"]?.stringValue ?? "", entry["to"]?.stringValue ?? "")
      let begin = find(from, nextDay: false)
      var end = find(to, nextDay: false)
      if end <= begin { end = find(to, nextDay: true) }
      return begin..<end
    }
  }

  private func businessDay(_ minute: Int) -> BusinessDay {
    clocks[minute].minute < 120 ? clocks[minute].date.advanced(by: -1) : clocks[minute].date
  }

  /// Whether the store is open, for each minute.
  private var open: [Bool] {
    if records.store["closedDays"] != nil { return clocks.map { _ in false } }
    let hours = records.store["openingHours"].map { regular($0) } ?? [clocks.indices]
    return clocks.indices.map { minute in hours.contains { $0.contains(minute) } }
  }

  private func isOnDuty(_ person: JSON, _ minute: Int, _ hours: [Range<Int>]) -> Bool {
    let id = person["id"]
    for entry in records.attendance where entry["staff"] == id {
      if records.attendance.contains(where: { $0["corrects"] == entry["id"] }) { continue }
      if entry["kind"] == "leave" {
        if self.minute(entry["leave"]?["from"]) <= minute, minute < self.minute(entry["leave"]?["until"]) {
          return false
        }
      } else if let shift = records.shifts.first(where: { $0["id"] == entry["shift"] }) {
        if self.minute(shift["start"]) <= minute, minute < self.minute(shift["end"]) { return false }
      }
    }
    let own = records.shifts.filter { $0["staff"] == id && businessDay(self.minute($0["start"])) == day }
    guard !own.isEmpty else { return hours.contains { $0.contains(minute) } }
    var works = false
    var pauses = false
    for shift in own where shift["state"] != "cancelled" {
      if records.shifts.contains(where: { $0["replaces"] == shift["id"] && $0["state"] != "cancelled" }) { continue }
      if self.minute(shift["start"]) <= minute, minute < self.minute(shift["end"]) { works = true }
      for pause in shift["breaks"]?.arrayValue ?? [] {
        let begin = self.minute(pause["start"])
        if begin <= minute, minute < begin + 20 { pauses = true }
      }
    }
    return works && !pauses
  }

  // MARK: what is taken

  private func number(_ value: JSON?, _ usual: Int) -> Int { value?.integerValue.map(Int.init) ?? usual }

  private func service(_ id: JSON?) -> JSON { records.services.first { $0["id"] == id } ?? .null }

  private var held: [JSON] {
    records.bookings.filter { ["requested", "confirmed", "arrived", "in-service"].contains($0["state"]?.stringValue) }
  }

  private var sessions: [JSON] {
    (records.courses.first?["sessions"]?.arrayValue ?? []).filter { $0["cancelled"] != true }
  }

  private var staffBreak: Int { number(rules.staffing["breakMinutes"], 0) }

  private func isBusy(_ id: JSON?, _ minute: Int) -> Bool {
    held.contains { booking in
      let begin = self.minute(booking["start"])
      let pause = max(staffBreak, number(service(booking["service"])["breakMinutes"], 0))
      return booking["staff"] == id && begin <= minute && minute < begin + number(booking["durationMinutes"], 0) + pause
    }
      || id == "stf-p1"
        && sessions.contains {
          self.minute($0["start"]) <= minute && minute < self.minute($0["start"]) + 60 + staffBreak
        }
  }

  private func placesTaken(_ room: JSON, _ minute: Int) -> Int {
    let code = room["code"]
    var sum = 0
    for booking in held where booking["room"] == code {
      let begin = self.minute(booking["start"])
      let pause = number(service(booking["service"])["breakMinutes"], 0)
      if begin <= minute, minute < begin + number(booking["durationMinutes"], 0) + pause {
        sum += room["capacity"] == nil ? 1000 : number(booking["partySize"], 1)
      }
    }
    for session in sessions where session["room"] == code {
      if self.minute(session["start"]) <= minute, minute < self.minute(session["start"]) + 60 { sum += 1000 }
    }
    return sum
  }

  private func isStoneTaken(_ minute: Int) -> Bool {
    records.equipment[0]["status"] == "under-repair"
      || held.contains { booking in
        let begin = self.minute(booking["start"])
        let pause = number(service(booking["service"])["breakMinutes"], 0)
        return booking["equipment"] != nil && begin <= minute
          && minute < begin + number(booking["durationMinutes"], 0) + pause
      } || sessions.contains { self.minute($0["start"]) <= minute && minute < self.minute($0["start"]) + 60 }
  }

  private func load(_ id: JSON?) -> Int {
    (held + records.bookings.filter { $0["state"] == "done" })
      .filter { $0["staff"] == id && businessDay(minute($0["start"])) == day }
      .reduce(0) { $0 + number($1["durationMinutes"], 0) }
  }

  // MARK: slots

  private func mayGive(_ person: JSON, _ service: JSON) -> Bool {
    let hired = person["hired"]?.stringValue ?? ""
    let ended = person["ended"]?.stringValue ?? "9999-12-31"
    guard hired <= day.description, day.description <= ended else { return false }
    switch service["minimumGrade"] {
    case "junior"?: if person["grade"] == nil { return false }
    case "intermediate"?: if person["grade"] != "senior" { return false }
    default: break
    }
    if let staff = service["staff"]?.arrayValue { return staff.contains(person["id"] ?? .null) }
    guard let style = service["style"] else { return true }
    return person["skills"]?.arrayValue?.contains(style) ?? false
  }

  func slots(_ service: JSON, persons: Int, staff: String?) -> [Slot] {
    let length = number(service["durationMinutes"], 0)
    let pause = number(service["breakMinutes"], 0)
    let rest = max(pause, staffBreak)
    let served = number(service["partySize"], 1)
    let parties = Array(repeating: served, count: persons / served) + (persons % served == 0 ? [] : [persons % served])
    let step = number(rules.booking["slotMinutes"], 15)
    let (open, hours) = (open, records.staff.map { regular($0["weeklyHours"]) })
    var found: [Slot] = []
    for start in clocks.indices where businessDay(start) == day && clocks[start].minute % step == 0 {
      let during = start..<start + length
      guard during.allSatisfy({ open[$0] }) else { continue }
      let free = zip(records.staff, hours).filter { person, hours in
        mayGive(person, service) && (staff == nil || person["id"]?.stringValue == staff)
          && during.allSatisfy { isOnDuty(person, $0, hours) }
          && !(start..<start + length + rest).contains { isBusy(person["id"], $0) }
          && load(person["id"]) + length <= 240
      }.map(\.0)
      guard free.count >= parties.count else { continue }
      let whole = start..<start + length + pause
      if service["equipment"] != nil, parties.count > 1 || whole.contains(where: isStoneTaken) { continue }
      var rooms: [(code: String, left: Int, holds: Int?)] = []
      if let kind = service["roomKind"] {
        rooms = (records.store["rooms"]?.arrayValue ?? []).filter { $0["kind"] == kind }.map { room in
          let taken = whole.map { placesTaken(room, $0) }.max() ?? 0
          let holds = room["capacity"].map { number($0, 0) }
          return (room["code"]?.stringValue ?? "", holds.map { $0 - taken } ?? (taken == 0 ? 1 : 0), holds)
        }
        guard fit(parties, rooms.map { ($0.left, $0.holds == nil) }) else { continue }
      }
      let open = rooms.filter { $0.holds == nil ? $0.left == 1 : $0.left >= min(persons, served) }.map(\.code)
      found.append(
        Slot(
          start: first + Int64(start * 60), technicians: free.compactMap { $0["id"]?.stringValue }.sorted(), rooms: open
        ))
    }
    return found
  }

  /// Tries every way to share parties out.
  private func fit(_ parties: [Int], _ rooms: [(left: Int, isWhole: Bool)]) -> Bool {
    guard let party = parties.first else { return true }
    for place in rooms.indices {
      var after = rooms
      if rooms[place].isWhole {
        guard rooms[place].left == 1 else { continue }
        after[place].left = 0
      } else {
        guard rooms[place].left >= party else { continue }
        after[place].left -= party
      }
      if fit(Array(parties.dropFirst()), after) { return true }
    }
    return false
  }
}
