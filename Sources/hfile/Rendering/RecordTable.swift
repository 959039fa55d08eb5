import Git
package import HealthFiles
package import JSONSchema

/// Shows records of one type in the format that was asked for.
package struct RecordTable {
  let type: RecordType
  let columns: [JSONPointer]
  let records: [Record]

  /// Makes a table of some records with some of their fields.
  package init(type: RecordType, columns: [JSONPointer], records: [Record]) {
    self.type = type
    self.columns = columns
    self.records = records
  }

  /// Writes the records; `source` says which state they were read from.
  func write(_ invocation: Invocation, source: JSON) {
    let console = invocation.console
    switch invocation["--format"] ?? "table" {
    case "json":
      console.write(json(source).bytes(.indented, order: order) + [0x0A])
    case "ndjson":
      for record in records {
        console.write(SealedFields.masked(record.value).bytes(.compact, order: type.schema.keyOrder) + [0x0A])
      }
    case "csv":
      for line in commaSeparated { console.write(line) }
    default: writeTable(console, source)
    }
  }

  /// The records as data; `source` says which state they were read from.
  package func json(_ source: JSON) -> JSON {
    var answer: JSON = ["type": .string(type.name), "source": source]
    answer["records"] = .array(records.map { SealedFields.masked($0.value) })
    return answer
  }

  /// The records as lines of CSV.
  package var commaSeparated: [String] {
    [CommaSeparatedWriter.line(["id"] + columns.map { String($0.description.dropFirst()) })]
      + records.map { record in CommaSeparatedWriter.line([record.id] + columns.map { plain(record, $0) }) }
  }

  /// The order of the members of `json`.
  package var order: KeyOrder {
    KeyOrder(
      ["type", "source", "records"],
      members: ["records": KeyOrder([], members: [:], elements: type.schema.keyOrder)])
  }

  private func plain(_ record: Record, _ pointer: JSONPointer) -> String { record.value[pointer]?.plainText ?? "" }

  private func writeTable(_ console: Console, _ source: JSON) {
    let language = console.language
    let numeric = columns.indices.filter { type.field(at: columns[$0])?.isNumeric ?? false }
    var table = TextTable(
      ["id"] + columns.map { type.title(of: $0, language) }, numeric: Set(numeric.map { $0 + 1 }))
    for record in records {
      table.add([record.id] + columns.map { Cell.text(of: record, type, at: $0, language) })
    }
    for line in table.lines(width: console.isTerminal ? console.width : nil) { console.say(line) }
    console.say(Cell.count(records.count, type, language) + " · " + Cell.source(source, language))
  }
}

extension Field {
  /// Whether the values are numbers that people read flush right.
  package var isNumeric: Bool {
    kinds.contains { $0 == "number" || $0 == "integer" } || ["amount", "signed-amount", "rate"].contains(format)
  }
}

/// Single values as people read them.
package enum Cell {
  /// A value of a record; `sealed` where it is there but no key is at hand.
  package static func text(
    of record: Record, _ type: RecordType, at pointer: JSONPointer, _ language: Language
  ) -> String {
    type.sealed?.hides(pointer, in: record.value) ?? false
      ? sealed[language] : text(record.value[pointer], type: type, at: pointer, language)
  }

  /// What stands in place of a value that is sealed.
  package static let sealed = Phrase("sealed", "已密封", "已密封")

  /// A value: codes by their labels, lists by commas, everything else as it is written.
  package static func text(_ value: JSON?, type: RecordType, at pointer: JSONPointer, _ language: Language) -> String {
    guard let value else { return "" }
    let field = type.field(at: pointer)
    if let items = value.arrayValue, items.allSatisfy({ $0.objectValue == nil && $0.arrayValue == nil }) {
      return items.map { text($0, type: type, at: pointer.appending("*"), language) }.joined(separator: ", ")
    }
    if let code = value.stringValue, let label = field?.codes.first(where: { $0.code == code })?.label {
      return label[language]
    }
    return value.plainText
  }

  /// `3 products`, `3 条商品`.
  package static func count(_ count: Int, _ type: RecordType, _ language: Language) -> String {
    let name = (count == 1 ? type.label : type.plural)[language]
    return language.pick("\(count) \(name.lowercased())", "\(name)：\(count) 条", "\(name)：\(count) 筆")
  }

  /// Which state an answer was read from.
  package static func source(_ source: JSON, _ language: Language) -> String {
    guard let commit = source["commit"]?.stringValue else {
      let files = language.pick("working files", "工作文件", "工作檔案")
      let count = source["uncommitted"]?.arrayValue?.count ?? 0
      return count == 0
        ? files : files + language.pick(", \(count) not committed", "，\(count) 个未提交", "，\(count) 個未提交")
    }
    return language.pick("commit \(commit.prefix(10))", "提交 \(commit.prefix(10))", "提交 \(commit.prefix(10))")
  }
}

extension Snapshot {
  /// Which state this is, as every answer in JSON says it.
  package var sourceJSON: JSON {
    switch origin {
    case .workingFiles: ["from": "working"]
    case .commit(let id): ["from": "commit", "commit": .string(id.description)]
    case .nothing: ["from": "commit"]
    }
  }
}
