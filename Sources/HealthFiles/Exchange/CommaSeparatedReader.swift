/// Reads comma-separated values (RFC 4180): quoted cells, doubled quotes, line breaks inside quotes, LF or CRLF.
struct CommaSeparatedReader {
  /// One row and the line it begins in, from 1.
  struct Row {
    let line: Int
    let cells: [String]
  }

  /// Where the text of a cell stands, without its quotes.
  struct Cell {
    let range: Range<Int>
    /// Whether two quotes in it stand for one.
    let hasDoubledQuotes: Bool
  }

  let bytes: [UInt8]
  /// The cells of the row that was reached.
  private(set) var cells: [Cell] = []
  private(set) var position = 0
  private(set) var line: Int

  init(_ bytes: [UInt8], line: Int = 1, skippingMark: Bool = true) {
    self.bytes = bytes
    self.line = line
    if skippingMark, line == 1, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
  }

  /// The next row; nil at the end.
  ///
  /// Blank lines are passed over.
  mutating func next() -> Row? {
    advance().map { Row(line: $0, cells: cells.map(text)) }
  }

  /// Goes on to the next row; returns the line it begins in, nil at the end.
  mutating func advance() -> Int? {
    cells.removeAll(keepingCapacity: true)
    let owner = self.bytes
    let bytes = owner.span
    while position < bytes.count, bytes[position] == 0x0A || bytes[position] == 0x0D {
      if bytes[position] == 0x0A { line += 1 }
      position += 1
    }
    guard position < bytes.count else { return nil }
    let start = line
    while true {
      if position < bytes.count, bytes[position] == 0x22 { quotedCell(bytes) } else { plainCell(bytes) }
      guard position < bytes.count else { break }
      let end = bytes[position]
      position += 1
      if end == 0x2C { continue }
      if end == 0x0D, position < bytes.count, bytes[position] == 0x0A { position += 1 }
      line += 1
      break
    }
    return start
  }

  /// Goes on to the next line that is not blank, as one cell, whatever stands in it.
  mutating func advanceLine() -> Int? {
    cells.removeAll(keepingCapacity: true)
    while position < bytes.count {
      let start = position
      while position < bytes.count, bytes[position] != 0x0A { position += 1 }
      let range = start..<position
      position = min(position + 1, bytes.count)
      line += 1
      guard bytes[range].contains(where: { $0 > 0x20 }) else { continue }
      cells.append(Cell(range: range, hasDoubledQuotes: false))
      return line - 1
    }
    return nil
  }

  /// The text of a cell.
  func text(_ cell: Cell) -> String {
    guard cell.hasDoubledQuotes else { return String(decoding: bytes[cell.range], as: UTF8.self) }
    var text: [UInt8] = []
    var place = cell.range.lowerBound
    while place < cell.range.upperBound {
      text.append(bytes[place])
      place += bytes[place] == 0x22 ? 2 : 1
    }
    return String(decoding: text, as: UTF8.self)
  }

  private mutating func plainCell(_ bytes: Span<UInt8>) {
    let start = position
    while position < bytes.count, bytes[position] != 0x2C, bytes[position] != 0x0A, bytes[position] != 0x0D {
      position += 1
    }
    cells.append(Cell(range: start..<position, hasDoubledQuotes: false))
  }

  private mutating func quotedCell(_ bytes: Span<UInt8>) {
    position += 1
    let start = position
    var isDoubled = false
    while position < bytes.count {
      if bytes[position] == 0x22 {
        guard position + 1 < bytes.count, bytes[position + 1] == 0x22 else { break }
        isDoubled = true
        position += 1
      }
      if bytes[position] == 0x0A { line += 1 }
      position += 1
    }
    cells.append(Cell(range: start..<position, hasDoubledQuotes: isDoubled))
    position = min(position + 1, bytes.count)
  }
}
