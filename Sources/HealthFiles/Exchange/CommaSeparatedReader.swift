/// Reads comma-separated values (RFC 4180): quoted cells, doubled quotes, line breaks inside quotes, LF or CRLF.
struct CommaSeparatedReader {
  /// One row and the line it begins in, from 1.
  struct Row {
    let line: Int
    let cells: [String]
  }

  private let bytes: [UInt8]
  private var position = 0
  private var line = 1

  init(_ bytes: [UInt8]) {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    self.bytes = bytes.starts(with: mark) ? Array(bytes.dropFirst(3)) : bytes
  }

  /// The next row; nil at the end.
  ///
  /// Blank lines are passed over.
  mutating func next() -> Row? {
    while position < bytes.count, bytes[position] == 0x0A || bytes[position] == 0x0D {
      if bytes[position] == 0x0A { line += 1 }
      position += 1
    }
    guard position < bytes.count else { return nil }
    let start = line
    var cells: [String] = []
    while true {
      cells.append(cell())
      guard position < bytes.count else { break }
      let end = bytes[position]
      position += 1
      if end == 0x2C { continue }
      if end == 0x0D, position < bytes.count, bytes[position] == 0x0A { position += 1 }
      line += 1
      break
    }
    return Row(line: start, cells: cells)
  }

  private mutating func cell() -> String {
    var cell: [UInt8] = []
    guard position < bytes.count, bytes[position] == 0x22 else {
      while position < bytes.count, ![0x2C, 0x0A, 0x0D].contains(bytes[position]) {
        cell.append(bytes[position])
        position += 1
      }
      return String(decoding: cell, as: UTF8.self)
    }
    position += 1
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      if byte == 0x22 {
        guard position < bytes.count, bytes[position] == 0x22 else { break }
        position += 1
      }
      if byte == 0x0A { line += 1 }
      cell.append(byte)
    }
    return String(decoding: cell, as: UTF8.self)
  }
}
