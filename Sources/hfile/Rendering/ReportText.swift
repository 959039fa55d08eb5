import HealthFiles
import JSONSchema

/// Shows a report in the format that was asked for.
struct ReportText {
  let report: Report
  /// The state it was made of.
  let source: JSON
  let language: Language
  /// What it was made from, and what stands beside it.
  var foot: Report.Foot { alerts.map { report.foot.joined(with: $0.list.foot) } ?? report.foot }
  /// Alerts that stand beside it.
  var alerts: AlertText?

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
      for (place, section) in report.sections.enumerated() {
        if place > 0 { console.write("\r\n") }
        for line in TableText(section.table).commaSeparated { console.write(line) }
      }
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

  static func text(_ period: ClosedRange<BusinessDay>) -> String {
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

  /// The report as data.
  var json: JSON {
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
  func values(of column: Int) -> [Int64?] {
    rows.map { row in if case .number(let value) = row[column] { value } else { nil } }
  }
}
