// Random values from a seed, for properties that must hold of every value.

import JSONSchema

/// SplitMix64: small, and the same on every machine.
struct SeededRandom: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }

  mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }

  mutating func pick<Element>(_ choices: [Element]) -> Element { choices[below(choices.count)] }
}

extension SeededRandom {
  mutating func json(depth: Int = 4) -> JSON {
    switch below(depth > 0 ? 8 : 5) {
    case 0: return .null
    case 1: return .bool(below(2) == 0)
    case 2: return .number(number())
    case 3, 4: return .string(text())
    case 5: return .array((0..<below(5)).map { _ in json(depth: depth - 1) })
    default: return .object(JSONObject((0..<below(6)).map { _ in (text(), json(depth: depth - 1)) }))
    }
  }

  mutating func text() -> String {
    let pieces = [
      "a", "b", "c", "é", "e\u{301}", "林", "😀", "\"", "\\", "\n", "\u{0}", "\u{1f}", "/", "~", "\u{7f}", "\u{2028}",
      " ",
    ]
    return (0..<below(4)).map { _ in pick(pieces) }.joined()
  }

  mutating func number() -> JSONNumber {
    let lexemes = [
      "0", "-0", "1", "1.0", "10e-1", "-7", "128.00", "0.10", "1e3", "1E+3", "12345678901234567890.5", "1e400",
    ]
    return JSONNumber(lexeme: pick(lexemes)) ?? 0
  }

  /// The value with some places changed, added or removed.
  mutating func edit(_ value: JSON, depth: Int = 4) -> JSON {
    switch value {
    case .object(let object) where below(6) > 0:
      var edited = JSONObject()
      for (key, child) in object where below(8) > 0 {
        edited[key] = below(3) == 0 ? edit(child, depth: depth - 1) : child
      }
      if below(3) == 0 { edited[text()] = json(depth: max(0, depth - 1)) }
      return .object(edited)
    case .array(let elements) where below(6) > 0:
      var edited: [JSON] = []
      for child in elements where below(8) > 0 {
        edited.append(below(4) == 0 ? edit(child, depth: depth - 1) : child)
        if below(6) == 0 { edited.append(json(depth: max(0, depth - 1))) }
      }
      return .array(edited)
    default: return below(3) == 0 ? json(depth: max(0, depth - 1)) : value
    }
  }
}
