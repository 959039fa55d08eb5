/// Cuts the text of a condition, a measure or a formula into words; every error carries its column.
struct WordReader {
  enum Word: Equatable {
    case name(String)
    case quoted(String)
    case symbol(String)
  }

  let text: String
  /// Where the next word begins, in characters from 0.
  var position = 0
  private let letters: [Character]

  init(_ text: String) {
    self.text = text
    letters = Array(text)
  }

  mutating func take(name: String) throws(ExpressionError) -> Bool { try take(.name(name)) }

  mutating func take(symbol: String) throws(ExpressionError) -> Bool { try take(.symbol(symbol)) }

  private mutating func take(_ word: Word) throws(ExpressionError) -> Bool {
    let start = position
    if try next() == word { return true }
    position = start
    return false
  }

  mutating func peek() throws(ExpressionError) -> Word? {
    let start = position
    defer { position = start }
    return try next()
  }

  mutating func skipSpaces() {
    while position < letters.count, letters[position].isWhitespace { position += 1 }
  }

  mutating func next() throws(ExpressionError) -> Word? {
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

  func failure(_ reason: ExpressionError.Reason) -> ExpressionError {
    ExpressionError(text: text, column: position, reason: reason)
  }
}
