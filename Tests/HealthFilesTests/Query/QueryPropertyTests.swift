// Questions: a random one, put to random sales in segments cut anyhow, gets the answer that a plain loop over the
// records gets.

import JSONSchema
import Testing

@testable import HealthFiles

@Suite struct QueryPropertyTests {
  /// A row as the test's own loop sees it: the sale, and the line where lines are the rows.
  private struct Row {
    let sale: JSON
    let line: JSON?
    let member: JSON?
  }

  /// A key, a condition or a measure, in words and as the test's own function.
  private struct Key: Sendable {
    let words: String
    var needsLine = false
    let value: @Sendable (Row) -> Datum
  }

  private struct Condition: Sendable {
    let words: String
    let holds: @Sendable (Row) -> Bool
  }

  private struct Number: Sendable {
    let words: String
    var needsLine = false
    let value: @Sendable (Row) -> Int64?
  }

  private let catalogue = ShippedSchema.catalogue
  private let profile: StoreProfile

  init() {
    profile = StoreProfile(["currency": "CNY", "dayRules": []], environment: FixedWorld().environment)
  }

  // MARK: sales

  private static let members = (0..<6).map { "mem-0000000\($0)" }

  private func sales(_ random: inout SeededRandom) -> [String: [JSON]] {
    var members: [JSON] = []
    for (place, id) in Self.members.dropLast().enumerated() {
      var member: JSON = ["id": .string(id), "kind": "member"]
      if place != 2 { member["source"] = .string(random.pick(["walk-in", "online"])) }
      members.append(member)
    }
    var sales: [JSON] = []
    for number in 0..<random.below(60) {
      let day = BusinessDay(daysSinceEpoch: 20_700).advanced(by: random.below(70))
      let hour = random.below(24)
      var sale: JSON = [
        "id": .string("sal-\(day.compact)-a7-0000000\(number)"), "day": .string("\(day)"),
        "time": .string("\(day)T\(hour < 10 ? "0" : "")\(hour):05:00+08:00"),
        "total": .string(Amount(minorUnits: Int64(random.below(90_000)), digits: 2).text),
      ]
      if random.below(3) > 0 { sale["member"] = .string(random.pick(Self.members)) }
      sale["lines"] = .array(
        (0..<random.below(4)).map { _ in
          var line: JSON = ["quantity": .number(JSONNumber(Int64(1 + random.below(5))))]
          line["amount"] = .string(Amount(minorUnits: Int64(random.below(9000)), digits: 2).text)
          if random.below(4) > 0 { line["product"] = .string(random.pick(["prd-a", "prd-b", "prd-c"])) }
          return line
        })
      sales.append(sale)
    }
    return ["sale": sales, "member": members]
  }

  // MARK: words and what they mean

  private static func text(_ json: JSON?) -> Datum { json?.stringValue.map { .text($0) } ?? .none }

  private static func day(_ row: Row) -> BusinessDay? { row.sale["day"]?.stringValue.flatMap { BusinessDay($0) } }

  private static func cents(_ json: JSON?) -> Int64? {
    json?.stringValue.flatMap { Amount($0, digits: 2) }.map(\.minorUnits)
  }

  private static let keys: [Key] = [
    Key(words: "member") { text($0.sale["member"]) },
    Key(words: "member.source") { text($0.member?["source"]) },
    Key(words: "lines.product", needsLine: true) { text($0.line?["product"]) },
    Key(words: "day.weekday") { day($0).map { .number(Int64($0.weekday)) } ?? .none },
    Key(words: "day.month") { row in
      day(row).flatMap { BusinessDay(year: $0.parts.year, month: $0.parts.month, day: 1) }
        .map { .day($0.daysSinceEpoch) } ?? .none
    },
    Key(words: "time.hour") { row in
      row.sale["time"]?.stringValue.flatMap { Int64($0.dropFirst(11).prefix(2)) }.map { .number($0) } ?? .none
    },
  ]

  private static let conditions: [Condition] = [
    Condition(words: "total >= 300") { (cents($0.sale["total"]) ?? 0) >= 30_000 },
    Condition(words: "total < 300.5") { (cents($0.sale["total"]) ?? 0) < 30_050 },
    Condition(words: "has member and not (member = mem-00000001)") {
      $0.sale["member"].map { $0 != "mem-00000001" } ?? false
    },
    Condition(words: "member.source = online") { $0.member?["source"] == "online" },
    Condition(words: "member.source != online") { $0.member?["source"] != "online" },
    Condition(words: "time.hour in (9, 10, 11) or day.weekday = sunday") { row in
      let hour = row.sale["time"]?.stringValue.flatMap { Int($0.dropFirst(11).prefix(2)) } ?? 0
      return (9...11).contains(hour) || day(row)?.weekday == 7
    },
    Condition(words: "lines.product = prd-a") { row in
      let lines = row.line.map { [$0] } ?? row.sale["lines"]?.arrayValue ?? []
      return lines.contains { $0["product"] == "prd-a" }
    },
  ]

  private static let numbers: [Number] = [
    Number(words: "total") { cents($0.sale["total"]) },
    Number(words: "lines.amount", needsLine: true) { cents($0.line?["amount"]) },
    Number(words: "lines.amount * lines.quantity", needsLine: true) { row in
      guard let amount = cents(row.line?["amount"]), let count = row.line?["quantity"]?.numberValue?.int64 else {
        return nil
      }
      return amount * count
    },
  ]

  // MARK: the test's own answer

