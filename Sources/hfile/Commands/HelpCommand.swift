import HealthFiles

extension Command {
  /// Shows help.
  static let help = Command(
    name: "help",
    summary: Phrase("show help for a verb", "显示命令帮助", "顯示指令說明"),
    details: Phrase(
      "Without a verb: all verbs and exit codes.", "不带命令：列出全部命令和退出码。", "不帶指令：列出全部指令和結束代碼。"),
    arguments: [
      Argument(name: "VERB", help: Phrase("a verb", "命令", "指令"), kind: .verb, isOptional: true, isRepeatable: true)
    ],
    examples: [("hfile help commit", Phrase("tells about commit", "说明 commit", "說明 commit"))],
    formats: []
  ) { invocation throws(Failure) in
    guard let word = invocation.word(0) else {
      invocation.console.write(Help.overview(invocation.language))
      return .done
    }
    guard let command = Command.find(invocation.words[...])?.command else { throw HFile.unknownVerb(word) }
    invocation.console.write(Help.page(of: command, invocation.language))
    return .done
  }
}
