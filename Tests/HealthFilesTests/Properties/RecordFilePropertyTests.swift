// Text and records are one: whatever is written is read back, and writing what was read changes no byte.

import JSONSchema
import Testing

@testable import HealthFiles

@Suite struct RecordFilePropertyTests {
  static let seeds: [UInt64] = [1, 20_261_121]

  @Test(arguments: ShippedSchema.records) func writingWhatWasReadChangesNoByte(_ file: ShippedSchema) throws {
    let type = try #require(ShippedSchema.catalogue.types[file.name])
    let generator = RandomRecord(type)
    for seed in Self.seeds {
      var random = SeededRandom(seed: seed)
      for round in 0..<12 {
        let hint = "\(type.name), seed \(seed), round \(round)"
        var records: [String: Record] = [:]
        for _ in 0...(type.layout == .daily ? random.below(4) : 0) {
          let value = generator.next(&random)
          let id = type.layout == .singleton ? type.name : value["id"]?.stringValue ?? ""
          records[id] = Record(type: type.name, id: id, value: value)
        }
        try expectStable(records, of: type, hint)
      }
    }
  }

  private func expectStable(_ records: [String: Record], of type: RecordType, _ hint: String) throws {
    let id = try #require(records.keys.sorted().first)
    let path = try #require(Layout.path(of: id, in: type), "\(hint): \(id)")
    let bytes = RecordFile.canonical(records.values, of: type)
    #expect(bytes.last == 0x0A && !bytes.contains(0x0D), "\(hint)")
    let file = RecordFile(bytes, path: path, type: type)
    #expect(file.problems.isEmpty && file.entries.count == records.count, "\(hint): \(file.problems)")
    #expect(RecordFile.canonical(file.entries.reversed().map(\.record), of: type) == bytes, "\(hint)")
    for (id, record) in records {
      let read = try #require(file.byID[id]?.value, "\(hint): \(id)")
      #expect(read == record.value, "\(hint): \(id)")
      #expect(
        read.text(.compact, order: .codePoints) == record.value.text(.compact, order: .codePoints), "\(hint): \(id)")
      #expect(type.schema.isValid(read), "\(hint): \(id)")
    }
  }

  /// One record looked up is the one that reading the whole file finds, however the file is written.
  @Test(arguments: seeds) func aRecordIsFoundAsInTheWholeFile(_ seed: UInt64) throws {
    let type = try #require(ShippedSchema.catalogue.types["footfall"])
    let generator = RandomRecord(type)
    var random = SeededRandom(seed: seed)
    for round in 0..<60 {
      var lines: [String] = []
      var ids: [String] = []
      for _ in 0...random.below(5) {
        var value = generator.next(&random)
        // The same id again, an id in another field, an id whose letters are written as escapes.
        if random.below(4) == 0, let other = ids.last { value["id"] = .string(other) }
        if random.below(4) == 0, let other = ids.last { value["notes"] = .string("see \(other) \\ \"\(other)\"") }
        let id = value["id"]?.stringValue ?? ""
        let text = value.text(.compact)
        lines.append(random.below(4) == 0 ? text.replacing("\"\(id)\"", with: "\"\\u0066\(id.dropFirst())\"") : text)
        if random.below(4) == 0 { lines.append(random.below(2) == 0 ? "" : "{broken \(id)") }
        ids.append(id)
      }
      let bytes = Array(lines.joined(separator: random.below(3) == 0 ? "\r\n" : "\n").utf8)
      let whole = RecordFile(bytes, path: "x", type: type).byID
      for id in ids + ["ftf-20261121-a7-00000000"] {
        guard let found = RecordFile.line(of: id, in: bytes, type: type) else { continue }
        #expect(found == whole[id], "round \(round): \(id)")
      }
      let plain = RecordFile.canonical(whole.values, of: type)
      if !plain.contains(UInt8(ascii: "\\")) {
        let last = RecordFile(plain, path: "x", type: type).entries.last?.record
        let notes = String(decoding: plain, as: UTF8.self).matches(of: try Regex(last?.id ?? "x")).count
        if let last, notes == 1 { #expect(RecordFile.line(of: last.id, in: plain, type: type) == last, "\(round)") }
      }
    }
  }

  /// Any line order, blank lines, CRLF and any layout of JSON mean the same records.
  @Test(arguments: seeds) func everyLayoutMeansTheSame(_ seed: UInt64) throws {
    let type = try #require(ShippedSchema.catalogue.types["footfall"])
    let generator = RandomRecord(type)
    var random = SeededRandom(seed: seed)
    for round in 0..<40 {
      let values = (0..<3).map { _ in generator.next(&random) }
      let records = values.map { Record(type: type.name, id: $0["id"]?.stringValue ?? "", value: $0) }
      let bytes = RecordFile.canonical(records, of: type)
      let lines = values.shuffled(using: &random).map { value in
        let members = (value.objectValue?.map { ($0.key, $0.value) } ?? []).shuffled(using: &random)
        return " " + JSON.object(JSONObject(members)).text(.compact) + random.pick(["\n", "\r\n", "\n\n", " \n"])
      }
      let file = RecordFile(Array(lines.joined().utf8), path: "footfall/x.jsonl", type: type)
      #expect(RecordFile.canonical(file.byID.values, of: type) == bytes, "seed \(seed), round \(round)")
    }
  }

  /// The path of an id says what lies there; ids of one file share it.
  @Test(arguments: seeds) func pathsGoThereAndBack(_ seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    for type in ShippedSchema.catalogue.sortedTypes where type.layout != .singleton {
      for round in 0..<40 {
        let hint = "\(type.name), seed \(seed), round \(round)"
        let id = Self.randomID(of: type, &random)
        let path = try #require(Layout.path(of: id, in: type), "\(hint): \(id)")
        switch Layout.content(of: path, in: ShippedSchema.catalogue) {
        case .document(let name, let found): #expect(name == type.name && found == id, "\(hint): \(path)")
        case .daily(let name): #expect(name == type.name && type.layout == .daily, "\(hint): \(path)")
        default: Issue.record("\(hint): \(path) holds nothing")
        }
        #expect(Layout.day(ofPath: path) == RecordID.datedParts(of: id)?.day, "\(hint): \(path)")
        #expect(path.hasPrefix(Layout.prefix(of: type)), "\(hint): \(path)")
        #expect(path.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7B && !"\\:*?\"<>|".utf8.contains($0) }, "\(hint): \(path)")
        #expect(ShippedSchema.catalogue.type(ofID: id)?.name == type.name, "\(hint): \(id)")
      }
    }
  }

  static func randomID(of type: RecordType, _ random: inout SeededRandom) -> String {
    let code = RecordID.code(bits: random.next())
    guard type.layout == .dated || type.layout == .daily else { return "\(type.prefix)-\(code)" }
    let day = BusinessDay(daysSinceEpoch: Int32(random.below(47_000)))
    let device = String(random.pick(Array("abc09"))) + String(random.pick(Array("xyz17")))
    return RecordID.dated(prefix: type.prefix, day: day, device: device, code: code)
  }
}
