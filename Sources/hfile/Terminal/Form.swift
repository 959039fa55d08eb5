import HealthFiles
import JSONSchema

/// A form in the terminal, made from a schema: one question a field, in the order of the schema.
///
/// Works line by line, so that it runs over any connection and can be fed from a pipe.
struct Form {
  let type: RecordType
  let console: Console
  let currency: Currency?

  /// Asks for the fields of a record until it is valid; nil when the input ends before.
  func fill(_ record: JSON) -> JSON? {
    let keys = console.pick(
      "Enter keeps, - clears, ? explains", "回车保留，- 清除，? 说明", "Enter 保留，- 清除，? 說明")
    console.tell("\(type.label[console.language]) · \(keys)")
    var value = record
    var asked = type.fields.map(\.name).filter { $0 != "id" }
    while true {
      for name in asked {
        guard let changed = ask(name, in: value) else { return nil }
        value = changed
      }
      let problems = type.schema.violations(of: value)
      if problems.isEmpty { return value }
      asked = []
      for violation in problems {
        var name = violation.instance.tokens.first
        if case .missingMember(let missing) = violation.reason, violation.instance.tokens.isEmpty { name = missing }
        if let name, !asked.contains(name) { asked.append(name) }
      }
      console.tell(type.problems(in: value, currency: currency))
      if asked.isEmpty { return nil }
    }
  }

  private func ask(_ name: String, in value: JSON) -> JSON? {
    let pointer = JSONPointer([name])
    guard let field = type.field(at: pointer) else { return value }
    let now = value[pointer].map { Cell.text($0, type: type, at: pointer, console.language) } ?? ""
    let mark = type.requiredFields.contains(name) ? "*" : ""
    while true {
      let question = "\(field.title(console.language))\(mark)\(now.isEmpty ? "" : " [\(Safe.line(now))]"): "
      guard let answer = console.ask(question) else { return nil }
      switch answer {
      case "": return value
      case "?": explain(field)
      default:
        var changed = value
        changed.set(answer == "-" ? nil : type.typed(answer, at: pointer, currency: currency), at: pointer)
        return changed
      }
    }
  }

  private func explain(_ field: Field) {
    let text = field.text ?? field.name
    console.tell("  \(field.name): \(text)")
    for (code, label) in field.codes { console.tell("  \(code)  \(label?[console.language] ?? "")") }
    if field.kinds == ["object"] || field.kinds == ["array"] {
      console.tell("  JSON: " + (field.kinds == ["object"] ? "{\"...\": ...}" : "[...]"))
    }
  }
}
