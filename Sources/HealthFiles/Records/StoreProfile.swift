public import JSONSchema

/// What the house needs of `store.json`: the currency, and which business day an instant belongs to.
public struct StoreProfile: Sendable {
  /// One version of the rule that tells business days apart.
  struct DayRule: Sendable {
    let from: BusinessDay
    let zone: TimeZoneRules
    /// Seconds after midnight at which the business day before ends.
    let endsAfter: Int
  }

  /// Id of the store.
  public let id: String
  /// Name of the store.
  public let name: String
  /// Currency of its amounts.
  public let currency: Currency?
  let dayRules: [DayRule]

  /// Reads the profile; a value that cannot be used is left out, for validation to name.
  public init(_ store: JSON?, environment: Environment) {
    id = store?["id"]?.stringValue ?? ""
    name = store?["name"]?.stringValue ?? ""
    currency = store?["currency"]?.stringValue.flatMap(Currency.init(code:))
    dayRules = (store?["dayRules"]?.arrayValue ?? []).compactMap { rule in
      guard let from = rule["from"]?.stringValue.flatMap({ BusinessDay($0) }),
        let zone = rule["timeZone"]?.stringValue.flatMap(environment.timeZone)
      else { return nil }
      return DayRule(from: from, zone: zone, endsAfter: Self.seconds(rule["dayEnds"]?.stringValue ?? "00:00"))
    }.sorted { $0.from < $1.from }
  }

  private static func seconds(_ time: String) -> Int {
    let parts = time.split(separator: ":").compactMap { Int($0) }
    return parts.count >= 2 ? parts[0] * 3600 + parts[1] * 60 : 0
  }

  /// The rule in force: the last whose first business day has begun by its own clock.
  private func rule(at seconds: Int64) -> DayRule? {
    dayRules.last { $0.from <= Self.businessDay(of: seconds, by: $0) } ?? dayRules.first
  }

  /// The rule in force on a business day.
  private func rule(on day: BusinessDay) -> DayRule? { dayRules.last { $0.from <= day } ?? dayRules.first }

  private static func businessDay(of seconds: Int64, by rule: DayRule) -> BusinessDay {
    // The clock on the wall decides: on days the clocks change, 04:00 is not four hours after midnight.
    let local = rule.zone.instant(seconds: seconds)
    return local.localDay.advanced(by: local.localSecondOfDay < rule.endsAfter ? -1 : 0)
  }

  /// Returns the instant as the store's clocks show it.
  public func instant(seconds: Int64, nanoseconds: Int32 = 0) -> Instant {
    let zone = rule(at: seconds)?.zone ?? TimeZoneRules(fixedOffset: 0)
    return zone.instant(seconds: seconds, nanoseconds: nanoseconds)
  }

  /// Returns the business day an instant belongs to (design: the day ends at a dated hour of a dated zone).
  public func businessDay(of seconds: Int64) -> BusinessDay {
    rule(at: seconds).map { Self.businessDay(of: seconds, by: $0) } ?? Instant(seconds: seconds).localDay
  }

  /// Returns when the clock shows a time in a business day, in seconds since 1970.
  ///
  /// Times before the end of the day before stand on the next page of the calendar: 01:00 of a day that ends at 02:00.
  ///
  /// - Parameter secondOfDay: seconds after midnight, as the clock shows them.
  public func seconds(on day: BusinessDay, at secondOfDay: Int) -> Int64 {
    guard let rule = rule(on: day) else { return Int64(day.daysSinceEpoch) * 86_400 + Int64(secondOfDay) }
    let date = secondOfDay < rule.endsAfter ? day.advanced(by: 1) : day
    return rule.zone.seconds(on: date, at: secondOfDay)
  }

  /// Returns when the clock shows a time on a date of the calendar, in seconds since 1970.
  public func seconds(date: BusinessDay, at secondOfDay: Int) -> Int64 {
    (rule(on: date)?.zone ?? TimeZoneRules(fixedOffset: 0)).seconds(on: date, at: secondOfDay)
  }

  /// Returns the times of a business day at which the clock shows a whole multiple of some minutes.
  public func times(on day: BusinessDay, every minutes: Int) -> [Int64] {
    // Clocks change by some hours at most, and differ from UTC by quarters of an hour; which of these times belong to
    // the day is asked of each.
    let slack: Int64 = 4 * 3600
    let begin = seconds(on: day, at: rule(on: day)?.endsAfter ?? 0) / 900 * 900
    let step = minutes % 15 == 0 ? 900 : minutes % 5 == 0 ? 300 : 60
    return stride(from: begin - slack, to: begin + 86_400 + slack, by: step).filter { time in
      instant(seconds: time).localSecondOfDay % (minutes * 60) == 0 && businessDay(of: time) == day
    }
  }

  /// Returns a time moved by a duration: days and months by the calendar, so that the clock shows the same time then.
  ///
  /// - Parameter factor: 1 for later, -1 for earlier.
  public func moved(_ seconds: Int64, by duration: CalendarDuration, times factor: Int) -> Int64 {
    var result = seconds
    if duration.months != 0 || duration.days != 0 {
      let local = instant(seconds: seconds)
      result = self.seconds(date: local.localDay.moved(by: duration, times: factor), at: local.localSecondOfDay)
    }
    return result + Int64(factor) * duration.seconds
  }
}
