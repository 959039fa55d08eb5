import Git
import HealthFiles
import JSONSchema

extension Command {
  /// Records a sale.
  static let sale = Command(
    name: "sale",
    summary: Phrase("sell", "销售", "銷售"),
    details: Phrase(
      """
      Records a sale in one commit and prints its receipt. ITEM is an id, the code of an id, a barcode or
      a name; ITEM*2 sells two of it, ITEM@98 at another price (which needs a person's own key). Prices,
      campaigns and the discount of the member's tier are found by themselves; of several the largest
      counts on each line. Without --pay the usual means of payment pays all of it. A booking that it
      settles is done with it, where it is under way. The same --id sent twice is one sale.
      """,
      """
      以一次提交记录销售并打印小票。ITEM 为编号、编号代码、条码或名称；ITEM*2 表示两件，ITEM@98 表示另定价格（须用本人密钥）。
      价格、活动与会员等级折扣自动计算，每行取最优惠的一项。未给出 --pay 时以默认付款方式全额支付。
      所结算的预约若在服务中，同时转为完成。同一 --id 发送两次仍为一笔销售。
      """,
      """
      以一次提交記錄銷售並列印收據。ITEM 為編號、編號代碼、條碼或名稱；ITEM*2 表示兩件，ITEM@98 表示另定價格（須用本人金鑰）。
      價格、活動與會員等級折扣自動計算，每列取最優惠的一項。未給出 --pay 時以預設付款方式全額支付。
      所結算的預約若在服務中，同時轉為完成。同一 --id 發送兩次仍為一筆銷售。
      """),
    arguments: [
      Argument(
        name: "ITEM",
        help: Phrase("what is sold: ITEM[*QUANTITY][@PRICE]", "销售项目：ITEM[*数量][@价格]", "銷售項目：ITEM[*數量][@價格]"),
        isOptional: true, isRepeatable: true)
    ],
    options: saleOptions + [.at(Phrase("when it was sold", "销售时间", "銷售時間")), .dryRun],
    examples: [
      ("hfile sale foot-bath*2 svc-foot-60 --pay cash=200", Phrase("two things, paid in cash", "两项，现金付款", "兩項，現金付款")),
      (
        "hfile sale 6901234567892 --member 林晓 --voucher V-000123 --pay wechat-pay",
        Phrase("a voucher, the rest by WeChat", "代金券，余额微信支付", "現金券，餘額微信支付")
      ),
      ("hfile sale tea --discount 10%:damaged", Phrase("a discount with its reason", "带原因的折扣", "附原因的折扣")),
    ],
    formats: ["text", "html", "json"],
    exitCodes: [.noStore, .busy, .keyMissing, .newerStore, .invalid, .conflict, .notFound, .notPermitted, .diskRefused]
  ) { invocation throws(Failure) in
    let store = try invocation.store(signs: true)
    let state = try orFail { () throws(StoreError) in try store.snapshot() }
    let order = try order(invocation, store, state)
    let request = invocation.commitRequest(store)
    let time = try invocation.time("--at", in: state)
    let (result, outcome) = try orFail { () throws(StoreError) in
      try store.sell(order, at: time, request, in: state)
    }
    let after = try orFail { () throws(StoreError) in try store.snapshot() }
    try tellReceipt(of: outcome.sale, change: outcome.change, result, after, invocation)
    if let error = outcome.unfinished {
      let language = invocation.language
      let what = language.pick("the booking is not done with it: ", "预约未转为完成：", "預約未轉為完成：")
      for words in error.problems.map({ $0.fact.words(language) }) + [error.words(language)].compactMap(\.self) {
        invocation.console.warning(what + words)
      }
    }
    return .done
  }

  private static let saleOptions: [Option] = [
    Option(
      names: ["--member"], value: "MEMBER",
      help: Phrase("who buys: id, name, card or last digits of the phone", "会员：编号、姓名、卡号或手机尾号", "會員：編號、姓名、卡號或手機末碼")),
    Option(
      names: ["--staff"], value: "STAFF", help: Phrase("who is credited with it", "服务员工", "服務人員"), kind: .recordID),
    Option(
      names: ["--pay"], value: "METHOD[=AMOUNT][:REFERENCE]",
      help: Phrase(
        "payment; without an amount the rest (can be repeated)", "付款；无金额时支付余额（可重复）", "付款；無金額時支付餘額（可重複）"),
      isRepeatable: true),
    Option(
      names: ["--discount"], value: "[LINE=]SIZE:REASON",
      help: Phrase(
        "discount by hand: 5.00 or 10%, on a line or on all (can be repeated)", "手工折扣：5.00 或 10%，某行或全部（可重复）",
        "手動折扣：5.00 或 10%，某列或全部（可重複）"), isRepeatable: true),
    Option(
      names: ["--coupon"], value: "CODE", help: Phrase("coupon code (can be repeated)", "优惠券码（可重复）", "優惠券碼（可重複）"),
      isRepeatable: true),
    Option(
      names: ["--voucher"], value: "NUMBER",
      help: Phrase("voucher to pay with (can be repeated)", "代金券（可重复）", "現金券（可重複）"),
      isRepeatable: true),
    Option(names: ["--points"], value: "COUNT", help: Phrase("points to pay with", "使用积分付款", "使用積分付款")),
    Option(
      names: ["--booking"], value: "BOOKING", help: Phrase("booking it settles", "结算的预约", "結算的預約"), kind: .recordID),
    Option(names: ["--channel"], value: "CHANNEL", help: Phrase("where it was made", "销售渠道", "銷售管道")),
    Option(names: ["--id"], value: "ID", help: Phrase("the id it gets", "指定编号", "指定編號")),
  ]

