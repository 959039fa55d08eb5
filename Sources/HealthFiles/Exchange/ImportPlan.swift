// Rows of a foreign file become records of one type: columns to fields, values typed by the schema, ids from a key.
// All problems of all rows are found before anything is written.

internal import Crypto
internal import JSONSchema

/// How a foreign file is read.
public struct ImportOptions: Sendable {
  /// Column of the file -> field of the type; a column that is not named keeps its name.
  public var map: [String: String] = [:]
  /// Columns whose values together name a row for ever; the id is derived from them.
  public var key: [String] = []

  /// Makes options that map nothing and draw random ids.
  public init() {}
}

/// A foreign file that a person names.
public struct ForeignFile: Sendable {
  /// Its name, for messages.
  public let name: String
  /// What it holds.
  public let bytes: [UInt8]
  /// Whether it is NDJSON; else it is CSV with a header line.
  public let isJSON: Bool

  /// Names a file.
  public init(name: String, bytes: [UInt8], isJSON: Bool) {
    self.name = name
    self.bytes = bytes
    self.isJSON = isJSON
  }
}

/// A foreign file read as records, laid over those of one state.
struct ImportPlan: Sendable {
  /// One row that became a record.
  struct Row: Sendable {
    /// Line of the file, from 1.
    let line: Int
    let record: Record
  }

  /// The rows that became records.
  private(set) var rows: [Row] = []
  /// What is wrong, with line numbers.
  private(set) var problems: [Problem] = []
  /// The text of each rejected row by its line, for the reject file.
  private(set) var rejected: [Int: String] = [:]
  /// The first line of a CSV file, for the reject file.
  private(set) var header: [String] = []

  private let type: RecordType
  private let options: ImportOptions
  private let state: Snapshot
  private let environment: Environment
  private let file: String

  init(_ foreign: ForeignFile, type: RecordType, options: ImportOptions, state: Snapshot, environment: Environment) {
    self.type = type
    self.options = options
    self.state = state
    self.environment = environment
    file = foreign.name
    if foreign.isJSON { readLines(foreign.bytes) } else { readTable(foreign.bytes) }
    refuseRepeats()
  }

  // MARK: CSV

  private mutating func readTable(_ bytes: [UInt8]) {
    var reader = CommaSeparatedReader(bytes)
    guard let first = reader.next() else { return }
    header = first.cells
    guard let pointers = pointers(first), keysExist() else { return }
    while let row = reader.next() {
      guard row.cells.count == header.count else {
        let text = "\(row.cells.count) / \(header.count)"
        reject(row.line, row.cells, [Problem(.cellCount(text), at: place(row.line))])
        continue
      }
      var value = JSON.object(JSONObject())
      for (pointer, cell) in zip(pointers, row.cells) {
        let typed = cell.isEmpty ? .null : type.typed(cell, at: pointer, currency: state.profile.currency)
        value.set(typed, at: pointer)
      }
      let cells = Dictionary(zip(header, row.cells)) { first, _ in first }
      finish(value, line: row.line, key: options.key.map { cells[$0] ?? "" }, cells: row.cells)
    }
  }

  private mutating func pointers(_ row: CommaSeparatedReader.Row) -> [JSONPointer]? {
    var pointers: [JSONPointer] = []
    for column in row.cells {
      do throws(StoreError) {
        pointers.append(try type.pointer(called: options.map[column] ?? column))
      } catch {
        var near: [String] = []
        if case .notFound(_, _, let names) = error { near = names }
        problems.append(Problem(.unknownField(name: column, near: near), at: place(row.line)))
      }
    }
    for column in options.map.keys.sorted() where !row.cells.contains(column) {
      problems.append(Problem(.unknownColumn(column), at: place(row.line)))
    }
    return problems.isEmpty ? pointers : nil
  }

  private mutating func keysExist() -> Bool {
    for column in options.key where !header.contains(column) {
      problems.append(Problem(.unknownColumn(column), at: place(1)))
    }
    return problems.isEmpty
  }

  // MARK: NDJSON

