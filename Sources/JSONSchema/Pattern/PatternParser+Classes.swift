// Character classes and escapes.

extension PatternParser {
  /// Parses a class after its opening bracket.
  mutating func characterClass() throws(RegularExpression.SyntaxError) -> ScalarSet {
    let isInverted = take("^")
    var ranges: [ClosedRange<UInt32>] = []
    while !take("]") {
      let first = try classAtom()
      guard peek() == "-", let after = peek(1), after != "]" else {
        ranges += first.ranges
        continue
      }
      index(after: "-")
      let second = try classAtom()
      guard let low = first.single, let high = second.single, low <= high else { throw failure(.invalidRange) }
      ranges.append(low...high)
    }
    let set = ScalarSet(ranges)
    return isInverted ? set.inverted : set
  }

  private mutating func index(after mark: String) { _ = take(mark) }

  private mutating func classAtom() throws(RegularExpression.SyntaxError) -> ScalarSet {
    if peek() == "\\" { return try escape(inClass: true) }
    guard let scalar = next() else { throw failure(.unclosedClass) }
    return ScalarSet(scalar.value)
  }

  /// Parses an escape at its backslash.
  mutating func escape(inClass: Bool) throws(RegularExpression.SyntaxError) -> ScalarSet {
    index(after: "\\")
    guard let letter = next() else { throw failure(.invalidEscape) }
    switch letter {
    case "d": return .digits
    case "D": return ScalarSet.digits.inverted
    case "w": return .word
    case "W": return ScalarSet.word.inverted
    case "s": return .space
    case "S": return ScalarSet.space.inverted
    case "p": return try property()
    case "P": return try property().inverted
    case "k" where !inClass, "1"..."9" where !inClass: throw failure(.backReference)
    default: return ScalarSet(try scalarEscape(letter, inClass: inClass))
    }
  }

  private mutating func scalarEscape(
    _ letter: Unicode.Scalar, inClass: Bool
  ) throws(RegularExpression.SyntaxError) -> UInt32 {
    switch letter {
    case "t": return 0x09
    case "n": return 0x0a
    case "v": return 0x0b
    case "f": return 0x0c
    case "r": return 0x0d
    case "b" where inClass: return 0x08
    case "-" where inClass: return 0x2d
    case "0":
      if let digit = peek(), ("0"..."9").contains(digit) { throw failure(.invalidEscape) }
      return 0
    case "c":
      guard let control = next(), control.isASCII, control.properties.isAlphabetic else {
        throw failure(.invalidEscape)
      }
      return control.value % 32
    case "x": return try hexadecimal(digits: 2)
    case "u": return try unicodeEscape()
    default:
      guard "^$\\.*+?()[]{}|/".unicodeScalars.contains(letter) else { throw failure(.invalidEscape) }
      return letter.value
    }
  }

  private mutating func unicodeEscape() throws(RegularExpression.SyntaxError) -> UInt32 {
    if take("{") {
      var value: UInt32 = 0
      var count = 0
      while let digit = peek()?.hexadecimalValue {
        value = value << 4 | digit
        guard value <= ScalarSet.last else { throw failure(.invalidEscape) }
        count += 1
        _ = next()
      }
      guard count > 0, take("}") else { throw failure(.invalidEscape) }
      return value
    }
    let first = try hexadecimal(digits: 4)
    guard (0xd800...0xdbff).contains(first), peek() == "\\", peek(1) == "u", peek(2) != "{" else { return first }
    let start = self
    _ = take("\\u")
    let second = try hexadecimal(digits: 4)
    if (0xdc00...0xdfff).contains(second) { return 0x10000 + (first - 0xd800) << 10 + (second - 0xdc00) }
    self = start
    return first
  }

  private mutating func hexadecimal(digits: Int) throws(RegularExpression.SyntaxError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<digits {
      guard let digit = next()?.hexadecimalValue else { throw failure(.invalidEscape) }
      value = value << 4 | digit
    }
    return value
  }

  /// Parses `{Name}` or `{Name=Value}`.
  private mutating func property() throws(RegularExpression.SyntaxError) -> ScalarSet {
    guard take("{") else { throw failure(.invalidEscape) }
    var text = ""
    while let scalar = next(), scalar != "}" { text.unicodeScalars.append(scalar) }
    guard let set = ScalarSet(property: text) else { throw failure(.unknownProperty(text)) }
    cost += 4 * set.ranges.count
    return set
  }
}

extension Unicode.Scalar {
  fileprivate var hexadecimalValue: UInt32? {
    isASCII ? UInt8(value).hexadecimalValue.map { UInt32($0) } : nil
  }
}

extension ScalarSet {
  /// The only code point of the set, if it has but one.
  fileprivate var single: UInt32? {
    guard ranges.count == 1, ranges[0].count == 1 else { return nil }
    return ranges[0].lowerBound
  }
}
