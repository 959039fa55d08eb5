import Git
import HealthFiles
import JSONSchema

extension Command {
  /// Takes records from a CSV or NDJSON file.
  static let importRecords = Command(
    name: "import",
    summary: Phrase("take records from a CSV or NDJSON file", "从 CSV 或 NDJSON 文件导入记录", "從 CSV 或 NDJSON 檔案匯入記錄"),
    details: Phrase(
      """
      The first line of a CSV file names the fields; --map COLUMN=FIELD tells of other names. All
      problems are shown with their lines, and nothing is written if there is one; --skip-invalid
      takes the good rows and writes the others to FILE.rejected. --key COLUMNS makes the id from
      what never changes about a row, so that a second import adds nothing and a changed row amends
      its record. The import is one commit of its own.
      """,
      """
      CSV 文件的首行是字段名；名称不同时用 --map 列=字段。所有问题连同行号一并列出，有任何问题则不写入；
      --skip-invalid 导入正确的行，并将其余行写入 文件.rejected。--key 列 用一行中不变的内容生成编号，
      因此重复导入不会增加记录，更改过的行会修订原记录。导入是一次独立的提交。
      """,
      """
      CSV 檔案的首行是欄位名；名稱不同時用 --map 欄=欄位。所有問題連同行號一併列出，有任何問題則不寫入；
      --skip-invalid 匯入正確的行，並將其餘行寫入 檔案.rejected。--key 欄 用一行中不變的內容產生編號，
      因此重複匯入不會增加記錄，更改過的行會修訂原記錄。匯入是一次獨立的提交。
      """),
    arguments: [
      Argument(name: "TYPE", help: Phrase("name or label of a type", "类型名称", "類型名稱"), kind: .recordType),
      Argument(
        name: "FILE",
        help: Phrase(
          "FILE.csv, FILE.ndjson, FILE.jsonl, or - for standard input (CSV)", "CSV、NDJSON 文件，或 - 表示标准输入（CSV）",
          "CSV、NDJSON 檔案，或 - 表示標準輸入（CSV）"), kind: .file),
    ],
    options: [
      Option(
        names: ["--map"], value: "COLUMN=FIELD",
        help: Phrase("field of a column (can be repeated)", "列对应的字段（可重复）", "欄對應的欄位（可重複）"),
        isRepeatable: true),
      Option(
        names: ["--key"], value: "COLUMNS",
        help: Phrase("columns the id is made of, with commas between", "生成编号所用的列，用逗号分隔", "產生編號所用的欄，用逗號分隔")),
      Option(
        names: ["--skip-invalid"], value: nil,
        help: Phrase(
          "take the good rows, write the others to FILE.rejected", "导入正确的行，其余写入 文件.rejected", "匯入正確的行，其餘寫入 檔案.rejected")
      ),
      Option(names: ["--message", "-m"], value: "TEXT", help: Phrase("message of the commit", "提交说明", "提交說明")),
      .dryRun,
    ],
    examples: [
      (
        "hfile import sale till.csv --map 时间=time --key receiptNumber,day",
        Phrase("takes sales of another till", "导入另一收银系统的销售", "匯入另一收銀系統的銷售")
      )
    ],
    exitCodes: [
      .found, .noStore, .busy, .keyMissing, .newerStore, .invalid, .conflict, .notFound, .notPermitted, .diskRefused,
    ]
  ) { invocation throws(Failure) in
    let store = try invocation.store(signs: !invocation.has("--dry-run"))
    let state = try orFail { () throws(StoreError) in try store.snapshot() }
    let type = try invocation.type(invocation.word(0) ?? "", in: state)
    let name = invocation.word(1) ?? "-"
    let console = invocation.console
    var request = ImportRequest(
      try file(name, invocation), type: type.name,
      message: invocation["--message"] ?? "import \(type.name) from \(lastName(name))",
      author: Authorship.author(console, store: store))
    request.options = try importOptions(invocation)
    request.skipsInvalid = invocation.has("--skip-invalid")
    request.isDryRun = invocation.has("--dry-run")
    let bar = ProgressBar(console, total: 2 * request.file.size)
    if let bar { request.progress = { bar.advance($0) } }
    let asked = request
    defer { bar?.clear() }
    let result = try orFail { () throws(StoreError) in try store.importRecords(asked) }
    bar?.clear()
    if !result.rejected.isEmpty, !invocation.has("--dry-run") {
      try writeRejected(result, invocation.path(name == "-" ? "import" : name) + ".rejected")
    }
    tell(result, type, invocation)
    return result.problems.isEmpty ? .done : .found
  }

