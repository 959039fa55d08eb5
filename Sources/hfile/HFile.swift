import HealthFiles

/// The program: finds the verb, runs it, and turns what came of it into an exit code.
package enum HFile {
  /// The version of hfile and of its report engine.
  package static let version = "0.1.0"

  /// Runs one command line.
  package static func run(_ console: Console) -> ExitCode {
    do throws(Failure) {
      return try dispatch(console)
    } catch {
      console.failure = error
      error.tell(console)
      return error.exitCode
    }
  }

  /// A variable that cannot be understood is an error, not a default: a commit under a wrong name stays for ever.
  private static func refuseVariables(_ variables: [String: String]) throws(Failure) {
    if let text = variables["HFILE_AUTHOR"], Authorship.parse(text) == nil {
      throw .usage(
        Phrase(
          "HFILE_AUTHOR is not of the form NAME <ADDRESS>: \(text)", "HFILE_AUTHOR 应为“姓名 <地址>”：\(text)",
          "HFILE_AUTHOR 應為「姓名 <地址>」：\(text)"))
    }
    if let text = variables["HFILE_CLOCK"], Instant(text) == nil {
      throw .usage(
        Phrase(
          "HFILE_CLOCK is no time (2026-11-21T19:05:00+08:00): \(text)",
          "HFILE_CLOCK 不是时间（2026-11-21T19:05:00+08:00）：\(text)",
          "HFILE_CLOCK 不是時間（2026-11-21T19:05:00+08:00）：\(text)"))
    }
  }

  private static func dispatch(_ console: Console) throws(Failure) -> ExitCode {
    console.speaksJSON = zip(console.arguments, console.arguments.dropFirst() + [""]).contains { word, next in
      word == "--format" && ["json", "ndjson"].contains(next) || ["--format=json", "--format=ndjson"].contains(word)
    }
    try refuseVariables(console.variables)
    var rest = console.arguments[...]
    var folder = console.folder
    while let word = rest.first, word.hasPrefix("-") {
      rest = rest.dropFirst()
      switch word {
      case "-C":
        guard let path = rest.popFirst() else {
          throw .usage(Phrase("-C needs a folder", "-C 缺少文件夹", "-C 缺少資料夾"))
        }
        folder = console.absolute(path)
      case "--version":
        console.say("hfile \(version)")
        return .done
      case "--help", "-h": return try Command.help.run(Invocation(.help, [], console: console, folder: folder))
      case "--lang":
        let tag = rest.popFirst() ?? ""
        guard let language = Language(tag: tag) else {
          throw .usage(
            Phrase(
              "--lang is one of en, zh-Hans, zh-Hant, not \(tag)", "--lang 只能是 en、zh-Hans、zh-Hant，而不是 \(tag)",
              "--lang 只能是 en、zh-Hans、zh-Hant，而不是 \(tag)"))
        }
        console.language = language
      default:
        throw .usage(
          Phrase("hfile has no option \(word)", "hfile 没有选项 \(word)", "hfile 沒有選項 \(word)"),
          hint: Phrase("hfile help", "hfile help", "hfile help"))
      }
    }
    guard let verb = rest.first else {
      return try Command.help.run(Invocation(.help, [], console: console, folder: folder))
    }
    guard let (command, words) = Command.find(rest) else { throw unknownVerb(verb) }
    let invocation = try Invocation(command, Array(words), console: console, folder: folder)
    if invocation.has("--help") {
      console.write(Help.page(of: command, console.language))
      return .done
    }
    return try command.run(invocation)
  }

  /// What to say of a verb that is none, or of the first word of two.
  static func unknownVerb(_ verb: String) -> Failure {
    let group = Command.group(verb)
    guard group.isEmpty else {
      let list = group.map { "hfile " + $0.name }.joined(separator: ", ")
      return .usage(
        Phrase("\(verb) needs a second word", "\(verb) 之后还需要一个词", "\(verb) 之後還需要一個詞"),
        hint: Phrase(list, list, list))
    }
    let near = Suggestion.nearest(to: verb, among: Command.all.map(\.name)).joined(separator: ", ")
    let hint =
      near.isEmpty
      ? Phrase("hfile help", "hfile help", "hfile help")
      : Phrase("did you mean \(near)?", "您是否要输入 \(near)？", "您是否要輸入 \(near)？")
    return .usage(Phrase("hfile has no verb \(verb)", "hfile 没有命令 \(verb)", "hfile 沒有指令 \(verb)"), hint: hint)
  }
}
