import HealthFiles
import JSONSchema

extension Command {
  private static let codes: [ExitCode] = [
    .noStore, .busy, .keyMissing, .newerStore, .invalid, .conflict, .notFound, .notPermitted, .diskRefused,
  ]

  /// Opens a shift at this till.
  static let shiftOpen = Command(
    name: "shift open",
    summary: Phrase("begin a turn at the till", "开班", "開班"),
    details: Phrase(
      """
      Opens a shift at this till: sales and refunds name it from now on. --float is the cash in the drawer;
      without it, what the last shift left there. One till has one shift at a time.
      """,
      """
      在本收银台开班：此后的销售与退款计入该班次。--float 为钱箱备用金；省略时为上一班留下的金额。每台收银机同时只有一个班次。
      """,
      """
      在本收銀台開班：此後的銷售與退款計入該班次。--float 為錢箱找零金；省略時為上一班留下的金額。每台收銀機同時只有一個班次。
      """),
    options: [
      Option(names: ["--float"], value: "AMOUNT", help: Phrase("cash in the drawer", "备用金", "找零金")),
      Option(
        names: ["--staff"], value: "STAFF", help: Phrase("whose turn it is", "当班员工", "當班員工"), kind: .recordID),
      .at(Phrase("when it began", "开班时间", "開班時間")), .dryRun,
    ],
    examples: [("hfile shift open --float 500", Phrase("with 500.00 in the drawer", "备用金 500.00", "找零金 500.00"))],
    exitCodes: codes
  ) { invocation throws(Failure) in
    let store = try invocation.store(signs: true)
    let state = try orFail { () throws(StoreError) in try store.snapshot() }
    let (time, request) = (try invocation.time("--at", in: state), invocation.commitRequest(store))
    let (result, _) = try orFail { () throws(StoreError) in
      try store.openShift(float: invocation["--float"], staff: invocation["--staff"], at: time, request)
    }
    tell(result, state.catalogue, invocation)
    return .done
  }

  /// Closes the shift of this till.
  static let shiftClose = Command(
    name: "shift close",
    summary: Phrase("count the till and end the turn", "清点并交班", "清點並交班"),
    details: Phrase(
      """
      Closes the shift that is open at this till and prints its Z report. --count cash=1276 is what is in
      the drawer, the float with it; other means of payment can be counted too. Where something differs
      from what is expected, --reason says why. --deposit is what is taken to the safe or the bank.
      """,
      """
      关闭本收银台当前班次并打印 Z 报表。--count cash=1276 为钱箱内现金（含备用金），其他付款方式亦可清点。
      与应有金额不符时以 --reason 说明原因。--deposit 为缴存金额。
      """,
      """
      關閉本收銀台目前班次並列印 Z 報表。--count cash=1276 為錢箱內現金（含找零金），其他付款方式亦可清點。
      與應有金額不符時以 --reason 說明原因。--deposit 為繳存金額。
      """),
    options: [
      Option(
        names: ["--count"], value: "METHOD=AMOUNT",
        help: Phrase("what was counted (can be repeated)", "清点金额（可重复）", "清點金額（可重複）"), isRepeatable: true),
      Option(names: ["--deposit"], value: "AMOUNT", help: Phrase("cash taken out of the drawer", "缴存金额", "繳存金額")),
      Option(names: ["--reason"], value: "TEXT", help: Phrase("why it differs", "差额原因", "差額原因")),
      .at(Phrase("when it ended", "交班时间", "交班時間")), .dryRun,
    ],
    examples: [
      (
        "hfile shift close --count cash=1276 --deposit 776",
        Phrase("500.00 stay in the drawer", "钱箱留 500.00", "錢箱留 500.00")
      )
    ],
    exitCodes: codes
  ) { invocation throws(Failure) in
    let store = try invocation.store(signs: true)
    let state = try orFail { () throws(StoreError) in try store.snapshot() }
    var counted: [SaleOrder.Payment] = []
    for word in invocation.all("--count") {
      let count = SaleOrder.Payment(parsing: word)
      guard count.amount != nil, count.reference == nil else { throw invocation.malformed(word, "METHOD=AMOUNT") }
      counted.append(count)
    }
    let (time, request, sums) = (try invocation.time("--at", in: state), invocation.commitRequest(store), counted)
    let (_, shift) = try orFail { () throws(StoreError) in
      try store.closeShift(
        counted: sums, deposit: invocation["--deposit"], reason: invocation["--reason"], at: time, request)
    }
    let totals = try orFail { () throws(StoreError) in try ShiftTotals(of: shift, in: state) }
    ShiftText(totals, state.catalogue, invocation.language).write(invocation)
    return .done
  }

