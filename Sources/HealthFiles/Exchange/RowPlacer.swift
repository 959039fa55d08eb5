internal import JSONSchema

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
  private let idColumn: Int?
  private let idStart: [UInt8]
  private let importDevice = RowPlacer.device(Array(Store.importDevice.utf8))

  init(_ meaning: RowMeaning) {
    self.meaning = meaning
    func column(_ pointer: JSONPointer?) -> Int? { pointer.flatMap { meaning.pointers.firstIndex(of: $0) } }
    timeColumn = column(meaning.type.time)
    dayColumn = column(JSONPointer(["day"]))
    deviceColumn = column(JSONPointer(["device"]))
    idColumn = column(JSONPointer(["id"]))
    idStart = Array("\(meaning.type.prefix)-".utf8)
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
    if let idColumn, !cells[idColumn].range.isEmpty {
      let parts = PlainID.parts(bytes, cells[idColumn].range, idStart)
      return parts.map { ($0.day, $0.device) }
    }
    guard let timeColumn, let seconds = PlainTime.seconds(bytes, cells[timeColumn].range) else { return nil }
    var day = meaning.profile.businessDay(of: seconds)
    if let dayColumn, !cells[dayColumn].range.isEmpty {
      guard cells[dayColumn].range.count == 10, let given = PlainTime.day(bytes, cells[dayColumn].range.lowerBound)
      else {
        return nil
      }
      day = given
    }
    var device = importDevice
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
