/// Texts by their bytes, each numbered in the order in which it first came.
struct ByteDictionary: Sendable {
  /// Where the bytes of each text begin, and the end of the last.
  private var starts: [Int] = [0]
  private var bytes: [UInt8] = []
  private var hashes: [UInt64] = []
  /// Numbers by hash, -1 where a slot is free; as many as a power of two, at least twice the texts.
  private var slots = [Int32](repeating: -1, count: 64)

  var count: Int { hashes.count }

  /// The texts in the order of their numbers.
  var texts: [String] {
    (0..<count).map { String(decoding: bytes[starts[$0]..<starts[$0 + 1]], as: UTF8.self) }
  }

  /// Returns the number of a text, which is added if it is new.
  mutating func number(of text: Span<UInt8>) -> Int32 {
    let hash = Self.hash(text)
    var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[slot] >= 0 {
      let number = Int(slots[slot])
      if hashes[number] == hash, isSame(number, text) { return slots[slot] }
      slot = (slot + 1) & (slots.count - 1)
    }
    let number = Int32(count)
    slots[slot] = number
    hashes.append(hash)
    for place in text.indices { bytes.append(text[place]) }
    starts.append(bytes.count)
    if count * 2 > slots.count { grow() }
    return number
  }

  /// Returns whether a text has been added.
  func contains(_ text: Span<UInt8>) -> Bool {
    let hash = Self.hash(text)
    var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[slot] >= 0 {
      if hashes[Int(slots[slot])] == hash, isSame(Int(slots[slot]), text) { return true }
      slot = (slot + 1) & (slots.count - 1)
    }
    return false
  }

  /// Adds a text, if it is new.
  mutating func add(_ text: String) { _ = number(of: Array(text.utf8).span) }

  private func isSame(_ number: Int, _ text: Span<UInt8>) -> Bool {
    let start = starts[number]
    guard starts[number + 1] - start == text.count else { return false }
    for place in text.indices where bytes[start + place] != text[place] { return false }
    return true
  }

  private mutating func grow() {
    slots = [Int32](repeating: -1, count: slots.count * 2)
    for (number, hash) in hashes.enumerated() {
      var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
      while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Int32(number)
    }
  }

  /// FNV-1a by words of eight bytes, with a final mix; collisions only cost a comparison.
  private static func hash(_ text: Span<UInt8>) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325 ^ UInt64(text.count)
    var place = 0
    while place + 8 <= text.count {
      hash = (hash ^ text.bytes.unsafeLoadUnaligned(fromByteOffset: place, as: UInt64.self)) &* 0x9E37_79B9_7F4A_7C15
      hash ^= hash >> 29
      place += 8
    }
    while place < text.count {
      hash = (hash ^ UInt64(text[place])) &* 0x0000_0100_0000_01B3
      place += 1
    }
    hash ^= hash >> 32
    return hash &* 0xD6E8_FEB8_6659_FD93 ^ (hash >> 17)
  }
}
