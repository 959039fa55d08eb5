package import HealthFiles
package import JSONSchema

/// Shows alerts in the format that was asked for.
package struct AlertText {
  let list: AlertList
  /// The state they were raised for.
  let source: JSON
  let language: Language

  /// Makes the text of some alerts.
  package init(list: AlertList, source: JSON, language: Language) {
    self.list = list
    self.source = source
    self.language = language
  }

  /// Cause, remedy and rule of each, and what they were made from.
  var lines: [String] {
    list.alerts.flatMap { lines(of: $0) } + [count + " · " + FootText.line(list.foot, source, language)]
  }

  /// One line an alert, for where space is short.
  var briefLines: [String] {
    list.alerts.map { Safe.line("\(Self.sign($0.severity)) \($0.title[language]): \($0.cause[language])") }
  }

  private func lines(of alert: Alert) -> [String] {
    let severity = alert.severity
    return [
      "\(Self.sign(severity)) \(alert.title[language]) (\(severity.label[language])): \(alert.cause[language])",
      "  → \(alert.remedy[language])",
      "  " + language.pick("rule", "规则", "規則") + ": \(alert.reason[language])",
    ].map(Safe.line)
  }

  /// How soon an alert needs somebody, as a sign that is told without colour.
  package static func sign(_ severity: AlertSeverity) -> String {
    switch severity {
    case .urgent: "▲"
    case .warning: "△"
    case .notice: "·"
    }
  }

  /// `3 alerts`.
  package var count: String {
    let count = list.alerts.count
    return language.pick(count == 1 ? "1 alert" : "\(count) alerts", "\(count) 条预警", "\(count) 則警示")
  }

  /// One object an alert.
  package var objects: [JSON] {
    list.alerts.map { alert in
      [
        "rule": .string(alert.rule), "title": .string(alert.title[language]),
        "severity": .string(alert.severity.rawValue), "cause": .string(alert.cause[language]),
        "remedy": .string(alert.remedy[language]), "reason": .string(alert.reason[language]),
        "records": .array(alert.records.map { .string($0) }), "figures": TableText(alert.figures).objects[0],
      ]
    }
  }

  /// The alerts as data.
  package var json: JSON {
    var object: JSON = ["alerts": .array(objects)]
    object["foot"] = FootText.json(list.foot, source, language)
    return object
  }
}

/// What an answer was made from, as every report and list of alerts ends.
package enum FootText {
  /// The foot as a line.
  package static func line(_ foot: Report.Foot, _ source: JSON, _ language: Language) -> String {
    let moment = foot.asOf.description
    let time = moment.prefix(10) + " " + moment.dropFirst(11).prefix(5)
    var parts = [Cell.source(source, language), language.pick("as of \(time)", "截至 \(time)", "截至 \(time)")]
    for policy in foot.policies {
      let name = "policy/\(policy.name)"
      parts.append(
        policy.from.map { language.pick("\(name) from \($0)", "\(name) 自 \($0)", "\(name) 自 \($0)") }
          ?? language.pick("\(name) default", "\(name) 默认", "\(name) 預設"))
    }
    return (parts + ["hfile \(HFile.version)", language.rawValue]).joined(separator: " · ")
  }

  /// The foot as data.
  package static func json(_ foot: Report.Foot, _ source: JSON, _ language: Language) -> JSON {
    let policies: [JSON] = foot.policies.map {
      ["policy": .string($0.name), "from": $0.from.map { .string("\($0)") } ?? .null]
    }
    return [
      "source": source, "asOf": .string(foot.asOf.description), "policies": .array(policies),
      "engine": .string("hfile \(HFile.version)"), "language": .string(language.rawValue),
    ]
  }
}
