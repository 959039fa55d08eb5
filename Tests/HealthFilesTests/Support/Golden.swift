import Foundation
import Testing

/// Whole texts that must not change unseen: one file each in `Golden/`.
enum Golden {
  /// Every golden file that a test compares; a file that is not among them fails.
  static let names: Set<String> = Set(CommandReferenceTests.files.values).union([HistoryPropertyTests.verdicts])

  /// Compares a text with its file, or writes the file when recording.
  static func check(_ name: String, _ text: String) throws {
    #expect(names.contains(name), "\(name) is missing in Golden.names")
    let path = Project.tests + "Golden/" + name
    if Project.isRecording { return try text.write(toFile: path, atomically: true, encoding: .utf8) }
    let written = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    guard text != written else { return }
    let first = Self.firstDifference(text, written)
    Issue.record("Golden/\(name): \(first); HFILE_RECORD=1 swift test records it anew")
  }

  private static func firstDifference(_ now: String, _ was: String) -> String {
    let (new, old) = (now.split(separator: "\n"), was.split(separator: "\n"))
    for (left, right) in zip(new, old) where left != right { return "now “\(left)”, was “\(right)”" }
    return "\(new.count) lines, \(old.count) before"
  }
}

@Suite struct GoldenTests {
  @Test func everyGoldenFileIsUsed() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Project.tests + "Golden")
    #expect(Set(files).subtracting(Golden.names).sorted() == [], "golden files that no test compares")
    #expect(Golden.names.subtracting(files).sorted() == [], "golden files that do not exist yet")
  }
}
