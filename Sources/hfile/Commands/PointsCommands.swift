import HealthFiles
import JSONSchema

extension Command {
  private static let codes: [ExitCode] = [
    .noStore, .busy, .keyMissing, .newerStore, .invalid, .conflict, .notFound, .notPermitted, .diskRefused,
  ]
  private static let memberArgument = Argument(
    name: "MEMBER", help: Phrase("id, name, card or phone", "编号、姓名、卡号或手机", "編號、姓名、卡號或手機"), kind: .recordID)
  private static let givenID = Option(names: ["--id"], value: "ID", help: Phrase("the id it gets", "指定编号", "指定編號"))

  /// Explains the points of a member.
  static let points = Command(
    name: "points",
    summary: Phrase("explain the points and the tier of a member", "会员积分与等级明细", "會員積分與等級明細"),
    details: Phrase(
      """
      Shows every lot of points: what it was given for, by which version of the rules, what of it was
      spent, taken back or has expired, what is left and until when; then the balance and the tier with
      what it gives. Nothing of this is stored: it is derived from sales, refunds and entries.
      """,
      """
      显示每一批积分：来源、依据的规则版本、已用、收回、过期、剩余与有效期；以及余额、等级与权益。以上均由销售、退款和积分记录推算，不另存储。
      """,
      """
      顯示每一批積分：來源、依據的規則版本、已用、收回、過期、剩餘與有效期；以及餘額、等級與權益。以上均由銷售、退款和積分記錄推算，不另儲存。
      """),
    arguments: [memberArgument],
    options: [.at],
    examples: [("hfile points 林晓", Phrase("by name", "按姓名", "按姓名"))],
    exitCodes: [.noStore, .keyMissing, .newerStore, .invalid, .notFound, .diskRefused]
  ) { invocation throws(Failure) in
    let (state, member) = try memberState(invocation)
    let day = state.profile.businessDay(of: invocation.console.environment.now().seconds)
    let account = try orFail { () throws(StoreError) in try PointsAccount(of: member, in: state, on: day) }
    PointsText(account, state.catalogue, invocation.language).write(invocation)
    return .done
  }

  /// Prints the movements of a member.
  static let memberStatement = Command(
    name: "member statement",
    summary: Phrase("print what a member bought and every movement of points", "会员对账单", "會員對帳單"),
    details: Phrase(
      """
      Lists sales, refunds and every movement of points with the balance after it, oldest first. --from and
      --to narrow what is listed; the balance counts everything.
      """,
      """
      按时间列出销售、退款与每笔积分变动及其后余额。--from 与 --to 只限定列出的范围，余额按全部记录计算。
      """,
      """
      按時間列出銷售、退款與每筆積分變動及其後餘額。--from 與 --to 只限定列出的範圍，餘額按全部記錄計算。
      """),
    arguments: [memberArgument],
    options: Option.days + [.at],
    examples: [
      ("hfile member statement mem-7gkq2v9d --from 2026-11-01", Phrase("of this month", "本月", "本月"))
    ],
    exitCodes: [.noStore, .keyMissing, .newerStore, .invalid, .notFound, .diskRefused]
  ) { invocation throws(Failure) in
    let (state, member) = try memberState(invocation)
    let day = state.profile.businessDay(of: invocation.console.environment.now().seconds)
    let account = try orFail { () throws(StoreError) in try PointsAccount(of: member, in: state, on: day) }
    PointsText(account, state.catalogue, invocation.language).writeStatement(invocation, days: try invocation.days())
    return .done
  }

  /// Gives points by hand.
  static let pointsGrant = Command(
    name: "points grant",
    summary: Phrase("give a member points", "发放积分", "發放積分"),
    details: Phrase(
      """
      Gives points for an activity, a birthday, a share, as compensation or as opening balance; how many is
      said by the rules. A birthday counts once a year and on the day, an activity once for each campaign, a
      share once a day. Another number (--points) needs a person's own key. Points for a recommendation are
      given by the friend's first paid sale itself.
      """,
      """
      因活动、生日、分享、补偿或期初余额发放积分，数量由规则规定。生日每年一次且限当天，同一活动一次，分享每天一次。
      另定数量（--points）须用本人密钥。推荐积分在好友首次付款消费时自动发放。
      """,
      """
      因活動、生日、分享、補償或期初餘額發放積分，數量由規則規定。生日每年一次且限當天，同一活動一次，分享每天一次。
      另定數量（--points）須用本人金鑰。推薦積分在好友首次付款消費時自動發放。
      """),
    arguments: [
      memberArgument, Argument(name: "KIND", help: Phrase("why: a code of points entries", "原因代码", "原因代碼")),
    ],
    options: [
      Option(names: ["--points"], value: "COUNT", help: Phrase("how many", "积分数", "積分數")),
      Option(names: ["--campaign"], value: "CAMPAIGN", help: Phrase("the event", "活动", "活動"), kind: .recordID),
      givenID, .dryRun,
    ],
    examples: [
      ("hfile points grant 林晓 birthday", Phrase("happy birthday", "生日积分", "生日積分")),
      ("hfile points grant mem-7gkq2v9d activity --campaign cmp-open-day", Phrase("took part", "参加活动", "參加活動")),
    ],
    exitCodes: codes
  ) { invocation throws(Failure) in
    try act(invocation) { store, state, member throws(Failure) in
      var grant = PointsGrant(kind: invocation.word(1) ?? "")
      grant.points = try invocation.number("--points").map { Int64($0) }
      grant.campaign = invocation["--campaign"]
      grant.id = invocation["--id"]
      let (asked, request) = (grant, invocation.commitRequest(store))
      return try orFail { () throws(StoreError) in try store.grant(asked, to: member, request) }
    }
  }

