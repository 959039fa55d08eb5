import HealthFiles
import JSONSchema
import hfile

/// The reports there are.
enum ReportsPage {
  static func make(_ visit: Visit) throws(PageError) -> Page {
    var page = Page(visit.words["reports"], "reports")
    let definitions = try reading { () throws(StoreError) in
      try Definitions(Definition.reportFolder, of: visit.state)
    }
    let all = definitions.all.filter { Address.isPart($0.name) }
    page.view = [
      "items": all.map { definition -> View in
        [
          "title": definition.label[visit.language], "about": definition.about[visit.language],
          "href": visit.link(.report(name: definition.name)),
        ]
      },
      "problems": definitions.problems.map { $0.sentence(visit.language) },
    ]
    page.json = ["source": visit.state.sourceJSON, "reports": definitions.json(visit.language)]
    return page
  }
}

/// One report: its figures as charts and tables.
enum ReportPage {
  static func make(_ visit: Visit, _ name: String) throws(PageError) -> Page {
    let definitions = try reading { () throws(StoreError) in
      try Definitions(Definition.reportFolder, of: visit.state)
    }
    guard let definition = definitions.all.first(where: { $0.name == name }) else { throw .missing }
    let (from, to) = (
      visit.address["from"].flatMap { BusinessDay($0) }, visit.address["to"].flatMap { BusinessDay($0) }
    )
    let part = visit.address["by"].flatMap(DatePart.init(rawValue:))
    let occasion = definition.occasion(visit, from: from, to: to, by: part)
    let report = try reading { () throws(StoreError) in
      try visit.reader.reading { _ throws(StoreError) in
        try definitions.report(definition, of: visit.state, occasion)
      }
    }
    let text = ReportText(report: report, source: visit.state.sourceJSON, language: visit.language)
    var page = Page(report.title[visit.language], "report")
    page.crumbs = [(visit.words["reports"], .reports)]
    page.foot = report.foot
    page.json = text.json
    page.lines = text.commaSeparated
    page.view = [
      "about": definition.about[visit.language], "action": visit.link(.report(name: name)),
      "period": period(report, definition, occasion, visit) ?? false,
      "sections": report.sections.map { SectionView(section: $0, visit: visit).view },
      "problems": report.problems.prefix(5).map { $0.sentence(visit.language) },
    ]
    return page
  }

  private static func period(
    _ report: Report, _ definition: Definition, _ occasion: Occasion, _ visit: Visit
  ) -> View? {
    guard let period = report.period else { return nil }
    let parts = DatePart.allCases.map { part -> View in
      ["value": part.rawValue, "text": part.label[visit.language], "chosen": part == occasion.by]
    }
    return [
      "text": ReportText.text(period), "from": "\(period.lowerBound)", "to": "\(period.upperBound)",
      "by": definition.by == nil ? false as Any : ["parts": parts],
    ]
  }
}
