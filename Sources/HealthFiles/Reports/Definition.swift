// A definition says as data how tables are made of records: questions, joins and arithmetic, one step after another.
// Reports show some of the tables; an alert is raised for each row of its last.

internal import JSONSchema

/// One file of `schema/reports` or `schema/alerts`.
public struct Definition: Sendable {
  /// Where a value comes from that conditions and formulas call `$NAME`.
  enum Parameter: Sendable {
    /// A value of the policy version in force on the day the report is made as of.
    case policy(String, JSONPointer)
    /// Arithmetic over the parameters before it.
    case formula(String)
  }

  /// What is said of the rows of the last step of an alert.
  struct Warning: Sendable {
    let severity: AlertSeverity
    let active: String?
    let records: [String]
    let cause: Phrase
    let remedy: Phrase
    let rule: Phrase
  }

  /// A definition with what it uses.
  struct Whole: Sendable {
    let file: String
    var parameters: [(name: String, value: Parameter)] = []
    var steps: [Step] = []
  }

  /// Name of the report or alert: the name of its file.
  public let name: String
  /// The file in the store.
  public let file: String
  /// What people call it.
  public let label: Phrase
  /// What it tells, in a sentence.
  public let about: Phrase
  /// Days of the period when none is asked for; nil when the report has no period.
  public let days: Int?
  /// The part of the date it groups by when none is asked for; nil when that cannot be chosen.
  public let by: DatePart?
  let uses: [String]
  let parameters: [(name: String, value: Parameter)]
  let steps: [Step]
  let warning: Warning?

  /// Folder of the reports in a store.
  public static let reportFolder = "schema/reports/"
  /// Folder of the alerts in a store.
  public static let alertFolder = "schema/alerts/"

  /// Reads a definition that keeps to `schema/meta/report.schema.json`.
  init(name: String, file: String, document: JSON) {
    self.name = name
    self.file = file
    label = Phrase(document["label"]) ?? Phrase(name, name, name)
    about = Phrase(document["about"]) ?? label
    days = document["days"]?.numberValue?.int64.map { Int($0) }
    by = document["by"]?.stringValue.flatMap(DatePart.init(rawValue:))
    uses = document["uses"]?.texts ?? []
    parameters = (document["parameters"]?.objectValue?.map { $0 } ?? []).map { name, value in
      if let policy = value["policy"]?.stringValue, let pointer = value["at"]?.stringValue {
        return (name, .policy(policy, (try? JSONPointer(parsing: pointer)) ?? JSONPointer([])))
      }
      return (name, .formula(value.stringValue ?? ""))
    }
    steps = (document["steps"]?.arrayValue ?? []).enumerated().map { place, step in
      Step(step, file: file, pointer: JSONPointer(["steps", String(place)]))
    }
    warning = document["alert"].map { Warning($0) }
  }
}

extension Definition.Warning {
  fileprivate init(_ document: JSON) {
    severity = document["severity"]?.stringValue.flatMap(AlertSeverity.init(rawValue:)) ?? .notice
    active = document["active"]?.stringValue
    records = document["records"]?.texts ?? []
    let empty = Phrase("", "", "")
    cause = Phrase(document["cause"]) ?? empty
    remedy = Phrase(document["remedy"]) ?? empty
    rule = Phrase(document["rule"]) ?? empty
  }
}

/// How soon an alert needs somebody.
public enum AlertSeverity: String, Sendable, CaseIterable {
  /// Somebody must act now.
  case urgent
  /// Somebody should act.
  case warning
  /// Worth knowing.
  case notice
}

/// One step of a definition: a table made of records, of an earlier table, or of several joined.
struct Step: Sendable {
  /// Where the rows come from.
  enum Source: Sendable {
    /// A record type, or an earlier table.
    case question(String)
    /// Earlier tables, side by side where some columns agree.
    case join([String], on: [String], keepsAll: Bool)
  }

  /// A column made of the others.
  struct Derived: Sendable {
    let name: String
    let formula: String
    let label: Phrase?
    let decimals: Int?
    let unit: String?
  }

  let name: String
  /// Where the step stands, for errors.
  let place: Place
  let source: Source
  /// Earlier tables that ids are looked up in.
  let with: [String]
  let query: Query
  /// Names for the keys, where they are not the names of the fields.
  let keyNames: [String?]
  /// The part of the business day, or `$by`.
  let by: String?
  /// The first and last day asked about, as formulas.
  let from: String?
  let to: String?
  let derived: [Derived]
  /// Conditions on the rows that were made.
  let having: [String]
  /// The heading under which the table is shown; nil when it is not.
  let title: Phrase?
  /// The columns shown, in their order.
  let shown: [String]
  /// The column drawn as bars beside the rows, and the one drawn as a line above them.
  let bars: String?
  let line: String?

  init(_ document: JSON, file: String, pointer: JSONPointer) {
    name = document["name"]?.stringValue ?? ""
    place = Place(file: file, pointer: pointer)
    let isWhole = document["keep"]?.stringValue == "all"
    source =
      document["join"].map { .join($0.texts, on: document["on"]?.texts ?? [], keepsAll: isWhole) }
      ?? .question(document["ask"]?.stringValue ?? "")
    with = document["with"]?.texts ?? []
    let keys = (document["group"]?.texts ?? []).map { text in
      let parts = text.split(separator: " = ").map(String.init)
      return parts.count == 2 ? (name: Optional(parts[0]), field: parts[1]) : (name: nil, field: text)
    }
    keyNames = keys.map(\.name)
    var query = Query()
    query.conditions = document["where"]?.texts ?? []
    query.groupBy = keys.map(\.field)
    query.figures = (document["figures"]?.arrayValue ?? []).map { Query.Figure($0) }
    query.sort = document["sort"]?.texts ?? []
    query.limit = document["limit"]?.numberValue?.int64.map { Int($0) }
    self.query = query
    by = document["by"]?.stringValue
    from = document["from"]?.stringValue
    to = document["to"]?.stringValue
    derived = (document["columns"]?.arrayValue ?? []).map { column in
      Derived(
        name: column["name"]?.stringValue ?? "", formula: column["formula"]?.stringValue ?? "",
        label: Phrase(column["label"]), decimals: column["decimals"]?.numberValue?.int64.map { Int($0) },
        unit: column["unit"]?.stringValue)
    }
    having = document["having"]?.texts ?? []
    title = Phrase(document["title"])
    shown = document["show"]?.texts ?? []
    bars = document["bars"]?.stringValue
    line = document["line"]?.stringValue
  }

  /// The earlier tables it needs.
  var needs: [String] {
    switch source {
    case .question(let name): [name] + with
    case .join(let names, _, _): names + with
    }
  }
}

extension Query.Figure {
  /// Reads `{"name": ..., "sum": MEASURE, "where": CONDITION}`; `"count": true` counts rows.
  fileprivate init(_ document: JSON) {
    let function = AggregateFunction.allCases.first { document[$0.rawValue] != nil } ?? .count
    self.init(
      function, of: document[function.rawValue]?.stringValue, where: document["where"]?.stringValue,
      name: document["name"]?.stringValue, label: Phrase(document["label"]))
  }
}

extension JSON {
  /// A text, or the texts of a list.
  fileprivate var texts: [String] { stringValue.map { [$0] } ?? arrayValue?.compactMap(\.stringValue) ?? [] }
}
