// Numbers and strings. A string is copied in runs between escapes; each run is checked to be well-formed UTF-8, which
// rules out overlong forms, surrogates and code points beyond U+10FFFF.

extension JSONParser {
  mutating func number(_ bytes: Span<UInt8>) throws(JSONError) -> JSONNumber {
    let start = index
    if index < bytes.count, bytes[index] == UInt8(ascii: "-") { index += 1 }
    let firstDigit = index
    try digits(bytes)
    if bytes[firstDigit] == UInt8(ascii: "0"), index > firstDigit + 1 {
      throw failure(.leadingZero, at: firstDigit, bytes)
    }
    if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
      index += 1
      try digits(bytes)
    }
    if index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "e") {
      index += 1
      if index < bytes.count, bytes[index] == UInt8(ascii: "+") || bytes[index] == UInt8(ascii: "-") { index += 1 }
      try digits(bytes)
    }
    return JSONNumber(checked: try text(bytes, start, index))
  }

  private mutating func digits(_ bytes: Span<UInt8>) throws(JSONError) {
    let start = index
    while index < bytes.count, bytes[index] &- UInt8(ascii: "0") <= 9 { index += 1 }
    if index == start { throw unexpected(.digit, bytes) }
  }

  /// Parses the string whose opening quote is at `index`.
  mutating func string(_ bytes: Span<UInt8>) throws(JSONError) -> String {
    index += 1
    let start = index
    try run(bytes)
    if bytes[index] == UInt8(ascii: "\"") {
      index += 1
      return try text(bytes, start, index - 1)
    }
    return try stringWithEscapes(bytes, from: start)
  }

  /// Moves to the next quote or backslash.
  private mutating func run(_ bytes: Span<UInt8>) throws(JSONError) {
    while index < bytes.count {
      let byte = bytes[index]
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return }
      if byte < 0x20 { throw failure(.controlCharacter(byte), at: index, bytes) }
      index += 1
    }
    throw failure(.unexpectedEnd(expected: .closingQuote), at: index, bytes)
  }

  private mutating func stringWithEscapes(_ bytes: Span<UInt8>, from start: Int) throws(JSONError) -> String {
    var result = try text(bytes, start, index)
    while bytes[index] == UInt8(ascii: "\\") {
      result.unicodeScalars.append(try escape(bytes))
      let runStart = index
      try run(bytes)
      result += try text(bytes, runStart, index)
    }
    index += 1
    return result
  }

  private mutating func escape(_ bytes: Span<UInt8>) throws(JSONError) -> Unicode.Scalar {
    let start = index
    index += 1
    guard index < bytes.count else { throw unexpected(.escape, bytes) }
    let byte = bytes[index]
    index += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{c}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return try scalar(bytes, start)
    default: throw failure(.invalidEscape(byte), at: start, bytes)
    }
  }

  /// Reads the digits after `\u`, and the second half of a surrogate pair.
  private mutating func scalar(_ bytes: Span<UInt8>, _ start: Int) throws(JSONError) -> Unicode.Scalar {
    let unit = try hexadecimal(bytes)
    if let scalar = Unicode.Scalar(unit) { return scalar }
    guard unit < 0xdc00, index + 1 < bytes.count, bytes[index] == UInt8(ascii: "\\"),
      bytes[index + 1] == UInt8(ascii: "u")
    else { throw failure(.loneSurrogate, at: start, bytes) }
    index += 2
    let second = try hexadecimal(bytes)
    guard (0xdc00...0xdfff).contains(second),
      let scalar = Unicode.Scalar(0x10000 + (unit - 0xd800) << 10 + (second - 0xdc00))
    else { throw failure(.loneSurrogate, at: start, bytes) }
    return scalar
  }

  private mutating func hexadecimal(_ bytes: Span<UInt8>) throws(JSONError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard index < bytes.count, let digit = bytes[index].hexadecimalValue else {
        throw unexpected(.hexadecimalDigit, bytes)
      }
      value = value << 4 | UInt32(digit)
      index += 1
    }
    return value
  }

  /// The bytes from `start` up to `end` as a string.
  private func text(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) throws(JSONError) -> String {
    do throws(UTF8.ValidationError) {
      return String(copying: try UTF8Span(validating: bytes.extracting(start..<end)))
    } catch {
      throw failure(.invalidUTF8, at: start + error.byteOffsets.lowerBound, bytes)
    }
  }
}

extension UInt8 {
  /// The value of an ASCII hexadecimal digit.
  var hexadecimalValue: UInt8? {
    switch self {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
