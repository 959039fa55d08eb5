import Foundation

/// One Swift file of the project, read once for all rules.
struct SourceFile {
  /// Path below the root of the project.
  let path: String
  /// Lines as they are written.
  let lines: [String]
  /// Words of the code, in order.
  let words: [CodeWord]
  /// Blocks in braces, inner ones first.
  let blocks: [CodeBlock]

  init(path: String, bytes: [UInt8]) {
    self.path = path
    lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
    var reader = CodeReader(SwiftText.code(of: bytes))
    reader.read()
    words = reader.words
    blocks = reader.blocks
  }

  /// Lines of the file; a final newline begins none.
  var length: Int { lines.last == "" ? lines.count - 1 : lines.count }

  /// Module: the folder below `Sources`.
  var module: String { String(path.split(separator: "/").dropFirst().first ?? "") }

  /// Room of the house: the folder below `Sources/HealthFiles`; nil elsewhere.
  var room: String? {
    let parts = path.split(separator: "/")
    return parts.count == 4 && parts[1] == "HealthFiles" ? String(parts[2]) : nil
  }

  /// The modules it imports.
  var imports: [String] {
    zip(words, words.dropFirst()).filter { $0.text == "import" && $0.line == $1.line }.map { $1.text }
  }

  /// The types it declares that are in no other type.
  var types: [String] {
    let declaring: Set<String> = ["struct", "class", "enum", "protocol", "actor", "typealias"]
    return zip(words, words.dropFirst()).compactMap { word, name in
      guard declaring.contains(word.text), !lines[word.line - 1].hasPrefix(" ") else { return nil }
      return name.text == "func" || name.text == "var" ? nil : name.text
    }
  }

  /// Whether one of the two lines above a line, or the line itself, holds a comment.
  func isExplained(_ line: Int) -> Bool {
    (max(0, line - 3)..<line).contains { lines[$0].contains("//") }
  }

  /// All Swift files below a folder of the project, by path.
  static func all(in folder: String) -> [SourceFile] {
    let paths = FileManager.default.enumerator(atPath: Project.root + folder)?.compactMap { $0 as? String } ?? []
    return paths.filter { $0.hasSuffix(".swift") }.sorted().map { path in
      let bytes = FileManager.default.contents(atPath: Project.root + folder + "/" + path) ?? Data()
      return SourceFile(path: folder + "/" + path, bytes: Array(bytes))
    }
  }

  static let sources = all(in: "Sources")
  static let tests = all(in: "Tests")
}

/// Finds words and braces in code without comments and literals.
private struct CodeReader {
  private let code: [UInt8]
  private(set) var words: [CodeWord] = []
  private(set) var blocks: [CodeBlock] = []
  private var open: [(header: Range<Int>, line: Int)] = []
  private var line = 1
  private var position = 0
  private var headerStart = 0
  private var last: UInt8 = 0

  init(_ code: [UInt8]) { self.code = code }

  mutating func read() {
    while position < code.count {
      let byte = code[position]
      if Self.isWordByte(byte) {
        word()
        continue
      }
      switch byte {
      case 0x0A: line += 1
      case UInt8(ascii: "{"):
        open.append((headerStart..<words.count, line))
        headerStart = words.count
      case UInt8(ascii: "}"): close()
      case UInt8(ascii: ";"): headerStart = words.count
      default: break
      }
      if byte > 0x20 { last = byte }
      position += 1
    }
  }

  private mutating func word() {
    let start = position
    while position < code.count, Self.isWordByte(code[position]) { position += 1 }
    let text = String(decoding: code[start..<position], as: UTF8.self)
    let after = code[position...].first { $0 > 0x20 } ?? 0
    let next = position < code.count ? code[position] : 0
    words.append(CodeWord(text: text, line: line, before: last, after: after, next: next))
    last = code[position - 1]
  }

  private mutating func close() {
    if let block = open.popLast() {
      blocks.append(CodeBlock(header: Array(words[block.header]), firstLine: block.line, lastLine: line))
    }
    headerStart = words.count
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte) || byte == 0x5F || byte >= 0x80
  }
}
