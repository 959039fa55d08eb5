import QRCode
import Testing

@Suite struct QRCodeTests {
  /// The three squares that a reader looks for, seven modules wide.
  private let finder = [
    "#######", "#.....#", "#.###.#", "#.###.#", "#.###.#", "#.....#", "#######",
  ].map { $0.map { $0 == "#" } }

  private func square(_ code: QRCode, _ top: Int, _ left: Int) -> [[Bool]] {
    code.rows[top..<top + 7].map { Array($0[left..<left + 7]) }
  }

  @Test func findersStandInThreeCorners() throws {
    let text = Array(repeating: "babab", count: 17).joined(separator: " ")
    let code = try #require(QRCode(capitals: text))
    let size = code.rows.count
    // 101 letters as capitals need version 5, 37 modules wide; as bytes they would need more.
    #expect(size == 37 && code.rows.allSatisfy { $0.count == size })
    #expect(square(code, 0, 0) == finder)
    #expect(square(code, 0, size - 7) == finder)
    #expect(square(code, size - 7, 0) == finder)
    #expect(code == QRCode(capitals: text.uppercased()))
    #expect(code != QRCode(capitals: text + "s"))
  }

  @Test func linesAreTheModules() throws {
    let code = try #require(QRCode(capitals: "HFILE"))
    let lines = code.lines
    let width = code.rows.count + 8
    #expect(lines.count == (width + 1) / 2 && lines.allSatisfy { $0.count == width })
    let light: (Character) -> (Bool, Bool) = { ($0 == "█" || $0 == "▀", $0 == "█" || $0 == "▄") }
    for (row, modules) in code.rows.enumerated() {
      let line = Array(lines[(row + 4) / 2])
      for (column, isDark) in modules.enumerated() {
        let both = light(line[column + 4])
        #expect((row % 2 == 0 ? both.0 : both.1) != isDark)
      }
    }
    for line in lines.prefix(2) + lines.suffix(2) { #expect(line.allSatisfy { $0 == "█" }) }
  }

  @Test func longTextHasNoCode() {
    #expect(QRCode(capitals: String(repeating: "x", count: 5000)) == nil)
  }
}
