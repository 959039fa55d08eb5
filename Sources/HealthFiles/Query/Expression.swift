// The one little language for finding records: `price > 30 and (role = therapist or name contains "林")`.
// Text -> Expression (ExpressionParser) -> answer for one record (Expression+Evaluation). Errors carry the column.

public import JSONSchema

/// A condition on a record.
public indirect enum Expression: Sendable {
  /// How a field is compared with a value.
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

  /// Any value the field has compares so with one of the operands.
  case compare(field: JSONPointerPattern, Comparison, operands: [JSON])
  /// The field has a value.
  case present(field: JSONPointerPattern)
  /// Both hold.
  case and(Expression, Expression)
  /// At least one holds.
  case or(Expression, Expression)
  /// It does not hold.
  case not(Expression)
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
  }
  /// The whole text.
  public let text: String
  /// Where it goes wrong, in characters from 0.
  public let column: Int
  /// What is wrong.
  public let reason: Reason
}
