// A line of a daily file read only as far as a few of its members: a day of a thousand facts is looked at for each fact
// that joins it, and trees of all of them would cost more than everything else of that commit.

internal import JSONSchema

/// Finds members of JSON objects of one line without building trees.
struct LineMembers {
  private let names: [[UInt8]]

  /// Looks for members of the object itself, by name.
  init(_ names: [String]) { self.names = names.map { Array($0.utf8) } }

  /// Returns where the value of each member lies; nil when the line is not plain enough to tell.
  ///
  /// Plain is an object without space between its members, whose brackets and quotes match, in which no wanted member
  /// stands twice and no name is escaped. Whether its values are valid JSON is not asked.
  func find(in bytes: Span<UInt8>, _ line: Range<Int>) -> [Range<Int>?]? {
    var found = [Range<Int>?](repeating: nil, count: names.count)
    let end = line.upperBound
    var position = line.lowerBound + 1
    guard position < end, bytes[position - 1] == 0x7B, bytes[end - 1] == 0x7D else { return nil }
    if position == end - 1 { return found }
    while position < end, bytes[position] == 0x22 {
      guard let name = Self.plainString(bytes, position, end) else { return nil }
      let start = name.upperBound + 2
      guard start < end, bytes[start - 1] == 0x3A, let next = Self.valueEnd(bytes, start, end) else { return nil }
      if let place = names.firstIndex(where: { Self.equal(bytes, name, $0) }) {
        guard found[place] == nil else { return nil }
        found[place] = start..<next
      }
      if next == end - 1 { return found }
      guard bytes[next] == 0x2C else { return nil }
      position = next + 1
    }
    return nil
  }

  /// The inside of a string without escapes; nil when it has one or does not end.
  static func plainString(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Range<Int>? {
    var position = start + 1
    while position < end {
      if bytes[position] == 0x22 { return start + 1..<position }
      if bytes[position] == 0x5C { return nil }
      position += 1
    }
    return nil
  }

  private static func valueEnd(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Int? {
    var position = start
    var depth = 0
    while position < end {
      switch bytes[position] {
      case 0x22:
        guard let after = stringEnd(bytes, position + 1, end) else { return nil }
        position = after
        if depth == 0 { return position }
        continue
      case 0x7B, 0x5B: depth += 1
      case 0x7D, 0x5D:
        if depth == 0 { return position > start ? position : nil }
        depth -= 1
        if depth == 0 { return position + 1 }
      case 0x2C where depth == 0: return position > start ? position : nil
      case 0x20 where depth == 0, 0x09 where depth == 0: return nil
      default: break
      }
      position += 1
    }
    return nil
  }

  private static func stringEnd(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Int? {
    var position = start
    while position < end {
      let byte = bytes[position]
      if byte == 0x22 { return position + 1 }
      position += byte == 0x5C ? 2 : 1
    }
    return nil
  }

  private static func equal(_ bytes: Span<UInt8>, _ range: Range<Int>, _ name: [UInt8]) -> Bool {
    guard range.count == name.count else { return false }
    for index in 0..<name.count where bytes[range.lowerBound + index] != name[index] { return false }
    return true
  }
}
