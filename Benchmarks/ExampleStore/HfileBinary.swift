import Foundation

/// An `hfile` that somebody built: its own judgement of the store that was made.
struct HfileBinary {
  let path: String

  /// Runs `hfile -C FOLDER check`; what it finds is a failure.
  func check(_ folder: String) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = ["-C", folder, "check"]
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw ExampleFailure.checkFailed(process.terminationStatus) }
  }
}
