import HealthFiles

/// Reads keys out of the bytes that a terminal sends: UTF-8, control characters, the sequences of xterm, of the Linux
/// console and of what resembles them.
struct KeyReader {
  private var rest: [UInt8] = []
  private var last: UInt8 = 0

  /// Whether bytes wait for others: what begins a sequence may also be the key Escape.
  var isWaiting: Bool { !rest.isEmpty }

  /// Takes bytes; returns the keys that are whole.
  mutating func keys(_ bytes: [UInt8]) -> [TillKey] {
    rest += bytes
    var keys: [TillKey] = []
    while let length = Self.length(rest) {
      let unit = Array(rest.prefix(length))
      rest.removeFirst(length)
      // A scanner may end its line with two characters: they are one Enter.
      if unit != [0x0A] || last != 0x0D, let key = Self.key(unit) { keys.append(key) }
      last = unit.last ?? 0
    }
    return keys
  }

  /// Nothing follows: what waited is as whole as it gets.
  mutating func end() -> [TillKey] {
    defer { rest = [] }
    return rest.first == Self.escape ? [.escape] : []
  }

  private static let escape: UInt8 = 0x1B
  /// A sequence that goes on for longer is none.
  private static let longest = 32

  /// How many bytes the first key takes; nil where more may follow.
  private static func length(_ bytes: [UInt8]) -> Int? {
    guard let first = bytes.first else { return nil }
    guard first == escape else { return characterLength(bytes, first) }
    guard bytes.count > 1 else { return nil }
    switch bytes[1] {
    case UInt8(ascii: "O"): return bytes.count >= 3 ? 3 : nil
    case UInt8(ascii: "["):
      // The Linux console: ESC [ [ A.
      let start = bytes.count > 2 && bytes[2] == UInt8(ascii: "[") ? 3 : 2
      let end = bytes.indices.dropFirst(start).first { (0x40...0x7E).contains(bytes[$0]) }
      return end.map { $0 + 1 } ?? (bytes.count > longest ? bytes.count : nil)
    default: return 1
    }
  }

  private static func characterLength(_ bytes: [UInt8], _ first: UInt8) -> Int? {
    let length = first < 0xC0 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
    let following = bytes.dropFirst().prefix(length - 1).prefix { (0x80...0xBF).contains($0) }.count
    if following == length - 1 { return length }
    return bytes.count > following + 1 ? following + 1 : nil
  }

  private static func key(_ unit: [UInt8]) -> TillKey? {
    switch unit[0] {
    case escape: return unit.count == 1 ? .escape : sequences[String(decoding: unit.dropFirst(), as: UTF8.self)]
    case 0x0A, 0x0D: return .enter
    case 0x08, 0x7F: return .backspace
    case 0x1A: return .undo
    // Ctrl-C, Ctrl-D, Ctrl-Q.
    case 0x03, 0x04, 0x11: return .leave
    case ..<0x20: return nil
    default:
      let text = String(decoding: unit, as: UTF8.self)
      return text == "\u{FFFD}" || text.count != 1 ? nil : text.first.map { .character($0) }
    }
  }

  private static let sequences: [String: TillKey] = {
    var keys: [String: TillKey] = ["[3~": .delete, "[21~": .leave]
    for start in ["[", "O"] { keys.merge([start + "A": .up, start + "B": .down]) { $1 } }
    let forms: [Int: [String]] = [
      2: ["OQ", "[12~", "[[B"], 3: ["OR", "[13~", "[[C"], 4: ["OS", "[14~", "[[D"], 5: ["[15~", "[[E"], 6: ["[17~"],
      7: ["[18~"], 8: ["[19~"], 9: ["[20~"],
    ]
    for (number, names) in forms { for name in names { keys[name] = .function(number) } }
    return keys
  }()
}
