import Foundation
import HealthFiles
import JSONSchema
import Testing

@testable import ExampleStore

/// The committed `example-store/` is what its generator makes, is valid, and holds the situations the guides speak of.
@Suite struct ExampleStoreTests {
  private static let root = URL(fileURLWithPath: #filePath).pathComponents.dropLast(4).joined(separator: "/")
    .dropFirst()
  private static let committed = Folder(root: root + "/example-store")

  private func state() throws -> Snapshot {
    let clock = StageClock(at: Days.instant(Days.last, Days.lastMinute))
    return try Store(containing: Self.committed.root, environment: clock.environment).workingSnapshot()
  }

  private func records(_ name: String) throws -> [JSON] {
    let state = try state()
    let type = try #require(state.catalogue.types[name])
    let (records, problems) = try state.records(of: type)
    #expect(problems.isEmpty)
    return records.map(\.value)
  }

  private func day(_ value: JSON?) -> BusinessDay? { value?.stringValue.flatMap { BusinessDay($0) } }

  // MARK: the files

  /// Whoever changes the generator or a built-in schema runs `swift run ExampleStore generate example-store`.
  @Test func generatorMakesTheCommittedFiles() throws {
    let fresh = Folder(root: NSTemporaryDirectory() + "example-store-\(ProcessInfo.processInfo.processIdentifier)")
    defer { try? fresh.remove("") }
    try Generator.generate(into: fresh.root)
    let paths = try fresh.paths()
    #expect(try Self.committed.paths() == paths)
    let differing = try paths.filter { try fresh.read($0) != (try? Self.committed.read($0)) }
    #expect(differing.isEmpty)
  }

  @Test func everyCheckIsClean() throws {
    let state = try state()
    #expect(state.catalogue.problems.isEmpty)
    for check in Check.all { #expect(try check.problems(in: state, today: Days.last).isEmpty, "\(check.name)") }
  }

  @Test func folderStaysModest() throws {
    let paths = try Self.committed.paths()
    let size = try paths.reduce(0) { try $0 + Self.committed.read($1).count }
    #expect(paths.count < 1_250)
    #expect(size < 3_000_000)
  }

  // MARK: a shop

  @Test func salesFollowWeekdayAndHour() throws {
    let sales = try records("sale")
    let days = Dictionary(grouping: sales) { $0["day"]?.stringValue ?? "" }
    #expect(days.count == Days.count)
    #expect(days.values.allSatisfy { (13...24).contains($0.count) })
    let evening = sales.count { ["19", "20"].contains($0["time"]?.stringValue?.dropFirst(11).prefix(2)) }
    #expect(evening * 4 > sales.count)
    func mean(_ weekdays: ClosedRange<Int>) -> Int {
      let chosen = days.filter { BusinessDay($0.key).map { weekdays.contains($0.weekday) } ?? false }
      return chosen.reduce(0) { $0 + $1.value.count } * 100 / max(1, chosen.count)
    }
    #expect(mean(6...7) > mean(1...3) + 300)
    let members = sales.count { $0["member"] != nil } * 100 / sales.count
    #expect((50...62).contains(members))
  }

  @Test func receiptNumbersHaveNoGaps() throws {
    let tills = Dictionary(grouping: try records("sale")) {
      "\($0["day"]?.plainText ?? "") \($0["device"]?.plainText ?? "")"
    }
    for (till, sales) in tills {
      let numbers = sales.compactMap { $0["receiptNumber"]?.integerValue }
      #expect(numbers == Array(1...Int64(sales.count)), "\(till)")
    }
    #expect(Set(tills.keys.map { $0.suffix(2) }) == ["a7", "b2"])
  }

  @Test func bookingsAreInEveryState() throws {
    let states = Set(try records("booking").compactMap { $0["state"]?.stringValue })
    #expect(states == ["requested", "confirmed", "arrived", "in-service", "done", "cancelled", "no-show"])
  }

  // MARK: planted situations

  @Test func oneProductIsBelowItsSafetyStock() throws {
    let stock = try stockOnHand()
    let products = try records("product")
    let low = products.filter { product in
      let safety = (product["safetyStock"]?.numberValue?.double ?? 0) * 1000
      return Double(stock[product["id"]?.stringValue ?? ""] ?? 0) < safety
    }
    #expect(low.compactMap { $0["id"]?.stringValue } == [Goods.shortProduct])
    #expect(stock.values.allSatisfy { $0 >= 0 })
  }

  /// Movements, sales (with what services use up) and goods taken back, in the order of time; in thousandths.
  private func stockOnHand() throws -> [String: Int] {
    let services = Dictionary(uniqueKeysWithValues: try records("service").map { ($0["id"]?.stringValue ?? "", $0) })
    let sales = try records("sale")
    let lines = Dictionary(
      uniqueKeysWithValues: sales.map { ($0["id"]?.stringValue ?? "", $0["lines"]?.arrayValue ?? []) })
    var events = try records("stock-movement") + sales + records("refund")
    events.sort {
      ($0["time"]?.plainText ?? "", $0["id"]?.plainText ?? "") < (
        $1["time"]?.plainText ?? "", $1["id"]?.plainText ?? ""
      )
    }
    var stock: [String: Int] = [:]
    func thousandths(_ value: JSON?) -> Int { Int(((value?["quantity"]?.numberValue?.double ?? 0) * 1000).rounded()) }
    for event in events {
      if let product = event["product"]?.stringValue {
        switch event["kind"]?.stringValue {
        case "count": stock[product] = thousandths(event)
        case "receipt": stock[product, default: 0] += thousandths(event)
        default: stock[product, default: 0] -= thousandths(event)
        }
      } else if let sale = event["sale"]?.stringValue {
        for back in event["lines"]?.arrayValue ?? [] where back["restocked"]?.boolValue == true {
          let line = lines[sale]?[Int((back["line"]?.integerValue ?? 1) - 1)]
          stock[line?["product"]?.stringValue ?? "", default: 0] += thousandths(back)
        }
      } else {
        for line in event["lines"]?.arrayValue ?? [] {
          if let product = line["product"]?.stringValue { stock[product, default: 0] -= thousandths(line) }
          for use in services[line["service"]?.stringValue ?? ""]?["consumables"]?.arrayValue ?? [] {
            stock[use["product"]?.stringValue ?? "", default: 0] -= thousandths(use) * thousandths(line) / 1000
          }
        }
      }
    }
    return stock
  }

  @Test func complaintsRise() throws {
    let ages = try records("feedback").filter { $0["complaint"]?.boolValue == true }
      .compactMap { day($0["day"]).map { Days.last.daysSinceEpoch - $0.daysSinceEpoch } }
    let lastWeek = ages.count { $0 < 7 }
    let before = ages.count { (7..<35).contains($0) }
    #expect(lastWeek >= 3)
    #expect(lastWeek * 4 >= before * 2)
    #expect(before > 0)
  }

  @Test func aContractIsAboutToExpire() throws {
    let expiring = try records("contract").filter { contract in
      guard let ends = day(contract["ends"]) else { return false }
      return (Days.last...Days.last.advanced(by: 30)).contains(ends)
    }
    #expect(expiring.map { $0["id"]?.stringValue } == [Partners.expiringContract])
  }

  @Test func oneTherapistIsOftenLate() throws {
    let shifts = Dictionary(uniqueKeysWithValues: try records("shift").map { ($0["id"]?.stringValue ?? "", $0) })
    var late: [String: Int] = [:]
    for event in try records("attendance") where event["kind"] == "in" {
      guard let planned = shifts[event["shift"]?.stringValue ?? ""]?["start"]?.stringValue.flatMap({ Instant($0) }),
        let came = event["time"]?.stringValue.flatMap({ Instant($0) }), let day = day(event["day"]),
        day > Days.last.advanced(by: -30), came.seconds - planned.seconds > 300
      else { continue }
      late[event["staff"]?.stringValue ?? "", default: 0] += 1
    }
    #expect(Array(late.keys) == [Staff.lateComer])
    #expect((late[Staff.lateComer] ?? 0) >= 3)
  }

  @Test func twoMachinesLeaveTheirNormalRange() throws {
    let machines = Dictionary(uniqueKeysWithValues: try records("equipment").map { ($0["id"]?.stringValue ?? "", $0) })
    let abnormal = try records("equipment-reading").filter { reading in
      let ranges = machines[reading["equipment"]?.stringValue ?? ""]?["normalRanges"]?.arrayValue ?? []
      guard let range = ranges.first(where: { $0["measure"] == reading["measure"] }),
        let value = reading["value"]?.numberValue, let low = range["minimum"]?.numberValue,
        let high = range["maximum"]?.numberValue
      else { return false }
      return value < low || high < value
    }
    #expect(Set(abnormal.compactMap { $0["equipment"]?.stringValue }) == ["eqp-foot-heater", "eqp-fridge"])
  }

  // MARK: the history

  @Test func timelineEndsInTheExample() throws {
    let steps = try Timeline(try state()).steps
    #expect(steps.count >= 250)
    #expect(zip(steps, steps.dropFirst()).allSatisfy { $0.time <= $1.time })
    #expect(Set(steps.map(\.author)).count >= 4)
    var last: [String: Record] = [:]
    for record in steps.flatMap(\.records) { last[record.id] = record }
    let state = try state()
    for type in state.catalogue.sortedTypes where type.layout != .singleton {
      for record in try state.records(of: type).records { #expect(last[record.id] == record, "\(record.id)") }
    }
  }
}
