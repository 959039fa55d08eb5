import HealthFiles
import hfile

/// A table of a report as a page shows it: one row as tiles, several as a chart and the table beside it.
struct SectionView {
  let section: Report.Section
  let visit: Visit

  private var language: Language { visit.language }
  private var table: Table { section.table }

  var view: View {
    let title = section.title[language]
    var view: View = ["title": title, "tiles": false, "chart": false, "table": false, "empty": table.rows.isEmpty]
    if table.rows.isEmpty { return view }
    if table.rows.count == 1, section.bars == nil, section.line == nil {
      view["tiles"] = ["items": tiles] as View
      return view
    }
    view["chart"] = section.line.flatMap(chart).map { chart in
      chart.joined(with: ["title": title, "label": "\(title): \(table.headings[section.line ?? 0].title(language))"])
    }
    if view["chart"] == nil { view["chart"] = false }
    view["table"] = TableView(table, bars: section.bars, visit: visit).view
    return view
  }

  private var tiles: [View] {
    zip(table.headings, table.rows[0]).map { heading, value in
      ["label": heading.title(language), "value": heading.text(value, language)]
    }
  }

  private func chart(_ column: Int) -> View? {
    let heading = table.headings[column]
    let points = table.rows.map { row -> LineChart.Point in
      let name = table.headings.first.map { $0.text(row[0], language) } ?? ""
      return (name, row[column].number)
    }
    return LineChart(points) { heading.text(.number($0), language) }?.view
  }
}

/// A table of figures as a page shows it.
struct TableView {
  private let table: Table
  private let bars: Int?
  private let visit: Visit

  init(_ table: Table, bars: Int? = nil, visit: Visit) {
    self.table = table
    self.bars = bars
    self.visit = visit
  }

  var view: View {
    let language = visit.language
    let most = bars.map { column in table.rows.compactMap { $0[column].number }.max() ?? 0 } ?? 0
    return [
      "heads": table.headings.map { ["text": $0.title(language), "numeric": $0.isNumber] as View },
      "hasBars": bars != nil,
      "rows": table.rows.map { row -> View in
        let cells = zip(table.headings, row).map { heading, value in
          ShownValue(
            text: heading.text(value, language), href: value.text.flatMap(visit.link), isNumeric: heading.isNumber)
        }
        let width = bars.map { column in Self.width(row[column].number, of: most) } ?? "0"
        return ["cells": cells, "bar": width]
      },
    ]
  }

  /// Hundredths of the longest bar.
  private static func width(_ value: Int64?, of most: Int64) -> String {
    guard let value, value > 0, most > 0 else { return "0" }
    return String(max(1, Int(Double(value) / Double(most) * 100)))
  }
}

extension Datum {
  /// The value of a number; nil of everything else.
  var number: Int64? { if case .number(let value) = self { value } else { nil } }

  /// The text of a text, a code or an id; nil of everything else.
  var text: String? { if case .text(let text) = self { text } else { nil } }
}
