// Columns of a type, read from the files of a state on all processors. A file is read into memory that is used again,
// scanned once and forgotten, so memory does not grow with the store.

internal import Git
internal import JSONSchema

extension Snapshot: FrameSource {
  /// Reads columns of a type and hands them to a function, segment by segment, on several threads.
  public func scan<Result: Sendable>(
    _ type: RecordType, columns: [ColumnPath], days: ClosedRange<BusinessDay>?,
    body: @Sendable (Segment) -> Result
  ) throws(StoreError) -> (results: [Result], problems: [Problem]) {
    let batches = batches(try files(of: type, days: days), of: type)
    let builder = SegmentBuilder(type, columns: columns, currency: profile.currency)
    let rules = frames == nil ? [] : try rules(of: type)
    let opens = seals != nil && columns.contains { type.isSealed($0.pointer) }
    if opens { try seals?.prepare(for: type, count: batches.reduce(0) { $0 + $1.count }) }
    let outcomes = try Workers.map(batches.count) { () throws(StoreError) in
      FileScanner(type: type, builder: builder, reader: try source.reader(), opening: opens ? self : nil)
    } each: { (scanner: inout FileScanner, number: Int) throws(StoreError) in
      let files = batches[number]
      guard let frames, files.allSatisfy({ $0.id != nil }) else {
        let (segment, problems) = try scanner.segment(of: files)
        return (result: body(segment), problems: problems)
      }
      let key = FrameCache.Key(type: type.name, rules: rules, columns: columns, files: files.compactMap(\.id))
      let (segment, problems) = try frames.entry(key) { () throws(StoreError) in try scanner.segment(of: files) }
      return (result: body(segment), problems: problems)
    }
    return (outcomes.map(\.result), outcomes.flatMap(\.problems))
  }

  /// Shares files out to segments; one segment holds files of one folder, so that a change disturbs no other folder.
  ///
  /// Folders of few files are put together where no segments are kept.
  private func batches(_ files: [SourceFile], of type: RecordType) -> [ArraySlice<SourceFile>] {
    let size = type.layout == .daily ? FrameLimits.dailyFiles : FrameLimits.documents
    guard frames != nil else {
      return stride(from: 0, to: files.count, by: size).map { files[$0..<min($0 + size, files.count)] }
    }
    var batches: [ArraySlice<SourceFile>] = []
    var start = 0
    for place in files.indices.dropFirst() {
      let isSameFolder = Disk.folder(of: files[place].path) == Disk.folder(of: files[start].path)
      if place - start == size || !isSameFolder {
        batches.append(files[start..<place])
        start = place
      }
    }
    return files.isEmpty ? [] : batches + [files[start...]]
  }

  /// The blobs that say how records of a type are read: its schema, and the profile for the currency.
  private func rules(of type: RecordType) throws(StoreError) -> [ObjectID] {
    let schema = try source.files(under: Catalogue.recordFolder + type.name + Catalogue.suffix)
    return (schema + (try source.files(under: "store.json"))).compactMap(\.id)
  }
}

/// How many files make one segment.
private enum FrameLimits {
  static let dailyFiles = 8
  static let documents = 256
}

/// Turns files into segments, for one thread.
private struct FileScanner {
  let type: RecordType
  var builder: SegmentBuilder
  var reader: any FileReader
  var buffer = ReadBuffer()
  var problems: [Problem] = []
  /// Opens the records, where a column is sealed.
  let opening: Snapshot?

  init(type: RecordType, builder: SegmentBuilder, reader: any FileReader, opening: Snapshot?) {
    self.opening = opening
    self.type = type
    self.builder = builder
    self.reader = reader
  }

  mutating func segment(of files: ArraySlice<SourceFile>) throws(StoreError) -> (Segment, [Problem]) {
    problems = []
    for file in files where try reader.read(file, into: &buffer) {
      if opening != nil {
        try addTrees(0..<buffer.count, line: 1, file.path)
      } else if type.layout == .daily {
        try scanLines(file.path)
      } else {
        try scanWhole(file.path)
      }
    }
    let found = problems + builder.problems
    return (builder.finish(), found)
  }

  private mutating func scanWhole(_ path: String) throws(StoreError) {
    let bytes = buffer.bytes
    if builder.append(bytes.span, from: 0, to: buffer.count, isLine: false) == nil {
      try addTrees(0..<buffer.count, line: 1, path)
    }
  }

  private mutating func scanLines(_ path: String) throws(StoreError) {
    let bytes = buffer.bytes
    var place = 0
    var line = 1
    while place < buffer.count {
      if let next = builder.append(bytes.span, from: place, to: buffer.count, isLine: true) {
        place = next
      } else {
        let end = bytes[place..<buffer.count].firstIndex(of: 0x0A) ?? buffer.count
        try addTrees(place..<end, line: line, path)
        place = end + 1
      }
      line += 1
    }
  }

  /// Reads what a scan was not certain of as the house reads any file.
  private mutating func addTrees(_ range: Range<Int>, line: Int, _ path: String) throws(StoreError) {
    let file = RecordFile(Array(buffer.bytes[range]), path: path, type: type)
    for entry in file.entries {
      builder.append(try opening?.opened(entry.record).record.value ?? entry.record.value)
    }
    for var problem in file.problems {
      problem.place.position = problem.place.position.map {
        TextPosition(offset: $0.offset + range.lowerBound, line: $0.line + line - 1, column: $0.column)
      }
      problems.append(problem)
    }
  }
}
