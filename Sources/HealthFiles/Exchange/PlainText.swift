// Texts in the one form that programs write, read from bytes; any other form is left to those who know them all.

/// Reads times of the one form that programs write: `2026-11-21T19:05:00+08:00`.
enum PlainTime {
  /// Seconds since 1970; nil for any other form, which is not to say that it is no time.
  static func seconds(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int64? {
    let at = range.lowerBound
    guard range.count == 25, bytes[at + 10] == 0x54, bytes[at + 13] == 0x3A, bytes[at + 16] == 0x3A,
      bytes[at + 22] == 0x3A, bytes[at + 19] == 0x2B || bytes[at + 19] == 0x2D, let day = day(bytes, at),
      let hour = number(bytes, at + 11), hour < 24, let minute = number(bytes, at + 14), minute < 60,
      let second = number(bytes, at + 17), second < 60, let hours = number(bytes, at + 20), hours < 24,
      let minutes = number(bytes, at + 23), minutes < 60
    else { return nil }
    let offset = (hours * 3600 + minutes * 60) * (bytes[at + 19] == 0x2B ? 1 : -1)
    return Int64(day.daysSinceEpoch) * 86_400 + Int64(hour * 3600 + minute * 60 + second - offset)
  }

  /// Reads `2026-11-21`.
  static func day(_ bytes: Span<UInt8>, _ at: Int) -> BusinessDay? {
    guard bytes[at + 4] == 0x2D, bytes[at + 7] == 0x2D, let century = number(bytes, at),
      let year = number(bytes, at + 2),
      let month = number(bytes, at + 5), let day = number(bytes, at + 8)
    else { return nil }
    return BusinessDay(year: century * 100 + year, month: month, day: day)
  }

  /// Reads `20261121`.
  static func compactDay(_ bytes: Span<UInt8>, _ at: Int) -> BusinessDay? {
    guard let century = number(bytes, at), let year = number(bytes, at + 2), let month = number(bytes, at + 4),
      let day = number(bytes, at + 6)
    else { return nil }
    return BusinessDay(year: century * 100 + year, month: month, day: day)
  }

  private static func number(_ bytes: Span<UInt8>, _ at: Int) -> Int? {
    guard (0x30...0x39).contains(bytes[at]), (0x30...0x39).contains(bytes[at + 1]) else { return nil }
    return Int(bytes[at] - 0x30) * 10 + Int(bytes[at + 1] - 0x30)
  }
}

/// Reads ids of daily types as they are written: `sal-20261121-a7-4f0q9t7k`.
enum PlainID {
  /// Values of the letters of the alphabet; 255 for others.
  private static let values: [UInt8] = {
    var values = [UInt8](repeating: 255, count: 256)
    for (value, letter) in RecordID.alphabet.enumerated() { values[Int(letter)] = UInt8(value) }
    return values
  }()

  /// Business day, device and the bits of the code; nil for anything else.
  static func parts(
    _ bytes: Span<UInt8>, _ range: Range<Int>, _ start: [UInt8]
  ) -> (day: BusinessDay, device: UInt16, bits: UInt64)? {
    let at = range.lowerBound + start.count
    guard range.count == start.count + 20, bytes[at + 8] == 0x2D, bytes[at + 11] == 0x2D,
      let day = PlainTime.compactDay(bytes, at)
    else { return nil }
    for place in start.indices where bytes[range.lowerBound + place] != start[place] { return nil }
    for place in [at + 9, at + 10] {
      guard (0x61...0x7A).contains(bytes[place]) || (0x30...0x39).contains(bytes[place]) else { return nil }
    }
    var bits: UInt64 = 0
    for place in at + 12..<at + 20 {
      let value = values[Int(bytes[place])]
      guard value < 32 else { return nil }
      bits = bits << 5 | UInt64(value)
    }
    return (day, UInt16(bytes[at + 9]) << 8 | UInt16(bytes[at + 10]), bits)
  }
}
