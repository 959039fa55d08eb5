/// Something that needs somebody: why, what to do, and by which rule.
public struct Alert: Sendable, Hashable {
  /// Name of the rule: the name of its file.
  public let rule: String
  /// What people call it.
  public let title: Phrase
  /// How soon it needs somebody.
  public let severity: AlertSeverity
  /// Why it was raised, with the numbers.
  public let cause: Phrase
  /// What to do about it.
  public let remedy: Phrase
  /// The rule in words, with its limits.
  public let reason: Phrase
  /// Ids of the records it is about.
  public let records: [String]
  /// The figures it was raised for, by name.
  public let figures: Table
}

/// The alerts of a state, and what they were made from.
public struct AlertList: Sendable, Hashable {
  /// The alerts, the most urgent first.
  public let alerts: [Alert]
  /// What they were made from.
  public let foot: Report.Foot
  /// Values that could not be counted with.
  public let problems: [Problem]
}

extension Definitions {
  /// Raises the alerts of a state.
  ///
  /// - Parameter name: raises those of one rule only.
  /// - Throws: `StoreError.invalid` where a definition names something that is not there.
  public func alerts(of state: Snapshot, _ occasion: Occasion, named name: String?) throws(StoreError) -> AlertList {
    try alerts(from: state, RuleBook(state), occasion, named: name)
  }

  func alerts(
    from source: any FrameSource, _ rules: RuleBook, _ occasion: Occasion, named name: String?
  ) throws(StoreError) -> AlertList {
    let chosen = try name.map { name throws(StoreError) in [try named(name, .alert)] } ?? all
    var alerts: [Alert] = []
    var policies: [String: BusinessDay?] = [:]
    var problems: [Problem] = []
    for definition in chosen {
      guard let warning = definition.warning, let last = definition.steps.last else { continue }
      var run = try StepRun(whole(definition), occasion, source, rules)
      if warning.active.map({ run.parameters[$0] == .boolean(true) }) ?? true {
        let table = try run.table(last.name)
        alerts += table.rows.map {
          Alert(definition, warning, RaisedRow(table: table, values: $0, parameters: run.parameters))
        }
      }
      policies.merge(run.policies) { first, _ in first }
      for problem in run.problems where !problems.contains(problem) { problems.append(problem) }
    }
    // Stable: alerts of one severity stay in the order of their rules and rows.
    let order = AlertSeverity.allCases
    let sorted = order.flatMap { severity in alerts.filter { $0.severity == severity } }
    return AlertList(alerts: sorted, foot: Report.Foot(asOf: occasion.asOf, policies), problems: problems)
  }
}

/// One row of the last step of an alert, and what its words may name.
private struct RaisedRow {
  let table: Table
  let values: [Datum]
  let parameters: [String: Term]

  /// Returns the text with `{COLUMN}` and `{$PARAMETER}` replaced by their values.
  func filling(_ phrase: Phrase) -> Phrase {
    Phrase(
      filling(phrase.english, .english), filling(phrase.simplified, .simplifiedChinese),
      filling(phrase.traditional, .traditionalChinese))
  }

  private func filling(_ text: String, _ language: Language) -> String {
    var filled = ""
    var rest = text[...]
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      filled += rest[..<open]
      filled += value(String(rest[rest.index(after: open)..<close]), language)
      rest = rest[rest.index(after: close)...]
    }
    return filled + rest
  }

  private func value(_ name: String, _ language: Language) -> String {
    if name.hasPrefix("$") { return parameters[String(name.dropFirst())]?.text(language) ?? "{\(name)}" }
    return table.column(called: name).map { table.headings[$0].text(values[$0], language) } ?? "{\(name)}"
  }

  /// The ids in some columns; a column may hold none.
  func ids(_ columns: [String]) -> [String] {
    columns.compactMap { name in
      guard let place = table.column(called: name), case .text(let id) = values[place] else { return nil }
      return id
    }
  }
}

extension Alert {
  fileprivate init(_ definition: Definition, _ warning: Definition.Warning, _ row: RaisedRow) {
    rule = definition.name
    title = definition.label
    severity = warning.severity
    cause = row.filling(warning.cause)
    remedy = row.filling(warning.remedy)
    reason = row.filling(warning.rule)
    records = row.ids(warning.records)
    figures = Table(headings: row.table.headings, rows: [row.values])
  }
}

extension Term {
  /// The value as people read it.
  fileprivate func text(_ language: Language) -> String {
    switch self {
    case .none: return "-"
    case .number(let ratio):
      let heading = Heading(name: "", label: Phrase("", "", ""), kind: .number(decimals: ColumnKind.freeDecimals))
      return ratio.rounded(decimals: ColumnKind.freeDecimals).map { heading.text(.number($0), language) } ?? "-"
    case .day(let day): return BusinessDay(daysSinceEpoch: Int32(clamping: day)).description
    case .instant(let seconds): return Instant(seconds: seconds).description
    case .text(let text): return text
    case .boolean(let truth): return truth ? language.pick("yes", "是", "是") : language.pick("no", "否", "否")
    }
  }
}

extension AlertSeverity {
  /// What people call it.
  public var label: Phrase {
    switch self {
    case .urgent: Phrase("urgent", "紧急", "緊急")
    case .warning: Phrase("warning", "警告", "警告")
    case .notice: Phrase("notice", "提醒", "提醒")
    }
  }
}
