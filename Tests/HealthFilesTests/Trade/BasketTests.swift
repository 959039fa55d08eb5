import JSONSchema
import Testing

@testable import HealthFiles
@testable import hfile

/// What a basket costs: pure.
@Suite struct BasketTests {
  private static let noon = Instant("2026-11-18T12:00:00+08:00") ?? Instant(seconds: 0)
  private static let wednesday = BusinessDay("2026-11-18") ?? BusinessDay(daysSinceEpoch: 0)

  private static func item(
    _ price: String, id: String = "prd-tea", quantity: Int64 = 1000, tax: String? = nil
  )
    -> Basket.Item
  {
    var value: JSON = ["id": .string(id), "name": "x", "price": .string(price)]
    value["taxRate"] = tax.map { .string($0) }
    let type = id.hasPrefix("svc") ? "service" : "product"
    return Basket.Item(record: Record(type: type, id: id, value: value), quantity: quantity)
  }

  private static func offer(_ text: String, id: String = "cmp-a") throws -> Offer {
    var value = try JSON(parsing: Array(text.utf8), limits: .record)
    value["state"] = "published"
    value["from"] = "2026-11-01"
    let record = Record(type: "campaign", id: id, value: value)
    return try #require(Offer(record, at: noon, day: wednesday, store: "sto-a", digits: 2))
  }

  private static func total(
    _ items: [Basket.Item], _ offers: [String], customer: Customer? = nil, tier: Int64? = nil
  )
    throws -> Int64
  {
    var setting = Basket.Setting()
    setting.offers = try offers.enumerated().map { try offer($1, id: "cmp-\($0)") }
    setting.customer = customer
    setting.tierPercent = tier.map { Ratio($0) }
    return try Basket(items, setting).total
  }

  @Test("requirements: 20 % off 99.99 is 79.99, half up") func percent() throws {
    #expect(try Self.total([Self.item("99.99")], [#"{"kind":"festival","rule":{"percentOff":20}}"#]) == 7999)
    #expect(try Self.total([Self.item("0.05")], [#"{"kind":"festival","rule":{"percentOff":50}}"#]) == 3)
  }

  @Test("N21: so much off from a spend on, shared out by what lines cost") func threshold() throws {
    let rule = #"{"kind":"threshold","rule":{"spend":"300.00","amountOff":"30.00"}}"#
    #expect(try Self.total([Self.item("299.99")], [rule]) == 29999)
    var setting = Basket.Setting()
    setting.offers = [try Self.offer(rule)]
    let basket = try Basket([Self.item("100.00"), Self.item("100.00"), Self.item("100.00")], setting)
    #expect(basket.lines.map { $0.discount?.amount } == [1000, 1000, 1000])
    let uneven = try Basket([Self.item("333.33"), Self.item("0.01"), Self.item("66.67")], setting)
    #expect(uneven.lines.map { $0.discount?.amount ?? 0 } == [2500, 0, 500] && uneven.total == 37001)
  }

  @Test("H3: buy two, get one") func buyGet() throws {
    let rule = #"{"kind":"buy-get","rule":{"buyQuantity":2,"getQuantity":1}}"#
    for (quantity, paid) in [(1, 1), (2, 2), (3, 2), (4, 3), (5, 4), (6, 4), (7, 5)] as [(Int64, Int64)] {
      #expect(try Self.total([Self.item("10.00", quantity: quantity * 1000)], [rule]) == paid * 1000)
    }
    #expect(try Self.total([Self.item("10.00", quantity: 2999)], [rule]) == 2999)
  }

  @Test func aGiftIsFreeOnce() throws {
    let rule = #"{"kind":"event","rule":{"gift":"prd-mug","spend":"100.00"}}"#
    let mug = Self.item("30.00", id: "prd-mug", quantity: 2000)
    #expect(try Self.total([Self.item("100.00"), mug], [rule]) == 13000)
    #expect(try Self.total([Self.item("99.00"), mug], [rule]) == 15900)
    #expect(try Self.total([mug], [rule]) == 6000)
  }

  @Test("a line carries the largest of its discounts, one only; L11, L15, N1") func largest() throws {
    var member = Customer()
    member.isMember = true
    let day = #"{"kind":"member-day","rule":{"percentOff":10},"conditions":{"weekdays":["wednesday"]}}"#
    let festival = #"{"kind":"festival","rule":{"percentOff":15},"conditions":{"products":["prd-tea"]}}"#
    let items = [Self.item("100.00"), Self.item("200.00", id: "svc-foot")]
    #expect(try Self.total(items, [day, festival]) == 28500)
    #expect(try Self.total(items, [day, festival], customer: member) == 26500)
    #expect(try Self.total(items, [day, festival], customer: member, tier: 12) == 26100)
    // One off the receipt instead, where it is worth more to the customer.
    let off = #"{"kind":"threshold","rule":{"spend":"300.00","amountOff":"50.00"}}"#
    #expect(try Self.total(items, [day, festival, off], customer: member) == 25000)
    #expect(try Self.total([Self.item("100.00")], [#"{"kind":"event","rule":{"specialPrice":"88.00"}}"#]) == 8800)
  }

