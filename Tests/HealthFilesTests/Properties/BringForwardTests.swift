// When HEAD moves under a person's working file, nothing committed is lost and nothing edited is undone.

import JSONSchema
import Testing

@testable import HealthFiles

@Suite struct BringForwardTests {
  static let seeds: [UInt64] = [1, 7, 20_261_121]
  private static let path = "footfall/2026/11/2026-11-21.a7.jsonl"

  private typealias Facts = [String: JSON]

  private let type: RecordType

  init() throws { type = try #require(ShippedSchema.catalogue.types["footfall"]) }

  private func fact(_ id: String, _ random: inout SeededRandom) -> JSON {
    [
      "id": .string(id), "time": "2026-11-21T19:00:00+08:00", "day": "2026-11-21", "device": "a7",
      "minutes": .number(JSONNumber(Int64(1 + random.below(3)))),
      "entries": .number(JSONNumber(Int64(random.below(3)))),
    ]
  }

  /// Changes some facts, adds some, removes some if asked to.
  private func edited(_ facts: Facts, removing: Bool, _ random: inout SeededRandom) -> Facts {
    var result = facts
    for id in facts.keys.sorted() {
      if random.below(4) == 0 { result[id]?["entries"] = .number(JSONNumber(Int64(3 + random.below(3)))) }
      if random.below(6) == 0 { result[id]?["notes"] = .string("记 \(random.below(3))") }
      if removing, random.below(6) == 0 { result[id] = nil }
    }
    for _ in 0..<random.below(3) {
      let id = "ftf-20261121-a7-\(RecordID.code(bits: random.next()))"
      result[id] = fact(id, &random)
    }
    return result
  }

  private func bytes(_ facts: Facts) -> [UInt8]? {
    facts.isEmpty
      ? nil : RecordFile.canonical(facts.map { Record(type: type.name, id: $0.key, value: $0.value) }, of: type)
  }

  private func merge(_ old: Facts, _ new: Facts, _ working: Facts) -> Facts {
    let merged = BringForward.merge(
      old: bytes(old), new: bytes(new), working: bytes(working), path: Self.path, catalogue: ShippedSchema.catalogue)
    return merged.map { RecordFile($0, path: Self.path, type: type).byID.mapValues(\.value) } ?? [:]
  }

  @Test(arguments: seeds) func nothingIsLostAndNothingIsUndone(_ seed: UInt64) {
    var random = SeededRandom(seed: seed)
    for round in 0..<250 {
      let old = edited(edited([:], removing: false, &random), removing: false, &random)
      let new = edited(old, removing: random.below(3) == 0, &random)
      let working = edited(old, removing: random.below(3) == 0, &random)
      let merged = merge(old, new, working)
      for id in Set(old.keys).union(new.keys).union(working.keys).union(merged.keys).sorted() {
        let hint = "seed \(seed), round \(round), \(id)"
        if working[id] == old[id] { #expect(merged[id] == new[id], "follows HEAD: \(hint)") }
        if new[id] == old[id] { #expect(merged[id] == working[id], "keeps the edit: \(hint)") }
        if old[id] == nil, new[id] != nil { #expect(merged[id] != nil, "a fact committed meanwhile: \(hint)") }
        if new[id] != nil, working[id] != nil { #expect(merged[id] != nil, "a fact of both: \(hint)") }
        guard let entries = merged[id]?["entries"] else { continue }
        let known = [old[id], new[id], working[id]].contains { $0?["entries"] == entries }
        #expect(known, "a value that nobody wrote: \(hint)")
      }
    }
  }

  @Test(arguments: seeds) func whatIsUntouchedFollowsByteForByte(_ seed: UInt64) {
    var random = SeededRandom(seed: seed)
    for round in 0..<60 {
      let old = edited([:], removing: false, &random)
      let new = edited(old, removing: true, &random)
      let merged = BringForward.merge(
        old: bytes(old), new: bytes(new), working: bytes(old), path: Self.path, catalogue: ShippedSchema.catalogue)
      #expect(merged == bytes(new), "seed \(seed), round \(round)")
      let again = BringForward.merge(
        old: bytes(old), new: bytes(new), working: bytes(new), path: Self.path, catalogue: ShippedSchema.catalogue)
      #expect(again == bytes(new), "seed \(seed), round \(round)")
    }
  }

  @Test func whatCannotBeReadIsLeftAlone() {
    var random = SeededRandom(seed: 1)
    let old = edited(edited([:], removing: false, &random), removing: false, &random)
    let new = edited(old, removing: false, &random)
    let broken = (bytes(old) ?? []) + Array("{\"id\": \"ftf-\n".utf8)
    let merged = BringForward.merge(
      old: bytes(old), new: bytes(new), working: broken, path: Self.path, catalogue: ShippedSchema.catalogue)
    #expect(merged == broken)
    let other = BringForward.merge(
      old: [1], new: [2], working: [3], path: "schema/records/x.schema.json", catalogue: ShippedSchema.catalogue)
    #expect(other == [3])
  }
}
