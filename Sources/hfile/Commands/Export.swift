import HealthFiles
import JSONSchema

extension Command {
  /// Writes the records of a type to a file or standard output.
  static let exportRecords = Command(
    name: "export",
    summary: Phrase(
      "write the records of a type as CSV, NDJSON or JSON", "将记录导出为 CSV、NDJSON 或 JSON", "將記錄匯出為 CSV、NDJSON 或 JSON"),
    details: Phrase(
      """
      Every field is a column, nested fields with dots, lists as JSON: what import reads back.
      The format is CSV unless --format or the file's name says otherwise.
      --pseudonymous is for analysis by others: sealed fields are dropped, and so is every text that
      the schema does not confine to codes, a pattern, numbers, dates or ids; ids of members, staff,
      suppliers and others whose fields are sealed become pseudonyms, the same one for the same person
      in one export, and in all exports with the same --pseudonym-key. Ids of facts stay: whoever has
      the store, or the key, can still tell who is who.
      """,
      """
      每个字段一列，嵌套字段用点号，列表为 JSON，可由 import 读回。
      格式默认为 CSV，除非 --format 或文件名另有说明。
      --pseudonymous 供他人分析使用：密封字段以及模式未限定为代码、格式、数字、日期或编号的文本均不导出；
      会员、员工、供应商等密封对象的编号换成假名，同一次导出中同一人假名相同，使用相同 --pseudonym-key 的各次导出亦相同。
      业务记录的编号保留：持有门店档案或密钥者仍可辨认本人。
      """,
      """
      每個欄位一欄，巢狀欄位用點號，清單為 JSON，可由 import 讀回。
      格式預設為 CSV，除非 --format 或檔名另有說明。
      --pseudonymous 供他人分析使用：密封欄位以及綱要未限定為代碼、格式、數字、日期或編號的文字均不匯出；
      會員、員工、供應商等密封對象的編號換成假名，同一次匯出中同一人假名相同，使用相同 --pseudonym-key 的各次匯出亦相同。
      業務記錄的編號保留：持有門市檔案或金鑰者仍可辨認本人。
      """),
    arguments: [
      Argument(name: "TYPE", help: Phrase("name or label of a type", "类型名称", "類型名稱"), kind: .recordType),
      Argument(
        name: "FILE", help: Phrase("where to write; standard output when left out", "写入的文件；省略时为标准输出", "寫入的檔案；省略時為標準輸出"),
        kind: .file, isOptional: true),
    ],
    options: [
      Option(
        names: ["--where", "-w"], value: "CONDITION",
        help: Phrase("keep what meets it (can be repeated)", "只导出符合条件的（可重复）", "只匯出符合條件的（可重複）"), isRepeatable: true),
      Option(
        names: ["--pseudonymous"], value: nil,
        help: Phrase(
          "without sealed fields and free texts, persons under pseudonyms", "不含密封字段和自由文本，人员用假名",
          "不含密封欄位和自由文字，人員用假名")),
      Option(
        names: ["--pseudonym-key"], value: "FILE",
        help: Phrase(
          "key of the pseudonyms, made if it is not there; drawn anew when left out", "假名密钥文件，不存在时自动生成；省略时每次新建",
          "假名金鑰檔，不存在時自動產生；省略時每次新建"), kind: .file),
    ] + Option.reading,
    examples: [
      ("hfile export product products.csv", Phrase("all products as CSV", "导出全部商品", "匯出全部商品")),
      (
        "hfile export sale --pseudonymous --pseudonym-key ../key ../sales.csv",
        Phrase("for a study over several exports", "用于跨多次导出的研究", "用於跨多次匯出的研究")
      ),
    ],
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
    let text = exported(try pseudonymous(records, type, state, invocation), type, exportFormat(invocation))
    if let name = invocation.word(1) {
      try orFail { () throws(StoreError) in try HostFile.write(text, to: invocation.path(name)) }
    } else {
      invocation.console.write(text)
    }
    invocation.console.tell(problems)
    return problems.isEmpty ? .done : .found
  }

  /// The records as they are, or with nobody named in them, in the order of their new ids.
  private static func pseudonymous(
    _ records: [Record], _ type: RecordType, _ state: Snapshot, _ invocation: Invocation
  ) throws(Failure) -> [Record] {
    guard invocation.has("--pseudonymous") || invocation.has("--pseudonym-key") else { return records }
    var pseudonyms = Pseudonyms(key: try pseudonymKey(invocation), state.catalogue)
    return records.map { pseudonyms.record($0, of: type) }.sorted { $0.id < $1.id }
  }

  private static func pseudonymKey(_ invocation: Invocation) throws(Failure) -> [UInt8] {
    let fresh = invocation.console.environment.randomBytes(32)
    guard let name = invocation["--pseudonym-key"] else { return fresh }
    let path = invocation.path(name)
    let key = try orFail { () throws(StoreError) in
      do throws(StoreError) {
        return try HostFile.read(path)
      } catch .notFound {
        try HostFile.write(fresh, to: path)
        return fresh
      }
    }
    guard key.count >= 16 else {
      throw .usage(
        Phrase(
          "\(name) is too short for a key: 16 bytes at least", "\(name) 作为密钥过短：至少 16 字节",
          "\(name) 作為金鑰過短：至少 16 位元組"))
    }
    return key
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
