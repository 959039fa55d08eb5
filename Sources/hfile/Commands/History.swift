import Git
import HealthFiles
import JSONSchema

extension Command {
  /// Shows what happened to one record, field by field.
  static let history = Command(
    name: "history",
    summary: Phrase("show what happened to a record, field by field", "逐字段显示一条记录的变化", "逐欄位顯示一筆記錄的變化"),
    details: Phrase(
      """
      Every change of every field, newest first: when, who, what it was, what it became, and why (the
      message of the commit). Also of a record that is gone. Sealed fields show that they changed;
      with the key at hand, how.
      """,
      """
      列出每个字段的每次变化，最新在前：时间、人员、原值、新值和原因（提交说明）。已移除的记录也可查看。
      密封字段只显示已更改；持有密钥时显示具体内容。
      """,
      """
      列出每個欄位的每次變化，最新在前：時間、人員、原值、新值和原因（提交說明）。已移除的記錄也可查看。
      密封欄位只顯示已更改；持有金鑰時顯示具體內容。
      """),
    arguments: [Argument.addressed],
    options: [
      Option.limit(Phrase("at most so many changes of the record", "最多显示的变化次数", "最多顯示的變化次數")), Option.at,
    ],
    examples: [
      ("hfile history prd-green-tea", Phrase("who changed its price, and when", "谁在何时改了价格", "誰在何時改了價格")),
      ("hfile history policy/loyalty", Phrase("the same of a policy", "规则的变化", "規則的變化")),
    ],
    formats: ["table", "json", "ndjson", "csv"],
    exitCodes: [.noStore, .newerStore, .notFound, .diskRefused]
  ) { invocation throws(Failure) in
    let store = try invocation.store()
    let limit = try invocation.number("--limit") ?? .max
    let id = invocation.word(0) ?? ""
    let (versions, state) = try orFail { () throws(StoreError) in
      let history = StoreHistory(store)
      let commit = try invocation["--at"].map { word throws(StoreError) in try history.commit(named: word) }
      let versions = try history.versions(of: id, at: commit, limit: limit)
      guard !versions.isEmpty || limit == 0 else { throw .notFound(kind: .record, name: id, near: []) }
      return (versions, try store.snapshot(at: commit))
    }
    HistoryText(id: id, versions: versions, state: state, language: invocation.language).write(invocation)
    return .done
  }

  /// Shows where the value of each field comes from.
  static let blame = Command(
    name: "blame",
    summary: Phrase("show who gave each field its value", "显示每个字段的最后更改者", "顯示每個欄位的最後更改者"),
    details: Phrase(
      "Every field of a record as it is, with the last commit that changed it. Lists are one field.",
      "列出记录的每个字段及最后更改它的提交。列表视为一个字段。", "列出記錄的每個欄位及最後更改它的提交。清單視為一個欄位。"),
    arguments: [Argument.addressed], options: [Option.at],
    examples: [
      ("hfile blame stf-lin", Phrase("since when it stands there", "各字段自何时起如此", "各欄位自何時起如此"))
    ],
    formats: ["table", "json", "ndjson", "csv"],
    exitCodes: [.noStore, .newerStore, .notFound, .diskRefused]
  ) { invocation throws(Failure) in
    let store = try invocation.store()
    let id = invocation.word(0) ?? ""
    let (origins, state) = try orFail { () throws(StoreError) in
      let history = StoreHistory(store)
      let commit = try invocation["--at"].map { word throws(StoreError) in try history.commit(named: word) }
      return (try history.blame(of: id, at: commit), try store.snapshot(at: commit))
    }
    BlameText(id: id, origins: origins, state: state, language: invocation.language).write(invocation)
    return .done
  }
}

extension Argument {
  /// A record or a policy.
  static let addressed = Argument(
    name: "ID",
    help: Phrase("id of the record, store, or policy/NAME", "记录编号、store 或 policy/规则名", "記錄編號、store 或 policy/規則名"),
    kind: .recordID)
}
