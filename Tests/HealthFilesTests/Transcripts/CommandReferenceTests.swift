import HealthFiles
import Testing

@testable import hfile

/// The whole reference of the command line, in each language: what `hfile help` and `hfile help VERB` say.
@Suite struct CommandReferenceTests {
  static let files: [Language: String] = Dictionary(
    uniqueKeysWithValues: Language.allCases.map { ($0, "reference.\($0.rawValue).txt") })

  private func words(_ command: Command) -> [String] { command.name.split(separator: " ").map(String.init) }

  private func reference(_ language: Language) -> String {
    let shell = Shell()
    var pages: [String] = []
    for line in [["help"]] + Command.all.map({ ["help"] + words($0) }) {
      let answer = shell.run(["--lang", language.rawValue] + line)
      #expect(answer.code == .done && answer.error.isEmpty)
      pages.append("$ hfile \(line.joined(separator: " "))\n" + answer.output)
    }
    pages.append("$ hfile-web --help\n" + Help.page(of: .web, language))
    return pages.joined(separator: "\n")
  }

  @Test(arguments: Language.allCases) func reference(isGolden language: Language) throws {
    let name = try #require(Self.files[language])
    try Golden.check(name, reference(language))
  }

  @Test func helpIsTheSameHoweverItIsAskedFor() {
    let shell = Shell()
    for command in Command.all {
      let page = shell.run(["help"] + words(command)).output
      #expect(shell.run(words(command) + ["--help"]).output == page, "\(command.name)")
      #expect(shell.run(words(command) + ["-h"]).output == page, "\(command.name)")
      #expect(page.contains("hfile \(command.name)"), "\(command.name)")
    }
  }
}
