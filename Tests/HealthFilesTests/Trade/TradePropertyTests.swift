import Foundation
import JSONSchema
import Testing

@testable import HealthFiles
@testable import hfile

/// Random days at a till: balances, lots, tiers, stock and shift totals are those of a plain model, and the ledger
/// reconciles.
@Suite struct TradePropertyTests {
  /// Ten thousand days for `make torture`, a few for `make test`.
  private static let days = ProcessInfo.processInfo.environment["HFILE_DAYS"].flatMap { Int($0) } ?? 20
  private static let daysOfAWorld = 10

  static let policy = """
    [{"from": "2000-01-01", "validity": "P1M", "tierWindow": "P2M", "specialDays": [
    {"name": "8", "monthDays": [8, 18, 28], "earnFactor": 2}], "tiers": [
    {"code": "bronze", "minimum": 0, "label": {"en": "Bronze", "zh-Hans": "铜", "zh-Hant": "銅"}},
    {"code": "silver", "minimum": 60, "discountPercent": 5, "pointsFactor": 1.5,
    "label": {"en": "Silver", "zh-Hans": "银", "zh-Hant": "銀"}}]}]
    """

  @Test func randomDaysAgreeWithThePlainModel() async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for world in 0..<(Self.days + Self.daysOfAWorld - 1) / Self.daysOfAWorld {
        group.addTask { try Self.live(seed: UInt64(1000 + world)) }
      }
      try await group.waitForAll()
    }
  }

  private static func live(seed: UInt64) throws {
    var days = try RandomDays(seed: seed)
    for _ in 0..<daysOfAWorld { try days.day() }
    let state = try days.store.snapshot()
    let today = try #require(BusinessDay(days.plain.day))
    #expect(try Check.ledger.problems(in: state, today: today) == [], "seed \(seed)")
    #expect(try Check.sums.problems(in: state, today: today) == [], "seed \(seed)")
  }
}

/// A store and its plain model, led through the same random acts.
private struct RandomDays {
  let shell: Shell
  let store: Store
  var plain: PlainTill
  private let bits: SeededBits
  private let seed: UInt64
  private let request = CommitRequest(message: "x", author: FixedWorld.author)
  private static let members = ["mem-00000001", "mem-00000002", "mem-00000003"]
  private static let items: [(name: String, price: Int, earns: Bool)] = [
    ("prd-tea", 9999, true), ("prd-mug", 3000, false), ("svc-foot", 12800, true),
  ]
  private var hasShift = false
  /// The place of the first sale of this shift.
  private var firstOfShift = 0
  private var minute = 0

  init(seed: UInt64) throws {
    self.seed = seed
    bits = SeededBits(seed)
    shell = try Shell.inPlainStore(world: FixedWorld(seed: seed))
    plain = PlainTill(members: Self.members.map { _ in PlainTill.Member() })
    try shell.write(TradePropertyTests.policy, to: "policy/loyalty.json")
    for line in [
      "staff id=lin name=Lin role=cashier hired=2026-05-20", "product id=tea name=Tea price=99.99 taxRate=0.13",
      "product id=mug name=Mug price=30.00 earnsPoints=false",
      "service id=foot name=Foot price=128.00 durationMinutes=60 consumables[0].product=prd-tea "
        + "consumables[0].quantity=2", "member id=00000001 kind=member",
      "member id=00000002 kind=member", "member id=00000003 kind=member referrer=mem-00000001",
    ] { shell.run("new " + line) }
    #expect(shell.run("commit -m start").code == .done)
    store = try shell.store()
    store.keepFrames()
  }

  private func random(_ count: Int) -> Int { Int(bits.next() % UInt64(count)) }

  private mutating func tick() {
    minute += 1 + random(20)
    plain.order += 1
    shell.world.set("\(plain.day)T\(String(format: "%02d:%02d", 10 + minute / 60, minute % 60)):00+08:00")
  }

