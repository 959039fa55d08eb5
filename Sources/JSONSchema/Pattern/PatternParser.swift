// The syntax of ECMA-262 patterns with the `u` flag: strict, no legacy forms. What linear time cannot do (look-around,
// back-references) is refused by name.

struct PatternParser {
  private let scalars: [Unicode.Scalar]
  private(set) var index = 0
  private var depth = 0
  /// What the sets of properties took, in the measure of `RegularExpression.workLimit`.
  var cost = 0
  static let deepestGroup = 100
  static let largestCount = 100_000

  init(_ pattern: String) { scalars = Array(pattern.unicodeScalars) }

  mutating func pattern() throws(RegularExpression.SyntaxError) -> PatternNode {
    let node = try choice()
    if peek() != nil { throw failure(.unexpectedCharacter) }
    return node
  }

  private mutating func choice() throws(RegularExpression.SyntaxError) -> PatternNode {
    var alternatives = [try sequence()]
    while take("|") { alternatives.append(try sequence()) }
    return alternatives.count == 1 ? alternatives[0] : .choice(alternatives)
  }

  private mutating func sequence() throws(RegularExpression.SyntaxError) -> PatternNode {
    var terms: [PatternNode] = []
    while let next = peek(), next != "|", next != ")" { terms.append(try term()) }
    return terms.count == 1 ? terms[0] : terms.isEmpty ? .empty : .sequence(terms)
  }

  private mutating func term() throws(RegularExpression.SyntaxError) -> PatternNode {
    if take("^") { return .assertion(.start) }
    if take("$") { return .assertion(.end) }
    if take("\\b") { return .assertion(.wordBoundary) }
    if take("\\B") { return .assertion(.noWordBoundary) }
    return try quantified(try atom())
  }

  private mutating func atom() throws(RegularExpression.SyntaxError) -> PatternNode {
    if take(".") { return .scalars(ScalarSet.lineEnds.inverted) }
    if take("(") { return try group() }
    if take("[") { return .scalars(try characterClass()) }
    if peek() == "\\" { return .scalars(try escape(inClass: false)) }
    guard let scalar = peek(), !"^$\\.*+?()[]{}|".unicodeScalars.contains(scalar) else {
      throw failure(.unexpectedCharacter)
    }
    index += 1
    return .scalars(ScalarSet(scalar.value))
  }

  private mutating func group() throws(RegularExpression.SyntaxError) -> PatternNode {
    for opening in ["?=", "?!", "?<=", "?<!"] where take(opening) { throw failure(.lookAround) }
    if take("?<") {
      while let scalar = peek(), scalar != ">" {
        guard scalar.properties.isIDContinue || scalar == "$" else { throw failure(.unexpectedCharacter) }
        index += 1
      }
      guard take(">") else { throw failure(.unclosedGroup) }
    } else if peek() == "?", !take("?:") {
      throw failure(.unexpectedCharacter)
    }
    guard depth < Self.deepestGroup else { throw failure(.tooLarge) }
    depth += 1
    let node = try choice()
    depth -= 1
    guard take(")") else { throw failure(.unclosedGroup) }
    return node
  }

  private mutating func quantified(_ node: PatternNode) throws(RegularExpression.SyntaxError) -> PatternNode {
    var bounds: (minimum: Int, maximum: Int?)
    if take("*") {
      bounds = (0, nil)
    } else if take("+") {
      bounds = (1, nil)
    } else if take("?") {
      bounds = (0, 1)
    } else if take("{") {
      bounds = try counts()
    } else {
      return node
    }
    // A lazy quantifier matches the same texts.
    _ = take("?")
    return .repetition(node, minimum: bounds.minimum, maximum: bounds.maximum)
  }

  private mutating func counts() throws(RegularExpression.SyntaxError) -> (minimum: Int, maximum: Int?) {
    guard let minimum = try count() else { throw failure(.invalidQuantifier) }
    var maximum: Int? = minimum
    if take(",") { maximum = try count() }
    guard take("}") else { throw failure(.invalidQuantifier) }
    if let maximum, maximum < minimum { throw failure(.invalidQuantifier) }
    return (minimum, maximum)
  }

  private mutating func count() throws(RegularExpression.SyntaxError) -> Int? {
    var value: Int?
    while let digit = peek(), ("0"..."9").contains(digit) {
      value = min((value ?? 0) * 10 + Int(digit.value - 0x30), Self.largestCount)
      index += 1
    }
    return value
  }

  func peek(_ distance: Int = 0) -> Unicode.Scalar? {
    index + distance < scalars.count ? scalars[index + distance] : nil
  }

  mutating func next() -> Unicode.Scalar? {
    guard let scalar = peek() else { return nil }
    index += 1
    return scalar
  }

  mutating func take(_ text: String) -> Bool {
    for (distance, scalar) in text.unicodeScalars.enumerated() where peek(distance) != scalar { return false }
    index += text.unicodeScalars.count
    return true
  }

  func failure(_ reason: RegularExpression.SyntaxError.Reason) -> RegularExpression.SyntaxError {
    RegularExpression.SyntaxError(reason: reason, offset: index)
  }
}
