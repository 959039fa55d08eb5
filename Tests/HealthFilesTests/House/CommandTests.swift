// The table of commands is whole: every file of Commands/ is in it, once, and speaks all three languages.

import HealthFiles
import Testing

@testable import hfile

@Suite struct CommandTests {
  /// The commands that a file defines: `static let NAME = Command(`.
  private func defined(in file: SourceFile) -> [String] {
    let words = file.words
    return words.indices.dropLast(3).compactMap { index in
      words[index].text == "static" && words[index + 1].text == "let" && words[index + 3].text == "Command"
        ? words[index + 2].text : nil
    }
  }

  /// The names in the list `Command.all`.
  private func listed() throws -> [String] {
    let file = try #require(SourceFile.sources.first { $0.path == "Sources/hfile/Arguments/Command.swift" })
    let start = try #require(file.lines.firstIndex { $0.contains("static let all: [Command] = [") })
    let end = try #require(file.lines[start...].firstIndex { $0.drop { $0 == " " }.hasPrefix("]") })
    return file.words.filter { (start + 2...end).contains($0.line) }.map(\.text)
  }

  @Test func everyFileOfCommandsIsInTheList() throws {
    let listed = try listed()
    #expect(listed.count == Command.all.count)
    #expect(Set(listed).count == listed.count, "a command is listed twice")
    let files = SourceFile.sources.filter { $0.path.hasPrefix("Sources/hfile/Commands/") }
    var found: [String] = []
    for file in files {
      let commands = defined(in: file)
      if commands.isEmpty { Issue.record("\(file.path) defines no command") }
      found += commands
    }
    #expect(Set(found).subtracting(listed).isEmpty, "commands that are not in Command.all")
    #expect(Set(listed).subtracting(found).isEmpty, "commands of Command.all that no file of Commands/ defines")
    #expect(found.count == Set(found).count, "commands that two files define")
  }

  @Test func verbsAndOptionsAreNamedOnce() {
    let names = Command.all.map(\.name)
    #expect(Set(names).count == names.count)
    for command in Command.all {
      let options = command.allOptions.flatMap(\.names)
      #expect(Set(options).count == options.count, "\(command.name) has an option twice: \(options)")
      #expect(Set(command.exitCodes).count == command.exitCodes.count, "\(command.name) names an exit code twice")
      #expect(!command.exitCodes.contains(.done) && !command.exitCodes.contains(.usage), "\(command.name)")
    }
  }

  @Test(arguments: Language.allCases) func everyTextIsThere(_ language: Language) {
    for command in Command.all {
      var texts = [command.summary, command.details] + command.arguments.map(\.help)
      texts += command.allOptions.map(\.help) + command.examples.map(\.help)
      for text in texts where text[language].allSatisfy(\.isWhitespace) {
        Issue.record("\(command.name) has an empty text in \(language.rawValue)")
      }
      #expect(!command.examples.isEmpty, "\(command.name) has no example")
    }
    for code in ExitCode.allCases { #expect(!code.meaning[language].isEmpty) }
    for check in Check.all { #expect(!check.summary[language].isEmpty) }
  }

  @Test func chineseIsChinese() {
    for command in Command.all {
      for text in [command.summary, command.details] {
        let isChinese = { (text: String) in text.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) } }
        #expect(!isChinese(text.english.replacing(/'[^']*'|contains 茶\)?/, with: "")), "\(command.name) in English")
        #expect(isChinese(text.simplified) && isChinese(text.traditional), "\(command.name) in Chinese")
      }
    }
  }

  @Test func checksAreSortedAndListEveryFile() {
    let names = Check.all.map(\.name)
    #expect(names == Set(names).sorted())
    let files = SourceFile.sources.filter { $0.path.hasSuffix("Check.swift") && $0.room == "Checks" }
    #expect(files.count - 1 == names.count, "every file of Checks/ but Check.swift is one check of Check.all")
  }
}
