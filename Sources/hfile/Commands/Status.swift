import Git
import HealthFiles
import JSONSchema

extension Command {
  /// Shows what is not committed yet.
  static let status = Command(
    name: "status",
    summary: Phrase("show what is not committed yet", "显示尚未提交的更改", "顯示尚未提交的更改"),
    details: Phrase(
      """
      Lists added (+), amended (~) and removed (-) records and everything that would stop a commit;
      with a hub, how many commits are not published yet, and when it was last spoken with.
      """,
      """
      列出新增（+）、修订（~）、移除（-）的记录，以及会阻止提交的问题；
      设有中心库时，还显示尚未发布的提交数及最近一次同步时间。
      """,
      """
      列出新增（+）、修訂（~）、移除（-）的記錄，以及會阻止提交的問題；
      設有中心庫時，還顯示尚未發布的提交數及最近一次同步時間。
      """),
    examples: [("hfile status", Phrase("before a commit", "提交之前", "提交之前"))],
    exitCodes: [.found, .noStore, .newerStore, .diskRefused]
  ) { invocation throws(Failure) in
    let store = try invocation.store()
    let changes = try orFail { () throws(StoreError) in try store.commitPreview() }
    let (console, language) = (invocation.console, invocation.language)
    let (waiting, last) = try orFail { () throws(StoreError) in (try store.unpublished(), try store.lastExchange()) }
    if let format = invocation["--format"], format != "table" {
      var answer: JSON = ["commit": .null]
      answer["commit"] = changes.head.map { .string($0.description) } ?? .null
      answer["changes"] = .array(changes.records.map { ChangeText.json($0, changes.catalogue, withFields: false) })
      answer["files"] = .array(changes.files.map { .string($0) })
      answer["unpublished"] = waiting.map { .number(JSONNumber(Int64($0))) }
      answer["lastExchange"] = last.map { ["hub": .string($0.hub), "time": .string($0.time)] }
      answer["problems"] = .array(changes.problems.map { $0.json(language) })
      console.write(Answer.bytes(answer, format))
      return changes.problems.isEmpty ? .done : .found
    }
    if try orFail({ () throws(StoreError) in try store.isTrial() }) {
      console.say(console.pick("a trial run is on", "正在试运行", "正在試運行"))
    }
    for change in changes.records { console.say(ChangeText.line(change, changes.catalogue, language)) }
    for path in changes.files { console.say("* \(path)") }
    for path in changes.layoutOnly {
      console.say(console.pick("= \(path) (layout only)", "= \(path)（仅排版）", "= \(path)（僅排版）"))
    }
    if changes.records.isEmpty, changes.files.isEmpty {
      console.say(console.pick("nothing to commit", "没有需要提交的更改", "沒有需要提交的更改"))
    }
    if let last {
      if let waiting, waiting > 0 { console.say(HubText.unpublished(waiting, language)) }
      console.say(
        console.pick(
          "last exchange with \(last.hub): \(last.time)", "最近一次与 \(last.hub) 同步：\(last.time)",
          "最近一次與 \(last.hub) 同步：\(last.time)"))
    }
    console.tell(changes.problems)
    return changes.problems.isEmpty ? .done : .found
  }
}
