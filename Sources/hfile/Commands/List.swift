import HealthFiles
import JSONSchema

extension Command {
  /// Lists the records of a type.
  static let list = Command(
    name: "list",
    summary: Phrase("list the records of a type", "列出某类型的记录", "列出某類型的記錄"),
    details: Phrase(
      """
      CONDITION compares fields with values: price > 30 and (category = tea or name contains 茶).
      Comparisons are = != < <= > >= contains in; has FIELD and missing FIELD ask for presence;
      and, or, not and brackets combine. Nested fields are written a.b, items of lists match each.
      Behind a reference stand the fields of what it names: member.source; behind a date its parts.
      """,
      """
      条件用于比较字段与值：price > 30 and (category = tea or name contains 茶)。
      比较有 = != < <= > >= contains in；has 字段、missing 字段 判断有无；
      用 and、or、not 和括号组合。嵌套字段写作 a.b，列表中的每一项分别比较。
      引用之后可接其所指记录的字段：member.source；日期之后可接其部分。
      """,
      """
      條件用於比較欄位與值：price > 30 and (category = tea or name contains 茶)。
      比較有 = != < <= > >= contains in；has 欄位、missing 欄位 判斷有無；
      用 and、or、not 和括號組合。巢狀欄位寫作 a.b，清單中的每一項分別比較。
      參照之後可接其所指記錄的欄位：member.source；日期之後可接其部分。
      """),
    arguments: [
      Argument(name: "TYPE", help: Phrase("name or label of a type", "类型名称", "類型名稱"), kind: .recordType)
    ],
    options: [
      Option(
        names: ["--where", "-w"], value: "CONDITION",
        help: Phrase("keep what meets it (can be repeated)", "只列出符合条件的（可重复）", "只列出符合條件的（可重複）"), isRepeatable: true),
      Option(
        names: ["--sort", "-s"], value: "FIELD",
        help: Phrase("sort by it; -FIELD downwards (can be repeated)", "按字段排序；-字段 为降序（可重复）", "按欄位排序；-欄位 為降序（可重複）"),
        isRepeatable: true),
      Option(
        names: ["--columns", "-c"], value: "FIELDS",
        help: Phrase("fields to show, with commas between", "要显示的字段，用逗号分隔", "要顯示的欄位，用逗號分隔")),
      Option(names: ["--limit", "-n"], value: "COUNT", help: Phrase("at most so many", "最多条数", "最多筆數")),
    ] + Option.days + Option.reading,
    examples: [
      ("hfile list product --where 'safetyStock > 10' --sort -price", Phrase("dearest first", "价格从高到低", "價格從高到低")),
      (
        "hfile list sale --from 2026-11-20 --to 2026-11-20 --format csv",
        Phrase("one day as CSV", "导出一天的 CSV", "匯出一天的 CSV")
      ),
    ],
    formats: ["table", "json", "ndjson", "csv"],
    exitCodes: [.found, .noStore, .newerStore, .notFound, .diskRefused]
  ) { invocation throws(Failure) in
    let state = try invocation.state(of: try invocation.store())
    let type = try invocation.type(invocation.word(0) ?? "", in: state)
    let listing = try orFail { () throws(StoreError) in
      try Listing(
        type: type, in: state, conditions: invocation.all("--where"), sort: invocation.all("--sort"),
        columns: invocation["--columns"])
    }
    let days = try invocation.days()
    let limit = try invocation.number("--limit")
    let (records, problems) = try orFail { () throws(StoreError) in
      let showsAll = ["json", "ndjson"].contains(invocation["--format"])
      let (records, problems) = try state.records(of: type, days: days, opening: showsAll ? nil : listing.fields)
      let chosen = try listing.choose(from: records, in: state, limit: limit)
      return (chosen.records, problems + chosen.problems)
    }
    RecordTable(type: type, columns: listing.columns, records: records).write(invocation, source: state.sourceJSON)
    invocation.console.tell(problems)
    return problems.isEmpty ? .done : .found
  }
}

extension Invocation {
  /// The business days of `--from` and `--to`; nil when neither is given.
  func days() throws(Failure) -> ClosedRange<BusinessDay>? {
    guard has("--from") || has("--to") else { return nil }
    let first = try day("--from") ?? BusinessDay(daysSinceEpoch: -700_000)
    let last = try day("--to") ?? BusinessDay(daysSinceEpoch: 2_900_000)
    guard first <= last else {
      throw .usage(Phrase("--from is after --to", "--from 晚于 --to", "--from 晚於 --to"))
    }
    return first...last
  }

  /// The value of an option that is a day.
  func day(_ name: String) throws(Failure) -> BusinessDay? {
    guard let text = self[name] else { return nil }
    guard let day = BusinessDay(text) else {
      throw .usage(Phrase("\(text) is no day (YYYY-MM-DD)", "\(text) 不是日期（YYYY-MM-DD）", "\(text) 不是日期（YYYY-MM-DD）"))
    }
    return day
  }
}
