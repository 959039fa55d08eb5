// Strings and numbers by words of eight bytes. A word may reach past the end of the record: the buffer is padded.

extension SchemaScanner {
  @inline(__always)
  static func word(_ bytes: Span<UInt8>, _ place: Int) -> UInt64 {
    UInt64(littleEndian: bytes.bytes.unsafeLoadUnaligned(fromByteOffset: place, as: UInt64.self))
  }

  /// The next place that is no white space.
  @inline(__always)
  static func space(_ bytes: Span<UInt8>, _ start: Int) -> Int {
    if bytes[start] > 0x20 { return start }
    return longSpace(bytes, start)
  }

  private static func longSpace(_ bytes: Span<UInt8>, _ start: Int) -> Int {
    var place = start
    while place + padding < bytes.count {
      switch bytes[place] {
      case 0x20, 0x0A, 0x0D, 0x09: place += 1
      default: return place
      }
    }
    return place
  }

  /// Finds the quote that ends a string; -1 for an escape, a control character, bytes that are no UTF-8, or no end.
  @inline(__always)
  static func endOfString(_ bytes: Span<UInt8>, _ start: Int, _ isASCII: inout Bool) -> Int {
    var place = start
    while place + padding <= bytes.count {
      let found = special(word(bytes, place))
      if found == 0 {
        place += 8
        continue
      }
      place += found.trailingZeroBitCount / 8
      let byte = bytes[place]
      if byte == UInt8(ascii: "\"") { return place }
      guard byte >= 0x80 else { return -1 }
      isASCII = false
      place = endOfCharacter(bytes, place)
      if place < 0 { return -1 }
    }
    return -1
  }

  /// Whether a string of plain ASCII ends with the quote at a place.
  ///
  /// Where the next value begins then depends on no byte of this one, so the processor need not wait for it.
  @inline(__always)
  static func isPlainString(_ bytes: Span<UInt8>, _ start: Int, to end: Int) -> Bool {
    guard end + padding <= bytes.count, bytes[end] == UInt8(ascii: "\"") else { return false }
    var place = start
    var found: UInt64 = 0
    while place + 8 <= end {
      found |= special(word(bytes, place))
      place += 8
    }
    let mask: UInt64 = (1 << UInt64(8 * (end - place))) - 1
    return found | (special(word(bytes, place)) & mask) == 0
  }

  /// The place after a number without exponent; -1 where there is none.
  static func endOfNumber(_ bytes: Span<UInt8>, _ start: Int) -> Int {
    var place = start
    if bytes[place] == UInt8(ascii: "-") { place += 1 }
    let first = place
    while bytes[place] &- 0x30 <= 9 { place += 1 }
    guard place > first, bytes[first] != 0x30 || place == first + 1 else { return -1 }
    if bytes[place] == UInt8(ascii: ".") {
      let point = place
      place += 1
      while bytes[place] &- 0x30 <= 9 { place += 1 }
      guard place > point + 1 else { return -1 }
    }
    return bytes[place] | 0x20 == UInt8(ascii: "e") ? -1 : place
  }

  /// Marks the highest bit of each byte that is a quote, a backslash, a control character or beyond ASCII; marks above
  /// the lowest one may be wrong.
  @inline(__always)
  private static func special(_ word: UInt64) -> UInt64 {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let tops: UInt64 = 0x8080_8080_8080_8080
    let quotes = word ^ (ones &* UInt64(UInt8(ascii: "\"")))
    let slashes = word ^ (ones &* UInt64(UInt8(ascii: "\\")))
    let found = ((quotes &- ones) & ~quotes) | ((slashes &- ones) & ~slashes) | ((word &- ones &* 0x20) & ~word) | word
    return found & tops
  }

  /// The place after a well-formed character beyond ASCII (RFC 3629, section 4); -1 for anything else.
  private static func endOfCharacter(_ bytes: Span<UInt8>, _ place: Int) -> Int {
    let (first, second) = (bytes[place], bytes[place + 1])
    func isTail(_ offset: Int) -> Bool { bytes[place + offset] & 0xC0 == 0x80 }
    switch first {
    case 0xC2...0xDF: return isTail(1) ? place + 2 : -1
    case 0xE0: return (0xA0...0xBF).contains(second) && isTail(2) ? place + 3 : -1
    case 0xED: return (0x80...0x9F).contains(second) && isTail(2) ? place + 3 : -1
    case 0xE1...0xEF: return isTail(1) && isTail(2) ? place + 3 : -1
    case 0xF0: return (0x90...0xBF).contains(second) && isTail(2) && isTail(3) ? place + 4 : -1
    case 0xF1...0xF3: return isTail(1) && isTail(2) && isTail(3) ? place + 4 : -1
    case 0xF4: return (0x80...0x8F).contains(second) && isTail(2) && isTail(3) ? place + 4 : -1
    default: return -1
    }
  }

  /// Reads a number without exponent, of at most 12 digits before the point and 6 after it, in millionths.
  static func number(_ bytes: Span<UInt8>, _ start: Int) -> (end: Int, millionths: Int64)? {
    var place = start
    let isNegative = bytes[place] == UInt8(ascii: "-")
    if isNegative { place += 1 }
    let firstDigit = place
    var value: Int64 = 0
    while bytes[place] &- 0x30 <= 9, place - firstDigit <= 12 {
      value = value &* 10 &+ Int64(bytes[place] &- 0x30)
      place += 1
    }
    let count = place - firstDigit
    guard count > 0, count <= 12, count == 1 || bytes[firstDigit] != 0x30 else { return nil }
    var left = ScanNumber.decimals
    if bytes[place] == UInt8(ascii: ".") {
      place += 1
      while bytes[place] &- 0x30 <= 9, left > 0 {
        value = value &* 10 &+ Int64(bytes[place] &- 0x30)
        place += 1
        left -= 1
      }
      guard left < ScanNumber.decimals, bytes[place] &- 0x30 > 9 else { return nil }
    }
    guard bytes[place] | 0x20 != UInt8(ascii: "e") else { return nil }
    for _ in 0..<left { value = value &* 10 }
    return (place, isNegative ? -value : value)
  }
}
