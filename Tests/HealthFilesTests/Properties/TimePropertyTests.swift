// Days, instants and zones against Foundation's calendar, on random instants of 1970 to 2100.

import Foundation
import HealthFiles
import Testing

@Suite struct TimePropertyTests {
  static let zones = [
    "Asia/Shanghai", "Asia/Taipei", "Asia/Kathmandu", "Asia/Tehran", "Europe/London", "Europe/Berlin",
    "America/New_York", "America/Los_Angeles", "America/St_Johns", "Australia/Sydney", "Australia/Lord_Howe",
    "Pacific/Apia",
  ]

  private func rules(_ zone: String) throws -> TimeZoneRules {
    let bytes = try #require(
      FileManager.default.contents(atPath: "/usr/share/zoneinfo/" + zone), "tzdata lacks \(zone)")
    return try #require(TimeZoneRules(tzif: Array(bytes)))
  }

  private func calendar(_ zone: TimeZone) -> Calendar {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = zone
    return calendar
  }

  /// Seconds from 1970-01-01 to 2099-12-31.
  private static let range = 4_102_358_400

  @Test(arguments: zones) func offsetsAreFoundations(_ name: String) throws {
    let rules = try rules(name)
    let zone = try #require(TimeZone(identifier: name))
    var random = SeededRandom(seed: 20_261_121)
    for round in 0..<1500 {
      let seconds = Int64(random.below(Self.range))
      let theirs = zone.secondsFromGMT(for: Foundation.Date(timeIntervalSince1970: Double(seconds)))
      guard rules.offset(at: seconds) != theirs else { continue }
      Issue.record("\(name) at \(seconds), round \(round): \(rules.offset(at: seconds)), Foundation says \(theirs)")
    }
  }

  @Test(arguments: zones) func changesOfTheClockAreFoundations(_ name: String) throws {
    let rules = try rules(name)
    let zone = try #require(TimeZone(identifier: name))
    var date = Foundation.Date(timeIntervalSince1970: 0)
    var changes = 0
    for _ in 0..<300 {
      guard let next = zone.nextDaylightSavingTimeTransition(after: date) else { break }
      date = next
      let second = Int64(next.timeIntervalSince1970)
      guard second < Self.range else { break }
      for moment in [second - 1, second, second + 1] {
        let theirs = zone.secondsFromGMT(for: Foundation.Date(timeIntervalSince1970: Double(moment)))
        #expect(rules.offset(at: moment) == theirs, "\(name) at \(moment)")
      }
      changes += 1
    }
    #expect(changes >= 1, "\(name): Foundation knows of no change")
  }

  @Test(arguments: zones) func instantsAndDaysAreFoundations(_ name: String) throws {
    let rules = try rules(name)
    let calendar = calendar(try #require(TimeZone(identifier: name)))
    var random = SeededRandom(seed: 3)
    for round in 0..<300 {
      let seconds = Int64(random.below(Self.range))
      let instant = rules.instant(seconds: seconds)
      let date = Foundation.Date(timeIntervalSince1970: Double(seconds))
      let theirs = calendar.dateComponents([.year, .month, .day, .hour, .minute, .second, .weekday], from: date)
      let (year, month, day) = instant.localDay.parts
      let hint = "\(name), round \(round), \(seconds)"
      #expect(year == theirs.year && month == theirs.month && day == theirs.day, "\(hint)")
      #expect(instant.localDay.weekday % 7 + 1 == theirs.weekday, "\(hint)")
      let clock = (theirs.hour ?? 0) * 3600 + (theirs.minute ?? 0) * 60 + (theirs.second ?? 0)
      #expect(instant.localSecondOfDay == clock, "\(hint)")
      #expect(Instant(instant.description) == instant, "\(hint)")
      #expect(BusinessDay(instant.localDay.description) == instant.localDay, "\(hint)")
      #expect(BusinessDay(instant.localDay.compact) == instant.localDay, "\(hint)")
    }
  }

  @Test func daysCountAsFoundationCounts() throws {
    let calendar = calendar(try #require(TimeZone(identifier: "UTC")))
    for number in stride(from: Int32(0), to: 47_482, by: 7) {
      let day = BusinessDay(daysSinceEpoch: number)
      let date = Foundation.Date(timeIntervalSince1970: Double(number) * 86_400)
      let theirs = calendar.dateComponents([.year, .month, .day], from: date)
      let (year, month, dayOfMonth) = day.parts
      #expect(year == theirs.year && month == theirs.month && dayOfMonth == theirs.day, "\(number)")
      #expect(BusinessDay(year: year, month: month, day: dayOfMonth) == day, "\(number)")
    }
    for text in ["2026-02-29", "2100-02-29", "2026-13-01", "2026-00-10", "2026-04-31", "2026-1-1", "20261132", ""] {
      #expect(BusinessDay(text) == nil, "\(text)")
    }
  }
}
