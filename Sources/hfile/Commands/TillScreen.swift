import HealthFiles

extension Command {
  /// The cashier's screen.
  static let till = Command(
    name: "till",
    summary: Phrase("sell on a screen of its own", "打开收银界面", "開啟收銀畫面"),
    details: Phrase(
      """
      The cashier's screen, for as long as the store is open. Type or scan what is sold: a barcode, a short
      code, a part of the name, or how it is read (pinyin or its initials). Enter adds it, Enter asks how
      it is paid, Enter sells it; the bottom line says what each key does. Prices, discounts and points are
      those of hfile sale. Nothing waits for a network. The open basket is kept after each change: after
      a power cut the screen goes on with it.
      """,
      """
      收银员的全屏界面，营业期间一直打开。输入或扫描商品：条码、短码、名称的一部分或拼音（首字母）。
      回车添加，再回车收款，再回车完成销售；最下一行说明各键用途。价格、折扣与积分与 hfile sale 一致。
      无需网络。每次更改后保存购物篮，断电后可继续。
      """,
      """
      收銀員的全螢幕畫面，營業期間一直開啟。輸入或掃描商品：條碼、短碼、名稱的一部分或拼音（首字母）。
      Enter 加入，再 Enter 收款，再 Enter 完成銷售；最下一行說明各鍵用途。價格、折扣與積分與 hfile sale 一致。
      無需網路。每次更改後保存購物籃，斷電後可繼續。
      """),
    examples: [("hfile till", Phrase("opens the till", "打开收银界面", "開啟收銀畫面"))],
    formats: [],
    exitCodes: [.noStore, .keyMissing, .newerStore, .invalid, .conflict, .notFound, .notPermitted, .diskRefused]
  ) { invocation throws(Failure) in
    let console = invocation.console
    guard console.isTerminal else {
      throw .usage(
        Phrase("the till needs a terminal", "收银界面需要终端", "收銀畫面需要終端機"),
        hint: Phrase("hfile sale ITEM...", "hfile sale ITEM...", "hfile sale ITEM..."))
    }
    let store = try invocation.store(signs: true)
    let desk = try orFail { () throws(StoreError) in try TillDesk(store, invocation.commitRequest(store)) }
    let isPlain = !(console.variables["NO_COLOR"] ?? "").isEmpty
    let isShown = console.onFullScreen { screen in
      show(desk, on: screen, invocation.language, isPlain: isPlain)
    }
    guard isShown else { throw .usage(Phrase("the till needs a terminal", "收银界面需要终端", "收銀畫面需要終端機")) }
    if !desk.till.isEmpty {
      console.hint(console.pick("the basket is kept: hfile till", "购物篮已保留：hfile till", "購物籃已保留：hfile till"))
    }
    return .done
  }

  /// Milliseconds after which Escape is a key of its own, and after which nobody seems to be typing.
  private static let (escapeTime, restTime) = (30, 400)

  private static func show(_ desk: TillDesk, on screen: FullScreen, _ language: Language, isPlain: Bool) {
    var reader = KeyReader()
    var (isFirst, hasRested) = (true, false)
    while true {
      let (columns, rows) = screen.size()
      screen.write(TillText(desk: desk, language: language, columns: columns, rows: rows).bytes(isPlain: isPlain))
      let patience = reader.isWaiting ? escapeTime : hasRested ? nil : isFirst ? 0 : restTime
      isFirst = false
      guard let bytes = screen.read(patience) else { return }
      let keys = bytes.isEmpty && reader.isWaiting ? reader.end() : reader.keys(bytes)
      for key in keys where !desk.press(key) { return }
      if bytes.isEmpty, keys.isEmpty, !hasRested { desk.rest() }
      hasRested = bytes.isEmpty && keys.isEmpty
    }
  }
}
