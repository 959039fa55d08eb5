package import HealthFiles
package import JSONSchema

extension Command {
  /// Shows one record.
  static let show = Command(
    name: "show",
    summary: Phrase("show one record", "显示一条记录", "顯示一筆記錄"),
    details: Phrase(
      "Shows every field with its label. store shows the store's profile, policy/NAME a policy.",
      "显示所有字段及名称。store 显示门店资料，policy/规则名 显示规则。", "顯示所有欄位及名稱。store 顯示門市資料，policy/規則名 顯示規則。"),
    arguments: [
      Argument.addressed
    ],
    options: Option.reading,
    examples: [
      ("hfile show stf-lin", Phrase("shows a member of staff", "显示员工", "顯示員工")),
      ("hfile show prd-green-tea --at 2026-10-01", Phrase("as it was on that day", "显示当日的内容", "顯示當日的內容")),
    ],
    formats: ["table", "json", "ndjson", "csv"],
    exitCodes: [.noStore, .newerStore, .invalid, .notFound, .diskRefused]
  ) { invocation throws(Failure) in
    let state = try invocation.state(of: try invocation.store())
    let (console, id) = (invocation.console, invocation.word(0) ?? "")
    if let policy = state.catalogue.policy(addressed: id) {
      guard let value = try orFail({ () throws(StoreError) in try state.policy(policy.name) }) else {
        throw .store(.notFound(kind: .policy, name: policy.name, near: []))
      }
      console.write(value.bytes(.indented, order: policy.schema.keyOrder) + [0x0A])
      return .done
    }
    let record = try invocation.record(id, in: state)
    let type = try invocation.type(record.type, in: state)
    let path = state.path(of: record.id) ?? ""
    switch invocation["--format"] ?? "table" {
    case "json":
      let answer: JSON = [
        "type": .string(type.name), "id": .string(record.id), "path": .string(path), "source": state.sourceJSON,
        "record": SealedFields.masked(record.value),
      ]
      let order = KeyOrder(
        ["type", "id", "path", "source", "record"], members: ["record": type.schema.keyOrder])
      console.write(answer.bytes(.indented, order: order) + [0x0A])
    case "ndjson":
      console.write(SealedFields.masked(record.value).bytes(.compact, order: type.schema.keyOrder) + [0x0A])
    case "csv":
      RecordTable(type: type, columns: type.columns, records: [record]).write(invocation, source: state.sourceJSON)
    default:
      console.say("\(record.id)  \(type.label[invocation.language])  \(path)")
      for line in FieldLines.lines(SealedFields.masked(record.value), type, invocation.language) { console.say(line) }
    }
    return .done
  }
}

/// The fields of a record, one a line, nested ones indented.
package enum FieldLines {
  static func lines(_ value: JSON, _ type: RecordType, _ language: Language) -> [String] {
    rows(value, type, JSONPointer([]), depth: 1, language)
  }

  private static func title(of member: String, _ language: Language) -> String {
    member == SealedFields.member ? Cell.sealed[language] : member
  }

  /// The members of an object in the order of the schema, with what they are called; without the id of the record.
  package static func members(
    _ value: JSON, _ type: RecordType, _ pointer: JSONPointer, _ language: Language
  ) -> [(title: String, place: JSONPointer, value: JSON)] {
    let known = type.fields(at: pointer).map(\.name)
    let sorted = (value.objectValue?.map { $0 } ?? []).sorted { first, second in
      (known.firstIndex(of: first.key) ?? known.count) < (known.firstIndex(of: second.key) ?? known.count)
    }
    return sorted.filter { !pointer.tokens.isEmpty || $0.key != "id" }.map { member in
      let place = pointer.appending(member.key)
      return (type.field(at: place)?.title(language) ?? title(of: member.key, language), place, member.value)
    }
  }

  private static func rows(
    _ value: JSON, _ type: RecordType, _ pointer: JSONPointer, depth: Int, _ language: Language
  ) -> [String] {
    let visible = members(value, type, pointer, language)
    let titles = visible.map(\.title)
    let width = titles.map(DisplayWidth.of).max() ?? 0
    let margin = String(repeating: "  ", count: depth)
    return zip(visible, titles).flatMap { member, title -> [String] in
      let here = member.place
      if member.value.objectValue != nil {
        return [margin + title] + rows(member.value, type, here, depth: depth + 1, language)
      }
      if let items = member.value.arrayValue, items.contains(where: { $0.objectValue != nil }) {
        return [margin + title]
          + items.enumerated().flatMap { number, item in
            ["\(margin)  \(number + 1)."] + rows(item, type, here.appending("*"), depth: depth + 2, language)
          }
      }
      let text = Safe.line(Cell.text(member.value, type: type, at: here, language))
      return [margin + DisplayWidth.pad(title, to: width) + "  " + text]
    }
  }
}
