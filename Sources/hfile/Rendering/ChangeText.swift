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
  ///
  /// - Parameter reveals: whether values of sealed fields are shown, as they are to who holds the keys.
  static func fields(
    _ change: RecordChange, _ catalogue: Catalogue, _ language: Language, reveals: Bool
  ) -> [String] {
    let type = catalogue.types[change.type]
    return sealedCompartments(change).map { name in
      "    \(Cell.sealed[language]) \(name): " + language.pick("changed", "已更改", "已更改")
    }
      + plainFields(change).map { field in
        let title = type?.title(of: field.pointer, language) ?? field.pointer.description
        if !reveals, type?.isSealed(field.pointer) ?? false {
          return "    \(title): " + language.pick("changed (sealed field)", "已更改（密封字段）", "已更改（密封欄位）")
        }
        let old = field.old.map { value(type, $0, field.pointer, language) } ?? "∅"
        let new = field.new.map { value(type, $0, field.pointer, language) } ?? "∅"
        return Safe.line("    \(title): \(old) → \(new)")
      }
  }

  /// The fields that differ, those within seals left out.
  private static func plainFields(_ change: RecordChange) -> [JSONChange] {
    change.fields.filter { $0.pointer.tokens.first != SealedFields.member }
  }

  /// The compartments whose seals differ and are not open.
  private static func sealedCompartments(_ change: RecordChange) -> [String] {
    guard change.act == .amend else { return [] }
    let (old, new) = (change.old?[SealedFields.member], change.new?[SealedFields.member])
    let names = (old?.objectValue?.keys ?? []) + (new?.objectValue?.keys ?? [])
    return Set(names).filter { old?[$0] != new?[$0] }.sorted()
  }

  private static func value(_ type: RecordType?, _ value: JSON, _ pointer: JSONPointer, _ language: Language) -> String
  {
    type.map { Cell.text(value, type: $0, at: pointer, language) } ?? value.plainText
  }

  /// The change as JSON; values of sealed fields are left out.
  static func json(_ change: RecordChange, _ catalogue: Catalogue, withFields: Bool, reveals: Bool = false) -> JSON {
    let type = catalogue.types[change.type]
    var object = JSONObject()
    object["act"] = .string(change.act.rawValue)
    object["type"] = .string(change.type)
    object["id"] = .string(change.id)
    object["path"] = .string(change.path)
    guard withFields, change.act == .amend else { return .object(object) }
    let sealed: [JSON] = sealedCompartments(change).map {
      ["pointer": .string("/\(SealedFields.member)/\($0)"), "sealed": true]
    }
    let fields: [JSON] = plainFields(change).map { field in
      var entry = JSONObject()
      entry["pointer"] = .string(field.pointer.description)
      let isSealed = !reveals && type?.isSealed(field.pointer) ?? false
      if isSealed { entry["sealed"] = true }
      entry["old"] = isSealed ? nil : field.old
      entry["new"] = isSealed ? nil : field.new
      return .object(entry)
    }
    object["fields"] = .array(sealed + fields)
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
