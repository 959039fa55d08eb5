import JSONSchema
import Testing

@testable import HealthFiles

/// What acts of two copies of a store break together is told when they come together, and both stay.
@Suite struct ClashTests {
  private let clones: Clones

  init() throws {
    clones = try Clones(
      2,
      [
        "staff id=stf-lin name=林晓 role=therapist hired=2026-05-20",
        "service id=svc-foot-60 name=足疗 price=128.00 durationMinutes=60",
        "member id=mem-3b6n0c5r kind=member name=林晓",
        "points-entry kind=adjustment member=mem-3b6n0c5r points=100 reason=goodwill",
        "product id=prd-tea name=绿茶 price=40.00", "product id=prd-oil name=精油 price=90.00",
        "product id=prd-cup name=茶杯 price=20.00",
        "service id=svc-oil-60 name=精油足疗 price=188.00 durationMinutes=60 consumables[0].product=prd-oil "
          + "consumables[0].quantity=1",
        "stock-movement kind=count product=prd-tea quantity=1",
        "stock-movement kind=receipt product=prd-oil quantity=1",
      ])
  }

  /// Has each copy make a record, brings them together and returns what clashed.
  private func clash(_ first: String, _ second: String) throws -> (own: String, other: String, conflicts: [JSON]) {
    let other = try clones.create(first, in: 0)
    try clones.commit(0)
    let own = try clones.create(second, in: 1)
    try clones.commit(1)
    try clones.sync(0)
    var request = IntegrationRequest()
    request.clashes = { encounter throws(StoreError) in try Clash.found(in: encounter) }
    try clones.sync(1, request)
    for id in [own, other] { #expect(try clones.value(id, in: 1) != nil) }
    try clones.expectSound(1)
    return (own, other, try clones.conflicts(in: 1))
  }

  private func booking(_ hour: Int) -> String {
    "booking state=confirmed channel=phone service=svc-foot-60 staff=stf-lin start=2026-11-22T\(hour):30:00+08:00 "
      + "durationMinutes=60"
  }

  @Test func oneTechnicianBookedTwice() throws {
    let found = try clash(booking(10), booking(10))
    #expect(found.conflicts.count == 1)
    #expect(found.conflicts[0]["rule"] == "booked-twice" && found.conflicts[0]["record"] == .string(found.own))
    #expect(found.conflicts[0]["others"] == [.string(found.other)])
  }

  @Test func bookingsAfterEachOtherAreNone() throws {
    #expect(try clash(booking(10), booking(12)).conflicts == [])
  }

  @Test func pointsSpentTwice() throws {
    let spending = "points-entry kind=redemption member=mem-3b6n0c5r points=80"
    let found = try clash(spending, spending)
    #expect(found.conflicts.map { $0["rule"] } == ["points-overspent"])
  }

  @Test func pointsThatSufficeForBoth() throws {
    let spending = "points-entry kind=redemption member=mem-3b6n0c5r points=50"
    #expect(try clash(spending, spending).conflicts == [])
  }

  // MARK: stock

  private func sale(_ item: String, _ quantity: Int = 1) -> String {
    let kind = item.hasPrefix("svc") ? "service" : "product"
    return "sale lines[0].\(kind)=\(item) lines[0].quantity=\(quantity) lines[0].unitPrice=40.00 "
      + "lines[0].amount=\(40 * quantity).00 total=\(40 * quantity).00 tenders[0].method=cash "
      + "tenders[0].amount=\(40 * quantity).00 receiptNumber=1"
  }

  @Test func theLastOneSoldTwice() throws {
    let found = try clash(sale("prd-tea"), sale("prd-tea"))
    #expect(found.conflicts.count == 1)
    #expect(found.conflicts[0]["record"] == "prd-tea" && found.conflicts[0]["rule"] == "stock-oversold")
    #expect(found.conflicts[0]["others"] == [.string(found.other), .string(found.own)])
    // Who takes it in afterwards finds nothing new.
    try clones.sync(0)
    #expect(try clones.conflicts(in: 0).count == 1)
  }

  @Test func theLastOneUsedUpByAServiceAndSold() throws {
    let found = try clash(sale("svc-oil-60"), sale("prd-oil"))
    #expect(found.conflicts.map { $0["record"] } == ["prd-oil"])
  }

  @Test("one side alone sold below nought, which is a task of hfile stock") func belowNoughtBefore() throws {
    #expect(try clash(sale("prd-tea", 2), sale("prd-tea")).conflicts == [])
  }

  @Test func belowNoughtHereBefore() throws {
    #expect(try clash(sale("prd-tea"), sale("prd-tea", 2)).conflicts == [])
  }

  @Test func otherGoodsOrEnoughOfThem() throws {
    #expect(try clash(sale("prd-tea"), sale("prd-oil")).conflicts == [])
  }

  @Test("of goods of which nobody ever said what is there nothing is told") func notStocked() throws {
    #expect(try clash(sale("prd-cup"), sale("prd-cup")).conflicts == [])
  }
}
