package import HealthFiles
package import JSONSchema

/// Shows a table of figures in the format that was asked for.
package struct TableText {
  let table: Table

  /// Makes the text of a table.
  package init(_ table: Table) { self.table = table }

  /// Writes the table; `answering` says what was asked and from which state it was read.
  func write(_ invocation: Invocation, answering: JSON) {
    let (console, language) = (invocation.console, invocation.language)
    switch invocation["--format"] ?? "table" {
    case "json":
      var answer = answering
      answer["columns"] = .array(columns(language))
      answer["rows"] = .array(objects)
      console.write(answer.bytes(.indented) + [0x0A])
    case "ndjson": for object in objects { console.write(object.bytes(.compact) + [0x0A]) }
    case "csv": for line in commaSeparated { console.write(line) }
    default:
      for line in text(language).lines(width: console.isTerminal ? console.width : nil) { console.say(line) }
      console.say(Cell.rows(table.rows.count, language) + " · " + Cell.source(answering["source"] ?? .null, language))
    }
  }

  /// The table as lines of text, with a bar after each row where there are bars.
  func text(_ language: Language, bars: [String]? = nil) -> TextTable {
    let numeric = table.headings.indices.filter { table.headings[$0].isNumber }
    let titles = table.headings.map { $0.title(language) }
    var text = TextTable(bars == nil ? titles : titles + [""], numeric: Set(numeric))
    for (place, row) in table.rows.enumerated() {
      let cells = zip(table.headings, row).map { $0.text($1, language) }
      text.add(bars.map { cells + [$0[place]] } ?? cells)
    }
    return text
  }

  /// The table as lines of CSV: names of the columns, then values as data.
  package var commaSeparated: [String] {
    [CommaSeparatedWriter.line(table.headings.map(\.name))]
      + table.rows.map { row in
        CommaSeparatedWriter.line(zip(table.headings, row).map { $1 == .none ? "" : $0.json($1).plainText })
      }
  }

  /// One object a row, by the names of the columns.
  package var objects: [JSON] {
    table.rows.map { row in
      var object = JSONObject()
      for (heading, value) in zip(table.headings, row) { object[heading.name] = heading.json(value) }
      return .object(object)
    }
  }

  /// What the columns are.
  package func columns(_ language: Language) -> [JSON] {
    table.headings.map { heading in
      var object: JSON = ["name": .string(heading.name), "label": .string(heading.label[language])]
      object["unit"] = heading.unit.map { .string($0) }
      return object
    }
  }
}

extension Heading {
  /// The label, and the unit where there is one.
  package func title(_ language: Language) -> String {
    unit.map { "\(label[language]) (\($0))" } ?? label[language]
  }
}

extension Cell {
  /// `3 rows`.
  package static func rows(_ count: Int, _ language: Language) -> String {
    language.pick(count == 1 ? "1 row" : "\(count) rows", "\(count) 行", "\(count) 列")
  }
}
