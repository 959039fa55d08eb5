import Testing

@testable import HealthFiles

/// Comma-separated values come back as they were written.
@Suite struct CommaSeparatedPropertyTests {
  @Test(arguments: [1, 20_261_121] as [UInt64]) func rowsGoThereAndBack(_ seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let pieces = ["a", "林", "😀", ",", "\"", "\n", "\r", "\r\n", " ", "0", "e\u{301}", "\t", "\u{0}"]
    for round in 0..<300 {
      let rows = (0...random.below(4)).map { _ in
        (0...(1 + random.below(4))).map { _ in (0..<random.below(5)).map { _ in random.pick(pieces) }.joined() }
      }
      let text = rows.map(CommaSeparatedWriter.line).joined()
      var reader = CommaSeparatedReader(Array(text.utf8))
      var read: [[String]] = []
      var lines: [Int] = []
      while let row = reader.next() {
        read.append(row.cells)
        lines.append(row.line)
      }
      let bytes = { (rows: [[String]]) in rows.map { $0.map { Array($0.utf8) } } }
      #expect(bytes(read) == bytes(rows), "seed \(seed), round \(round)")
      #expect(lines == lines.sorted() && Set(lines).count == lines.count, "seed \(seed), round \(round)")
    }
  }

  /// LF instead of CRLF, a byte order mark and blank lines change nothing.
  @Test(arguments: ["a,b\n1,2\n", "a,b\r\n1,2", "\u{FEFF}a,b\n\n1,2\n\n", "\"a\",\"b\"\r\n\r\n\"1\",2\r\n"])
  func everyFormIsRead(_ text: String) {
    var reader = CommaSeparatedReader(Array(text.utf8))
    #expect(reader.next()?.cells == ["a", "b"])
    #expect(reader.next()?.cells == ["1", "2"])
    #expect(reader.next()?.cells == nil)
  }
}
