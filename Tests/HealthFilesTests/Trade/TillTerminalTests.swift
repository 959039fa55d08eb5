import HealthFiles
import Testing

@testable import hfile

/// What a terminal sends and is sent.
@Suite struct TillTerminalTests {
  @Test func keysAreReadWhereverTheBytesAreCut() {
    let text =
      "茶a\u{1B}[A\u{1B}OB\u{1B}OQ\u{1B}[[C\u{1B}[14~\u{1B}[3~\u{1B}[1;5Cé\r\n\n\u{7F}\u{1A}\u{1B}[21~"
    let bytes = Array(text.utf8)
    let keys: [TillKey] = [
      .character("茶"), .character("a"), .up, .down, .function(2), .function(3), .function(4), .delete, .character("é"),
      .enter, .enter, .backspace, .undo, .leave,
    ]
    for size in [1, 2, 3, 7, bytes.count] {
      var reader = KeyReader()
      var found: [TillKey] = []
      for start in stride(from: 0, to: bytes.count, by: size) {
        found += reader.keys(Array(bytes[start..<min(bytes.count, start + size)]))
      }
      #expect(found == keys && !reader.isWaiting, "\(size) bytes at a time")
    }
  }

  @Test func escapeIsAKeyWhereNothingFollows() {
    var reader = KeyReader()
    #expect(reader.keys([0x1B]) == [] && reader.isWaiting)
    #expect(reader.end() == [.escape] && !reader.isWaiting)
    #expect(reader.keys([0x1B, UInt8(ascii: "x")]) == [.escape, .character("x")])
    #expect(reader.keys([0xFF, 0xE8, 0x8C]) == [])
    #expect(reader.keys([0x61]) == [.character("a")])
  }

  @Test func noBytesBringItDown() {
    let bits = SeededBits(7)
    var reader = KeyReader()
    for _ in 0..<20_000 {
      let byte = UInt8(truncatingIfNeeded: bits.next())
      _ = reader.keys([bits.next() % 4 == 0 ? 0x1B : byte])
      if bits.next() % 50 == 0 { _ = reader.end() }
    }
  }

  @Test func theProgramSellsOnATerminal() throws {
    let shell = try TillScreenTests.shop()
    shell.isTerminal = true
    #expect(shell.run("till").code == .usage)
    var drawn: [String] = []
    var keys = ["lc\r", "\r", "\r", "mug\r", "\u{3}"].map { Array($0.utf8) }
    shell.screen = FullScreen(
      size: { (60, 14) }, read: { _ in keys.isEmpty ? nil : keys.removeFirst() },
      write: { drawn.append(String(decoding: $0, as: UTF8.self)) })
    shell.variables["NO_COLOR"] = "1"
    let answer = shell.run("till --lang zh-Hans")
    #expect(answer.code == .done && answer.error.contains("hfile till"))
    #expect(drawn.contains { $0.contains("已售 a7-20261121-1  CNY 42.00") })
    #expect(drawn.allSatisfy { !$0.contains("\u{1B}[1m") && !$0.contains("\u{1B}[7m") })
    #expect(drawn.last?.contains("合计") == true)
    shell.variables["NO_COLOR"] = nil
    drawn = []
    _ = shell.run("till")
    #expect(drawn.first?.contains("this basket was left open") == true && drawn.first?.contains("\u{1B}[1m") == true)
  }
}
