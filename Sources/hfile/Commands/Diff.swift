import HealthFiles
import JSONSchema

extension Command {
  /// Shows changes field by field.
  static let diff = Command(
    name: "diff",
    summary: Phrase("show changes field by field", "逐字段显示更改", "逐欄位顯示更改"),
    details: Phrase(
      "Without words: working files against the last commit. With one commit or date: that state\n"
        + "against HEAD. With two: the first against the second.",
      "不带参数：工作文件与最近一次提交比较。一个提交或日期：该状态与 HEAD 比较。两个：前者与后者比较。",
      "不帶參數：工作檔案與最近一次提交比較。一個提交或日期：該狀態與 HEAD 比較。兩個：前者與後者比較。"),
    arguments: [
      Argument(name: "COMMIT", help: Phrase("commit or date", "提交或日期", "提交或日期"), kind: .commit, isOptional: true),
      Argument(name: "COMMIT", help: Phrase("commit or date", "提交或日期", "提交或日期"), kind: .commit, isOptional: true),
    ],
    examples: [
      ("hfile diff", Phrase("what you changed", "您所做的更改", "您所做的更改")),
      ("hfile diff 2026-10-01 2026-11-01", Phrase("what changed in a month", "一个月内的更改", "一個月內的更改")),
    ],
    exitCodes: [.noStore, .newerStore, .notFound, .diskRefused]
  ) { invocation throws(Failure) in
    let store = try invocation.store()
    let (records, files, state) = try differences(store, invocation)
    let catalogue = state.catalogue
    let (console, language) = (invocation.console, invocation.language)
    if let format = invocation["--format"], format != "table" {
      let list = records.map { ChangeText.json($0, catalogue, withFields: true, reveals: state.isOpen) }
      console.write(Answer.bytes(["changes": .array(list), "files": .array(files.map { .string($0) })], format))
      return .done
    }
    for change in records {
      console.say(ChangeText.line(change, catalogue, language))
      for line in ChangeText.fields(change, catalogue, language, reveals: state.isOpen) { console.say(line) }
    }
    for path in files { console.say("* \(path)") }
    return .done
  }

  private static func differences(
    _ store: Store, _ invocation: Invocation
  ) throws(Failure) -> (records: [RecordChange], files: [String], state: Snapshot) {
    try orFail { () throws(StoreError) in
      guard let first = invocation.word(0) else {
        let changes = try store.workingChanges()
        let state = try store.workingSnapshot()
        return (try state.opened(changes.records), changes.files, state)
      }
      let history = StoreHistory(store)
      let old = try history.commit(named: first)
      let new = try history.commit(named: invocation.word(1) ?? "HEAD")
      let changes = try history.changes(from: old, to: new)
      let state = try store.snapshot(at: new)
      return (changes.records, changes.files, state)
    }
  }
}
