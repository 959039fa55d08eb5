import HealthFiles
import JSONSchema

/// What a store holds about a person, as the person reads it and as another program does.
struct SubjectText {
  let file: SubjectFile
  let state: Snapshot
  /// When it was made.
  let time: Instant
  let language: Language

  /// One object: who, when, from which commit, what stayed sealed, and the records by type.
  var json: [UInt8] {
    var records = JSONObject()
    var orders: [String: KeyOrder] = [:]
    for (type, group) in groups {
      records[type.name] = .array(group.map { SealedFields.masked($0.value) })
      orders[type.name] = KeyOrder(elements: type.schema.keyOrder)
    }
    let answer: JSON = [
      "subject": .string(file.subject.id), "exported": .string(time.description),
      "store": ["id": .string(state.profile.id), "name": .string(state.profile.name)], "source": state.sourceJSON,
      "sealed": .array(file.sealed.map { .string($0) }), "records": .object(records),
    ]
    let names = ["subject", "exported", "store", "source", "sealed", "records"]
    let order = KeyOrder(names, members: ["records": KeyOrder(groups.map(\.type.name), members: orders)])
    return answer.bytes(.indented, order: order) + [0x0A]
  }

  /// The person's own record and those of the same type stand in one group.
  private var groups: [(type: RecordType, records: [Record])] {
    var groups: [(type: RecordType, records: [Record])] = []
    for (type, records) in file.groups {
      if let place = groups.firstIndex(where: { $0.type.name == type.name }) {
        groups[place].records += records
      } else {
        groups.append((type, records))
      }
    }
    return groups
  }

  // MARK: Markdown

  /// A document with a heading a type and a list a record.
  var markdown: [UInt8] {
    var lines = [
      "# " + language.pick("What is held about ", "所存个人信息：", "所存個人資料：") + escaped(file.subject.id), "",
      "- \(language.pick("Store", "门店", "門市")): \(escaped(state.profile.name)) (\(state.profile.id))",
      "- \(language.pick("Exported", "导出时间", "匯出時間")): \(time)",
      "- \(language.pick("State", "依据", "依據")): \(Cell.source(state.sourceJSON, language))",
    ]
    if !file.sealed.isEmpty {
      let names = file.sealed.joined(separator: ", ")
      lines.append("- \(language.pick("Still sealed", "仍密封", "仍密封")): \(names)")
    }
    for (type, records) in groups {
      lines += ["", "## \(Cell.count(records.count, type, language))"]
      for record in records {
        lines += ["", "### \(escaped(record.id))", ""]
        lines += items(SealedFields.masked(record.value), type, JSONPointer([]), "")
      }
    }
    return Array((lines.joined(separator: "\n") + "\n").utf8)
  }

  private func items(_ value: JSON, _ type: RecordType, _ pointer: JSONPointer, _ margin: String) -> [String] {
    FieldLines.members(value, type, pointer, language).flatMap { member -> [String] in
      let head = "\(margin)- **\(escaped(member.title))**"
      if member.value.objectValue != nil {
        return [head] + items(member.value, type, member.place, margin + "  ")
      }
      if let list = member.value.arrayValue, list.contains(where: { $0.objectValue != nil }) {
        return [head]
          + list.flatMap { ["\(margin)  -"] + items($0, type, member.place.appending("*"), margin + "    ") }
      }
      return ["\(head): \(escaped(Cell.text(member.value, type: type, at: member.place, language)))"]
    }
  }

  /// Text in which nothing is taken for Markdown or HTML.
  private func escaped(_ text: String) -> String {
    Safe.line(text).reduce(into: "") { result, character in
      if "\\`*_[]<>#&|~".contains(character) { result.append("\\") }
      result.append(character)
    }
  }
}
