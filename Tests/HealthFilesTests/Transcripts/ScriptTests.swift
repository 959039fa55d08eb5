import Foundation
import Testing

@testable import hfile

/// Transcripts of every verb, and of every error.
@Suite struct ScriptTests {
  @Test(arguments: Transcript.all(in: "Scripts"))
  func script(_ name: String) throws { try Transcript.check(name, in: "Scripts") }

  @Test func everyVerbHasATranscript() {
    let names = Set(Transcript.all(in: "Scripts").map { $0.dropLast(4) })
    for command in Command.all {
      let verb = command.name.prefix { $0 != " " }
      if !names.contains(verb) { Issue.record("Scripts/\(verb).txt is missing") }
    }
  }
}
