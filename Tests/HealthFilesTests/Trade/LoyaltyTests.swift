import JSONSchema
import Testing

@testable import HealthFiles
@testable import hfile

/// Points and tiers: every worked number of the requirements is a test named after its row.
@Suite struct LoyaltyTests {
  /// A member's facts, written down in a few words.
  struct Book {
    var facts = LoyaltyFacts()
    private var count = 0

    static func time(_ day: String, _ clock: String = "12:00") -> Instant {
      Instant("\(day)T\(clock):00+08:00") ?? Instant(seconds: 0)
    }

    private mutating func id(_ prefix: String) -> String {
      count += 1
      return prefix + String(count)
    }

    @discardableResult
    mutating func sale(
      _ day: String, _ total: Int64, _ tenders: [String: Int64] = [:], spending points: Int64 = 0,
      earning: Int64? = nil, at clock: String = "12:00"
    ) -> String {
      let id = id("sal-")
      let lines = [(amount: earning ?? total, earns: true), (amount: total - (earning ?? total), earns: false)]
      facts.sales.append(
        PaidSale(
          id: id, time: Self.time(day, clock), day: BusinessDay(day) ?? BusinessDay(daysSinceEpoch: 0),
          paid: PaidSum(total: total, earning: earning ?? total, tenders: tenders), lines: lines, pointsSpent: points))
      return id
    }

    mutating func refund(
      _ sale: String, _ day: String, _ total: Int64, _ tenders: [String: Int64] = [:], returning points: Int64 = 0,
      line: Int = 1, at clock: String = "13:00"
    ) {
      facts.refunds.append(
        PaidBack(
          id: id("rfd-"), time: Self.time(day, clock), day: BusinessDay(day) ?? BusinessDay(daysSinceEpoch: 0),
          sale: sale, total: total, lines: [(line, total)], tenders: tenders, pointsReturned: points))
    }

    mutating func entry(
      _ kind: String, _ day: String, _ points: Int64, sale: String? = nil, at clock: String = "14:00"
    ) {
      facts.entries.append(
        PointsEntry(
          id: id("pts-"), time: Self.time(day, clock), day: BusinessDay(day) ?? BusinessDay(daysSinceEpoch: 0),
          kind: kind, points: points, sale: sale, friend: nil, campaign: nil))
    }

    func ledger(_ day: String, _ policy: String = "{}") throws -> LoyaltyLedger {
      let rules = DatedRules(always: try LoyaltyTests.rules(policy))
      return LoyaltyLedger(
        facts, rules: rules, digits: 2, through: BusinessDay(day) ?? BusinessDay(daysSinceEpoch: 0))
    }
  }

  /// The built-in rules with some changes.
  static func rules(_ changes: String = "{}") throws -> LoyaltyRules {
    let policy = BuiltInSchemas.policy("schema/policy/loyalty.schema.json", currency: nil)
    var values = try #require(policy.document["default"]?[0])
    for (key, value) in try JSON(parsing: Array(changes.utf8), limits: .record).objectValue ?? [:] {
      values[key] = value
    }
    return LoyaltyRules(values, from: nil, digits: 2)
  }

  private static func day(_ text: String) -> BusinessDay { BusinessDay(text) ?? BusinessDay(daysSinceEpoch: 0) }

  @Test("L1: 250.00 gives 25, 1000.00 gives 100; floored once") func earned() throws {
    for (sum, points) in [(25000, 25), (100_000, 100), (999, 0), (1000, 1), (19999, 19)] as [(Int64, Int64)] {
      var book = Book()
      book.sale("2026-11-21", sum)
      #expect(try book.ledger("2026-11-21").balance == points)
    }
  }

  @Test("L1: parts paid by points or voucher, and items without points, earn nothing") func withoutPoints() throws {
    var book = Book()
    book.entry("opening", "2026-11-01", 500)
    book.sale("2026-11-21", 25000, ["voucher": 5000, "points": 1000, "cash": 19000], spending: 100)
    #expect(try book.ledger("2026-11-21").lots.last?.given == 19)
    var other = Book()
    other.sale("2026-11-21", 20000, ["voucher": 10000, "cash": 10000], earning: 10000)
    #expect(try other.ledger("2026-11-21").balance == 5)
  }

