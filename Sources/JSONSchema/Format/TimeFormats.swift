// Dates, times and durations (RFC 3339, section 5.6 and appendix A).

enum TimeFormats {
  static func isDate(_ bytes: Span<UInt8>) -> Bool { bytes.count == 10 && isDate(bytes, at: 0) }

  static func isTime(_ bytes: Span<UInt8>) -> Bool { isTime(bytes, at: 0) }

  static func isDateTime(_ bytes: Span<UInt8>) -> Bool {
    bytes.count > 11 && isDate(bytes, at: 0) && bytes[10] | 0x20 == UInt8(ascii: "t") && isTime(bytes, at: 11)
  }

  private static func isDate(_ bytes: Span<UInt8>, at start: Int) -> Bool {
    guard bytes.count >= start + 10, bytes[start + 4] == UInt8(ascii: "-"), bytes[start + 7] == UInt8(ascii: "-"),
      let century = pair(bytes, start), let year = pair(bytes, start + 2), let month = pair(bytes, start + 5),
      let day = pair(bytes, start + 8), (1...12).contains(month), day >= 1
    else { return false }
    return day <= days(in: month, of: century * 100 + year)
  }

  private static func days(in month: Int, of year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// A time from a place to the end, with its offset.
  private static func isTime(_ bytes: Span<UInt8>, at start: Int) -> Bool {
    guard bytes.count >= start + 9, bytes[start + 2] == UInt8(ascii: ":"), bytes[start + 5] == UInt8(ascii: ":"),
      let hour = pair(bytes, start), let minute = pair(bytes, start + 3), let second = pair(bytes, start + 6),
      hour <= 23, minute <= 59, second <= 60
    else { return false }
    var place = start + 8
    if bytes[place] == UInt8(ascii: ".") {
      let first = place + 1
      place = first
      while place < bytes.count, bytes[place].isASCIIDigit { place += 1 }
      if place == first { return false }
    }
    guard let offset = offset(bytes, at: place) else { return false }
    // A leap second is the last of a day of UTC.
    let minuteOfDay = (hour * 60 + minute - offset + 2 * 1_440) % 1_440
    return second < 60 || minuteOfDay == 1_439
  }

  /// The offset in minutes that fills the text from a place on.
  private static func offset(_ bytes: Span<UInt8>, at place: Int) -> Int? {
    guard place < bytes.count else { return nil }
    if bytes[place] | 0x20 == UInt8(ascii: "z") { return bytes.count == place + 1 ? 0 : nil }
    let isWest = bytes[place] == UInt8(ascii: "-")
    guard isWest || bytes[place] == UInt8(ascii: "+"), bytes.count == place + 6,
      bytes[place + 3] == UInt8(ascii: ":"), let hour = pair(bytes, place + 1), let minute = pair(bytes, place + 4),
      hour <= 23, minute <= 59
    else { return nil }
    return isWest ? -(hour * 60 + minute) : hour * 60 + minute
  }

  private static func pair(_ bytes: Span<UInt8>, _ place: Int) -> Int? {
    guard place + 1 < bytes.count, bytes[place].isASCIIDigit, bytes[place + 1].isASCIIDigit else { return nil }
    return Int(bytes[place] - 48) * 10 + Int(bytes[place + 1] - 48)
  }

  /// Units go from large to small without a gap: `P1Y2D` and `PT1H5S` are none.
  static func isDuration(_ text: String) -> Bool {
    var rest = text.utf8[...]
    guard rest.popFirst() == UInt8(ascii: "P") else { return false }
    if rest.last == UInt8(ascii: "W") { return units(&rest, "W") == 1 && rest.isEmpty }
    let dates = units(&rest, "YMD")
    guard dates != nil else { return false }
    if rest.isEmpty { return dates != 0 }
    guard rest.popFirst() == UInt8(ascii: "T"), let times = units(&rest, "HMS") else { return false }
    return times > 0 && rest.isEmpty
  }

  /// Reads numbers with these units, each right after the one before; returns how many, nil for one out of place.
  private static func units(_ rest: inout Substring.UTF8View, _ names: String) -> Int? {
    var left = Array(names.utf8)
    var count = 0
    while let first = rest.first, first.isASCIIDigit {
      rest = rest.drop { $0.isASCIIDigit }
      guard let unit = rest.popFirst(), let place = left.firstIndex(of: unit), count == 0 || place == 0 else {
        return nil
      }
      left.removeFirst(place + 1)
      count += 1
    }
    return count
  }
}