  /// A file is read piece by piece; what comes through a pipe is kept in memory, because rows are read twice.
  private static func file(_ name: String, _ invocation: Invocation) throws(Failure) -> ForeignFile {
    let isJSON = [".ndjson", ".jsonl", ".json"].contains { name.hasSuffix($0) }
    if name == "-" { return ForeignFile(name: name, bytes: invocation.console.readAll(), isJSON: isJSON) }
    return try orFail { () throws(StoreError) in
      let file = try HostFile(path: invocation.path(name))
      return ForeignFile(name: name, isJSON: isJSON, size: try file.size()) { range throws(StoreError) in
        try file.read(range)
      }
    }
  }

  private static func importOptions(_ invocation: Invocation) throws(Failure) -> ImportOptions {
    var options = ImportOptions()
    options.key = invocation["--key"]?.split(separator: ",").map(String.init) ?? []
    for pair in invocation.all("--map") {
      guard let equals = pair.firstIndex(of: "=") else {
        throw .usage(Phrase("--map needs COLUMN=FIELD", "--map 应为 列=字段", "--map 應為 欄=欄位"))
      }
      options.map[String(pair[..<equals])] = String(pair[pair.index(after: equals)...])
    }
    return options
  }

  private static func writeRejected(_ result: ImportResult, _ path: String) throws(Failure) {
    var text = result.header.isEmpty ? "" : CommaSeparatedWriter.line(result.header)
    for (_, row) in result.rejected.sorted(by: { $0.key < $1.key }) {
      // Bytes, because a CRLF is one Character and has no suffix "\n".
      text += row.utf8.last == 0x0A ? row : row + "\n"
    }
    try orFail { () throws(StoreError) in try HostFile.write(Array(text.utf8), to: path) }
  }

  private static func tell(_ result: ImportResult, _ type: RecordType, _ invocation: Invocation) {
    let console = invocation.console
    if let format = invocation["--format"], format != "table" {
      var answer: JSON = [
        "type": .string(type.name), "added": .number(JSONNumber(Int64(result.added))),
        "amended": .number(JSONNumber(Int64(result.amended))),
        "unchanged": .number(JSONNumber(Int64(result.unchanged))),
        "rejected": .number(JSONNumber(Int64(result.rejected.count))),
      ]
      answer["commit"] = result.commit.map { .string($0.description) } ?? .null
      answer["warnings"] = .array(result.warnings.map { $0.json(invocation.language) })
      answer["problems"] = .array(result.problems.map { $0.json(invocation.language) })
      console.write(Answer.bytes(answer, format))
      return
    }
    console.tell(result.problems + result.warnings)
    console.say(
      console.pick(
        "\(result.added) added, \(result.amended) amended, \(result.unchanged) unchanged, "
          + "\(result.rejected.count) rejected",
        "新增 \(result.added)，修订 \(result.amended)，未变 \(result.unchanged)，拒绝 \(result.rejected.count)",
        "新增 \(result.added)，修訂 \(result.amended)，未變 \(result.unchanged)，拒絕 \(result.rejected.count)"))
  }
}

/// The last name of a path.
private func lastName(_ path: String) -> String { String(path.split(separator: "/").last ?? "") }
