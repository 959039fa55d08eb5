internal import JSONSchema

extension Expression {
  /// Reads a condition on records of a type: fields by name or label, values typed by the schema.
  public init(parsing text: String, for type: RecordType, currency: Currency?) throws(ExpressionError) {
    var parser = ExpressionParser(text: text, type: type, currency: currency)
    self = try parser.whole()
  }
}

/// Recursive descent over the words of a condition; depth is bounded by the length of the text.
private struct ExpressionParser {
  private enum Word: Equatable {
    case name(String)
    case quoted(String)
    case symbol(String)
  }

  private let text: String
  private let letters: [Character]
  private let type: RecordType
  private let currency: Currency?
  private var position = 0
  private var depth = 0

  init(text: String, type: RecordType, currency: Currency?) {
    self.text = text
    letters = Array(text)
    self.type = type
    self.currency = currency
  }

  mutating func whole() throws(ExpressionError) -> Expression {
    let expression = try disjunction()
    guard try peek() == nil else { throw failure(.expected("and, or")) }
    return expression
  }

  private mutating func disjunction() throws(ExpressionError) -> Expression {
    depth += 1
    defer { depth -= 1 }
    guard depth < 64 else { throw failure(.expected(")")) }
    var left = try conjunction()
    while try take(name: "or") { left = .or(left, try conjunction()) }
    return left
  }

  private mutating func conjunction() throws(ExpressionError) -> Expression {
    var left = try negation()
    while try take(name: "and") { left = .and(left, try negation()) }
    return left
  }

  private mutating func negation() throws(ExpressionError) -> Expression {
    if try take(name: "not") { return .not(try primary()) }
    return try primary()
  }

  private mutating func primary() throws(ExpressionError) -> Expression {
    if try take(symbol: "(") {
      let inner = try disjunction()
      guard try take(symbol: ")") else { throw failure(.expected(")")) }
      return inner
    }
    if try take(name: "has") { return .present(field: try field().pattern) }
    if try take(name: "missing") { return .not(.present(field: try field().pattern)) }
    let (pattern, pointer) = try field()
    if try take(name: "in") {
      guard try take(symbol: "(") else { throw failure(.expected("(")) }
      var operands = [try operand(of: pointer, exact: true)]
      while try take(symbol: ",") { operands.append(try operand(of: pointer, exact: true)) }
      guard try take(symbol: ")") else { throw failure(.expected(")")) }
      return .compare(field: pattern, .equal, operands: operands)
    }
    let comparison = try comparison()
    let exact = comparison == .equal || comparison == .notEqual
    return .compare(field: pattern, comparison, operands: [try operand(of: pointer, exact: exact)])
  }

  private mutating func comparison() throws(ExpressionError) -> Expression.Comparison {
    let start = position
    switch try next() {
    case .symbol("~"): return .contains
    case .symbol("=="): return .equal
    case .symbol(let symbol):
      if let comparison = Expression.Comparison(rawValue: symbol) { return comparison }
    case .name("contains"): return .contains
    default: break
    }
    position = start
    throw failure(.expected("= != < <= > >= contains in"))
  }

  private mutating func field() throws(ExpressionError) -> (pattern: JSONPointerPattern, pointer: JSONPointer) {
    skipSpaces()
    let start = position
    guard case .name(let word)? = try next() else {
      position = start
      throw failure(.expected("FIELD"))
    }
    var tokens: [String] = []
    for part in word.split(separator: ".", omittingEmptySubsequences: false) {
      let isList = part.hasSuffix("[]")
      let name = String(isList ? part.dropLast(2) : part)
      let siblings = type.fields(at: JSONPointer(tokens))
      guard let field = RecordType.field(called: name, among: siblings) else {
        position = start
        let near = Suggestion.nearest(to: name, amongGroups: siblings.map(\.names))
        throw failure(.unknownField(name, near: near))
      }
      tokens.append(field.name)
      if isList || field.kinds == ["array"] { tokens.append("*") }
    }
    return (JSONPointerPattern(JSONPointer(tokens)), JSONPointer(tokens))
  }

  private mutating func operand(of pointer: JSONPointer, exact: Bool) throws(ExpressionError) -> JSON {
    skipSpaces()
    let start = position
    switch try next() {
    case .quoted(let value): return .string(value)
    case .name(let value):
      guard exact, let field = type.field(at: pointer), !field.codes.isEmpty, field.code(for: value) == nil else {
        return type.typed(value, at: pointer, currency: currency)
      }
      position = start
      let codes = field.codes.map { [$0.code] + ($0.label?.all ?? []) }
      throw failure(.unknownCode(value, near: Suggestion.nearest(to: value, amongGroups: codes)))
    default:
      position = start
      throw failure(.expected("VALUE"))
    }
  }

  // MARK: words

  private mutating func take(name: String) throws(ExpressionError) -> Bool { try take(.name(name)) }

  private mutating func take(symbol: String) throws(ExpressionError) -> Bool { try take(.symbol(symbol)) }

  private mutating func take(_ word: Word) throws(ExpressionError) -> Bool {
    let start = position
    if try next() == word { return true }
    position = start
    return false
  }

  private mutating func peek() throws(ExpressionError) -> Word? {
    let start = position
    defer { position = start }
    return try next()
  }

  private mutating func skipSpaces() {
    while position < letters.count, letters[position].isWhitespace { position += 1 }
  }

  private mutating func next() throws(ExpressionError) -> Word? {
    skipSpaces()
    guard position < letters.count else { return nil }
    let first = letters[position]
    if first == "\"" || first == "'" { return .quoted(try quoted(first)) }
    if "(),".contains(first) {
      position += 1
      return .symbol(String(first))
    }
    let symbols: Set<Character> = ["=", "!", "<", ">", "~"]
    let start = position
    if symbols.contains(first) {
      while position < letters.count, symbols.contains(letters[position]) { position += 1 }
      return .symbol(String(letters[start..<position]))
    }
    while position < letters.count, !letters[position].isWhitespace, !"(),\"'=!<>~".contains(letters[position]) {
      position += 1
    }
    return .name(String(letters[start..<position]))
  }

  private mutating func quoted(_ mark: Character) throws(ExpressionError) -> String {
    let start = position
    position += 1
    var value = ""
    while position < letters.count, letters[position] != mark {
      value.append(letters[position])
      position += 1
    }
    guard position < letters.count else {
      position = start
      throw failure(.unterminatedText)
    }
    position += 1
    return value
  }

  private func failure(_ reason: ExpressionError.Reason) -> ExpressionError {
    ExpressionError(text: text, column: position, reason: reason)
  }
}
