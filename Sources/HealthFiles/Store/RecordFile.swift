// Text <-> records, for both kinds of files: one record a file, or one a line. Reading keeps going after a bad line and
// says where each problem is; writing gives the canonical text, and writing what was read in it changes no byte.

internal import JSONSchema

/// The records of one file, and what could not be read of it.
struct RecordFile: Sendable {
  /// A record and where it begins in the file.
  struct Entry: Sendable {
    let record: Record
    /// Line from 1.
    let line: Int
    /// The bytes of the record in the file.
    let range: Range<Int>
  }

  let path: String
  let type: RecordType
  private(set) var entries: [Entry] = []
  private(set) var problems: [Problem] = []

  /// Reads a file of a type.
  init(_ bytes: [UInt8], path: String, type: RecordType) {
    self.path = path
    self.type = type
    if type.layout == .daily { readLines(bytes) } else { readWhole(bytes) }
  }

  private mutating func readWhole(_ bytes: [UInt8]) {
    read(bytes, range: 0..<bytes.count, line: 1)
  }

  private mutating func readLines(_ bytes: [UInt8]) {
    for line in Self.lines(bytes) { read(Array(bytes[line.range]), range: line.range, line: line.number) }
  }

  /// The lines that are not blank, with their numbers from 1.
  static func lines(_ bytes: [UInt8]) -> [(number: Int, range: Range<Int>)] {
    var lines: [(number: Int, range: Range<Int>)] = []
    var start = 0
    var number = 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
      number += 1
      let isBlank = bytes[start..<end].allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
      if !isBlank { lines.append((number, start..<end)) }
      start = end + 1
    }
    return lines
  }

  /// The values of some fields of each record, with its id; records that lack one of them are left out.
  static func values(
    of fields: [JSONPointer], in bytes: [UInt8], path: String, type: RecordType
  ) -> [(id: String, values: [JSON])] {
    let names = fields.compactMap { $0.tokens.count == 1 ? $0.tokens[0] : nil }
    guard type.layout == .daily, Set(names + ["id"]).count == fields.count + 1 else {
      return RecordFile(bytes, path: path, type: type).entries.compactMap { values(of: fields, in: $0.record) }
    }
    let members = LineMembers(["id"] + names)
    var all: [(id: String, values: [JSON])] = []
    for (_, range) in lines(bytes) {
      guard let found = members.find(in: bytes.span, range) else {
        let line = RecordFile(Array(bytes[range]), path: path, type: type)
        all += line.entries.compactMap { Self.values(of: fields, in: $0.record) }
        continue
      }
      let values = found.compactMap { $0.flatMap { try? JSON(parsing: Array(bytes[$0]), limits: .record) } }
      guard values.count == found.count, let id = values[0].stringValue else { continue }
      all.append((id, Array(values.dropFirst())))
    }
    return all
  }

  private static func values(of fields: [JSONPointer], in record: Record) -> (id: String, values: [JSON])? {
    let values = fields.compactMap { record.value[$0] }
    return values.count == fields.count ? (record.id, values) : nil
  }

  /// Returns the first record of an id in a daily file, found by the letters of the id; nil when nothing is certain:
  /// there is none, or one may be written in another way.
  static func line(of id: String, in bytes: [UInt8], type: RecordType) -> Record? {
    // A letter may be written as an escape, so a backslash before the place leaves it to the whole reading.
    guard type.layout == .daily, let place = bytes.firstPlace(of: Array(id.utf8)),
      !bytes[..<place].contains(UInt8(ascii: "\\"))
    else { return nil }
    let start = bytes[..<place].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    let end = bytes[place...].firstIndex(of: 0x0A) ?? bytes.count
    guard let value = try? JSON(parsing: Array(bytes[start..<end]), limits: .record), value["id"]?.stringValue == id
    else { return nil }
    return Record(type: type.name, id: id, value: value)
  }

  private mutating func read(_ bytes: [UInt8], range: Range<Int>, line: Int) {
    let value: JSON
    do throws(JSONError) {
      value = try JSON(parsing: bytes, limits: .record)
    } catch {
      let found = error.position
      let position = TextPosition(
        offset: range.lowerBound + found.offset, line: line + found.line - 1, column: found.column)
      problems.append(Problem(.unreadable(error.reason), at: Place(file: path, position: position)))
      return
    }
    let position = TextPosition(offset: range.lowerBound, line: line, column: 1)
    guard value.objectValue != nil else {
      let fact = Fact.schema(.type(expected: ["object"], found: value.kind.rawValue), found: nil)
      problems.append(Problem(fact, at: Place(file: path, position: position)))
      return
    }
    if type.layout == .singleton {
      entries.append(Entry(record: Record(type: type.name, id: type.name, value: value), line: line, range: range))
      return
    }
    guard let id = value["id"]?.stringValue else {
      problems.append(Problem(.idMissing, at: Place(file: path, position: position)))
      return
    }
    entries.append(Entry(record: Record(type: type.name, id: id, value: value), line: line, range: range))
  }

  /// The records by id, the first of each.
  var byID: [String: Record] {
    Dictionary(entries.map { ($0.record.id, $0.record) }) { first, _ in first }
  }

  /// Returns line and column of a place in this file: of the value its pointer names, else of the record.
  func position(of place: Place, in bytes: [UInt8]) -> TextPosition? {
    guard let entry = entries.first(where: { place.record == nil || $0.record.id == place.record }) else { return nil }
    let start = TextPosition(offset: entry.range.lowerBound, line: entry.line, column: 1)
    guard let pointer = place.pointer, entry.range.upperBound <= bytes.count,
      let found = JSON.position(of: pointer, in: Array(bytes[entry.range]))
    else { return start }
    return TextPosition(
      offset: entry.range.lowerBound + found.offset, line: entry.line + found.line - 1, column: found.column)
  }

  /// Returns the canonical text of a file with these records.
  static func canonical(_ records: some Sequence<Record>, of type: RecordType) -> [UInt8] {
    guard type.layout == .daily else {
      return records.first { _ in true }.map { document($0.value, order: type.schema.keyOrder) } ?? []
    }
    let order = type.schema.keyOrder
    let keyed = records.map { record in (time: type.instant(of: record.value), record: record) }
    let sorted = keyed.sorted { first, second in
      if let one = first.time, let other = second.time, one < other || other < one { return one < other }
      return first.record.id < second.record.id
    }
    var bytes: [UInt8] = []
    for (_, record) in sorted {
      bytes += record.value.bytes(.compact, order: order)
      bytes.append(0x0A)
    }
    return bytes
  }

  /// Returns the canonical text of a document: indented by 2, with a final newline.
  static func document(_ value: JSON, order: KeyOrder?) -> [UInt8] {
    value.bytes(.indented, order: order) + [0x0A]
  }
}

extension [UInt8] {
  /// Returns where some bytes begin for the first time (Boyer, Moore, Horspool: most bytes are passed over).
  func firstPlace(of wanted: [UInt8]) -> Int? {
    guard let last = wanted.last, wanted.count <= count else { return wanted.isEmpty ? 0 : nil }
    var steps = [Int](repeating: wanted.count, count: 256)
    for (place, byte) in wanted.dropLast().enumerated() { steps[Int(byte)] = wanted.count - 1 - place }
    var end = wanted.count - 1
    while end < count {
      let byte = self[end]
      if byte == last, self[(end - wanted.count + 1)...end].elementsEqual(wanted) { return end - wanted.count + 1 }
      end += steps[Int(byte)]
    }
    return nil
  }
}
