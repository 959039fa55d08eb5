// A strict parser of RFC 8259 over bytes: one pass, no look-behind, nothing accepted that the grammar does not name.
// Stricter than the grammar in four things it leaves open: duplicate keys, lone surrogates, depth and size are refused.

/// The parser's state; the bytes are handed to each step, since a span cannot be stored.
struct JSONParser {
  let limits: JSONLimits
  var index = 0
  var depth = 0

  init(limits: JSONLimits) { self.limits = limits }

  mutating func document(_ bytes: Span<UInt8>) throws(JSONError) -> JSON {
    if bytes.count > limits.maximumBytes {
      throw failure(.tooLarge(limit: limits.maximumBytes), at: 0, bytes)
    }
    if bytes.count >= 3, bytes[0] == 0xef, bytes[1] == 0xbb, bytes[2] == 0xbf {
      throw failure(.byteOrderMark, at: 0, bytes)
    }
    skipSpace(bytes)
    let value = try value(bytes)
    skipSpace(bytes)
    if index < bytes.count { throw failure(.trailingContent, at: index, bytes) }
    return value
  }

  mutating func value(_ bytes: Span<UInt8>) throws(JSONError) -> JSON {
    guard index < bytes.count else { throw failure(.unexpectedEnd(expected: .value), at: index, bytes) }
    switch bytes[index] {
    case UInt8(ascii: "\""): return .string(try string(bytes))
    case UInt8(ascii: "{"): return try object(bytes)
    case UInt8(ascii: "["): return try array(bytes)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try number(bytes))
    case UInt8(ascii: "t"): return try literal("true", .bool(true), bytes)
    case UInt8(ascii: "f"): return try literal("false", .bool(false), bytes)
    case UInt8(ascii: "n"): return try literal("null", .null, bytes)
    default: throw unexpected(.value, bytes)
    }
  }

  mutating func skipSpace(_ bytes: Span<UInt8>) {
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"): index += 1
      default: return
      }
    }
  }

  private mutating func literal(_ text: StaticString, _ value: JSON, _ bytes: Span<UInt8>) throws(JSONError) -> JSON {
    let word = text.description
    for expected in word.utf8 {
      guard index < bytes.count, bytes[index] == expected else { throw unexpected(.literal(word), bytes) }
      index += 1
    }
    return value
  }

  private mutating func object(_ bytes: Span<UInt8>) throws(JSONError) -> JSON {
    try enter(bytes)
    var members = JSONObject()
    skipSpace(bytes)
    if try take(UInt8(ascii: "}"), bytes) { return .object(members) }
    members.members.reserveCapacity(4)
    while true {
      guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else { throw unexpected(.key, bytes) }
      let start = index
      let key = try string(bytes)
      skipSpace(bytes)
      guard index < bytes.count, bytes[index] == UInt8(ascii: ":") else { throw unexpected(.colon, bytes) }
      index += 1
      skipSpace(bytes)
      guard members.appendIfAbsent(key, try value(bytes)) else {
        throw failure(.duplicateKey(key), at: start, bytes)
      }
      skipSpace(bytes)
      if try take(UInt8(ascii: "}"), bytes) { return .object(members) }
      guard index < bytes.count, bytes[index] == UInt8(ascii: ",") else {
        throw unexpected(.commaOrClosingBrace, bytes)
      }
      index += 1
      skipSpace(bytes)
    }
  }

  private mutating func array(_ bytes: Span<UInt8>) throws(JSONError) -> JSON {
    try enter(bytes)
    var elements: [JSON] = []
    skipSpace(bytes)
    if try take(UInt8(ascii: "]"), bytes) { return .array(elements) }
    while true {
      elements.append(try value(bytes))
      skipSpace(bytes)
      if try take(UInt8(ascii: "]"), bytes) { return .array(elements) }
      guard index < bytes.count, bytes[index] == UInt8(ascii: ",") else {
        throw unexpected(.commaOrClosingBracket, bytes)
      }
      index += 1
      skipSpace(bytes)
    }
  }

  mutating func enter(_ bytes: Span<UInt8>) throws(JSONError) {
    guard depth < limits.maximumDepth else { throw failure(.tooDeep(limit: limits.maximumDepth), at: index, bytes) }
    depth += 1
    index += 1
  }

  /// Steps over a closing mark, if it is there, and out of the array or object.
  mutating func take(_ mark: UInt8, _ bytes: Span<UInt8>) throws(JSONError) -> Bool {
    guard index < bytes.count, bytes[index] == mark else { return false }
    index += 1
    depth -= 1
    return true
  }

  func unexpected(_ expected: JSONError.Expectation, _ bytes: Span<UInt8>) -> JSONError {
    guard index < bytes.count else { return failure(.unexpectedEnd(expected: expected), at: index, bytes) }
    return failure(.unexpectedByte(bytes[index], expected: expected), at: index, bytes)
  }

  func failure(_ reason: JSONError.Reason, at offset: Int, _ bytes: Span<UInt8>) -> JSONError {
    JSONError(reason: reason, position: TextPosition(offset: offset, in: bytes))
  }
}
