import HealthFiles
import JSONSchema

extension Command {
  /// Shows the stock.
  static let stock = Command(
    name: "stock",
    summary: Phrase("show what is on hand, and why", "查看库存及其来由", "檢視庫存及其來由"),
    details: Phrase(
      """
      Without PRODUCT one line for each product that is stocked: on hand, the level at which to order,
      what is on order, days of stock, mean cost of a unit (moving average of receipts), value, turnover
      and days without stock in the last 30 days. With PRODUCT everything that moved it, and what was on
      hand after each. Stock below nought is shown as it is: something was not recorded; count it.
      """,
      """
      不指定 PRODUCT 时，每种在库商品一行：现有、订货点、在途、可售天数、平均成本（到货移动平均）、金额、
      近 30 天周转率与缺货天数。指定 PRODUCT 时列出其每次变动及变动后的库存。负库存如实显示：有事漏记，请盘点。
      """,
      """
      不指定 PRODUCT 時，每種在庫商品一列：現有、訂貨點、在途、可售天數、平均成本（到貨移動平均）、金額、
      近 30 天週轉率與缺貨天數。指定 PRODUCT 時列出其每次變動及變動後的庫存。負庫存如實顯示：有事漏記，請盤點。
      """),
    arguments: [.goods],
    options: [
      .on(Phrase("at the end of this business day (default today)", "截至该营业日结束（默认今日）", "截至該營業日結束（預設今日）")),
      Option(
        names: ["--days"], value: "COUNT",
        help: Phrase("days that turnover and movements are of (default 30)", "统计天数（默认 30）", "統計天數（預設 30）")),
    ] + Option.asking,
    examples: [
      ("hfile stock", Phrase("all products", "全部商品", "全部商品")),
      ("hfile stock green-tea --days 7", Phrase("what moved the tea this week", "茶叶本周的变动", "茶葉本週的變動")),
    ],
    formats: ["table", "json", "ndjson", "csv"],
    exitCodes: [.found, .noStore, .newerStore, .invalid, .notFound, .diskRefused]
  ) { invocation throws(Failure) in
    let state = try invocation.state(of: try invocation.store())
    let day = try invocation.businessDay("--on", in: state)
    let days = try invocation.number("--days", atMost: 3_660) ?? 30
    let product = try invocation.word(0).map { word throws(Failure) in
      try orFail { () throws(StoreError) in try state.item(called: word, on: day).id }
    }
    let sheet = try orFail { () throws(StoreError) in try StockSheet(of: product, on: day, days: days, in: state) }
    let asked: JSON = ["day": .string("\(day)"), "source": state.sourceJSON]
    if product != nil, let ledger = sheet.levels.first?.ledger {
      TableText(ledger.table(of: sheet.period, in: state)).write(invocation, answering: asked)
      return .done
    }
    TableText(sheet.table(in: state)).write(invocation, answering: asked)
    let tasks = sheet.tasks.map(\.product.id)
    guard !tasks.isEmpty else { return .done }
    let more = tasks.count > 5 ? " … (\(tasks.count))" : ""
    let names = tasks.prefix(5).joined(separator: ", ") + more
    let console = invocation.console
    console.warning(console.pick("below nought: \(names); count them", "负库存：\(names)；请盘点", "負庫存：\(names)；請盤點"))
    return .found
  }

