import Git
import HealthFiles
import JSONSchema
import hfile

/// What happened to a record, field by field, newest first.
enum HistoryPage {
  private static let limit = 100

  static func make(_ visit: Visit, _ type: RecordType, _ id: String) throws(PageError) -> Page {
    let words = visit.words
    guard visit.catalogue.type(ofID: id)?.name == type.name else { throw .missing }
    let versions = try reading { () throws(StoreError) in
      try visit.reader.reading { store throws(StoreError) in
        try StoreHistory(store).versions(of: id, at: visit.head, limit: limit)
      }
    }
    guard !versions.isEmpty else { throw .missing }
    let verdicts = Verdicts(visit)
    let text = HistoryText(id: id, versions: versions, state: visit.state, language: visit.language)
    var page = Page(words["historyOf"], "history")
    page.crumbs = [
      (words["records"], .types), (type.plural[visit.language], .records(type: type.name)),
      (id, .record(type: type.name, id: id)),
    ]
    page.view = [
      "id": id,
      "items": versions.map { version -> View in
        [
          "commit": CommitsPage.view(version.commit, visit, verdicts),
          "changes": [ChangeView.view(version.change, visit.state, visit)],
        ]
      },
    ]
    page.json = text.json
    page.lines = text.commaSeparated
    return page
  }
}

/// A change of a record as pages show it.
enum ChangeView {
  /// - Parameter state: the state by whose schemas the change is read.
  static func view(_ change: RecordChange, _ state: Snapshot, _ visit: Visit) -> View {
    let (language, type) = (visit.language, state.catalogue.types[change.type])
    let fields = change.visibleFields(of: type, reveals: state.isOpen)
    let act =
      switch change.act {
      case .add: "added"
      case .amend: "amended"
      case .remove: "removed"
      }
    let href = change.act == .remove ? nil : visit.link(toRecord: change.id)
    let view: View = [
      "place": ShownID(id: change.id, href: href), "sign": ChangeText.sign(change.act), "act": visit.words[act],
      "actClass": act,
      "label": ChangeText.label(change, state.catalogue, language), "id": change.id,
      "summary": ChangeText.summary(change, state.catalogue), "hasDetails": !fields.isEmpty,
      // What came or went whole is folded away: its fields are all of it.
      "isFolded": change.act != .amend, "fold": "\(fields.count)",
      "details": fields.map { field -> View in
        [
          "title": ChangeText.title(field, type, language), "sealed": field.isHidden,
          "old": field.isHidden
            ? ChangeText.changed[language] : ChangeText.value(field.old, field, type, language) ?? "∅",
          "new": ChangeText.value(field.new, field, type, language) ?? "∅",
        ]
      },
    ]
    return view
  }
}
