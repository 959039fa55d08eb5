import HealthFiles

/// Help in the three languages, made from the table of commands.
enum Help {
  /// The page of one verb.
  static func page(of command: Command, _ language: Language) -> String {
    var page = "\(command.line) - \(command.summary[language])\n\n"
    let words = command.arguments.map(\.usage).joined(separator: " ")
    let options = language.pick("[OPTIONS]", "[选项]", "[選項]")
    page += heading(language.pick("USAGE", "用法", "用法"))
    page += "  \(command.line) \(words.isEmpty ? options : words + " " + options)\n\n"
    page += paragraphs(command.details[language]) + "\n"
    if !command.arguments.isEmpty {
      page += heading(language.pick("WORDS", "参数", "參數"))
      page += list(command.arguments.map { ($0.name, $0.help[language]) }) + "\n"
    }
    page += heading(language.pick("OPTIONS", "选项", "選項"))
    page += list(command.allOptions.map { (usage($0), $0.help[language]) }) + "\n"
    if !command.examples.isEmpty {
      page += heading(language.pick("EXAMPLES", "示例", "範例"))
      for (line, help) in command.examples { page += "  \(line)\n      \(help[language])\n" }
      page += "\n"
    }
    page += heading(language.pick("EXIT STATUS", "退出码", "結束代碼"))
    let codes = ([.done, .usage] + command.exitCodes).sorted { $0.rawValue < $1.rawValue }
    page += list(codes.map { (String($0.rawValue), $0.meaning[language]) })
    return page
  }

  /// The front page: every verb with its summary.
  static func overview(_ language: Language) -> String {
    var page = language.pick(
      "hfile - keep a store's health file: records in plain text, every change committed\n\n",
      "hfile - 门店健康档案：纯文本记录，每次更改都有提交\n\n", "hfile - 門市健康檔案：純文字記錄，每次更改都有提交\n\n")
    page += heading(language.pick("USAGE", "用法", "用法"))
    page += "  hfile [-C FOLDER] VERB ...\n\n"
    page += heading(language.pick("VERBS", "命令", "指令"))
    page += list(Command.all.map { ($0.name, $0.summary[language]) }) + "\n"
    page += language.pick(
      "hfile VERB --help tells more of one verb. Exit codes:\n", "hfile 命令 --help 显示该命令的详细说明。退出码：\n",
      "hfile 指令 --help 顯示該指令的詳細說明。結束代碼：\n")
    page += list(ExitCode.allCases.map { (String($0.rawValue), $0.meaning[language]) })
    return page
  }

  private static func heading(_ text: String) -> String { text + "\n" }

  private static func usage(_ option: Option) -> String {
    let names = option.names.joined(separator: ", ")
    return option.value.map { "\(names) \($0)" } ?? names
  }

  private static func list(_ rows: [(String, String)]) -> String {
    let width = rows.map { DisplayWidth.of($0.0) }.max() ?? 0
    return rows.map { "  \(DisplayWidth.pad($0.0, to: width))  \($0.1)\n" }.joined()
  }

  private static func paragraphs(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? "\n" : "  \($0)\n" }.joined()
  }
}
