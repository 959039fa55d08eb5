import HealthFiles
import JSONSchema

extension Command {
  /// Somebody comes to work.
  static let clockIn = Command(
    clocking: "in", .arrive, Phrase("clock in", "上班签到", "上班簽到"))
  /// Somebody goes home.
  static let clockOut = Command(
    clocking: "out", .leaveWork, Phrase("clock out", "下班签退", "下班簽退"))
  /// Somebody takes a break.
  static let clockBreak = Command(
    clocking: "break", .pause, Phrase("begin a break, or end it", "开始或结束休息", "開始或結束休息"))

  /// A verb that takes down one event of working time.
  private init(clocking name: String, _ event: ClockEvent, _ summary: Phrase) {
    self.init(
      name: "clock \(name)", summary: summary,
      details: Phrase(
        """
        Who has the own key at hand, or gives the PIN of this till, clocks for himself; else who records
        it approves it. Late, early and absent are derived from the plan: hfile attendance. What was
        clocked wrongly is put right by another event: --corrects, with --time when it happened.
        """,
        """
        持有本人密钥或输入本机 PIN 码者为本人打卡，否则由登记人确认。
        迟到、早退、缺勤由排班推算，见 hfile attendance。打错的卡用新的记录更正：--corrects，并用 --time 指明时间。
        """,
        """
        持有本人金鑰或輸入本機 PIN 碼者為本人打卡，否則由登記人確認。
        遲到、早退、缺勤由排班推算，見 hfile attendance。打錯的卡用新的記錄更正：--corrects，並用 --time 指明時間。
        """),
      arguments: [.clocked], options: [.time, .corrects, .message, .dryRun],
      examples: [("hfile clock \(name) stf-lin", summary)], exitCodes: Self.acting
    ) { invocation throws(Failure) in
      try Self.clock(event, invocation)
    }
  }

  /// Takes down leave.
  static let clockLeave = Command(
    name: "clock leave",
    summary: Phrase("take down leave", "登记请假", "登記請假"),
    details: Phrase(
      "FROM and UNTIL are days or times (2026-11-22, 2026-11-22T14:00); a day is meant whole.",
      "FROM 和 UNTIL 为日期或时间（2026-11-22、2026-11-22T14:00）；只写日期表示整天。",
      "FROM 和 UNTIL 為日期或時間（2026-11-22、2026-11-22T14:00）；只寫日期表示整天。"),
    arguments: [
      .clocked, Argument(name: "FROM", help: Phrase("first day or time", "起始日期或时间", "起始日期或時間")),
      Argument(name: "UNTIL", help: Phrase("last day, or time of the end", "截止日期或时间", "截止日期或時間"), isOptional: true),
    ],
    options: [
      Option(
        names: ["--kind"], value: "KIND",
        help: Phrase("kind of leave (default annual)", "假别（默认 annual）", "假別（預設 annual）"),
        choices: [
          "annual", "sick", "personal", "maternity", "paternity", "marriage", "bereavement", "training", "time-off",
        ]), .corrects, .message, .dryRun,
    ],
    examples: [("hfile clock leave stf-lin 2026-11-23 2026-11-24 --kind sick", Phrase("two days", "两天", "兩天"))],
    exitCodes: acting
  ) { invocation throws(Failure) in
    let state = try invocation.committedState()
    let from = try bound(invocation.word(1) ?? "", isEnd: false, state, invocation)
    let until = try bound(invocation.word(2) ?? invocation.word(1) ?? "", isEnd: true, state, invocation)
    guard from < until else {
      throw .usage(Phrase("UNTIL is before FROM", "UNTIL 早于 FROM", "UNTIL 早於 FROM"), hint: invocation.usageHint)
    }
    return try clock(.leave(kind: invocation["--kind"] ?? "annual", from: from, until: until), invocation)
  }

  /// A day is meant from its beginning to its end.
  private static func bound(
    _ text: String, isEnd: Bool, _ state: Snapshot, _ invocation: Invocation
  ) throws(Failure) -> Int64 {
    guard let day = BusinessDay(text) else {
      return try invocation.time(text, on: invocation.today(in: state), in: state)
    }
    return state.profile.times(on: isEnd ? day.advanced(by: 1) : day, every: 1).first ?? 0
  }

