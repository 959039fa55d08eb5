/// The text around the binary formats of OpenSSH: a first line, Base64 wrapped at 70, a last line.
struct SSHArmour {
  let first: [UInt8]
  let last: [UInt8]
  private static let newline = UInt8(ascii: "\n")

  init(_ name: String) {
    first = Array("-----BEGIN \(name)-----".utf8)
    last = Array("-----END \(name)-----".utf8)
  }

  /// Writes bytes as text, without a final newline.
  func write(_ bytes: [UInt8]) -> [UInt8] {
    var text = first
    for (place, letter) in Base64.standard.encode(bytes).enumerated() {
      if place.isMultiple(of: 70) { text.append(Self.newline) }
      text.append(letter)
    }
    return text + [Self.newline] + last
  }

  /// Reads a text wrapped anywhere; one final newline may stand after it.
  func read(_ text: [UInt8], of thing: SealingError.Thing) throws(SealingError) -> [UInt8] {
    let text = text.last == Self.newline ? text.dropLast() : text[...]
    guard text.count > first.count + last.count, text.starts(with: first), text.suffix(last.count) == last[...] else {
      throw .malformed(thing, .armour)
    }
    let lines = text.dropFirst(first.count).dropLast(last.count)
    guard let bytes = Base64.standard.decode(lines.filter { $0 != Self.newline }) else {
      throw .malformed(thing, .base64)
    }
    return bytes
  }

  /// Reads the one text that would be written for its bytes; one final newline may stand after it.
  func readCanonical(_ text: [UInt8], of thing: SealingError.Thing) throws(SealingError) -> [UInt8] {
    let bytes = try read(text, of: thing)
    let written = write(bytes)
    guard written == text || written + [Self.newline] == text else { throw .malformed(thing, .armour) }
    return bytes
  }
}
