// Small helpers to say records as they are written: money in fen, quantities in thousandths, members left out when nil.

import HealthFiles
import JSONSchema

/// Makes an object of members, leaving out those without a value: a record says nothing with `null`.
func object(_ members: KeyValuePairs<String, JSON?>) -> JSON {
  .object(JSONObject(members.compactMap { key, value in present(value).map { (key, $0) } }))
}

/// A value that says something; the `nil` of a conditional expression may have become `null`.
func present(_ value: JSON?) -> JSON? { value?.kind == .null ? .none : value }

/// Makes an array of strings.
func list(_ texts: [String]) -> JSON { .array(texts.map { .string($0) }) }

/// Makes a string, or nothing of nil.
func text(_ text: String?) -> JSON? { text.map { .string($0) } }

/// Makes a whole number.
func number(_ value: Int) -> JSON { .number(JSONNumber(Int64(value))) }

/// Makes a number of thousandths: 12500 is 12.5.
func thousandths(_ value: Int) -> JSON {
  guard value % 1000 != 0 else { return number(value / 1000) }
  var decimal = Amount(minorUnits: Int64(value), digits: 3).text
  while decimal.hasSuffix("0") { decimal.removeLast() }
  return JSONNumber(lexeme: decimal).map { .number($0) } ?? .null
}

/// Makes an amount in yuan of a number of fen.
func yuan(_ fen: Int) -> JSON { .string(Amount(minorUnits: Int64(fen), digits: 2).text) }

/// Part of a sum in percent, rounded half up.
func share(_ percent: Int, of fen: Int) -> Int { (fen * percent + 50) / 100 }

/// The tax contained in a sum with tax, rounded half up: 6 % of 106.00 gives 6.00.
func containedTax(_ percent: Int, in fen: Int) -> Int { (fen * percent * 2 + 100 + percent) / (2 * (100 + percent)) }

/// A day as it is written.
func date(_ day: BusinessDay) -> JSON { .string(day.description) }
