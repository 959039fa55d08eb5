import HealthFiles
import JSONSchema

extension Command {
  /// Removes a record from the working files.
  static let remove = Command(
    name: "remove",
    summary: Phrase("remove a record made by mistake", "移除误建的记录", "移除誤建的記錄"),
    details: Phrase(
      """
      For mistakes nobody refers to: a record that others refer to is not removed, it is ended with
      hfile set ID ended=DAY, or corrected by another fact. The history keeps what was committed.
      """,
      """
      用于移除无人引用的误建记录：被引用的记录不可移除，可用 hfile set ID ended=日期 结束，
      或以新的事实更正。已提交的内容保留在历史中。
      """,
      """
      用於移除無人引用的誤建記錄：被引用的記錄不可移除，可用 hfile set ID ended=日期 結束，
      或以新的事實更正。已提交的內容保留在歷史中。
      """),
    arguments: [Argument(name: "ID", help: Phrase("id of the record", "记录编号", "記錄編號"), kind: .recordID)],
    options: [.dryRun],
    examples: [("hfile remove prd-4f0q9t7k", Phrase("removes a product", "移除商品", "移除商品"))],
    exitCodes: [.noStore, .busy, .invalid, .notFound, .diskRefused]
  ) { invocation throws(Failure) in
    let store = try invocation.store()
    let state = try orFail { () throws(StoreError) in try store.workingSnapshot() }
    let record = try invocation.record(invocation.word(0) ?? "", in: state)
    let change = try orFail { () throws(StoreError) in
      try store.removeWorking(record.id, isDryRun: invocation.has("--dry-run"))
    }
    let console = invocation.console
    if let format = invocation["--format"], format != "table" {
      console.write(Answer.bytes(ChangeText.json(change, state.catalogue, withFields: false), format))
    } else {
      console.say(ChangeText.line(change, state.catalogue, invocation.language))
      if !invocation.has("--dry-run") { console.hint("hfile commit -m MESSAGE") }
    }
    return .done
  }
}
