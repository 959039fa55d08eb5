import HealthFiles
import JSONSchema

extension Command {
  /// Counts and sums the records of a type.
  static let query = Command(
    name: "query",
    summary: Phrase("count and sum the records of a type", "统计某类型的记录", "統計某類型的記錄"),
    details: Phrase(
      """
      Groups the records that meet the conditions and shows figures of each group; without a figure
      their number. A field of a list (lines.amount) makes the items of that list the rows. Fields
      reach over references: lines.product.category, member.source. Behind a date stand its parts:
      joined.month, time.hour. --sum 'quantity * unitCost' multiplies, --mean 'end - start' subtracts.
      Answers come from the last commit.
      """,
      """
      将符合条件的记录分组并显示各组数据；未指定时显示数量。列表中的字段（lines.amount）以列表各项为行。
      字段可跨引用：lines.product.category、member.source；日期之后可接其部分：joined.month、time.hour。
      --sum 'quantity * unitCost' 为相乘，--mean 'end - start' 为相减。结果取自最近一次提交。
      """,
      """
      將符合條件的記錄分組並顯示各組資料；未指定時顯示數量。清單中的欄位（lines.amount）以清單各項為列。
      欄位可跨參照：lines.product.category、member.source；日期之後可接其部分：joined.month、time.hour。
      --sum 'quantity * unitCost' 為相乘，--mean 'end - start' 為相減。結果取自最近一次提交。
      """),
    arguments: [
      Argument(name: "TYPE", help: Phrase("name or label of a type", "类型名称", "類型名稱"), kind: .recordType)
    ],
    options: figures + [
      Option(
        names: ["--group-by", "-g"], value: "FIELDS",
        help: Phrase("group by fields, with commas between", "按字段分组，用逗号分隔", "按欄位分組，用逗號分隔")),
      Option(
        names: ["--by"], value: "PART",
        help: Phrase(
          "group by hour of the time, or by weekday, day, week, month or year of the business day",
          "按时间的小时，或营业日的星期、日、周、月、年分组", "按時間的小時，或營業日的星期、日、週、月、年分組"),
        choices: DatePart.allCases.map(\.rawValue)),
      Option(
        names: ["--where", "-w"], value: "CONDITION",
        help: Phrase("keep what meets it (can be repeated)", "只统计符合条件的（可重复）", "只統計符合條件的（可重複）"), isRepeatable: true),
      Option(
        names: ["--sort", "-s"], value: "COLUMN",
        help: Phrase("sort by it; -COLUMN downwards (can be repeated)", "按列排序；-列 为降序（可重复）", "按欄排序；-欄 為降序（可重複）"),
        isRepeatable: true),
      Option(names: ["--limit", "-n"], value: "COUNT", help: Phrase("at most so many rows", "最多行数", "最多列數")),
    ] + Option.days + Option.asking,
    examples: [
      ("hfile query sale --sum total --by month", Phrase("revenue of each month", "每月销售额", "每月銷售額")),
      (
        "hfile query sale --sum lines.amount -g lines.product.category --sort -sum",
        Phrase("revenue by kind of product", "按商品类别统计销售额", "按商品類別統計銷售額")
      ),
    ],
    formats: ["table", "json", "ndjson", "csv"],
    exitCodes: [.found, .noStore, .newerStore, .invalid, .notFound, .diskRefused]
  ) { invocation throws(Failure) in
    let state = try invocation.state(of: try invocation.store())
    let type = try invocation.type(invocation.word(0) ?? "", in: state)
    var query = Query()
    query.figures = invocation.figures
    query.conditions = invocation.all("--where")
    query.groupBy = invocation["--group-by"]?.split(separator: ",").map(String.init) ?? []
    query.bucket = invocation["--by"].flatMap(DatePart.init(rawValue:))
    query.sort = invocation.all("--sort")
    query.limit = try invocation.number("--limit")
    query.days = try invocation.days()
    let (table, problems) = try orFail { () throws(StoreError) in try query.run(over: type, in: state) }
    var source = state.sourceJSON
    let changed = try orFail { () throws(StoreError) in try state.uncommittedFiles(of: type, days: query.days) }
    source["uncommitted"] = changed.map { .array($0.map { .string($0) }) }
    TableText(table).write(invocation, answering: ["type": .string(type.name), "source": source])
    invocation.console.tell(problems)
    return problems.isEmpty ? .done : .found
  }

  /// One option for each function, each of which may be asked for several fields.
  private static let figures: [Option] = AggregateFunction.allCases.map { function in
    let label = function.label
    let help =
      function == .count
      ? Phrase("how many", "数量", "數量")
      : Phrase(
        "\(label.english.lowercased()) of a field (can be repeated)", "字段的\(label.simplified)（可重复）",
        "欄位的\(label.traditional)（可重複）")
    return Option(
      names: ["--" + function.rawValue], value: function == .count ? nil : "FIELD", help: help, isRepeatable: true)
  }
}

extension Invocation {
  /// The figures that are asked for, in the order in which their options are listed.
  fileprivate var figures: [Query.Figure] {
    AggregateFunction.allCases.flatMap { function in
      all("--" + function.rawValue).map { Query.Figure(function, of: $0.isEmpty ? nil : $0) }
    }
  }
}
