import HealthFiles
import JSONSchema
import hfile

/// The overview: what the store is, how it stands today, what needs somebody, and what changed last.
enum FrontPage {
  /// The report that the overview is made of, as `hfile dashboard` is.
  private static let dashboard = "dashboard"
  /// Changes that are listed.
  private static let changes = 8
  private static let refreshSeconds = 60

  static func make(_ visit: Visit) throws(PageError) -> Page {
    let words = visit.words
    var page = Page(words["front"], "front")
    let follows = !visit.isPast && visit.address["follow"] == "on"
    page.refresh = follows ? refreshSeconds : nil
    page.view = [
      "facts": try facts(visit), "isLive": !visit.isPast, "follows": follows, "figures": [View](), "trends": [View](),
      "followHref": visit.address.asking("follow", follows ? nil : "on").text, "alerts": false, "quiet": false,
      "commits": false,
    ]
    var json: JSON = ["source": visit.state.sourceJSON]
    try addFigures(to: &page, &json, visit)
    if visit.viewer.sight.parts.contains(.history) { try addChanges(to: &page, visit) }
    page.json = json
    return page
  }

  /// The fields of what there is one of: the store's profile.
  private static func facts(_ visit: Visit) throws(PageError) -> [View] {
    var facts: [View] = []
    for type in visit.catalogue.sortedTypes where type.layout == .singleton && visit.viewer.sees(type) {
      guard let record = try reading({ () throws(StoreError) in try visit.state.record(type.name) }) else { continue }
      let fields = FieldsView(record: record, type: type, visit: visit)
      facts.append([
        "title": type.label[visit.language], "fields": fields.columns,
        "href": visit.link(.record(type: type.name, id: type.name)),
      ])
    }
    return facts
  }

  private static func addFigures(to page: inout Page, _ json: inout JSON, _ visit: Visit) throws(PageError) {
    let (reports, rules) = try reading { () throws(StoreError) in
      (
        try Definitions(Definition.reportFolder, of: visit.state),
        try Definitions(Definition.alertFolder, of: visit.state)
      )
    }
    let occasion = Occasion(asOf: visit.asOf, today: visit.today)
    let alerts = try reading { () throws(StoreError) in
      try rules.alerts(of: visit.state, occasion, named: nil)
    }
    let text = AlertText(list: alerts, source: visit.state.sourceJSON, language: visit.language)
    page.view["quiet"] = alerts.alerts.isEmpty
    page.view["alerts"] = ["items": alerts.alerts.map { view($0, visit) }, "count": text.count]
    page.foot = alerts.foot
    // A store may have no such report of its own.
    guard let definition = reports.all.first(where: { $0.name == dashboard }) else {
      json = text.json
      return
    }
    let period = definition.occasion(visit)
    let report = try reading { () throws(StoreError) in try reports.report(definition, of: visit.state, period) }
    let answer = ReportText(report: report, source: visit.state.sourceJSON, language: visit.language, alerts: text)
    let isFigures = { (section: Report.Section) in section.table.rows.count == 1 }
    page.view["figures"] = report.sections.filter(isFigures).map { SectionView(section: $0, visit: visit).view }
    page.view["trends"] = report.sections.filter { !isFigures($0) }.map { SectionView(section: $0, visit: visit).view }
    page.foot = answer.foot
    json = answer.json
  }

  static func view(_ alert: Alert, _ visit: Visit) -> View {
    let language = visit.language
    return [
      "severity": alert.severity.rawValue, "sign": AlertText.sign(alert.severity),
      "level": alert.severity.label[language], "title": alert.title[language], "cause": alert.cause[language],
      "remedy": alert.remedy[language], "reason": alert.reason[language],
      "records": alert.records.map { ShownID(id: $0, href: visit.link(toRecord: $0)) },
    ]
  }

  private static func addChanges(to page: inout Page, _ visit: Visit) throws(PageError) {
    guard let commit = visit.commit else { return }
    let entries = try reading { () throws(StoreError) in
      try visit.reader.reading { store throws(StoreError) in
        try StoreHistory(store).entries(limit: changes, readsRecords: false, from: commit)
      }
    }
    page.view["commits"] = [
      "items": entries.map { CommitsPage.view($0.commit, visit, nil) }, "href": Address(.commits).text,
    ]
  }
}

extension Definition {
  /// What the report is made for: the period asked for, else so many days up to today.
  func occasion(
    _ visit: Visit, from: BusinessDay? = nil, to: BusinessDay? = nil, by: DatePart? = nil
  ) -> Occasion {
    var occasion = Occasion(asOf: visit.asOf, today: visit.today, by: self.by == nil ? nil : by ?? self.by)
    if let days {
      let last = to ?? max(occasion.today, from ?? occasion.today)
      let first = from ?? last.advanced(by: 1 - days)
      occasion.period = min(first, last)...last
    }
    return occasion
  }
}
