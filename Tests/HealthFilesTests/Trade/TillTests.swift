import Foundation
import JSONSchema
import Testing

@testable import HealthFiles
@testable import hfile

/// What can be taken once is taken once, however many tills ask at the same time.
@Suite struct TillTests {
  private static let request = CommitRequest(message: "x", author: FixedWorld.author)

  private static func shop() throws -> Shell {
    let shell = try Shell.inPlainStore()
    for line in [
      "staff id=lin name=Lin role=cashier hired=2026-05-20", "product id=tea name=Tea price=100.00",
      "member id=00000001 kind=member",
    ] { shell.run("new \(line) --commit") }
    return shell
  }

  /// Runs an act by many writers at once, each with a store of his own; returns how many were done.
  private static func many(
    _ count: Int, in folder: String, _ act: @escaping @Sendable (Store, Int) throws(StoreError) -> Bool
  ) async -> (done: Int, refused: [String]) {
    let answers = await withTaskGroup(of: String?.self) { group in
      for number in 0..<count {
        group.addTask {
          do throws(StoreError) {
            let world = FixedWorld(seed: UInt64(500 + number))
            let store = try Store(containing: folder, environment: world.environment)
            return try act(store, number) ? "done" : nil
          } catch {
            return code(error)
          }
        }
      }
      return await group.reduce(into: [String]()) { all, answer in all += answer.map { [$0] } ?? [] }
    }
    return (answers.count { $0 == "done" }, answers.filter { $0 != "done" })
  }

  private static func code(_ error: StoreError) -> String {
    if case .refused(let code, _, _, _) = error { code } else { "\(error)" }
  }

  @Test func receiptNumbersHaveNoGaps() async throws {
    let shell = try Self.shop()
    let outcome = await Self.many(16, in: shell.current) { store, _ throws(StoreError) in
      var order = SaleOrder()
      order.items = [SaleOrder.Item(name: "tea")]
      return try store.sell(order, Self.request).result.commit != nil
    }
    #expect(outcome.done == 16, "\(outcome.refused)")
    let state = try shell.store().snapshot()
    let today = try #require(BusinessDay("2026-11-21"))
    #expect(try Check.ledger.problems(in: state, today: today) == [])
    #expect(try state.nextReceiptNumber(of: #require(state.catalogue.types["sale"]), device: "a7", on: today) == 17)
  }

  @Test func pointsAreSpentOnce() async throws {
    let shell = try Self.shop()
    #expect(shell.run("points grant mem-00000001 opening --points 350").code == .done)
    let outcome = await Self.many(8, in: shell.current) { store, number throws(StoreError) in
      guard number % 2 == 0 else {
        return try store.redeem(100, of: "mem-00000001", for: nil, Self.request).result.commit != nil
      }
      var order = SaleOrder()
      order.items = [SaleOrder.Item(name: "tea")]
      (order.member, order.points) = ("mem-00000001", 100)
      return try store.sell(order, Self.request).result.commit != nil
    }
    // A sale earns nine points of what is paid in money: three hundred can be spent, not four.
    #expect(outcome.done == 3 && outcome.refused.allSatisfy { $0 == "points-missing" }, "\(outcome)")
    let state = try shell.store().snapshot()
    #expect(try Check.ledger.problems(in: state, today: #require(BusinessDay("2026-11-21"))) == [])
  }

  @Test func aVoucherIsUsedOnce() async throws {
    let shell = try Self.shop()
    shell.run("points grant mem-00000001 opening --points 100")
    let entry = try shell.store().redeem(100, of: "mem-00000001", for: nil, Self.request).outcome
    let number = try #require(entry.value["voucher"]?["number"]?.stringValue)
    let outcome = await Self.many(6, in: shell.current) { store, _ throws(StoreError) in
      var order = SaleOrder()
      order.items = [SaleOrder.Item(name: "tea")]
      order.vouchers = [number]
      return try store.sell(order, Self.request).result.commit != nil
    }
    #expect(outcome.done == 1 && outcome.refused == Array(repeating: "voucher-used", count: 5), "\(outcome)")
  }

  @Test func theSameSaleSentByManyIsOne() async throws {
    let shell = try Self.shop()
    let outcome = await Self.many(6, in: shell.current) { store, _ throws(StoreError) in
      var order = SaleOrder()
      order.items = [SaleOrder.Item(name: "tea", quantity: 2000)]
      order.member = "mem-00000001"
      order.id = "sal-20261121-a7-00000007"
      return try store.sell(order, Self.request).result.commit != nil
    }
    #expect(outcome.done == 1 && outcome.refused.isEmpty, "\(outcome)")
  }

  @Test func oneShiftIsOpenedByMany() async throws {
    let shell = try Self.shop()
    let outcome = await Self.many(4, in: shell.current) { store, _ throws(StoreError) in
      try store.openShift(float: "10", staff: "lin", Self.request).result.commit != nil
    }
    #expect(outcome.done == 1 && outcome.refused == Array(repeating: "shift-open", count: 3), "\(outcome)")
  }

  @Test("L2: both sides get their points with the friend's first paid visit, once") func referral() throws {
    let shell = try Self.shop()
    shell.run("new member id=00000002 kind=member referrer=mem-00000001 --commit")
    let store = try shell.store()
    func buy(_ id: String) throws -> Int {
      shell.world.advance(60)
      var order = SaleOrder()
      order.items = [SaleOrder.Item(name: "tea")]
      (order.member, order.id) = ("mem-00000002", id)
      return try store.sell(order, Self.request).outcome.referrals.count
    }
    #expect(try buy("sal-20261121-a7-00000001") == 2)
    #expect(try buy("sal-20261121-a7-00000001") == 0)
    #expect(try buy("sal-20261121-a7-00000002") == 0)
    // What was given back was no paid visit: the next one is the first.
    for sale in ["sal-20261121-a7-00000001", "sal-20261121-a7-00000002"] {
      shell.world.advance(60)
      _ = try store.refund(RefundOrder(sale: sale, reason: "complaint"), Self.request)
    }
    let day = try #require(BusinessDay("2026-11-21"))
    #expect(try PointsAccount(of: "mem-00000001", in: store.snapshot(), on: day).balance == 0)
    #expect(try buy("sal-20261121-a7-00000003") == 2)
    #expect(try PointsAccount(of: "mem-00000001", in: store.snapshot(), on: day).balance == 50)
    #expect(try PointsAccount(of: "mem-00000002", in: store.snapshot(), on: day).balance == 60)
  }
}
