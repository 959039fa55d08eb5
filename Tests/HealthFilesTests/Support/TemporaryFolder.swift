import Foundation
import HealthFiles

/// A folder of its own for one test, removed when the test lets go of it.
final class TemporaryFolder {
  let path: String

  init() {
    let url = FileManager.default.temporaryDirectory.appending(path: "hfile-test-\(UUID().uuidString)")
    try? FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.resolvingSymlinksInPath().path(percentEncoded: false)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String) -> String { path + "/" + name }

  func write(_ text: String, to name: String) throws {
    let url = URL(fileURLWithPath: file(name))
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }

  func read(_ name: String) throws -> String {
    try String(decoding: Data(contentsOf: URL(fileURLWithPath: file(name))), as: UTF8.self)
  }

  func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: file(name)) }
}

/// Runs a program to its end and returns what it printed.
struct Ran {
  let status: Int32
  let output: String
  let error: String

  init(_ program: String, _ arguments: [String], in folder: String, variables: [String: String] = [:]) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [program] + arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    // The built hfile comes first: hooks of stores call it.
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    var environment = [
      "PATH": (Project.hfile as NSString).deletingLastPathComponent + ":" + path, "HOME": folder, "LC_ALL": "C.UTF-8",
    ]
    for (name, value) in variables { environment[name] = value }
    process.environment = environment
    let (out, err) = (Pipe(), Pipe())
    process.standardOutput = out
    process.standardError = err
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let output = out.fileHandleForReading.readDataToEndOfFile()
    let error = err.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    status = process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
    self.output = String(decoding: output, as: UTF8.self)
    self.error = String(decoding: error, as: UTF8.self)
  }
}

/// Where things are in the working tree of the project.
enum Project {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path(percentEncoded: false)

  static let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .path(percentEncoded: false)

  /// The built `hfile` beside the test bundle.
  static let hfile =
    Bundle.allBundles.map { $0.bundleURL.deletingLastPathComponent().appending(path: "hfile") }
    .first { FileManager.default.isExecutableFile(atPath: $0.path(percentEncoded: false)) }?
    .path(percentEncoded: false) ?? Bundle.main.bundleURL.appending(path: "hfile").path(percentEncoded: false)

  static let isRecording = ProcessInfo.processInfo.environment["HFILE_RECORD"] == "1"
}
