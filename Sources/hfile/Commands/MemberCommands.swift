import HealthFiles
import JSONSchema

extension Command {
  /// Registers a member.
  static let memberAdd = Command(
    name: "member add",
    summary: Phrase("register a member", "登记新会员", "登記新會員"),
    details: Phrase(
      """
      Like hfile new member --commit, at the desk: without fields it asks for the usual ones. A phone or
      card that another member has already is refused, unless --anyway. --swipe reads the card from the
      reader, on standard input. What is sealed is better asked for than typed as FIELD=VALUE, because
      other programs may see the words of a command.
      """,
      """
      相当于在前台使用 hfile new member --commit：不带字段时逐项询问常用字段。
      电话或卡号已属于其他会员时拒绝登记，除非使用 --anyway。--swipe 从标准输入读取刷卡内容。
      密封字段建议逐项询问输入，因为命令行文字可能被其他程序看到。
      """,
      """
      相當於在櫃檯使用 hfile new member --commit：不帶欄位時逐項詢問常用欄位。
      電話或卡號已屬於其他會員時拒絕登記，除非使用 --anyway。--swipe 從標準輸入讀取刷卡內容。
      密封欄位建議逐項詢問輸入，因為命令列文字可能被其他程式看到。
      """),
    arguments: [
      Argument(
        name: "FIELD=VALUE", help: Phrase("fields of the member", "会员的字段", "會員的欄位"), kind: .assignment,
        isOptional: true, isRepeatable: true)
    ],
    options: [
      Option(names: ["--swipe"], value: nil, help: Phrase("read the card from the reader", "刷卡读取卡号", "刷卡讀取卡號")),
      Option(
        names: ["--anyway"], value: nil,
        help: Phrase("although another has the phone or card", "即使电话或卡号已被登记", "即使電話或卡號已被登記")),
      .message, .dryRun,
    ],
    examples: [("hfile member add", Phrase("asks for the usual fields", "逐项询问常用字段", "逐項詢問常用欄位"))],
    exitCodes: acting
  ) { invocation throws(Failure) in
    let store = try invocation.store(signs: true)
    let state = try orFail { () throws(StoreError) in try store.snapshot() }
    let type = try invocation.type("member", in: state)
    try invocation.unlock(store, for: type, in: state)
    let assignments = try invocation.assignments(after: 0)
    var value = try orFail { () throws(StoreError) in
      try store.draft(type, assignments: assignments, in: state).value
    }
    if value["kind"] == nil { value["kind"] = "member" }
    if invocation.has("--swipe") { value["card"] = .string(try swipe(invocation).number) }
    if assignments.isEmpty {
      let form = Form(type: type, console: invocation.console, currency: state.profile.currency)
      guard let filled = form.fill(value, asking: usualFields) else { throw Form.ended }
      value = filled
    }
    let filled = value
    let (result, _) = try orFail { () throws(StoreError) in
      try store.addMember(filled, anyway: invocation.has("--anyway"), invocation.commitRequest(store))
    }
    tell(result, state.catalogue, invocation)
    return .done
  }

  /// What a desk asks a new member for.
  private static let usualFields = ["name", "phone", "gender", "birthday", "language", "reach", "allergies"]

  /// What the card reader typed.
  private static func swipe(_ invocation: Invocation) throws(Failure) -> CardSwipe {
    let console = invocation.console
    let text = console.askSecret(console.pick("swipe the card: ", "请刷卡：", "請刷卡：")) ?? ""
    return try orFail { () throws(StoreError) in try CardSwipe(text) }
  }

  /// Shows a member who comes in.
  static let memberVisit = Command(
    name: "member visit",
    summary: Phrase("show a member who comes in", "会员到店时查看资料", "會員到店時查看資料"),
    details: Phrase(
      """
      At once what the desk wants to know: preferences, allergies and illnesses, points and tier, the
      last visits and favourites, offers for this member, bookings of today and to come. Without the
      keys what is sealed reads sealed; everything else is there.
      """,
      """
      前台所需信息一次显示：偏好、过敏与病史、积分和等级、最近到店与常购项目、适用优惠、今日及之后的预约。
      没有密钥时密封内容显示为“已密封”，其余照常。
      """,
      """
      櫃檯所需資訊一次顯示：偏好、過敏與病史、點數和等級、最近到店與常購項目、適用優惠、今日及之後的預約。
      沒有金鑰時密封內容顯示為「已密封」，其餘照常。
      """),
    arguments: [.member], options: [.at],
    examples: [("hfile member visit linxiao", Phrase("by name, as it is read", "按姓名拼音", "按姓名拼音"))],
    exitCodes: [.noStore, .newerStore, .notFound, .diskRefused]
  ) { invocation throws(Failure) in
    let state = try invocation.committedState()
    return try show(try invocation.found(invocation.word(0) ?? "", among: ["member"], in: state), state, invocation)
  }

