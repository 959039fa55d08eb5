// The parser against our own table in the manner of JSONTestSuite: texts that must be accepted (y), must be refused (n)
// with the named reason, and those RFC 8259 leaves open (i), each with what this house decided.

import JSONSchema
import Testing

@Suite struct ParserTests {
  @Test(arguments: [
    "0", "-0", "1", "-1", "10", "0.5", "-0.0", "1e5", "1E+5", "1e-5", "0e1", "123456789012345678901234567890", "1e400",
    "-1e-400", "20.1e1", "true", "false", "null", "\"\"", "\"a\"", "[]", "{}", "[ ]", "{ }", " [] ", "\t\r\n[]\n",
    "[1]", "[1,2]", "[null,1,\"1\",{}]", "[[],[[]]]", "{\"a\":1}", "{\"\":0}", "{\"a\":{\"b\":[]}}",
    "{\"a\":1,\"A\":2}", "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\u0041\"", "\"\\u00e9\"", "\"\\uD83D\\uDE00\"",
    "\"\\u0000\"", "\"\\uffff\"", "\"\u{7f}\"", "\"\u{2028}\u{2029}\"", "\"😀 林\"", "\"/\"", "\"\\\\u0000\"",
    "{\"\u{e9}\":1,\"e\u{301}\":2}", "[\"\\uDBFF\\uDFFF\"]",
  ])
  func accepts(_ text: String) throws {
    let value = try JSON(parsing: text)
    let written = value.bytes(.compact)
    #expect(try JSON(parsing: written) == value)
  }

  static let refused: [(String, JSONError.Reason)] = [
    ("", .unexpectedEnd(expected: .value)), (" ", .unexpectedEnd(expected: .value)),
    ("[", .unexpectedEnd(expected: .value)), ("[1", .unexpectedEnd(expected: .commaOrClosingBracket)),
    ("[1,", .unexpectedEnd(expected: .value)), ("[1,]", .unexpectedByte(0x5d, expected: .value)),
    ("[,1]", .unexpectedByte(0x2c, expected: .value)),
    ("[1 2]", .unexpectedByte(0x32, expected: .commaOrClosingBracket)),
    ("[1}", .unexpectedByte(0x7d, expected: .commaOrClosingBracket)), ("]", .unexpectedByte(0x5d, expected: .value)),
    ("[]]", .trailingContent), ("1 2", .trailingContent), ("null x", .trailingContent), ("{}{}", .trailingContent),
    ("{", .unexpectedEnd(expected: .key)), ("{\"a\"", .unexpectedEnd(expected: .colon)),
    ("{\"a\":", .unexpectedEnd(expected: .value)), ("{\"a\":1", .unexpectedEnd(expected: .commaOrClosingBrace)),
    ("{\"a\":1,}", .unexpectedByte(0x7d, expected: .key)), ("{a:1}", .unexpectedByte(0x61, expected: .key)),
    ("{'a':1}", .unexpectedByte(0x27, expected: .key)), ("{1:1}", .unexpectedByte(0x31, expected: .key)),
    ("{\"a\" 1}", .unexpectedByte(0x31, expected: .colon)),
    ("{\"a\":1 \"b\"}", .unexpectedByte(0x22, expected: .commaOrClosingBrace)),
    ("{\"a\":1,\"a\":1}", .duplicateKey("a")), ("{\"a\":1,\"\\u0061\":2}", .duplicateKey("a")),
    ("01", .leadingZero), ("-01", .leadingZero), ("00", .leadingZero), ("-", .unexpectedEnd(expected: .digit)),
    ("+1", .unexpectedByte(0x2b, expected: .value)), (".5", .unexpectedByte(0x2e, expected: .value)),
    ("1.", .unexpectedEnd(expected: .digit)), ("1.e5", .unexpectedByte(0x65, expected: .digit)),
    ("1e", .unexpectedEnd(expected: .digit)), ("1e+", .unexpectedEnd(expected: .digit)), ("0x1", .trailingContent),
    ("1_0", .trailingContent), ("NaN", .unexpectedByte(0x4e, expected: .value)),
    ("Infinity", .unexpectedByte(0x49, expected: .value)), ("-Infinity", .unexpectedByte(0x49, expected: .digit)),
    ("nul", .unexpectedEnd(expected: .literal("null"))), ("nulL", .unexpectedByte(0x4c, expected: .literal("null"))),
    ("True", .unexpectedByte(0x54, expected: .value)), ("truee", .trailingContent),
    ("\"", .unexpectedEnd(expected: .closingQuote)), ("\"a", .unexpectedEnd(expected: .closingQuote)),
    ("'a'", .unexpectedByte(0x27, expected: .value)), ("\"\\", .unexpectedEnd(expected: .escape)),
    ("\"\\x41\"", .invalidEscape(0x78)), ("\"\\'\"", .invalidEscape(0x27)), ("\"\\U0041\"", .invalidEscape(0x55)),
    ("\"\\u12\"", .unexpectedByte(0x22, expected: .hexadecimalDigit)),
    ("\"\\u00G0\"", .unexpectedByte(0x47, expected: .hexadecimalDigit)), ("\"\n\"", .controlCharacter(0x0a)),
    ("\"\t\"", .controlCharacter(0x09)), ("\"\0\"", .controlCharacter(0x00)),
    ("\u{0}", .unexpectedByte(0, expected: .value)),
    ("[\u{b}1]", .unexpectedByte(0x0b, expected: .value)), ("\u{a0}1", .unexpectedByte(0xc2, expected: .value)),
    ("//a\n1", .unexpectedByte(0x2f, expected: .value)), ("1/**/", .trailingContent),
    ("#1", .unexpectedByte(0x23, expected: .value)),
    ("\u{feff}1", .byteOrderMark),
    // Left open by RFC 8259, refused here.
    ("\"\\ud800\"", .loneSurrogate), ("\"\\udc00\"", .loneSurrogate), ("\"\\ud800\\ud800\"", .loneSurrogate),
    ("\"\\ud800\\u0041\"", .loneSurrogate), ("\"\\udc00\\ud800\"", .loneSurrogate), ("\"\\ud800x\"", .loneSurrogate),
  ]

