internal import JSONSchema

extension Expression {
  /// Reads a condition on records of a type: fields by name or label, values typed by the schema.
  public init(
    parsing text: String, for type: RecordType, in catalogue: Catalogue, currency: Currency?
  ) throws(ExpressionError) {
    try self.init(parsing: text, in: FieldScope(root: .type(type), catalogue: catalogue, currency: currency))
  }

  init(parsing text: String, in scope: FieldScope) throws(ExpressionError) {
    var parser = ExpressionParser(text, scope)
    self = try parser.wholeCondition()
  }
}

extension Measure {
  init(parsing text: String, in scope: FieldScope) throws(ExpressionError) {
    var parser = ExpressionParser(text, scope)
    self = try parser.wholeMeasure()
  }
}

extension QueryField {
  init(parsing text: String, in scope: FieldScope) throws(ExpressionError) {
    var parser = ExpressionParser(text, scope)
    self = try parser.wholeField()
  }
}

/// Recursive descent over the words of a condition; depth is bounded by the length of the text.
private struct ExpressionParser {
  private var words: WordReader
  private let scope: FieldScope
  private var depth = 0

  init(_ text: String, _ scope: FieldScope) {
    words = WordReader(text)
    self.scope = scope
  }

  mutating func wholeCondition() throws(ExpressionError) -> Expression {
    let expression = try disjunction()
    try end("and, or")
    return expression
  }

  mutating func wholeMeasure() throws(ExpressionError) -> Measure {
    let measure = try measure()
    try end("* -")
    return measure
  }

  mutating func wholeField() throws(ExpressionError) -> QueryField {
    let field = try field()
    try end(",")
    return field
  }

  private mutating func end(_ expected: String) throws(ExpressionError) {
    guard try words.peek() == nil else { throw words.failure(.expected(expected)) }
  }

  private mutating func disjunction() throws(ExpressionError) -> Expression {
    depth += 1
    defer { depth -= 1 }
    guard depth < 64 else { throw words.failure(.expected(")")) }
    var left = try conjunction()
    while try words.take(name: "or") { left = .or(left, try conjunction()) }
    return left
  }

  private mutating func conjunction() throws(ExpressionError) -> Expression {
    var left = try negation()
    while try words.take(name: "and") { left = .and(left, try negation()) }
    return left
  }

  private mutating func negation() throws(ExpressionError) -> Expression {
    if try words.take(name: "not") { return .not(try primary()) }
    return try primary()
  }

  private mutating func primary() throws(ExpressionError) -> Expression {
    if try words.take(symbol: "(") {
      let inner = try disjunction()
      guard try words.take(symbol: ")") else { throw words.failure(.expected(")")) }
      return inner
    }
    if try words.take(name: "has") { return .present(try field()) }
    if try words.take(name: "missing") { return .not(.present(try field())) }
    let measure = try measure()
    if try words.take(name: "in") {
      guard try words.take(symbol: "(") else { throw words.failure(.expected("(")) }
      var operands = [try operand(of: measure, .equal)]
      while try words.take(symbol: ",") { operands.append(try operand(of: measure, .equal)) }
      guard try words.take(symbol: ")") else { throw words.failure(.expected(")")) }
      return .compare(measure, .equal, operands: operands)
    }
    let comparison = try comparison(of: measure)
    return .compare(measure, comparison, operands: [try operand(of: measure, comparison)])
  }

  private mutating func comparison(of measure: Measure) throws(ExpressionError) -> Expression.Comparison {
    words.skipSpaces()
    let start = words.position
    let found: Expression.Comparison? =
      switch try words.next() {
      case .symbol("~"), .name("contains"): .contains
      case .symbol("=="): .equal
      case .symbol(let symbol): Expression.Comparison(rawValue: symbol)
      default: nil
      }
    if let found, found != .contains || measure.kind == .text { return found }
    words.position = start
    let contains = measure.kind == .text ? " contains" : ""
    throw words.failure(.expected("= != < <= > >=\(contains) in"))
  }

  /// A field, or fields with `*` or `-` standing alone between them.
  private mutating func measure() throws(ExpressionError) -> Measure {
    var left = Measure.field(try singleField())
    while let word = try words.peek(), word == .name("*") || word == .name("-") {
      let start = words.position
      _ = try words.next()
      let right = Measure.field(try singleField())
      guard left.fields.count < Self.mostFields, Self.fit(left.kind, right.kind, isProduct: word == .name("*")) else {
        words.position = start
        words.skipSpaces()
        throw words.failure(.noValues(right.fields.first?.name ?? ""))
      }
      let lists = (left.fields + right.fields).compactMap(\.path.list)
      if let list = lists.first, let other = right.fields.first, other.path.list ?? list != list {
        words.position = start
        throw words.failure(.otherList(other.name, rows: list.joined(separator: ".")))
      }
      left = word == .name("*") ? .product(left, right) : .difference(left, right)
    }
    return left
  }

