import Git
import HealthFiles
import JSONSchema
import hfile

/// One record, every field with its label.
struct RecordPage {
  private let visit: Visit
  private let type: RecordType
  private let id: String

  init(_ visit: Visit, _ type: RecordType, _ id: String) {
    self.visit = visit
    self.type = type
    self.id = id
  }

  func make() throws(PageError) -> Page {
    let found = try reading { () throws(StoreError) in
      try visit.reader.reading { _ throws(StoreError) in try visit.state.record(id) }
    }
    guard let record = found, record.type == type.name else { throw .missing }
    let summary = type.summary(of: record.value)
    var page = Page(summary.isEmpty ? id : summary, "record")
    page.crumbs = [
      (visit.words["records"], .types), (type.plural[visit.language], .records(type: type.name)),
    ]
    let path = visit.state.path(of: id) ?? ""
    page.view = [
      "id": id, "type": type.label[visit.language], "path": path, "erased": type.isErased(record.value),
      "fields": FieldsView(record: record, type: type, visit: visit).all,
      "historyHref": visit.viewer.sight.parts.contains(.history)
        ? Address(.history(type: type.name, id: id)).text as Any : false,
    ]
    page.json = [
      "type": .string(type.name), "id": .string(id), "path": .string(path), "source": visit.state.sourceJSON,
      "record": SealedFields.masked(record.value),
    ]
    page.order = KeyOrder(["type", "id", "path", "source", "record"], members: ["record": type.schema.keyOrder])
    return page
  }
}

/// What happened to a record, field by field, newest first.
enum HistoryPage {
  private static let limit = 100

  static func make(_ visit: Visit, _ type: RecordType, _ id: String) throws(PageError) -> Page {
    let words = visit.words
    guard let path = visit.state.path(of: id) else { throw .missing }
    let entries = try reading { () throws(StoreError) in
      try visit.reader.reading { store throws(StoreError) in
        try StoreHistory(store).entries(filter: .record(id: id, path: path), limit: limit)
      }
    }
    guard !entries.isEmpty else { throw .missing }
    let verdicts = Verdicts(visit)
    var page = Page(words["historyOf"], "history")
    page.crumbs = [
      (words["records"], .types), (type.plural[visit.language], .records(type: type.name)),
      (id, .record(type: type.name, id: id)),
    ]
    var list: [JSON] = []
    var items: [View] = []
    for entry in entries {
      let changes = try reading { () throws(StoreError) in try visit.state.opened(entry.records) }
      list.append(entry.json(changes, visit.catalogue, reveals: visit.state.isOpen))
      items.append([
        "commit": CommitsPage.view(entry.commit, visit, verdicts),
        "changes": changes.map { ChangeView.view($0, visit) },
      ])
      page.lines += Self.lines(entry.commit, changes, visit)
    }
    page.lines.insert(
      CommaSeparatedWriter.line(["commit", "time", "author", "act", "field", "old", "new"]), at: 0)
    page.view = ["id": id, "items": items]
    page.json = ["id": .string(id), "commits": .array(list)]
    return page
  }

  /// One line a field.
  private static func lines(_ commit: Commit, _ changes: [RecordChange], _ visit: Visit) -> [String] {
    changes.flatMap { change -> [String] in
      let head = [commit.id.description, visit.time(commit.committer.seconds), commit.author.name, change.act.rawValue]
      let details = ChangeText.details(change, visit.catalogue, visit.language, reveals: visit.state.isOpen)
      guard !details.isEmpty else { return [CommaSeparatedWriter.line(head + ["", "", ""])] }
      return details.map { detail in
        let values = [detail.values?.old ?? detail.what, detail.values?.new ?? detail.what]
        return CommaSeparatedWriter.line(head + [detail.title] + values)
      }
    }
  }
}

/// A change of a record as pages show it.
enum ChangeView {
  static func view(_ change: RecordChange, _ visit: Visit) -> View {
    let details = ChangeText.details(change, visit.catalogue, visit.language, reveals: visit.state.isOpen)
    let act =
      switch change.act {
      case .add: "added"
      case .amend: "amended"
      case .remove: "removed"
      }
    let href = change.act == .remove ? nil : visit.link(toRecord: change.id)
    return [
      "sign": ChangeText.sign(change.act), "act": visit.words[act], "actClass": act,
      "label": ChangeText.label(change, visit.catalogue, visit.language), "id": change.id,
      "summary": ChangeText.summary(change, visit.catalogue), "hasDetails": !details.isEmpty,
      "details": details.map { detail -> View in
        [
          "title": detail.title, "old": detail.values?.old ?? (detail.values == nil ? detail.what : "∅"),
          "new": detail.values?.new ?? (detail.values == nil ? detail.what : "∅"), "sealed": detail.values == nil,
        ]
      },
    ].linked(href)
  }
}