  mutating func day() throws {
    plain.advance(to: PlainTill.shifted(plain.day, .day, 1 + random(9)))
    minute = 0
    try openShift()
    for _ in 0..<3 + random(8) {
      tick()
      switch random(12) {
      case 0: try grant()
      case 1: try redeem()
      case 2: try adjust()
      case 3, 4: try refund()
      case 5: try moveGoods()
      case 6: try void()
      default: try sell()
      }
    }
    try compare()
    try closeShift()
  }

  // MARK: shifts

  private mutating func openShift() throws {
    tick()
    guard random(4) > 0 else { return }
    let float = random(100_000)
    _ = try store.openShift(float: text(float), staff: "lin", request)
    (plain.float, plain.taken, plain.returned, hasShift) = (float, [:], [:], true)
    firstOfShift = plain.sales.count
    #expect(throws: StoreError.self) { try store.openShift(float: nil, staff: "lin", request) }
  }

  private mutating func closeShift() throws {
    guard hasShift else { return }
    tick()
    let state = try store.snapshot()
    let shift = try #require(try state.openShift(of: "a7"))
    let totals = try ShiftTotals(of: shift, in: state)
    for method in ["cash", "card", "points", "voucher"] {
      #expect(totals.methods[method]?.sold ?? 0 == plain.taken[method] ?? 0, "\(method), seed \(seed)")
      #expect(totals.methods[method]?.refunded ?? 0 == plain.returned[method] ?? 0, "\(method), seed \(seed)")
    }
    let cash = plain.float + (plain.taken["cash"] ?? 0) - (plain.returned["cash"] ?? 0)
    #expect(totals.expectedCash == Int64(cash), "seed \(seed)")
    #expect(totals.sold == Int64(plain.taken.values.reduce(0, +)))
    let counted = [SaleOrder.Payment(parsing: "cash=\(text(max(0, cash)))")]
    _ = try store.closeShift(counted: counted, deposit: nil, reason: cash < 0 ? "x" : nil, request)
    hasShift = false
  }

  private func text(_ sum: Int) -> String { Amount(minorUnits: Int64(sum), digits: 2).text }

  // MARK: points

  private mutating func grant() throws {
    let (member, points) = (random(3), 50 + random(300))
    var grant = PointsGrant(kind: "compensation")
    grant.points = Int64(points)
    let id = try store.grant(grant, to: Self.members[member], request).outcome.id
    plain.give(points, to: member, id: id, sale: nil)
  }

