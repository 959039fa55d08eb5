/// A seeded generator: the same seed gives the same shop on every machine.
///
/// Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014.
struct SplitMix64 {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// The next 64 bits.
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }

  /// A whole number of a range.
  ///
  /// The slight unevenness of the remainder does not matter to a made-up shop.
  mutating func int(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + Int(next() % UInt64(range.count))
  }

  /// True so many times in a hundred.
  mutating func chance(_ percent: Int) -> Bool { int(1...100) <= percent }

  /// One of the elements, all equally likely; nil of none.
  mutating func pick<Element>(_ elements: [Element]) -> Element? {
    elements.isEmpty ? nil : elements[int(0...elements.count - 1)]
  }

  /// One of the elements, each as likely as its weight; nil when all weights are 0.
  mutating func pick<Element>(_ elements: [(Element, weight: Int)]) -> Element? {
    let total = elements.reduce(0) { $0 + $1.weight }
    guard total > 0 else { return nil }
    var rest = int(1...total)
    for (element, weight) in elements {
      rest -= weight
      if rest <= 0 { return element }
    }
    return nil
  }
}
