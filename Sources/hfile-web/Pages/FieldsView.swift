import HealthFiles
import JSONSchema
import hfile

/// The fields of a record as a page shows them: labels from the schema, references as links, what is sealed masked.
struct FieldsView {
  let record: Record
  let type: RecordType
  let visit: Visit

  private var language: Language { visit.language }

  /// The fields that a list of such records shows.
  var columns: [View] {
    type.columns.map { pointer in
      [
        "label": type.title(of: pointer, language), "value": item(record.value[pointer], pointer),
        "numeric": type.field(at: pointer)?.isNumeric ?? false,
      ]
    }
  }

  /// Every field, nested ones within those they belong to.
  var all: [View] { members(SealedFields.masked(record.value), JSONPointer([])) }

  /// A single value: its text, and a link where it names a record.
  func item(_ value: JSON?, _ pointer: JSONPointer) -> View {
    let view: View = [
      "text": type.sealed?.hides(pointer, in: record.value) ?? false ? Cell.sealed[language] : text(value, pointer),
      "sealed": type.sealed?.hides(pointer, in: record.value) ?? false,
    ]
    return view.linked(link(value, pointer))
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

  private func members(_ value: JSON, _ pointer: JSONPointer) -> [View] {
    FieldLines.members(value, type, pointer, language).map { member in
      var view: View = [
        "label": member.title, "value": false, "values": false, "children": false, "table": false,
        "id": member.place.tokens.joined(separator: "-"),
      ]
      if member.place.tokens == [SealedFields.member] {
        let names = (member.value.arrayValue ?? []).compactMap(\.stringValue).joined(separator: ", ")
        view["value"] = ["text": names, "sealed": true].linked(nil)
      } else if member.value.objectValue != nil {
        view["children"] = ["fields": members(member.value, member.place)]
      } else if let list = member.value.arrayValue, list.contains(where: { $0.objectValue != nil }) {
        view["table"] = table(list, member.place, member.title)
      } else if let list = member.value.arrayValue {
        view["values"] = [
          "items": list.enumerated().map { number, value in scalar(value, member.place.appending(String(number))) }
        ]
      } else {
        view["value"] = scalar(member.value, member.place)
      }
      return view
    }
  }

  private func scalar(_ value: JSON, _ pointer: JSONPointer) -> View {
    let view: View = ["text": text(value, pointer), "sealed": false]
    return view.linked(link(value, pointer))
  }

  /// A list of objects as a table: a column for each field that one of them has.
  private func table(_ list: [JSON], _ pointer: JSONPointer, _ caption: String) -> View {
    let present = Set(list.flatMap { $0.objectValue?.keys ?? [] })
    let known = type.fields(at: pointer.appending("*"))
    let names = known.map(\.name).filter(present.contains) + present.subtracting(known.map(\.name)).sorted()
    let numeric = names.map { name in known.first { $0.name == name }?.isNumeric ?? false }
    return [
      "caption": caption,
      "heads": zip(names, numeric).map { name, numeric -> View in
        ["text": known.first { $0.name == name }?.title(language) ?? name, "numeric": numeric]
      },
      "rows": list.enumerated().map { number, element -> View in
        let place = pointer.appending(String(number))
        let cells = zip(names, numeric).map { name, numeric -> View in
          let cell = element[name].map { scalar($0, place.appending(name)) }
          return (cell ?? ["text": "", "sealed": false].linked(nil)).merging(["numeric": numeric]) { $1 }
        }
        return ["cells": cells]
      },
    ]
  }
}
