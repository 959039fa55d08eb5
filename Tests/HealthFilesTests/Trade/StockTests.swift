// Stock against a plain reading of what moved it, and against the report of the same name.

import Foundation
import JSONSchema
import Testing

@testable import HealthFiles
@testable import hfile

@Suite struct StockLedgerTests {
  private static let first = BusinessDay("2026-11-01") ?? BusinessDay(daysSinceEpoch: 0)

  private static func move(
    _ day: Int, _ cause: StockCause, _ quantity: Int64, cost: Int64? = nil, id: String = "stk"
  ) -> StockMove {
    StockMove(
      day: first.advanced(by: day), seconds: Int64(day) * 86_400, id: id, cause: cause,
      quantity: quantity * cause.direction, unitCost: cost)
  }

  @Test("C3: the mean cost of a unit moves with receipts that say one, and with nothing else") func movingAverage()
    throws
  {
    let ledger = try StockLedger([
      Self.move(0, .receipt, 10_000, cost: 2_000_000), Self.move(1, .sold, 5_000),
      Self.move(2, .receipt, 15_000, cost: 4_000_000), Self.move(3, .loss, 1_000), Self.move(4, .receipt, 1_000),
    ])
    // (5 * 2 + 15 * 4) / 20
    #expect(ledger.unitCost == 3_500_000)
    #expect(ledger.onHand == 20_000)
    #expect(try ledger.value(digits: 2) == 7_000)
    #expect(try ledger.value(digits: 0) == 70)
  }

  @Test func withNothingOnHandTheNewCostIsTheMean() throws {
    let ledger = try StockLedger([
      Self.move(0, .receipt, 1_000, cost: 2_000_000), Self.move(1, .sold, 3_000),
      Self.move(2, .receipt, 10_000, cost: 9_000_000),
    ])
    #expect(ledger.unitCost == 9_000_000)
    #expect(ledger.onHand == 8_000)
  }

  @Test("P3: a count says what was found, and what that is more or less than expected") func count() throws {
    let ledger = try StockLedger([
      Self.move(0, .receipt, 10_000), Self.move(1, .sold, 4_000), Self.move(2, .count, 5_000), Self.move(3, .sold, 500),
    ])
    #expect(ledger.moves.map(\.difference) == [0, 0, -1_000, 0])
    #expect(ledger.onHand == 4_500)
  }

  @Test("B2: days without stock are those that end with none, from the first movement on") func daysOut() throws {
    let ledger = try StockLedger([
      Self.move(2, .receipt, 1_000), Self.move(4, .sold, 1_000), Self.move(7, .receipt, 2_000),
      Self.move(8, .sold, 3_000),
    ])
    let all = Self.first...Self.first.advanced(by: 9)
    #expect(ledger.daysOut(in: all) == 5)
    #expect(ledger.daysOut(in: Self.first.advanced(by: 5)...Self.first.advanced(by: 7)) == 2)
    #expect(ledger.daysOut(in: Self.first...Self.first.advanced(by: 1)) == 0)
  }

  @Test(arguments: 0..<200) func explainedToTheLastUnit(seed: UInt64) throws {
    var random = SeededRandom(seed: seed &* 6_364_136_223_846_793_005 &+ 1)
    let moves = (0..<60).map { number in
      Self.move(
        random.below(40), random.pick(StockCause.allCases), Int64(random.below(9_000)),
        cost: random.below(2) == 0 ? Int64(1 + random.below(5_000_000)) : nil, id: "stk-\(number)")
    }
    let ledger = try StockLedger(moves)
    // The other way round: from the last count on, what came less what went.
    let order = moves.sorted { ($0.day, $0.id) < ($1.day, $1.id) }
    let counted = order.lastIndex { $0.cause == .count }
    let since = order[(counted.map { $0 + 1 } ?? 0)...].reduce(0) { $0 + $1.quantity }
    #expect(ledger.onHand == (counted.map { order[$0].quantity } ?? 0) + since, "seed \(seed)")
    var level: Int64 = 0
    for move in ledger.moves {
      #expect(move.onHand == level + (move.cause == .count ? move.difference : move.quantity))
      level = move.onHand
    }
  }
}

@Suite struct StockSheetTests {
  private let shell = Shell()
  private let state: Snapshot
  private let now: Instant
  private let today: BusinessDay

  init() throws {
    try FileManager.default.copyItem(atPath: Project.root + "example-store", toPath: shell.folder.file("example"))
    shell.current = shell.folder.file("example")
    state = try shell.store().workingSnapshot()
    now = try #require(Instant("2026-11-21T09:00:00+08:00"))
    today = state.profile.businessDay(of: now.seconds)
  }

  @Test func agreesWithTheReportOfTheSameName() throws {
    let definitions = try Definitions(Definition.reportFolder, of: state)
    let occasion = Occasion(asOf: now, today: today, period: today.advanced(by: -29)...today)
    let report = try definitions.report(try definitions.named("stock", .report), of: state, occasion)
    let table = report.sections[0].table
    func column(_ name: String) throws -> Int { try #require(table.headings.firstIndex { $0.name == name }) }
    let (product, onHand, safety) = (try column("product"), try column("on-hand"), try column("safety"))
    let (turnover, demand) = (try column("turnover"), try column("mean-demand"))
    let levels = Dictionary(
      uniqueKeysWithValues: try StockSheet(on: today, in: state).levels.map { ($0.product.id, $0) })
    #expect(levels.count >= 5 && table.rows.count == levels.count)
    func thousandths(_ datum: Datum, _ column: Int) -> Int64? {
      datum.integer.flatMap {
        Ratio(Int128($0), over: Ratio.powerOfTen(table.headings[column].decimals))?.rounded(decimals: 3)
      }
    }
    for row in table.rows {
      guard case .text(let id) = row[product] else { continue }
      let level = try #require(levels[id])
      #expect(level.onHand == thousandths(row[onHand], onHand), "\(id)")
      #expect(abs(level.safety - (thousandths(row[safety], safety) ?? 0)) <= 1, "\(id)")
      #expect(abs(level.demand - (thousandths(row[demand], demand) ?? 0)) <= 5, "\(id)")
      if level.turnover == nil { #expect(row[turnover] == .none) }
      if let found = level.turnover {
        #expect(abs(found * 10 - (thousandths(row[turnover], turnover) ?? -99_999)) <= 10, "\(id)")
      }
    }
  }

  /// Days taken at once say the same as sales taken one by one.
  @Test func aDayAtOnceIsTheSumOfItsSales() throws {
    let all = try StockFacts.moves(of: nil, upTo: today, in: state)
    #expect(
      all.values.contains { $0.contains { $0.id.isEmpty } }
        && all.values.contains { $0.contains { $0.cause == .usedUp } })
    for (product, moves) in all {
      let whole = try StockLedger(moves)
      let single = try StockLedger(try #require(try StockFacts.moves(of: product, upTo: today, in: state)[product]))
      #expect(!single.moves.contains { $0.id.isEmpty })
      #expect(whole.onHand == single.onHand && whole.unitCost == single.unitCost, "\(product)")
      let days = today.advanced(by: -60)...today
      #expect(whole.daysOut(in: days) == single.daysOut(in: days), "\(product)")
      #expect(whole.byDay([.sold, .usedUp], in: days) == single.byDay([.sold, .usedUp], in: days), "\(product)")
    }
  }
}
