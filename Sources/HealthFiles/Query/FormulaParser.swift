internal import JSONSchema

extension Formula {
  /// Reads a formula over the columns of a table; `$NAME` is a parameter.
  init(parsing text: String, over headings: [Heading], parameters: [String: Term]) throws(ExpressionError) {
    var parser = FormulaParser(text, Table(headings: headings, rows: []), parameters)
    self = try parser.whole()
  }

  /// Returns the value of a formula without columns: of a parameter, a day of a period.
  static func value(_ text: String, parameters: [String: Term]) throws(ExpressionError) -> Term {
    let formula = try Formula(parsing: text, over: [], parameters: parameters)
    return formula.values(over: Table(headings: [], rows: [[]]))[0]
  }
}

/// Reads sums of products: an operator stands alone between spaces, as in conditions.
private struct FormulaParser {
  private var words: WordReader
  private let table: Table
  private let parameters: [String: Term]
  private var depth = 0

  init(_ text: String, _ table: Table, _ parameters: [String: Term]) {
    words = WordReader(text)
    self.table = table
    self.parameters = parameters
  }

  mutating func whole() throws(ExpressionError) -> Formula {
    let formula = try chain(0)
    guard try words.peek() == nil else { throw words.failure(.expected("+ - * /")) }
    return formula
  }

  /// Operators of one rank from left to right.
  private mutating func chain(_ rank: Int) throws(ExpressionError) -> Formula {
    depth += 1
    defer { depth -= 1 }
    guard depth < 128 else { throw words.failure(.expected(")")) }
    var left = rank == 1 ? try primary() : try chain(rank + 1)
    while case .name(let word)? = try words.peek(), let act = Formula.Operator(rawValue: word), act.rank == rank {
      _ = try words.next()
      left = .act(act, left, rank == 1 ? try primary() : try chain(rank + 1))
    }
    return left
  }

  private mutating func primary() throws(ExpressionError) -> Formula {
    words.skipSpaces()
    let start = words.position
    switch try words.next() {
    case .symbol("("):
      let inner = try chain(0)
      guard try words.take(symbol: ")") else { throw words.failure(.expected(")")) }
      return inner
    case .name(let word):
      if try words.take(symbol: "(") { return try call(word, start) }
      if word.hasPrefix("$") {
        if let term = parameters[String(word.dropFirst())] { return .constant(term) }
        let names = parameters.keys.sorted().map { ["$" + $0] }
        throw unknown(word, names, start)
      }
      if let number = number(word) { return .constant(.number(number)) }
      if let place = table.column(called: word) { return .column(place) }
      throw unknown(word, table.headings.map { [$0.name] + $0.label.all }, start)
    default:
      words.position = start
      throw words.failure(.expected("FIELD"))
    }
  }

  private mutating func call(_ name: String, _ start: Int) throws(ExpressionError) -> Formula {
    guard let function = Formula.Function(rawValue: name) else {
      throw unknown(name, Formula.Function.allCases.map { [$0.rawValue] }, start)
    }
    var parts = [try chain(0)]
    while try words.take(symbol: ",") { parts.append(try chain(0)) }
    guard parts.count >= function.count.lowerBound else { throw words.failure(.expected(",")) }
    guard parts.count <= function.count.upperBound, try words.take(symbol: ")") else {
      throw words.failure(.expected(")"))
    }
    return .call(function, parts)
  }

  private func number(_ word: String) -> Ratio? {
    guard let number = JSONNumber(lexeme: word) else { return nil }
    for decimals in 0...9 {
      if let scaled = number.scaled(byPowerOfTen: decimals) { return Ratio(scaled, decimals: decimals) }
    }
    return nil
  }

  private mutating func unknown(_ name: String, _ groups: [[String]], _ start: Int) -> ExpressionError {
    words.position = start
    return words.failure(.unknownField(name, near: Suggestion.nearest(to: name, amongGroups: groups)))
  }
}
