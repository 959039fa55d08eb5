extension SchemaScanner {
  /// Whether a string whose bytes are plain keeps to its rules.
  func accepts(_ rules: ScanString, _ bytes: Span<UInt8>, _ range: Range<Int>, _ isASCII: Bool) -> Bool {
    if rules.textCount >= 0 { return isListed(rules, bytes, range) }
    var length = range.count
    if !isASCII { for place in range where bytes[place] & 0xC0 == 0x80 { length -= 1 } }
    guard length >= rules.minimumLength, length <= rules.maximumLength else { return false }
    if rules.pattern >= 0 {
      guard isASCII, matches(rules.pattern, bytes, range) else { return false }
    }
    guard rules.format >= 0 else { return true }
    return plan.formats[rules.format](bytes.extracting(range))
  }

  func isListed(_ rules: ScanString, _ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    for number in rules.firstText..<rules.firstText + rules.textCount {
      let text = plan.texts[number]
      guard text.count == range.count else { continue }
      var offset = 0
      while offset < text.count, bytes[range.lowerBound + offset] == plan.bytes[text.start + offset] { offset += 1 }
      if offset == text.count { return true }
    }
    return false
  }

  /// Whether a pattern is found in a text of ASCII.
  private func matches(_ pattern: Int, _ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    var row = 0
    for place in range {
      let next = plan.patterns[pattern + row + Int(bytes[place])]
      if next < 0 { return next == PatternAutomaton.accepted }
      row = Int(next)
    }
    return plan.patterns[pattern + row + 128] == PatternAutomaton.accepted
  }

  /// The tests of a member that its value passes, one bit each.
  func tests(_ bytes: Span<UInt8>, _ start: Int, _ end: Int, _ member: ScanMember) -> UInt64 {
    var passed: UInt64 = 0
    for number in member.firstTest..<member.firstTest + member.testCount {
      let test = plan.tests[number]
      if passes(test, bytes, start..<end) { passed |= test.bit }
    }
    return passed
  }

  /// Whether a value passes a test: exactly, for rules also ask what fails.
  private func passes(_ test: ScanTest, _ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    let first = bytes[range.lowerBound]
    switch test {
    case .listed(let string, _):
      return first == UInt8(ascii: "\"")
        && isListed(plan.strings[string], bytes, range.lowerBound + 1..<range.upperBound - 1)
    case .truth(let truth, _): return first == (truth ? UInt8(ascii: "t") : UInt8(ascii: "f"))
    case .bounded(let number, _):
      guard first == UInt8(ascii: "-") || first.isASCIIDigit, let found = Self.number(bytes, range.lowerBound) else {
        return true
      }
      let rules = plan.numbers[number]
      return found.millionths >= rules.minimum && found.millionths <= rules.maximum
        && found.millionths % rules.divisor == 0
    }
  }

  /// Works out an object's rules: a stack of truths, the top in the lowest bit.
  func holds(_ rules: ScanObject, seen: UInt64, passed: UInt64) -> Bool {
    var stack: UInt64 = 0
    for number in rules.firstRule..<rules.firstRule + rules.ruleCount {
      let truth: Bool
      var taken = 0
      switch plan.rules[number] {
      case .present(let members): truth = seen & members == members
      case .passed(let tests): truth = passed & tests == tests
      case .constant(let value): truth = value
      case .all(let count):
        taken = count
        truth = stack.top(count).nonzeroBitCount == count
      case .any(let count):
        taken = count
        truth = stack.top(count) != 0
      case .one(let count):
        taken = count
        truth = stack.top(count).nonzeroBitCount == 1
      case .not:
        taken = 1
        truth = stack & 1 == 0
      }
      stack = (stack >> UInt64(taken)) << 1 | (truth ? 1 : 0)
    }
    return stack & 1 == 1
  }
}

extension UInt64 {
  fileprivate func top(_ count: Int) -> UInt64 { count >= 64 ? self : self & (1 << UInt64(count) - 1) }
}