  @Test("N10: conditions on who buys") func customers() throws {
    let rules: [(String, (inout Customer) -> Void)] = [
      (#""newCustomersOnly":true"#, { $0.past?.visits = 0 }), (#""membersOnly":true"#, { $0.isMember = true }),
      (#""tiers":["gold"]"#, { $0.past?.tier = "gold" }), (#""frequency":["high"]"#, { $0.past?.frequency = "high" }),
      (#""tags":["vip"]"#, { $0.tags = ["vip"] }), (#""usesPerMember":1"#, { $0.past?.uses = [:] }),
    ]
    for (condition, fits) in rules {
      let offer = #"{"kind":"festival","rule":{"percentOff":10},"conditions":{\#(condition)}}"#
      #expect(try Self.total([Self.item("100.00")], [offer]) == 10000, "\(condition) of nobody")
      var customer = Customer(past: Customer.Past(visits: 3, tier: "bronze", frequency: "low", uses: ["cmp-0": 1]))
      #expect(try Self.total([Self.item("100.00")], [offer], customer: customer) == 10000, "\(condition)")
      fits(&customer)
      #expect(try Self.total([Self.item("100.00")], [offer], customer: customer) == 9000, "\(condition) fits")
    }
  }

  @Test func campaignsHoldOnTheirDaysAndHours() throws {
    func open(_ text: String, at time: String = "2026-11-18T12:00:00+08:00") throws -> Bool {
      let value = try JSON(parsing: Array(text.utf8), limits: .record)
      let moment = try #require(Instant(time))
      let record = Record(type: "campaign", id: "cmp-a", value: value)
      return Offer(record, at: moment, day: moment.localDay, store: "sto-a", digits: 2) != nil
    }
    let rule = #""kind":"festival","rule":{"percentOff":10}"#
    #expect(try open(#"{\#(rule),"state":"published","from":"2026-11-18","until":"2026-11-18"}"#))
    #expect(try !open(#"{\#(rule),"state":"published","from":"2026-11-19"}"#))
    #expect(try !open(#"{\#(rule),"state":"published","from":"2026-11-01","until":"2026-11-17"}"#))
    #expect(try !open(#"{\#(rule),"from":"2026-11-01"}"#))
    #expect(try !open(#"{\#(rule),"state":"published","from":"2026-11-01","publishedTo":["sto-b"]}"#))
    let clock = #""conditions":{"timeFrom":"13:00","timeTo":"18:00"}"#
    let hours = #"{\#(rule),"state":"published","from":"2026-11-01",\#(clock)}"#
    #expect(try !open(hours) && open(hours, at: "2026-11-18T18:00:59+08:00"))
    #expect(try !open(#"{\#(rule),"state":"published","from":"2026-11-01","conditions":{"weekdays":["friday"]}}"#))
  }

  @Test func taxIsContainedInThePrice() throws {
    let items = [Self.item("214.40", tax: "0.06"), Self.item("57.60", tax: "0.13")]
    let json = try Basket(items, Basket.Setting()).json()
    #expect(json[0]?["tax"]?["amount"] == "12.14" && json[1]?["tax"]?["amount"] == "6.63")
  }

  @Test func onlyCashGivesChange() throws {
    var tendering = Tendering(10000)
    try tendering.take(Tendering.Payment(method: "card", amount: 4000))
    try tendering.take(Tendering.Payment(method: "cash", amount: 10000))
    #expect(tendering.due == 0 && tendering.change == 4000 && tendering.parts.map(\.amount) == [4000, 6000])
    var other = Tendering(10000)
    #expect(throws: TradeError.paidTooMuch("card")) {
      try other.take(Tendering.Payment(method: "card", amount: 10001))
    }
  }

  @Test("抹零: what coins cannot pay of the part in cash is dropped") func oddCash() throws {
    func settled(_ payments: [Tendering.Payment]) throws -> (total: Int64, change: Int64) {
      var basket = try Basket([Self.item("99.87")], Basket.Setting())
      var tendering = Tendering(basket.total)
      try tendering.settle(payments, &basket, smallestCoin: 10)
      #expect(tendering.due == 0 && tendering.parts.reduce(0) { $0 + ($1.amount ?? 0) } == basket.total)
      return (basket.total, tendering.change)
    }
    #expect(try settled([Tendering.Payment(method: "cash")]) == (9980, 0))
    #expect(try settled([Tendering.Payment(method: "cash", amount: 10000)]) == (9980, 20))
    #expect(try settled([Tendering.Payment(method: "card")]) == (9987, 0))
    let (rest, card) = (Tendering.Payment(method: "cash"), Tendering.Payment(method: "card"))
    #expect(try settled([Tendering.Payment(method: "card", amount: 5004), rest]) == (9984, 0))
    #expect(try settled([Tendering.Payment(method: "cash", amount: 5000), card]) == (9987, 0))
  }

  @Test func sharesAddUp() throws {
    let random = SeededBits(7)
    for _ in 0..<500 {
      let weights = (0..<Int(random.next() % 8 + 1)).map { _ in Int64(random.next() % 10_000) }
      let sum = Int64(random.next() % 100_000)
      let shares = try Money.shares(of: sum, by: weights)
      #expect(shares.reduce(0, +) == (weights.reduce(0, +) == 0 ? 0 : sum))
      #expect(zip(shares, weights).allSatisfy { $0 >= 0 && ($1 > 0 || $0 == 0) })
    }
  }
}
