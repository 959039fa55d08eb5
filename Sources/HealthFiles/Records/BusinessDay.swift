/// A civil date (ISO 8601 `YYYY-MM-DD`, proleptic Gregorian) on which a store does business.
public struct BusinessDay: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// Days since 1970-01-01.
  public let daysSinceEpoch: Int32

  /// Makes the day that lies a number of days after 1970-01-01.
  public init(daysSinceEpoch: Int32) { self.daysSinceEpoch = daysSinceEpoch }

  /// Makes a day from year, month (1-12) and day of the month; nil when there is no such day.
  public init?(year: Int, month: Int, day: Int) {
    guard (1...9999).contains(year), (1...12).contains(month) else { return nil }
    guard day >= 1, day <= Self.length(ofMonth: month, year: year) else { return nil }
    // Days from civil: the year begins in March, so that the leap day is its last.
    let shifted = month <= 2 ? year - 1 : year
    let century = shifted / 400
    let yearOfEra = shifted - century * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    daysSinceEpoch = Int32(century * 146_097 + dayOfEra - 719_468)
  }

  /// Reads `YYYY-MM-DD`, or `YYYYMMDD` as it stands in ids.
  public init?(_ text: some StringProtocol) {
    let text = String(text)
    self.init(text.utf8.span)
  }

  /// Reads the bytes of `YYYY-MM-DD`, or of `YYYYMMDD`.
  init?(_ bytes: Span<UInt8>) {
    let isCompact = bytes.count == 8
    guard isCompact || bytes.count == 10 && bytes[4] == UInt8(ascii: "-") && bytes[7] == UInt8(ascii: "-") else {
      return nil
    }
    var number = 0
    for place in bytes.indices where isCompact || place != 4 && place != 7 {
      let digit = bytes[place] &- 0x30
      guard digit <= 9 else { return nil }
      number = number * 10 + Int(digit)
    }
    self.init(year: number / 10_000, month: number / 100 % 100, day: number % 100)
  }

  /// Year, month (1-12) and day of the month (1-31).
  public var parts: (year: Int, month: Int, day: Int) {
    let shifted = Int(daysSinceEpoch) + 719_468
    let century = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - century * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (yearOfEra + century * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
  }

  /// Day of the week, 1 = Monday to 7 = Sunday (ISO 8601).
  public var weekday: Int { (Int(daysSinceEpoch) % 7 + 10) % 7 + 1 }

  /// The day as `YYYY-MM-DD`.
  public var description: String {
    let (year, month, day) = parts
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
  }

  /// The day as `YYYYMMDD`, as it stands in ids.
  public var compact: String {
    let (year, month, day) = parts
    return padded(year, 4) + padded(month, 2) + padded(day, 2)
  }

  /// Returns the day a number of days later (earlier when negative).
  public func advanced(by days: Int) -> BusinessDay { BusinessDay(daysSinceEpoch: daysSinceEpoch + Int32(days)) }

  /// Returns the day a number of months later; the last day of the month where that month is shorter.
  func advanced(byMonths count: Int) -> BusinessDay? {
    let (year, month, day) = parts
    let months = year * 12 + month - 1 + count
    guard (12..<120_000).contains(months) else { return nil }
    let length = Self.length(ofMonth: months % 12 + 1, year: months / 12)
    return BusinessDay(year: months / 12, month: months % 12 + 1, day: min(day, length))
  }

  /// Orders days in time.
  public static func < (left: BusinessDay, right: BusinessDay) -> Bool { left.daysSinceEpoch < right.daysSinceEpoch }

  static func length(ofMonth month: Int, year: Int) -> Int {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    return [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
  }
}

/// Writes a number with leading zeros.
func padded(_ number: Int, _ width: Int) -> String {
  let text = String(number)
  return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
}
