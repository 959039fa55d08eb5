internal import JSONSchema

/// One column while it grows, fed with values of trees or with their bytes.
struct ColumnBuilder: Sendable {
  let path: ColumnPath
  let kind: ColumnKind
  private var wide: [Int64] = []
  private var narrow: [Int32] = []
  private var offsets: [Int16] = []
  private var dictionary = ByteDictionary()
  /// The date read last: facts of one file mostly have the same.
  private var lastDate: (bytes: (UInt64, UInt16), day: BusinessDay)?

  init(path: ColumnPath, kind: ColumnKind) {
    self.path = path
    self.kind = kind
  }

  var count: Int {
    switch kind {
    case .number, .instant: wide.count
    case .day, .text, .boolean: narrow.count
    }
  }

  /// Adds the mark of a value that is not there.
  mutating func appendNone() {
    switch kind {
    case .number: wide.append(Column.none)
    case .instant:
      wide.append(Column.none)
      offsets.append(0)
    case .day: narrow.append(.min)
    case .text, .boolean: narrow.append(-1)
    }
  }

  /// Takes back what was added beyond a count.
  mutating func truncate(to wanted: Int) {
    if wide.count > wanted { wide.removeLast(wide.count - wanted) }
    if narrow.count > wanted { narrow.removeLast(narrow.count - wanted) }
    if offsets.count > wanted { offsets.removeLast(offsets.count - wanted) }
  }

  /// What was gathered.
  var column: Column {
    switch kind {
    case .number(let decimals): .number(wide, decimals: decimals)
    case .day: .day(narrow)
    case .instant: .instant(wide, offsetMinutes: offsets)
    case .text: .text(narrow, dictionary: dictionary.texts)
    case .boolean: .boolean(narrow.map { Int8(truncatingIfNeeded: $0) })
    }
  }

  // MARK: bytes

  /// Adds a value as it stands in the text; false when the column cannot hold it.
  mutating func append(_ capture: SchemaScanner.Capture, _ bytes: Span<UInt8>) -> Bool {
    if capture.kind == .null {
      appendNone()
      return true
    }
    let text = bytes.extracting(capture.range)
    switch (kind, capture.kind) {
    case (.number(let decimals), .number), (.number(let decimals), .string):
      guard let value = ScaledDecimal(text)?.scaled(to: decimals) else { return false }
      wide.append(value)
    case (.day, .string):
      guard text.count == 10, let day = date(text) else { return false }
      narrow.append(day.daysSinceEpoch)
    case (.instant, .string):
      guard let instant = Instant(text) else { return false }
      wide.append(instant.seconds)
      offsets.append(Int16(instant.offsetMinutes))
    case (.text, .string): narrow.append(dictionary.number(of: text))
    case (.boolean, .boolean): narrow.append(text[0] == UInt8(ascii: "t") ? 1 : 0)
    default: return false
    }
    return true
  }

  private mutating func date(_ text: Span<UInt8>) -> BusinessDay? {
    let words = (
      text.bytes.unsafeLoadUnaligned(fromByteOffset: 0, as: UInt64.self),
      text.bytes.unsafeLoadUnaligned(fromByteOffset: 8, as: UInt16.self)
    )
    if let lastDate, lastDate.bytes == words { return lastDate.day }
    guard let day = BusinessDay(text) else { return nil }
    lastDate = (words, day)
    return day
  }

  // MARK: trees

  /// Adds a value of a tree; false when the column cannot hold it, which then counts as missing.
  mutating func append(_ value: JSON?) -> Bool {
    guard let value, value != .null else {
      appendNone()
      return true
    }
    let isHeld = hold(value)
    if !isHeld { appendNone() }
    return isHeld
  }

  private mutating func hold(_ value: JSON) -> Bool {
    switch kind {
    case .number(let decimals):
      guard let text = value.numberValue?.lexeme ?? value.stringValue,
        let number = JSONNumber(lexeme: text)?.scaled(byPowerOfTen: decimals)
      else { return false }
      wide.append(number)
    case .day:
      guard let day = value.stringValue.flatMap({ BusinessDay($0.utf8Span.span) }) else { return false }
      narrow.append(day.daysSinceEpoch)
    case .instant:
      guard let instant = value.stringValue.flatMap({ Instant($0) }) else { return false }
      wide.append(instant.seconds)
      offsets.append(Int16(instant.offsetMinutes))
    case .text:
      guard let text = value.stringValue else { return false }
      narrow.append(dictionary.number(of: text.utf8Span.span))
    case .boolean:
      guard let truth = value.boolValue else { return false }
      narrow.append(truth ? 1 : 0)
    }
    return true
  }
}