  private static func order(
    _ invocation: Invocation, _ store: Store, _ state: Snapshot
  ) throws(Failure) -> SaleOrder {
    var order = SaleOrder()
    for word in invocation.words {
      guard let item = SaleOrder.Item(parsing: word) else {
        throw invocation.malformed(word, "ITEM[*QUANTITY][@PRICE]")
      }
      order.items.append(item)
    }
    for word in invocation.all("--discount") {
      guard let discount = SaleOrder.Discount(parsing: word) else {
        throw invocation.malformed(word, "[LINE=]SIZE:REASON")
      }
      order.discounts.append(discount)
    }
    order.payments = invocation.all("--pay").map(SaleOrder.Payment.init)
    order.member = try invocation.member("--member", store, state)
    order.points = try invocation.number("--points").map { Int64($0) }
    order.staff = invocation["--staff"]
    order.channel = invocation["--channel"]
    order.booking = invocation["--booking"]
    order.coupons = invocation.all("--coupon")
    order.vouchers = invocation.all("--voucher")
    order.id = invocation["--id"]
    return order
  }

  /// Prints what a sale or refund came to.
  static func tellReceipt(
    of record: Record, change: Amount?, _ result: CommitResult?, _ state: Snapshot, _ invocation: Invocation
  ) throws(Failure) {
    let console = invocation.console
    guard let receipt = try orFail({ () throws(StoreError) in try Receipt(record, in: state) }) else { return }
    if invocation["--format"] == "json" {
      var answer: JSON = ["id": .string(record.id)]
      if let result {
        answer["commit"] = result.commit.map { .string($0.description) } ?? .null
        answer["records"] = .array(result.records.map { ChangeText.json($0, state.catalogue, withFields: false) })
      }
      answer["change"] = change.map { .string($0.text) }
      answer["record"] = record.value
      let order = state.catalogue.types[record.type]?.schema.keyOrder ?? .codePoints
      let keys = KeyOrder(["id", "commit", "records", "change", "record"], members: ["record": order])
      console.write(Answer.bytes(answer, "json", order: keys))
      return
    }
    var text = ReceiptText(receipt, state.catalogue, invocation.language)
    text.change = change
    if invocation["--format"] == "html" {
      console.write(Array(text.page.utf8))
      return
    }
    for line in text.lines { console.say(line) }
    guard let result else { return }
    console.say(record.id)
    for other in result.records where other.id != record.id {
      console.say(ChangeText.line(other, state.catalogue, invocation.language))
    }
    guard result.commit == nil else { return }
    console.hint(
      invocation.has("--dry-run")
        ? console.pick("nothing was written", "未写入任何内容", "未寫入任何內容")
        : console.pick("it is recorded already", "此前已记录", "此前已記錄"))
  }
}

extension Option {
  /// The option of verbs that record what happened earlier.
  static func at(_ help: Phrase) -> Option { Option(names: ["--at"], value: "TIME", help: help) }
}

extension Invocation {
  /// A time that an option names: an instant, or a time of day of the business day it is.
  func time(_ option: String, in state: Snapshot) throws(Failure) -> Instant? {
    guard let text = self[option] else { return nil }
    return state.profile.instant(seconds: try time(text, on: today(in: state), in: state))
  }

  /// What is said of a word that has not the form it should have.
  func malformed(_ word: String, _ form: String) -> Failure {
    .usage(
      Phrase("\(word) has not the form \(form)", "\(word) 不是 \(form) 的形式", "\(word) 不是 \(form) 的形式"), hint: usageHint)
  }

  /// The member that an option names by id, name, card or phone.
  func member(_ option: String, _ store: Store, _ state: Snapshot) throws(Failure) -> String? {
    guard let text = self[option] else { return nil }
    return try member(called: text, store, state)
  }

  /// The id of the member that a person calls so.
  func member(called text: String, _ store: Store, _ state: Snapshot) throws(Failure) -> String {
    if text.hasPrefix("mem-") { return text }
    try unlock(store, for: state.catalogue.types["member"], in: state)
    return try orFail { () throws(StoreError) in try state.member(called: text) }
  }
}
