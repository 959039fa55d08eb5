/// A point in time with the offset of the clock that told it (RFC 3339).
public struct Instant: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// Whole seconds since 1970-01-01T00:00:00Z.
  public let seconds: Int64
  /// Nanoseconds after that second, 0 to 999,999,999.
  public let nanoseconds: Int32
  /// Minutes east of UTC that the local clock showed.
  public let offsetMinutes: Int

  /// Makes an instant.
  public init(seconds: Int64, nanoseconds: Int32 = 0, offsetMinutes: Int = 0) {
    self.seconds = seconds
    self.nanoseconds = nanoseconds
    self.offsetMinutes = offsetMinutes
  }

  /// Reads an RFC 3339 date-time, for instance `2026-11-21T19:05:00+08:00`; nil when it is none.
  public init?(_ text: some StringProtocol) { self.init(String(text).utf8Span.span) }

  /// Reads the bytes of an RFC 3339 date-time; nil when they are none.
  init?(_ bytes: Span<UInt8>) {
    guard bytes.count >= 20, bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: "t"),
      let day = BusinessDay(bytes.extracting(0..<10)), bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"),
      let hour = Self.twoDigits(bytes, 11), let minute = Self.twoDigits(bytes, 14),
      let second = Self.twoDigits(bytes, 17),
      hour < 24, minute < 60, second < 61
    else { return nil }
    var index = 19
    var fraction: Int32 = 0
    if bytes[index] == UInt8(ascii: ".") {
      let start = index + 1
      index = start
      while index < bytes.count, bytes[index] &- 0x30 <= 9 {
        if index < start + 9 { fraction = fraction * 10 + Int32(bytes[index] - 0x30) }
        index += 1
      }
      guard index > start else { return nil }
      for _ in min(index - start, 9)..<9 { fraction *= 10 }
    }
    guard let offset = Self.offset(bytes, from: index) else { return nil }
    let local = Int64(day.daysSinceEpoch) * 86_400 + Int64(hour * 3600 + minute * 60 + second)
    self.init(seconds: local - Int64(offset) * 60, nanoseconds: fraction, offsetMinutes: offset)
  }

  private static func twoDigits(_ bytes: Span<UInt8>, _ index: Int) -> Int? {
    guard index + 1 < bytes.count else { return nil }
    let (tens, ones) = (bytes[index] &- 0x30, bytes[index + 1] &- 0x30)
    return tens <= 9 && ones <= 9 ? Int(tens) * 10 + Int(ones) : nil
  }

  private static func offset(_ bytes: Span<UInt8>, from index: Int) -> Int? {
    guard index < bytes.count else { return nil }
    if bytes.count == index + 1, bytes[index] == UInt8(ascii: "Z") || bytes[index] == UInt8(ascii: "z") { return 0 }
    guard bytes.count == index + 6, bytes[index + 3] == UInt8(ascii: ":"),
      let hours = twoDigits(bytes, index + 1), let minutes = twoDigits(bytes, index + 4), hours < 24, minutes < 60
    else { return nil }
    switch bytes[index] {
    case UInt8(ascii: "+"): return hours * 60 + minutes
    case UInt8(ascii: "-"): return -(hours * 60 + minutes)
    default: return nil
    }
  }

  /// The civil date that the local clock showed.
  public var localDay: BusinessDay {
    BusinessDay(daysSinceEpoch: Int32(clamping: Self.floorDivide(localSeconds, 86_400)))
  }

  /// Seconds since midnight on the local clock.
  public var localSecondOfDay: Int { Int(localSeconds - Self.floorDivide(localSeconds, 86_400) * 86_400) }

  /// The instant in RFC 3339, with its own offset; a fraction only when there is one.
  public var description: String {
    let second = localSecondOfDay
    let time = "\(padded(second / 3600, 2)):\(padded(second / 60 % 60, 2)):\(padded(second % 60, 2))"
    var fraction = ""
    if nanoseconds != 0 {
      fraction = "." + padded(Int(nanoseconds), 9)
      while fraction.hasSuffix("0") { fraction.removeLast() }
    }
    let minutes = abs(offsetMinutes)
    let sign = offsetMinutes < 0 ? "-" : "+"
    return "\(localDay)T\(time)\(fraction)\(sign)\(padded(minutes / 60, 2)):\(padded(minutes % 60, 2))"
  }

  /// Orders instants on the time line, whatever their offsets.
  public static func < (left: Instant, right: Instant) -> Bool {
    (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
  }

  private var localSeconds: Int64 { seconds + Int64(offsetMinutes) * 60 }

  static func floorDivide(_ number: Int64, _ divisor: Int64) -> Int64 {
    let quotient = number / divisor
    return number % divisor < 0 ? quotient - 1 : quotient
  }
}
