// Which business day an instant belongs to, against the clock on the wall as Foundation tells it: before the hour at
// which the day ends it is still yesterday, on days the clocks change too.

import Foundation
import JSONSchema
import Testing

@testable import HealthFiles

@Suite struct BusinessDayPropertyTests {
  private func profile(_ zone: String, dayEnds: String) -> StoreProfile {
    let store: JSON = [
      "dayRules": [["from": "1970-01-01", "timeZone": .string(zone), "dayEnds": .string(dayEnds)]]
    ]
    return StoreProfile(store, environment: FixedWorld().environment)
  }

  private func expected(_ seconds: Int64, _ calendar: Calendar, endsAfter minutes: Int) -> BusinessDay? {
    let date = Foundation.Date(timeIntervalSince1970: Double(seconds))
    let parts = calendar.dateComponents([.year, .month, .day, .hour, .minute], from: date)
    guard let year = parts.year, let month = parts.month, let day = parts.day else { return nil }
    let isYesterday = (parts.hour ?? 0) * 60 + (parts.minute ?? 0) < minutes
    return BusinessDay(year: year, month: month, day: day)?.advanced(by: isYesterday ? -1 : 0)
  }

  private func calendar(_ zone: String) throws -> Calendar {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = try #require(TimeZone(identifier: zone))
    return calendar
  }

  @Test(arguments: TimePropertyTests.zones) func theDayEndsByTheClockOnTheWall(_ zone: String) throws {
    let calendar = try calendar(zone)
    var random = SeededRandom(seed: 20_261_121)
    for (dayEnds, minutes) in [("00:00", 0), ("04:00", 240), ("05:30", 330)] {
      let profile = profile(zone, dayEnds: dayEnds)
      for round in 0..<250 {
        let seconds = Int64(random.below(4_102_358_400))
        let day = profile.businessDay(of: seconds)
        let hint = "\(zone), day ends \(dayEnds), round \(round), \(seconds)"
        #expect(day == expected(seconds, calendar, endsAfter: minutes), "\(hint): \(day)")
      }
    }
  }

  @Test(arguments: TimePropertyTests.zones) func onDaysTheClocksChangeToo(_ zone: String) throws {
    let calendar = try calendar(zone)
    let profile = profile(zone, dayEnds: "04:00")
    var date = Foundation.Date(timeIntervalSince1970: 1_000_000_000)
    for _ in 0..<12 {
      guard let next = calendar.timeZone.nextDaylightSavingTimeTransition(after: date) else { return }
      date = next
      for minutes in stride(from: -360, through: 360, by: 15) {
        let seconds = Int64(next.timeIntervalSince1970) + Int64(minutes) * 60
        let day = profile.businessDay(of: seconds)
        #expect(day == expected(seconds, calendar, endsAfter: 240), "\(zone), \(seconds): \(day)")
      }
    }
  }
}

/// A dated rule begins with its own first business day, by its own clock.
@Suite struct DatedDayRuleTests {
  @Test func aNewRuleBeginsWhenItsFirstDayDoes() throws {
    let store: JSON = [
      "dayRules": [
        ["from": "2024-01-01", "timeZone": "Asia/Shanghai", "dayEnds": "02:00"],
        ["from": "2026-01-01", "timeZone": "Asia/Shanghai", "dayEnds": "05:00"],
      ]
    ]
    let profile = StoreProfile(store, environment: FixedWorld().environment)
    func day(_ text: String) throws -> String {
      profile.businessDay(of: try #require(Instant(text)).seconds).description
    }
    #expect(try day("2025-12-31T03:00:00+08:00") == "2025-12-31")
    #expect(try day("2026-01-01T03:00:00+08:00") == "2026-01-01")
    #expect(try day("2026-01-01T06:00:00+08:00") == "2026-01-01")
    #expect(try day("2026-01-02T04:00:00+08:00") == "2026-01-01")
    #expect(try day("2026-01-02T05:00:00+08:00") == "2026-01-02")
  }
}
