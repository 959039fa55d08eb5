// Laws of values, texts, pointers, changes and merges, tried on random values. The seed of a failure is in its message.

import JSONSchema
import Testing

@Suite struct ValuePropertyTests {
  static let seeds: [UInt64] = [1, 20_261_121, 0xfeed]

  @Test(arguments: seeds) func textIsLosslessAndCanonical(_ seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    for round in 0..<400 {
      let value = random.json()
      for style in [JSON.Style.compact, .indented] {
        for order in [nil, KeyOrder.codePoints, KeyOrder(["林", "b", "a"])] {
          let bytes = value.bytes(style, order: order)
          let parsed = try JSON(parsing: bytes, limits: .unbounded)
          #expect(parsed == value, "seed \(seed), round \(round)")
          #expect(parsed.bytes(style, order: order) == bytes, "seed \(seed), round \(round)")
        }
      }
      #expect(lexemes(of: try JSON(parsing: value.text())) == lexemes(of: value), "seed \(seed), round \(round)")
    }
  }

  @Test(arguments: seeds) func equalValuesHashAlikeAndWriteAlike(_ seed: UInt64) {
    var random = SeededRandom(seed: seed)
    for round in 0..<300 {
      guard case .object(let object) = random.json(depth: 5) else { continue }
      let shuffled = JSON.object(JSONObject(object.map { ($0.key, $0.value) }.shuffled(using: &random)))
      #expect(shuffled == .object(object), "seed \(seed), round \(round)")
      #expect(shuffled.hashValue == JSON.object(object).hashValue, "seed \(seed), round \(round)")
      #expect(shuffled.text(order: .codePoints) == JSON.object(object).text(order: .codePoints), "seed \(seed)")
    }
  }

  @Test(arguments: seeds) func changesLeadToTheTarget(_ seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    for round in 0..<400 {
      let old = random.json(depth: 5)
      let new = random.below(5) == 0 ? random.json(depth: 5) : random.edit(old)
      let changes = JSON.changes(from: old, to: new)
      #expect(try JSON.applying(changes, to: old) == new, "seed \(seed), round \(round)")
      #expect(changes.isEmpty == (old == new), "seed \(seed), round \(round)")
      #expect(JSON.changes(from: old, to: new) == changes, "seed \(seed), round \(round)")
    }
  }

  @Test(arguments: seeds) func mergesKeepTheLaws(_ seed: UInt64) {
    var random = SeededRandom(seed: seed)
    for round in 0..<400 {
      let base = random.json(depth: 5)
      let ours = random.edit(base)
      let theirs = random.edit(base)
      for (left, right) in [(base, ours), (ours, base), (ours, ours)] {
        let merged = JSONMerge.merge(base: base, ours: left, theirs: right)
        #expect(merged.value == ours && merged.conflicts.isEmpty, "seed \(seed), round \(round)")
      }
      let merged = JSONMerge.merge(base: base, ours: ours, theirs: theirs)
      let swapped = JSONMerge.merge(base: base, ours: theirs, theirs: ours)
      let mirrored = swapped.conflicts.map {
        JSONMergeConflict(pointer: $0.pointer, base: $0.base, ours: $0.theirs, theirs: $0.ours)
      }
      #expect(Set(mirrored) == Set(merged.conflicts), "seed \(seed), round \(round)")
      if merged.conflicts.isEmpty { #expect(merged.value == swapped.value, "seed \(seed), round \(round)") }
      for conflict in merged.conflicts {
        #expect(merged.value?[conflict.pointer] == conflict.ours, "seed \(seed), round \(round)")
      }
    }
  }

  @Test(arguments: seeds) func pointersGoThereAndBack(_ seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    for round in 0..<200 {
      let value = random.json(depth: 5)
      let bytes = value.bytes()
      for (pointer, child) in places(of: value, .root) {
        #expect(try JSONPointer(parsing: pointer.description) == pointer, "seed \(seed), round \(round)")
        #expect(value[pointer] == child, "seed \(seed), round \(round)")
        let position = try #require(JSON.position(of: pointer, in: bytes))
        #expect(bytes[position.offset...].starts(with: child.bytes(.compact).prefix(1)), "seed \(seed), round \(round)")
        var changed = value
        changed[pointer] = "changed"
        #expect(changed[pointer] == "changed", "seed \(seed), round \(round)")
        changed[pointer] = child
        #expect(changed == value, "seed \(seed), round \(round)")
      }
    }
  }

  private func places(of value: JSON, _ pointer: JSONPointer) -> [(JSONPointer, JSON)] {
    switch value {
    case .object(let object):
      [(pointer, value)] + object.flatMap { places(of: $0.value, pointer.appending($0.key)) }
    case .array(let elements):
      [(pointer, value)] + elements.enumerated().flatMap { places(of: $0.element, pointer.appending($0.offset)) }
    default: [(pointer, value)]
    }
  }

  private func lexemes(of value: JSON) -> [String] {
    places(of: value, .root).compactMap { $0.1.numberValue?.lexeme }
  }
}
