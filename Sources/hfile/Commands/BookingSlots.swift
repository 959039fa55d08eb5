import HealthFiles
import JSONSchema

extension Command {
  /// Shows the times that are free for a service.
  static let bookingSlots = Command(
    name: "booking slots",
    summary: Phrase("show the times that are free", "显示可预约时段", "顯示可預約時段"),
    details: Phrase(
      """
      ITEM is a service, a course or equipment that customers can book: its id, the code in it, or its
      name. Free is what duty shifts (else the regular hours) leave beside leave, breaks, closed days
      and what is booked already, with rooms, equipment, breaks between services, lead time and horizon.
      """,
      """
      ITEM 为服务项目、课程或可预约的设备：编号、代码或名称。
      空闲时段由排班（无排班时按固定工时）减去请假、休息、休业日和已有预约得出，并考虑房间、设备、间隔、
      最短提前时间和最长可预约期。
      """,
      """
      ITEM 為服務項目、課程或可預約的設備：編號、代碼或名稱。
      空閒時段由排班（無排班時按固定工時）減去請假、休息、公休日和已有預約得出，並考慮房間、設備、間隔、
      最短提前時間和最長可預約期。
      """),
    arguments: [.bookable],
    options: [
      .technician, .on(Phrase("business day (default today)", "营业日（默认今日）", "營業日（預設今日）")),
    ] + Option.days + [
      .party,
      Option(
        names: ["--minutes"], value: "COUNT",
        help: Phrase("how long equipment is wanted", "设备使用时长", "設備使用時長")),
    ] + [.at],
    examples: [
      ("hfile booking slots foot-60 --on 2026-11-22", Phrase("free times of a day", "某日的空闲时段", "某日的空閒時段")),
      ("hfile booking slots foot-60 --party 4", Phrase("for four at once", "四人同时", "四人同時")),
    ],
    exitCodes: [.found, .noStore, .newerStore, .invalid, .notFound, .diskRefused]
  ) { invocation throws(Failure) in
    let state = try invocation.committedState()
    let days = try invocation.bookingDays(in: state)
    let item = try invocation.found(invocation.word(0) ?? "", among: bookable, in: state)
    let desk = try orFail { () throws(StoreError) in try BookingDesk(state, days: days) }
    if item.type == "course" { return sessions(of: item, desk, days, invocation) }
    let staff = try invocation.technician(in: state)
    let (persons, minutes) = (try invocation.persons(), try invocation.number("--minutes"))
    var slots: [Slot] = []
    for number in days.lowerBound.daysSinceEpoch...days.upperBound.daysSinceEpoch {
      slots += try orFail { () throws(StoreError) in
        try desk.slots(
          of: item, minutes: minutes, persons: persons, staff: staff, on: BusinessDay(daysSinceEpoch: number),
          now: invocation.console.environment.now().seconds)
      }
    }
    write(slots, state, invocation)
    return slots.isEmpty ? .found : .done
  }

  /// The types of what can be booked.
  static let bookable = ["service", "course", "equipment"]

  private static func write(_ slots: [Slot], _ state: Snapshot, _ invocation: Invocation) {
    let console = invocation.console
    if let format = invocation["--format"], format != "table" {
      let list: [JSON] = slots.map { slot in
        [
          "start": .string(state.profile.instant(seconds: slot.start).description),
          "technicians": .array(slot.technicians.map { .string($0) }), "rooms": .array(slot.rooms.map { .string($0) }),
        ]
      }
      return console.write(Answer.bytes(["source": state.sourceJSON, "slots": .array(list)], format))
    }
    let text = BookingText(state: state, language: invocation.language)
    var table = TextTable([
      console.pick("start", "开始", "開始"), console.pick("technicians", "技师", "技師"),
      console.pick("rooms", "房间", "房間"),
    ])
    for slot in slots {
      table.add([
        state.profile.instant(seconds: slot.start).clock,
        slot.technicians.map { text.name(.string($0)) }.joined(separator: ", "), slot.rooms.joined(separator: ", "),
      ])
    }
    guard !slots.isEmpty else { return console.say(console.pick("nothing is free", "没有空闲时段", "沒有空閒時段")) }
    for line in table.lines(width: console.isTerminal ? console.width : nil) { console.say(line) }
  }

