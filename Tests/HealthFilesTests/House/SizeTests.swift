// How long things may be. Exceptions are named with their reason; one that is no longer needed fails, so that the list
// only shrinks.

import Testing

@Suite struct SizeTests {
  /// Functions that may be longer than 70 lines: `path` and the reason.
  static let longFunctions: [String: String] = [:]
  /// Files that may be longer than 400 lines.
  static let longFiles: [String: String] = [:]
  /// Files with lines that may be longer than 120 characters.
  static let longLines: [String: String] = [:]

  private func check(_ found: Set<String>, against exceptions: [String: String], _ what: String) {
    for path in found.subtracting(exceptions.keys).sorted() { Issue.record("\(path): \(what)") }
    for path in Set(exceptions.keys).subtracting(found).sorted() {
      Issue.record("\(path) needs no exception any more: \(what)")
    }
    for (path, reason) in exceptions where reason.isEmpty { Issue.record("\(path): an exception without a reason") }
  }

  @Test func functionsAreAtMost70Lines() {
    var found: Set<String> = []
    for file in SourceFile.sources + SourceFile.tests {
      for block in file.blocks where !block.isType && block.length > 70 {
        found.insert(file.path)
        if Self.longFunctions[file.path] == nil {
          Issue.record("\(file.path):\(block.firstLine) goes on for \(block.length) lines")
        }
      }
    }
    check(found, against: Self.longFunctions, "a function of more than 70 lines")
  }

  @Test func filesAreAtMost400Lines() {
    let found = (SourceFile.sources + SourceFile.tests).filter { $0.length > 400 }.map(\.path)
    check(Set(found), against: Self.longFiles, "a file of more than 400 lines")
  }

  @Test func linesAreAtMost120Characters() {
    var found: Set<String> = []
    for file in SourceFile.sources + SourceFile.tests {
      for (index, line) in file.lines.enumerated() where line.utf8.count > 120 && line.count > 120 {
        found.insert(file.path)
        if Self.longLines[file.path] == nil { Issue.record("\(file.path):\(index + 1) has \(line.count) characters") }
      }
    }
    check(found, against: Self.longLines, "a line of more than 120 characters")
  }
}