  /// Says whether a shift is open.
  static let shiftStatus = Command(
    name: "shift status",
    summary: Phrase("say whether a shift is open here", "查看当前班次", "查看目前班次"),
    details: Phrase(
      "Says which shift is open at this till, since when and whose. Exits with 1 when none is.",
      "显示本收银台当前班次、开班时间与当班员工。没有开班时退出码为 1。", "顯示本收銀台目前班次、開班時間與當班員工。沒有開班時結束代碼為 1。"),
    examples: [("hfile shift status", Phrase("is the till open?", "是否已开班", "是否已開班"))],
    exitCodes: [.found, .noStore, .newerStore, .invalid, .diskRefused]
  ) { invocation throws(Failure) in
    let store = try invocation.store()
    let (console, language) = (invocation.console, invocation.language)
    let (state, shift) = try orFail { () throws(StoreError) in
      let state = try store.snapshot()
      return (state, try state.openShift(of: try store.device()))
    }
    if let format = invocation["--format"], format != "table" {
      let order = state.catalogue.types["shift"]?.schema.keyOrder ?? .codePoints
      console.write(
        Answer.bytes(["open": shift?.value ?? .null], format, order: KeyOrder(["open"], members: ["open": order])))
    } else if let shift, let type = state.catalogue.types["shift"] {
      console.say("\(shift.id)  \(type.summary(of: shift.value))".trimmedEnd)
      console.say("\(Cell.text(shift.value["time"], type: type, at: JSONPointer(["time"]), language))")
    } else {
      console.say(console.pick("no shift is open", "尚未开班", "尚未開班"))
    }
    return shift == nil ? .found : .done
  }

  /// Prints the X or Z report of a shift.
  static let shiftReport = Command(
    name: "shift report",
    summary: Phrase("add up a turn at the till (X and Z report)", "班次报表（X/Z 报表）", "班次報表（X/Z 報表）"),
    details: Phrase(
      """
      Adds up a shift: sales, refunds, tax, discounts, what came in by each means of payment, and the cash
      that should be in the drawer. Of the last shift of this till when none is named; an X report while
      it is open, a Z report when it is closed.
      """,
      """
      汇总一个班次：销售、退款、税额、折扣、各付款方式收款与钱箱应有现金。未指定时为本收银台最近一班；未交班为 X 报表，已交班为 Z 报表。
      """,
      """
      彙總一個班次：銷售、退款、稅額、折扣、各付款方式收款與錢箱應有現金。未指定時為本收銀台最近一班；未交班為 X 報表，已交班為 Z 報表。
      """),
    arguments: [
      Argument(name: "SHIFT", help: Phrase("a shift", "班次", "班次"), kind: .recordID, isOptional: true)
    ],
    options: [.at],
    examples: [("hfile shift report", Phrase("of the shift that is open", "当前班次", "目前班次"))],
    exitCodes: [.noStore, .newerStore, .invalid, .conflict, .notFound, .diskRefused]
  ) { invocation throws(Failure) in
    let store = try invocation.store()
    let (state, totals) = try orFail { () throws(StoreError) in
      let at = try invocation["--at"].map { word throws(StoreError) in try StoreHistory(store).commit(named: word) }
      let state = try store.snapshot(at: at)
      let id = invocation.word(0)
      let device = id == nil ? try store.device() : ""
      return (state, try ShiftTotals(of: try state.tillShift(id, device: device), in: state))
    }
    ShiftText(totals, state.catalogue, invocation.language).write(invocation)
    return .done
  }
}
