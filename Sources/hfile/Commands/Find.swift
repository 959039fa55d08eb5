import HealthFiles
import JSONSchema

extension Command {
  /// Looks for a text in every record.
  static let find = Command(
    name: "find",
    summary: Phrase("look for a text in every record", "在所有记录中查找文字", "在所有記錄中尋找文字"),
    details: Phrase(
      """
      Looks at ids and at every text and number, whatever the case; names of Han characters are found
      by Pinyin, too: by whole syllables, their initials, or some of each. Facts are looked through
      from the newest day backwards.
      """,
      """
      查找编号及所有文本和数字，不分大小写；名称也可用拼音或首字母查找：linxiao、linx 或 lx 均可找到林晓。
      事实从最近的营业日往前查找。
      """,
      """
      尋找編號及所有文字和數字，不分大小寫；名稱也可用拼音或首字母尋找：linxiao、linx 或 lx 均可找到林曉。
      事實從最近的營業日往前尋找。
      """),
    arguments: [
      Argument(name: "TEXT", help: Phrase("what to look for", "要查找的内容", "要尋找的內容"), isRepeatable: true)
    ],
    options: [
      Option(
        names: ["--type", "-t"], value: "TYPE",
        help: Phrase("only in this type (can be repeated)", "仅限该类型（可重复）", "僅限該類型（可重複）"), isRepeatable: true,
        kind: .recordType),
      Option(
        names: ["--limit", "-n"], value: "COUNT",
        help: Phrase("at most so many (default 50)", "最多条数（默认 50）", "最多筆數（預設 50）")),
    ] + Option.reading,
    examples: [("hfile find 林晓", Phrase("everything that names her", "所有提到她的记录", "所有提到她的記錄"))],
    exitCodes: [.noStore, .newerStore, .notFound, .diskRefused]
  ) { invocation throws(Failure) in
    let state = try invocation.state(of: try invocation.store())
    let text = invocation.words.joined(separator: " ")
    var types = state.catalogue.sortedTypes
    if invocation.has("--type") {
      types = []
      for word in invocation.all("--type") { types.append(try invocation.type(word, in: state)) }
    }
    let limit = try invocation.number("--limit") ?? 50
    let chosen = types
    let matches = try orFail { () throws(StoreError) in
      try RecordSearch(text: text, types: chosen, limit: limit).matches(in: state)
    }
    write(matches, state, invocation)
    return matches.isEmpty ? .notFound : .done
  }

  private static func write(_ matches: [RecordSearch.Match], _ state: Snapshot, _ invocation: Invocation) {
    let (console, language) = (invocation.console, invocation.language)
    if let format = invocation["--format"], format != "table" {
      let list: [JSON] = matches.map { match in
        [
          "type": .string(match.record.type), "id": .string(match.record.id),
          "pointer": .string(match.pointer.description), "record": SealedFields.masked(match.record.value),
        ]
      }
      console.write(Answer.bytes(["source": state.sourceJSON, "matches": .array(list)], format))
      return
    }
    var table = TextTable([
      "id", console.pick("type", "类型", "類型"), console.pick("summary", "摘要", "摘要"),
      console.pick("found in", "所在字段", "所在欄位"),
    ])
    for match in matches {
      guard let type = state.catalogue.types[match.record.type] else { continue }
      let shown = type.isSealed(match.pointer) && !state.isOpen ? "" : match.text
      table.add([
        match.record.id, type.label[language], type.summary(of: match.record.value),
        "\(type.title(of: match.pointer, language)): \(shown)",
      ])
    }
    for line in table.lines(width: console.isTerminal ? console.width : nil) { console.say(line) }
  }
}
