// The one little language for finding and counting records: `price > 30 and (role = therapist or name contains "林")`.
// Text -> Expression (ExpressionParser) -> a mask over the rows of a segment (Predicate). Errors carry the column.

/// A condition on a row.
public indirect enum Expression: Sendable {
  /// How a value is compared.
  public enum Comparison: String, Sendable, CaseIterable {
    /// Equal.
    case equal = "="
    /// Not equal.
    case notEqual = "!="
    /// Less than.
    case less = "<"
    /// At most.
    case atMost = "<="
    /// Greater than.
    case greater = ">"
    /// At least.
    case atLeast = ">="
    /// Contains the text, whatever its case.
    case contains = "contains"
  }

  /// Any value that is measured compares so with one of the operands.
  case compare(Measure, Comparison, operands: [Operand])
  /// The field has a value.
  case present(QueryField)
  /// Both hold.
  case and(Expression, Expression)
  /// At least one holds.
  case or(Expression, Expression)
  /// It does not hold.
  case not(Expression)

  /// What a value is compared with.
  public enum Operand: Sendable, Hashable {
    /// A text, or a code.
    case text(String)
    /// A number as an exact decimal: digits times ten to the power of -decimals.
    case number(Int64, decimals: Int)
    /// True or false.
    case boolean(Bool)
  }

  /// The fields it asks about.
  var fields: [QueryField] {
    switch self {
    case .compare(let measure, _, _): measure.fields
    case .present(let field): [field]
    case .and(let left, let right), .or(let left, let right): left.fields + right.fields
    case .not(let inner): inner.fields
    }
  }
}

/// A value of each row: a field, or what comes of two.
public indirect enum Measure: Sendable {
  /// The value of a field.
  case field(QueryField)
  /// The product of two numbers.
  case product(Measure, Measure)
  /// The difference of two numbers; of two days in days; of two instants in minutes to two decimals, half up.
  case difference(Measure, Measure)

  /// The fields it reads.
  var fields: [QueryField] {
    switch self {
    case .field(let field): [field]
    case .product(let left, let right), .difference(let left, let right): left.fields + right.fields
    }
  }

  /// How its values are kept.
  var kind: ColumnKind {
    switch self {
    case .field(let field): return field.heading.kind
    case .product(let left, let right):
      return .number(decimals: left.kind.decimals + right.kind.decimals)
    case .difference(let left, let right):
      switch (left.kind, right.kind) {
      case (.instant, _): return .number(decimals: 2)
      case (.day, _): return .number(decimals: 0)
      default: return .number(decimals: max(left.kind.decimals, right.kind.decimals))
      }
    }
  }

  /// What people call it.
  var label: Phrase {
    switch self {
    case .field(let field): field.heading.label
    case .product(let left, let right): left.label.joined(with: right.label, by: " × ")
    case .difference(let left, let right): left.label.joined(with: right.label, by: " − ")
    }
  }
}

/// What is wrong with the text of a condition.
public struct ExpressionError: Error, Sendable, Hashable {
  /// The fact.
  public enum Reason: Sendable, Hashable {
    /// Something else was expected here.
    case expected(String)
    /// The type has no such field.
    case unknownField(String, near: [String])
    /// The field has no such code.
    case unknownCode(String, near: [String])
    /// A quoted text does not end.
    case unterminatedText
    /// The field holds no single values that can be counted with.
    case noValues(String)
    /// The field lies in a list, and another list makes the rows.
    case otherList(String, rows: String)
    /// The field is sealed, and figures are made without sealed fields.
    case sealed(String)
    /// The type has neither a business day nor a time.
    case noTime(Phrase)
    /// More references in a row than questions follow.
    case tooFar(String)
  }
  /// The whole text.
  public let text: String
  /// Where it goes wrong, in characters from 0.
  public let column: Int
  /// What is wrong.
  public let reason: Reason
}
