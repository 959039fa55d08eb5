// Time zones are read from the system's compiled tz database (TZif, RFC 8536): Foundation's TimeZone would bring its
// whole library into start-up, and libc's knows one zone a process.

/// The offsets from UTC that a time zone has and had (RFC 8536).
public struct TimeZoneRules: Sendable {
  private let transitions: [Int64]
  private let offsets: [Int]
  private let first: Int
  private let rule: RecurringRule?

  /// A zone with one offset for ever, in seconds east of UTC.
  public init(fixedOffset seconds: Int) {
    transitions = []
    offsets = []
    first = seconds
    rule = nil
  }

  /// Reads the bytes of a TZif file; nil when they are not in that form.
  public init?(tzif bytes: [UInt8]) {
    var reader = TZifReader(bytes: bytes)
    guard let legacy = reader.header() else { return nil }
    var header = legacy
    var wide = false
    if legacy.version >= 2 {
      reader.skip(legacy.length(timeSize: 4))
      guard let second = reader.header() else { return nil }
      header = second
      wide = true
    }
    guard header.types > 0, let block = reader.block(header, timeSize: wide ? 8 : 4) else { return nil }
    transitions = block.times
    offsets = block.indices.map { block.offsets[$0] }
    first = block.offsets[0]
    rule = wide ? RecurringRule(posix: reader.footer()) : nil
  }

  /// Returns the offset in seconds east of UTC at a time given in seconds since 1970-01-01T00:00:00Z.
  public func offset(at seconds: Int64) -> Int {
    guard let last = transitions.last else { return rule?.offset(at: seconds) ?? first }
    if seconds >= last, let rule { return rule.offset(at: seconds) }
    var low = 0
    var high = transitions.count
    while low < high {
      let middle = (low + high) / 2
      if transitions[middle] <= seconds { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? first : offsets[low - 1]
  }

  /// Returns when the zone's clocks show a time of a day, in seconds since 1970.
  ///
  /// A time they show twice is the first of both; one they skip is as long after the change as it is after the hour
  /// that is left out (RFC 5545, section 3.3.5).
  public func seconds(on day: BusinessDay, at secondOfDay: Int) -> Int64 {
    let local = Int64(day.daysSinceEpoch) * 86_400 + Int64(secondOfDay)
    let (before, after) = (Int64(offset(at: local - 86_400)), Int64(offset(at: local + 86_400)))
    if offset(at: local - before) == Int(before) { return local - before }
    return offset(at: local - after) == Int(after) ? local - after : local - before
  }

  /// Returns the instant with the offset that the zone's clocks show then.
  public func instant(seconds: Int64, nanoseconds: Int32 = 0) -> Instant {
    Instant(seconds: seconds, nanoseconds: nanoseconds, offsetMinutes: offset(at: seconds) / 60)
  }
}

/// Reads the parts of a TZif file in their order.
private struct TZifReader {
  struct Header {
    let version: Int
    let utcFlags, standardFlags, leaps, times, types, letters: Int

    func length(timeSize: Int) -> Int {
      times * timeSize + times + types * 6 + letters + leaps * (timeSize + 4) + standardFlags + utcFlags
    }
  }

  let bytes: [UInt8]
  var position = 0

  mutating func number(_ size: Int) -> Int64? {
    guard position + size <= bytes.count else { return nil }
    var value: UInt64 = size == 4 && bytes[position] >= 0x80 ? 0xFFFF_FFFF : 0
    for byte in bytes[position..<position + size] { value = value << 8 | UInt64(byte) }
    position += size
    return Int64(bitPattern: value)
  }

  mutating func skip(_ count: Int) { position += count }

  mutating func header() -> Header? {
    guard position + 44 <= bytes.count, Array(bytes[position..<position + 4]) == Array("TZif".utf8) else { return nil }
    let digit = bytes[position + 4]
    position += 20
    var counts: [Int] = []
    for _ in 0..<6 {
      guard let count = number(4), (0...100_000).contains(count) else { return nil }
      counts.append(Int(count))
    }
    return Header(
      version: digit == 0 ? 1 : Int(digit) - 0x30, utcFlags: counts[0], standardFlags: counts[1], leaps: counts[2],
      times: counts[3], types: counts[4], letters: counts[5])
  }

  mutating func block(_ header: Header, timeSize: Int) -> (times: [Int64], indices: [Int], offsets: [Int])? {
    guard position + header.length(timeSize: timeSize) <= bytes.count else { return nil }
    let times = (0..<header.times).compactMap { _ in number(timeSize) }
    let indices = (0..<header.times).compactMap { _ in number(1).map(Int.init) }
    var offsets: [Int] = []
    for _ in 0..<header.types {
      guard let offset = number(4) else { return nil }
      offsets.append(Int(offset))
      skip(2)
    }
    guard indices.allSatisfy({ offsets.indices.contains($0) }) else { return nil }
    skip(header.letters + header.leaps * (timeSize + 4) + header.standardFlags + header.utcFlags)
    return (times, indices, offsets)
  }

  func footer() -> String {
    guard position < bytes.count else { return "" }
    return String(decoding: bytes[(position + 1)...].prefix { $0 != 0x0A }, as: UTF8.self)
  }
}
