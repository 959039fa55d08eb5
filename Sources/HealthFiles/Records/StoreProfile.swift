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
}