  private func rows(_ records: [String: [JSON]], byLine: Bool) -> [Row] {
    (records["sale"] ?? []).flatMap { sale -> [Row] in
      let member = records["member"]?.first { $0["id"] == sale["member"] }
      guard byLine else { return [Row(sale: sale, line: nil, member: member)] }
      return (sale["lines"]?.arrayValue ?? []).map { Row(sale: sale, line: $0, member: member) }
    }
  }

  private func value(_ function: AggregateFunction, _ values: [Int64]) -> Datum {
    func half(_ above: Int64, _ below: Int64) -> Int64 { (2 * above + below) / (2 * below) }
    switch function {
    case .sum: return .number(values.reduce(0, +))
    case .count: return .number(Int64(values.count))
    case .mean: return values.isEmpty ? .none : .number(half(values.reduce(0, +), Int64(values.count)))
    case .min: return values.min().map { .number($0) } ?? .none
    case .max: return values.max().map { .number($0) } ?? .none
    case .distinct: return .number(Int64(Set(values).count))
    case .median, .last:
      let sorted = values.sorted()
      return sorted.isEmpty ? .none : .number(half(sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2], 2))
    }
  }

  @Test(arguments: [1, 2, 3, 20_261_121] as [UInt64]) func answersAreThoseOfAPlainLoop(_ seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let type = try #require(catalogue.types["sale"])
    for round in 0..<60 {
      let records = sales(&random)
      let keys = (0..<random.below(4)).map { _ in random.pick(Self.keys) }
      let conditions = (0..<random.below(3)).map { _ in random.pick(Self.conditions) }
      let number = random.pick(Self.numbers)
      // The product has no digits of a currency, so its mean is rounded otherwise; it is summed only.
      let isProduct = number.words.contains("*")
      let function = isProduct ? .sum : random.pick(AggregateFunction.allCases.filter { $0 != .last })
      var query = Query()
      query.groupBy = keys.map(\.words)
      query.conditions = conditions.map(\.words)
      query.figures = [Query.Figure(function, of: number.words), Query.Figure(.count, of: nil)]
      let byLine = number.needsLine || keys.contains(where: \.needsLine)
      var expected: [[Datum]: [Row]] = keys.isEmpty ? [[]: []] : [:]
      for row in rows(records, byLine: byLine) where conditions.allSatisfy({ $0.holds(row) }) {
        expected[keys.map { $0.value(row) }, default: []].append(row)
      }
      let figures = expected.mapValues { rows in
        [value(function, rows.compactMap(number.value)), .number(Int64(rows.count))]
      }
      let source = ShuffledFrames(catalogue: catalogue, profile: profile, records: records, seed: random.next())
      let table = try query.run(over: type, in: source).table
      var scale: Int64 = 1
      if isProduct { scale = 1_000_000 / Int64(Ratio.powerOfTen(8 - table.headings[keys.count].decimals)) }
      let found = Dictionary(
        table.rows.map { row in
          var figure = row[keys.count]
          if isProduct, case .number(let value) = figure { figure = .number(value / scale) }
          return (Array(row.prefix(keys.count)), [figure, row[keys.count + 1]])
        }
      ) { first, _ in first }
      #expect(found == figures, "seed \(seed), round \(round): \(query)")
      #expect(found.count == table.rows.count)
      #expect(table.rows == table.sorted(by: keys.indices.map { ($0, false) }).rows)
    }
  }

  /// The latest value is that of the latest time, and of the greatest id where times agree.
  @Test(arguments: [1, 2] as [UInt64]) func theLatestIsByTimeAndID(_ seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let type = try #require(catalogue.types["sale"])
    for _ in 0..<30 {
      let records = sales(&random)
      var query = Query()
      query.figures = [Query.Figure(.last, of: "total")]
      let source = ShuffledFrames(catalogue: catalogue, profile: profile, records: records, seed: random.next())
      let last = records["sale"]?.max { first, second in
        let times = (type.instant(of: first), type.instant(of: second))
        guard let one = times.0, let other = times.1 else { return false }
        return one < other || !(other < one) && (first["id"]?.stringValue ?? "") < (second["id"]?.stringValue ?? "")
      }
      let expected = Self.cents(last?["total"]).map { Datum.number($0) } ?? .none
      #expect(try query.run(over: type, in: source).table.rows == [[expected]])
    }
  }

  /// Any words are a question or an error that says where; nothing else happens.
  @Test(arguments: [1, 20_261_121] as [UInt64]) func anyWordsEndWell(_ seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let type = try #require(catalogue.types["sale"])
    let source = ShuffledFrames(catalogue: catalogue, profile: profile, records: sales(&random), seed: seed)
    let pieces = [
      "total", "lines", "lines.amount", "lines.quantity", "tenders.amount", "member", "member.source", "time", "day",
      ".month", "*", "-", " ", "lines.position", "=", ">", "3", "(", ")", "has", "not", "in", "$x", "茶", ".", "[]",
    ]
    for round in 0..<600 {
      func words() -> String { (0..<(1 + random.below(6))).map { _ in random.pick(pieces) }.joined(separator: " ") }
      var query = Query()
      if random.below(2) == 0 { query.conditions = [words()] }
      if random.below(2) == 0 { query.groupBy = [random.pick(pieces) + random.pick(["", ".month", ".hour"])] }
      query.figures = [Query.Figure(random.pick(AggregateFunction.allCases), of: words())]
      do throws(StoreError) {
        _ = try query.run(over: type, in: source)
      } catch {
        guard case .expression(let text, let column, _) = error else {
          Issue.record("seed \(seed), round \(round): \(error) for \(query)")
          continue
        }
        #expect((0...text.count).contains(column), "seed \(seed), round \(round)")
      }
    }
  }
}