  /// Decimals that a product may have.
  private static let mostDecimals = 18
  /// Fields that a measure may have.
  private static let mostFields = 8

  private static func fit(_ left: ColumnKind, _ right: ColumnKind, isProduct: Bool) -> Bool {
    switch (left, right) {
    case (.number(let one), .number(let other)): !isProduct || one + other <= mostDecimals
    case (.day, .day), (.instant, .instant): !isProduct
    default: false
    }
  }

  private mutating func field() throws(ExpressionError) -> QueryField {
    words.skipSpaces()
    let start = words.position
    guard case .name(let word)? = try words.next() else {
      words.position = start
      throw words.failure(.expected("FIELD"))
    }
    do throws(FieldError) {
      return try scope.field(word)
    } catch {
      words.position = start
      throw words.failure(error.reason)
    }
  }

  /// A field that has a value of its own.
  private mutating func singleField() throws(ExpressionError) -> QueryField {
    words.skipSpaces()
    let start = words.position
    let field = try field()
    guard field.parts.isEmpty else {
      words.position = start
      throw words.failure(.noValues(field.name))
    }
    return field
  }

  // MARK: operands

  private mutating func operand(
    of measure: Measure, _ comparison: Expression.Comparison
  ) throws(ExpressionError) -> Expression.Operand {
    words.skipSpaces()
    let start = words.position
    let heading: Heading? = if case .field(let field) = measure { field.heading } else { nil }
    do throws(FieldError) {
      switch try next() {
      case .name(let word) where word.hasPrefix("$"):
        guard let term = scope.parameters[String(word.dropFirst())] else {
          let near = Suggestion.nearest(to: word, among: scope.parameters.keys.sorted().map { "$" + $0 })
          throw FieldError(.unknownField(word, near: near))
        }
        return term.operand
      case .name(let word):
        return try Self.operand(word, kind: measure.kind, heading, isCode: comparison != .contains)
      case .quoted(let text): return try Self.operand(text, kind: measure.kind, heading, isCode: false)
      default: throw FieldError(.expected("VALUE"))
      }
    } catch {
      words.position = start
      throw words.failure(error.reason)
    }
  }

  private mutating func next() throws(FieldError) -> WordReader.Word? {
    do throws(ExpressionError) { return try words.next() } catch { throw FieldError(error.reason) }
  }

  /// Types a word by the values it is compared with.
  private static func operand(
    _ word: String, kind: ColumnKind, _ heading: Heading?, isCode: Bool
  ) throws(FieldError) -> Expression.Operand {
    if let part = heading?.part {
      guard let value = part.value(reading: word) else { throw FieldError(.expected(part.rawValue.uppercased())) }
      return .number(value, decimals: 0)
    }
    switch kind {
    case .text:
      guard isCode, let codes = heading?.codes, !codes.isEmpty, codes[word] == nil else { return .text(word) }
      let lowered = word.lowercased()
      if let code = codes.first(where: { $0.value.all.contains { $0.lowercased() == lowered } })?.key {
        return .text(code)
      }
      let groups = codes.keys.sorted().map { [$0] + (codes[$0]?.all ?? []) }
      throw FieldError(.unknownCode(word, near: Suggestion.nearest(to: word, amongGroups: groups)))
    case .number:
      guard let number = number(word) else { throw FieldError(.expected("NUMBER")) }
      return number
    case .boolean:
      guard let truth = RecordType.truth[word.lowercased()] else { throw FieldError(.expected("true, false")) }
      return .boolean(truth)
    case .day:
      guard let day = BusinessDay(word) else { throw FieldError(.expected("YYYY-MM-DD")) }
      return .number(Int64(day.daysSinceEpoch), decimals: 0)
    case .instant:
      guard let instant = Instant(word) else { throw FieldError(.expected("YYYY-MM-DDTHH:MM:SS+HH:MM")) }
      return .number(instant.seconds, decimals: 0)
    }
  }

  /// An exact decimal of at most 18 digits, in any way JSON allows.
  private static func number(_ word: String) -> Expression.Operand? {
    guard let number = JSONNumber(lexeme: word) else { return nil }
    for decimals in 0...9 {
      if let scaled = number.scaled(byPowerOfTen: decimals) { return .number(scaled, decimals: decimals) }
    }
    return nil
  }
}