  @Test(arguments: refused) func refuses(_ text: String, _ reason: JSONError.Reason) {
    #expect(throws: JSONError.self) { try JSON(parsing: text) }
    #expect(Self.reason(Array(text.utf8)) == reason)
  }

  @Test(
    arguments: [
      [0xff], [0xc0, 0xaf], [0xe0, 0x80, 0xaf], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80],
      [0xf8, 0x88, 0x80, 0x80, 0x80],
      [0xe4, 0xbd], [0x80], [0xc3], [0xf0, 0x9f, 0x98],
    ] as [[UInt8]])
  func refusesIllFormedUTF8(_ bytes: [UInt8]) {
    #expect(Self.reason([0x22] + bytes + [0x22]) == .invalidUTF8)
    #expect(Self.reason([0x7b, 0x22] + bytes + [0x22, 0x3a, 0x31, 0x7d]) == .invalidUTF8)
  }

  @Test func refusesOtherEncodings() {
    #expect(Self.reason([0xfe, 0xff, 0x00, 0x31]) == .unexpectedByte(0xfe, expected: .value))
    #expect(Self.reason([0x31, 0x00]) == .trailingContent)
  }

  @Test func boundsDepthAndSize() {
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    #expect(Self.reason(Array(nested(32).utf8)) == nil)
    #expect(Self.reason(Array(nested(33).utf8)) == .tooDeep(limit: 32))
    #expect(Self.reason(Array(nested(100_000).utf8)) == .tooDeep(limit: 32))
    #expect(Self.reason(Array(nested(512).utf8), .unbounded) == nil)
    #expect(Self.reason(Array(nested(100_000).utf8), .unbounded) == .tooDeep(limit: 512))
    #expect(Self.reason(Array(String(repeating: "{\"a\":", count: 100_000).utf8), .unbounded) == .tooDeep(limit: 512))
    #expect(Self.reason(Array(repeating: 0x20, count: 262_145)) == .tooLarge(limit: 262_144))
  }

  @Test func depthIsOfNestingNotOfNumber() throws {
    let text = "[" + Array(repeating: "[[]]", count: 1_000).joined(separator: ",") + "]"
    #expect(try JSON(parsing: text).arrayValue?.count == 1_000)
  }

  @Test(arguments: [
    ("[1,\n  x]", 6, 2, 3), ("{\"名\":1,\r\n\"名\":2}", 11, 2, 1), ("\r\r[\"é\",!]", 8, 3, 6), ("[]x", 2, 1, 3),
  ])
  func tellsThePlace(_ text: String, _ offset: Int, _ line: Int, _ column: Int) {
    let error = #expect(throws: JSONError.self) { try JSON(parsing: text) }
    #expect(error?.position == TextPosition(offset: offset, line: line, column: column))
  }

  @Test func findsPlacesByPointer() throws {
    let text = Array("{\n  \"a\": [1, {\"é/\": true}],\n  \"b\": \"a\"\n}".utf8)
    func place(_ pointer: String) throws -> TextPosition? {
      JSON.position(of: try JSONPointer(parsing: pointer), in: text)
    }
    #expect(try place("") == TextPosition(offset: 0, line: 1, column: 1))
    #expect(try place("/a/0") == TextPosition(offset: 10, line: 2, column: 9))
    #expect(try place("/a/1/é~1")?.column == 19)
    #expect(try place("/b")?.line == 3)
    #expect(try place("/c") == nil)
    #expect(try place("/a/2") == nil)
    #expect(try place("/b/0") == nil)
  }

  private static func reason(_ bytes: [UInt8], _ limits: JSONLimits = .record) -> JSONError.Reason? {
    do throws(JSONError) {
      _ = try JSON(parsing: bytes, limits: limits)
      return nil
    } catch {
      return error.reason
    }
  }
}