  /// Takes goods in.
  static let receive = Command(
    name: "receive",
    summary: Phrase("take goods in", "收货入库", "收貨入庫"),
    details: Phrase(
      """
      PRODUCT=QUANTITY@COST: id, code, barcode or name; how much came; what one unit cost without tax.
      With --order alone, all that the order still waits for; an order of which everything came is
      received. Quality and freshness (1 to 5) are what suppliers are rated by.
      """,
      """
      PRODUCT=QUANTITY@COST：编号、代码、条码或名称；到货数量；不含税进价。只给 --order 时收下该订单尚未到的全部货物；
      全部到齐的订单即为已收货。质量与新鲜度（1 至 5）用于供应商评价。
      """,
      """
      PRODUCT=QUANTITY@COST：編號、代碼、條碼或名稱；到貨數量；未稅進價。只給 --order 時收下該訂單尚未到的全部貨物；
      全部到齊的訂單即為已收貨。品質與新鮮度（1 至 5）用於供應商評價。
      """),
    arguments: [.moved],
    options: [
      Option(
        names: ["--order"], value: "ORDER", help: Phrase("order they belong to", "所属采购单", "所屬採購單"), kind: .recordID),
      Option(names: ["--supplier"], value: "SUPPLIER", help: Phrase("who sent them", "供应商", "供應商"), kind: .recordID),
      Option(names: ["--document"], value: "NUMBER", help: Phrase("number of the delivery note", "送货单号", "送貨單號")),
      Option(names: ["--batch"], value: "BATCH", help: Phrase("batch of the maker", "批号", "批號")),
      Option(names: ["--best-before"], value: "DAY", help: Phrase("day up to which they keep", "保质期至", "保存期限至")),
      Option(names: ["--rejected"], value: "QUANTITY", help: Phrase("sent back at the door", "拒收数量", "拒收數量")),
      Option(names: ["--quality"], value: "GRADE", help: Phrase("quality, 1 to 5", "质量 1 至 5", "品質 1 至 5")),
      Option(names: ["--freshness"], value: "GRADE", help: Phrase("freshness, 1 to 5", "新鲜度 1 至 5", "新鮮度 1 至 5")),
    ] + Option.moving,
    examples: [
      ("hfile receive green-tea=40@11.50 --document LS-0815", Phrase("forty boxes of tea", "四十盒茶", "四十盒茶")),
      ("hfile receive --order pur-20261120-a7-4f0q9t7k", Phrase("all of an order", "整单收货", "整單收貨")),
    ],
    exitCodes: acting
  ) { invocation throws(Failure) in
    var movement = try invocation.movement(.receipt)
    movement.order = invocation["--order"]
    movement.details = try invocation.details([
      ("--supplier", "supplier"), ("--document", "document"), ("--batch", "batch"), ("--best-before", "bestBefore"),
      ("--rejected", "rejectedQuantity"), ("--quality", "quality"), ("--freshness", "freshness"),
    ])
    return try move(movement, invocation)
  }

  /// Takes down what was found.
  static let count = Command(
    name: "count",
    summary: Phrase("take down a stock count", "登记盘点", "登記盤點"),
    details: Phrase(
      """
      PRODUCT=QUANTITY as it was found. Shows what was expected and what the difference is worth; from
      then on the stock is what was found.
      """,
      "PRODUCT=QUANTITY 为实盘数量。显示账面数量与差异金额；此后库存以实盘为准。",
      "PRODUCT=QUANTITY 為實盤數量。顯示帳面數量與差異金額；此後庫存以實盤為準。"),
    arguments: [.moved], options: Option.moving,
    examples: [("hfile count green-tea=38 foot-bath=12", Phrase("two products", "两种商品", "兩種商品"))], exitCodes: acting
  ) { invocation throws(Failure) in try move(try invocation.movement(.count), invocation) }

