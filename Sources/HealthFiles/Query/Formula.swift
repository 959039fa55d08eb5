/// Arithmetic over the columns of a table: `revenue / sales`, `first(safetyStock, z * sqrt(leadTime))`.
///
/// Numbers are exact fractions; a day minus a day is a number of days, an instant minus an instant of minutes. What is
/// made of a missing value is missing, and so is a number divided by nought.
indirect enum Formula: Sendable {
  case column(Int)
  case constant(Term)
  case act(Operator, Formula, Formula)
  case call(Function, [Formula])

  /// What stands between two values, loosest first.
  enum Operator: String, Sendable, CaseIterable {
    case plus = "+"
    case minus = "-"
    case times = "*"
    case over = "/"

    /// How tightly it binds.
    var rank: Int { self == .plus || self == .minus ? 0 : 1 }
  }

  /// What is called by name.
  enum Function: String, Sendable, CaseIterable {
    /// The number without its sign.
    case abs
    /// The greatest of those known.
    case max
    /// The least of those known.
    case min
    /// The first that is known.
    case first
    /// The square root.
    case sqrt
    /// A day so many months later; the last of the month where it has no such day.
    case months
    /// The sum of a column over all rows.
    case total
    /// The sum of a column over the rows up to this one; it begins anew where a second column changes.
    case running
    /// The value of the row before.
    case previous

    /// How many values it takes.
    var count: ClosedRange<Int> {
      switch self {
      case .abs, .sqrt, .total, .previous: 1...1
      case .running: 1...2
      case .months: 2...2
      case .max, .min, .first: 1...8
      }
    }
  }
}

extension Formula {
  /// Returns the values of the formula for all rows of a table.
  func values(over table: Table) -> [Term] {
    switch self {
    case .column(let place): return table.rows.map { Term($0[place], table.headings[place]) }
    case .constant(let term): return table.rows.map { _ in term }
    case .act(let act, let left, let right):
      return zip(left.values(over: table), right.values(over: table)).map { act.apply($0, $1) }
    case .call(let function, let parts):
      let values = parts.map { $0.values(over: table) }
      guard let first = values.first else { return [] }
      switch function {
      case .total:
        let sum = first.reduce(Term.number(Ratio(0))) { $1 == .none ? $0 : Operator.plus.apply($0, $1) }
        return first.map { _ in sum }
      case .running:
        var sum = Term.number(Ratio(0))
        return first.indices.map { row in
          if row > 0, values.count == 2, values[1][row] != values[1][row - 1] { sum = .number(Ratio(0)) }
          if first[row] != .none { sum = Operator.plus.apply(sum, first[row]) }
          return sum
        }
      case .previous: return first.isEmpty ? [] : [.none] + first.dropLast()
      default: return table.rows.indices.map { row in function.apply(values.map { $0[row] }) }
      }
    }
  }
}

extension Formula.Operator {
  func apply(_ left: Term, _ right: Term) -> Term {
    switch (self, left, right) {
    case (_, .number(let one), .number(let other)):
      let result =
        switch self {
        case .plus: one.plus(other)
        case .minus: one.minus(other)
        case .times: one.times(other)
        case .over: one.divided(by: other)
        }
      return result.map { .number($0) } ?? .none
    case (.minus, .day(let one), .day(let other)): return .number(Ratio(one - other))
    case (.plus, .day(let day), .number(let count)): return .day(day, later: count)
    case (.minus, .day(let day), .number(let count)):
      return Ratio(0).minus(count).map { .day(day, later: $0) } ?? .none
    case (.minus, .instant(let one), .instant(let other)):
      return Ratio(Int128(one - other), over: 60).map { .number($0) } ?? .none
    default: return .none
    }
  }
}

extension Term {
  /// A day so many days later; none outside the years 1 to 9999.
  fileprivate static func day(_ day: Int64, later count: Ratio) -> Term {
    guard let count = count.rounded(decimals: 0), count.magnitude < 4_000_000 else { return .none }
    return BusinessDay.range.contains(day + count) ? .day(day + count) : .none
  }
}

extension Formula.Function {
  fileprivate func apply(_ values: [Term]) -> Term {
    switch self {
    case .first: return values.first { $0 != .none } ?? .none
    case .max: return values.reduce(.none) { Self.precedes($0, $1) ? $1 : $0 }
    case .min: return values.reduce(.none) { $0 == .none || Self.precedes($1, $0) ? ($1 == .none ? $0 : $1) : $0 }
    case .abs:
      guard case .number(let ratio) = values[0], ratio < Ratio(0) else { return values[0] }
      return Formula.Operator.minus.apply(.number(Ratio(0)), values[0])
    case .sqrt:
      guard case .number(let ratio) = values[0], let root = ratio.squareRoot else { return .none }
      return .number(root)
    case .months:
      guard case .day(let day) = values[0], case .number(let ratio) = values[1],
        let count = ratio.rounded(decimals: 0), count.magnitude < 120_000
      else { return .none }
      let later = BusinessDay(daysSinceEpoch: Int32(clamping: day)).advanced(byMonths: Int(count))
      return later.map { .day(Int64($0.daysSinceEpoch)) } ?? .none
    case .total, .running, .previous: return .none
    }
  }

  /// Whether a value is less than another; what is missing is less than all.
  private static func precedes(_ left: Term, _ right: Term) -> Bool {
    switch (left, right) {
    case (.none, let other): other != .none
    case (.number(let one), .number(let other)): one < other
    case (.day(let one), .day(let other)), (.instant(let one), .instant(let other)): one < other
    default: false
    }
  }
}

extension BusinessDay {
  /// Days since 1970-01-01 of the years 1 to 9999.
  static let range: ClosedRange<Int64> = -719_162...2_932_896
}