  /// Shows the member whose card is drawn through the reader.
  static let memberCard = Command(
    name: "member card",
    summary: Phrase("show the member whose card is swiped", "刷卡查看会员资料", "刷卡查看會員資料"),
    details: Phrase(
      """
      Reads what a magnetic card reader types (ISO 7813, track 1 or 2) from standard input; the number is
      never an argument. Shows the same as hfile member visit.
      """,
      """
      从标准输入读取磁卡读卡器的内容（ISO 7813 第 1 或第 2 磁道）；卡号不会出现在命令参数中。
      显示内容与 hfile member visit 相同。
      """,
      """
      從標準輸入讀取磁卡讀卡機的內容（ISO 7813 第 1 或第 2 磁軌）；卡號不會出現在命令參數中。
      顯示內容與 hfile member visit 相同。
      """),
    options: [.at],
    examples: [("hfile member card", Phrase("waits for the reader", "等待刷卡", "等待刷卡"))],
    exitCodes: [.noStore, .keyMissing, .newerStore, .invalid, .notFound, .diskRefused]
  ) { invocation throws(Failure) in
    let state = try invocation.committedState()
    let card = try swipe(invocation)
    let member = try orFail { () throws(StoreError) in try state.member(holding: card) }
    return try show(member, state, invocation)
  }

  private static func show(
    _ member: Record, _ state: Snapshot, _ invocation: Invocation
  ) throws(Failure) -> ExitCode {
    let visit = try orFail { () throws(StoreError) in
      try MemberVisit(member, in: state, now: invocation.console.environment.now().seconds)
    }
    MemberText(state: state, visit: visit, language: invocation.language).write(invocation)
    return .done
  }

  /// Stops an account.
  static let memberStop = Command(
    name: "member stop",
    summary: Phrase("stop a member's account", "停用会员账号", "停用會員帳號"),
    details: Phrase(
      "The record stays; at the till the account is refused until it is started again.",
      "记录保留；重新启用之前，收银时不可使用该账号。", "記錄保留；重新啟用之前，收銀時不可使用該帳號。"),
    arguments: [.member],
    options: [
      Option(
        names: ["--reason"], value: "REASON",
        help: Phrase("why (default requested)", "原因（默认 requested）", "原因（預設 requested）"),
        choices: ["requested", "moved", "duplicate", "invalid", "misuse"]), .message, .dryRun,
    ],
    examples: [("hfile member stop mem-7gkq2v9d --reason moved", Phrase("has moved away", "会员已搬走", "會員已搬走"))],
    exitCodes: acting
  ) { invocation throws(Failure) in
    try setStatus(invocation["--reason"] ?? "requested", invocation)
  }

  /// Starts an account again.
  static let memberStart = Command(
    name: "member start",
    summary: Phrase("start a member's account again", "重新启用会员账号", "重新啟用會員帳號"),
    details: Phrase(
      "The account may be used at the till again.", "该账号可重新在收银时使用。", "該帳號可重新在收銀時使用。"),
    arguments: [.member], options: [.message, .dryRun],
    examples: [("hfile member start mem-7gkq2v9d", Phrase("is back", "会员回来了", "會員回來了"))],
    exitCodes: acting
  ) { invocation throws(Failure) in
    try setStatus(nil, invocation)
  }

  private static func setStatus(_ reason: String?, _ invocation: Invocation) throws(Failure) -> ExitCode {
    let store = try invocation.store(signs: true)
    let state = try orFail { () throws(StoreError) in try store.snapshot() }
    let member = try invocation.found(invocation.word(0) ?? "", among: ["member"], in: state)
    let result = try orFail { () throws(StoreError) in
      try store.setMember(member.id, stoppedFor: reason, invocation.commitRequest(store))
    }
    tell(result, state.catalogue, invocation)
    return .done
  }
}

extension Argument {
  /// A member, by what a person at the desk knows.
  static let member = Argument(
    name: "MEMBER", help: Phrase("id, name, pinyin, phone or its end", "编号、姓名、拼音、电话或尾号", "編號、姓名、拼音、電話或末碼"),
    kind: .recordID)
}
