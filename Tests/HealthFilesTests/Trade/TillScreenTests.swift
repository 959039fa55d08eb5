import Foundation
import JSONSchema
import Testing

@testable import HealthFiles
@testable import hfile

/// The cashier's screen: keys in, baskets and sales out, and nothing lost in between.
@Suite struct TillScreenTests {
  static let request = CommitRequest(message: nil, author: FixedWorld.author)

  static func shop(seed: UInt64 = 1) throws -> Shell {
    let shell = try Shell.inPlainStore(world: FixedWorld(seed: seed))
    try shell.write(
      """
      [{"from": "2000-01-01", "tiers": [{"code": "new", "minimum": 0, "discountPercent": 5,
      "label": {"en": "New", "zh-Hans": "新", "zh-Hant": "新"}}]}]
      """, to: "policy/loyalty.json")
    for line in [
      "staff id=lin name=林晓 role=cashier hired=2026-05-20", "product id=tea name=绿茶 price=42.00 barcode=6901234567892",
      "product id=mug name=Mug price=30.05", "service id=foot name=足部按摩 price=128.00 durationMinutes=60",
      "member id=00000001 kind=member name=王芳 phone=+8613800138000 card=7001",
      "member id=00000002 kind=member status=stopped",
    ] { #expect(shell.run("new " + line).code == .done) }
    #expect(shell.run("commit -m start").code == .done)
    return shell
  }

  static func desk(_ shell: Shell) throws -> TillDesk { try TillDesk(try shell.store(), request) }

  /// Types a text; `\n` is Enter.
  static func type(_ text: String, at desk: TillDesk) {
    for letter in text { _ = desk.press(letter == "\n" ? .enter : .character(letter)) }
  }

  private static func code(_ notice: TillNotice?) -> String? {
    if case .refused(.refused(let code, _, _, _)) = notice { code } else { nil }
  }

  // MARK: selling

  @Test("the usual sale takes six keys at most", arguments: ["lc\n\n\n", "mug\n\n\n", "zb\n\n\n", "绿茶\n\n\n"])
  func sixKeys(_ keys: String) throws {
    #expect(keys.count <= 6)
    let shell = try Self.shop()
    let desk = try Self.desk(shell)
    Self.type(keys, at: desk)
    let sold = try #require(desk.sold)
    #expect(sold.number == "a7-20261121-1" && desk.till.isIdle && sold.total.minorUnits > 0)
    let state = try shell.store().snapshot()
    #expect(try state.record(sold.sale.id)?.value["total"]?.plainText == sold.total.text)
    #expect(try Check.ledger.problems(in: state, today: #require(BusinessDay("2026-11-21"))) == [])
  }

  @Test func aScannerIsACashierToo() throws {
    let shell = try Self.shop()
    let desk = try Self.desk(shell)
    Self.type("3*6901234567892\n6901234567892\nmug\n", at: desk)
    #expect(desk.till.order.items.map(\.text) == ["prd-tea*4", "prd-mug*1"])
    Self.type("4006381333931\n", at: desk)
    guard case .unknown("4006381333931") = desk.till.notice else {
      return #expect(Bool(false), "nothing has that code")
    }
    #expect(desk.till.text.isEmpty && desk.till.order.items.count == 2)
  }

  @Test func cashIsGivenBackAndPartsArePaid() throws {
    let shell = try Self.shop()
    let desk = try Self.desk(shell)
    Self.type("lc\n\n", at: desk)
    Self.type("100", at: desk)
    #expect(desk.till.payment?.change.text == "58.00")
    _ = desk.press(.escape)
    _ = desk.press(.down)
    Self.type("50\n", at: desk)
    #expect(Self.code(desk.till.notice) == "paid-too-much")
    for _ in 0..<2 { _ = desk.press(.backspace) }
    Self.type("２0:77\n", at: desk)
    #expect(desk.till.quote?.due.text == "22.00" && desk.sold == nil)
    Self.type("100\n", at: desk)
    #expect(desk.sold?.change.text == "78.00")
    #expect(
      desk.sold?.sale.value["tenders"]
        == [["method": "card", "amount": "20.00", "reference": "77"], ["method": "cash", "amount": "22.00"]])
  }

