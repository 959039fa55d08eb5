// Random valid records of any type, from its schema: an example with fields changed, added and removed at random, each
// change kept only if the schema still holds.

import JSONSchema

@testable import HealthFiles

struct RandomRecord {
  let type: RecordType
  private let examples: [JSON]

  init(_ type: RecordType) {
    self.type = type
    examples = type.document["examples"]?.arrayValue ?? []
  }

  /// A valid record with an id of its own; daily and dated ids fall on one of a few days and devices.
  func next(_ random: inout SeededRandom, changes: Int = 12) -> JSON {
    var record = withNewID(random.pick(examples), &random)
    for _ in 0..<changes {
      let places = Self.places(of: record, .root)
      let changed = random.below(4) == 0 ? resized(record, &random) : replaced(record, at: random.pick(places), &random)
      if type.schema.isValid(changed) { record = changed }
    }
    return record
  }

  private func withNewID(_ example: JSON, _ random: inout SeededRandom) -> JSON {
    var record = example
    let code = RecordID.code(bits: random.next())
    switch type.layout {
    case .singleton: return example
    case .flat, .fanned: record["id"] = .string("\(type.prefix)-\(code)")
    case .dated, .daily:
      let day = BusinessDay(daysSinceEpoch: 20_778).advanced(by: random.below(3))
      let device = random.pick(["a7", "b2"])
      record["id"] = .string(RecordID.dated(prefix: type.prefix, day: day, device: device, code: code))
      record["day"] = .string(day.description)
      record["device"] = .string(device)
    }
    return type.schema.isValid(record) ? record : example
  }

  /// Adds an optional field as an example has it, or takes one away.
  private func resized(_ record: JSON, _ random: inout SeededRandom) -> JSON {
    var changed = record
    let field = random.pick(type.fields)
    guard !["id", "day", "device", "time"].contains(field.name) else { return record }
    if record[field.name] != nil {
      changed[field.name] = nil
    } else {
      changed[field.name] = examples.lazy.compactMap { $0[field.name] }.first
    }
    return changed
  }

  private func replaced(_ record: JSON, at place: JSONPointer, _ random: inout SeededRandom) -> JSON {
    guard let name = place.tokens.first, !["id", "day", "device", "time"].contains(name) else { return record }
    var changed = record
    let field = type.field(at: place)
    switch record[place] {
    case .string: changed[place] = .string(text(for: field, &random))
    case .number: changed[place] = .number(number(&random))
    case .bool: changed[place] = .bool(random.below(2) == 0)
    case .array(let items): changed[place] = .array(items.shuffled(using: &random).dropLast(random.below(2)))
    default: break
    }
    return changed
  }

  private func text(for field: Field?, _ random: inout SeededRandom) -> String {
    if let codes = field?.codes, !codes.isEmpty { return random.pick(codes).code }
    switch field?.format {
    case "amount", "signed-amount": return Amount(minorUnits: Int64(random.below(1_000_000)), digits: 2).text
    case "rate": return "\(random.below(100)).\(random.pick(["5", "50", "123456"]))"
    case "date": return BusinessDay(daysSinceEpoch: Int32(random.below(40_000))).description
    case "date-time": return Instant(seconds: Int64(random.below(2_000_000_000)), offsetMinutes: 480).description
    default: return (0...random.below(4)).map { _ in random.text() }.joined()
    }
  }

  private func number(_ random: inout SeededRandom) -> JSONNumber {
    let lexemes = ["1", "1.50", "1.0", "1e2", "10E-1", "0", "0.10", "7.25", "60.000", "12e0", "2.5e+1", "100"]
    return JSONNumber(lexeme: random.pick(lexemes)) ?? 0
  }

  private static func places(of value: JSON, _ place: JSONPointer) -> [JSONPointer] {
    switch value {
    case .object(let object): object.flatMap { places(of: $0.value, place.appending($0.key)) }
    case .array(let items): [place] + items.enumerated().flatMap { places(of: $0.element, place.appending($0.offset)) }
    default: [place]
    }
  }
}
