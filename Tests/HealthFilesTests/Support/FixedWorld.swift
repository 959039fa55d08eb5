import Foundation
import HealthFiles
import Synchronization
import Testing

@testable import hfile

/// A clock that stands still until it is set, and random bits from a seed.
final class FixedWorld: Sendable {
  private let clock: Mutex<Instant>
  private let bits: SeededBits
  /// Their own source, so that making a key changes no record's id.
  private let keyBits: SeededBits

  init(_ time: String = "2026-11-21T19:05:00+08:00", seed: UInt64 = 1) {
    clock = Mutex(Instant(time) ?? Instant(seconds: 0))
    bits = SeededBits(seed)
    keyBits = SeededBits(seed &+ 1 << 32)
  }

  func set(_ time: String) {
    if let instant = Instant(time) { clock.withLock { $0 = instant } }
  }

  func advance(_ seconds: Int64) {
    clock.withLock { $0 = Instant(seconds: $0.seconds + seconds, offsetMinutes: $0.offsetMinutes) }
  }

  var environment: Environment {
    Environment(
      now: { self.clock.withLock { ($0.seconds, $0.nanoseconds) } }, randomBits: { self.bits.next() },
      randomBytes: { self.keyBits.bytes($0) },
      timeZone: { name in
        FileManager.default.contents(atPath: "/usr/share/zoneinfo/" + name).flatMap { TimeZoneRules(tzif: Array($0)) }
      })
  }

  /// The same clock for stock git, so that its commits do not come from the future.
  var gitVariables: [String: String] {
    let time = clock.withLock { $0.description }
    return ["GIT_AUTHOR_DATE": time, "GIT_COMMITTER_DATE": time]
  }

  static let author = Author(name: "林晓", email: "stf-lin@sto-test")
}

/// Runs hfile inside the test: the whole program but for the process.
final class Shell {
  let folder: TemporaryFolder
  let world: FixedWorld
  var current: String
  var variables: [String: String]
  var input: [String] = []
  var isTerminal = false
  /// The facts told in all runs so far, and what stopped runs.
  var told: [Fact] = []
  var failures: [StoreError] = []
  /// What happens while hfile waits for a key, one after another; nil when they are over.
  var keys: [() -> Character?] = []
  /// What happens while hfile waits, one after another; it ends when they are over.
  var pauses: [() -> Void] = []
  /// The terminal that a full screen is shown on; nil where there is none.
  var screen: FullScreen?
  /// What the editor does to a file.
  var editor: (_ path: String) -> Int32 = { _ in 0 }

  /// What listens at local sockets.
  final class Services: Sendable {
    private let all = Mutex<[String: Console.Service]>([:])

    subscript(path: String) -> Console.Service? {
      get { all.withLock { $0[path] } }
      set { all.withLock { $0[path] = newValue } }
    }
  }
  let services = Services()

  struct Answer {
    let code: ExitCode
    let output: String
    let error: String
  }

  init(_ folder: TemporaryFolder = TemporaryFolder(), world: FixedWorld = FixedWorld()) {
    self.folder = folder
    self.world = world
    current = folder.path
    Self.giveIdentity(folder)
    variables = ["HOME": folder.path, "HFILE_LANG": "en", "HFILE_AUTHOR": "林晓 <stf-lin@sto-test>", "EDITOR": "edit"]
  }

