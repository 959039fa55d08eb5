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
