// The world enters through named doors only, what is dangerous says why, and what is public is documented.

import Testing

@Suite struct SeamTests {
  /// The files in which hfile meets the world.
  static let seams: Set<String> = ["Sources/hfile/Terminal/SystemConsole.swift", "Sources/hfile/Main.swift"]

  /// Words of the world that are called or read.
  static let worldly: Set<String> = [
    "exit", "print", "debugPrint", "dump", "readLine", "getenv", "setenv", "environ", "secure_getenv", "CommandLine",
    "ProcessInfo", "Date", "UUID", "clock_gettime", "gettimeofday", "ContinuousClock", "SystemClock",
    "SystemRandomNumberGenerator", "getrandom", "arc4random", "random", "shuffled", "randomElement",
  ]

  /// Of the words above, those that are common names too: only a call counts.
  static let calls: Set<String> = [
    "exit", "print", "dump", "Date", "UUID", "random", "shuffled", "randomElement",
  ]

  @Test func theWorldEntersThroughTheSeams() {
    for file in SourceFile.sources where !Self.seams.contains(file.path) {
      for word in file.words where Self.worldly.contains(word.text) && Self.isUse(word) {
        Issue.record("\(file.path):\(word.line) uses \(word.text) outside \(Self.seams.sorted())")
      }
    }
  }

  @Test func theSeamsAreStillSeams() {
    for path in Self.seams.sorted() {
      let file = SourceFile.sources.first { $0.path == path }
      let uses = file?.words.contains { Self.worldly.contains($0.text) && Self.isUse($0) } ?? false
      #expect(uses, "\(path) is no seam any more")
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
      for (index, word) in file.words.enumerated() {
        guard Self.isDanger(word, next: file.words.dropFirst(index + 1).first?.text), !file.isExplained(word.line)
        else {
          continue
        }
        Issue.record("\(file.path):\(word.line) \(word.text) without a comment that says why")
      }
    }
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
    var count = 0
    for file in SourceFile.sources {
      for word in file.words where ["public", "open", "package"].contains(word.text) {
        let line = file.lines[word.line - 1].drop { $0 == " " }
        guard line.hasPrefix(word.text + " ") || line.hasPrefix("@"), !line.contains("import ") else { continue }
        count += 1
        var above = word.line - 2
        while above >= 0, file.lines[above].drop(while: { $0 == " " }).hasPrefix("@") { above -= 1 }
        guard above >= 0, file.lines[above].drop(while: { $0 == " " }).hasPrefix("///") else {
          Issue.record("\(file.path):\(word.line) is public and has no documentation")
          continue
        }
      }
    }
    #expect(count > 100)
  }
}
