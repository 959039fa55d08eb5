/// Lines of an iCalendar object (RFC 5545): values escaped, long lines folded, each line ended by CR LF.
struct CalendarText {
  private(set) var bytes: [UInt8] = []

  /// Octets of a line before it is folded.
  private static let width = 75

  /// Adds a line whose value needs no escaping.
  mutating func add(_ name: String, _ value: String) { fold(Array("\(name):\(value)".utf8)) }

  /// Adds a line whose value is text of a person.
  mutating func add(_ name: String, text: String) { add(name, Self.escaped(text)) }

  /// Returns the value of a parameter, in quotes where it needs them.
  static func parameter(_ text: String) -> String {
    // No quote may stand in a parameter, and no line may end in it.
    let plain = String(text.map { $0 == "\"" ? "'" : $0.isNewline ? " " : $0 })
    return plain.contains { ":;,".contains($0) } ? "\"\(plain)\"" : plain
  }

  private static func escaped(_ text: String) -> String {
    var result = ""
    for letter in text {
      switch letter {
      case "\\", ";", ",": result += "\\\(letter)"
      case let letter where letter.isNewline: result += "\\n"
      default: result.append(letter)
      }
    }
    return result
  }

  /// A line goes on in the next one after a blank; no character is cut in two.
  private mutating func fold(_ line: [UInt8]) {
    var rest = line[...]
    var limit = Self.width
    while rest.count > limit {
      var end = rest.startIndex + limit
      while rest[end] & 0xC0 == 0x80 { end -= 1 }
      bytes += rest[..<end] + [0x0D, 0x0A, 0x20]
      rest = rest[end...]
      limit = Self.width - 1
    }
    bytes += rest + [0x0D, 0x0A]
  }
}
