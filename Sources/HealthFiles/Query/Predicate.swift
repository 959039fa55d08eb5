internal import JSONSchema

/// Answers conditions and measures for all rows of a segment at once.
struct Predicate {
  let reader: SegmentReader
  let lookups: Lookups
  let profile: StoreProfile

  /// The rows for which a condition holds.
  func mask(_ expression: Expression) throws(QueryOverflow) -> [Bool] {
    switch expression {
    case .and(let left, let right):
      let (one, other) = (try mask(left), try mask(right))
      return one.indices.map { one[$0] && other[$0] }
    case .or(let left, let right):
      let (one, other) = (try mask(left), try mask(right))
      return one.indices.map { one[$0] || other[$0] }
    case .not(let inner): return try mask(inner).map { !$0 }
    case .present(let field):
      var found = [Bool](repeating: false, count: reader.count)
      for path in field.columns {
        let part = field.parts.isEmpty ? field : QueryField(path: path, heading: field.heading)
        let held = rows(column(of: part).isPresent, at: path)
        for row in found.indices where held[row] { found[row] = true }
      }
      return found
    case .compare(let measure, .notEqual, let operands):
      return try mask(.compare(measure, .equal, operands: operands)).map { !$0 }
    case .compare(.field(let field), let comparison, let operands):
      return rows(column(of: field).compared(comparison, operands), at: field.path)
    case .compare(let measure, let comparison, let operands):
      guard let list = measure.fields.lazy.compactMap(\.path.list).first, list != reader.list else {
        return try values(of: measure).compared(comparison, operands)
      }
      // A list that does not make the rows: one of its items is enough.
      let items = Predicate(reader: SegmentReader(reader.segment, list: list), lookups: lookups, profile: profile)
      return rows(try items.values(of: measure).compared(comparison, operands), at: ColumnPath(list: list, members: []))
    }
  }

  /// The values of a measure, one a row.
  func values(of measure: Measure) throws(QueryOverflow) -> Column {
    switch measure {
    case .field(let field):
      let column = column(of: field)
      return field.path.list == nil ? reader.spread(column) : column
    case .product(let left, let right):
      return try .product(values(of: left), values(of: right))
    case .difference(let left, let right):
      return try .difference(values(of: left), values(of: right))
    }
  }

  /// The values of a field by codes, one a row.
  func codes(of field: QueryField) -> CodedColumn {
    reader.codes(of: field, by: lookups.values(of: field), profile: profile)
  }

  private func column(of field: QueryField) -> Column {
    reader.column(of: field, by: lookups.values(of: field), profile: profile)
  }

  /// Brings a mask over the records, or over the items of a list, to the rows.
  private func rows(_ mask: [Bool], at path: ColumnPath) -> [Bool] {
    guard let list = path.list else { return reader.spread(mask) }
    return list == reader.list ? mask : reader.spread(reader.any(mask, in: list))
  }
}

/// A sum or product left the range of whole numbers that answers are kept in.
struct QueryOverflow: Error {}

extension Column {
  /// Where there is a value.
  fileprivate var isPresent: [Bool] {
    switch self {
    case .number(let values, _): values.map { $0 != Column.none }
    case .day(let values): values.map { $0 != Int32.min }
    case .instant(let values, _): values.map { $0 != Column.none }
    case .text(let values, _): values.map { $0 >= 0 }
    case .boolean(let values): values.map { $0 >= 0 }
    }
  }

  /// Where the value compares so with one of the operands.
  fileprivate func compared(_ comparison: Expression.Comparison, _ operands: [Expression.Operand]) -> [Bool] {
    var found: [Bool] = []
    for operand in operands {
      let held = compared(comparison, operand)
      if found.isEmpty { found = held } else { for row in found.indices where held[row] { found[row] = true } }
    }
    return found
  }

  private func compared(_ comparison: Expression.Comparison, _ operand: Expression.Operand) -> [Bool] {
    switch self {
    case .text(let codes, let dictionary):
      let test = TextTest(comparison, operand.text)
      let allowed = dictionary.map { test.holds($0) }
      return codes.map { $0 >= 0 && allowed[Int($0)] }
    case .number(let values, let decimals):
      guard let range = operand.range(comparison, decimals: decimals) else { break }
      return values.map { range.contains($0) }
    case .instant(let values, _):
      guard let range = operand.range(comparison, decimals: 0) else { break }
      return values.map { range.contains($0) }
    case .day(let values):
      guard let range = operand.range(comparison, decimals: 0) else { break }
      return values.map { $0 != Int32.min && range.contains(Int64($0)) }
    case .boolean(let values):
      guard let range = operand.range(comparison, decimals: 0) else { break }
      return values.map { $0 >= 0 && range.contains(Int64($0)) }
    }
    return [Bool](repeating: false, count: count)
  }

  /// The products of two columns of numbers.
  fileprivate static func product(_ left: Column, _ right: Column) throws(QueryOverflow) -> Column {
    let values = try combining(left.integers, right.integers) { $0.multipliedReportingOverflow(by: $1) }
    return .number(values, decimals: left.decimals + right.decimals)
  }