  private mutating func redeem() throws {
    let (member, points) = (random(3), 100 * (1 + random(3)))
    guard plain.members[member].balance >= points else {
      let refused = #expect(throws: StoreError.self) {
        try store.redeem(Int64(points), of: Self.members[member], for: nil, request)
      }
      #expect(refused.map { if case .refused("points-missing", _, _, _) = $0 { true } else { false } } ?? false)
      return
    }
    let entry = try store.redeem(Int64(points), of: Self.members[member], for: nil, request).outcome
    plain.spend(points, of: member, sale: nil)
    let voucher = try #require(entry.value["voucher"]?["number"]?.stringValue)
    // Only vouchers of 10.00 are used further on.
    if points == 100 { plain.vouchers.append(voucher) }
  }

  private mutating func adjust() throws {
    let (member, points) = (random(3), random(200) - 100)
    guard points != 0, -points <= plain.members[member].balance else {
      #expect(throws: StoreError.self) {
        try store.adjust(Int64(points), of: Self.members[member], reason: "goodwill", corrects: nil, request)
      }
      return
    }
    let id = try store.adjust(Int64(points), of: Self.members[member], reason: "goodwill", corrects: nil, request)
      .outcome.id
    if points > 0 {
      plain.give(points, to: member, id: id, sale: nil)
    } else {
      plain.spend(-points, of: member, sale: nil)
    }
  }

  // MARK: sales

  private mutating func sell() throws {
    var order = SaleOrder()
    let member = random(4) == 0 ? nil : random(3)
    order.member = member.map { Self.members[$0] }
    let isSilver = plain.isSilver(member)
    var lines: [PlainTill.Line] = []
    for _ in 0...random(3) {
      let (item, halves) = (Self.items[random(3)], 1 + random(5))
      order.items.append(SaleOrder.Item(name: item.name, quantity: Int64(halves) * 500))
      let gross = (item.price * halves + 1) / 2
      lines.append(
        PlainTill.Line(
          item: item.name, earns: item.earns, halves: halves, amount: isSilver ? (gross * 95 + 50) / 100 : gross))
    }
    if random(5) == 0 {
      order.discounts = [try #require(SaleOrder.Discount(parsing: "1=1:goodwill"))]
      let gross = (Self.items.first { $0.name == order.items[0].name }?.price ?? 0) * lines[0].halves
      let first = lines[0]
      lines[0] = PlainTill.Line(
        item: first.item, earns: first.earns, halves: first.halves, amount: (gross + 1) / 2 - 100)
    }
    var (due, tenders) = (lines.reduce(0) { $0 + $1.amount }, [PlainTill.Tender]())
    if random(3) == 0, let voucher = plain.vouchers.first {
      order.vouchers = [voucher]
      tenders.append(PlainTill.Tender(method: "voucher", amount: min(due, 1000), points: 0, reference: voucher))
      due -= min(due, 1000)
    }
    var isRefused = false
    if random(3) == 0 {
      order.points = 100
      isRefused = member.map { plain.members[$0].balance < 100 } ?? true || due < 1000
      tenders.append(PlainTill.Tender(method: "points", amount: 1000, points: 100, reference: nil))
      due -= 1000
    }
    pay(due, &order, &tenders)
    guard !isRefused else {
      #expect(throws: StoreError.self, "seed \(seed)") { try store.sell(order, request) }
      return
    }
    let outcome = try store.sell(order, request).outcome
    let referrals = outcome.referrals.map { entry in
      (member: Self.members.firstIndex(of: entry.value["member"]?.stringValue ?? "") ?? 0, id: entry.id)
    }
    let sale = PlainTill.Sale(
      id: outcome.sale.id, member: member, factor: plain.factor(member), lines: lines, tenders: tenders,
      isInShift: hasShift)
    #expect(outcome.sale.value.amount("total", 2) == Int64(sale.total), "seed \(seed)")
    plain.sell(sale, referrals: referrals)
  }

  private func pay(_ due: Int, _ order: inout SaleOrder, _ tenders: inout [PlainTill.Tender]) {
    func take(_ method: String, _ amount: Int) {
      if amount > 0 {
        tenders.append(PlainTill.Tender(method: method, amount: amount, points: 0, reference: nil))
      }
    }
    switch random(4) {
    case 0:
      order.payments = [SaleOrder.Payment(parsing: "card")]
      take("card", due)
    case 1 where due > 100:
      order.payments = [SaleOrder.Payment(parsing: "cash"), SaleOrder.Payment(parsing: "card=1")]
      take("card", 100)
      take("cash", due - 100)
    case 2 where due > 0:
      order.payments = [SaleOrder.Payment(parsing: "cash=\(text(due + 777))")]
      take("cash", due)
    default: take("cash", due)
    }
  }

  private mutating func refund() throws {
    guard let place = plain.sales.indices.filter({ !plain.sales[$0].isGone }).randomElement(using: &generator) else {
      return
    }
    let sale = plain.sales[place]
    var order = RefundOrder(sale: sale.id, reason: "changed-mind")
    var lines = sale.lines.indices.filter { sale.lines[$0].halves > sale.lines[$0].backHalves }.map { number in
      (line: number, halves: sale.lines[number].halves - sale.lines[number].backHalves)
    }
    if random(2) == 0 {
      let line = lines[random(lines.count)]
      let halves = 1 + random(line.halves)
      lines = [(line.line, halves)]
      order.lines = [try #require(RefundOrder.Line(parsing: "\(line.line + 1)*\(Double(halves) / 2)"))]
    }
    order.isRestocked = [nil, true, false][random(3)]
    guard plain.parts(of: place, lines) != nil else {
      #expect(throws: StoreError.self, "seed \(seed)") { try store.refund(order, request) }
      return
    }
    _ = try store.refund(order, request)
    plain.refund(place, lines, isInShift: hasShift, isRestocked: order.isRestocked ?? true)
  }

  /// All of the last sale is taken back, which only the shift in which it was made can do.
  private mutating func void() throws {
    guard let place = plain.sales.indices.last, !plain.sales[place].isGone else { return }
    let sale = plain.sales[place]
    let lines = sale.lines.indices.map { (line: $0, halves: sale.lines[$0].halves - sale.lines[$0].backHalves) }
    guard hasShift, place >= firstOfShift, plain.parts(of: place, lines.filter { $0.halves > 0 }) != nil else {
      #expect(throws: StoreError.self, "seed \(seed)") { try store.void(sale.id, id: nil, request) }
      return
    }
    _ = try store.void(sale.id, id: nil, request)
    plain.refund(place, lines.filter { $0.halves > 0 }, isInShift: true, isRestocked: true)
  }

  // MARK: goods

  private mutating func moveGoods() throws {
    let (product, halves) = (Self.items[random(2)].name, 1 + random(40))
    let cause = [StockCause.receipt, .count, .loss, .internalUse, .supplierReturn][random(5)]
    let item = StockMovement.Item(name: product, quantity: Int64(halves) * 500)
    var movement = StockMovement(cause, [item])
    if cause != .receipt, cause != .count { movement.details = ["reason": "other"] }
    let change = try #require(try store.move(movement, request).changes.first)
    let before = plain.shelf[product] ?? 0
    let after = cause == .count ? halves : cause == .receipt ? before + halves : before - halves
    #expect([change.before, change.after] == [Int64(before) * 500, Int64(after) * 500], "\(cause), seed \(seed)")
    plain.shelf[product] = after
  }

  private var generator: Generator {
    get { Generator(bits: bits) }
    set {}
  }

  private struct Generator: RandomNumberGenerator {
    let bits: SeededBits
    mutating func next() -> UInt64 { bits.next() }
  }

  // MARK: comparing

  private func compare() throws {
    let state = try store.snapshot()
    let day = try #require(BusinessDay(plain.day))
    for (number, id) in Self.members.enumerated() {
      let account = try PointsAccount(of: id, in: state, on: day)
      let model = plain.members[number]
      #expect(account.balance == Int64(model.balance), "\(id) on \(day), seed \(seed)")
      #expect(account.owed == Int64(model.owed), "\(id) on \(day), seed \(seed)")
      let left = Dictionary(uniqueKeysWithValues: account.lots.map { ($0.source, [$0.given, $0.left, $0.expired]) })
      let plainLeft = Dictionary(
        uniqueKeysWithValues: model.lots.map { ($0.id, [Int64($0.given), Int64($0.left), Int64($0.expired)]) })
      #expect(left == plainLeft, "\(id) on \(day), seed \(seed)")
      #expect(account.lots.allSatisfy { $0.left >= 0 && $0.expired >= 0 && $0.spent >= 0 && $0.reversed <= $0.given })
      #expect(account.tier?.code == (plain.isSilver(number) ? "silver" : "bronze"), "\(id) on \(day), seed \(seed)")
    }
    let sheet = try StockSheet(on: day, in: state)
    for level in sheet.levels {
      #expect(level.onHand == Int64(plain.shelf[level.product.id] ?? 0) * 500, "\(level.product.id), seed \(seed)")
    }
    let short = Set(plain.shelf.filter { $0.value < 0 }.keys)
    #expect(Set(sheet.tasks.map(\.product.id)) == short, "on \(day), seed \(seed)")
  }
}