  /// Takes goods out for another reason than a sale, or puts a figure right.
  static let adjust = Command(
    name: "adjust",
    summary: Phrase("take down losses and own use, or put the stock right", "登记报损、领用或调整库存", "登記報損、領用或調整庫存"),
    details: Phrase(
      """
      --kind says what became of PRODUCT=QUANTITY: loss (the usual), internal-use, supplier-return, or
      adjustment, which alone may be below nought. A loss and an adjustment need their --reason.
      """,
      """
      --kind 说明 PRODUCT=QUANTITY 的去向：loss 报损（默认）、internal-use 领用、supplier-return 退供应商，
      或 adjustment 调整（仅此可为负数）。报损与调整须有 --reason。
      """,
      """
      --kind 說明 PRODUCT=QUANTITY 的去向：loss 報損（預設）、internal-use 領用、supplier-return 退供應商，
      或 adjustment 調整（僅此可為負數）。報損與調整須有 --reason。
      """),
    arguments: [.moved],
    options: [
      Option(
        names: ["--kind"], value: "KIND", help: Phrase("what became of them", "去向", "去向"),
        choices: ["loss", "internal-use", "supplier-return", "adjustment"]),
      Option(
        names: ["--reason"], value: "REASON", help: Phrase("why", "原因", "原因"),
        choices: ["damaged", "expired", "theft", "sample", "count-difference", "entry-error", "other"]),
      Option(
        names: ["--supplier"], value: "SUPPLIER", help: Phrase("who gets them back", "退给哪家供应商", "退給哪家供應商"),
        kind: .recordID),
      .corrects,
    ] + Option.moving,
    examples: [
      ("hfile adjust green-tea=2 --reason expired", Phrase("two boxes are spoiled", "两盒过期", "兩盒過期")),
      (
        "hfile adjust green-tea=-3 --kind adjustment --reason entry-error",
        Phrase("three were booked too many", "多记了三盒", "多記了三盒")
      ),
    ],
    exitCodes: acting
  ) { invocation throws(Failure) in
    var movement = try invocation.movement(invocation["--kind"].flatMap(StockCause.init) ?? .loss)
    movement.details = try invocation.details([
      ("--reason", "reason"), ("--supplier", "supplier"), ("--corrects", "corrects"),
    ])
    return try move(movement, invocation)
  }

  /// Takes down goods that go to another store or come from it.
  static let transfer = Command(
    name: "transfer",
    summary: Phrase("move goods to or from another store", "与其他门店调拨", "與其他門市調撥"),
    details: Phrase(
      "PRODUCT=QUANTITY goes to the store that --to names, or came from that of --from.",
      "PRODUCT=QUANTITY 调往 --to 所指门店，或自 --from 所指门店调入。",
      "PRODUCT=QUANTITY 調往 --to 所指門市，或自 --from 所指門市調入。"),
    arguments: [.moved],
    options: [
      Option(names: ["--to"], value: "STORE", help: Phrase("id of the store they go to", "调往门店编号", "調往門市編號")),
      Option(names: ["--from"], value: "STORE", help: Phrase("id of the store they came from", "来源门店编号", "來源門市編號")),
    ] + Option.moving,
    examples: [("hfile transfer foot-bath=6 --to sto-east", Phrase("six go to the east", "六件调往东店", "六件調往東店"))],
    exitCodes: acting
  ) { invocation throws(Failure) in
    guard invocation.has("--to") != invocation.has("--from") else {
      throw .usage(
        Phrase("either --to or --from", "--to 与 --from 二选一", "--to 與 --from 二選一"), hint: invocation.usageHint)
    }
    var movement = try invocation.movement(invocation.has("--to") ? .transferOut : .transferIn)
    movement.details = try invocation.details([("--to", "counterparty"), ("--from", "counterparty")])
    return try move(movement, invocation)
  }

  private static func move(_ movement: StockMovement, _ invocation: Invocation) throws(Failure) -> ExitCode {
    let store = try invocation.store(signs: true)
    let time = try invocation.time("--at", in: try orFail { () throws(StoreError) in try store.snapshot() })
    let (result, changes) = try orFail { () throws(StoreError) in
      try store.move(movement, at: time, invocation.commitRequest(store))
    }
    let state = try orFail { () throws(StoreError) in try store.snapshot() }
    if (invocation["--format"] ?? "table") == "table" {
      for change in changes { invocation.console.say(line(change, movement.cause, state, invocation)) }
    }
    tell(result, state.catalogue, invocation)
    return .done
  }

  /// `prd-tea 绿茶  12 -> 10 (-2, -23.00 CNY)`.
  private static func line(
    _ change: StockChange, _ cause: StockCause, _ state: Snapshot, _ invocation: Invocation
  ) -> String {
    let name = change.product.value["name"]?.stringValue ?? ""
    var text = "\(change.product.id) \(name)  \(change.before.asThousandths) -> \(change.after.asThousandths)"
    if cause == .count {
      let difference = change.after - change.before
      let worth = change.worth.map { ", \($0.text) \(state.profile.currency?.code ?? "")" } ?? ""
      text += "  (\(difference > 0 ? "+" : "")\(difference.asThousandths)\(difference == 0 ? "" : worth))"
    }
    return text
  }

