// The second pass over a foreign file: the rows of one daily file become its text. Where every row is certain (written
// by the template, accepted by the scanner, what it refers to known, nothing repeated) the bytes are made at once;
// where any is not, all rows of that file go through `ImportPlan`, which knows every case and has the words.

internal import Git
internal import JSONSchema

/// Makes daily files of the rows of a foreign file; each thread has one of its own.
struct DayImport {
  private struct Line {
    let seconds: Int64
    let code: UInt64
    let range: Range<Int>
  }

  private let file: ForeignFile
  private let index: RowIndex
  private let meaning: RowMeaning
  private let state: Snapshot
  private var template: RowTemplate?
  private let timeColumn: Int?
  private let keyColumns: [Int]
  /// The columns of id, day and device, which must agree.
  private let placeColumns: [Int?]
  /// What the keys of a type begin with, and the key of the row that is being read.
  private let keyStart: [UInt8]
  private let idStart: [UInt8]
  private var key: [UInt8] = []
  private var scanner: SchemaScanner?
  private var references: KnownReferences
  private var reader = CommaSeparatedReader([])
  /// What the ids of the file begin with.
  private var prefix: [UInt8] = []
  private var text: [UInt8] = []
  private var lines: [Line] = []
  private let packer: ObjectPacker

  init(
    _ request: ImportRequest, _ index: RowIndex, _ meaning: RowMeaning, _ state: Snapshot, _ references: KnownReferences
  ) throws(StoreError) {
    packer = try git { () throws(GitError) in try ObjectPacker() }
    (file, self.index, self.meaning, self.state, self.references) = (request.file, index, meaning, state, references)
    let seals = state.seals != nil && meaning.pointers.contains { meaning.type.isSealed($0) }
    template = request.isCareful || meaning.header.isEmpty || seals ? nil : RowTemplate(meaning)
    timeColumn = meaning.type.time.flatMap { meaning.pointers.firstIndex(of: $0) }
    keyColumns = meaning.options.key.compactMap { meaning.header.firstIndex(of: $0) }
    placeColumns = ["id", "day", "device"].map { meaning.pointers.firstIndex(of: JSONPointer([$0])) }
    idStart = Array("\(meaning.type.prefix)-".utf8)
    keyStart = Array("\(meaning.type.name.utf8.count):\(meaning.type.name)".utf8)
    scanner = template == nil ? nil : references.scanner(of: meaning.type)
  }

  /// Stages the files of what was found.
  func write(_ changes: [String: [UInt8]?], to staged: StagedFiles) throws(StoreError) {
    for case (let path, .some(let bytes)) in changes { try staged.write(bytes, to: path, packer) }
  }

  /// Returns what becomes of the rows of a group.
  mutating func findings(of group: RowIndex.Group) throws(StoreError) -> ImportFindings {
    guard let device = group.device else { return try carefully(group) }
    let code = String(decoding: device, as: UTF8.self)
    let path = Layout.dailyPath(group.day, code, meaning.type)
    let old = try state.bytes(at: path)
    guard try isCertain(group), let new = try merged(over: old, path) else {
      return try carefully(group)
    }
    return new
  }

  /// Whether all rows of a group can be written without reading them as trees.
  mutating func isCertain(_ group: RowIndex.Group) throws(StoreError) -> Bool {
    guard let device = group.device else { return false }
    return try write(group, device) && (isSorted() || sort()) && isUnique()
  }

  // MARK: the certain way

  /// Writes the lines of a group; false when a row is not certain.
  private mutating func write(_ group: RowIndex.Group, _ device: [UInt8]) throws(StoreError) -> Bool {
    guard template != nil, let timeColumn, scanner != nil else { return false }
    text.removeAll(keepingCapacity: true)
    lines.removeAll(keepingCapacity: true)
    references.startFile()
    prefix = Array("\(meaning.type.prefix)-\(group.day.compact)-".utf8) + device + [0x2D]
    let day = Array(group.day.description.utf8)
    template?.startFile(prefix: prefix, day: day, device: device)
    for run in runs(group.rows) {
      let start = index.rows[run.lowerBound].offset
      let last = index.rows[run.upperBound - 1]
      reader = CommaSeparatedReader(try file.bytes(start..<last.offset + Int(last.length)), line: 0)
      for number in run {
        guard index.rows[number].isReadable, reader.advance() != nil, reader.cells.count == meaning.header.count else {
          return false
        }
        let owner = reader.bytes
        guard let seconds = PlainTime.seconds(owner.span, reader.cells[timeColumn].range),
          let bits = bits(number, owner.span),
          agrees(placeColumns[1], day, owner.span), agrees(placeColumns[2], device, owner.span)
        else { return false }
        let begin = text.count
        guard template?.write(reader.cells, of: owner.span, bits: bits, to: &text) ?? false,
          Self.accept(begin, &text, &scanner, &references)
        else { return false }
        lines.append(Line(seconds: seconds, code: bits & 0xFF_FFFF_FFFF, range: begin..<text.count))
        text.append(0x0A)
      }
    }
    return true
  }

