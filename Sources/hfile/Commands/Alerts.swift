import HealthFiles
import JSONSchema

extension Command {
  /// Raises the alerts.
  static let alerts = Command(
    name: "alerts",
    summary: Phrase("show what needs somebody", "显示预警", "顯示預警"),
    details: Phrase(
      """
      An alert rule is a file in schema/alerts: adding a file adds a rule. Its limits are in
      policy/alerts. Each alert says its cause with the numbers, what to do, and the rule.
      The exit code is 1 when there are any.
      """,
      """
      预警规则是 schema/alerts 中的文件，增加文件即增加规则；界限在 policy/alerts 中。
      每条预警说明原因及数据、应对措施和所依据的规则。有预警时退出码为 1。
      """,
      """
      警示規則是 schema/alerts 中的檔案，增加檔案即增加規則；界限在 policy/alerts 中。
      每則警示說明原因及資料、因應措施和所依據的規則。有警示時結束代碼為 1。
      """),
    arguments: [
      Argument(
        name: "RULE", help: Phrase("name or label of a rule; all when left out", "规则名称；省略时为全部", "規則名稱；省略時為全部"),
        kind: .alert, isOptional: true)
    ],
    options: [
      Option(names: ["--list"], value: nil, help: Phrase("list the rules", "列出规则", "列出規則")),
      Option.asOf,
    ] + Option.asking,
    examples: [
      ("hfile alerts", Phrase("all that needs somebody now", "当前全部预警", "目前全部警示")),
      (
        "hfile alerts stock --format json",
        Phrase("what to restock, for another program", "将需补货项目交给其他程序", "將需補貨項目交給其他程式")
      ),
    ],
    exitCodes: [.found, .noStore, .newerStore, .invalid, .notFound, .diskRefused]
  ) { invocation throws(Failure) in
    let state = try invocation.state(of: try invocation.store())
    let definitions = try orFail { () throws(StoreError) in try Definitions(Definition.alertFolder, of: state) }
    let console = invocation.console
    if invocation.has("--list") {
      list(definitions, state, invocation)
      return .done
    }
    let occasion = try invocation.occasion(in: state)
    let found = try orFail { () throws(StoreError) in
      try definitions.alerts(of: state, occasion, named: invocation.word(0))
    }
    let text = AlertText(list: found, source: state.sourceJSON, language: invocation.language)
    switch invocation["--format"] ?? "table" {
    case "json": console.write(text.json.bytes(.indented) + [0x0A])
    case "ndjson": for alert in text.objects { console.write(alert.bytes(.compact) + [0x0A]) }
    default: for line in text.lines { console.say(line) }
    }
    console.tell(definitions.problems + found.problems)
    return found.alerts.isEmpty && definitions.problems.isEmpty && found.problems.isEmpty ? .done : .found
  }

  private static func list(_ definitions: Definitions, _ state: Snapshot, _ invocation: Invocation) {
    let (console, language) = (invocation.console, invocation.language)
    if let format = invocation["--format"], format != "table" {
      let rules: [JSON] = definitions.all.map {
        ["name": .string($0.name), "label": .string($0.label[language]), "about": .string($0.about[language])]
      }
      return console.write(Answer.bytes(["source": state.sourceJSON, "rules": .array(rules)], format))
    }
    var table = TextTable([
      console.pick("rule", "规则", "規則"), console.pick("label", "名称", "名稱"), console.pick("raised when", "触发条件", "觸發條件"),
    ])
    for rule in definitions.all { table.add([rule.name, rule.label[language], rule.about[language]]) }
    for line in table.lines(width: console.isTerminal ? console.width : nil) { console.say(line) }
  }
}
