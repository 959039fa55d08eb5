import Git
import HealthFiles
import JSONSchema

extension Command {
  private static let trialCodes: [ExitCode] = [
    .noStore, .busy, .newerStore, .invalid, .conflict, .notFound, .diskRefused,
  ]

  /// Begins a trial run.
  static let trialStart = Command(
    name: "trial start",
    summary: Phrase("try things out without consequences", "开始试运行", "開始試運行"),
    details: Phrase(
      """
      From now on commits are kept apart: hfile trial diff shows what they changed, keep makes them
      the store's own, drop takes them back. Keys are not changed and nothing leaves this copy
      while it lasts.
      """,
      """
      此后的提交单独保存：hfile trial diff 显示更改，keep 正式采用，drop 全部撤回。期间不更改密钥，也不与外界同步。
      """,
      """
      此後的提交單獨保存：hfile trial diff 顯示更改，keep 正式採用，drop 全部撤回。期間不更改金鑰，也不與外界同步。
      """),
    examples: [("hfile trial start", Phrase("begins", "开始", "開始"))], exitCodes: trialCodes
  ) { invocation throws(Failure) in
    let store = try invocation.store()
    try orFail { () throws(StoreError) in try store.startTrial() }
    let console = invocation.console
    console.say(console.pick("a trial run is on", "试运行已开始", "試運行已開始"))
    console.hint("hfile trial diff, hfile trial keep, hfile trial drop")
    return .done
  }

  /// Shows what a trial run changed.
  static let trialDiff = Command(
    name: "trial diff",
    summary: Phrase("what the trial run changed", "查看试运行的更改", "查看試運行的更改"),
    details: Phrase(
      "The records that differ from those before the trial, field by field.", "逐字段列出与试运行前不同的记录。",
      "逐欄位列出與試運行前不同的記錄。"),
    examples: [("hfile trial diff", Phrase("field by field", "逐字段显示", "逐欄位顯示"))], exitCodes: trialCodes
  ) { invocation throws(Failure) in
    let store = try invocation.store()
    let run = try orFail { () throws(StoreError) in try store.currentTrial() }
    let (changes, state) = try orFail { () throws(StoreError) in
      (try StoreHistory(store).changes(from: run.start, to: run.tip), try store.snapshot())
    }
    let (console, language) = (invocation.console, invocation.language)
    if let format = invocation["--format"], format != "table" {
      let records = changes.records.map {
        ChangeText.json($0, state.catalogue, withFields: true, reveals: state.isOpen)
      }
      console.write(
        Answer.bytes(
          [
            "start": .string(run.start.description), "tip": .string(run.tip.description),
            "commits": .number(JSONNumber(Int64(run.commits))), "records": .array(records),
            "files": .array(changes.files.map { .string($0) }),
          ], format))
      return .done
    }
    for change in changes.records {
      console.say(ChangeText.line(change, state.catalogue, language))
      for line in ChangeText.fields(change, state.catalogue, language, reveals: state.isOpen) { console.say(line) }
    }
    for path in changes.files { console.say("* \(path)") }
    console.say(trialText(run, language))
    return .done
  }

  /// Makes a trial run count.
  static let trialKeep = Command(
    name: "trial keep",
    summary: Phrase("make the trial run count", "正式采用试运行的更改", "正式採用試運行的更改"),
    details: Phrase(
      "The commits of the trial become those of the store.", "试运行中的提交成为门店的正式提交。", "試運行中的提交成為門店的正式提交。"),
    examples: [("hfile trial keep", Phrase("what was tried counts", "正式采用", "正式採用"))], exitCodes: trialCodes
  ) { invocation throws(Failure) in
    let store = try invocation.store()
    let run = try orFail { () throws(StoreError) in try store.keepTrial() }
    let console = invocation.console
    console.say(console.pick("kept: ", "已采用：", "已採用：") + trialText(run, console.language))
    return .done
  }

  /// Takes a trial run back.
  static let trialDrop = Command(
    name: "trial drop",
    summary: Phrase("take the trial run back", "撤回试运行的更改", "撤回試運行的更改"),
    details: Phrase(
      """
      The store is as it was before the trial; what was edited and not committed stays. The commits
      are kept under refs/hfile/trials/.
      """,
      "门店恢复到试运行之前；已编辑未提交的内容保留。提交保存在 refs/hfile/trials/ 之下。",
      "門店恢復到試運行之前；已編輯未提交的內容保留。提交保存在 refs/hfile/trials/ 之下。"),
    examples: [("hfile trial drop", Phrase("as it was before", "恢复原状", "恢復原狀"))], exitCodes: trialCodes
  ) { invocation throws(Failure) in
    let store = try invocation.store()
    let run = try orFail { () throws(StoreError) in try store.dropTrial() }
    let console = invocation.console
    console.say(console.pick("dropped: ", "已撤回：", "已撤回：") + trialText(run, console.language))
    return .done
  }

  private static func trialText(_ run: TrialRun, _ language: Language) -> String {
    let (start, tip) = (run.start.description.prefix(10), run.tip.description.prefix(10))
    return language.pick(
      "\(run.commits) \(run.commits == 1 ? "commit" : "commits"), \(start)..\(tip)",
      "\(run.commits) 次提交，\(start)..\(tip)",
      "\(run.commits) 次提交，\(start)..\(tip)")
  }
}
