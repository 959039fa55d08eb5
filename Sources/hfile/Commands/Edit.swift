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
    exitCodes: [.noStore, .busy, .newerStore, .invalid, .conflict, .notFound, .diskRefused]
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
    let record = try invocation.record(id, in: state)
    let type = try invocation.type(record.type, in: state)
    if invocation.has("--raw") {
      return try RawEdit(store: store, invocation: invocation).edit(record, type)
    }
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

/// Edits the JSON text of a record or policy in a person's editor; a text that cannot be saved is kept.
struct RawEdit {
  let store: Store
  let invocation: Invocation

  func edit(_ record: Record, _ type: RecordType) throws(Failure) -> ExitCode {
    let order = type.schema.keyOrder
    let isDryRun = invocation.has("--dry-run")
    return try edit(name: record.id, text: record.value.bytes(.indented, order: order) + [0x0A]) {
      value throws(StoreError) in
      let changed = Record(type: record.type, id: record.id, value: value)
      guard type.layout == .singleton || value["id"]?.stringValue == record.id else {
        let place = Place(record: record.id, pointer: JSONPointer(["id"]))
        throw .invalid([Problem(.unchangeable("id"), at: place)])
      }
      try store.saveWorking(changed, replacing: record.value, isDryRun: isDryRun)
    }
  }

  func edit(policy: PolicyType, in state: Snapshot) throws(Failure) -> ExitCode {
    let value = try orFail { () throws(StoreError) in try state.policy(policy.name) ?? .array([]) }
    let text = value.bytes(.indented, order: policy.schema.keyOrder) + [0x0A]
    let isDryRun = invocation.has("--dry-run")
    return try edit(name: policy.name, text: text) { value throws(StoreError) in
      try store.saveWorking(policy: policy.name, value, isDryRun: isDryRun)
    }
  }

  private func edit(
    name: String, text: [UInt8], save: (JSON) throws(StoreError) -> Void
  ) throws(Failure) -> ExitCode {
    let console = invocation.console
    let folder = store.gitDirectory + "/hfile/edit"
    let path = folder + "/" + name + ".json"
    HostFile.makeFolder(store.gitDirectory + "/hfile")
    HostFile.makeFolder(folder)
    if (try? HostFile.read(path)) != nil {
      console.warning(console.pick("going on with the text you kept", "继续编辑上次保留的文本", "繼續編輯上次保留的文字"))
    } else {
      try orFail { () throws(StoreError) in try HostFile.write(text, to: path) }
    }
    let editor = console.variables["VISUAL"] ?? console.variables["EDITOR"] ?? "vi"
    guard console.runEditor(editor, path) == 0 else {
      throw .usage(
        Phrase(
          "the editor \(editor) failed; your text is in \(path)", "编辑器 \(editor) 运行失败；文本保留在 \(path)",
          "編輯器 \(editor) 執行失敗；文字保留在 \(path)"))
    }
    let edited = try orFail { () throws(StoreError) in try HostFile.read(path) }
    guard edited != text else {
      HostFile.remove(path)
      console.say(console.pick("nothing changed", "没有更改", "沒有更改"))
      return .done
    }
    do throws(StoreError) {
      try save(try parse(edited, path))
    } catch {
      let failure = Failure.store(error)
      console.failure = failure
      failure.tell(console)
      console.warning(console.pick("not saved; your text is kept in \(path)", "未保存；文本保留在 \(path)", "未儲存；文字保留在 \(path)"))
      console.hint("hfile edit \(invocation.word(0) ?? name) --raw")
      return failure.exitCode
    }
    HostFile.remove(path)
    console.say(invocation.word(0) ?? name)
    console.hint("hfile commit -m MESSAGE")
    return .done
  }

  private func parse(_ bytes: [UInt8], _ path: String) throws(StoreError) -> JSON {
    do throws(JSONError) {
      return try JSON(parsing: bytes, limits: .schema)
    } catch {
      throw .invalid([Problem(.unreadable(error.reason), at: Place(file: path, position: error.position))])
    }
  }
}
