import HealthFiles
import JSONSchema

extension Command {
  /// The booking is promised.
  static let bookingConfirm = Command(
    bookingStep: "confirm", .confirm, Phrase("promise a requested booking", "确认预约", "確認預約"))
  /// The customer is here.
  static let bookingArrive = Command(
    bookingStep: "arrive", .arrive, Phrase("the customer has come", "客户到店", "客戶到店"))
  /// The service begins.
  static let bookingStart = Command(
    bookingStep: "start", .start, Phrase("the service has begun", "服务开始", "服務開始"))
  /// The service is over.
  static let bookingDone = Command(
    bookingStep: "done", .finish, Phrase("the service was given", "服务完成", "服務完成"))
  /// Nobody came.
  static let bookingNoShow = Command(
    bookingStep: "no-show", .noShow, Phrase("the customer did not come", "客户未到店", "客戶未到店"))

  /// A verb that takes a booking a step further and needs nothing but its id.
  private init(bookingStep name: String, _ step: BookingStep, _ summary: Phrase) {
    self.init(
      name: "booking \(name)", summary: summary,
      details: Phrase(
        """
        A booking goes from requested to confirmed, arrived, in service and done; before the service it
        can be cancelled, and it counts as a no-show some time after its start. Each step stands in the
        booking's history with its time and who recorded it.
        """,
        """
        预约依次为：待确认、已确认、已到店、服务中、已完成；服务开始前可取消，超过开始时间一定时长可判定未到店。
        每一步连同时间和登记人记入预约的状态历史。
        """,
        """
        預約依次為：待確認、已確認、已到店、服務中、已完成；服務開始前可取消，超過開始時間一定時長可判定未到店。
        每一步連同時間和登記人記入預約的狀態歷史。
        """),
      arguments: [.booking], options: [.message, .dryRun],
      examples: [("hfile booking \(name) bkg-20261121-a7-4f0q9t7k", summary)], exitCodes: Self.acting
    ) { invocation throws(Failure) in
      try Self.advance(step, invocation)
    }
  }

  /// Takes a booking a step further and says what came of it.
  static func advance(_ step: BookingStep, _ invocation: Invocation) throws(Failure) -> ExitCode {
    let store = try invocation.store(signs: true)
    let (result, outcome) = try orFail { () throws(StoreError) in
      try store.advance(booking: invocation.word(0) ?? "", step, invocation.commitRequest(store))
    }
    try tell(result, outcome, store, invocation)
    return .done
  }

  /// Moves a booking.
  static let bookingMove = Command(
    name: "booking move",
    summary: Phrase("move a booking", "改期或更换技师、房间", "改期或更換技師、房間"),
    details: Phrase(
      """
      Another time, technician or room; what is not given stays. The new time must be free: hfile
      booking slots shows which are. What was agreed on the fee holds; another technician's grade counts.
      """,
      """
      更改时间、技师或房间；未给出的保持不变。新时段须空闲，可用 hfile booking slots 查看。
      已约定的费用不变；更换技师时按其等级计费。
      """,
      """
      更改時間、技師或房間；未給出的保持不變。新時段須空閒，可用 hfile booking slots 查看。
      已約定的費用不變；更換技師時按其等級計費。
      """),
    arguments: [
      .booking, Argument(name: "START", help: Phrase("the new start", "新的开始时间", "新的開始時間"), isOptional: true),
    ],
    options: [
      .on(Phrase("business day of START (default today)", "START 的营业日（默认今日）", "START 的營業日（預設今日）")),
      .technician, .room, .message, .dryRun,
    ],
    examples: [
      ("hfile booking move bkg-20261121-a7-4f0q9t7k 20:00 --on 2026-11-22", Phrase("to another time", "改期", "改期"))
    ],
    exitCodes: acting
  ) { invocation throws(Failure) in
    let state = try invocation.committedState()
    var start: Int64?
    if let text = invocation.word(1) {
      start = try invocation.time(text, on: try invocation.businessDay("--on", in: state), in: state)
    }
    let staff = try invocation.technician(in: state)
    guard start != nil || staff != nil || invocation.has("--room") else {
      throw .usage(Phrase("START is missing", "缺少 START", "缺少 START"), hint: invocation.usageHint)
    }
    return try advance(.move(start: start, staff: staff, room: invocation["--room"]), invocation)
  }

  /// Calls a booking off.
  static let bookingCancel = Command(
    name: "booking cancel",
    summary: Phrase("call a booking off", "取消预约", "取消預約"),
    details: Phrase(
      """
      Pays back of the prepayment what the booking policy says: up to and including so long before the
      start it is in time, later it is late; what the store calls off has a share of its own.
      """,
      """
      按预约规则退还预付款：开始前达到规定时长（含）为按时取消，之后为超时取消；由门店取消另有比例。
      """,
      """
      按預約規則退還預付款：開始前達到規定時長（含）為按時取消，之後為逾時取消；由門市取消另有比例。
      """),
    arguments: [.booking],
    options: [
      Option(
        names: ["--by"], value: "SIDE",
        help: Phrase("which side calls it off (default customer)", "取消方（默认 customer）", "取消方（預設 customer）"),
        choices: ["customer", "store"]),
      Option(
        names: ["--reason"], value: "REASON", help: Phrase("why", "原因", "原因"),
        choices: ["schedule", "illness", "staff", "price", "duplicate", "weather", "other"]),
      .message, .dryRun,
    ],
    examples: [
      (
        "hfile booking cancel bkg-20261121-a7-4f0q9t7k --by store --reason staff",
        Phrase("the technician is ill", "技师缺勤", "技師缺勤")
      )
    ],
    exitCodes: acting
  ) { invocation throws(Failure) in
    try advance(.cancel(by: invocation["--by"] ?? "customer", reason: invocation["--reason"]), invocation)
  }

