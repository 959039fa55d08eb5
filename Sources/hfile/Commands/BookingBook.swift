import Git
import HealthFiles
import JSONSchema

extension Command {
  /// Books a service, a place in a course or time on equipment.
  static let bookingBook = Command(
    name: "booking book",
    summary: Phrase("book a service, a course or equipment", "预约服务、课程或设备", "預約服務、課程或設備"),
    details: Phrase(
      """
      START is 10:30 (of --on, else today), 2026-11-22T10:30, or a time with its offset; a course takes
      --session instead. Without --staff the most suitable technician who is free is taken: gender and
      favourites of the member, language, the fewest minutes that day, the lowest grade that suffices;
      --explain shows the ranking. A party that needs several technicians takes one booking for each,
      all or none. Fee is the price plus the fee of the grade; --paid records the prepayment. --guest
      asks for name, phone and e-mail of a customer without an account, who becomes a guest.
      """,
      """
      START 可为 10:30（--on 当日，默认今日）、2026-11-22T10:30 或带时区的时间；课程改用 --session。
      未指定 --staff 时选最合适的空闲技师：会员的性别要求和偏好、语言、当日服务分钟最少、够用的最低等级；
      --explain 显示排序。需多名技师的团体为每人建一条预约，要么全部成功，要么都不写入。
      费用为服务价加技师等级费；--paid 登记预付款。--guest 询问无账户客户的姓名、电话和邮箱，并建为散客。
      """,
      """
      START 可為 10:30（--on 當日，預設今日）、2026-11-22T10:30 或帶時區的時間；課程改用 --session。
      未指定 --staff 時選最合適的空閒技師：會員的性別要求和偏好、語言、當日服務分鐘最少、夠用的最低等級；
      --explain 顯示排序。需多名技師的團體為每人建一筆預約，要麼全部成功，要麼都不寫入。
      費用為服務價加技師等級費；--paid 登記預付款。--guest 詢問無帳戶客戶的姓名、電話和電郵，並建為散客。
      """),
    arguments: [
      .bookable,
      Argument(name: "START", help: Phrase("when it begins", "开始时间", "開始時間"), isOptional: true),
    ],
    options: [
      .on(Phrase("business day of START (default today)", "START 的营业日（默认今日）", "START 的營業日（預設今日）")),
      Option(
        names: ["--member"], value: "MEMBER",
        help: Phrase("who books: id, name, phone, card", "会员：编号、姓名、电话、卡号", "會員：編號、姓名、電話、卡號")),
      Option(
        names: ["--guest"], value: nil, help: Phrase("a customer without an account", "无账户的客户", "無帳戶的客戶")),
      .technician, .room, .party,
      Option(names: ["--group"], value: "NAME", help: Phrase("name of the group", "团体名称", "團體名稱")),
      Option(names: ["--session"], value: "CODE", help: Phrase("session of a course", "课程的课次", "課程的課次")),
      Option(names: ["--minutes"], value: "COUNT", help: Phrase("how long equipment is wanted", "设备使用时长", "設備使用時長")),
      Option(
        names: ["--channel"], value: "CHANNEL",
        help: Phrase("how it came in (default on-site)", "预约渠道（默认 on-site）", "預約管道（預設 on-site）"),
        choices: ["phone", "platform", "on-site", "website", "wechat", "app"]),
      Option(
        names: ["--paid"], value: "METHOD", help: Phrase("the prepayment is paid so", "预付款支付方式", "預付款支付方式"),
        choices: methods),
      Option(
        names: ["--campaign"], value: "CAMPAIGN", help: Phrase("campaign it belongs to", "所属活动", "所屬活動"),
        kind: .recordID),
      Option(names: ["--explain"], value: nil, help: Phrase("show why this technician", "说明为何选此技师", "說明為何選此技師")),
      .message, .dryRun,
    ],
    examples: [
      ("hfile booking book foot-60 19:00 --member 林晓", Phrase("this evening", "今晚", "今晚")),
      ("hfile booking book foot-60 19:00 --party 4 --group 行政部", Phrase("a group of four", "四人团体", "四人團體")),
      ("hfile booking book crs-yoga --session s1 --guest", Phrase("a place in a course", "课程名额", "課程名額")),
    ],
    exitCodes: acting
  ) { invocation throws(Failure) in
    let store = try invocation.store(signs: true)
    let state = try orFail { () throws(StoreError) in try store.snapshot() }
    let item = try invocation.found(invocation.word(0) ?? "", among: bookable, in: state)
    var request = BookingRequest(item.id)
    if let text = invocation.word(1) {
      request.start = try invocation.time(text, on: try invocation.businessDay("--on", in: state), in: state)
    } else if item.type != "course" {
      throw .usage(Phrase("START is missing", "缺少 START", "缺少 START"), hint: invocation.usageHint)
    }
    guard !invocation.has("--guest") || !invocation.has("--member") else {
      throw .usage(
        Phrase("--guest and --member exclude each other", "--guest 与 --member 不能同用", "--guest 與 --member 不能同用"))
    }
    request.session = invocation["--session"]
    request.staff = try invocation.technician(in: state)
    request.minutes = try invocation.number("--minutes")
    request.persons = try invocation.persons()
    (request.room, request.group) = (invocation["--room"], invocation["--group"])
    (request.paidBy, request.campaign) = (invocation["--paid"], invocation["--campaign"])
    request.channel = invocation["--channel"] ?? request.channel
    if let word = invocation["--member"] {
      request.member = try invocation.found(word, among: ["member"], in: state).id
    }
    if invocation.has("--guest") { request.guest = try guest(store, in: state, invocation) }
    let asked = request
    let (result, outcome) = try orFail { () throws(StoreError) in
      try store.book(asked, invocation.commitRequest(store))
    }
    try tell(result, outcome, store, invocation)
    return .done
  }

