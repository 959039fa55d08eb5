/// What is made of the values of a group.
public enum AggregateFunction: String, Sendable, CaseIterable {
  /// The sum.
  case sum
  /// How many rows; of a field, how many have a value.
  case count
  /// The mean, half up: amounts to the digits of the currency, everything else to three decimals.
  case mean
  /// The least value.
  case min
  /// The greatest value.
  case max
  /// How many different values.
  case distinct
  /// The middle value; of an even number the mean of the two in the middle, rounded like a mean.
  case median
  /// The value of the latest row, by time and id.
  case last

  /// What people call it.
  public var label: Phrase {
    switch self {
    case .sum: Phrase("Sum", "合计", "合計")
    case .count: Phrase("Number", "数量", "數量")
    case .mean: Phrase("Mean", "平均", "平均")
    case .min: Phrase("Least", "最小", "最小")
    case .max: Phrase("Greatest", "最大", "最大")
    case .distinct: Phrase("Different", "不同值", "不同值")
    case .median: Phrase("Median", "中位数", "中位數")
    case .last: Phrase("Latest", "最新", "最新")
    }
  }

  /// Whether it needs numbers, and not only values that have an order.
  var needsNumbers: Bool { [.sum, .mean, .median].contains(self) }
}

/// A function, what it is applied to, and the rows that count.
struct Aggregate: Sendable {
  let function: AggregateFunction
  let measure: Measure?
  let condition: Expression?
  var heading: Heading

  /// Decimals of a mean of numbers that are no amounts.
  static let meanDecimals = 3

  var fields: [QueryField] { (measure?.fields ?? []) + (condition?.fields ?? []) }
}

extension ColumnKind {
  /// Decimals of a number; 0 for everything else.
  var decimals: Int { if case .number(let decimals) = self { decimals } else { 0 } }
}

/// The order of rows in time: by instant, then by id.
struct RowOrder {
  let times: [Int64]
  let ids: Column

  func id(_ row: Int) -> String { if case .text(let id) = ids[row] { id } else { "" } }

  func precedes(_ first: Int, _ second: Int) -> Bool {
    times[first] == times[second] ? id(first) < id(second) : times[first] < times[second]
  }
}
