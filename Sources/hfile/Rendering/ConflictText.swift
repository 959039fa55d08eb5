import HealthFiles
import JSONSchema

/// A conflict as a person reads it: what it is about, and both values of each field.
enum ConflictText {
  /// The lines of a conflict.
  static func lines(_ conflict: Record, _ fields: [ConflictField], _ state: Snapshot, _ language: Language) -> [String]
  {
    let value = conflict.value
    let kind = state.catalogue.types[conflict.type]
    func cell(_ name: String) -> String {
      kind.map { Cell.text(value[name] ?? .null, type: $0, at: JSONPointer([name]), language) } ?? ""
    }
    var parts = [conflict.id, value["record"]?.plainText ?? "", cell("reason")]
    if let rule = value["rule"]?.stringValue { parts.append(rule) }
    parts += (value["others"]?.arrayValue ?? []).map(\.plainText)
    if let by = value["by"]?.plainText { parts.append(language.pick("by \(by)", "由 \(by)", "由 \(by)")) }
    if value["state"] != "open" { parts.append("\(cell("state")): \(cell("choice"))") }
    let type = state.catalogue.type(ofID: value["record"]?.stringValue ?? "")
    return [Safe.line(parts.filter { !$0.isEmpty }.joined(separator: "  "))]
      + fields.map { "    " + line($0, type, isOpen: state.isOpen, language) }
  }

  private static func line(_ field: ConflictField, _ type: RecordType?, isOpen: Bool, _ language: Language) -> String {
    let title = type?.field(at: field.pointer)?.title(language) ?? field.pointer.description
    func text(_ value: JSON?) -> String {
      if field.isSealed, value == nil { return language.pick("(sealed)", "（已密封）", "（已密封）") }
      if field.pointer == .root {
        return value.map { value in type.map { $0.summary(of: value) } ?? value.plainText }
          ?? language.pick("(removed)", "（已移除）", "（已移除）")
      }
      guard let value else { return language.pick("(none)", "（无）", "（無）") }
      return type.map { Cell.text(value, type: $0, at: field.pointer, language) } ?? value.plainText
    }
    let (kept, other) = (language.pick("kept", "现值", "現值"), language.pick("other", "另一值", "另一值"))
    return Safe.line("\(title.isEmpty ? "" : title + ": ")\(kept) \(text(field.kept)) | \(other) \(text(field.other))")
  }
}