  private static func sessions(
    of course: Record, _ desk: BookingDesk, _ days: ClosedRange<BusinessDay>, _ invocation: Invocation
  ) -> ExitCode {
    let console = invocation.console
    let now = console.environment.now().seconds
    let sessions = desk.sessions(of: course, on: days).filter { $0.start >= now }
    if let format = invocation["--format"], format != "table" {
      let list: [JSON] = sessions.map { session in
        var value: JSON = ["session": .string(session.code)]
        value["start"] = .string(desk.state.profile.instant(seconds: session.start).description)
        value["left"] = session.left.map { .number(JSONNumber(Int64($0))) }
        return value
      }
      console.write(Answer.bytes(["source": desk.state.sourceJSON, "sessions": .array(list)], format))
      return sessions.isEmpty ? .found : .done
    }
    var table = TextTable(
      [
        console.pick("session", "课次", "課次"), console.pick("start", "开始", "開始"),
        console.pick("places left", "剩余名额", "剩餘名額"),
      ], numeric: [2])
    for session in sessions {
      table.add([
        session.code, desk.state.profile.instant(seconds: session.start).clock, session.left.map { String($0) } ?? "",
      ])
    }
    guard !sessions.isEmpty else {
      console.say(console.pick("nothing is free", "没有空闲时段", "沒有空閒時段"))
      return .found
    }
    for line in table.lines(width: nil) { console.say(line) }
    return .done
  }

  /// Shows what stands booked.
  static let bookingList = Command(
    name: "booking list",
    summary: Phrase("show what stands booked", "列出预约", "列出預約"),
    details: Phrase(
      "Bookings by the business day they begin on, in the order of their starts.", "按预约开始的营业日列出，按开始时间排序。",
      "按預約開始的營業日列出，按開始時間排序。"),
    options: [.on(Phrase("business day (default today)", "营业日（默认今日）", "營業日（預設今日）"))] + Option.days + [
      .technician,
      Option(
        names: ["--state"], value: "STATE",
        help: Phrase("only in this state (can be repeated)", "仅限该状态（可重复）", "僅限該狀態（可重複）"),
        isRepeatable: true),
    ] + [.at],
    examples: [("hfile booking list --on 2026-11-22", Phrase("tomorrow's", "明日预约", "明日預約"))],
    exitCodes: [.noStore, .newerStore, .notFound, .diskRefused]
  ) { invocation throws(Failure) in
    let state = try invocation.committedState()
    let days = try invocation.bookingDays(in: state)
    let staff = try invocation.technician(in: state)
    var bookings = try orFail { () throws(StoreError) in
      try BookingDesk(state, days: days).bookings(on: days)
    }
    if let staff { bookings = bookings.filter { $0.value["staff"]?.stringValue == staff } }
    let wanted = invocation.all("--state")
    if !wanted.isEmpty { bookings = bookings.filter { wanted.contains($0.value["state"]?.stringValue ?? "") } }
    let console = invocation.console
    if let format = invocation["--format"], format != "table", let type = state.catalogue.types["booking"] {
      RecordTable(type: type, columns: type.columns, records: bookings).write(invocation, source: state.sourceJSON)
    } else if bookings.isEmpty {
      console.say(console.pick("nothing is booked", "没有预约", "沒有預約"))
    } else {
      let table = BookingText(state: state, language: invocation.language).table(bookings)
      for line in table.lines(width: console.isTerminal ? console.width : nil) { console.say(line) }
    }
    return .done
  }
}

extension Argument {
  /// Something that can be booked.
  static let bookable = Argument(
    name: "ITEM", help: Phrase("service, course or equipment", "服务项目、课程或设备", "服務項目、課程或設備"))

  /// A booking.
  static let booking = Argument(
    name: "BOOKING", help: Phrase("id of a booking", "预约编号", "預約編號"), kind: .recordID)
}

extension Option {
  /// The technician asked for.
  static let technician = Option(
    names: ["--staff"], value: "STAFF", help: Phrase("technician asked for", "指定技师", "指定技師"), kind: .recordID)

  /// How many come.
  static let party = Option(
    names: ["--party"], value: "COUNT", help: Phrase("how many come (default 1)", "人数（默认 1）", "人數（預設 1）"))
}

extension Invocation {
  /// Bookings are acts on the committed state, so answers are read from it too, unless a time is named.
  func committedState() throws(Failure) -> Snapshot {
    let store = try store()
    return try has("--at") ? state(of: store) : orFail { () throws(StoreError) in try store.snapshot() }
  }

  /// The days asked about: `--on`, or `--from` and `--to`, or today.
  func bookingDays(in state: Snapshot) throws(Failure) -> ClosedRange<BusinessDay> {
    let today = try businessDay("--on", in: state)
    guard has("--from") || has("--to") else { return today...today }
    let first = try day("--from") ?? today
    let last = try day("--to") ?? max(first, today)
    guard first <= last, last <= first.advanced(by: 92) else {
      throw .usage(
        Phrase("--from and --to name at most 93 days", "--from 与 --to 最多 93 天", "--from 與 --to 最多 93 天"))
    }
    return first...last
  }

  /// The id of the technician asked for.
  func technician(in state: Snapshot) throws(Failure) -> String? {
    guard let word = self["--staff"] else { return nil }
    return try found(word, among: ["staff"], in: state).id
  }

  /// How many come.
  func persons() throws(Failure) -> Int {
    let count = try number("--party") ?? 1
    guard (1...1000).contains(count) else {
      throw .usage(Phrase("--party is 1 to 1000", "--party 应为 1 至 1000", "--party 應為 1 至 1000"))
    }
    return count
  }
}
