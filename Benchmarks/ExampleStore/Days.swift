// The calendar of the example: 90 business days ending on 2026-11-20, told in minutes after local midnight. The story
// stops on the last evening, so that some bookings are still in the house.

import HealthFiles

/// The days of the example and the clock on its wall.
enum Days {
  /// Minutes east of UTC, all the year (Asia/Shanghai has no summer time).
  static let offsetMinutes = 480
  static let count = 90
  static let last = BusinessDay(daysSinceEpoch: 20_777)
  static let first = last.advanced(by: 1 - count)
  static let all = (0..<count).map { first.advanced(by: $0) }
  /// Minute of the last day at which the story stops: 22:10.
  static let lastMinute = 22 * 60 + 10

  /// The instant a number of minutes after the midnight in which a day begins; beyond 1,440 it is the next day's night.
  static func instant(_ day: BusinessDay, _ minute: Int, second: Int = 0) -> Instant {
    let local = Int64(day.daysSinceEpoch) * 86_400 + Int64(minute * 60 + second)
    return Instant(seconds: local - Int64(offsetMinutes * 60), offsetMinutes: offsetMinutes)
  }

  /// Whether a moment lies after the end of the story.
  static func isFuture(_ day: BusinessDay, _ minute: Int) -> Bool {
    instant(last, lastMinute) < instant(day, minute)
  }

  /// The National Day holidays (1 to 7 October).
  static func isHoliday(_ day: BusinessDay) -> Bool {
    let (_, month, date) = day.parts
    return month == 10 && date <= 7
  }

  /// Friday to Sunday and holidays.
  static func isBusy(_ day: BusinessDay) -> Bool { day.weekday >= 5 || isHoliday(day) }

  /// How busy a day is, 100 for the busiest of the week.
  static func bustle(_ day: BusinessDay) -> Int {
    isHoliday(day) ? 100 : [66, 64, 70, 74, 88, 100, 92][day.weekday - 1]
  }

  /// How busy each hour from 10:00 to 23:00 is; the peak is from 19:00 to 21:00.
  static let hours: [(hour: Int, weight: Int)] = [
    (10, 2), (11, 3), (12, 4), (13, 5), (14, 7), (15, 7), (16, 6), (17, 6), (18, 9), (19, 15), (20, 16), (21, 9),
    (22, 5), (23, 2),
  ]

  static let weekdayNames = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
}