  /// Records that the prepayment is paid.
  static let bookingPay = Command(
    name: "booking pay",
    summary: Phrase("record that the prepayment is paid", "登记预付款", "登記預付款"),
    details: Phrase(
      "The amount is the share of the fee that the booking policy asks for, half up.", "金额为预约规则所定费用比例，四舍五入。",
      "金額為預約規則所定費用比例，四捨五入。"),
    arguments: [
      .booking, Argument(name: "METHOD", help: Phrase("means of payment", "支付方式", "支付方式")),
    ],
    options: [.message, .dryRun],
    examples: [("hfile booking pay bkg-20261121-a7-4f0q9t7k wechat-pay", Phrase("by WeChat", "微信支付", "微信支付"))],
    exitCodes: acting
  ) { invocation throws(Failure) in
    try advance(.pay(invocation.word(1) ?? ""), invocation)
  }

  /// Records how a customer rates a booking.
  static let bookingRate = Command(
    name: "booking rate",
    summary: Phrase("record how a customer rates it", "登记客户评价", "登記客戶評價"),
    details: Phrase(
      """
      Makes a feedback record about the booking, its technician and its service: GRADE is 5 for very
      satisfied to 1 for very dissatisfied. --comment asks for what the customer said; it is sealed.
      """,
      """
      为预约及其技师、服务建立反馈记录：GRADE 从 5（非常满意）到 1（非常不满意）。
      --comment 询问客户的原话，内容密封保存。
      """,
      """
      為預約及其技師、服務建立意見回饋：GRADE 從 5（非常滿意）到 1（非常不滿意）。
      --comment 詢問客戶的原話，內容密封保存。
      """),
    arguments: [.booking, Argument(name: "GRADE", help: Phrase("5 to 1", "5 至 1", "5 至 1"))],
    options: [
      Option(
        names: ["--channel"], value: "CHANNEL",
        help: Phrase("how it was given (default in-person)", "反馈渠道（默认 in-person）", "回饋管道（預設 in-person）")),
      Option(names: ["--comment"], value: nil, help: Phrase("ask for what was said", "询问客户原话", "詢問客戶原話")),
      .message, .dryRun,
    ],
    examples: [("hfile booking rate bkg-20261121-a7-4f0q9t7k 5", Phrase("very satisfied", "非常满意", "非常滿意"))],
    exitCodes: acting
  ) { invocation throws(Failure) in
    let store = try invocation.store(signs: true)
    guard let grade = Int(invocation.word(1) ?? ""), (1...5).contains(grade) else {
      throw .usage(Phrase("GRADE is 5 to 1", "GRADE 应为 5 至 1", "GRADE 應為 5 至 1"), hint: invocation.usageHint)
    }
    var text: String?
    if invocation.has("--comment") {
      text = invocation.console.ask(invocation.console.pick("comment: ", "评价：", "評價："))
    }
    let said = text.flatMap { $0.isEmpty ? nil : $0 }
    let result = try orFail { () throws(StoreError) in
      try store.rate(
        booking: invocation.word(0) ?? "", grade: grade, channel: invocation["--channel"] ?? "in-person", text: said,
        invocation.commitRequest(store))
    }.result
    let state = try orFail { () throws(StoreError) in try store.snapshot() }
    tell(result, state.catalogue, invocation)
    return .done
  }

  /// Shows the messages about bookings that are due.
  static let bookingReminders = Command(
    name: "booking reminders",
    summary: Phrase("show the messages that are due", "列出应发送的消息", "列出應傳送的訊息"),
    details: Phrase(
      """
      Confirmations, reminders, news of changes and thanks that the booking policy makes due and nobody
      sent, to customers and technicians. Sending is done outside; a message record of the purpose that
      names the booking settles one.
      """,
      """
      列出按预约规则应发而未发的确认、提醒、变更通知和感谢，对象为客户和技师。
      消息由外部服务发送；登记一条注明用途和预约的消息记录即视为完成。
      """,
      """
      列出按預約規則應發而未發的確認、提醒、變更通知和感謝，對象為客戶和技師。
      訊息由外部服務傳送；登記一筆註明用途和預約的訊息記錄即視為完成。
      """),
    options: [.at],
    examples: [("hfile booking reminders --format ndjson", Phrase("for the sending service", "供发送服务使用", "供傳送服務使用"))],
    exitCodes: [.found, .noStore, .newerStore, .notFound, .diskRefused]
  ) { invocation throws(Failure) in
    let state = try invocation.committedState()
    let now = invocation.console.environment.now().seconds
    let today = invocation.today(in: state)
    let tasks = try orFail { () throws(StoreError) in
      try BookingDesk(state, days: today.advanced(by: -8)...today.advanced(by: 92)).tasks(now: now)
    }
    BookingTaskText(state: state, tasks: tasks).write(invocation)
    return tasks.isEmpty ? .done : .found
  }
}
