// What the rows of one foreign file mean: columns to fields, values typed by the schema, ids from a key. A row read
// here becomes a JSON tree; `RowTemplate` writes the same record without one where it can.

internal import Crypto
internal import JSONSchema

/// Turns rows of a foreign file into records of a type.
struct RowMeaning: Sendable {
  let type: RecordType
  let options: ImportOptions
  let profile: StoreProfile
  let environment: Environment
  /// Name of the file, for messages.
  let file: String
  /// The first line of a CSV file; empty for NDJSON.
  private(set) var header: [String] = []
  /// Where each column goes.
  private(set) var pointers: [JSONPointer] = []
  /// What is wrong with the file as a whole.
  private(set) var problems: [Problem] = []

  /// Where the rows begin, and in which line.
  private(set) var start = 0
  private(set) var firstLine = 1

  /// Reads the header line of a foreign file, if it has one.
  init(
    _ foreign: ForeignFile, _ type: RecordType, _ options: ImportOptions, _ profile: StoreProfile,
    _ environment: Environment
  ) throws(StoreError) {
    self.type = type
    self.options = options
    self.profile = profile
    self.environment = environment
    file = foreign.name
    guard !foreign.isJSON else { return }
    let bytes = try foreign.bytes(0..<min(foreign.size, RowSplitter.stretch))
    var reader = ForeignRowReader(bytes, isJSON: false)
    guard let line = reader.advance() else { return }
    readHeader(reader.row(line))
    (start, firstLine) = (reader.position, reader.line)
  }

  private mutating func readHeader(_ row: ForeignRow) {
    header = row.cells
    for column in header {
      do throws(StoreError) {
        pointers.append(try type.pointer(called: options.map[column] ?? column))
      } catch {
        var near: [String] = []
        if case .notFound(_, _, let names) = error { near = names }
        problems.append(Problem(.unknownField(name: column, near: near), at: place(row.line)))
      }
    }
    for column in options.map.keys.sorted() where !header.contains(column) {
      problems.append(Problem(.unknownColumn(column), at: place(row.line)))
    }
    guard problems.isEmpty else { return }
    for column in options.key where !header.contains(column) {
      problems.append(Problem(.unknownColumn(column), at: place(1)))
    }
  }

  /// Returns the record a row means, with its id, business day and device; or what is wrong with the row.
  ///
  /// - Parameter bits: for an id that is not made from a key; asked only for rows that can be read.
  func record(_ row: ForeignRow, bits: () -> UInt64) -> Result<Record, ProblemList> {
    switch header.isEmpty ? line(row) : table(row) {
    case .failure(let list): return .failure(list)
    case .success(let (value, key)):
      guard value.objectValue != nil else {
        let fact = Fact.schema(.type(expected: ["object"], found: value.kind.rawValue), found: nil)
        return .failure(ProblemList([Problem(fact, at: place(row.line))]))
      }
      if !options.key.isEmpty, key.contains(where: \.isEmpty) {
        return .failure(ProblemList([Problem(.keyMissing(options.key), at: place(row.line))]))
      }
      return .success(identified(value, bits: options.key.isEmpty ? bits() : Self.bits(type.name, key)))
    }
  }

  private func table(_ row: ForeignRow) -> Result<(JSON, key: [String]), ProblemList> {
    guard row.cells.count == header.count else {
      let text = "\(row.cells.count) / \(header.count)"
      return .failure(ProblemList([Problem(.cellCount(text), at: place(row.line))]))
    }
    var value = JSON.object(JSONObject())
    for (pointer, cell) in zip(pointers, row.cells) {
      // An empty cell clears its field; a list is given as a whole, so what is empty in it is just not there.
      if cell.isEmpty, pointer.tokens.dropFirst().contains(where: { Int($0) != nil }) { continue }
      value.set(cell.isEmpty ? .null : type.typed(cell, at: pointer, currency: profile.currency), at: pointer)
    }
    let cells = Dictionary(zip(header, row.cells)) { first, _ in first }
    return .success((value, options.key.map { cells[$0] ?? "" }))
  }

  private func line(_ row: ForeignRow) -> Result<(JSON, key: [String]), ProblemList> {
    do throws(JSONError) {
      let value = try JSON(parsing: row.cells[0], limits: .record)
      let key = options.key.map { name in
        (try? type.pointer(called: name)).flatMap { value[$0]?.plainText } ?? ""
      }
      return .success((value, key))
    } catch {
      let position = TextPosition(offset: error.position.offset, line: row.line, column: error.position.column)
      let problem = Problem(.unreadable(error.reason), at: Place(file: file, position: position))
      return .failure(ProblemList([problem]))
    }
  }

  /// Gives the record its id, business day and device.
  private func identified(_ given: JSON, bits: UInt64) -> Record {
    var value = given
    let code = RecordID.code(bits: bits)
    guard type.layout == .dated || type.layout == .daily else {
      if value["id"]?.stringValue == nil { value["id"] = .string("\(type.prefix)-\(code)") }
      return Record(type: type.name, id: value["id"]?.stringValue ?? "", value: value)
    }
    let parts = value["id"]?.stringValue.flatMap { RecordID.datedParts(of: $0) }
    let seconds = type.instant(of: value)?.seconds ?? environment.now().seconds
    let day =
      parts?.day ?? value["day"]?.stringValue.flatMap { BusinessDay($0) } ?? profile.businessDay(of: seconds)
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
    bits(hashing: Array(([type] + key).map { "\($0.utf8.count):\($0)" }.joined().utf8))
  }

  static func bits(hashing text: [UInt8]) -> UInt64 {
    SHA256.hash(data: text).withUnsafeBytes { $0.prefix(5).reduce(0) { $0 << 8 | UInt64($1) } }
  }

  /// The text of a row for the reject file.
  func text(_ row: ForeignRow) -> String {
    header.isEmpty ? row.cells.joined() : CommaSeparatedWriter.line(row.cells)
  }

  func place(_ line: Int, _ pointer: JSONPointer? = nil) -> Place {
    Place(file: file, position: TextPosition(offset: 0, line: line, column: 1), pointer: pointer)
  }
}
