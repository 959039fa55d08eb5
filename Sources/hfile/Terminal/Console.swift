// The seam between hfile and the world: arguments, environment, the three streams, the clock and the editor come in
// here and nowhere else, so that a transcript runs the whole program inside a test.

package import HealthFiles

/// What one run of hfile sees of the world.
package final class Console {
  /// Carries a message to a local socket and its answer back; nil when nobody answers.
  typealias Exchange = @Sendable (_ path: String, _ message: [UInt8]) -> [UInt8]?

  /// Answers a message that came by a local socket; nil ends the service.
  typealias Service = @Sendable (_ message: [UInt8]) -> [UInt8]?

  /// Arguments without the name of the program.
  let arguments: [String]
  /// Environment variables.
  let variables: [String: String]
  /// The folder in which hfile was started.
  let folder: String
  /// Whether a person reads standard output on a terminal.
  let isTerminal: Bool
  /// Columns of that terminal.
  let width: Int
  /// The clock, random source and time zones.
  package let environment: Environment
  /// The language in which to speak.
  package internal(set) var language: Language
  /// Whether errors are told as JSON.
  var speaksJSON = false
  /// The identity that `--identity` names.
  var identity: String?
  /// What trying one passphrase of a new identity costs.
  var passphraseCost = PassphraseCost.usual
  /// The keys that were unlocked in this run.
  var holder: (any KeyHolder)?
  /// The problems told so far.
  var told: [Problem] = []
  /// What stopped the run, if something did.
  var failure: Failure?

  private let writeOutput: ([UInt8]) -> Void
  private let writeError: ([UInt8]) -> Void
  private let readInputLine: () -> String?
  private let readSecretLine: () -> String?
  private let readInput: () -> [UInt8]
  /// Sends a framed message to a local socket and reads the answer.
  let exchange: Exchange
  /// Listens at a local socket in the background until nobody asked for so many seconds.
  let serve: (_ path: String, _ idleSeconds: Int, _ answer: @escaping Service) -> Bool
  let runEditor: (_ command: String, _ path: String) -> Int32
  /// Waits so many seconds for a key; nil when none came.
  let waitForKey: (_ seconds: Int) -> Character?
  /// Waits so many seconds; false when the program is to end.
  let pause: (_ seconds: Int) -> Bool
  /// Lends the whole terminal to a body; false where there is none.
  let onFullScreen: ((FullScreen) -> Void) -> Bool

  init(
    arguments: [String], variables: [String: String], folder: String, isTerminal: Bool, width: Int,
    environment: Environment, writeOutput: @escaping ([UInt8]) -> Void, writeError: @escaping ([UInt8]) -> Void,
    readInputLine: @escaping () -> String?, readSecretLine: @escaping () -> String?,
    readInput: @escaping () -> [UInt8],
    exchange: @escaping Exchange,
    serve: @escaping (_ path: String, _ idleSeconds: Int, _ answer: @escaping Service) -> Bool,
    runEditor: @escaping (_ command: String, _ path: String) -> Int32,
    waitForKey: @escaping (_ seconds: Int) -> Character?, pause: @escaping (_ seconds: Int) -> Bool,
    onFullScreen: @escaping ((FullScreen) -> Void) -> Bool
  ) {
    self.arguments = arguments
    self.variables = variables
    self.folder = folder
    self.isTerminal = isTerminal
    self.width = width
    self.environment = environment
    self.writeOutput = writeOutput
    self.writeError = writeError
    self.readInputLine = readInputLine
    self.readSecretLine = readSecretLine
    self.readInput = readInput
    self.exchange = exchange
    self.serve = serve
    self.runEditor = runEditor
    self.waitForKey = waitForKey
    self.pause = pause
    self.onFullScreen = onFullScreen
    language = Console.language(variables)
  }

  /// `HFILE_LANG`, then the locale, then English.
  static func language(_ variables: [String: String]) -> Language {
    for name in ["HFILE_LANG", "LC_ALL", "LC_MESSAGES", "LANG"] {
      if let tag = variables[name], !tag.isEmpty { return Language(tag: tag) ?? .english }
    }
    return .english
  }

  /// Writes a line to standard output.
  package func say(_ line: String) { write(line + "\n") }

  /// Writes text to standard output as it is.
  func write(_ text: String) { writeOutput(Array(text.utf8)) }

  /// Writes bytes to standard output as they are.
  func write(_ bytes: [UInt8]) { writeOutput(bytes) }

  /// Writes lines to standard output from wherever they come; of the system's console only.
  package var teller: @Sendable (_ line: String) -> Void = { _ in }

  /// Writes a line to standard error.
  package func tell(_ line: String) { writeError(Array((line + "\n").utf8)) }

  /// Asks on standard error and reads one line; nil at the end of the input.
  func ask(_ question: String) -> String? {
    writeError(Array(question.utf8))
    return readInputLine()
  }

  /// Asks on standard error and reads one line that is not shown; nil at the end of the input.
  func askSecret(_ question: String) -> String? {
    writeError(Array(question.utf8))
    return readSecretLine()
  }

  /// Reads standard input to its end.
  func readAll() -> [UInt8] { readInput() }

  /// Picks the text of the language in which hfile speaks.
  package func pick(_ english: String, _ simplified: String, _ traditional: String) -> String {
    language.pick(english, simplified, traditional)
  }

  /// The absolute form of a path given by a person.
  func absolute(_ path: String) -> String {
    let whole = path.hasPrefix("/") ? path : folder + "/" + path
    var parts: [Substring] = []
    for part in whole.split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    return "/" + parts.joined(separator: "/")
  }
}
