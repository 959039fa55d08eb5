/// A length of time as people say it: months and days by the calendar, seconds by the clock (ISO 8601 `P1D`, `PT1H`).
public struct CalendarDuration: Sendable, Hashable {
  /// Months, twelve for a year.
  public let months: Int
  /// Days, seven for a week.
  public let days: Int
  /// Hours, minutes and seconds, in seconds.
  public let seconds: Int64

  /// Reads the ISO 8601 form; nil when it is none, or a number in it is absurd.
  public init?(_ text: some StringProtocol) {
    var (months, days, seconds) = (0, 0, 0)
    var number: Int?
    var isTime = false
    var bytes = Array(text.utf8)[...]
    guard bytes.popFirst() == UInt8(ascii: "P"), !bytes.isEmpty else { return nil }
    for byte in bytes {
      if byte &- 0x30 <= 9 {
        number = (number ?? 0) * 10 + Int(byte - 0x30)
        guard let number, number < 1_000_000 else { return nil }
        continue
      }
      if byte == UInt8(ascii: "T"), number == nil, !isTime {
        isTime = true
        continue
      }
      guard let count = number else { return nil }
      switch (isTime, UnicodeScalar(byte)) {
      case (false, "Y"): months += 12 * count
      case (false, "M"): months += count
      case (false, "W"): days += 7 * count
      case (false, "D"): days += count
      case (true, "H"): seconds += 3600 * count
      case (true, "M"): seconds += 60 * count
      case (true, "S"): seconds += count
      default: return nil
      }
      number = nil
    }
    guard number == nil, bytes.last != UInt8(ascii: "T") else { return nil }
    (self.months, self.days, self.seconds) = (months, days, Int64(seconds))
  }
}

extension BusinessDay {
  /// The day a duration later, its months and days by the calendar; a day the month does not have becomes its last.
  ///
  /// - Parameter factor: 1 for later, -1 for earlier.
  func moved(by duration: CalendarDuration, times factor: Int = 1) -> BusinessDay {
    (advanced(byMonths: factor * duration.months) ?? self).advanced(by: factor * duration.days)
  }
}
