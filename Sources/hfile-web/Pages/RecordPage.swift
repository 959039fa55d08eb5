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

  /// What happened at a time is named by it, everything else by its summary.
  private func title(of record: Record) -> String {
    let label = type.label[visit.language]
    if let instant = type.instant(of: record.value) { return "\(label) \(visit.time(instant.seconds))" }
    let summary = type.summary(of: record.value)
    return summary.isEmpty ? "\(label) \(id)" : summary
  }

  func make() throws(PageError) -> Page {
    let found = try reading { () throws(StoreError) in
      try visit.reader.reading { _ throws(StoreError) in try visit.state.record(id) }
    }
    guard let record = found, record.type == type.name else { throw .missing }
    var page = Page(title(of: record), "record")
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
