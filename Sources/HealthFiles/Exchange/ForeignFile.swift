/// How a foreign file is read.
public struct ImportOptions: Sendable {
  /// Column of the file -> field of the type; a column that is not named keeps its name.
  public var map: [String: String] = [:]
  /// Columns whose values together name a row for ever; the id is derived from them.
  public var key: [String] = []

  /// Makes options that map nothing and draw random ids.
  public init() {}
}

/// A foreign file that a person names, read piece by piece on several threads.
public struct ForeignFile: Sendable {
  /// Its name, for messages.
  public let name: String
  /// Whether it is NDJSON; else it is CSV with a header line.
  public let isJSON: Bool
  /// How many bytes it has.
  public let size: Int
  private let reading: @Sendable (Range<Int>) throws(StoreError) -> [UInt8]

  /// Names a file that is read by ranges of bytes.
  public init(
    name: String, isJSON: Bool, size: Int, reading: @escaping @Sendable (Range<Int>) throws(StoreError) -> [UInt8]
  ) {
    self.name = name
    self.isJSON = isJSON
    self.size = size
    self.reading = reading
  }

  /// Names a file whose bytes are known.
  public init(name: String, bytes: [UInt8], isJSON: Bool) {
    self.init(name: name, isJSON: isJSON, size: bytes.count) { range in Array(bytes[range]) }
  }

  /// Reads some of its bytes.
  func bytes(_ range: Range<Int>) throws(StoreError) -> [UInt8] {
    range.isEmpty ? [] : try reading(range)
  }
}

/// One row of a foreign file: the cells of a table, or the text of a line of NDJSON.
struct ForeignRow: Sendable {
  /// Line of the file in which it begins, from 1.
  let line: Int
  let cells: [String]
}

/// Reads the rows of a stretch of a foreign file one after another.
struct ForeignRowReader {
  private var table: CommaSeparatedReader
  private let isJSON: Bool

  init(_ bytes: [UInt8], isJSON: Bool, line: Int = 1) {
    table = CommaSeparatedReader(bytes, line: line, skippingMark: !isJSON)
    self.isJSON = isJSON
  }

  /// The line after what was read.
  var line: Int { table.line }
  var position: Int { table.position }
  var bytes: [UInt8] { table.bytes }
  var cells: [CommaSeparatedReader.Cell] { table.cells }

  /// Goes on to the next row; returns its line, nil at the end.
  mutating func advance() -> Int? { isJSON ? table.advanceLine() : table.advance() }

  /// The row that was reached, as text.
  func row(_ line: Int) -> ForeignRow { ForeignRow(line: line, cells: table.cells.map(table.text)) }
}
