import HealthFiles
import JSONSchema

/// Shows what happened to records.
enum ChangeText {
  static func sign(_ act: RecordChange.Act) -> String {
    switch act {
    case .add: "+"
    case .amend: "~"
    case .remove: "-"
    }
  }

  /// One line: sign, id, label of the type, summary.
  static func line(_ change: RecordChange, _ catalogue: Catalogue, _ language: Language) -> String {
    let type = catalogue.types[change.type]
    let label = type?.label[language] ?? (change.type == "policy" ? language.pick("Policy", "规则", "規則") : change.type)
    let summary = (change.new ?? change.old).flatMap { type?.summary(of: $0) } ?? ""
    return Safe.line("\(sign(change.act)) \(change.id)  \(label)  \(summary)").trimmedEnd
  }

  /// The lines of one change field by field.
  static func fields(_ change: RecordChange, _ catalogue: Catalogue, _ language: Language) -> [String] {
    let type = catalogue.types[change.type]
    return change.fields.map { field in
      let title = type?.title(of: field.pointer, language) ?? field.pointer.description
      if type?.isSealed(field.pointer) ?? false {
        return "    \(title): " + language.pick("changed (sealed field)", "已更改（密封字段）", "已更改（密封欄位）")
      }
      let old = field.old.map { value(type, $0, field.pointer, language) } ?? "∅"
      let new = field.new.map { value(type, $0, field.pointer, language) } ?? "∅"
      return Safe.line("    \(title): \(old) → \(new)")
    }
  }

  private static func value(_ type: RecordType?, _ value: JSON, _ pointer: JSONPointer, _ language: Language) -> String
  {
    type.map { Cell.text(value, type: $0, at: pointer, language) } ?? value.plainText
  }

  /// The change as JSON; values of sealed fields are left out.
  static func json(_ change: RecordChange, _ catalogue: Catalogue, withFields: Bool) -> JSON {
    let type = catalogue.types[change.type]
    var object = JSONObject()
    object["act"] = .string(change.act.rawValue)
    object["type"] = .string(change.type)
    object["id"] = .string(change.id)
    object["path"] = .string(change.path)
    guard withFields, change.act == .amend else { return .object(object) }
    let fields: [JSON] = change.fields.map { field in
      var entry = JSONObject()
      entry["pointer"] = .string(field.pointer.description)
      let isSealed = type?.isSealed(field.pointer) ?? false
      if isSealed { entry["sealed"] = true }
      entry["old"] = isSealed ? nil : field.old
      entry["new"] = isSealed ? nil : field.new
      return .object(entry)
    }
    object["fields"] = .array(fields)
    return .object(object)
  }
}

extension String {
  var trimmedEnd: String {
    var text = self
    while text.hasSuffix(" ") { text.removeLast() }
    return text
  }
}