  /// Gives a voucher or goods for points.
  static let pointsRedeem = Command(
    name: "points redeem",
    summary: Phrase("give a voucher or goods for points", "积分兑换代金券或礼品", "積分兌換現金券或禮品"),
    details: Phrase(
      """
      Takes points, those that expire first before the others, and gives a voucher with a number of its own;
      with --reward ITEM[*QUANTITY] goods or a service instead. To pay a sale with points needs no voucher:
      hfile sale --points.
      """,
      """
      扣减积分（先到期的先用）并生成带编号的代金券；--reward ITEM[*数量] 则换领商品或服务。直接用积分付款无须代金券：hfile sale --points。
      """,
      """
      扣減積分（先到期的先用）並產生帶編號的現金券；--reward ITEM[*數量] 則換領商品或服務。直接用積分付款無須現金券：hfile sale --points。
      """),
    arguments: [memberArgument, Argument(name: "COUNT", help: Phrase("how many points", "积分数", "積分數"))],
    options: [
      Option(names: ["--reward"], value: "ITEM[*QUANTITY]", help: Phrase("goods or a service", "商品或服务", "商品或服務")),
      givenID, .dryRun,
    ],
    examples: [("hfile points redeem 林晓 100", Phrase("a voucher of 10.00", "10 元代金券", "10 元現金券"))],
    exitCodes: codes
  ) { invocation throws(Failure) in
    try act(invocation) { store, state, member throws(Failure) in
      let points = try count(invocation)
      var reward: SaleOrder.Item?
      if let word = invocation["--reward"] {
        guard let item = SaleOrder.Item(parsing: word), item.price == nil else {
          throw invocation.malformed(word, "ITEM[*QUANTITY]")
        }
        reward = item
      }
      let (item, id, request) = (reward, invocation["--id"], invocation.commitRequest(store))
      return try orFail { () throws(StoreError) in
        try store.redeem(points, of: member, for: item, id: id, request)
      }
    }
  }

  /// Puts points right.
  static let pointsAdjust = Command(
    name: "points adjust",
    summary: Phrase("put a member's points right", "调整积分", "調整積分"),
    details: Phrase(
      """
      Gives or takes points with a reason; after -- a number below nought takes them, never more than there
      are. It needs a person's own key.
      """,
      """
      凭原因增减积分；-- 之后的负数表示扣减，不超过现有余额。须用本人密钥。
      """,
      """
      憑原因增減積分；-- 之後的負數表示扣減，不超過現有餘額。須用本人金鑰。
      """),
    arguments: [memberArgument, Argument(name: "COUNT", help: Phrase("how many points", "积分数", "積分數"))],
    options: [
      Option(names: ["--reason"], value: "REASON", help: Phrase("why (needed)", "原因（必填）", "原因（必填）")),
      Option(
        names: ["--corrects"], value: "ENTRY", help: Phrase("the entry it puts right", "所更正的记录", "所更正的記錄"),
        kind: .recordID),
      givenID, .dryRun,
    ],
    examples: [
      ("hfile points adjust --reason entry-error 林晓 -- -50", Phrase("fifty too many", "多记 50 分", "多記 50 分"))
    ],
    exitCodes: codes
  ) { invocation throws(Failure) in
    guard let reason = invocation["--reason"] else {
      throw .usage(Phrase("--reason is missing", "缺少 --reason", "缺少 --reason"), hint: invocation.usageHint)
    }
    return try act(invocation) { store, state, member throws(Failure) in
      let points = try count(invocation)
      let (corrects, id, request) = (invocation["--corrects"], invocation["--id"], invocation.commitRequest(store))
      return try orFail { () throws(StoreError) in
        try store.adjust(points, of: member, reason: reason, corrects: corrects, id: id, request)
      }
    }
  }

  // MARK: shared

  private static func count(_ invocation: Invocation) throws(Failure) -> Int64 {
    guard let count = Int64(invocation.word(1) ?? "") else {
      throw invocation.malformed(invocation.word(1) ?? "", "100")
    }
    return count
  }

  private static func memberState(_ invocation: Invocation) throws(Failure) -> (Snapshot, String) {
    let store = try invocation.store()
    let state = try orFail { () throws(StoreError) in
      let at = try invocation["--at"].map { word throws(StoreError) in try StoreHistory(store).commit(named: word) }
      return try store.snapshot(at: at)
    }
    let member = try invocation.member(called: invocation.word(0) ?? "", store, state)
    _ = try invocation.record(member, in: state)
    return (state, member)
  }

  /// Runs an act about a member's points and says what was recorded, and the balance after it.
  private static func act(
    _ invocation: Invocation,
    _ body: (Store, Snapshot, String) throws(Failure) -> (result: CommitResult, outcome: Record)
  ) throws(Failure) -> ExitCode {
    let store = try invocation.store(signs: true)
    let state = try orFail { () throws(StoreError) in try store.snapshot() }
    let member = try invocation.member(called: invocation.word(0) ?? "", store, state)
    let (result, record) = try body(store, state, member)
    tell(result, state.catalogue, invocation)
    guard invocation["--format"] ?? "table" == "table", let voucher = record.value["voucher"] else { return .done }
    let (console, number) = (invocation.console, voucher["number"]?.stringValue ?? "")
    let (amount, until) = (voucher["amount"]?.stringValue ?? "", voucher["validUntil"]?.stringValue ?? "")
    console.say(
      console.pick(
        "voucher \(number): \(amount), until \(until)", "代金券 \(number)：\(amount)，有效期至 \(until)",
        "現金券 \(number)：\(amount)，有效期至 \(until)"))
    return .done
  }
}