  /// Shows what should be ordered.
  static let orderSuggest = Command(
    name: "order suggest",
    summary: Phrase("suggest what to order", "订货建议", "訂貨建議"),
    details: Phrase(
      """
      Products at or below the level at which to order (safety stock, and the demand until goods come),
      and how much: the demand over lead time and cover days, and the safety stock, less what is on hand
      and on order, up to whole packs. --draft writes a draft order for each supplier.
      """,
      """
      列出达到或低于订货点（安全库存加到货前需求）的商品及建议数量：到货期与覆盖期的需求加安全库存，减现有与在途，
      取整包装。--draft 为每家供应商生成采购单草稿。
      """,
      """
      列出達到或低於訂貨點（安全庫存加到貨前需求）的商品及建議數量：到貨期與涵蓋期的需求加安全庫存，減現有與在途，
      取整包裝。--draft 為每家供應商產生採購單草稿。
      """),
    options: [
      Option(names: ["--draft"], value: nil, help: Phrase("write draft orders", "生成采购单草稿", "產生採購單草稿")), .message,
      .dryRun,
    ],
    examples: [("hfile order suggest --draft", Phrase("and draft the orders", "并生成草稿", "並產生草稿"))],
    formats: ["table", "json", "ndjson", "csv"], exitCodes: acting
  ) { invocation throws(Failure) in
    let store = try invocation.store(signs: invocation.has("--draft"))
    let state = try orFail { () throws(StoreError) in try store.snapshot() }
    let day = invocation.today(in: state)
    let proposals = try orFail { () throws(StoreError) in
      try StockSheet(on: day, in: state).proposals(in: state)
    }
    let table = OrderProposal.table(proposals, currency: state.profile.currency?.code)
    TableText(table).write(invocation, answering: ["day": .string("\(day)"), "source": state.sourceJSON])
    guard invocation.has("--draft") else { return .done }
    guard proposals.contains(where: { $0.supplier != nil }) else { return .done }
    let result = try orFail { () throws(StoreError) in try store.draftOrders(invocation.commitRequest(store)) }
    if (invocation["--format"] ?? "table") == "table" { tell(result, state.catalogue, invocation) }
    return .done
  }
}

extension Argument {
  static let goods = Argument(
    name: "PRODUCT", help: Phrase("id, code, barcode or name", "编号、代码、条码或名称", "編號、代碼、條碼或名稱"), kind: .recordID,
    isOptional: true)
  static let moved = Argument(
    name: "PRODUCT=QUANTITY", help: Phrase("what, and how much of it", "商品与数量", "商品與數量"), isOptional: true,
    isRepeatable: true)
}

extension Option {
  /// The options of every verb that moves goods.
  static let moving: [Option] = [
    .at(Phrase("when it happened (default now)", "发生时间（默认当前）", "發生時間（預設目前）")), .message, .dryRun,
  ]
}

extension Invocation {
  /// The products and quantities of the command line.
  fileprivate func movement(_ cause: StockCause) throws(Failure) -> StockMovement {
    var items: [StockMovement.Item] = []
    for word in words {
      guard let item = StockMovement.Item(parsing: word) else { throw malformed(word, "PRODUCT=QUANTITY[@COST]") }
      items.append(item)
    }
    return StockMovement(cause, items)
  }

  /// Fields of the record by the options that name them; numbers as numbers.
  fileprivate func details(_ names: [(option: String, field: String)]) throws(Failure) -> JSON {
    let numeric: Set = ["rejectedQuantity", "quality", "freshness"]
    var value: JSON = [:]
    for (option, field) in names {
      guard let text = self[option] else { continue }
      guard numeric.contains(field) else {
        value[field] = .string(text)
        continue
      }
      guard let number = JSONNumber(lexeme: text) else { throw malformed(text, "\(option) 1") }
      value[field] = .number(number)
    }
    return value
  }
}

extension Int64 {
  /// Thousandths as people write them.
  fileprivate var asThousandths: String {
    var text = Amount(minorUnits: self, digits: 3).text
    while text.hasSuffix("0") { text.removeLast() }
    if text.hasSuffix(".") { text.removeLast() }
    return text
  }
}
