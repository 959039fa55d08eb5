internal import JSONSchema

/// Gathers columns from records, one record after another.
struct SegmentBuilder {
  /// One column while it grows.
  struct Growing {
    let path: ColumnPath
    let kind: ColumnKind
    var numbers: [Int64] = []
    var offsets: [Int16] = []
    var texts: [String] = []
    var places: [String: Int32] = [:]
  }

  private(set) var count = 0
  private(set) var columns: [Growing]
  private var offsets: [[String]: [Int32]] = [:]
  /// Values that their columns cannot hold; they count as missing.
  private(set) var problems: [Problem] = []

  init(_ columns: [(path: ColumnPath, kind: ColumnKind)]) {
    self.columns = columns.map { Growing(path: $0.path, kind: $0.kind) }
    for column in columns {
      if let list = column.path.list { offsets[list] = [0] }
    }
  }

  /// Adds a record given as a tree.
  mutating func append(_ record: JSON) {
    count += 1
    let id = record["id"]?.stringValue
    for place in columns.indices {
      let path = columns[place].path
      guard let list = path.list else {
        append(record[JSONPointer(path.members)], to: place, of: id)
        continue
      }
      for item in record[JSONPointer(list)]?.arrayValue ?? [] {
        append(path.members.isEmpty ? item : item[JSONPointer(path.members)], to: place, of: id)
      }
    }
    for list in offsets.keys {
      let items = record[JSONPointer(list)]?.arrayValue?.count ?? 0
      let begin = offsets[list]?.last ?? 0
      offsets[list]?.append(begin + Int32(items))
    }
  }

  private mutating func append(_ value: JSON?, to place: Int, of id: String?) {
    guard !columns[place].append(value) else { return }
    let fact = Fact.notCountable(found: value?.plainText ?? "")
    problems.append(Problem(fact, at: Place(record: id, pointer: columns[place].path.pointer)))
  }

  /// Returns what was gathered.
  func segment() -> Segment {
    let pairs = columns.map { ($0.path, $0.column) }
    return Segment(count: count, columns: Dictionary(pairs) { first, _ in first }, offsets: offsets)
  }
}

extension SegmentBuilder.Growing {
  /// Adds a value; false when the column cannot hold it, which then counts as missing.
  mutating func append(_ value: JSON?) -> Bool {
    switch kind {
    case .number(let decimals):
      let number = value.map { Self.number($0, decimals: decimals) }
      numbers.append((number ?? Column.none) ?? Column.none)
      return value == nil || value == .null || number ?? nil != nil
    case .day:
      let day = value?.stringValue.flatMap { BusinessDay($0) }
      numbers.append(day.map { Int64($0.daysSinceEpoch) } ?? Column.none)
      return value == nil || value == .null || day != nil
    case .instant:
      let instant = value?.stringValue.flatMap { Instant($0) }
      numbers.append(instant?.seconds ?? Column.none)
      offsets.append(Int16(instant?.offsetMinutes ?? 0))
      return value == nil || value == .null || instant != nil
    case .text:
      guard let text = value?.stringValue else {
        numbers.append(-1)
        return value == nil || value == .null
      }
      let place = places[text] ?? Int32(texts.count)
      if Int(place) == texts.count {
        places[text] = place
        texts.append(text)
      }
      numbers.append(Int64(place))
      return true
    case .boolean:
      numbers.append(value?.boolValue.map { $0 ? 1 : 0 } ?? -1)
      return value == nil || value == .null || value?.boolValue != nil
    }
  }

  /// A number, or a decimal in a string, as a whole multiple of a power of ten; nil when it is none or does not fit.
  private static func number(_ value: JSON, decimals: Int) -> Int64? {
    guard let text = value.numberValue?.lexeme ?? value.stringValue else { return nil }
    guard let decimal = DecimalText(text), decimal.decimals <= decimals else {
      return JSONNumber(lexeme: text).flatMap { $0.scaled(byPowerOfTen: decimals) }
    }
    guard let digits = Int64(decimal.digits + String(repeating: "0", count: decimals - decimal.decimals)) else {
      return nil
    }
    return decimal.negative ? -digits : digits
  }

  fileprivate var column: Column {
    switch kind {
    case .number(let decimals): .number(numbers, decimals: decimals)
    case .day: .day(numbers.map { $0 == Column.none ? Int32.min : Int32(truncatingIfNeeded: $0) })
    case .instant: .instant(numbers, offsetMinutes: offsets)
    case .text: .text(numbers.map { Int32(truncatingIfNeeded: $0) }, dictionary: texts)
    case .boolean: .boolean(numbers.map { Int8(truncatingIfNeeded: $0) })
    }
  }
}
