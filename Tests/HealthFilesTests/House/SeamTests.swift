// The world enters through named doors only, what is dangerous says why, and what is public is documented.

import Testing

@Suite struct SeamTests {
  /// The files in which hfile meets the world.
  static let seams: Set<String> = [
    "Sources/hfile/Terminal/SystemConsole.swift", "Sources/hfile/Main/Main.swift", "Sources/hfile-web/Main.swift",
  ]

  /// Words of the world that are called or read.
  static let worldly: Set<String> = [
    "exit", "_exit", "print", "debugPrint", "dump", "readLine", "getenv", "setenv", "environ", "secure_getenv",
    "CommandLine",
    "ProcessInfo", "Date", "UUID", "clock_gettime", "gettimeofday", "ContinuousClock", "SystemClock",
    "SystemRandomNumberGenerator", "getrandom", "arc4random", "random", "shuffled", "randomElement",
  ]

  /// Of the words above, those that are common names too: only a call counts.
  static let calls: Set<String> = [
    "exit", "_exit", "print", "dump", "Date", "UUID", "random", "shuffled", "randomElement",
  ]

  @Test func theWorldEntersThroughTheSeams() {
    for file in SourceFile.sources where !Self.seams.contains(file.path) {
      for word in Self.worldlyUses(in: file) {
        Issue.record("\(file.path):\(word.line) uses \(word.text) outside \(Self.seams.sorted())")
      }
    }
  }

  static func worldlyUses(in file: SourceFile) -> [CodeWord] {
    file.words.filter { worldly.contains($0.text) && isUse($0) }
  }

  @Test func theSeamsAreStillSeams() {
    for path in Self.seams.sorted() {
      let file = SourceFile.sources.first { $0.path == path }
      #expect(file.map { !Self.worldlyUses(in: $0).isEmpty } ?? false, "\(path) is no seam any more")
    }
  }

  private static func isUse(_ word: CodeWord) -> Bool {
    guard calls.contains(word.text) else { return true }
    let isMember = word.before == UInt8(ascii: ".")
    // `.random(in:)` is a use; a method of ours that is called `exit()` is none.
    let isRandom = ["random", "shuffled", "randomElement"].contains(word.text)
    return word.after == UInt8(ascii: "(") && isMember == isRandom
  }

  @Test func dangerSaysWhy() {
    for file in SourceFile.sources {
      for word in Self.dangers(in: file) {
        Issue.record("\(file.path):\(word.line) \(word.text) without a comment that says why")
      }
    }
  }

  /// What may end the program or escape the compiler, where no comment on the two lines above says why.
  static func dangers(in file: SourceFile) -> [CodeWord] {
    file.words.indices.filter { index in
      let next = index + 1 < file.words.count ? file.words[index + 1].text : nil
      return isDanger(file.words[index], next: next) && !file.isExplained(file.words[index].line)
    }.map { file.words[$0] }
  }

  private static func isDanger(_ word: CodeWord, next: String?) -> Bool {
    switch word.text {
    case "fatalError", "preconditionFailure", "precondition", "assertionFailure", "unsafeBitCast": true
    case "unchecked": word.before == UInt8(ascii: "@")
    case "nonisolated", "unowned": next == "unsafe" && word.after == UInt8(ascii: "(")
    case "try", "as": word.next == UInt8(ascii: "!")
    default: false
    }
  }

  @Test func whatIsPublicIsDocumented() {
    for file in SourceFile.sources {
      for line in Self.undocumented(in: file) {
        Issue.record("\(file.path):\(line) is public and has no documentation")
      }
    }
  }

  /// Lines of declarations that are public and have no `///` above them, attributes passed over.
  static func undocumented(in file: SourceFile) -> [Int] {
    file.words.filter { ["public", "open", "package"].contains($0.text) }.map(\.line).filter { line in
      let text = file.lines[line - 1].drop { $0 == " " }
      let isDeclaration = ["public ", "open ", "package ", "@"].contains { text.hasPrefix($0) }
      guard isDeclaration, !text.contains("import ") else { return false }
      let above = file.lines[..<(line - 1)].last { !$0.drop { $0 == " " }.hasPrefix("@") }
      return !(above ?? "").drop { $0 == " " }.hasPrefix("///")
    }
  }
}
