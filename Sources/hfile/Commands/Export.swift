import HealthFiles
import JSONSchema

extension Command {
  /// Writes the records of a type to a file or standard output.
  static let exportRecords = Command(
    name: "export",
    summary: Phrase(
      "write the records of a type as CSV, NDJSON or JSON", "将记录导出为 CSV、NDJSON 或 JSON", "將記錄匯出為 CSV、NDJSON 或 JSON"),
    details: Phrase(
      "Every field is a column, nested fields with dots, lists as JSON: what import reads back.\n"
        + "The format is CSV unless --format or the file's name says otherwise.",
      "每个字段一列，嵌套字段用点号，列表为 JSON，可由 import 读回。\n格式默认为 CSV，除非 --format 或文件名另有说明。",
      "每個欄位一欄，巢狀欄位用點號，清單為 JSON，可由 import 讀回。\n格式預設為 CSV，除非 --format 或檔名另有說明。"),
    arguments: [
      Argument(name: "TYPE", help: Phrase("name or label of a type", "类型名称", "類型名稱"), kind: .recordType),
      Argument(
        name: "FILE", help: Phrase("where to write; standard output when left out", "写入的文件；省略时为标准输出", "寫入的檔案；省略時為標準輸出"),
        kind: .file, isOptional: true),
    ],
    options: [
      Option(
        names: ["--where", "-w"], value: "CONDITION",
        help: Phrase("keep what meets it (can be repeated)", "只导出符合条件的（可重复）", "只匯出符合條件的（可重複）"), isRepeatable: true)
    ] + Option.reading,
    examples: [("hfile export product products.csv", Phrase("all products as CSV", "导出全部商品", "匯出全部商品"))],
    formats: ["csv", "json", "ndjson"],
    exitCodes: [.found, .noStore, .newerStore, .notFound, .diskRefused]
  ) { invocation throws(Failure) in
    let state = try invocation.state(of: try invocation.store())
    let type = try invocation.type(invocation.word(0) ?? "", in: state)
    let listing = try orFail { () throws(StoreError) in
      try Listing(type: type, in: state, conditions: invocation.all("--where"), sort: [], columns: nil)
    }
    let (records, problems) = try orFail { () throws(StoreError) in
      let (records, problems) = try state.records(of: type)
      let chosen = try listing.choose(from: records, in: state, limit: nil)
      return (chosen.records, problems + chosen.problems)
    }
    let text = exported(records, type, exportFormat(invocation))
    if let name = invocation.word(1) {
      try orFail { () throws(StoreError) in try HostFile.write(text, to: invocation.path(name)) }
    } else {
      invocation.console.write(text)
    }
    invocation.console.tell(problems)
    return problems.isEmpty ? .done : .found
  }

  private static func exportFormat(_ invocation: Invocation) -> String {
    if let format = invocation["--format"] { return format }
    let name = invocation.word(1) ?? ""
    if name.hasSuffix(".ndjson") || name.hasSuffix(".jsonl") { return "ndjson" }
    return name.hasSuffix(".json") ? "json" : "csv"
  }

  private static func exported(_ records: [Record], _ type: RecordType, _ format: String) -> [UInt8] {
    let order = type.schema.keyOrder
    switch format {
    case "json":
      return JSON.array(records.map { SealedFields.masked($0.value) }).bytes(
        .indented, order: KeyOrder([], members: [:], elements: order)) + [
          0x0A
        ]
    case "ndjson": return records.flatMap { SealedFields.masked($0.value).bytes(.compact, order: order) + [0x0A] }
    default:
      let table = ExportTable(type)
      let rows = [table.header] + records.map(table.cells)
      return rows.flatMap { Array(CommaSeparatedWriter.line($0).utf8) }
    }
  }
}
