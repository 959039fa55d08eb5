public import JSONSchema

extension Heading {
  /// Returns a value of the column as people read it.
  public func text(_ value: Datum, _ language: Language) -> String {
    switch value {
    case .none: return "-"
    case .number(let number):
      if let part { return part.text(number, language) }
      return Self.number(number, decimals, isWhole: keepsDecimals)
    case .day(let day):
      return (part ?? .day).text(Int64(day), language)
    case .instant(let seconds, let minutes):
      // To the minute, as a clock on the wall shows it.
      let text = Instant(seconds: seconds, offsetMinutes: Int(minutes)).description
      return text.prefix(10) + " " + text.dropFirst(11).prefix(5)
    case .text(let text): return codes[text]?[language] ?? text
    case .boolean(let truth): return truth ? language.pick("yes", "是", "是") : language.pick("no", "否", "否")
    }
  }

  /// Returns a value of the column as data: what a record would hold, a part of a date by its code.
  public func json(_ value: Datum) -> JSON {
    switch value {
    case .none: return .null
    case .number(let number):
      if let part { return part == .hour ? .number(JSONNumber(number)) : .string(part.code(number)) }
      let text = Self.number(number, decimals, isWhole: isAmount)
      return isAmount ? .string(text) : JSONNumber(lexeme: text).map { .number($0) } ?? .string(text)
    case .day(let day): return .string((part ?? .day).code(Int64(day)))
    case .instant(let seconds, let minutes):
      return .string(Instant(seconds: seconds, offsetMinutes: Int(minutes)).description)
    case .text(let text): return .string(text)
    case .boolean(let truth): return .bool(truth)
    }
  }

  /// A number with all its decimals, or with those that say something.
  private static func number(_ number: Int64, _ decimals: Int, isWhole: Bool) -> String {
    var text = Amount(minorUnits: number, digits: decimals).text
    guard !isWhole, text.contains(".") else { return text }
    while text.hasSuffix("0") { text.removeLast() }
    if text.hasSuffix(".") { text.removeLast() }
    return text
  }
}
