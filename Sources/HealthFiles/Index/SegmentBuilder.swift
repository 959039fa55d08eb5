internal import JSONSchema

/// Gathers columns from records, one record after another: from bytes where a scan is certain, else from trees.
struct SegmentBuilder: Sendable {
  /// A list whose items have columns.
  private struct List: Sendable {
    let members: [String]
    /// The columns of its items.
    let columns: [Int]
    var offsets: [Int32] = [0]
  }

  private(set) var count = 0
  /// Values that their columns cannot hold; they count as missing.
  private(set) var problems: [Problem] = []
  private var columns: [ColumnBuilder]
  private var lists: [List] = []
  /// Items of each list in the record that is being read.
  private var openItems: [Int]
  /// The columns with one value a record.
  private let plain: [Int]
  private var scanner: SchemaScanner?

  /// Prepares for records of a type; columns of no known kind are left out.
  ///
  /// - Parameter scans: whether records are given as bytes too.
  init(_ type: RecordType, columns paths: [ColumnPath], currency: Currency?, scans: Bool = true) {
    let columns = paths.compactMap { path in
      type.columnKind(at: path, currency: currency).map { ColumnBuilder(path: path, kind: $0) }
    }
    self.columns = columns
    plain = columns.indices.filter { columns[$0].path.list == nil }
    for members in Set(columns.compactMap(\.path.list)).sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      let own = columns.indices.filter { columns[$0].path.list == members }
      lists.append(List(members: members, columns: Array(own)))
    }
    openItems = lists.map { _ in 0 }
    guard scans else { return }
    scanner = SchemaScanner(
      type.schema, columns: columns.map(\.path.pointer), lists: lists.map { JSONPointer($0.members) },
      requires: type.layout == .singleton ? [] : ["id"], validates: false)
  }

  // MARK: bytes

  /// Adds the record whose bytes begin at a place and fill its line, or all that is left.
  ///
  /// - Parameters:
  ///   - bytes: content with `SchemaScanner.padding` zeros after it.
  ///   - limit: where the content ends.
  /// - Returns: where the next record begins; nil when a tree is needed to tell, and nothing was added.
  mutating func append(_ bytes: Span<UInt8>, from start: Int, to limit: Int, isLine: Bool) -> Int? {
    guard var end = scanner?.scan(bytes, from: start), let captures = scanner?.captures else { return nil }
    while !isLine, end < limit, bytes[end] == 0x0A || bytes[end] == 0x20 || bytes[end] == 0x0D { end += 1 }
    guard end == limit || isLine && bytes[end] == 0x0A else { return nil }
    for capture in captures {
      if capture.kind == .item {
        beginItem(of: capture.column)
      } else if !columns[capture.column].append(capture, bytes) {
        takeBack()
        return nil
      }
    }
    endRecord()
    return end + 1
  }

  private mutating func beginItem(of list: Int) {
    // The item before may have lacked some members.
    let items = Int(lists[list].offsets[lists[list].offsets.count - 1]) + openItems[list]
    for column in lists[list].columns where columns[column].count < items { columns[column].appendNone() }
    openItems[list] += 1
  }

  private mutating func endRecord() {
    count += 1
    for column in plain where columns[column].count < count { columns[column].appendNone() }
    for list in lists.indices {
      let end = lists[list].offsets[count - 1] + Int32(openItems[list])
      for column in lists[list].columns where columns[column].count < Int(end) { columns[column].appendNone() }
      lists[list].offsets.append(end)
      openItems[list] = 0
    }
  }

  private mutating func takeBack() {
    for column in plain { columns[column].truncate(to: count) }
    for list in lists.indices {
      let end = Int(lists[list].offsets[count])
      for column in lists[list].columns { columns[column].truncate(to: end) }
      openItems[list] = 0
    }
  }

  // MARK: trees

  /// Adds a record given as a tree.
  mutating func append(_ record: JSON) {
    let id = record["id"]?.stringValue
    for column in plain { append(record[JSONPointer(columns[column].path.members)], to: column, of: id) }
    for list in lists.indices {
      for item in record[JSONPointer(lists[list].members)]?.arrayValue ?? [] {
        openItems[list] += 1
        for column in lists[list].columns {
          append(item[JSONPointer(columns[column].path.members)], to: column, of: id)
        }
      }
    }
    endRecord()
  }

  private mutating func append(_ value: JSON?, to column: Int, of id: String?) {
    guard !columns[column].append(value) else { return }
    let fact = Fact.notCountable(found: value?.plainText ?? "")
    problems.append(Problem(fact, at: Place(record: id, pointer: columns[column].path.pointer)))
  }

  /// Returns what was gathered, and begins anew.
  mutating func finish() -> Segment {
    let segment = Segment(
      count: count, columns: Dictionary(columns.map { ($0.path, $0.column) }) { first, _ in first },
      offsets: Dictionary(lists.map { ($0.members, $0.offsets) }) { first, _ in first })
    columns = columns.map { ColumnBuilder(path: $0.path, kind: $0.kind) }
    for list in lists.indices { lists[list].offsets = [0] }
    count = 0
    return segment
  }
}
