// Enough of Swift's grammar to ask questions of a source file: which bytes are code, which words stand where, and how
// long each block of braces is. Comments and the text of literals are no code; what an interpolation holds is.

/// A word of code and what surrounds it.
struct CodeWord {
  let text: String
  /// Line from 1.
  let line: Int
  /// The nearest bytes that are no blank on this side and that.
  let before: UInt8
  let after: UInt8
  /// The byte that follows at once.
  let next: UInt8
}

/// A block in braces.
struct CodeBlock {
  /// The words before the opening brace, back to the brace or semicolon before it.
  let header: [CodeWord]
  let firstLine: Int
  let lastLine: Int

  private static let typeWords: Set<String> = ["struct", "class", "enum", "extension", "protocol", "actor"]
  private static let functionWords: Set<String> = ["func", "init", "subscript", "deinit"]

  /// Whether the block is the body of a type.
  var isType: Bool {
    header.contains { Self.typeWords.contains($0.text) } && !header.contains { Self.functionWords.contains($0.text) }
  }

  /// Lines from the word `func` (or the brace, for closures and accessors) to the closing brace.
  var length: Int {
    let start = header.last { Self.functionWords.contains($0.text) }?.line ?? firstLine
    return lastLine - start + 1
  }
}

/// Blanks out of a Swift text whatever is no code; lines stay where they are.
struct SwiftText {
  private enum Mode {
    case code(depth: Int)
    case literal(hashes: Int, isMultiline: Bool)
  }

  private let bytes: [UInt8]
  private var code: [UInt8]
  private var position = 0
  private var modes: [Mode] = [.code(depth: 0)]

  /// Returns the text with blanks for comments and literals.
  static func code(of bytes: [UInt8]) -> [UInt8] {
    var text = SwiftText(bytes)
    while text.position < bytes.count { text.step() }
    return text.code
  }

  private init(_ bytes: [UInt8]) {
    self.bytes = bytes
    code = bytes
  }

  private func isAt(_ text: StaticString) -> Bool {
    guard position + text.utf8CodeUnitCount <= bytes.count else { return false }
    return text.withUTF8Buffer { buffer in
      buffer.indices.allSatisfy { bytes[position + $0] == buffer[$0] }
    }
  }

  private mutating func blank(_ count: Int) {
    for _ in 0..<count where position < bytes.count {
      if bytes[position] != 0x0A { code[position] = 0x20 }
      position += 1
    }
  }

  private mutating func step() {
    switch modes[modes.count - 1] {
    case .code(let depth): stepCode(depth)
    case .literal(let hashes, let isMultiline): stepLiteral(hashes, isMultiline)
    }
  }

  private mutating func stepCode(_ depth: Int) {
    switch bytes[position] {
    case UInt8(ascii: "/") where isAt("//"):
      while position < bytes.count, bytes[position] != 0x0A { blank(1) }
    case UInt8(ascii: "#"), UInt8(ascii: "\""):
      openLiteral()
    case UInt8(ascii: "("):
      modes[modes.count - 1] = .code(depth: depth + 1)
      position += 1
    case UInt8(ascii: ")") where depth == 0 && modes.count > 1:
      modes.removeLast()
      blank(1)
    case UInt8(ascii: ")"):
      modes[modes.count - 1] = .code(depth: depth - 1)
      position += 1
    default: position += 1
    }
  }

  private mutating func openLiteral() {
    var hashes = 0
    while position + hashes < bytes.count, bytes[position + hashes] == UInt8(ascii: "#") { hashes += 1 }
    guard position + hashes < bytes.count, bytes[position + hashes] == UInt8(ascii: "\"") else {
      position += max(1, hashes)
      return
    }
    blank(hashes)
    let isMultiline = isAt("\"\"\"")
    blank(isMultiline ? 3 : 1)
    modes.append(.literal(hashes: hashes, isMultiline: isMultiline))
  }

  private mutating func stepLiteral(_ hashes: Int, _ isMultiline: Bool) {
    let byte = bytes[position]
    if byte == UInt8(ascii: "\\"), hasHashes(hashes, after: 1) {
      let next = position + 1 + hashes
      blank(2 + hashes)
      if next < bytes.count, bytes[next] == UInt8(ascii: "(") { modes.append(.code(depth: 0)) }
      return
    }
    guard byte == UInt8(ascii: "\""), !isMultiline || isAt("\"\"\""), hasHashes(hashes, after: isMultiline ? 3 : 1)
    else {
      return blank(1)
    }
    blank((isMultiline ? 3 : 1) + hashes)
    modes.removeLast()
  }

  private func hasHashes(_ count: Int, after offset: Int) -> Bool {
    (0..<count).allSatisfy { index in
      position + offset + index < bytes.count && bytes[position + offset + index] == UInt8(ascii: "#")
    }
  }
}
