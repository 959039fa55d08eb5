import HealthFiles

/// Dates as HTTP writes them (RFC 9110, section 5.6.7).
enum HTTPDate {
  private static let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
  private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

  /// `Sat, 21 Nov 2026 11:05:00 GMT`.
  static func text(_ seconds: Int64) -> String {
    let instant = Instant(seconds: seconds)
    let day = instant.localDay
    let (year, month, number) = day.parts
    let time = instant.description.dropFirst(11).prefix(8)
    return "\(weekdays[day.weekday - 1]), \(number < 10 ? "0" : "")\(number) \(months[month - 1]) \(year) \(time) GMT"
  }
}
