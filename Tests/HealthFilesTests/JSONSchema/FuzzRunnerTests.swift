// Gives the parser's verdict on inputs made by Tests/Conformance/json-fuzz.py, which compares it with other parsers.
// Both files hold items of four length bytes (big-endian) and content.

import Foundation
import JSONSchema
import Testing

@Suite struct FuzzRunnerTests {
  static let input = ProcessInfo.processInfo.environment["JSON_FUZZ_INPUT"]
  static let output = ProcessInfo.processInfo.environment["JSON_FUZZ_OUTPUT"]

  @Test(.enabled(if: FuzzRunnerTests.input != nil)) func verdicts() throws {
    let bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: #require(Self.input))))
    var verdicts: [UInt8] = []
    var index = 0
    while index + 4 <= bytes.count {
      let length = bytes[index..<(index + 4)].reduce(0) { $0 << 8 | Int($1) }
      index += 4
      let verdict = Self.verdict(Array(bytes[index..<(index + length)]))
      verdicts += [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: verdict.count >> $0) } + verdict
      index += length
    }
    try Data(verdicts).write(to: URL(fileURLWithPath: #require(Self.output)))
    #expect(index == bytes.count)
  }

  /// `A` and the compact text, or `R` and the reason.
  private static func verdict(_ bytes: [UInt8]) -> [UInt8] {
    do {
      let value = try JSON(parsing: bytes, limits: .unbounded)
      return Array("A".utf8) + value.bytes(.compact)
    } catch {
      let name = "\(error.reason)".prefix { $0 != "(" }
      return Array("R\(name)".utf8)
    }
  }
}
