import Git
package import HealthFiles
package import JSONSchema

extension Command {
  /// Shows the history, newest first.
  static let log = Command(
    name: "log",
    summary: Phrase("show the history, newest first", "显示历史，最新在前", "顯示歷史，最新在前"),
    details: Phrase(
      """
      With an id only the commits that changed that record, field by field; with a type those that
      changed its records. --from and --to are business days of the commits.
      """,
      """
      给出编号时只显示更改该记录的提交，并逐字段列出；给出类型时显示更改该类记录的提交。
      --from 与 --to 为提交所在的营业日。
      """,
      """
      給出編號時只顯示更改該記錄的提交，並逐欄位列出；給出類型時顯示更改該類記錄的提交。
      --from 與 --to 為提交所在的營業日。
      """),
    arguments: [
      Argument(
        name: "ID|TYPE", help: Phrase("record or type; everything when left out", "记录或类型；省略时为全部", "記錄或類型；省略時為全部"),
        kind: .typeOrID, isOptional: true)
    ],
    options: [
      Option.limit(Phrase("at most so many commits (default 20)", "最多提交数（默认 20）", "最多提交數（預設 20）"))
    ] + Option.days + [
      Option(
        names: ["--author"], value: "TEXT",
        help: Phrase(
          "only commits of whoever has this in the name or address", "仅显示姓名或地址含此文字者的提交", "僅顯示姓名或地址含此文字者的提交")),
      Option.at,
    ],
    examples: [
      ("hfile log", Phrase("the last 20 commits", "最近 20 次提交", "最近 20 次提交")),
      ("hfile log stf-lin", Phrase("everything that happened to her record", "该员工记录的全部更改", "該員工記錄的全部更改")),
      (
        "hfile log product --author stf-chen --from 2026-11-01",
        Phrase("what one person did to products this month", "某人本月对商品的更改", "某人本月對商品的更改")
      ),
    ],
    exitCodes: [.noStore, .newerStore, .notFound, .diskRefused]
  ) { invocation throws(Failure) in
    let store = try invocation.store()
    let limit = try invocation.number("--limit") ?? 20
    let days = try invocation.days()
    let readsRecords = invocation.has("--format") && invocation["--format"] != "table"
    let (entries, state) = try orFail { () throws(StoreError) in
      let history = StoreHistory(store)
      let start = try invocation["--at"].map { word throws(StoreError) in try history.commit(named: word) }
      let state = try store.snapshot(at: start)
      let filter = try invocation.word(0).map { word throws(StoreError) in try HistoryFilter(word, in: state) }
      let entries = try history.entries(
        filter: filter ?? .everything, days: days, author: invocation["--author"], limit: limit,
        readsRecords: readsRecords, from: start)
      return (entries, state)
    }
    if let format = invocation["--format"], format != "table" {
      writeLog(entries, state, format, invocation)
      return .done
    }
    let (console, language) = (invocation.console, invocation.language)
    let isOne = invocation.word(0).map { state.catalogue.type(called: $0) == nil } ?? false
    for entry in entries {
      let commit = entry.commit
      let time = CommitText.time(commit, state.profile)
      console.say(Safe.line("\(CommitText.id(commit))  \(time)  \(commit.author.name)  \(commit.subject)"))
      for change in isOne ? entry.records : [] {
        console.say("  " + ChangeText.line(change, state.catalogue, language))
        for line in ChangeText.fields(change, state.catalogue, language, reveals: state.isOpen) {
          console.say(line)
        }
      }
    }
    return .done
  }

  private static func writeLog(
    _ entries: [HistoryEntry], _ state: Snapshot, _ format: String, _ invocation: Invocation
  ) {
    let list = entries.map { $0.json(state) }
    if format == "ndjson" {
      for line in list { invocation.console.write(line.bytes(.compact) + [0x0A]) }
    } else {
      invocation.console.write(Answer.bytes(["commits": .array(list)], format))
    }
  }
}

extension HistoryEntry {
  /// The entry as data, its changes as a state calls their fields; all of them unless some are picked.
  package func json(_ state: Snapshot, showing shown: [RecordChange]? = nil) -> JSON {
    var object = CommitText.json(commit)
    object["changes"] = .array(
      (shown ?? records).map { ChangeText.json($0, state.catalogue, withFields: true, reveals: state.isOpen) })
    object["files"] = .array(files.map { .string($0) })
    return object
  }
}
