import HealthFiles
import JSONSchema

extension Command {
  /// Edits a record in a form or in an editor.
  static let edit = Command(
    name: "edit",
    summary: Phrase("edit a record in a form", "用表单编辑记录", "用表單編輯記錄"),
    details: Phrase(
      """
      Asks for every field in turn: Enter keeps what stands there, - clears it, ? shows what may
      stand there. --raw opens the JSON text in $VISUAL or $EDITOR; if it cannot be saved, the text
      is kept and hfile edit ID --raw goes on with it.
      """,
      """
      逐个询问字段：回车保留原值，- 清除，? 显示可填内容。--raw 用 $VISUAL 或 $EDITOR 打开 JSON 文本；
      若无法保存，文本会保留，再次运行 hfile edit ID --raw 可继续编辑。
      """,
      """
      逐個詢問欄位：Enter 保留原值，- 清除，? 顯示可填內容。--raw 用 $VISUAL 或 $EDITOR 開啟 JSON 文字；
      若無法儲存，文字會保留，再次執行 hfile edit ID --raw 可繼續編輯。
      """),
    arguments: [
      Argument(
        name: "ID",
        help: Phrase(
          "id of the record, or policy/NAME with --raw", "记录编号；policy/规则名 须加 --raw", "記錄編號；policy/規則名 須加 --raw"),
        kind: .recordID)
    ],
    options: [
      Option(
        names: ["--raw"], value: nil,
        help: Phrase("edit the JSON text in your editor", "在编辑器中编辑 JSON 文本", "在編輯器中編輯 JSON 文字")),
      .dryRun,
    ],
    examples: [
      ("hfile edit stf-lin", Phrase("opens the form", "打开表单", "開啟表單")),
      ("hfile edit policy/loyalty --raw", Phrase("opens the policy in your editor", "在编辑器中打开规则", "在編輯器中開啟規則")),
    ],
    exitCodes: [.noStore, .busy, .keyMissing, .newerStore, .invalid, .conflict, .notFound, .notPermitted, .diskRefused]
  ) { invocation throws(Failure) in
    let store = try invocation.store()
    let state = try orFail { () throws(StoreError) in try store.workingSnapshot() }
    let id = invocation.word(0) ?? ""
    if let policy = state.catalogue.policy(addressed: id) {
      guard invocation.has("--raw") else {
        throw .usage(
          Phrase("a policy is edited with --raw", "规则须用 --raw 编辑", "規則須用 --raw 編輯"), hint: invocation.usageHint)
      }
      return try RawEdit(store: store, invocation: invocation).edit(policy: policy, in: state)
    }
    if invocation.has("--raw") {
      return try RawEdit(store: store, invocation: invocation).edit(try invocation.record(id, in: state).id, in: state)
    }
    try invocation.unlock(store, for: state.catalogue.type(ofID: id), in: state)
    let record = try invocation.record(id, in: state)
    let type = try invocation.type(record.type, in: state)
    let form = Form(type: type, console: invocation.console, currency: state.profile.currency)
    guard let value = form.fill(record.value) else { throw Form.ended }
    let changed = Record(type: record.type, id: record.id, value: value)
    let path = try orFail { () throws(StoreError) in
      try store.saveWorking(changed, replacing: record.value, isDryRun: invocation.has("--dry-run"))
    }
    tellSaved(changed, path, invocation)
    return .done
  }
}
