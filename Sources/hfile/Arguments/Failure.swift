package import HealthFiles
package import JSONSchema

/// Why a verb stopped, and the exit code that follows.
///
/// The one door through which every error leaves.
package enum Failure: Error {
  /// The library stopped.
  case store(StoreError)
  /// The command line cannot be understood; `hint` is something to type.
  case usage(Phrase, hint: Phrase? = nil)
  /// What was asked for is refused; `hint` is something to type.
  case refused(ExitCode, Phrase, hint: Phrase? = nil)

  /// The code that a program ends with.
  package var exitCode: ExitCode {
    switch self {
    case .usage: .usage
    case .refused(let code, _, _): code
    case .store(let error): Failure.exitCode(error)
    }
  }

  private static func exitCode(_ error: StoreError) -> ExitCode {
    switch error {
    case .noStore: .noStore
    case .alreadyThere, .lockedOut, .nothingSealed, .sealedUnder, .alreadyTrusted, .insideStore, .conflict: .conflict
    case .newerStore: .newerStore
    case .unusable(let problems), .invalid(let problems):
      problems.contains { if case .schemaWord = $0.fact { true } else { false } } ? .newerStore : .invalid
    case .busy: .busy
    case .notFound: .notFound
    case .expression, .notTrusted, .bareRepository, .noDevice: .usage
    case .notUnlocked, .keyMissing, .sealing, .noKeyring, .noOperator, .noPIN, .wrongPIN, .blockedPIN: .keyMissing
    case .weakPIN: .usage
    case .notPermitted, .notEnrolled, .unverified: .notPermitted
    case .clock: .conflict
    case .refused(_, _, _, let way): exitCode(way)
    case .disk, .repository: .diskRefused
    }
  }

  private static func exitCode(_ way: StoreError.Refusal) -> ExitCode {
    switch way {
    case .invalid: .invalid
    case .conflict: .conflict
    case .notFound: .notFound
    case .notPermitted: .notPermitted
    }
  }

  /// Tells the failure on standard error in the three voices, or as JSON.
  package func tell(_ console: Console) {
    if console.speaksJSON { return console.tell(json(console.language).text(.compact)) }
    let language = console.language
    switch self {
    case .usage(let phrase, let hint), .refused(_, let phrase, let hint):
      console.error(phrase[language])
      if let hint { console.hint(hint[language]) }
    case .store(let error):
      console.tell(error.problems)
      if let words = error.words(language) { console.error(words) }
      if case .expression(let text, let column, _) = error {
        console.tell("  \(text)\n  \(DisplayWidth.spaces(before: column, in: text))^")
      }
      if let hint = error.hint(language) { console.hint(hint) }
    }
  }

  private func json(_ language: Language) -> JSON {
    var object: JSON = ["error": .number(JSONNumber(Int64(exitCode.rawValue)))]
    switch self {
    case .usage(let phrase, let hint), .refused(_, let phrase, let hint):
      object["message"] = .string(phrase[language])
      object["hint"] = hint.map { .string($0[language]) }
    case .store(let error):
      object["message"] = error.words(language).map { .string($0) }
      object["hint"] = error.hint(language).map { .string($0) }
      if !error.problems.isEmpty { object["problems"] = .array(error.problems.map { $0.json(language) }) }
    }
    return object
  }
}

extension Console {
  /// Says what went wrong.
  func error(_ text: String) { tell("\(voice("error", "错误", "錯誤")): \(Safe.line(text))") }

  /// Says what is worth a look.
  func warning(_ text: String) { tell("\(voice("warning", "警告", "警告")): \(Safe.line(text))") }

  /// Says what to type next.
  func hint(_ text: String) { tell("\(voice("hint", "提示", "提示")): \(Safe.line(text))") }

  private func voice(_ english: String, _ simplified: String, _ traditional: String) -> String {
    pick(english, simplified, traditional)
  }

  /// Tells problems one a line, then each hint once.
  func tell(_ problems: [Problem]) {
    told += problems
    if speaksJSON {
      for problem in problems { tell(problem.json(language).text(.compact)) }
      return
    }
    var hints: [String] = []
    for problem in problems {
      let place = problem.place.text
      let text = (place.isEmpty ? "" : place + ": ") + problem.fact.words(language)
      if problem.isError { error(text) } else { warning(text) }
      if let hint = problem.fact.hint(language), !hints.contains(hint) { hints.append(hint) }
    }
    for text in hints { hint(text) }
  }
}

extension Problem {
  /// The problem as JSON: place, stable name of the fact, message and hint in a language.
  package func json(_ language: Language) -> JSON {
    var object = JSONObject()
    object["file"] = place.file.map { .string($0) }
    object["line"] = place.position.map { .number(JSONNumber(Int64($0.line))) }
    object["column"] = place.position.map { .number(JSONNumber(Int64($0.column))) }
    object["record"] = place.record.map { .string($0) }
    object["pointer"] = place.pointer.map { .string($0.description) }
    object["fact"] = .string(fact.name)
    object["severity"] = .string(isError ? "error" : "warning")
    object["message"] = .string(fact.words(language))
    object["hint"] = fact.hint(language).map { .string($0) }
    return .object(object)
  }
}

/// Runs a body that deals with keys and turns its errors into failures.
func orFail<Result>(sealing body: () throws(SealingError) -> Result) throws(Failure) -> Result {
  do throws(SealingError) { return try body() } catch { throw .store(StoreError(error)) }
}

/// Runs a body of the library and turns its errors into failures.
func orFail<Result>(_ body: () throws(StoreError) -> Result) throws(Failure) -> Result {
  do throws(StoreError) { return try body() } catch { throw .store(error) }
}
