// Formulas: exact fractions, days, what is missing, and functions over rows.

import JSONSchema
import Testing

@testable import HealthFiles

@Suite struct FormulaTests {
  private let table = Table(
    headings: [
      Heading(name: "revenue", label: Phrase("Revenue", "销售额", "銷售額"), kind: .number(decimals: 2)),
      Heading(name: "sales", label: Phrase("Sales", "笔数", "筆數"), kind: .number(decimals: 0)),
      Heading(name: "day", label: Phrase("Day", "日期", "日期"), kind: .day),
    ],
    rows: [
      [.number(10_000), .number(3), .day(20_000)], [.number(-250), .number(0), .day(20_001)],
      [.none, .number(7), .none],
    ])

  private func values(_ text: String, _ decimals: Int = 2) throws -> [Int64?] {
    let parameters: [String: Term] = ["today": .day(20_010), "limit": .number(Ratio(4))]
    return try Formula(parsing: text, over: table.headings, parameters: parameters).values(over: table).map { term in
      switch term {
      case .number(let ratio): ratio.rounded(decimals: decimals)
      case .day(let day): day
      default: nil
      }
    }
  }

  @Test func arithmeticIsExactAndRoundedHalfUp() throws {
    #expect(try values("revenue / sales") == [3333, nil, nil])
    #expect(try values("revenue * 2 + sales - 1") == [20_200, -600, nil])
    #expect(try values("(sales + 1) * 2", 0) == [8, 2, 16])
    #expect(try values("2 - 1 - 1 + sales / 7", 3) == [429, 0, 1000])
    #expect(try values("1 / 8", 2) == [13, 13, 13])
    #expect(try values("0 - 1 / 8", 2) == [-13, -13, -13])
    #expect(try values("sqrt(sales * sales) + abs(revenue)") == [10_300, 250, nil])
  }

  @Test func missingValuesAndChoices() throws {
    #expect(try values("first(revenue, sales)") == [10_000, -250, 700])
    #expect(try values("max(revenue, 0)") == [10_000, 0, 0])
    #expect(try values("min(revenue, $limit)") == [400, -250, 400])
  }

  @Test func daysCountAndMove() throws {
    #expect(try values("$today - day", 0) == [10, 9, nil])
    #expect(try values("day + 7") == [20_007, 20_008, nil])
    #expect(try values("months($today, 1)") == [20_041, 20_041, 20_041])
    let leap = try #require(BusinessDay("2028-02-29"))
    #expect(leap.advanced(byMonths: 12)?.description == "2029-02-28")
    #expect(leap.advanced(byMonths: -48)?.description == "2024-02-29")
  }

  @Test func functionsOverRows() throws {
    #expect(try values("100 * revenue / total(revenue)") == [10_256, -256, nil])
    #expect(try values("running(sales)", 0) == [3, 3, 10])
    #expect(try values("running(sales, sales)", 0) == [3, 0, 7])
    #expect(try values("previous(sales)", 0) == [nil, 3, 0])
  }

  @Test func wrongWordsAreTold() {
    for text in [
      "", "revenue +", "revnue", "sqrt(", "sqrt(1, 2)", "months(1)", "1 2", "(1", "nosuch(1)", "$nosuch", "'x",
    ] {
      #expect(throws: ExpressionError.self, "\(text)") { try values(text) }
    }
    let deep = String(repeating: "(", count: 5000) + "1"
    #expect(throws: ExpressionError.self) { try values(deep) }
  }

  @Test func fractionsThatDoNotFitAreNone() throws {
    let large = try #require(Ratio(Int128.max / 2))
    #expect(large.times(large) == nil)
    #expect(large.rounded(decimals: 2) == nil)
    #expect(Ratio(1, over: 0) == nil)
  }
}
