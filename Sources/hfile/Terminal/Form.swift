import HealthFiles
import JSONSchema

/// A form in the terminal, made from a schema: one question a field, in the order of the schema.
///
/// Works line by line, so that it runs over any connection and can be fed from a pipe.
struct Form {
  let type: RecordType
  let console: Console
  let currency: Currency?

  /// The input ended before the record was whole.
  static let ended = Failure.usage(
    Phrase(
      "the form ended before the record was whole; nothing was written", "表单在记录完整之前结束，未写入任何内容",
      "表單在記錄完整之前結束，未寫入任何內容"))

  /// Asks for the fields of a record until it is valid; nil when the input ends before.
  ///
  /// - Parameter names: the fields to ask for; all of them if nil.
  func fill(_ record: JSON, asking names: [String]? = nil) -> JSON? {
    let keys = console.pick(
      "Enter keeps, - clears, ? explains", "回车保留，- 清除，? 说明", "Enter 保留，- 清除，? 說明")
    console.tell("\(type.label[console.language]) · \(keys)")
    var value = record
    var asked = type.fields.map(\.name).filter { $0 != "id" && names?.contains($0) ?? true }
    while true {
      for name in asked {
        guard let changed = ask(name, in: value) else { return nil }
        value = changed
      }
      let problems = type.problems(in: value, currency: currency)
      if problems.isEmpty { return value }
      console.tell(problems)
      asked = fields(of: problems)
      if asked.isEmpty { return nil }
    }
  }

  /// The fields to ask for again.
  private func fields(of problems: [Problem]) -> [String] {
    var names: [String] = []
    for problem in problems {
      var name = problem.place.pointer?.tokens.first
      if case .lacks(let missing, _) = problem.fact { name = name ?? missing }
      if case .lacksOneOf(let missing, _) = problem.fact { name = name ?? missing.first }
      if let name, !names.contains(name) { names.append(name) }
    }
    return names
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
        let problems = type.problems(in: changed, currency: currency).filter { $0.place.pointer?.tokens.first == name }
        if problems.isEmpty { return changed }
        console.tell(problems)
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