  @Test func aMemberIsFoundByNamePhoneAndCard() throws {
    let shell = try Self.shop()
    let desk = try Self.desk(shell)
    Self.type("lc\n", at: desk)
    for keys in ["wf\n", "8000\n", "王\n", "%B7001^WANG?;7001=1?\n"] {
      _ = desk.press(.function(2))
      Self.type(keys, at: desk)
      #expect(desk.till.order.member == "mem-00000001" && desk.till.quote?.total.text == "39.90", "\(keys)")
      _ = desk.press(.function(2))
      _ = desk.press(.delete)
      #expect(desk.till.order.member == nil && desk.till.quote?.total.text == "42.00")
    }
    Self.type(";7009=1?\n", at: desk)
    #expect(Self.code(desk.till.notice) == "unknown-card")
  }

  @Test func whatTradeRefusesIsRefusedInPlace() throws {
    let shell = try Self.shop()
    let desk = try Self.desk(shell)
    Self.type("lc\n", at: desk)
    for (key, keys, code) in [
      (3, "50\n", "discount-too-large"), (4, "FIRST\n", "voucher-unknown"), (5, "100\n", "member-needed"),
    ] {
      _ = desk.press(.function(key))
      Self.type(keys, at: desk)
      #expect(Self.code(desk.till.notice) == code)
      _ = desk.press(.escape)
    }
    #expect(desk.till.order.items.map(\.text) == ["prd-tea*1"] && desk.till.quote?.total.text == "42.00")
    _ = desk.press(.function(3))
    Self.type("10%\n", at: desk)
    #expect(desk.till.quote?.total.text == "37.80")
    _ = desk.press(.undo)
    #expect(desk.till.quote?.total.text == "42.00")
  }

  // MARK: others, and crashes

  @Test func aPriceThatChangedMeanwhileIsShownFirst() throws {
    let shell = try Self.shop()
    let desk = try Self.desk(shell)
    Self.type("lc\n\n", at: desk)
    shell.run("set prd-tea price=45.00")
    shell.run("commit -m dearer")
    _ = desk.press(.enter)
    #expect(Self.code(desk.till.notice) == "other-total" && desk.till.payment?.total.text == "45.00")
    #expect(try shell.store().keptBasket() != nil)
    _ = desk.press(.enter)
    #expect(desk.sold?.total.text == "45.00")
    #expect(try shell.store().keptBasket() == nil)
  }