  /// Rows that lie next to each other in the foreign file, so that each run is read at once.
  private func runs(_ rows: Range<Int>) -> [Range<Int>] {
    var runs: [Range<Int>] = []
    var start = rows.lowerBound
    for number in rows.dropFirst() {
      let before = index.rows[number - 1]
      if before.offset + Int(before.length) != index.rows[number].offset {
        runs.append(start..<number)
        start = number
      }
    }
    return runs + [start..<rows.upperBound]
  }

  /// Whether a cell is empty or says the same as the id.
  private func agrees(_ column: Int?, _ text: [UInt8], _ bytes: Span<UInt8>) -> Bool {
    guard let column, case let range = reader.cells[column].range, !range.isEmpty else { return true }
    guard range.count == text.count else { return false }
    for place in text.indices where bytes[range.lowerBound + place] != text[place] { return false }
    return true
  }

  /// The bits of a row's id: given, drawn, or from its key.
  private mutating func bits(_ number: Int, _ bytes: Span<UInt8>) -> UInt64? {
    let drawn = keyColumns.isEmpty ? index.bits[number] : keyBits(bytes)
    guard drawn != nil, let column = placeColumns[0], !reader.cells[column].range.isEmpty else { return drawn }
    return PlainID.parts(bytes, reader.cells[column].range, idStart)?.bits
  }

  /// The bits of a row's key; nil where a part of it is missing.
  private mutating func keyBits(_ bytes: Span<UInt8>) -> UInt64? {
    key.removeAll(keepingCapacity: true)
    key.append(contentsOf: keyStart)
    for column in keyColumns {
      let cell = reader.cells[column]
      guard !cell.range.isEmpty, !cell.hasDoubledQuotes else { return nil }
      key.append(contentsOf: String(cell.range.count).utf8)
      key.append(0x3A)
      bytes.extracting(cell.range).withUnsafeBufferPointer { key.append(contentsOf: $0) }
    }
    return RowMeaning.bits(hashing: key)
  }

  /// Whether the line that begins at a place of the text is certainly valid, and all it refers to is known.
  private static let padding = [UInt8](repeating: 0, count: SchemaScanner.padding)

  private static func accept(
    _ begin: Int, _ text: inout [UInt8], _ scanner: inout SchemaScanner?, _ references: inout KnownReferences
  ) -> Bool {
    let end = text.count
    text.append(contentsOf: padding)
    let isValid = scanner?.scan(text.span, from: begin) == end
    let isKnown = isValid && references.accept(scanner?.captures ?? [], in: text.span)
    text.removeLast(padding.count)
    return isKnown
  }

  private func isSorted() -> Bool {
    zip(lines, lines.dropFirst()).allSatisfy { ($0.seconds, $0.code) < ($1.seconds, $1.code) }
  }

  private mutating func sort() -> Bool {
    lines.sort { ($0.seconds, $0.code) < ($1.seconds, $1.code) }
    var sorted: [UInt8] = []
    sorted.reserveCapacity(text.count)
    for (number, line) in lines.enumerated() {
      let start = sorted.count
      sorted.append(contentsOf: text[line.range])
      lines[number] = Line(seconds: line.seconds, code: line.code, range: start..<sorted.count)
      sorted.append(0x0A)
    }
    text = sorted
    return true
  }

  /// Whether no id and no value that must be unique stands twice among the rows.
  private func isUnique() -> Bool {
    guard !references.hasRepeats else { return false }
    let codes = lines.map(\.code).sorted()
    return zip(codes, codes.dropFirst()).allSatisfy { $0 != $1 }
  }

  /// The rows over a file that is there already: certain where each is new, or there just so.
  private func merged(over old: [UInt8]?, _ path: String) throws(StoreError) -> ImportFindings? {
    guard let old else { return ImportFindings(changes: [path: text], added: lines.count) }
    let edit = FileEdit(old, path: path, type: meaning.type)
    for line in lines {
      let id = String(decoding: prefix + RecordID.codeBytes(bits: line.code), as: UTF8.self)
      guard edit.line(id).map({ $0 == text[line.range] }) ?? false else { return nil }
    }
    return ImportFindings(unchanged: lines.count)
  }

  // MARK: the careful way

  /// Every row as a tree, with the words for whatever is wrong.
  private func carefully(_ group: RowIndex.Group) throws(StoreError) -> ImportFindings {
    var rows: [(row: ForeignRow, bits: () -> UInt64)] = []
    for number in group.rows {
      let place = index.rows[number]
      let bytes = try file.bytes(place.offset..<place.offset + Int(place.length))
      var reader = ForeignRowReader(bytes, isJSON: file.isJSON, line: 0)
      guard reader.advance() != nil else { continue }
      let bits = index.bits.isEmpty ? 0 : index.bits[number]
      rows.append((reader.row(Int(place.line)), { bits }))
    }
    var found = ImportFindings()
    found.add(try ImportPlan(rows, meaning, state: state))
    return found
  }
}
