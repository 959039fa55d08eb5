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
      Time, business day, device and id are filled in when they are left out. --commit commits the
      record at once; other edits of yours stay as they are, uncommitted.
      """,
      """
      将新记录写入工作文件；提交后成为历史的一部分。字段=值 按模式解释，字段:=JSON 为原始 JSON，
      a.b=值 表示嵌套，a[]=值 表示追加；可用字段名称代替字段名。类型允许时可用 id=代码 指定编号。
      不带字段时打开表单。时间、营业日、设备和编号可省略，由程序填写。--commit 立即提交此记录；
      其他更改保持原样，不会一并提交。
      """,
      """
      將新記錄寫入工作檔案；提交後成為歷史的一部分。欄位=值 按綱要解釋，欄位:=JSON 為原始 JSON，
      a.b=值 表示巢狀，a[]=值 表示追加；可用欄位名稱代替欄位名。類型允許時可用 id=代碼 指定編號。
      不帶欄位時開啟表單。時間、營業日、裝置和編號可省略，由程式填寫。--commit 立即提交此記錄；
      其他更改保持原樣，不會一併提交。
      """),
    arguments: [
      Argument(name: "TYPE", help: Phrase("name or label of a type", "类型名称", "類型名稱"), kind: .recordType),
      Argument(
        name: "FIELD=VALUE", help: Phrase("fields of the record", "记录的字段", "記錄的欄位"), kind: .assignment,
        isOptional: true, isRepeatable: true),
    ],
    options: [
      Option(
        names: ["--commit"], value: nil,
        help: Phrase("commit this record at once, and nothing else", "立即提交此记录，且仅此记录", "立即提交此記錄，且僅此記錄")),
      Option(
        names: ["--message", "-m"], value: "TEXT",
        help: Phrase("message of the commit (with --commit)", "提交说明（与 --commit 同用）", "提交說明（與 --commit 同用）")),
      .dryRun,
    ],
    examples: [
      ("hfile new staff name=林晓 role=therapist hired=2026-05-20", Phrase("a new therapist", "新技师", "新技師")),
      ("hfile new product 名称=艾草足浴包 price=38.00", Phrase("labels are field names, too", "字段名称也可用", "欄位名稱也可用")),
      ("hfile new footfall entries=12 minutes=60 --commit", Phrase("a fact, committed at once", "立即提交的事实", "立即提交的事實")),
    ],
    exitCodes: [.noStore, .busy, .keyMissing, .newerStore, .invalid, .conflict, .notFound, .notPermitted, .diskRefused]
  ) { invocation throws(Failure) in
    guard invocation.has("--commit") || !invocation.has("--message") else {
      throw .usage(Phrase("-m needs --commit", "-m 须与 --commit 同用", "-m 須與 --commit 同用"), hint: invocation.usageHint)
    }
    let store = try invocation.store(signs: invocation.has("--commit"))
    // What is committed at once is judged by what is committed.
    let state = try orFail { () throws(StoreError) in
      try invocation.has("--commit") ? store.snapshot() : store.workingSnapshot()
    }
    let record = try drafted(in: state, of: store, invocation)
    if invocation.has("--commit") { return try commit(record, to: store, state, invocation) }
    let path = try orFail { () throws(StoreError) in
      try store.saveWorking(record, replacing: nil, isDryRun: invocation.has("--dry-run"))
    }
    tellSaved(record, path, invocation)
    return .done
  }

  /// The record of the words after the type, or of the form that opens where there are none.
  private static func drafted(
    in state: Snapshot, of store: Store, _ invocation: Invocation
  ) throws(Failure) -> Record {
    let type = try invocation.type(invocation.word(0) ?? "", in: state)
    try invocation.unlock(store, for: type, in: state)
    let assignments = try invocation.assignments(after: 1)
    var record = try orFail { () throws(StoreError) in
      try store.draft(type, assignments: assignments, in: state)
    }
    if assignments.isEmpty {
      let form = Form(type: type, console: invocation.console, currency: state.profile.currency)
      guard let filled = form.fill(record.value) else { throw Form.ended }
      record.value = filled
    }
    return record
  }

  private static func commit(
    _ record: Record, to store: Store, _ state: Snapshot, _ invocation: Invocation
  ) throws(Failure) -> ExitCode {
    var request = CommitRequest(
      message: invocation["--message"], author: Authorship.author(invocation.console, store: store))
    request.isDryRun = invocation.has("--dry-run")
    let asked = request
    let result = try orFail { () throws(StoreError) in try store.commit(adding: record, draftedIn: state, asked) }
    tell(result, state.catalogue, invocation)
    return .done
  }

  /// Says where a record was written, and what to do next.
  static func tellSaved(_ record: Record, _ path: String, _ invocation: Invocation) {
    let console = invocation.console
    if let format = invocation["--format"], format != "table" {
      let state = try? invocation.store().workingSnapshot()
      let order = state?.catalogue.types[record.type]?.schema.keyOrder
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
