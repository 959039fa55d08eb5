// A daily file changed line by line is the file that reading and writing all of it would make.

import JSONSchema
import Testing

@testable import HealthFiles

@Suite struct FileEditPropertyTests {
  static let types = ["sale", "footfall", "points-entry", "stock-movement", "reading"]

  @Test(arguments: types) func editingIsReadingAndWritingAll(_ name: String) throws {
    guard let type = ShippedSchema.catalogue.types[name] else { return }
    let generator = RandomRecord(type)
    var random = SeededRandom(seed: 3)
    for round in 0..<60 {
      var records: [String: Record] = [:]
      for _ in 0..<random.below(6) { Self.add(generator.next(&random), type, to: &records) }
      let bytes = Self.text(records, type, isCanonical: round % 4 != 0, &random)
      var (changes, changed): ([String: JSON?], [String: Record]) = ([:], records)
      for id in records.keys.sorted() where random.below(3) == 0 {
        if random.below(2) == 0 {
          changes.updateValue(nil, forKey: id)
          changed[id] = nil
        } else if var value = records[id]?.value {
          value["notes"] = .string("changed \(round)")
          changes[id] = value
          changed[id]?.value = value
        }
      }
      for _ in 0..<random.below(3) {
        let value = generator.next(&random)
        changes[value["id"]?.stringValue ?? ""] = value
        Self.add(value, type, to: &changed)
      }
      let edit = FileEdit(bytes, path: "x", type: type)
      let expected = changed.isEmpty ? nil : RecordFile.canonical(changed.values, of: type)
      #expect(edit.problems.isEmpty)
      #expect(edit.bytes(setting: changes) == expected, "\(name), round \(round)")
      for (id, record) in records { #expect(edit.value(id) == record.value, "\(name), round \(round): \(id)") }
    }
  }

  @Test(arguments: types) func valuesOfFieldsAreThoseOfTheTree(_ name: String) throws {
    guard let type = ShippedSchema.catalogue.types[name] else { return }
    let generator = RandomRecord(type)
    let fields = type.fields.prefix(6).map { JSONPointer([$0.name]) }
    var random = SeededRandom(seed: 4)
    for round in 0..<60 {
      var records: [String: Record] = [:]
      for _ in 0..<4 { Self.add(generator.next(&random), type, to: &records) }
      let bytes = Self.text(records, type, isCanonical: round % 2 == 0, &random)
      let chosen = [random.pick(fields), random.pick(fields)]
      let found = RecordFile.values(of: chosen, in: bytes, path: "x", type: type)
      let expected = records.compactMapValues { record in
        let values = chosen.compactMap { record.value[$0] }
        return values.count == 2 ? values : nil
      }
      #expect(Dictionary(found.map { ($0.id, $0.values) }) { first, _ in first } == expected, "\(name) \(round)")
    }
  }

  @Test func linesThatCannotBeReadAreTold() throws {
    let type = try #require(ShippedSchema.catalogue.types["footfall"])
    for text in ["{broken\n", "[]\n", "{\"id\":\"a\",\"id\":\"b\",\"time\":\"c\"}\n", "{\"time\":\"c\"}\n"] {
      #expect(FileEdit(Array(text.utf8), path: "x", type: type).problems.count == 1, "\(text)")
    }
  }

  private static func add(_ value: JSON, _ type: RecordType, to records: inout [String: Record]) {
    let id = value["id"]?.stringValue ?? ""
    records[id] = Record(type: type.name, id: id, value: value)
  }

  /// Canonical text, or lines with space between their members.
  private static func text(
    _ records: [String: Record], _ type: RecordType, isCanonical: Bool, _ random: inout SeededRandom
  ) -> [UInt8] {
    let bytes = RecordFile.canonical(records.values, of: type)
    guard !isCanonical, let place = bytes.firstIndex(of: 0x7B) else { return bytes }
    var odd = bytes
    odd.insert(contentsOf: random.pick([" ", "\t", "  "]).utf8, at: place + random.below(2))
    return odd
  }
}
