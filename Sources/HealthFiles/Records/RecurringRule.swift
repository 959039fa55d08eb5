/// The yearly rule at the end of a TZif file, for instance `CET-1CEST,M3.5.0,M10.5.0/3`.
///
/// POSIX `TZ`, RFC 8536 section 3.3.
struct RecurringRule: Sendable {
  private struct Change: Sendable {
    enum Day: Sendable {
      case monthWeekday(month: Int, week: Int, weekday: Int)
      case julian(Int)
      case zeroBased(Int)
    }
    let day: Day
    let second: Int
  }

  private let standard: Int
  private let summer: (offset: Int, begins: Change, ends: Change)?

  init?(posix text: String) {
    var scanner = Scanner(text: Array(text.utf8))
    guard scanner.name(), let offset = scanner.time() else { return nil }
    standard = -offset
    guard scanner.name() else {
      summer = nil
      return
    }
    let summerOffset = scanner.time().map(-) ?? standard + 3600
    guard scanner.take(","), let begins = scanner.change(), scanner.take(","), let ends = scanner.change() else {
      return nil
    }
    summer = (summerOffset, begins, ends)
  }

  func offset(at seconds: Int64) -> Int {
    guard let summer else { return standard }
    let year = Instant(seconds: seconds + Int64(standard)).localDay.parts.year
    let begins = Self.second(of: summer.begins, in: year) - Int64(standard)
    let ends = Self.second(of: summer.ends, in: year) - Int64(summer.offset)
    let isSummer = begins < ends ? (begins..<ends).contains(seconds) : !(ends..<begins).contains(seconds)
    return isSummer ? summer.offset : standard
  }

  private static func second(of change: Change, in year: Int) -> Int64 {
    guard let newYear = BusinessDay(year: year, month: 1, day: 1) else { return 0 }
    let leap = BusinessDay.length(ofMonth: 2, year: year) == 29
    let day: BusinessDay
    switch change.day {
    case .julian(let number): day = newYear.advanced(by: number - (leap && number >= 60 ? 0 : 1))
    case .zeroBased(let number): day = newYear.advanced(by: number)
    case .monthWeekday(let month, let week, let weekday):
      guard let first = BusinessDay(year: year, month: month, day: 1) else { return 0 }
      var number = 1 + (weekday - first.weekday % 7 + 7) % 7 + (week - 1) * 7
      while number > BusinessDay.length(ofMonth: month, year: year) { number -= 7 }
      day = first.advanced(by: number - 1)
    }
    return Int64(day.daysSinceEpoch) * 86_400 + Int64(change.second)
  }

  private struct Scanner {
    let text: [UInt8]
    var position = 0

    var next: UInt8? { position < text.count ? text[position] : nil }

    mutating func take(_ letter: Unicode.Scalar) -> Bool {
      guard next == UInt8(ascii: letter) else { return false }
      position += 1
      return true
    }

    mutating func name() -> Bool {
      let start = position
      if take("<") {
        while let byte = next, byte != UInt8(ascii: ">") { position += byte == 0 ? 0 : 1 }
        return take(">")
      }
      while let byte = next, (0x41...0x5A).contains(byte & 0xDF) { position += 1 }
      return position - start >= 3
    }

    mutating func number() -> Int? {
      let start = position
      var value = 0
      while let byte = next, (0x30...0x39).contains(byte), position - start < 4 {
        value = value * 10 + Int(byte - 0x30)
        position += 1
      }
      return position > start ? value : nil
    }

    mutating func time() -> Int? {
      let negative = take("-")
      if !negative { _ = take("+") }
      guard let hours = number() else { return nil }
      var seconds = hours * 3600
      if take(":"), let minutes = number() { seconds += minutes * 60 }
      if take(":"), let rest = number() { seconds += rest }
      return negative ? -seconds : seconds
    }

    mutating func change() -> Change? {
      let day: Change.Day
      if take("M") {
        guard let month = number(), take("."), let week = number(), take("."), let weekday = number(),
          (1...12).contains(month), (1...5).contains(week), weekday < 7
        else { return nil }
        day = .monthWeekday(month: month, week: week, weekday: weekday)
      } else if take("J") {
        guard let number = number() else { return nil }
        day = .julian(number)
      } else {
        guard let number = number() else { return nil }
        day = .zeroBased(number)
      }
      guard take("/") else { return Change(day: day, second: 7200) }
      return time().map { Change(day: day, second: $0) }
    }
  }
}
