// What the Git suites share: throw-away repositories, stock git as oracle, and seeded randomness.
import Foundation
import Git

/// A directory that is removed when its owner's life ends.
final class TemporaryDirectory {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "healthfiles-git-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }
}

/// A fresh repository with stock git beside it.
struct GitFixture {
  let directory: TemporaryDirectory
  let repository: Repository
  let path: String

  static let author = Signature(
    name: "Lin 林", email: "stf-lin@sto-test", seconds: 1_700_000_000, offsetMinutes: 480)

  init(bare: Bool = false) throws {
    directory = try TemporaryDirectory()
    path = directory.path + "/repository"
    repository = try Repository.initialize(at: path, bare: bare)
  }

  /// Runs stock git here, with no configuration but the repository's own; throws unless it exits with 0.
  @discardableResult
  func git(_ arguments: String..., input: [UInt8] = []) throws -> String {
    try StockGit.run(["-C", path] + arguments, input: input)
  }

  /// Writes a file below the working directory.
  func write(_ text: String, to file: String) throws {
    let url = URL(fileURLWithPath: path + "/" + file)
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }

  /// Commits these changes on top of main and returns the new commit.
  @discardableResult
  func commit(_ changes: [String: String?], message: String = "test\n") throws -> Commit {
    let branch = "refs/heads/main"
    let parent = try repository.reference(branch)
    var ids: [String: ObjectID?] = [:]
    for (path, text) in changes {
      let id: ObjectID? = if let text { try repository.writeBlob(Array(text.utf8)) } else { nil }
      ids.updateValue(id, forKey: path)
    }
    let base: ObjectID? = if let parent { try repository.commit(parent).tree } else { nil }
    let tree = try repository.writeTree(base: base, changes: ids)
    let id = try repository.writeCommit(
      tree: tree, parents: parent.map { [$0] } ?? [], author: Self.author, committer: Self.author, message: message)
    try repository.compareAndSwap(branch, from: parent, to: id, message: "commit")
    return try repository.commit(id)
  }

  /// Stores an object's bytes as they are, without any check.
  func hashObject(_ kind: String, _ bytes: [UInt8]) throws -> ObjectID {
    try ObjectID.read(git("hash-object", "-w", "-t", kind, "--stdin", "--literally", input: bytes))
  }
}

struct StockGitFailure: Error {
  let arguments: [String]
  let code: Int32
  let output: String
}

enum StockGit {
  static func run(_ arguments: [String], input: [UInt8] = []) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["git"] + arguments
    process.environment = [
      "PATH": "/usr/local/bin:/usr/bin:/bin", "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null",
      "HOME": "/nonexistent", "LC_ALL": "C.UTF-8", "TZ": "UTC",
      "GIT_AUTHOR_NAME": "Oracle", "GIT_AUTHOR_EMAIL": "oracle@test", "GIT_AUTHOR_DATE": "1700000000 +0800",
      "GIT_COMMITTER_NAME": "Oracle", "GIT_COMMITTER_EMAIL": "oracle@test", "GIT_COMMITTER_DATE": "1700000000 +0800",
    ]
    let (source, output) = (Pipe(), Pipe())
    process.standardInput = source
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let writer = Thread {
      try? source.fileHandleForWriting.write(contentsOf: Data(input))
      try? source.fileHandleForWriting.close()
    }
    writer.start()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let text = String(decoding: data, as: UTF8.self)
    guard process.terminationStatus == 0 else {
      throw StockGitFailure(arguments: arguments, code: process.terminationStatus, output: text)
    }
    return text
  }
}

extension ObjectID {
  /// Reads the id that a stock git command printed.
  static func read(_ output: String) throws -> ObjectID {
    guard let id = ObjectID(hex: output.trimmingCharacters(in: .whitespacesAndNewlines)) else {
      throw StockGitFailure(arguments: ["not an id"], code: 0, output: output)
    }
    return id
  }
}

/// SplitMix64 (Steele, Lea, Flood 2014): the same numbers for the same seed, everywhere.
struct GitRandom: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var word = state
    word = (word ^ word >> 30) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ word >> 27) &* 0x94d0_49bb_1331_11eb
    return word ^ word >> 31
  }
}

/// Runs the closure and returns the error it throws, or nil.
func gitError(_ body: () throws -> Void) -> GitError? {
  do {
    try body()
    return nil
  } catch {
    return error as? GitError
  }
}
