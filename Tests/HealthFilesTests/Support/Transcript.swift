import Foundation
import Testing

@testable import hfile

/// A transcript: commands and what they answer, in one text that a person reads as behaviour.
///
/// Lines beginning `$ ` are commands; what follows is their standard output, then standard error with `! ` before each
/// line, then the exit code in brackets when it is not 0. `#` begins a comment. Besides hfile and git there are:
/// `cd`, `mkdir`, `mv`, `rm`, `ln`, `cat`, `cp`, `sed`, `clock TIME`, `author NAME <ADDRESS>`, `write PATH` and
/// `append PATH` (the lines that follow, with `| ` before each), `input` (lines for the next hfile, likewise),
/// `editor PATH` (copies a file over what hfile opens next), `into PATH hfile ...` (what hfile answers, in a file),
/// `shop` (a store to begin with), `plain` (one that is neither signed nor sealed), `example` (the example store,
/// committed), `crowd COUNT PATH` (so many members of staff as CSV).
struct Transcript {
  private let text: String
  private(set) var shell = Shell()

  init(text: String) { self.text = text }

  /// Runs the commands again and returns the transcript as it is now.
  mutating func replay() throws -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    var result: [String] = []
    var index = 0
    while index < lines.count {
      let line = String(lines[index])
      index += 1
      guard line.hasPrefix("$ ") else {
        if line.hasPrefix("#") || line.isEmpty { result.append(line) }
        continue
      }
      result.append(line)
      var block: [String] = []
      while index < lines.count, lines[index].hasPrefix("| ") || lines[index] == "|" {
        block.append(String(lines[index].dropFirst(2)))
        result.append(String(lines[index]))
        index += 1
      }
      while index < lines.count, !lines[index].hasPrefix("$ "), !lines[index].isEmpty, !lines[index].hasPrefix("#") {
        index += 1
      }
      result += try run(String(line.dropFirst(2)), block).map(normalized)
    }
    return result.joined(separator: "\n")
  }

  private mutating func run(_ line: String, _ block: [String]) throws -> [String] {
    let words = ShellWords.split(line)
    let rest = Array(words.dropFirst())
    switch words.first {
    case "hfile":
      let answer = shell.run(rest)
      return Self.lines(answer.output) + Self.lines(answer.error).map { "! " + $0 }
        + (answer.code == .done ? [] : ["[\(answer.code.rawValue)]"])
    case "shop":
      let before = shell
      shell = Shell.inStore()
      (shell.told, shell.failures) = (before.told, before.failures)
      return []
    case "into":
      try shell.write(shell.run(Array(rest.dropFirst(2))).output, to: rest[0])
      return []
    case "plain":
      let before = shell
      shell = try Shell.inPlainStore()
      (shell.told, shell.failures) = (before.told, before.failures)
      return []
    case "example":
      try FileManager.default.copyItem(atPath: Project.root + "example-store", toPath: shell.folder.file("example"))
      shell.current = shell.folder.file("example")
      _ = try program("git", ["init", "-q", "-b", "main"])
      return Self.lines(shell.run("commit -m example").error).map { "! " + $0 }
    case "git": return try program("git", rest)
    case "cd":
      shell.current =
        rest[0] == ".." ? (shell.current as NSString).deletingLastPathComponent : shell.current + "/" + rest[0]
      return []
    case "mkdir", "mkfifo", "mv", "rm", "ln", "cat", "chmod", "cp", "sed":
      return try program(line.prefix { $0 != " " }.description, rest)
    case "write", "append":
      let old = words[0] == "append" ? (try? shell.read(rest[0])) ?? "" : ""
      try shell.write(old + block.map { $0 + "\n" }.joined(), to: rest[0])
      return []
    case "crowd":
      let rows = (1...(Int(rest[0]) ?? 1)).map { "stf-p\($0),Person \($0),other,2026-01-01\n" }.joined()
      try shell.write("id,name,role,hired\n" + rows, to: rest[1])
      return []
    case "input":
      shell.input = block
      return []
    case "clock":
      shell.world.set(rest[0])
      return []
    case "author":
      shell.variables["HFILE_AUTHOR"] = rest.joined(separator: " ")
      return []
    case "lang":
      shell.variables["HFILE_LANG"] = rest[0]
      return []
    case "editor":
      setEditor(rest)
      return []
    default: return ["unknown command: \(line)"]
    }
  }

  /// `editor FILE [meanwhile WORDS...]`: copies a file over what hfile opens; the words are another hfile run before.
  private func setEditor(_ words: [String]) {
    let shell = shell
    let source = shell.current + "/" + words[0]
    let meanwhile = words.dropFirst().first == "meanwhile" ? Array(words.dropFirst(2)) : []
    shell.editor = { path in
      if !meanwhile.isEmpty { shell.run(meanwhile) }
      guard let bytes = FileManager.default.contents(atPath: source) else { return 1 }
      return FileManager.default.createFile(atPath: path, contents: bytes) ? 0 : 1
    }
  }

  private func program(_ name: String, _ arguments: [String]) throws -> [String] {
    let ran = try Ran(name, arguments, in: shell.current, variables: shell.world.gitVariables)
    return Self.lines(ran.output) + Self.lines(ran.error).map { "! " + $0 }
      + (ran.status == 0 ? [] : ["[\(ran.status)]"])
  }

  private static func lines(_ text: String) -> [String] {
    // "\r\n" is one Character in Swift, so the line ends of CSV are made plain first.
    let plain = text.replacingOccurrences(of: "\r\n", with: "\n")
    var lines = plain.split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }
    if lines.last == "" { lines.removeLast() }
    return lines.map { $0.isEmpty || $0.hasPrefix("#") || $0.hasPrefix("$ ") ? " " + $0 : $0 }
  }

  /// Commit ids change whenever a schema does, and the folder with every run.
  private func normalized(_ line: String) -> String {
    line.replacingOccurrences(of: shell.folder.path, with: "$ROOT")
      .replacing(/\b[0-9a-f]{40}\b/, with: "COMMIT")
      .replacing(/\b[0-9a-f]{10}\b/, with: "COMMIT")
  }

  /// Every transcript of a folder of the tests.
  static func all(in folder: String) -> [String] {
    let path = Project.tests + folder
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return names.filter { $0.hasSuffix(".txt") }.sorted()
  }

  /// Replays a transcript and compares it with what is written, or writes it when recording.
  @discardableResult
  static func check(_ name: String, in folder: String) throws -> Shell {
    let path = Project.tests + folder + "/" + name
    var transcript = Transcript(text: try String(contentsOfFile: path, encoding: .utf8))
    let now = try transcript.replay()
    if Project.isRecording {
      try now.write(toFile: path, atomically: true, encoding: .utf8)
    } else {
      let written = try String(contentsOfFile: path, encoding: .utf8)
      #expect(now == written, "HFILE_RECORD=1 swift test records \(folder)/\(name) anew")
    }
    return transcript.shell
  }
}
