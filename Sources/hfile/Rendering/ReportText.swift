package import HealthFiles
package import JSONSchema

/// Shows a report in the format that was asked for.
package struct ReportText {
  let report: Report
  /// The state it was made of.
  let source: JSON
  let language: Language
  /// What it was made from, and what stands beside it.
  package var foot: Report.Foot { alerts.map { report.foot.joined(with: $0.list.foot) } ?? report.foot }
  /// Alerts that stand beside it.
  var alerts: AlertText?

  /// Makes the text of a report.
  package init(report: Report, source: JSON, language: Language, alerts: AlertText? = nil) {
    self.report = report
    self.source = source
    self.language = language
    self.alerts = alerts
  }

  /// Writes the report.
  func write(_ invocation: Invocation) {
    let console = invocation.console
    switch invocation["--format"] ?? "table" {
    case "json": console.write(json.bytes(.indented) + [0x0A])
    case "ndjson":
      for section in report.sections {
        for row in TableText(section.table).objects {
          var object: JSON = ["section": .string(section.title[language])]
          object["row"] = row
          console.write(object.bytes(.compact) + [0x0A])
        }
      }
    case "csv":
      for line in commaSeparated { console.write(line) }
    default: for line in lines(width: console.isTerminal ? console.width : nil) { console.say(line) }
    }
  }

  /// The report as lines of text.
  func lines(width: Int?) -> [String] {
    var lines = [Safe.line(report.title[language] + (report.period.map { " · \(Self.text($0))" } ?? ""))]
    for section in report.sections { lines += [""] + self.lines(of: section, width: width) }
    if let alerts { lines += ["", alerts.count] + alerts.briefLines }
    return lines + ["", FootText.line(foot, source, language)]
  }

  /// A period as people read it.
  package static func text(_ period: ClosedRange<BusinessDay>) -> String {
    period.lowerBound == period.upperBound
      ? "\(period.lowerBound)" : "\(period.lowerBound) – \(period.upperBound)"
  }

  private func lines(of section: Report.Section, width: Int?) -> [String] {
    var lines = [Safe.line(section.title[language])]
    let table = section.table
    if table.rows.isEmpty { return lines + ["  " + language.pick("nothing", "无", "無")] }
    if let column = section.line, table.rows.count > 1 {
      lines.append("  " + Drawing.line(table.values(of: column)))
    }
    let bars = section.bars.map { Drawing.bars(table.values(of: $0)) }
    return lines + TableText(table).text(language, bars: bars).lines(width: width.map { $0 - 2 }).map { "  " + $0 }
  }

  /// The tables as lines of CSV, a blank line between them.
  package var commaSeparated: [String] {
    report.sections.enumerated().flatMap { place, section in
      (place > 0 ? ["\r\n"] : []) + TableText(section.table).commaSeparated
    }
  }

  /// The report as data.
  package var json: JSON {
    var object: JSON = ["report": .string(report.name), "title": .string(report.title[language])]
    if let period = report.period {
      object["period"] = ["from": .string("\(period.lowerBound)"), "to": .string("\(period.upperBound)")]
    }
    object["sections"] = .array(
      report.sections.map { section in
        [
          "title": .string(section.title[language]),
          "columns": .array(TableText(section.table).columns(language)),
          "rows": .array(TableText(section.table).objects),
        ]
      })
    if let alerts { object["alerts"] = .array(alerts.objects) }
    object["foot"] = FootText.json(foot, source, language)
    return object
  }
}

extension Table {
  /// The numbers of a column, for drawing; nil where there is none.
  package func values(of column: Int) -> [Int64?] {
    rows.map { row in if case .number(let value) = row[column] { value } else { nil } }
  }
}