  @Test func aBasketOutlivesACrash() throws {
    let shell = try Self.shop()
    var desk: TillDesk? = try Self.desk(shell)
    #expect(throws: StoreError.self) { try Self.desk(shell) }
    Self.type("2*lc\n", at: try #require(desk))
    let id = try #require(desk?.till.order.id)
    let file = shell.folder.file("shop/.git/hfile/till/basket.json")
    #expect(try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int == 0o600)
    desk = nil
    let next = try Self.desk(shell)
    guard case .recovered = next.till.notice else { return #expect(Bool(false), "the basket is back") }
    #expect(next.till.order.id == id && next.till.quote?.total.text == "84.00")
    Self.type("\n\n", at: next)
    #expect(next.sold?.sale.id == id)
  }

  @Test func aSaleIsNeverDoubled() throws {
    let shell = try Self.shop()
    var desk: TillDesk? = try Self.desk(shell)
    Self.type("lc\n", at: try #require(desk))
    let kept = try #require(try shell.store().keptBasket())
    Self.type("\n\n", at: try #require(desk))
    desk = nil
    // As if the power went between the commit and the removal.
    try shell.store().keepBasket(kept)
    let next = try Self.desk(shell)
    guard case .soldBefore("a7-20261121-1") = next.till.notice else { return #expect(Bool(false), "it was sold") }
    #expect(next.till.isIdle)
    #expect(try shell.store().keptBasket() == nil)
  }

  @Test func aBasketOfYesterdayIsSoldToday() throws {
    let shell = try Self.shop()
    let desk = try Self.desk(shell)
    Self.type("lc\n", at: desk)
    shell.world.set("2026-11-22T12:00:00+08:00")
    Self.type("\n\n", at: desk)
    #expect(desk.sold?.sale.value["day"] == "2026-11-22" && desk.sold?.number == "a7-20261122-1")
  }

  @Test func whatIsNotThereIsTold() throws {
    let shell = try Self.shop()
    shell.run("receive tea=1 --commit")
    let desk = try Self.desk(shell)
    desk.rest()
    Self.type("2*lc\n\n\n", at: desk)
    let left = try StockSheet(of: "prd-tea", on: #require(BusinessDay("2026-11-21")), in: shell.store().snapshot())
    #expect(left.levels.first.map { $0.onHand < 0 } == true)
    #expect(desk.sold?.missing.map(\.name) == ["绿茶"])
    Self.type("mug\n\n\n", at: desk)
    #expect(desk.sold?.missing.map(\.name) == ["Mug"])
  }

  // MARK: any keys

  @Test("no sequence of keys loses anything", arguments: 1...4 as ClosedRange<UInt64>)
  func randomKeys(_ seed: UInt64) throws {
    let shell = try Self.shop(seed: seed)
    let bits = SeededBits(seed)
    let store = try shell.store()
    var desk: TillDesk? = try Self.desk(shell)
    var sales = 0
    for _ in 0..<200 {
      do {
        let open = try #require(desk)
        let (before, step) = (open.till.order, open.till.step)
        let key = Self.keys[Int(bits.next() % UInt64(Self.keys.count))]
        _ = open.press(key)
        if key == .enter, step == .pay, open.till.isIdle { sales += 1 }
        let mayLose = [.delete, .undo].contains(key) || key == .enter && [.pay, .drop, .quantity].contains(step)
        if !mayLose { Self.expectAll(of: before, in: open.till.order, after: key) }
        try Self.expectAgreement(open.till, store)
        try Self.expectFit(open, bits)
      }
      guard bits.next() % 40 == 0 else { continue }
      let kept = desk?.till.order.kept
      desk = nil
      desk = try Self.desk(shell)
      #expect(desk?.till.order.kept == kept)
    }
    let state = try store.snapshot()
    #expect(try state.ids(of: "sale", where: []).count == sales)
    #expect(try Check.ledger.problems(in: state, today: #require(BusinessDay("2026-11-21"))) == [])
  }

  private static func expectAll(of before: SaleOrder, in order: SaleOrder, after key: TillKey) {
    for item in before.items {
      #expect(order.items.contains { $0.name == item.name && $0.quantity >= item.quantity }, "\(key) lost \(item)")
    }
  }

  /// What is shown is what the rules say now, and what is kept is what is shown.
  private static func expectAgreement(_ till: Till, _ store: Store) throws {
    let quote = try store.quote(till.order, in: store.snapshot())
    #expect(till.quote?.total ?? quote.total == quote.total && quote.lines.count == till.order.items.count)
    #expect(quote.total.minorUnits == quote.lines.reduce(0) { $0 + $1.amount.minorUnits })
    #expect(try store.keptBasket()?.kept == (till.isEmpty ? nil : till.order.kept))
  }

  private static let keys: [TillKey] =
    [.enter, .enter, .enter, .enter, .escape, .backspace, .delete, .up, .down, .undo]
    + (2...9).map { .function($0) } + "lcmugzb王1235%.:*0".map { .character($0) } + "lcmug12".map { .character($0) }

  /// Every screen fits, whatever its size and language.
  private static func expectFit(_ desk: TillDesk, _ bits: SeededBits) throws {
    let (columns, rows) = (20 + Int(bits.next() % 80), 6 + Int(bits.next() % 30))
    let language = Language.allCases[Int(bits.next() % 3)]
    let (lines, cursor) = TillText(desk: desk, language: language, columns: columns, rows: rows).lines
    #expect(lines.count <= rows && lines.allSatisfy { DisplayWidth.of($0.text) <= columns }, "\(columns) × \(rows)")
    #expect(cursor.row < rows && cursor.column < columns)
  }
}
