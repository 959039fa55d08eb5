internal import JSONSchema

/// A file of records that some records of are changed: in a daily file, lines that nobody touches keep their bytes.
struct FileEdit {
  private struct Line {
    let id: String
    let time: Instant?
    let bytes: ArraySlice<UInt8>
  }

  private let type: RecordType
  private let lines: [Line]
  private let places: [String: Int]
  /// What of the file cannot be read, and would be lost if it were written anew.
  let problems: [Problem]

  init(_ bytes: [UInt8]?, path: String, type: RecordType) {
    self.type = type
    if let plain = bytes.map({ Self.plainLines($0, type) }) ?? [] {
      (lines, problems) = (plain, [])
    } else {
      let file = RecordFile(bytes ?? [], path: path, type: type)
      problems = file.problems
      lines = file.byID.values.map { Self.line($0, type) }
    }
    places = Dictionary(uniqueKeysWithValues: lines.enumerated().map { ($1.id, $0) })
  }

  /// The text of an id's record, if the file holds it.
  func line(_ id: String) -> ArraySlice<UInt8>? { places[id].map { lines[$0].bytes } }

  /// The record of an id, if the file holds it.
  func value(_ id: String) -> JSON? {
    places[id].flatMap { try? JSON(parsing: Array(lines[$0].bytes), limits: .record) }
  }

  /// The canonical text of the file with other values of some records; nil when no record is left.
  ///
  /// A record whose value is nil is taken out.
  func bytes(setting changes: [String: JSON?]) -> [UInt8]? {
    var changed = lines.filter { changes[$0.id] == nil }
    for case (let id, .some(let value)) in changes {
      changed.append(Self.line(Record(type: type.name, id: id, value: value), type))
    }
    guard !changed.isEmpty else { return nil }
    changed.sort { first, second in
      if let one = first.time, let other = second.time, one < other || other < one { return one < other }
      return first.id < second.id
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(changed.reduce(0) { $0 + $1.bytes.count + 1 })
    for line in changed {
      bytes += line.bytes
      bytes.append(0x0A)
    }
    return bytes
  }

  private static func line(_ record: Record, _ type: RecordType) -> Line {
    let style: JSON.Style = type.layout == .daily ? .compact : .indented
    let text = record.value.bytes(style, order: type.schema.keyOrder)
    return Line(id: record.id, time: type.instant(of: record.value), bytes: text[...])
  }

  /// The lines of a daily file as they stand, with their ids and times; nil unless all of them are plain.
  private static func plainLines(_ bytes: [UInt8], _ type: RecordType) -> [Line]? {
    guard type.layout == .daily, let time = type.time?.tokens, time.count == 1 else { return nil }
    let members = LineMembers(["id", time[0]])
    var lines: [Line] = []
    var ids: Set<String> = []
    for (_, range) in RecordFile.lines(bytes) {
      guard let found = members.find(in: bytes.span, range), let id = plainText(bytes, found[0]),
        let time = plainText(bytes, found[1]), ids.insert(id).inserted
      else { return nil }
      lines.append(Line(id: id, time: Instant(time), bytes: bytes[range]))
    }
    return lines
  }

  private static func plainText(_ bytes: [UInt8], _ range: Range<Int>?) -> String? {
    guard let range, bytes[range.lowerBound] == 0x22,
      let inside = LineMembers.plainString(bytes.span, range.lowerBound, range.upperBound)
    else { return nil }
    return String(decoding: bytes[inside], as: UTF8.self)
  }
}
