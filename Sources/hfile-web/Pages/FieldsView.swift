import HealthFiles
import JSONSchema
import Mustache
import hfile

/// The fields of a record as a page shows them: labels from the schema, references as links, what is sealed masked.
struct FieldsView {
  let record: Record
  let type: RecordType
  let visit: Visit

  private var language: Language { visit.language }

  /// The fields that a list of such records shows.
  var columns: [ShownValue] {
    type.columns.map { pointer in
      var value = item(record.value[pointer], pointer)
      value.label = type.title(of: pointer, language)
      return value
    }
  }

  /// Every field, nested ones within those they belong to.
  var all: [any MustacheParent] { members(SealedFields.masked(record.value), JSONPointer([])) }

  /// A single value: its text, and a link where it names a record.
  func item(_ value: JSON?, _ pointer: JSONPointer) -> ShownValue {
    guard !(type.sealed?.hides(pointer, in: record.value) ?? false) else {
      return ShownValue(text: Cell.sealed[language], isSealed: true)
    }
    return shown(value, pointer)
  }

  private func members(_ value: JSON, _ pointer: JSONPointer) -> [any MustacheParent] {
    FieldLines.members(value, type, pointer, language).map { member -> any MustacheParent in
      let list = member.value.arrayValue
      if member.place.tokens == [SealedFields.member] {
        let names = (list ?? []).compactMap(\.stringValue).joined(separator: ", ")
        return ShownValue(text: names, isSealed: true, label: member.title)
      }
      if member.value.objectValue != nil {
        return ["label": member.title, "kind": "fields", "fields": members(member.value, member.place)] as View
      }
      if let list, list.contains(where: { $0.objectValue != nil }) {
        return table(list, member.place, member.title)
      }
      if let list {
        let items = list.enumerated().map { number, value in shown(value, member.place.appending(number)) }
        return ["label": member.title, "kind": "field-values", "items": items] as View
      }
      var single = shown(member.value, member.place)
      single.label = member.title
      return single
    }
  }

  private func shown(_ value: JSON?, _ pointer: JSONPointer) -> ShownValue {
    ShownValue(text: text(value, pointer), href: link(value, pointer))
  }

  /// A value as people read it: moments by the clock on the store's wall, objects field by field.
  private func text(_ value: JSON?, _ pointer: JSONPointer) -> String {
    if value?.objectValue != nil, let value {
      let parts = FieldLines.members(value, type, pointer, language).map { "\($0.title) \(text($0.value, $0.place))" }
      return parts.joined(separator: ", ")
    }
    if let instant = value?.stringValue.flatMap({ Instant($0) }),
      instant.offsetMinutes == visit.state.profile.instant(seconds: instant.seconds).offsetMinutes
    {
      return instant.description.prefix(10) + " " + instant.description.dropFirst(11).prefix(8)
    }
    return Cell.text(value, type: type, at: pointer, language)
  }

  /// Where a value leads that names a record.
  private func link(_ value: JSON?, _ pointer: JSONPointer) -> String? {
    guard let id = value?.stringValue, type.references.contains(where: { $0.pattern.matches(pointer) }) else {
      return nil
    }
    return visit.link(toRecord: id)
  }

  /// A list of objects as a table: a column for each field that one of them has.
  private func table(_ list: [JSON], _ pointer: JSONPointer, _ caption: String) -> View {
    let present = Set(list.flatMap { $0.objectValue?.keys ?? [] })
    let known = type.fields(at: pointer.appending("*"))
    let names = known.map(\.name).filter(present.contains) + present.subtracting(known.map(\.name)).sorted()
    let numeric = names.map { name in known.first { $0.name == name }?.isNumeric ?? false }
    return [
      "label": caption, "kind": "table", "caption": caption,
      "heads": zip(names, numeric).map { name, numeric -> View in
        ["text": known.first { $0.name == name }?.title(language) ?? name, "numeric": numeric]
      },
      "rows": list.enumerated().map { number, element -> View in
        let place = pointer.appending(number)
        let cells = zip(names, numeric).map { name, numeric in
          var cell = element[name].map { shown($0, place.appending(name)) } ?? ShownValue(text: "")
          cell.isNumeric = numeric
          return cell
        }
        return ["cells": cells]
      },
    ]
  }
}
