import HealthFiles
import JSONSchema

extension Command {
  /// Lists what two copies could not bring together.
  static let conflicts = Command(
    name: "conflicts",
    summary: Phrase("what two copies could not bring together", "列出未能合并的更改", "列出未能合併的更改"),
    details: Phrase(
      """
      Where both copies changed one field, what was published first stands, and the other value is
      kept in a record of type conflict. Nothing is blocked by it; hfile resolve decides.
      """,
      """
      两份副本改了同一字段时，先发布的值有效，另一值保存在“冲突”记录中。不影响其他工作；用 hfile resolve 决定。
      """,
      """
      兩份副本改了同一欄位時，先發布的值有效，另一值保存在「衝突」記錄中。不影響其他工作；用 hfile resolve 決定。
      """),
    options: [
      Option(names: ["--all"], value: nil, help: Phrase("also those that were resolved", "包括已解决的", "包括已解決的"))
    ],
    examples: [("hfile conflicts", Phrase("what waits for a decision", "待决定的冲突", "待決定的衝突"))],
    exitCodes: [.found, .noStore, .newerStore, .invalid]
  ) { invocation throws(Failure) in
    let store = try invocation.store()
    let console = invocation.console
    let state = try orFail { () throws(StoreError) in try store.snapshot() }
    let list = try orFail { () throws(StoreError) in try store.conflicts(in: state, all: invocation.has("--all")) }
    let isOpen = list.contains { $0.value["state"] == "open" }
    if let format = invocation["--format"], format != "table" {
      console.write(Answer.bytes(["conflicts": .array(list.map(\.value))], format))
      return isOpen ? .found : .done
    }
    if list.isEmpty { console.say(console.pick("no conflicts", "没有冲突", "沒有衝突")) }
    for conflict in list {
      let fields = try orFail { () throws(StoreError) in try store.fields(of: conflict, in: state) }
      for line in ConflictText.lines(conflict, fields, state, console.language) { console.say(line) }
    }
    if isOpen { console.hint("hfile resolve ID --keep | --other | FIELD=VALUE") }
    return isOpen ? .found : .done
  }

  /// Decides a conflict.
  static let resolve = Command(
    name: "resolve",
    summary: Phrase("decide what two copies could not bring together", "决定如何处理冲突", "決定如何處理衝突"),
    details: Phrase(
      """
      Keeps what stands, takes the other value, or sets fields to a third one; record and conflict
      change in one commit. On a terminal, without a choice, both values are shown and it asks.
      """,
      """
      保留现有值、采用另一值，或另行设定字段；记录与冲突在同一次提交中更改。在终端上不指定时，显示两个值并询问。
      """,
      """
      保留現有值、採用另一值，或另行設定欄位；記錄與衝突在同一次提交中更改。在終端上不指定時，顯示兩個值並詢問。
      """),
    arguments: [
      Argument(name: "CONFLICT", help: Phrase("id of the conflict", "冲突编号", "衝突編號"), kind: .recordID),
      Argument(
        name: "FIELD=VALUE", help: Phrase("fields to set instead", "另行设定的字段", "另行設定的欄位"), kind: .assignment,
        isOptional: true, isRepeatable: true),
    ],
    options: [
      Option(names: ["--keep"], value: nil, help: Phrase("what stands is right", "保留现有值", "保留現有值")),
      Option(names: ["--other"], value: nil, help: Phrase("the other value is right", "采用另一值", "採用另一值")),
      Option(names: ["--note"], value: "TEXT", help: Phrase("why", "原因", "原因")), .message, .dryRun,
    ],
    examples: [
      ("hfile resolve cfl-20261121-a7-4f0q9t7k --other", Phrase("takes the other value", "采用另一值", "採用另一值")),
      ("hfile resolve cfl-20261121-a7-4f0q9t7k price=41.00", Phrase("a third price", "另定价格", "另定價格")),
    ],
    exitCodes: [.noStore, .busy, .keyMissing, .newerStore, .invalid, .conflict, .notFound, .notPermitted, .diskRefused]
  ) { invocation throws(Failure) in
    let store = try invocation.store(signs: true)
    let state = try orFail { () throws(StoreError) in try store.snapshot() }
    let id = invocation.word(0) ?? ""
    let conflict = try orFail { () throws(StoreError) in try state.record(id) }
    guard let conflict, conflict.type == "conflict" else {
      throw .store(.notFound(kind: .record, name: id, near: []))
    }
    let resolution = try invocation.resolution(of: conflict, store, state)
    var request = invocation.commitRequest(store)
    request.message = request.message ?? "resolve \(id)"
    let asked = request
    let result = try orFail { () throws(StoreError) in
      try store.resolve(id, as: resolution, note: invocation["--note"], asked)
    }
    tell(result, state.catalogue, invocation) { _ in [] }
    return .done
  }
}

extension Invocation {
  /// What the person decides: by options, by fields, or asked on a terminal.
  fileprivate func resolution(
    of conflict: Record, _ store: Store, _ state: Snapshot
  ) throws(Failure) -> Resolution {
    let assignments = try assignments(after: 1)
    let choices = [has("--keep"), has("--other"), !assignments.isEmpty].count { $0 }
    guard choices <= 1 else {
      throw .usage(
        Phrase("--keep, --other or fields: one of them", "--keep、--other 或字段只能选一", "--keep、--other 或欄位只能選一"),
        hint: usageHint)
    }
    if has("--keep") { return .kept }
    if has("--other") { return .other }
    if !assignments.isEmpty {
      let record = try record(conflict.value["record"]?.stringValue ?? "", in: state)
      let type = try type(record.type, in: state)
      let (value, problems) = type.applying(assignments, to: record.value, currency: state.profile.currency)
      guard problems.isEmpty else { throw .store(.invalid(problems)) }
      return .edited(value)
    }
    guard console.isTerminal else {
      throw .usage(
        Phrase(
          "what is right is missing: --keep, --other or FIELD=VALUE", "缺少决定：--keep、--other 或 字段=值",
          "缺少決定：--keep、--other 或 欄位=值"), hint: usageHint)
    }
    let fields = try orFail { () throws(StoreError) in try store.fields(of: conflict, in: state) }
    for line in ConflictText.lines(conflict, fields, state, console.language) { console.tell(line) }
    while let answer = console.ask(console.pick("keep or other? [k/o] ", "保留还是另一值？[k/o] ", "保留還是另一值？[k/o] ")) {
      if answer == "k" { return .kept }
      if answer == "o" { return .other }
    }
    throw Form.ended
  }
}