  @discardableResult
  func run(_ arguments: [String]) -> Answer {
    let services = services
    let output = Mutex<[UInt8]>([])
    let error = Mutex<[UInt8]>([])
    let console = Console(
      arguments: arguments, variables: variables, folder: current, isTerminal: isTerminal, width: 100,
      environment: world.environment, writeOutput: { bytes in output.withLock { $0 += bytes } },
      writeError: { bytes in error.withLock { $0 += bytes } },
      readInputLine: { self.input.isEmpty ? nil : self.input.removeFirst() },
      readSecretLine: { self.input.isEmpty ? nil : self.input.removeFirst() },
      readInput: {
        defer { self.input = [] }
        return Array(self.input.map { $0 + "\n" }.joined().utf8)
      },
      exchange: { path, message in
        let answer = services[path]?(message)
        if answer == nil { services[path] = nil }
        return answer
      },
      serve: { path, _, service in
        services[path] = service
        return true
      }, runEditor: { _, path in self.editor(path) },
      waitForKey: { _ in self.keys.isEmpty ? "q" : self.keys.removeFirst()() },
      pause: { _ in
        guard !self.pauses.isEmpty else { return false }
        self.pauses.removeFirst()()
        return true
      },
      onFullScreen: { body in
        guard let screen = self.screen else { return false }
        body(screen)
        return true
      })
    console.passphraseCost = Self.cheap
    let code = HFile.run(console)
    told += console.told.map(\.fact)
    if case .store(let error) = console.failure {
      failures.append(error)
      told += error.problems.map(\.fact)
    }
    return Answer(
      code: code, output: String(decoding: output.withLock { $0 }, as: UTF8.self),
      error: String(decoding: error.withLock { $0 }, as: UTF8.self))
  }

  /// What a passphrase costs in tests.
  private static let cheap = (try? PassphraseCost(n: 2, r: 1, p: 1)) ?? .usual

  /// The identity `lin`: always the same keys, no passphrase.
  private static let lin: [UInt8]? = {
    let bits = SeededBits(0x6C696E)
    let identity = try? Identity(newNamed: "lin", random: bits.bytes)
    return identity.flatMap { try? IdentityFile($0, passphrase: nil, random: bits.bytes).bytes }
  }()

  /// The keys of the identity `lin`.
  static func holder() throws -> HeldKeys {
    let identity = try IdentityFile(parsing: try #require(lin)).unlocked(passphrase: nil)
    guard case .own(let key) = identity.signing else { throw CocoaError(.featureUnsupported) }
    return HeldKeys(signing: key, unsealing: identity.unsealing)
  }

  private static func giveIdentity(_ folder: TemporaryFolder) {
    guard let lin else { return }
    try? folder.write(String(decoding: lin, as: UTF8.self), to: ".config/hfile/identities/lin.json")
    chmod(folder.file(".config/hfile/identities/lin.json"), 0o600)
  }

  @discardableResult
  func run(_ line: String) -> Answer { run(ShellWords.split(line)) }

  /// A store in `shop`, with the working folder inside it.
  static func inStore(world: FixedWorld = FixedWorld()) -> Shell {
    let shell = Shell(world: world)
    shell.run("init shop --name 静心足道 --device a7")
    shell.current = shell.folder.file("shop")
    return shell
  }

  /// A store that is neither signed nor sealed, as older versions made them, with the working folder inside it.
  static func inPlainStore(world: FixedWorld = FixedWorld()) throws -> Shell {
    let shell = Shell(world: world)
    shell.current = shell.folder.file("shop")
    let beginning = StoreBeginning(
      name: "静心足道", currency: "CNY", timeZone: "Asia/Shanghai", dayEnds: "04:00", device: "a7", languages: ["en"])
    _ = try Store.initialize(
      at: shell.current, beginning, author: FixedWorld.author, environment: world.environment)
    return shell
  }

  /// The store in the working folder.
  func store() throws -> Store { try Store(containing: current, environment: world.environment) }

  func write(_ text: String, to path: String) throws {
    let url = URL(fileURLWithPath: current + "/" + path)
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }

  func read(_ path: String) throws -> String {
    try String(decoding: Data(contentsOf: URL(fileURLWithPath: current + "/" + path)), as: UTF8.self)
  }

  func git(_ line: String) throws -> Ran {
    try Ran("git", ShellWords.split(line), in: current, variables: world.gitVariables)
  }
}

/// Splits a line the way a shell does: blanks, single and double quotes.
enum ShellWords {
  static func split(_ line: String) -> [String] {
    var words: [String] = []
    var word: String?
    var quote: Character?
    for letter in line {
      if let open = quote {
        if letter == open { quote = nil } else { word = (word ?? "") + String(letter) }
      } else if letter == "'" || letter == "\"" {
        quote = letter
        word = word ?? ""
      } else if letter == " " {
        if let done = word { words.append(done) }
        word = nil
      } else {
        word = (word ?? "") + String(letter)
      }
    }
    if let done = word { words.append(done) }
    return words
  }
}
