public import JSONSchema

/// Names one column of a record type: a member that holds a plain value, or one of the items of a list.
///
/// `/total` is a column with one value a record, `/lines/*/amount` one with a value for every item of `lines`,
/// `/tags/*` the items themselves. Lists inside lists have no columns.
public struct ColumnPath: Hashable, Sendable, CustomStringConvertible {
  /// Members that lead to the list; nil for a value of the record itself.
  public let list: [String]?
  /// Members that lead to the value, from the record or from an item; empty for the item itself.
  public let members: [String]

  /// Names a column.
  public init(list: [String]? = nil, members: [String]) {
    self.list = list
    self.members = members
  }

  /// Reads a pointer whose token `*` stands for the items of a list; nil when there are two of them.
  public init?(_ pointer: JSONPointer) {
    let parts = pointer.tokens.split(separator: "*", omittingEmptySubsequences: false).map(Array.init)
    switch parts.count {
    case 1: self.init(members: parts[0])
    case 2 where !parts[0].isEmpty: self.init(list: parts[0], members: parts[1])
    default: return nil
    }
  }

  /// The pointer, with `*` for the items of a list.
  public var pointer: JSONPointer { JSONPointer((list.map { $0 + ["*"] } ?? []) + members) }

  /// The pointer as text.
  public var description: String { pointer.description }
}

/// How the values of a column are kept.
public enum ColumnKind: Hashable, Sendable {
  /// Decimal numbers as whole multiples of a power of ten: amounts in minor units, rates in millionths.
  case number(decimals: Int)
  /// Days since 1970-01-01.
  case day
  /// Seconds since 1970-01-01T00:00:00Z, and the minutes east of UTC that the clock showed.
  case instant
  /// Texts by their place in a dictionary.
  case text
  /// True or false.
  case boolean

  /// Decimals of a number whose schema names no unit: JSON numbers up to a millionth.
  public static let freeDecimals = 6
}

extension RecordType {
  /// Returns how a column of this type is kept; nil when the path names no plain value.
  ///
  /// - Parameter currency: gives amounts their number of decimals; without one they have two.
  public func columnKind(at path: ColumnPath, currency: Currency?) -> ColumnKind? {
    guard let field = field(at: path.pointer) else { return nil }
    switch field.format {
    case "amount", "signed-amount": return .number(decimals: currency?.digits ?? 2)
    case "rate": return .number(decimals: ColumnKind.freeDecimals)
    case "date", "business-day": return .day
    case "date-time": return .instant
    default: break
    }
    let kinds = field.kinds.filter { $0 != "null" }
    switch kinds {
    case ["integer"]: return .number(decimals: 0)
    case ["number"]: return .number(decimals: ColumnKind.freeDecimals)
    case ["boolean"]: return .boolean
    case ["string"]: return .text
    default: return nil
    }
  }
}