  /// Means of payment that a prepayment may be made by.
  static let methods = ["cash", "card", "wechat-pay", "alipay", "voucher", "points", "prepaid", "other"]

  /// Exit codes of verbs that commit an act at once.
  static let acting: [ExitCode] = [
    .noStore, .busy, .keyMissing, .newerStore, .invalid, .conflict, .notFound, .notPermitted, .diskRefused,
  ]

  /// Asks for a guest's name, phone and e-mail: what is sealed is never an argument.
  private static func guest(_ store: Store, in state: Snapshot, _ invocation: Invocation) throws(Failure) -> JSON {
    guard let type = state.catalogue.types["member"] else {
      throw .store(.notFound(kind: .type, name: "member", near: []))
    }
    try invocation.unlock(store, for: type, in: state)
    var guest: JSON = ["source": "walk-in"]
    for name in ["name", "phone", "email"] {
      let question = type.title(of: JSONPointer([name]), invocation.language) + ": "
      guard let answer = invocation.console.ask(question), !answer.isEmpty else { continue }
      guest.set(
        type.typed(answer, at: JSONPointer([name]), currency: state.profile.currency), at: JSONPointer([name]))
    }
    return guest
  }

  /// Says what came of an act on bookings.
  static func tell(
    _ result: CommitResult, _ outcome: BookingOutcome, _ store: Store, _ invocation: Invocation
  ) throws(Failure) {
    let (console, state) = (invocation.console, try orFail { () throws(StoreError) in try store.snapshot() })
    let text = BookingText(state: state, language: invocation.language)
    if let format = invocation["--format"], format != "table" {
      let answer = text.json(outcome, commit: result.commit?.description)
      return console.write(Answer.bytes(answer, format, order: text.order))
    }
    if invocation.has("--explain"), !outcome.ranking.isEmpty {
      for line in text.ranking(outcome.ranking).lines(width: nil) { console.say(line) }
    }
    for line in text.lines(outcome) { console.say(line) }
    tell(result, state.catalogue, invocation)
  }
}

extension Option {
  /// The room asked for.
  static let room = Option(names: ["--room"], value: "CODE", help: Phrase("room asked for", "指定房间", "指定房間"))
}