  /// The differences of two columns of numbers, days or instants.
  fileprivate static func difference(_ left: Column, _ right: Column) throws(QueryOverflow) -> Column {
    let decimals = max(left.decimals, right.decimals)
    let (one, other) = (try left.scaled(decimals - left.decimals), try right.scaled(decimals - right.decimals))
    let values = try combining(one, other) { $0.subtractingReportingOverflow($1) }
    guard case .instant = left else { return .number(values, decimals: decimals) }
    // Seconds to hundredths of a minute: times 100 / 60, half up.
    let minutes = values.map { $0 == Column.none ? Column.none : Instant.floorDivide($0 * 10 + 3, 6) }
    return .number(minutes, decimals: 2)
  }

  private static func combining(
    _ left: [Int64], _ right: [Int64], by act: (Int64, Int64) -> (partialValue: Int64, overflow: Bool)
  ) throws(QueryOverflow) -> [Int64] {
    var result = [Int64](repeating: Column.none, count: left.count)
    for row in result.indices where left[row] != Column.none && right[row] != Column.none {
      let (value, overflow) = act(left[row], right[row])
      if overflow { throw QueryOverflow() }
      result[row] = value
    }
    return result
  }

  private func scaled(_ places: Int) throws(QueryOverflow) -> [Int64] {
    guard places > 0 else { return integers }
    let factor = Int64(Ratio.powerOfTen(places))
    var result = integers
    for row in result.indices where result[row] != Column.none {
      let (value, overflow) = result[row].multipliedReportingOverflow(by: factor)
      if overflow { throw QueryOverflow() }
      result[row] = value
    }
    return result
  }

  var decimals: Int { if case .number(_, let decimals) = self { decimals } else { 0 } }

  /// The values as whole numbers, `Column.none` where there is none; texts have none.
  var integers: [Int64] {
    switch self {
    case .number(let values, _), .instant(let values, _): values
    case .day(let values): values.map { $0 == Int32.min ? Column.none : Int64($0) }
    case .boolean(let values): values.map { $0 < 0 ? Column.none : Int64($0) }
    case .text(let values, _): [Int64](repeating: Column.none, count: values.count)
    }
  }
}

extension Expression.Operand {
  /// The operand as text.
  var text: String {
    switch self {
    case .text(let text): text
    case .boolean(let truth): truth ? "true" : "false"
    case .number(let value, let decimals): Amount(minorUnits: value, digits: decimals).text
    }
  }

  /// The whole numbers of a column that compare so with the operand, `Column.none` never among them; nil for none.
  func range(_ comparison: Expression.Comparison, decimals: Int) -> ClosedRange<Int64>? {
    let least = Int64.min + 1
    let floor: Int128
    let isExact: Bool
    switch self {
    case .text: return nil
    case .boolean(let truth): (floor, isExact) = (truth ? 1 : 0, true)
    case .number(let value, let own):
      let above = Int128(value) * Ratio.powerOfTen(max(0, decimals - own))
      let below = Ratio.powerOfTen(max(0, own - decimals))
      let (quotient, rest) = above.quotientAndRemainder(dividingBy: below)
      (floor, isExact) = (rest < 0 ? quotient - 1 : quotient, rest == 0)
    }
    let (low, high): (Int128, Int128) =
      switch comparison {
      case .equal, .notEqual, .contains: isExact ? (floor, floor) : (1, 0)
      case .less: (Int128(least), isExact ? floor - 1 : floor)
      case .atMost: (Int128(least), floor)
      case .greater: (floor + 1, Int128(Int64.max))
      case .atLeast: (isExact ? floor : floor + 1, Int128(Int64.max))
      }
    let (first, last) = (max(low, Int128(least)), min(high, Int128(Int64.max)))
    return first <= last ? Int64(first)...Int64(last) : nil
  }
}

/// A comparison with a text, prepared once for many values: numbers and decimal strings compare by value, instants on
/// the time line, all else by the text.
private struct TextTest {
  let comparison: Expression.Comparison
  let operand: String
  /// Whether the text is nothing but a text.
  let isPlain: Bool

  init(_ comparison: Expression.Comparison, _ operand: String) {
    self.comparison = comparison
    self.operand = comparison == .contains ? operand.lowercased() : operand
    isPlain = JSONNumber(lexeme: operand) == nil && Instant(operand) == nil
  }

  func holds(_ value: String) -> Bool {
    if comparison == .contains { return value.lowercased().contains(operand) }
    // Most texts differ, which `==` finds sooner; what it takes for the same may still be other bytes.
    if comparison == .equal, isPlain { return value == operand && value.utf8.elementsEqual(operand.utf8) }
    let order = Expression.ordering(value, operand)
    switch comparison {
    case .equal: return order == 0
    case .notEqual: return order != 0
    case .less: return order < 0
    case .atMost: return order <= 0
    case .greater: return order > 0
    case .atLeast: return order >= 0
    case .contains: return false
    }
  }
}

extension Expression {
  /// Orders two texts: numbers and decimal strings by value, instants on the time line, everything else by its text.
  ///
  /// - Returns: -1, 0 or 1.
  static func ordering(_ first: String, _ second: String) -> Int {
    if let one = JSONNumber(lexeme: first), let other = JSONNumber(lexeme: second) {
      return one == other ? 0 : one < other ? -1 : 1
    }
    if let one = Instant(first), let other = Instant(second) { return one == other ? 0 : one < other ? -1 : 1 }
    if first.utf8.elementsEqual(second.utf8) { return 0 }
    return first.unicodeScalars.lexicographicallyPrecedes(second.unicodeScalars) ? -1 : 1
  }
}
