import HealthFiles
import JSONSchema

extension Command {
  /// Shows the fields of a type.
  static let schema = Command(
    name: "schema",
    summary: Phrase("show the fields of a type", "显示类型的字段", "顯示類型的欄位"),
    details: Phrase(
      "With --format json it prints the schema file itself: JSON Schema 2020-12 with the word x-hfile.",
      "使用 --format json 时输出模式文件本身：JSON Schema 2020-12，另有 x-hfile 一词。",
      "使用 --format json 時輸出綱要檔案本身：JSON Schema 2020-12，另有 x-hfile 一詞。"),
    arguments: [
      Argument(
        name: "TYPE",
        help: Phrase("name or label of a type, or policy/NAME", "类型的名称，或 policy/规则名", "類型的名稱，或 policy/規則名"),
        kind: .recordType)
    ],
    options: Option.reading,
    examples: [("hfile schema product", Phrase("lists the fields of a product", "列出商品的字段", "列出商品的欄位"))],
    exitCodes: [.noStore, .notFound]
  ) { invocation throws(Failure) in
    let state = try invocation.state(of: try invocation.store())
    let word = invocation.word(0) ?? ""
    let (console, language) = (invocation.console, invocation.language)
    if let policy = state.catalogue.policy(addressed: word) {
      console.write(policy.document.bytes(.indented) + [0x0A])
      return .done
    }
    let type = try invocation.type(word, in: state)
    if let format = invocation["--format"], format != "table" {
      console.write(
        type.document.bytes(format == "json" ? .indented : .compact) + [0x0A])
      return .done
    }
    console.say("\(type.name) · \(type.label[language]) · \(type.document["description"]?.stringValue ?? "")")
    var table = TextTable([
      console.pick("field", "字段", "欄位"), console.pick("label", "名称", "名稱"), console.pick("value", "取值", "取值"),
      console.pick("notes", "说明", "說明"),
    ])
    rows(type, JSONPointer([]), depth: 0, language).forEach { table.add($0) }
    for line in table.lines(width: console.isTerminal ? console.width : nil) { console.say(line) }
    return .done
  }

  private static func rows(
    _ type: RecordType, _ pointer: JSONPointer, depth: Int, _ language: Language
  ) -> [[String]] {
    guard depth < 6 else { return [] }
    return type.fields(at: pointer).flatMap { field -> [[String]] in
      let here = pointer.appending(field.name)
      let isRequired = pointer.tokens.isEmpty && type.requiredFields.contains(field.name)
      var notes: [String] = isRequired ? [language.pick("required", "必填", "必填")] : []
      if type.isSealed(here) { notes.append(language.pick("sealed", "密封", "密封")) }
      let name = String(repeating: "  ", count: depth) + field.name
      let row = [name, field.title(language), value(field, language), notes.joined(separator: ", ")]
      let inner = field.kinds.contains("array") ? here.appending("*") : here
      return [row] + rows(type, inner, depth: depth + 1, language)
    }
  }

  private static func value(_ field: Field, _ language: Language) -> String {
    if !field.codes.isEmpty { return field.codes.map(\.code).joined(separator: " | ") }
    return field.format ?? field.kinds.joined(separator: " | ")
  }
}
