public import JSONSchema

/// Records of one type as rows of plain text: every field a column, nested fields with dots, lists as JSON.
public struct ExportTable: Sendable {
  /// The columns.
  public let columns: [JSONPointer]

  /// Takes the fields of a type; fields of nested objects become columns of their own.
  public init(_ type: RecordType) {
    columns = ExportTable.columns(type, JSONPointer([]), depth: 0)
  }

  /// The first row: names of the columns, as an import reads them.
  public var header: [String] { columns.map { $0.tokens.joined(separator: ".") } }

  /// Returns the cells of a record.
  public func cells(_ record: Record) -> [String] {
    columns.map { record.value[$0]?.plainText ?? "" }
  }

  private static func columns(_ type: RecordType, _ pointer: JSONPointer, depth: Int) -> [JSONPointer] {
    type.fields(at: pointer).flatMap { field -> [JSONPointer] in
      let here = pointer.appending(field.name)
      let inner = field.kinds == ["object"] && depth < 4 ? columns(type, here, depth: depth + 1) : []
      return inner.isEmpty ? [here] : inner
    }
  }
}
