// Rows of a foreign file laid over the records of one state. All problems of all rows are found before anything is
// written.

internal import JSONSchema

/// Rows of a foreign file as records, laid over those of one state.
struct ImportPlan {
  /// One row that became a record.
  private struct Row {
    let row: ForeignRow
    let record: Record
  }

  private var rows: [Row] = []
  /// What is wrong, with line numbers.
  private(set) var problems: [Problem] = []
  /// The text of each rejected row by its line, for the reject file.
  private(set) var rejected: [Int: String] = [:]
  /// What a commit of the rows would write.
  private(set) var commit: CommitPlan

  private let meaning: RowMeaning
  private let state: Snapshot
  /// Files read for records that the rows may amend, by path.
  private var known: [String: [String: Record]] = [:]

  /// Plans the import of some rows, each with the bits of its id where it is not made from a key.
  ///
  /// - Throws: `StoreError.invalid` for what no row is to blame for, such as a full folder.
  init(_ rows: [(row: ForeignRow, bits: () -> UInt64)], _ meaning: RowMeaning, state: Snapshot) throws(StoreError) {
    self.meaning = meaning
    self.state = state
    commit = CommitPlan()
    for (row, bits) in rows { add(row, bits) }
    refuseRepeats()
    commit = try CommitPlan(importing: self.rows.map(\.record), to: state)
    while !commit.problems.isEmpty {
      let ids = Set(self.rows.map(\.record.id))
      // What no row is to blame for, leaving rows out would not mend.
      let general = commit.problems.filter { !ids.contains($0.place.record ?? "") }
      guard general.isEmpty else { throw .invalid(general) }
      reject(Dictionary(grouping: commit.problems) { $0.place.record ?? "" })
      commit = try CommitPlan(importing: self.rows.map(\.record), to: state)
    }
  }

  /// How many rows became records.
  var count: Int { rows.count }

  private mutating func add(_ row: ForeignRow, _ bits: () -> UInt64) {
    switch meaning.record(row, bits: bits) {
    case .failure(let list): reject(row, list.problems)
    case .success(let given):
      let record = laid(over: given)
      var found = RecordValidator.schemaProblems(of: record, type: meaning.type, currency: meaning.profile.currency)
      if Layout.path(of: record.id, in: meaning.type) == nil {
        let fact = Fact.idMalformed(found: record.id, form: RecordValidator.form(meaning.type))
        found.append(Problem(fact, at: Place(pointer: JSONPointer(["id"]))))
      }
      guard found.isEmpty else {
        return reject(row, found.map { Problem($0.fact, at: meaning.place(row.line, $0.place.pointer)) })
      }
      rows.append(Row(row: row, record: record))
    }
  }

  /// Lays the fields of a row over the record of its id: what the file does not speak of stays.
  ///
  /// A cell that is empty in CSV, or null in JSON, clears its field. A new record gets the schema's defaults.
  private mutating func laid(over row: Record) -> Record {
    let path = Layout.path(of: row.id, in: meaning.type)
    if let path, known[path] == nil { known[path] = (try? state.file(at: path))?.byID ?? [:] }
    let value = Self.laid(row.value, over: path.flatMap { known[$0]?[row.id]?.value }) ?? row.value
    return Record(type: row.type, id: row.id, value: meaning.type.withDefaults(value))
  }

  /// Lays a value over another, member by member at every depth; nil when nothing is left.
  private static func laid(_ new: JSON, over old: JSON?) -> JSON? {
    guard let members = new.objectValue else { return new == .null ? nil : new }
    var object = old?.objectValue ?? JSONObject()
    for (key, member) in members { object[key] = laid(member, over: object[key]) }
    return object.isEmpty ? nil : .object(object)
  }

  /// Rows of one id are all refused: which of them is meant cannot be told.
  private mutating func refuseRepeats() {
    let repeated = Dictionary(grouping: rows) { $0.record.id }.filter { $0.value.count > 1 }
    guard !repeated.isEmpty else { return }
    for (id, same) in repeated.sorted(by: { $0.value[0].row.line < $1.value[0].row.line }) {
      for (row, other) in zip(same, same.dropFirst() + [same[0]]) {
        var place = meaning.place(row.row.line)
        place.record = id
        reject(row.row, [Problem(.duplicateID(other: "\(meaning.file):\(other.row.line)"), at: place)])
      }
    }
    rows.removeAll { repeated[$0.record.id] != nil }
  }

  /// Takes rows out because of problems, by id, that only the whole store can tell.
  private mutating func reject(_ found: [String: [Problem]]) {
    for row in rows {
      guard let problems = found[row.record.id] else { continue }
      reject(row.row, problems.map { Problem($0.fact, at: meaning.place(row.row.line, $0.place.pointer)) })
    }
    rows.removeAll { found[$0.record.id] != nil }
  }

  private mutating func reject(_ row: ForeignRow, _ found: [Problem]) {
    problems += found
    rejected[row.line] = meaning.text(row)
  }
}
