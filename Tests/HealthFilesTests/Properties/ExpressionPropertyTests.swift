// Conditions: a random tree, printed and read again, gives the same answers; and each part means what it says.

import JSONSchema
import Testing

@testable import HealthFiles

@Suite struct ExpressionPropertyTests {
  /// A condition of the test's own, with an evaluator of its own.
  private indirect enum Tree {
    case number(field: String, String, Int)
    case text(field: String, String, String)
    case oneOf(field: String, [String])
    case has(String, isMissing: Bool)
    case and(Tree, Tree)
    case or(Tree, Tree)
    case not(Tree)
  }

  private let type: RecordType
  private let profile = StoreProfile(nil, environment: FixedWorld().environment)

  init() throws { type = try #require(ShippedSchema.catalogue.types["product"]) }

  private func expression(_ text: String) throws(ExpressionError) -> Expression {
    try Expression(parsing: text, for: type, in: ShippedSchema.catalogue, currency: nil)
  }

  private static let words = ["茶", "tea", "Green tea", "and", "or", "it's", "(x)", "a = b", ""]

  private func tree(_ random: inout SeededRandom, depth: Int) -> Tree {
    switch random.below(depth > 0 ? 9 : 5) {
    case 0, 1:
      let comparison = random.pick(["=", "!=", "<", "<=", ">", ">="])
      return .number(field: random.pick(["packSize", "safetyStock"]), comparison, random.below(4))
    case 2:
      return .text(
        field: random.pick(["name", "shelf", "tags"]), random.pick(["=", "!=", "contains"]), random.pick(Self.words))
    case 3: return .oneOf(field: "shelf", (0...random.below(3)).map { _ in random.pick(Self.words) })
    case 4: return .has(random.pick(["shelf", "packSize", "tags"]), isMissing: random.below(2) == 0)
    case 5, 6: return .and(tree(&random, depth: depth - 1), tree(&random, depth: depth - 1))
    case 7: return .or(tree(&random, depth: depth - 1), tree(&random, depth: depth - 1))
    default: return .not(tree(&random, depth: depth - 1))
    }
  }

  // MARK: printing

  private func quoted(_ text: String) -> String { text.contains("'") ? "\"\(text)\"" : "'\(text)'" }

  /// Prints with as few brackets as the grammar allows: `not` binds closest, then `and`, then `or`.
  private func text(_ tree: Tree, binding: Int = 0) -> String {
    switch tree {
    case .number(let field, let comparison, let value): "\(field) \(comparison) \(value)"
    case .text(let field, let comparison, let value): "\(field) \(comparison) \(quoted(value))"
    case .oneOf(let field, let values): "\(field) in (\(values.map(quoted).joined(separator: ", ")))"
    case .has(let field, let isMissing): "\(isMissing ? "missing" : "has") \(field)"
    case .and(let left, let right): bracketed("\(text(left, binding: 1)) and \(text(right, binding: 1))", binding > 1)
    case .or(let left, let right): bracketed("\(text(left)) or \(text(right))", binding > 0)
    case .not(let inner): bracketed("not \(text(inner, binding: 2))", binding > 1)
    }
  }

  private func bracketed(_ text: String, _ isNeeded: Bool) -> String { isNeeded ? "(\(text))" : text }

  // MARK: meaning

  private func values(_ field: String, _ record: JSON) -> [JSON] {
    record[field].map { $0.arrayValue ?? [$0] } ?? []
  }

  private func holds(_ tree: Tree, for record: JSON) -> Bool {
    switch tree {
    case .number(let field, let comparison, let wanted):
      let found = values(field, record).compactMap { $0.numberValue?.double }
      return compare(found, comparison, Double(wanted))
    case .text(let field, "contains", let wanted):
      return values(field, record).contains { $0.stringValue?.lowercased().contains(wanted.lowercased()) ?? false }
    case .text(let field, let comparison, let wanted):
      let isEqual = values(field, record).contains { $0.stringValue == wanted }
      return (comparison == "=") == isEqual
    case .oneOf(let field, let wanted):
      return values(field, record).contains { wanted.contains($0.stringValue ?? "\0") }
    case .has(let field, let isMissing): return values(field, record).isEmpty == isMissing
    case .and(let left, let right): return holds(left, for: record) && holds(right, for: record)
    case .or(let left, let right): return holds(left, for: record) || holds(right, for: record)
    case .not(let inner): return !holds(inner, for: record)
    }
  }

  private func compare(_ found: [Double], _ comparison: String, _ wanted: Double) -> Bool {
    switch comparison {
    case "=": found.contains { $0 == wanted }
    case "!=": !found.contains { $0 == wanted }
    case "<": found.contains { $0 < wanted }
    case "<=": found.contains { $0 <= wanted }
    case ">": found.contains { $0 > wanted }
    default: found.contains { $0 >= wanted }
    }
  }

  private func record(_ random: inout SeededRandom) -> JSON {
    var record: JSON = ["id": "prd-x", "name": .string(random.pick(Self.words))]
    if random.below(2) == 0 { record["shelf"] = .string(random.pick(Self.words)) }
    if random.below(2) == 0 {
      record["packSize"] = .number(JSONNumber(lexeme: random.pick(["1", "2.0", "20e-1"])) ?? 0)
    }
    if random.below(2) == 0 { record["safetyStock"] = .number(JSONNumber(Int64(random.below(4)))) }
    if random.below(2) == 0 {
      record["tags"] = .array((0...random.below(3)).map { _ in .string(random.pick(Self.words)) })
    }
    return record
  }

  @Test(arguments: [1, 2, 20_261_121] as [UInt64]) func printedAndReadAgainItAnswersAlike(_ seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    for round in 0..<150 {
      let tree = tree(&random, depth: 4)
      let text = text(tree)
      let expression = try expression(text)
      let records = (0..<8).map { _ in record(&random) }
      let answer = expression.mask(records, of: type, Lookups(), profile)
      for (record, isMet) in zip(records, answer.mask) where isMet != holds(tree, for: record) {
        Issue.record("seed \(seed), round \(round): \(text) on \(record.text(.compact))")
      }
    }
  }

  /// Any text is a condition or an error with its column; nothing else happens.
  @Test(arguments: [1, 20_261_121] as [UInt64]) func anyTextEndsWell(_ seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let pieces = [
      "name", "price", "tags[]", " ", "and", "or", "not", "(", ")", "=", "<", "~", "in", "'", "\"", "茶", "has", ",",
      "1", "\0",
    ]
    for round in 0..<500 {
      let text = (0..<random.below(12)).map { _ in random.pick(pieces) }.joined(separator: random.pick(["", " "]))
      do throws(ExpressionError) {
        _ = try expression(text)
      } catch {
        #expect((0...text.count).contains(error.column), "seed \(seed), round \(round): \(text)")
        #expect(error.text == text)
      }
    }
    let deep = String(repeating: "(", count: 5000) + "has name"
    #expect(throws: ExpressionError.self) { try expression(deep) }
  }
}