  private mutating func readLines(_ bytes: [UInt8]) {
    var line = 0
    for part in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
      line += 1
      guard part.contains(where: { $0 > 0x20 }) else { continue }
      let text = String(decoding: part, as: UTF8.self)
      do throws(JSONError) {
        let value = try JSON(parsing: Array(part), limits: .record)
        let key = options.key.map { name in
          (try? type.pointer(called: name)).flatMap { value[$0]?.plainText } ?? ""
        }
        finish(value, line: line, key: key, cells: [text])
      } catch {
        let position = TextPosition(offset: error.position.offset, line: line, column: error.position.column)
        let problem = Problem(.unreadable(error.reason), at: Place(file: file, position: position))
        reject(line, [text], [problem])
      }
    }
  }

  // MARK: both

  private mutating func finish(_ value: JSON, line: Int, key: [String], cells: [String]) {
    guard value.objectValue != nil else {
      let fact = Fact.schema(.type(expected: ["object"], found: value.kind.rawValue), found: nil)
      return reject(line, cells, [Problem(fact, at: place(line))])
    }
    if !options.key.isEmpty, key.contains(where: \.isEmpty) {
      return reject(line, cells, [Problem(.keyMissing(options.key), at: place(line))])
    }
    let record = laid(over: identified(value, key: key))
    var found = RecordValidator.schemaProblems(of: record, type: type, currency: state.profile.currency)
    if Layout.path(of: record.id, in: type) == nil {
      let fact = Fact.idMalformed(found: record.id, form: RecordValidator.form(type))
      found.append(Problem(fact, at: Place(pointer: JSONPointer(["id"]))))
    }
    guard found.isEmpty else {
      return reject(line, cells, found.map { Problem($0.fact, at: place(line, $0.place.pointer)) })
    }
    rows.append(Row(line: line, record: record))
    texts[line] = text(cells)
  }

  private var texts: [Int: String] = [:]
  /// Files read for records that the rows may amend, by path.
  private var known: [String: [String: Record]] = [:]

  /// Lays the fields of a row over the record of its id: what the file does not speak of stays.
  ///
  /// A cell that is empty in CSV, or null in JSON, clears its field. A new record gets the schema's defaults.
  private mutating func laid(over row: Record) -> Record {
    let path = Layout.path(of: row.id, in: type) ?? ""
    if known[path] == nil { known[path] = (try? state.file(at: path))?.byID ?? [:] }
    let value = Self.laid(row.value, over: known[path]?[row.id]?.value) ?? row.value
    return Record(type: row.type, id: row.id, value: type.withDefaults(value))
  }

  /// Lays a value over another, member by member at every depth; nil when nothing is left.
  private static func laid(_ new: JSON, over old: JSON?) -> JSON? {
    guard let members = new.objectValue else { return new == .null ? nil : new }
    var object = old?.objectValue ?? JSONObject()
    for (key, member) in members { object[key] = laid(member, over: object[key]) }
    return object.isEmpty ? nil : .object(object)
  }

  /// Gives the record its id, business day and device.
  private func identified(_ given: JSON, key: [String]) -> Record {
    var value = given
    let bits = options.key.isEmpty ? environment.randomBits() : Self.bits(type.name, key)
    let code = RecordID.code(bits: bits)
    guard type.layout == .dated || type.layout == .daily else {
      if value["id"]?.stringValue == nil { value["id"] = .string("\(type.prefix)-\(code)") }
      return Record(type: type.name, id: value["id"]?.stringValue ?? "", value: value)
    }
    let parts = value["id"]?.stringValue.flatMap { RecordID.datedParts(of: $0) }
    let seconds = type.instant(of: value)?.seconds ?? environment.now().seconds
    let day =
      parts?.day ?? value["day"]?.stringValue.flatMap { BusinessDay($0) }
      ?? state.profile.businessDay(of: seconds)
    let device = parts?.device ?? value["device"]?.stringValue ?? Store.importDevice
    if value["id"]?.stringValue == nil {
      value["id"] = .string(RecordID.dated(prefix: type.prefix, day: day, device: device, code: code))
    }
    let names = type.fields.map(\.name)
    if names.contains("day"), value["day"]?.stringValue == nil { value["day"] = .string(day.description) }
    if names.contains("device"), value["device"]?.stringValue == nil { value["device"] = .string(device) }
    return Record(type: type.name, id: value["id"]?.stringValue ?? "", value: value)
  }

  /// 40 bits of SHA-256 over the type and the key, each with its length before it.
  private static func bits(_ type: String, _ key: [String]) -> UInt64 {
    let text = ([type] + key).map { "\($0.utf8.count):\($0)" }.joined()
    let hash = SHA256.hash(data: Array(text.utf8))
    return hash.prefix(5).reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// Rows of one id are all refused: which of them is meant cannot be told.
  private mutating func refuseRepeats() {
    let repeated = Dictionary(grouping: rows) { $0.record.id }.filter { $0.value.count > 1 }
    guard !repeated.isEmpty else { return }
    for (id, same) in repeated.sorted(by: { $0.value[0].line < $1.value[0].line }) {
      for (row, other) in zip(same, same.dropFirst() + [same[0]]) {
        var place = place(row.line)
        place.record = id
        problems.append(Problem(.duplicateID(other: "\(file):\(other.line)"), at: place))
        rejected[row.line] = texts[row.line]
      }
    }
    rows.removeAll { repeated[$0.record.id] != nil }
  }

  /// Takes rows out because of problems, by id, that only the whole store can tell.
  mutating func reject(_ found: [String: [Problem]]) {
    for row in rows {
      guard let problems = found[row.record.id] else { continue }
      rejected[row.line] = texts[row.line]
      self.problems += problems.map { Problem($0.fact, at: place(row.line, $0.place.pointer)) }
    }
    rows.removeAll { found[$0.record.id] != nil }
  }

  private mutating func reject(_ line: Int, _ cells: [String], _ found: [Problem]) {
    problems += found
    rejected[line] = text(cells)
  }

  private func text(_ cells: [String]) -> String {
    header.isEmpty ? cells.joined() : CommaSeparatedWriter.line(cells)
  }

  private func place(_ line: Int, _ pointer: JSONPointer? = nil) -> Place {
    Place(file: file, position: TextPosition(offset: 0, line: line, column: 1), pointer: pointer)
  }
}
