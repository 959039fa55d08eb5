import HealthFiles
import JSONSchema

extension Command {
  /// Puts a record back to what it was.
  static let restore = Command(
    name: "restore",
    summary: Phrase("put a record back to what it was", "将记录恢复为当时的内容", "將記錄恢復為當時的內容"),
    details: Phrase(
      """
      Writes the record as it was into the working files, whether it was changed since or removed;
      hfile commit makes it last. A record that was erased cannot be brought back.
      """,
      """
      将记录当时的内容写入工作文件，无论其后被更改还是移除；用 hfile commit 提交。
      已抹除的记录无法恢复。
      """,
      """
      將記錄當時的內容寫入工作檔案，無論其後被更改還是移除；用 hfile commit 提交。
      已抹除的記錄無法恢復。
      """),
    arguments: [Argument.addressed],
    options: [
      Option(
        names: ["--at"], value: "COMMIT|DATE", help: Phrase("when it was right", "恢复到何时", "恢復到何時"), kind: .commit),
      .dryRun,
    ],
    examples: [
      ("hfile restore prd-green-tea --at 2026-10-01", Phrase("as it was on that day", "恢复为当日的内容", "恢復為當日的內容"))
    ],
    exitCodes: [.noStore, .busy, .keyMissing, .newerStore, .invalid, .conflict, .notFound, .notPermitted, .diskRefused]
  ) { invocation throws(Failure) in
    let store = try invocation.store()
    let (console, language) = (invocation.console, invocation.language)
    guard let word = invocation["--at"] else {
      throw .usage(Phrase("--at is missing", "缺少 --at", "缺少 --at"), hint: invocation.usageHint)
    }
    let state = try orFail { () throws(StoreError) in try store.workingSnapshot() }
    let id = invocation.word(0) ?? ""
    try invocation.unlock(store, for: state.catalogue.type(ofID: id), in: state)
    let change = try orFail { () throws(StoreError) in
      try store.restoreWorking(
        id, to: try StoreHistory(store).commit(named: word), isDryRun: invocation.has("--dry-run"))
    }
    if let format = invocation["--format"], format != "table" {
      let json = ChangeText.json(change, state.catalogue, withFields: true, reveals: state.isOpen)
      console.write(Answer.bytes(json, format))
    } else if change.old == change.new {
      console.say(console.pick("it is as it was", "与当时相同", "與當時相同"))
    } else {
      console.say(ChangeText.line(change, state.catalogue, language))
      for line in ChangeText.fields(change, state.catalogue, language, reveals: state.isOpen) { console.say(line) }
      if !invocation.has("--dry-run") { console.hint("hfile commit -m MESSAGE") }
    }
    return .done
  }

  /// Takes back what a commit changed.
  static let revert = Command(
    name: "revert",
    summary: Phrase("take back what a commit changed", "撤回一次提交的更改", "撤回一次提交的更改"),
    details: Phrase(
      """
      A new commit that puts back the fields the commit changed, record by record; everything that
      was changed later stays. A field that was changed again since is refused, and nothing is
      written. A record the commit added is removed, unless others refer to it: then a fact is
      corrected by a fact, such as a refund, and another record is ended.
      """,
      """
      新建一次提交，逐条记录放回该提交所更改的字段；其后的更改保留。其后又被更改的字段会被拒绝，不写入任何内容。
      该提交新增的记录会被移除；若已被引用，则事实须以新的事实（如退款）更正，其他记录须结束。
      """,
      """
      新建一次提交，逐筆記錄放回該提交所更改的欄位；其後的更改保留。其後又被更改的欄位會被拒絕，不寫入任何內容。
      該提交新增的記錄會被移除；若已被引用，則事實須以新的事實（如退款）更正，其他記錄須結束。
      """),
    arguments: [Argument(name: "COMMIT", help: Phrase("commit to take back", "要撤回的提交", "要撤回的提交"), kind: .commit)],
    options: [
      Option(names: ["--message", "-m"], value: "TEXT", help: Phrase("message of the commit", "提交说明", "提交說明")),
      Option(
        names: ["--trust-clock"], value: nil,
        help: Phrase("commit although the clock looks wrong", "即使时钟可疑也提交", "即使時鐘可疑也提交")),
      .dryRun,
    ],
    examples: [
      ("hfile revert 4f0c1d2e3a --dry-run", Phrase("what that would change", "查看将更改的内容", "查看將更改的內容")),
      ("hfile revert 4f0c1d2e3a -m 'wrong price list'", Phrase("takes it back", "撤回该提交", "撤回該提交")),
    ],
    exitCodes: [.noStore, .busy, .keyMissing, .newerStore, .invalid, .conflict, .notFound, .notPermitted, .diskRefused]
  ) { invocation throws(Failure) in
    let store = try invocation.store(signs: true)
    var request = CommitRequest(
      message: invocation["--message"], author: Authorship.author(invocation.console, store: store))
    request.trustsClock = invocation.has("--trust-clock")
    request.isDryRun = invocation.has("--dry-run")
    let asked = request
    let (result, state) = try orFail { () throws(StoreError) in
      let commit = try StoreHistory(store).commit(named: invocation.word(0) ?? "")
      return (try store.revert(commit, asked), try store.snapshot())
    }
    let opened = try orFail { () throws(StoreError) in try state.opened(result.records) }
    tell(result, state.catalogue, invocation) { place in
      ChangeText.fields(opened[place], state.catalogue, invocation.language, reveals: state.isOpen)
    }
    return .done
  }
}
