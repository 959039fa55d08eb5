import HealthFiles
import JSONSchema

extension Command {
  /// Shows how the store stands, and keeps it up to date.
  static let dashboard = Command(
    name: "dashboard",
    summary: Phrase("show how the store stands", "显示门店概况", "顯示門市概況"),
    details: Phrase(
      """
      Today's figures, what needs somebody, and the trend of the last weeks: the report dashboard and
      the alerts, one a line. --watch draws it anew when something is committed, until q is typed.
      """,
      """
      显示今日数据、预警和近几周走势：即报表 dashboard 及逐行列出的预警。
      --watch 在有新提交时重新显示，输入 q 退出。
      """,
      """
      顯示今日資料、警示和近幾週走勢：即報表 dashboard 及逐列列出的警示。
      --watch 在有新提交時重新顯示，輸入 q 離開。
      """),
    options: [
      Option(
        names: ["--watch"], value: nil,
        help: Phrase("draw it anew when something is committed", "有新提交时重新显示", "有新提交時重新顯示")),
      Option.asOf,
    ] + Option.asking,
    examples: [("hfile dashboard --watch", Phrase("stays on the screen of the back office", "常驻后台屏幕", "常駐後台螢幕"))],
    formats: ["table", "json"],
    exitCodes: [.found, .noStore, .newerStore, .invalid, .notFound, .diskRefused]
  ) { invocation throws(Failure) in
    let store = try invocation.store()
    let console = invocation.console
    guard invocation.has("--watch") else { return try show(try invocation.state(of: store), invocation) }
    store.keepFrames()
    var last: Snapshot.Origin?
    while true {
      let state = try invocation.state(of: store)
      // Working files have no id that would tell whether they changed.
      if last != state.origin || state.origin == .workingFiles {
        // Clears the screen and goes to its top, on a terminal only.
        if console.isTerminal { console.write("\u{1B}[2J\u{1B}[H") }
        _ = try show(state, invocation)
        last = state.origin
      }
      if console.waitForKey(watchSeconds).map({ $0 == "q" || $0 == "Q" }) ?? false { return .done }
    }
  }

  /// Seconds between two looks at the last commit.
  private static let watchSeconds = 2

  private static func show(_ state: Snapshot, _ invocation: Invocation) throws(Failure) -> ExitCode {
    let (reports, rules) = try orFail { () throws(StoreError) in
      (try Definitions(Definition.reportFolder, of: state), try Definitions(Definition.alertFolder, of: state))
    }
    let definition = try orFail { () throws(StoreError) in try reports.named("dashboard", .report) }
    let occasion = try invocation.occasion(of: definition, in: state)
    let (report, alerts) = try orFail { () throws(StoreError) in
      (
        try reports.report(definition, of: state, occasion),
        try rules.alerts(of: state, occasion, named: nil)
      )
    }
    let language = invocation.language
    var text = ReportText(report: report, source: state.sourceJSON, language: language)
    text.alerts = AlertText(list: alerts, source: state.sourceJSON, language: language)
    text.write(invocation)
    let problems = reports.problems + rules.problems + report.problems
    invocation.console.tell(problems)
    return alerts.alerts.isEmpty && problems.isEmpty ? .done : .found
  }
}