  @Test("L5: 100 points are a voucher of 10.00, in multiples of 100") func redemption() throws {
    let rules = try Self.rules()
    #expect(try rules.checked(100, balance: 100, on: Self.day("2026-11-21")) == 1000)
    #expect(throws: TradeError.pointsMultiple(150, 100)) {
      try rules.checked(150, balance: 500, on: Self.day("2026-11-21"))
    }
    #expect(throws: TradeError.pointsMissing(200, 199)) {
      try rules.checked(200, balance: 199, on: Self.day("2026-11-21"))
    }
  }

  @Test("L7: a year to the end of that day; 29 Feb + P1Y is 28 Feb") func validity() throws {
    var book = Book()
    book.sale("2028-02-29", 10000)
    let ledger = try book.ledger("2029-02-28")
    #expect(ledger.balance == 10 && ledger.lots[0].expires == Self.day("2029-02-28"))
    let after = try book.ledger("2029-03-01")
    #expect(after.balance == 0 && after.lots[0].expired == 10 && after.movements.last?.kind == .expired)
  }

  @Test("L7: the nearest expiry is spent first") func nearest() throws {
    var book = Book()
    book.sale("2026-03-01", 100_000)
    book.sale("2026-01-01", 50000)
    book.entry("redemption", "2026-06-01", -120)
    let ledger = try book.ledger("2026-06-01")
    #expect(ledger.lots.map(\.left) == [0, 30] && ledger.lots.map(\.spent) == [50, 70])
    let gone = try book.ledger("2027-01-02")
    #expect(gone.balance == 30 && gone.lots[0].expired == 0)
  }

  @Test("L12: factors do not multiply, the largest counts; redemption has its own") func specialDays() throws {
    let days = """
      {"specialDays": [{"name": "8", "monthDays": [8], "earnFactor": 2}, {"name": "end", "weekdays": ["sunday"], \
      "earnFactor": 1.5}, {"name": "11", "dates": ["2026-11-11"], "earnFactor": 3, "redeemFactor": 1.2}]}
      """
    for (day, points) in [("2026-11-08", 50), ("2026-11-15", 37), ("2026-11-11", 75), ("2026-11-12", 25)] {
      var book = Book()
      book.sale(day, 25000)
      #expect(try book.ledger(day, days).balance == Int64(points), "\(day)")
    }
    #expect(try Self.rules(days).value(of: 100, on: Self.day("2026-11-11")) == 1200)
  }

  private static func campaign(_ rule: String, _ more: String = "{}") throws -> Offer {
    var value = try JSON(parsing: "{\"state\": \"closed\", \"from\": \"2026-01-01\", \"conditions\": \(more)}")
    value["rule"] = try JSON(parsing: rule)
    let record = Record(type: "campaign", id: "cmp-x", value: value)
    return try #require(
      Offer(record, at: Book.time("2026-11-12"), day: day("2026-11-12"), store: "s", digits: 2, isOver: true))
  }

  @Test("L12: a campaign's factor counts where it is the largest, and as long as what it asks for holds")
  func campaigns() throws {
    let double = try Self.campaign("{\"pointsFactor\": 2}", "{\"minimumSpend\": \"200.00\"}")
    let triple = try Self.campaign("{\"pointsFactor\": 3, \"percentOff\": 5}", "{\"newCustomersOnly\": true}")
    let silver = try Self.campaign("{\"pointsFactor\": 4}", "{\"tiers\": [\"silver\"]}")
    let once = try Self.campaign("{\"pointsFactor\": 2}", "{\"usesPerMember\": 1}")
    func points(_ totals: [Int64], _ campaigns: [Offer], refund: Int64 = 0) throws -> Int64 {
      var book = Book()
      for (number, total) in totals.enumerated() { book.sale("2026-11-1\(number)", total) }
      for place in book.facts.sales.indices { book.facts.sales[place].campaigns = campaigns }
      if refund > 0 { book.refund("sal-1", "2026-11-20", refund) }
      return try book.ledger("2026-11-21").balance
    }
    #expect(try points([19999], [double]) == 19)
    #expect(try points([20000], [double]) == 40)
    #expect(try points([20000], [double], refund: 5000) == 15)
    #expect(try points([10000, 10000], [triple, double]) == 40)
    #expect(try points([1_000_000, 10000], [silver]) == 1040)
    #expect(try points([10000, 10000], [once]) == 30)
  }

  @Test func aCampaignOfTheStoreGivesItsPoints() throws {
    let shell = try Shell.inPlainStore()
    for line in [
      "product id=tea name=Tea price=100.00", "product id=mug name=Mug price=50.00", "member id=00000001 kind=member",
      "campaign id=double name=Double kind=points state=published from=2026-11-01 rule.pointsFactor=2 "
        + "conditions.products[]=prd-tea",
      "campaign id=coupon name=Coupon kind=coupon state=published from=2026-11-01 rule.pointsFactor=9 couponCode=NINE",
      "campaign id=draft name=Draft kind=points state=draft from=2026-11-01 rule.pointsFactor=8",
    ] { #expect(shell.run("new \(line) --commit").code == .done, "\(line)") }
    #expect(shell.run("sale tea --member mem-00000001").output.contains("100.00"))
    #expect(shell.run("points mem-00000001").output.contains("balance 20"))
    shell.run("sale tea mug --member mem-00000001")
    #expect(shell.run("points mem-00000001").output.contains("balance 35"))
    shell.run("set cmp-double state=closed")
    shell.run("commit -m over")
    #expect(shell.run("points mem-00000001").output.contains("balance 35"))
    #expect(shell.run("check ledger").code == .done)
  }

  @Test("L8-L10: bronze 0, silver 1000, gold 5000 points earned in the 12 months before") func tiers() throws {
    var book = Book()
    book.sale("2026-01-10", 1_000_000)
    book.entry("redemption", "2026-01-11", -1000)
    #expect(try book.ledger("2026-01-10").tier(on: Self.day("2026-01-10"))?.code == "bronze")
    #expect(try book.ledger("2026-01-11").tier(on: Self.day("2026-01-11"))?.code == "silver")
    #expect(try book.ledger("2027-01-10").tier(on: Self.day("2027-01-10"))?.code == "silver")
    #expect(try book.ledger("2027-01-11").tier(on: Self.day("2027-01-11"))?.code == "bronze")
    book.sale("2026-01-12", 4_000_000)
    #expect(try book.ledger("2026-01-13").tier(on: Self.day("2026-01-13"))?.code == "gold")
    book.refund("sal-1", "2026-01-14", 1_000_000)
    #expect(try book.ledger("2026-01-15").tier(on: Self.day("2026-01-15"))?.code == "silver")
  }

  @Test("L10: tiers by spend and by visits") func tierBasis() throws {
    let tiers = """
      "tiers": [{"code": "a", "minimum": 0, "label": {"en": "a", "zh-Hans": "a", "zh-Hant": "a"}}, \
      {"code": "b", "minimum": 2, "label": {"en": "b", "zh-Hans": "b", "zh-Hant": "b"}}]
      """
    var book = Book()
    book.sale("2026-01-10", 150)
    book.sale("2026-01-10", 49)
    let last = Self.day("2026-02-01")
    #expect(try book.ledger("2026-02-01", #"{"tierBasis": "spend", \#(tiers)}"#).tier(on: last)?.code == "a")
    book.sale("2026-01-12", 1)
    #expect(try book.ledger("2026-02-01", #"{"tierBasis": "spend", \#(tiers)}"#).tier(on: last)?.code == "b")
    #expect(try book.ledger("2026-02-01", #"{"tierBasis": "visits", \#(tiers)}"#).tier(on: last)?.code == "b")
    book.refund("sal-3", "2026-01-13", 1)
    #expect(try book.ledger("2026-02-01", #"{"tierBasis": "visits", \#(tiers)}"#).tier(on: last)?.code == "a")
  }

  // MARK: refunds

  @Test("L1: a refund takes from the same lot what the rest of the sale does not earn") func refunds() throws {
    var book = Book()
    let sale = book.sale("2026-11-21", 25000, ["cash": 25000])
    book.refund(sale, "2026-11-22", 10100, ["cash": 10100])
    #expect(try book.ledger("2026-11-22").balance == 14)
    book.refund(sale, "2026-11-23", 14900, ["cash": 14900])
    let ledger = try book.ledger("2026-11-23")
    #expect(ledger.balance == 0 && ledger.owed == 0 && ledger.lots[0].reversed == 25)
  }

  @Test("buy, spend the points, give back: what was spent comes off other lots, then is owed") func spentAlready()
    throws
  {
    var book = Book()
    let sale = book.sale("2026-01-01", 100_000, ["cash": 100_000])
    book.entry("redemption", "2026-01-02", -100)
    book.sale("2026-01-03", 30000, ["cash": 30000])
    book.refund(sale, "2026-01-04", 100_000, ["cash": 100_000])
    let ledger = try book.ledger("2026-01-04")
    #expect(ledger.balance == 0 && ledger.owed == 70 && ledger.lots.allSatisfy { $0.left >= 0 })
    book.sale("2026-01-05", 100_000, ["cash": 100_000])
    let later = try book.ledger("2026-01-05")
    #expect(later.balance == 30 && later.owed == 0)
  }

  @Test("points paid with go back to the lots they came from; what has expired stays expired") func returned() throws {
    var book = Book()
    book.entry("opening", "2026-01-01", 100)
    book.entry("opening", "2026-06-01", 100)
    let sale = book.sale("2026-12-31", 2000, ["points": 2000], spending: 200)
    #expect(try book.ledger("2026-12-31").balance == 0)
    book.refund(sale, "2027-01-02", 2000, ["points": 2000], returning: 200)
    let ledger = try book.ledger("2027-01-02")
    #expect(ledger.lots.map(\.left) == [0, 100] && ledger.lots.map(\.expired) == [100, 0])
  }

  @Test("a refund never adds points, whatever it is paid back by") func neverMore() throws {
    var book = Book()
    let sale = book.sale("2026-01-01", 20000, ["cash": 10000, "voucher": 10000])
    #expect(try book.ledger("2026-01-01").balance == 10)
    book.refund(sale, "2026-01-02", 10000, ["voucher": 10000])
    #expect(try book.ledger("2026-01-02").balance == 10)
    book.refund(sale, "2026-01-03", 10000, ["voucher": 10000])
    #expect(try book.ledger("2026-01-03").balance == 0)
  }

  @Test("L2: a recommendation counts no more when the sale that earned it was given back") func referral() throws {
    var book = Book()
    book.entry("referral", "2026-01-01", 50, sale: "sal-friend")
    book.facts.otherTotals["sal-friend"] = 10000
    book.refund("sal-friend", "2026-01-02", 4000)
    #expect(try book.ledger("2026-01-02").balance == 50)
    book.refund("sal-friend", "2026-01-03", 6000)
    #expect(try book.ledger("2026-01-03").balance == 0)
  }

  @Test func aRefundOfTheSameSecondComesAfterItsSale() throws {
    var book = Book()
    let sale = book.sale("2026-01-01", 20000, ["cash": 20000])
    book.refund(sale, "2026-01-01", 20000, ["cash": 20000], at: "11:00")
    let ledger = try book.ledger("2026-01-01")
    #expect(ledger.balance == 0 && ledger.lots[0].reversed == 20)
  }

  @Test("L4: a birthday on 29 February is kept on the 28th in other years") func leapDay() throws {
    let rules = try Self.rules()
    #expect(rules.isBirthday(Self.day("2000-02-29"), on: Self.day("2027-02-28")))
    #expect(!rules.isBirthday(Self.day("2000-02-29"), on: Self.day("2028-02-28")))
    #expect(rules.isBirthday(Self.day("2000-02-29"), on: Self.day("2028-02-29")))
    #expect(
      try Self.rules(#"{"leapDayBirthday": "03-01"}"#).isBirthday(Self.day("2000-02-29"), on: Self.day("2027-03-01")))
  }

  @Test func periodsOfTheCalendar() throws {
    for (start, period, end) in [
      ("2028-02-29", "P1Y", "2029-02-28"), ("2026-01-31", "P1M", "2026-02-28"), ("2026-11-21", "P12M", "2027-11-21"),
      ("2026-12-31", "P2W", "2027-01-14"), ("2026-01-31", "P1Y1M1D", "2027-03-01"),
    ] {
      #expect(try Self.day(start).moved(by: #require(CalendarDuration(period))) == Self.day(end))
    }
    #expect(
      try Self.day("2028-02-29").moved(by: #require(CalendarDuration("P12M")), times: -1) == Self.day("2027-02-28"))
    for text in ["", "P", "1Y", "P1", "PT", "PY", "P1Y2"] { #expect(CalendarDuration(text) == nil, "\(text)") }
  }
}
