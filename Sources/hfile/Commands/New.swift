import HealthFiles
import JSONSchema

extension Command {
  /// Makes a record in the working files.
  static let new = Command(
    name: "new",
    summary: Phrase("make a record", "新建记录", "新建記錄"),
    details: Phrase(
      """
      Writes a new record to the working files; commit makes it part of the history. FIELD=VALUE is
      typed by the schema, FIELD:=JSON is raw JSON, a.b=VALUE nests, a[]=VALUE appends; labels serve
      as field names. id=CODE chooses the id where the type allows it. Without fields a form opens.
      Time, business day, device and id are filled in when they are left out.
      """,
      """
      将新记录写入工作文件；提交后成为历史的一部分。字段=值 按模式解释，字段:=JSON 为原始 JSON，
      a.b=值 表示嵌套，a[]=值 表示追加；可用字段名称代替字段名。类型允许时可用 id=代码 指定编号。
      不带字段时打开表单。时间、营业日、设备和编号可省略，由程序填写。
      """,
      """
      將新記錄寫入工作檔案；提交後成為歷史的一部分。欄位=值 按綱要解釋，欄位:=JSON 為原始 JSON，
      a.b=值 表示巢狀，a[]=值 表示追加；可用欄位名稱代替欄位名。類型允許時可用 id=代碼 指定編號。
      不帶欄位時開啟表單。時間、營業日、裝置和編號可省略，由程式填寫。
      """),
    arguments: [
      Argument(name: "TYPE", help: Phrase("name or label of a type", "类型名称", "類型名稱"), kind: .recordType),
      Argument(
        name: "FIELD=VALUE", help: Phrase("fields of the record", "记录的字段", "記錄的欄位"), kind: .assignment,
        isOptional: true, isRepeatable: true),
    ],
    options: [.dryRun],
    examples: [
      ("hfile new staff name=林晓 role=therapist hired=2026-05-20", Phrase("a new therapist", "新技师", "新技師")),
      ("hfile new product 名称=艾草足浴包 price=38.00", Phrase("labels are field names, too", "字段名称也可用", "欄位名稱也可用")),
    ],
    exitCodes: [.noStore, .busy, .newerStore, .invalid, .conflict, .notFound, .diskRefused]
  ) { invocation throws(Failure) in
    let store = try invocation.store()
    let state = try orFail { () throws(StoreError) in try store.workingSnapshot() }
    let type = try invocation.type(invocation.word(0) ?? "", in: state)
    let assignments = try invocation.assignments(after: 1)
    var record = try orFail { () throws(StoreError) in
      try store.draft(type, assignments: assignments, in: state)
    }
    if assignments.isEmpty {
      let form = Form(type: type, console: invocation.console, currency: state.profile.currency)
      guard let filled = form.fill(record.value) else { throw Form.ended }
      record.value = filled
    }
    let path = try orFail { () throws(StoreError) in
      try store.saveWorking(record, replacing: nil, isDryRun: invocation.has("--dry-run"))
    }
    Command.tellSaved(record, path, invocation)
    return .done
  }

  /// Says where a record was written, and what to do next.
  static func tellSaved(_ record: Record, _ path: String, _ invocation: Invocation) {
    let console = invocation.console
    if let format = invocation["--format"], format != "table" {
      let order = (try? invocation.store().workingSnapshot())?.catalogue.types[record.type]?.schema.keyOrder
      let isWritten = JSON.bool(!invocation.has("--dry-run"))
      console.write(
        Answer.bytes(
          ["id": .string(record.id), "path": .string(path), "written": isWritten, "record": record.value], format,
          order: KeyOrder(["id", "path", "written", "record"], members: ["record": order ?? .codePoints])))
      return
    }
    tellSaved(record.id, invocation)
  }

  /// Says what was written, and what to do next.
  static func tellSaved(_ name: String, _ invocation: Invocation) {
    let console = invocation.console
    console.say(name)
    if invocation.has("--dry-run") {
      console.hint(console.pick("nothing was written", "未写入任何内容", "未寫入任何內容"))
    } else {
      console.hint("hfile commit -m MESSAGE")
    }
  }
}
