package import HealthFiles
package import JSONSchema

/// Shows what happened to records.
package enum ChangeText {
  /// A sign for an act.
  package static func sign(_ act: RecordChange.Act) -> String {
    switch act {
    case .add: "+"
    case .amend: "~"
    case .remove: "-"
    }
  }

  /// One line: sign, id, label of the type, summary.
  static func line(_ change: RecordChange, _ catalogue: Catalogue, _ language: Language) -> String {
    let summary = summary(change, catalogue)
    return Safe.line("\(sign(change.act)) \(change.id)  \(label(change, catalogue, language))  \(summary)").trimmedEnd
  }

  /// What people call the kind of thing that changed.
  package static func label(_ change: RecordChange, _ catalogue: Catalogue, _ language: Language) -> String {
    catalogue.types[change.type]?.label[language]
      ?? (change.type == "policy" ? language.pick("Policy", "规则", "規則") : change.type)
  }

  /// The record in a line, without its sealed fields.
  package static func summary(_ change: RecordChange, _ catalogue: Catalogue) -> String {
    (change.new ?? change.old).flatMap { catalogue.types[change.type]?.summary(of: $0) } ?? ""
  }

  /// The lines of one change field by field; none for records that are new or gone.
  ///
  /// - Parameter reveals: whether values of sealed fields are shown, as they are to who holds the keys.
  static func fields(
    _ change: RecordChange, _ catalogue: Catalogue, _ language: Language, reveals: Bool
  ) -> [String] {
    guard change.act == .amend else { return [] }
    let type = catalogue.types[change.type]
    return change.visibleFields(of: type, reveals: reveals).map { field in
      let title = title(field, type, language)
      guard !field.isHidden else {
        let isOpenField = field.pointer.tokens.first != SealedFields.member
        return "    \(title): "
          + (isOpenField
            ? language.pick("changed (sealed field)", "已更改（密封字段）", "已更改（密封欄位）") : changed[language])
      }
      let (old, new) = (value(field.old, field, type, language), value(field.new, field, type, language))
      return Safe.line("    \(title): \(old ?? "∅") → \(new ?? "∅")")
    }
  }

  /// What stands in place of values that are sealed and differ.
  package static let changed = Phrase("changed", "已更改", "已更改")

  /// What a field is called: its label, or the compartment of what is sealed.
  package static func title(_ field: FieldChange, _ type: RecordType?, _ language: Language) -> String {
    title(field.pointer, type, language)
  }

  /// What a field is called: its label, or the compartment of what is sealed.
  package static func title(_ pointer: JSONPointer, _ type: RecordType?, _ language: Language) -> String {
    if pointer.tokens.count == 2, pointer.tokens[0] == SealedFields.member {
      return "\(Cell.sealed[language]) \(pointer.tokens[1])"
    }
    return type?.title(of: pointer, language) ?? pointer.description
  }

  /// A value as people read it; nil when there is none.
  package static func value(_ value: JSON?, _ field: FieldChange, _ type: RecordType?, _ language: Language) -> String?
  {
    value.map { value in type.map { Cell.text(value, type: $0, at: field.pointer, language) } ?? value.plainText }
  }

  /// The change as JSON; values of sealed fields are left out.
  package static func json(
    _ change: RecordChange, _ catalogue: Catalogue, withFields: Bool, reveals: Bool = false
  ) -> JSON {
    var object = JSONObject()
    object["act"] = .string(change.act.rawValue)
    object["type"] = .string(change.type)
    object["id"] = .string(change.id)
    object["path"] = .string(change.path)
    guard withFields, change.act == .amend else { return .object(object) }
    object["fields"] = .array(fieldsJSON(change, catalogue, reveals: reveals))
    return .object(object)
  }

  /// The fields of a change as JSON; values of sealed fields are left out.
  static func fieldsJSON(_ change: RecordChange, _ catalogue: Catalogue, reveals: Bool) -> [JSON] {
    change.visibleFields(of: catalogue.types[change.type], reveals: reveals).map { field in
      var entry = JSONObject()
      entry["pointer"] = .string(field.pointer.description)
      if field.isHidden { entry["sealed"] = true }
      entry["old"] = field.old
      entry["new"] = field.new
      return .object(entry)
    }
  }
}

extension String {
  var trimmedEnd: String {
    var text = self
    while text.hasSuffix(" ") { text.removeLast() }
    return text
  }
}
