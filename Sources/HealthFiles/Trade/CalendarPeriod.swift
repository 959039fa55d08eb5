/// A length of time in years, months, weeks and days (ISO 8601: `P1Y`, `P12M`, `P30D`).
struct CalendarPeriod: Sendable, Hashable {
  private(set) var months = 0
  private(set) var days = 0

  /// Reads the days of a duration; nil when it is none, or has parts of a day.
  init?(_ text: some StringProtocol) {
    guard text.hasPrefix("P"), text.count > 2 else { return nil }
    var number = 0
    var hasDigits = false
    for letter in text.dropFirst() {
      if let digit = letter.wholeNumberValue, letter.isASCII {
        guard number < 100_000 else { return nil }
        (number, hasDigits) = (number * 10 + digit, true)
        continue
      }
      guard hasDigits else { return nil }
      switch letter {
      case "Y": months += number * 12
      case "M": months += number
      case "W": days += number * 7
      case "D": days += number
      default: return nil
      }
      (number, hasDigits) = (0, false)
    }
    guard !hasDigits else { return nil }
  }

  /// The day so long after another; a day the month does not have becomes its last: 29 Feb + P1Y is 28 Feb.
  func after(_ day: BusinessDay) -> BusinessDay { shifted(day, by: 1) }

  /// The day so long before another.
  func before(_ day: BusinessDay) -> BusinessDay { shifted(day, by: -1) }

  private func shifted(_ day: BusinessDay, by sign: Int) -> BusinessDay {
    let parts = day.parts
    let month = parts.year * 12 + parts.month - 1 + sign * months
    let (year, number) = (month / 12, month % 12 + 1)
    let last = BusinessDay.length(ofMonth: number, year: year)
    let same = BusinessDay(year: year, month: number, day: min(parts.day, last)) ?? day
    return same.advanced(by: sign * days)
  }
}