  private static func clock(_ event: ClockEvent, _ invocation: Invocation) throws(Failure) -> ExitCode {
    let store = try invocation.store(signs: true)
    let state = try orFail { () throws(StoreError) in try store.snapshot() }
    let person = try invocation.found(invocation.word(0) ?? "", among: ["staff"], in: state)
    var time: Int64?
    if let text = invocation["--time"] { time = try invocation.time(text, on: invocation.today(in: state), in: state) }
    let method = try recognise(person, store, invocation)
    let moment = time
    let result = try orFail { () throws(StoreError) in
      try store.clock(
        person.id, event, method: method, at: moment, correcting: invocation["--corrects"],
        invocation.commitRequest(store))
    }
    tell(result, state.catalogue, invocation)
    return .done
  }

  /// By the own key, by the PIN of this till, or by whoever records it.
  private static func recognise(
    _ person: Record, _ store: Store, _ invocation: Invocation
  ) throws(Failure) -> String {
    if try orFail({ () throws(StoreError) in try store.isPresent(person.id) }) { return "app" }
    guard try orFail({ () throws(StoreError) in try store.hasPIN(person.id) }) else { return "manual" }
    let console = invocation.console
    let question = console.pick("PIN of \(person.id): ", "\(person.id) 的 PIN 码：", "\(person.id) 的 PIN 碼：")
    let pin = console.askSecret(question) ?? ""
    try orFail { () throws(StoreError) in try store.confirm(person.id, pin: pin) }
    return "pin"
  }

  /// Shows what was clocked against the plan.
  static let attendance = Command(
    name: "attendance",
    summary: Phrase("show what was clocked against the plan", "对照排班显示考勤", "對照排班顯示考勤"),
    details: Phrase(
      """
      One line for each duty of the days asked about: plan, coming, going, time worked less breaks, and
      what is late or early by more than the policy's grace, absent, or leave. Nothing of it is stored.
      """,
      """
      所选日期每个班次一行：计划、到岗、离岗、扣除休息后的工时，以及超过宽限的迟到、早退、缺勤或请假。
      这些均由事实推算，不存储。
      """,
      """
      所選日期每個班次一行：計畫、到崗、離崗、扣除休息後的工時，以及超過寬限的遲到、早退、缺勤或請假。
      這些均由事實推算，不儲存。
      """),
    options: [.on(Phrase("business day (default today)", "营业日（默认今日）", "營業日（預設今日）"))] + Option.days + [
      Option(names: ["--staff"], value: "STAFF", help: Phrase("only this person", "仅限该员工", "僅限該員工"), kind: .recordID),
      .at,
    ],
    examples: [("hfile attendance --from 2026-11-01 --to 2026-11-30", Phrase("a month", "一个月", "一個月"))],
    exitCodes: [.noStore, .newerStore, .notFound, .diskRefused]
  ) { invocation throws(Failure) in
    let state = try invocation.committedState()
    let days = try invocation.bookingDays(in: state)
    let staff = try invocation.technician(in: state)
    let lines = try orFail { () throws(StoreError) in
      try AttendanceSheet(state, days: days, now: invocation.console.environment.now().seconds).lines
    }
    AttendanceText(state: state, lines: lines.filter { staff == nil || staff == $0.staff }).write(invocation)
    return .done
  }
}

extension Argument {
  /// Whose working time it is.
  static let clocked = Argument(
    name: "STAFF", help: Phrase("id or name of a member of staff", "员工编号或姓名", "員工編號或姓名"), kind: .recordID)
}

extension Option {
  /// When it happened.
  static let time = Option(
    names: ["--time"], value: "TIME", help: Phrase("when it happened (default now)", "发生时间（默认当前）", "發生時間（預設目前）"))

  /// What is put right.
  static let corrects = Option(
    names: ["--corrects"], value: "EVENT", help: Phrase("event that this puts right", "被更正的记录", "被更正的記錄"),
    kind: .recordID)
}
