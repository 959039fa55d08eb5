// The first of two passes over a foreign file: where each row lies, and which daily file it goes to. 24 bytes a row are
// kept (32 without a key), whatever the rows hold: a million rows in any order need no temporary file.

internal import JSONSchema

/// Where the rows of a foreign file lie, by the daily file each goes to.
struct RowIndex: Sendable {
  /// One row.
  struct Row: Sendable {
    let offset: Int
    let length: UInt32
    var line: UInt32
    /// The business day, in days since 1970.
    let day: Int32
    /// The two bytes of the device's code; 0 where the row names no file.
    let device: UInt16
    /// Whether it has as many cells as the header, and can be read at all.
    let isReadable: Bool
  }

  /// The rows of one daily file.
  struct Group: Sendable {
    let day: BusinessDay
    /// Nil for rows that cannot be placed: they are all refused.
    let device: [UInt8]?
    let rows: Range<Int>
  }

  /// All rows, those of one file next to each other, in the order of the foreign file.
  private(set) var rows: [Row] = []
  /// The bits of their ids; empty where ids are made from a key.
  private(set) var bits: [UInt64] = []
  private(set) var groups: [Group] = []

  /// Reads a whole foreign file, except for its header line.
  init(
    _ file: ForeignFile, _ meaning: RowMeaning, progress: @Sendable (Int) -> Void
  ) throws(StoreError) {
    let stretches = try RowSplitter.stretches(of: file, from: meaning.start)
    var found = try Workers.map(stretches.count) { () throws(StoreError) in
      RowPlacer(meaning)
    } each: { placer, number throws(StoreError) in
      let rows = placer.rows(of: try file.bytes(stretches[number]), at: stretches[number].lowerBound, file.isJSON)
      progress(stretches[number].count)
      return rows
    }
    rows.reserveCapacity(found.reduce(0) { $0 + $1.rows.count })
    var next = UInt32(meaning.firstLine)
    for number in found.indices {
      for var row in found[number].rows {
        row.line += next
        rows.append(row)
        if meaning.options.key.isEmpty { bits.append(row.isReadable ? meaning.environment.randomBits() : 0) }
      }
      next += UInt32(found[number].lines)
      found[number] = RowPlacer.Found(rows: [], lines: 0)
    }
    group()
  }

  /// How many bytes the rows of a group have.
  func size(of group: Group) -> Int { rows[group.rows].reduce(0) { $0 + Int($1.length) } }

  /// Brings the rows of one file together, keeping their order.
  private mutating func group() {
    var numbers: [UInt64: Int] = [:]
    var counts: [Int] = []
    var keys: [UInt64] = []
    var groupOfRow: [UInt32] = []
    groupOfRow.reserveCapacity(rows.count)
    var last: (key: UInt64, number: Int)?
    for row in rows {
      let key = UInt64(UInt32(bitPattern: row.day)) << 16 | UInt64(row.device)
      let number: Int
      if let last, last.key == key { number = last.number } else { number = numbers[key] ?? keys.count }
      if number == keys.count {
        numbers[key] = number
        keys.append(key)
        counts.append(0)
      }
      counts[number] += 1
      groupOfRow.append(UInt32(number))
      last = (key, number)
    }
    var starts: [Int] = []
    var total = 0
    for count in counts {
      starts.append(total)
      total += count
    }
    arrange(groupOfRow, starts)
    groups = keys.enumerated().map { number, key in
      let device = UInt16(truncatingIfNeeded: key)
      return Group(
        day: BusinessDay(daysSinceEpoch: Int32(truncatingIfNeeded: key >> 16)),
        device: device == 0 ? nil : [UInt8(device >> 8), UInt8(device & 255)],
        rows: starts[number]..<starts[number] + counts[number])
    }
  }

  private mutating func arrange(_ groupOfRow: [UInt32], _ starts: [Int]) {
    guard zip(groupOfRow, groupOfRow.dropFirst()).contains(where: { $0 > $1 }) else { return }
    var places = starts
    var arranged = (rows: rows, bits: bits)
    for (number, row) in rows.enumerated() {
      let group = Int(groupOfRow[number])
      arranged.rows[places[group]] = row
      if !bits.isEmpty { arranged.bits[places[group]] = bits[number] }
      places[group] += 1
    }
    (rows, bits) = arranged
  }
}

/// Finds the daily file of each row of a stretch.
struct RowPlacer {
  struct Found: Sendable {
    let rows: [RowIndex.Row]
    /// How many lines the stretch has.
    let lines: Int
  }

  private let meaning: RowMeaning
  private let timeColumn: Int?
  private let dayColumn: Int?
  private let deviceColumn: Int?
  private let isPlain: Bool

  init(_ meaning: RowMeaning) {
    self.meaning = meaning
    func column(_ pointer: JSONPointer?) -> Int? { pointer.flatMap { meaning.pointers.firstIndex(of: $0) } }
    timeColumn = column(meaning.type.time)
    dayColumn = column(JSONPointer(["day"]))
    deviceColumn = column(JSONPointer(["device"]))
    isPlain = timeColumn != nil && column(JSONPointer(["id"])) == nil
  }

