/// A part of a date or time that questions group and compare by.
public enum DatePart: String, Sendable, CaseIterable {
  /// The hour that the clock showed, 0 to 23.
  case hour
  /// The day of the week, 1 = Monday to 7 = Sunday.
  case weekday
  /// The day itself.
  case day
  /// The week, by its Monday (ISO 8601).
  case week
  /// The month, by its first day.
  case month
  /// The year, by its first day.
  case year

  /// How its values are kept.
  var kind: ColumnKind {
    switch self {
    case .hour, .weekday: .number(decimals: 0)
    case .day, .week, .month, .year: .day
    }
  }

  /// What people call it.
  public var label: Phrase {
    switch self {
    case .hour: Phrase("Hour", "时段", "時段")
    case .weekday: Phrase("Weekday", "星期", "星期")
    case .day: Phrase("Day", "日期", "日期")
    case .week: Phrase("Week", "周", "週")
    case .month: Phrase("Month", "月份", "月份")
    case .year: Phrase("Year", "年份", "年份")
    }
  }

  /// The days of the week from Monday on, by the codes that the schemas use.
  static let weekdays: [(code: String, label: Phrase)] = [
    ("monday", Phrase("Monday", "星期一", "星期一")), ("tuesday", Phrase("Tuesday", "星期二", "星期二")),
    ("wednesday", Phrase("Wednesday", "星期三", "星期三")), ("thursday", Phrase("Thursday", "星期四", "星期四")),
    ("friday", Phrase("Friday", "星期五", "星期五")), ("saturday", Phrase("Saturday", "星期六", "星期六")),
    ("sunday", Phrase("Sunday", "星期日", "星期日")),
  ]

  /// Returns the value for a day: its weekday, or the day on which its week, month or year begins.
  ///
  /// An hour is no part of a day; it has no value.
  func value(of day: BusinessDay) -> Int64? {
    switch self {
    case .hour: return nil
    case .weekday: return Int64(day.weekday)
    case .day: return Int64(day.daysSinceEpoch)
    case .week: return Int64(day.daysSinceEpoch) - Int64(day.weekday - 1)
    case .month, .year:
      let (year, month, _) = day.parts
      return BusinessDay(year: year, month: self == .month ? month : 1, day: 1).map { Int64($0.daysSinceEpoch) }
    }
  }

  /// Returns the value that a word of a condition means; nil when it means none.
  func value(reading word: String) -> Int64? {
    switch self {
    case .hour:
      let hour = word.hasSuffix(":00") ? String(word.dropLast(3)) : word
      return Int64(hour).flatMap { (0..<24).contains($0) ? $0 : nil }
    case .weekday:
      let lowered = word.lowercased()
      let place = Self.weekdays.firstIndex { $0.code == lowered || $0.label.all.contains(word) }
      return place.map { Int64($0 + 1) } ?? Int64(word).flatMap { (1...7).contains($0) ? $0 : nil }
    case .day: return BusinessDay(word).flatMap { value(of: $0) }
    case .week:
      if let day = BusinessDay(word) { return value(of: day) }
      let parts = word.split(separator: "-W").compactMap { Int($0) }
      guard parts.count == 2, let early = BusinessDay(year: parts[0], month: 1, day: 4), (1...53).contains(parts[1])
      else { return nil }
      return value(of: early.advanced(by: 7 * (parts[1] - 1)))
    case .month: return BusinessDay(word.utf8.count == 7 ? word + "-01" : word).flatMap { value(of: $0) }
    case .year: return BusinessDay(word.utf8.count == 4 ? word + "-01-01" : word).flatMap { value(of: $0) }
    }
  }

  /// Returns the value as people read it.
  func text(_ value: Int64, _ language: Language) -> String {
    switch self {
    case .hour: return padded(Int(value), 2) + ":00"
    case .weekday: return (1...7).contains(value) ? Self.weekdays[Int(value) - 1].label[language] : ""
    default: return code(value)
    }
  }

  /// Returns the value as data: `19`, `saturday`, `2026-11-21`, `2026-W47`, `2026-11`, `2026`.
  func code(_ value: Int64) -> String {
    let day = BusinessDay(daysSinceEpoch: Int32(truncatingIfNeeded: value))
    switch self {
    case .hour: return String(value)
    case .weekday: return (1...7).contains(value) ? Self.weekdays[Int(value) - 1].code : ""
    case .day: return day.description
    case .month: return String(day.description.prefix(7))
    case .year: return String(day.description.prefix(4))
    case .week:
      // The week belongs to the year of its Thursday.
      let thursday = day.advanced(by: 3)
      let newYear = BusinessDay(year: thursday.parts.year, month: 1, day: 1) ?? thursday
      return "\(padded(thursday.parts.year, 4))-W"
        + padded(Int(thursday.daysSinceEpoch - newYear.daysSinceEpoch) / 7 + 1, 2)
    }
  }
}
