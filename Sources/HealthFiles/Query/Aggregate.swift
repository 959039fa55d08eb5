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

/// What is known of one group after some of its rows; two of them merge in any order.
enum Partial: Sendable {
  case count(Int64)
  case sum(Int128, of: Int64)
  case extreme(Datum)
  case distinct(Set<Datum>)
  case values([Int64])
  case last(Datum, at: Int64, id: String)

  /// Adds what is known from other rows.
  mutating func merge(_ other: Partial, _ function: AggregateFunction) {
    switch (self, other) {
    case (.count(let one), .count(let two)): self = .count(one + two)
    case (.sum(let one, let first), .sum(let two, let second)): self = .sum(one + two, of: first + second)
    case (.extreme(let one), .extreme(let two)):
      if two == .none { return }
      if one == .none || (function == .min ? two < one : one < two) { self = .extreme(two) }
    case (.distinct(let one), .distinct(let two)): self = .distinct(one.union(two))
    case (.values(let one), .values(let two)): self = .values(one + two)
    case (.last(_, let time, let id), .last(_, let otherTime, let otherID)):
      if (time, id) < (otherTime, otherID) { self = other }
    default: break
    }
  }

  /// The value of the cell.
  func value(_ aggregate: Aggregate) throws(QueryOverflow) -> Datum {
    switch self {
    case .count(let count): return .number(count)
    case .distinct(let values): return .number(Int64(values.count))
    case .extreme(let value): return value
    case .last(let value, _, _): return value
    case .sum(let sum, let count):
      let own = aggregate.measure?.kind.decimals ?? 0
      if aggregate.function == .mean && count == 0 { return .none }
      return try Self.rounded(sum, Ratio.powerOfTen(own) * Int128(aggregate.function == .mean ? count : 1), aggregate)
    case .values(let values):
      guard !values.isEmpty else { return .none }
      let sorted = values.sorted()
      let middle = Int128(sorted[(sorted.count - 1) / 2]) + Int128(sorted[sorted.count / 2])
      return try Self.rounded(middle, Ratio.powerOfTen(aggregate.measure?.kind.decimals ?? 0) * 2, aggregate)
    }
  }

  private static func rounded(
    _ above: Int128, _ below: Int128, _ aggregate: Aggregate
  ) throws(QueryOverflow) -> Datum {
    guard let value = Ratio(above, over: below)?.rounded(decimals: aggregate.heading.decimals) else {
      throw QueryOverflow()
    }
    return .number(value)
  }
}

extension ColumnKind {
  /// Decimals of a number; 0 for everything else.
  var decimals: Int { if case .number(let decimals) = self { decimals } else { 0 } }
}

extension Aggregate {
  /// Goes over the rows of a segment once and returns what is known of each group.
  func partials(_ groups: [Int32], count: Int, _ values: Column?, mask: [Bool]?, order: RowOrder?) -> [Partial] {
    var groups = groups
    if let mask { for row in groups.indices where !mask[row] { groups[row] = -1 } }
    switch function {
    case .count: return counts(groups, count, values).map { .count($0) }
    case .sum, .mean: return sums(groups, count, values?.integers ?? [])
    case .min, .max: return extremes(groups, count, values)
    case .distinct: return distincts(groups, count, values)
    case .median:
      var found = [[Int64]](repeating: [], count: count)
      let numbers = values?.integers ?? []
      for row in groups.indices where groups[row] >= 0 && numbers[row] != Column.none {
        found[Int(groups[row])].append(numbers[row])
      }
      return found.map { .values($0) }
    case .last: return latest(groups, count, values, order)
    }
  }

  private func counts(_ groups: [Int32], _ count: Int, _ values: Column?) -> [Int64] {
    var found = [Int64](repeating: 0, count: count)
    guard let values else {
      for group in groups where group >= 0 { found[Int(group)] += 1 }
      return found
    }
    let (codes, coded) = values.coded
    let missing = coded.map { $0 == .none }
    for row in groups.indices where groups[row] >= 0 && !missing[Int(codes[row])] { found[Int(groups[row])] += 1 }
    return found
  }

  private func sums(_ groups: [Int32], _ count: Int, _ values: [Int64]) -> [Partial] {
    var sums = [Int128](repeating: 0, count: count)
    var counts = [Int64](repeating: 0, count: count)
    for row in groups.indices {
      let (group, value) = (Int(groups[row]), values[row])
      guard group >= 0, value != Column.none else { continue }
      sums[group] &+= Int128(value)
      counts[group] &+= 1
    }
    return zip(sums, counts).map { .sum($0, of: $1) }
  }

  private func extremes(_ groups: [Int32], _ count: Int, _ values: Column?) -> [Partial] {
    guard let values else { return [] }
    var best = [Int](repeating: -1, count: count)
    switch values {
    case .number, .day, .boolean:
      let numbers = values.integers
      for row in groups.indices where groups[row] >= 0 && numbers[row] != Column.none {
        let group = Int(groups[row])
        let known = best[group]
        if known < 0 || (function == .min ? numbers[row] < numbers[known] : numbers[known] < numbers[row]) {
          best[group] = row
        }
      }
    case .text, .instant:
      for row in groups.indices where groups[row] >= 0 && values[row] != .none {
        let group = Int(groups[row])
        let known = best[group]
        if known < 0 || (function == .min ? values[row] < values[known] : values[known] < values[row]) {
          best[group] = row
        }
      }
    }
    return best.map { .extreme($0 < 0 ? .none : values[$0]) }
  }

  private func distincts(_ groups: [Int32], _ count: Int, _ values: Column?) -> [Partial] {
    guard let (codes, coded) = values?.coded else { return [] }
    var seen: Set<Int64> = []
    var found = [Set<Datum>](repeating: [], count: count)
    for row in groups.indices where groups[row] >= 0 {
      let code = Int(codes[row])
      guard seen.insert(Int64(groups[row]) << 32 | Int64(code)).inserted, coded[code] != .none else { continue }
      found[Int(groups[row])].insert(coded[code])
    }
    return found.map { .distinct($0) }
  }

  private func latest(_ groups: [Int32], _ count: Int, _ values: Column?, _ order: RowOrder?) -> [Partial] {
    guard let values, let order else { return [] }
    var best = [Int](repeating: -1, count: count)
    for row in groups.indices where groups[row] >= 0 && values[row] != .none {
      let group = Int(groups[row])
      if best[group] < 0 || order.precedes(best[group], row) { best[group] = row }
    }
    return best.map { row in
      row < 0
        ? .last(.none, at: Int64.min, id: "") : .last(values[row], at: order.times[row], id: order.id(row))
    }
  }
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
