package import HealthFiles
package import JSONSchema

extension Command {
  /// Shows a report.
  static let report = Command(
    name: "report",
    summary: Phrase("show a report", "显示报表", "顯示報表"),
    details: Phrase(
      """
      A report is a file in schema/reports: adding a file adds a report. hfile reports lists them.
      It is made of the last commit; the foot names all it depends on, so that the same report can be
      made again: hfile report NAME --at COMMIT --as-of TIME.
      """,
      """
      报表是 schema/reports 中的文件，增加文件即增加报表。hfile reports 列出全部报表。
      报表取自最近一次提交；页脚列出其所依据的一切，因此可以重新生成同一报表：
      hfile report 名称 --at 提交 --as-of 时间。
      """,
      """
      報表是 schema/reports 中的檔案，增加檔案即增加報表。hfile reports 列出全部報表。
      報表取自最近一次提交；頁尾列出其所依據的一切，因此可以重新產生同一報表：
      hfile report 名稱 --at 提交 --as-of 時間。
      """),
    arguments: [
      Argument(name: "NAME", help: Phrase("name or label of a report", "报表名称", "報表名稱"), kind: .report)
    ],
    options: Option.days + [
      Option(
        names: ["--by"], value: "PART",
        help: Phrase(
          "group by this part of the date, where the report can", "按日期的此部分分组（若报表支持）", "按日期的此部分分組（若報表支援）"),
        choices: DatePart.allCases.map(\.rawValue)),
      Option.asOf,
    ] + Option.asking,
    examples: [
      (
        "hfile report sales --by weekday",
        Phrase("sales of the last 30 days by weekday", "近 30 天按星期的销售", "近 30 天按星期的銷售")
      ),
      (
        "hfile report stock --format csv > stock.csv",
        Phrase("stock on hand for a spreadsheet", "将库存导出到电子表格", "將庫存匯出到試算表")
      ),
    ],
    formats: ["table", "json", "ndjson", "csv"],
    exitCodes: [.found, .noStore, .newerStore, .invalid, .notFound, .diskRefused]
  ) { invocation throws(Failure) in
    let state = try invocation.state(of: try invocation.store())
    let word = invocation.word(0) ?? ""
    let (definitions, definition) = try orFail { () throws(StoreError) in
      let definitions = try Definitions(Definition.reportFolder, of: state)
      return (definitions, try definitions.named(word, .report))
    }
    let occasion = try invocation.occasion(of: definition, in: state)
    let report = try orFail { () throws(StoreError) in try definitions.report(definition, of: state, occasion) }
    ReportText(report: report, source: state.sourceJSON, language: invocation.language).write(invocation)
    invocation.console.tell(definitions.problems + report.problems)
    return (definitions.problems + report.problems).isEmpty ? .done : .found
  }

  /// Lists the reports.
  static let reports = Command(
    name: "reports",
    summary: Phrase("list the reports", "列出报表", "列出報表"),
    details: Phrase(
      "A report is a file in schema/reports: adding a file adds a report.", "报表是 schema/reports 中的文件，增加文件即增加报表。",
      "報表是 schema/reports 中的檔案，增加檔案即增加報表。"),
    options: Option.asking,
    examples: [("hfile reports", Phrase("lists them", "列出", "列出"))],
    exitCodes: [.found, .noStore, .newerStore]
  ) { invocation throws(Failure) in
    let state = try invocation.state(of: try invocation.store())
    let definitions = try orFail { () throws(StoreError) in try Definitions(Definition.reportFolder, of: state) }
    let (console, language) = (invocation.console, invocation.language)
    if let format = invocation["--format"], format != "table" {
      console.write(Answer.bytes(["source": state.sourceJSON, "reports": definitions.json(language)], format))
    } else {
      var table = TextTable([
        console.pick("report", "报表", "報表"), console.pick("label", "名称", "名稱"),
        console.pick("what it shows", "内容", "內容"),
      ])
      for definition in definitions.all {
        table.add([definition.name, definition.label[language], definition.about[language]])
      }
      for line in table.lines(width: console.isTerminal ? console.width : nil) { console.say(line) }
    }
    console.tell(definitions.problems)
    return definitions.problems.isEmpty ? .done : .found
  }
}

extension Definitions {
  /// What there is, as data.
  package func json(_ language: Language) -> JSON {
    .array(
      all.map {
        [
          "name": .string($0.name), "label": .string($0.label[language]), "about": .string($0.about[language]),
          "days": $0.days.map { .number(JSONNumber(Int64($0))) } ?? .null,
          "by": $0.by.map { .string($0.rawValue) } ?? .null,
        ]
      })
  }
}

extension Option {
  /// The moment as of which an answer is given.
  static let asOf = Option(
    names: ["--as-of"], value: "TIME",
    help: Phrase(
      "as of this moment instead of now (2026-11-21T19:05:00+08:00)", "以此刻为准，而非现在（2026-11-21T19:05:00+08:00）",
      "以此刻為準，而非現在（2026-11-21T19:05:00+08:00）"))
}

extension Invocation {
  /// The moment of `--as-of`, else now, and the business day it belongs to.
  func occasion(in state: Snapshot) throws(Failure) -> Occasion {
    let now = console.environment.now()
    var moment = state.profile.instant(seconds: now.seconds)
    if let text = self["--as-of"] {
      guard let given = Instant(text) else {
        throw .usage(
          Phrase(
            "\(text) is no time (2026-11-21T19:05:00+08:00)", "\(text) 不是时间（2026-11-21T19:05:00+08:00）",
            "\(text) 不是時間（2026-11-21T19:05:00+08:00）"))
      }
      moment = given
    }
    return Occasion(asOf: moment, today: state.profile.businessDay(of: moment.seconds))
  }

  /// What a report is made for: the period asked for, else so many days up to today.
  func occasion(of definition: Definition, in state: Snapshot) throws(Failure) -> Occasion {
    var occasion = try occasion(in: state)
    for name in ["--from", "--to"] where has(name) && definition.days == nil { throw takesNo(name, definition) }
    if has("--by"), definition.by == nil { throw takesNo("--by", definition) }
    occasion.by = self["--by"].flatMap(DatePart.init(rawValue:)) ?? definition.by
    if let days = definition.days {
      let (from, to) = (try day("--from"), try day("--to"))
      let last = to ?? max(occasion.today, from ?? occasion.today)
      let first = from ?? last.advanced(by: 1 - days)
      guard first <= last else {
        throw .usage(Phrase("--from is after --to", "--from 晚于 --to", "--from 晚於 --to"))
      }
      occasion.period = first...last
    }
    return occasion
  }

  private func takesNo(_ name: String, _ definition: Definition) -> Failure {
    .usage(
      Phrase(
        "the report \(definition.name) takes no \(name)", "报表 \(definition.name) 不支持 \(name)",
        "報表 \(definition.name) 不支援 \(name)"))
  }
}
