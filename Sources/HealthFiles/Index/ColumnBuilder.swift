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
      guard text.count >= 20, let day = date(text.extracting(0..<10)),
        let time = ClockReading(text.extracting(10..<text.count))
      else { return false }
      wide.append(Int64(day.daysSinceEpoch) * 86_400 + Int64(time.secondOfDay - time.offsetMinutes * 60))
      offsets.append(Int16(time.offsetMinutes))
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

/// The time of an RFC 3339 date-time after its date: `T19:05:00+08:00`, a fraction of a second left out.
struct ClockReading {
  let secondOfDay: Int
  let offsetMinutes: Int

  init?(_ bytes: Span<UInt8>) {
    guard bytes.count >= 10, bytes[0] | 0x20 == UInt8(ascii: "t"), bytes[3] == UInt8(ascii: ":"),
      bytes[6] == UInt8(ascii: ":"), let hour = Self.pair(bytes, 1), let minute = Self.pair(bytes, 4),
      let second = Self.pair(bytes, 7), hour < 24, minute < 60, second < 61
    else { return nil }
    var place = 9
    if bytes[place] == UInt8(ascii: ".") {
      place += 1
      while place < bytes.count, bytes[place] &- 0x30 <= 9 { place += 1 }
      guard place > 10, place < bytes.count else { return nil }
    }
    secondOfDay = hour * 3600 + minute * 60 + second
    if bytes[place] | 0x20 == UInt8(ascii: "z") {
      guard bytes.count == place + 1 else { return nil }
      offsetMinutes = 0
      return
    }
    let isWest = bytes[place] == UInt8(ascii: "-")
    guard isWest || bytes[place] == UInt8(ascii: "+"), bytes.count == place + 6,
      bytes[place + 3] == UInt8(ascii: ":"), let hours = Self.pair(bytes, place + 1),
      let minutes = Self.pair(bytes, place + 4), hours < 24, minutes < 60
    else { return nil }
    offsetMinutes = isWest ? -(hours * 60 + minutes) : hours * 60 + minutes
  }

  private static func pair(_ bytes: Span<UInt8>, _ place: Int) -> Int? {
    let (tens, ones) = (bytes[place] &- 0x30, bytes[place + 1] &- 0x30)
    return tens <= 9 && ones <= 9 ? Int(tens) * 10 + Int(ones) : nil
  }
}
