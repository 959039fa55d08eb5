internal import JSONSchema

extension Check {
  /// Every file can be read, and every record is what its schema asks for.
  static let schema = Check(
    name: "schema",
    summary: Phrase("every record is what its schema asks for", "每条记录都符合其模式", "每筆記錄都符合其綱要")
  ) { state throws(StoreError) in
    var problems: [Problem] = []
    for type in state.catalogue.sortedTypes {
      let files = try state.files(of: type)
      let found = try Workers.map(files.count) { () throws(StoreError) in
        SchemaReader(type: type, currency: state.profile.currency, reader: try state.source.reader())
      } each: { (reader: inout SchemaReader, number: Int) throws(StoreError) in
        try reader.problems(in: files[number])
      }
      problems += found.joined()
    }
    return problems
  }
}

/// Holds files against the schema of their records, for one thread: a scan where it is certain, else trees.
private struct SchemaReader {
  let type: RecordType
  let currency: Currency?
  var reader: any FileReader
  var buffer = ReadBuffer()
  var scanner: SchemaScanner?

  init(type: RecordType, currency: Currency?, reader: any FileReader) {
    self.type = type
    self.currency = currency
    self.reader = reader
    scanner = SchemaScanner(type.schema, requires: type.layout == .singleton ? [] : ["id"], validates: true)
  }

  mutating func problems(in file: SourceFile) throws(StoreError) -> [Problem] {
    guard try reader.read(file, into: &buffer), !isCertainlyValid() else { return [] }
    let bytes = Array(buffer.bytes[0..<buffer.count])
    let records = RecordFile(bytes, path: file.path, type: type)
    return records.problems
      + records.entries.flatMap { entry in
        let found = RecordValidator.schemaProblems(of: entry.record, type: type, currency: currency)
        return records.located(found, of: entry, in: bytes)
      }
  }

  private mutating func isCertainlyValid() -> Bool {
    let bytes = buffer.bytes
    var place = 0
    while place < buffer.count {
      guard let end = scanner?.scan(bytes.span, from: place) else { return false }
      guard end == buffer.count || bytes[end] == 0x0A else { return false }
      place = end + 1
      if type.layout != .daily { return place >= buffer.count }
    }
    return true
  }
}
