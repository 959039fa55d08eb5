// A scan never accepts what the schema refuses, and its captures are what a tree holds.

import Testing

@testable import HealthFiles
@testable import JSONSchema

@Suite struct SchemaScannerTests {
  /// Which texts a scan by a schema accepts.
  private func accepted(_ texts: [String], by schema: String) throws -> [String] {
    let schema = try Schema(JSON(parsing: schema, limits: .schema))
    var scanner = try #require(SchemaScanner(schema, validates: true))
    return texts.filter { scanner.accepts(Array($0.utf8)) }
  }

  @Test(arguments: ShippedSchema.catalogue.sortedTypes) func acceptsTheExamplesAndNoCounterexample(
    _ type: RecordType
  ) throws {
    var scanner = try #require(SchemaScanner(type.schema, validates: true))
    for example in type.document["examples"]?.arrayValue ?? [] {
      for style in [JSON.Style.compact, JSON.Style.indented] {
        let isAccepted = scanner.accepts(example.bytes(style, order: nil))
        #expect(isAccepted, "\(type.name): \(example.text(.compact))")
      }
    }
    for counterexample in type.document["x-hfile"]?["counterexamples"]?.arrayValue ?? [] {
      let record = counterexample["record"] ?? .null
      let isAccepted = scanner.accepts(record.bytes(.compact, order: nil))
      #expect(!isAccepted, "\(type.name): \(record.text(.compact))")
    }
  }

  @Test(arguments: ShippedSchema.catalogue.sortedTypes) func acceptsNothingThatATreeRefuses(_ type: RecordType) throws {
    var random = SeededRandom(seed: 31)
    var scanner = try #require(SchemaScanner(type.schema, validates: true))
    var reader = try #require(SchemaScanner(type.schema, validates: false))
    let records = RandomRecord(type)
    var accepted = 0
    for _ in 0..<300 {
      var bytes = records.next(&random).bytes(random.below(2) == 0 ? .compact : .indented, order: nil)
      accepted += scanner.accepts(bytes) ? 1 : 0
      for _ in 0..<random.below(3) { Self.damage(&bytes, &random) }
      let tree = try? JSON(parsing: bytes, limits: .record)
      if scanner.accepts(bytes) {
        #expect(tree.map(type.schema.isValid) == true, "\(String(decoding: bytes, as: UTF8.self))")
      }
      if reader.accepts(bytes) { #expect(tree != nil, "\(String(decoding: bytes, as: UTF8.self))") }
    }
    #expect(accepted > 20)
  }

  private static func damage(_ bytes: inout [UInt8], _ random: inout SeededRandom) {
    let place = random.below(bytes.count)
    switch random.below(4) {
    case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
    case 1: bytes.remove(at: place)
    case 2: bytes.insert(random.pick(Array("\"\\{}[],:0- \n\u{7F}".utf8) + [0xC3, 0xED, 0xA0, 0xFF]), at: place)
    default:
      let end = min(bytes.count, place + random.below(40))
      bytes.insert(contentsOf: bytes[place..<end], at: place)
    }
  }

  @Test(arguments: ShippedSchema.catalogue.sortedTypes) func capturesWhatATreeHolds(_ type: RecordType) throws {
    let places = Self.scalars(of: type)
    var scanner = try #require(SchemaScanner(type.schema, columns: places, validates: false))
    var random = SeededRandom(seed: 32)
    for _ in 0..<50 {
      let record = RandomRecord(type).next(&random)
      let bytes = record.bytes(.compact, order: nil)
      guard scanner.accepts(bytes) else { continue }
      for (column, place) in places.enumerated() {
        let found = scanner.captures.filter { $0.column == column }.map {
          String(decoding: bytes[$0.range], as: UTF8.self)
        }
        let held = JSONPointerPattern(place).matches(in: record).map(\.1.plainText)
        #expect(found == held, "\(place)")
      }
    }
  }

  /// Where plain values stand in records of a type.
  static func scalars(of type: RecordType) -> [JSONPointer] {
    var found: [JSONPointer] = []
    var waiting = type.fields.map { JSONPointer([$0.name]) }
    while let place = waiting.popLast(), place.tokens.count < 6 {
      guard let field = type.field(at: place) else { continue }
      if field.kinds == ["object"] {
        waiting += type.fields(at: place).map { place.appending($0.name) }
      } else if field.kinds == ["array"] {
        waiting.append(place.appending("*"))
      } else {
        found.append(place)
      }
    }
    return found
  }

  @Test func rulesOverMembersAreJudged() throws {
    let properties = #""properties":{"a":{"enum":["x","y"]},"b":{"type":"number"},"c":{"type":"string"}}"#
    let oneOf = #"{"type":"object",\#(properties),"oneOf":[{"required":["b"]},{"required":["c"]}]}"#
    let first = [#"{"a":"x","b":1.5}"#, #"{"a":"x","b":1,"c":""}"#, #"{"a":"x"}"#]
    #expect(try accepted(first, by: oneOf) == [first[0]])
    let conditional =
      #"{"type":"object",\#(properties),"if":{"properties":{"a":{"const":"x"}},"required":["a"]},"#
      + #""then":{"required":["b"]},"else":{"not":{"required":["b"]}}}"#
    let second = [#"{"a":"x","b":0}"#, #"{"a":"y"}"#, #"{"a":"x"}"#, #"{"a":"y","b":0}"#]
    #expect(try accepted(second, by: conditional) == Array(second[0...1]))
    let dependent = #"{"type":"object",\#(properties),"dependentRequired":{"a":["c"]}}"#
    let third = [#"{"b":2}"#, #"{"a":"x","b":2}"#]
    #expect(try accepted(third, by: dependent) == [third[0]])
  }

  @Test func whatIsNotCertainIsLeftToTrees() throws {
    let schema = #"{"type":"object","properties":{"a":{"type":["string","number"]}}}"#
    let texts = [
      #"{ "a" : "海" }"#, #"{"a":"\n"}"#, #"{"b":1}"#, #"{"a":1e2}"#, #"{"a":1,"a":1}"#, #"{"a":"x"}}"#, #"{"a":01}"#,
      "{", "",
    ]
    #expect(try accepted(texts, by: schema) == [texts[0]])
  }
}
