import Foundation
import HealthFiles
import Testing

@testable import hfile

/// The gallery of errors: one transcript for each way in which something goes wrong, every fact in at least one.
@Suite(.serialized) struct GalleryTests {
  /// Facts that no command line can bring about by itself; each is shown by the test named.
  private static let elsewhere: [String: String] = [
    "busy": "ConcurrencyTests.aHeldLockIsTold, Scripts/doctor.txt",
    "keyLost": "SealedStoreTests.aSealWhoseKeyIsGoneIsTold",
    "tillOpen": "TillScreenTests.aBasketOutlivesACrash, Conformance/till-tmux.sh",
    "otherTotal": "TillScreenTests.aPriceThatChangedMeanwhileIsShownFirst",
  ]

  @Test func everyFactIsInTheGallery() throws {
    var told: Set<String> = []
    for name in Transcript.all(in: "Errors") {
      let shell = try Transcript.check(name, in: "Errors")
      told.formUnion(shell.told.map(Self.caseName))
      told.formUnion(shell.failures.flatMap { [Self.caseName($0), Self.reason($0)] })
    }
    let trade = try ["TradeError", "DeskError", "StockError"].flatMap { try Self.cases(of: $0, in: "Trade") }
    let known = try Self.cases(of: "Fact") + Self.cases(of: "StoreError") + trade
    for name in known where !told.contains(name) && Self.elsewhere[name] == nil {
      Issue.record("no transcript in Errors/ tells \(name)")
    }
    for name in Self.elsewhere.keys.sorted() where !known.contains(name) || told.contains(name) {
      Issue.record("\(name) is an exception no more")
    }
  }

  @Test func thePageIsTheGallery() throws {
    var page = """
      # Errors

      Every error hfile tells, as it is told: the transcripts of `Tests/HealthFilesTests/Errors`, \
      which a test runs. `$` is
      typed, `!` is standard error, a number in brackets is the exit code.

      | exit code | meaning |
      |---|---|

      """
    for code in ExitCode.allCases { page += "| \(code.rawValue) | \(code.meaning.english) |\n" }
    for name in Transcript.all(in: "Errors") {
      let text = try String(contentsOfFile: Project.tests + "Errors/" + name, encoding: .utf8)
      let title = name.dropLast(4).replacing("-", with: " ")
      page += "\n## \(title)\n\n```\n\(text)\(text.hasSuffix("\n") ? "" : "\n")```\n"
    }
    let path = Project.root + "docs/Errors.md"
    if Project.isRecording { try page.write(toFile: path, atomically: true, encoding: .utf8) }
    let written = try String(contentsOfFile: path, encoding: .utf8)
    #expect(written == page, "HFILE_RECORD=1 swift test writes docs/Errors.md anew")
  }

  private static func caseName(_ value: some Any) -> String {
    String(String(describing: value).prefix { $0.isLetter })
  }

  /// The case that a refusal of trade stands for: `otherTotal` of `other-total`; nothing of other errors.
  private static func reason(_ error: StoreError) -> String {
    guard case .refused(let code, _, _, _) = error else { return "" }
    let words = code.split(separator: "-")
    return words.dropFirst().reduce(String(words.first ?? "")) { $0 + $1.prefix(1).uppercased() + $1.dropFirst() }
  }

  /// The cases of an enum, read from its source: an enum with associated values has no list of its own.
  private static func cases(of name: String, in room: String = "Problems") throws -> [String] {
    let path = Project.root + "Sources/HealthFiles/\(room)/\(name).swift"
    let source = try String(contentsOfFile: path, encoding: .utf8)
    return source.split(separator: "\n").prefix { !$0.contains("public enum Kind") && !$0.contains("isError: Bool") }
      .compactMap { line in
        line.firstMatch(of: /^  case ([a-zA-Z]+)/).map { String($0.output.1) }
      }
  }
}
