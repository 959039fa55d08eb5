// Canonical text: one value, one text. Two-space indentation, one member or element a line, minimal escaping, numbers
// as they were written. Writing what was parsed from canonical text gives the same bytes.

extension JSON {
  /// How a text is laid out.
  public enum Style: Sendable, Hashable {
    /// Two-space indentation, one member or element a line.
    case indented
    /// No space at all.
    case compact
  }

  /// Writes the value as text, without a final newline.
  ///
  /// Members stand in the given order, those it does not name after the others by code point; without an order they
  /// stand as they are in the value.
  public func text(_ style: Style = .indented, order: KeyOrder? = nil) -> String {
    String(decoding: bytes(style, order: order), as: UTF8.self)
  }

  /// Writes the value as UTF-8, without a final newline.
  public func bytes(_ style: Style = .indented, order: KeyOrder? = nil) -> [UInt8] {
    var writer = JSONWriter(style: style)
    writer.write(self, order, level: 0)
    return writer.bytes
  }
}

struct JSONWriter {
  let style: JSON.Style
  var bytes: [UInt8] = []

  init(style: JSON.Style) { self.style = style }

  mutating func write(_ value: JSON, _ order: KeyOrder?, level: Int) {
    switch value {
    case .null: bytes.append(contentsOf: "null".utf8)
    case .bool(let truth): bytes.append(contentsOf: (truth ? "true" : "false").utf8)
    case .number(let number): bytes.append(contentsOf: number.lexeme.utf8)
    case .string(let text): write(text)
    case .array(let elements): write(elements, order, level: level)
    case .object(let object): write(object, order, level: level)
    }
  }

  private mutating func write(_ elements: [JSON], _ order: KeyOrder?, level: Int) {
    bytes.append(UInt8(ascii: "["))
    for (position, element) in elements.enumerated() {
      separate(position, level + 1)
      write(element, order?.element(position), level: level + 1)
    }
    if !elements.isEmpty { breakLine(level) }
    bytes.append(UInt8(ascii: "]"))
  }

  private mutating func write(_ object: JSONObject, _ order: KeyOrder?, level: Int) {
    bytes.append(UInt8(ascii: "{"))
    if let order {
      for (number, place) in order.places(of: object.members).enumerated() {
        write(object.members[place.position], number, order.member(ranked: place.rank), level: level + 1)
      }
    } else {
      for (number, member) in object.members.enumerated() { write(member, number, nil, level: level + 1) }
    }
    if !object.isEmpty { breakLine(level) }
    bytes.append(UInt8(ascii: "}"))
  }

  private mutating func write(_ member: JSONObject.Member, _ number: Int, _ order: KeyOrder?, level: Int) {
    separate(number, level)
    write(member.key)
    bytes.append(UInt8(ascii: ":"))
    if style == .indented { bytes.append(UInt8(ascii: " ")) }
    write(member.value, order, level: level)
  }

  private mutating func separate(_ position: Int, _ level: Int) {
    if position > 0 { bytes.append(UInt8(ascii: ",")) }
    breakLine(level)
  }

  private mutating func breakLine(_ level: Int) {
    guard style == .indented else { return }
    bytes.append(UInt8(ascii: "\n"))
    for _ in 0..<level {
      bytes.append(UInt8(ascii: " "))
      bytes.append(UInt8(ascii: " "))
    }
  }

  private mutating func write(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    if Self.needsEscapes(text.utf8Span.span) {
      for byte in text.utf8 { writeEscaped(byte) }
    } else {
      bytes.append(contentsOf: text.utf8)
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private static func needsEscapes(_ text: Span<UInt8>) -> Bool {
    for place in text.indices {
      let byte = text[place]
      if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return true }
    }
    return false
  }

  private mutating func writeEscaped(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\""): bytes.append(contentsOf: "\\\"".utf8)
    case UInt8(ascii: "\\"): bytes.append(contentsOf: "\\\\".utf8)
    case 0x08: bytes.append(contentsOf: "\\b".utf8)
    case 0x09: bytes.append(contentsOf: "\\t".utf8)
    case 0x0a: bytes.append(contentsOf: "\\n".utf8)
    case 0x0c: bytes.append(contentsOf: "\\f".utf8)
    case 0x0d: bytes.append(contentsOf: "\\r".utf8)
    case 0x00..<0x20:
      bytes.append(contentsOf: byte < 0x10 ? "\\u000".utf8 : "\\u00".utf8)
      bytes.append(contentsOf: String(byte, radix: 16).utf8)
    default: bytes.append(byte)
    }
  }
}
