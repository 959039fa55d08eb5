import Foundation
import Testing

/// What README shows is what happens.
@Suite struct ReadmeTests {
  @Test func theTourIsTrue() throws {
    let path = Project.root + "README.md"
    let readme = try String(contentsOfFile: path, encoding: .utf8)
    let marks = ("<!-- tour -->\n```\n", "\n```\n<!-- /tour -->")
    let start = try #require(readme.range(of: marks.0)).upperBound
    let end = try #require(readme.range(of: marks.1)).lowerBound
    let written = String(readme[start..<end])
    var tour = Transcript(text: written)
    // A newcomer has no keys yet.
    try FileManager.default.removeItem(atPath: tour.shell.folder.file(".config"))
    let now = try tour.replay()
    if Project.isRecording {
      let whole = readme.replacingCharacters(in: start..<end, with: now)
      try whole.write(toFile: path, atomically: true, encoding: .utf8)
    } else {
      #expect(now == written, "HFILE_RECORD=1 swift test records the tour anew")
    }
  }
}