  func rows(of bytes: [UInt8], at start: Int, _ isJSON: Bool) -> Found {
    // Lines are counted from 0 here: where a stretch begins is known when all before it were read.
    var reader = ForeignRowReader(bytes, isJSON: isJSON, line: 0)
    var rows: [RowIndex.Row] = []
    rows.reserveCapacity(bytes.count / 64)
    while true {
      guard let line = reader.advance(), let first = reader.cells.first else { break }
      let from =
        first.range.lowerBound - (first.range.lowerBound > 0 && bytes[first.range.lowerBound - 1] == 0x22 ? 1 : 0)
      let isReadable = isJSON || reader.cells.count == meaning.header.count
      let file = isReadable ? plainFile(reader.cells, bytes.span) ?? self.file(reader.row(line)) : nil
      rows.append(
        RowIndex.Row(
          offset: start + from, length: UInt32(reader.position - from), line: UInt32(line),
          day: file?.day.daysSinceEpoch ?? 0, device: file?.device ?? 0, isReadable: isReadable))
    }
    return Found(rows: rows, lines: reader.line)
  }

  private typealias File = (day: BusinessDay, device: UInt16)

  /// The file of a row whose cells say plainly when and where.
  private func plainFile(_ cells: [CommaSeparatedReader.Cell], _ bytes: Span<UInt8>) -> File? {
    guard isPlain, let timeColumn, let seconds = PlainTime.seconds(bytes, cells[timeColumn].range) else { return nil }
    var day = meaning.profile.businessDay(of: seconds)
    if let dayColumn, !cells[dayColumn].range.isEmpty {
      guard cells[dayColumn].range.count == 10, let given = PlainTime.day(bytes, cells[dayColumn].range.lowerBound)
      else {
        return nil
      }
      day = given
    }
    var device = Self.device(Array(Store.importDevice.utf8))
    if let deviceColumn, !cells[deviceColumn].range.isEmpty {
      let range = cells[deviceColumn].range
      guard range.count == 2 else { return nil }
      device = Self.device([bytes[range.lowerBound], bytes[range.lowerBound + 1]])
    }
    return device.map { (day, $0) }
  }

  /// The file of any other row; nil when it cannot be placed, and so will be refused.
  private func file(_ row: ForeignRow) -> File? {
    guard case .success(let record) = meaning.record(row, bits: { 0 }),
      Layout.path(of: record.id, in: meaning.type) != nil, let parts = RecordID.datedParts(of: record.id),
      let device = Self.device(Array(parts.device.utf8))
    else { return nil }
    return (parts.day, device)
  }

  private static func device(_ code: [UInt8]) -> UInt16? {
    guard RecordID.isDevice(String(decoding: code, as: UTF8.self)) else { return nil }
    return UInt16(code[0]) << 8 | UInt16(code[1])
  }
}

/// Reads times of the one form that programs write: `2026-11-21T19:05:00+08:00`.
enum PlainTime {
  /// Seconds since 1970; nil for any other form, which is not to say that it is no time.
  static func seconds(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int64? {
    let at = range.lowerBound
    guard range.count == 25, bytes[at + 10] == 0x54, bytes[at + 13] == 0x3A, bytes[at + 16] == 0x3A,
      bytes[at + 22] == 0x3A, bytes[at + 19] == 0x2B || bytes[at + 19] == 0x2D, let day = day(bytes, at),
      let hour = number(bytes, at + 11), hour < 24, let minute = number(bytes, at + 14), minute < 60,
      let second = number(bytes, at + 17), second < 60, let hours = number(bytes, at + 20), hours < 24,
      let minutes = number(bytes, at + 23), minutes < 60
    else { return nil }
    let offset = (hours * 3600 + minutes * 60) * (bytes[at + 19] == 0x2B ? 1 : -1)
    return Int64(day.daysSinceEpoch) * 86_400 + Int64(hour * 3600 + minute * 60 + second - offset)
  }

  /// Reads `2026-11-21`.
  static func day(_ bytes: Span<UInt8>, _ at: Int) -> BusinessDay? {
    guard bytes[at + 4] == 0x2D, bytes[at + 7] == 0x2D, let century = number(bytes, at),
      let year = number(bytes, at + 2),
      let month = number(bytes, at + 5), let day = number(bytes, at + 8)
    else { return nil }
    return BusinessDay(year: century * 100 + year, month: month, day: day)
  }

  private static func number(_ bytes: Span<UInt8>, _ at: Int) -> Int? {
    guard (0x30...0x39).contains(bytes[at]), (0x30...0x39).contains(bytes[at + 1]) else { return nil }
    return Int(bytes[at] - 0x30) * 10 + Int(bytes[at + 1] - 0x30)
  }
}

/// Cuts a foreign file into stretches that end where rows end.
enum RowSplitter {
  static let stretch = 1 << 20

  static func stretches(of file: ForeignFile, from start: Int) throws(StoreError) -> [Range<Int>] {
    var stretches: [Range<Int>] = []
    var position = start
    var size = stretch
    while position < file.size {
      let end = min(position + size, file.size)
      let bytes = try file.bytes(position..<end)
      guard end < file.size else {
        stretches.append(position..<end)
        break
      }
      guard let length = lastRowEnd(bytes, isJSON: file.isJSON) else {
        size *= 2
        continue
      }
      stretches.append(position..<position + length)
      position += length
      size = stretch
    }
    return stretches
  }

  /// The end of the last row that is whole; nil when none is.
  private static func lastRowEnd(_ bytes: [UInt8], isJSON: Bool) -> Int? {
    if isJSON || !bytes.contains(0x22) {
      return bytes.lastIndex(of: 0x0A).map { $0 + 1 }
    }
    // A line break in quotes ends no row, so rows are read as they will be.
    var reader = CommaSeparatedReader(bytes, line: 0)
    var end: Int?
    while reader.advance() != nil, reader.position < bytes.count { end = reader.position }
    return end
  }
}
