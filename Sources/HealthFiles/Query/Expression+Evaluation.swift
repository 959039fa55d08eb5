public import JSONSchema

extension Expression {
  /// Returns whether the condition holds for a record.
  public func holds(for record: JSON) -> Bool {
    switch self {
    case .and(let left, let right): left.holds(for: record) && right.holds(for: record)
    case .or(let left, let right): left.holds(for: record) || right.holds(for: record)
    case .not(let inner): !inner.holds(for: record)
    case .present(let field): !field.matches(in: record).isEmpty
    case .compare(let field, .notEqual, let operands):
      !Expression.compare(field: field, .equal, operands: operands).holds(for: record)
    case .compare(let field, let comparison, let operands):
      field.matches(in: record).contains { _, value in
        operands.contains { Expression.compare(value, comparison, $0) }
      }
    }
  }

  private static func compare(_ value: JSON, _ comparison: Comparison, _ operand: JSON) -> Bool {
    if comparison == .contains {
      return value.plainText.lowercased().contains(operand.plainText.lowercased())
    }
    let order = ordering(value, operand)
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

  /// Orders two values: numbers and decimal strings by value, instants on the time line, everything else by its text.
  ///
  /// - Returns: -1, 0 or 1.
  public static func ordering(_ left: JSON, _ right: JSON) -> Int {
    let (first, second) = (left.plainText, right.plainText)
    if let one = JSONNumber(lexeme: first), let other = JSONNumber(lexeme: second) {
      return one == other ? 0 : one < other ? -1 : 1
    }
    if let one = Instant(first), let other = Instant(second) { return one == other ? 0 : one < other ? -1 : 1 }
    if first.utf8.elementsEqual(second.utf8) { return 0 }
    return first.unicodeScalars.lexicographicallyPrecedes(second.unicodeScalars) ? -1 : 1
  }
}
