// The checksum at the end of packs and of the index. libgit2 hashes objects only, and these files have none.
// Invariant: used as a checksum of our own bytes, never to trust anything.

/// Computes SHA-1 (FIPS 180-4) over bytes given in pieces.
struct SHA1 {
  private var state: (UInt32, UInt32, UInt32, UInt32, UInt32) = (
    0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0
  )
  private var pending: [UInt8] = []
  private var length: UInt64 = 0

  static func hash(_ bytes: Span<UInt8>) -> [UInt8] {
    var hash = SHA1()
    hash.update(bytes)
    return hash.finish()
  }

  mutating func update(_ bytes: Span<UInt8>) {
    length += UInt64(bytes.count)
    var position = 0
    if !pending.isEmpty {
      position = min(64 - pending.count, bytes.count)
      for index in 0..<position { pending.append(bytes[index]) }
      guard pending.count == 64 else { return }
      let block = pending
      pending.removeAll(keepingCapacity: true)
      compress(block.span, at: 0)
    }
    while bytes.count - position >= 64 {
      compress(bytes, at: position)
      position += 64
    }
    for index in position..<bytes.count { pending.append(bytes[index]) }
  }

  mutating func finish() -> [UInt8] {
    let bits = length &* 8
    var tail: [UInt8] = [0x80]
    while (pending.count + tail.count) % 64 != 56 { tail.append(0) }
    tail.appendBigEndian(bits)
    update(tail.span)
    var result: [UInt8] = []
    for word in [state.0, state.1, state.2, state.3, state.4] { result.appendBigEndian(word) }
    return result
  }

  private mutating func compress(_ bytes: Span<UInt8>, at start: Int) {
    var schedule = InlineArray<80, UInt32>(repeating: 0)
    for index in 0..<16 {
      let place = start + index * 4
      schedule[index] =
        UInt32(bytes[place]) << 24 | UInt32(bytes[place + 1]) << 16 | UInt32(bytes[place + 2]) << 8
        | UInt32(bytes[place + 3])
    }
    for index in 16..<80 {
      let word = schedule[index - 3] ^ schedule[index - 8] ^ schedule[index - 14] ^ schedule[index - 16]
      schedule[index] = word << 1 | word >> 31
    }
    var (a, b, c, d, e) = state
    for index in 0..<80 {
      let (mix, constant) = Self.round(index, b, c, d)
      let next = (a << 5 | a >> 27) &+ mix &+ e &+ constant &+ schedule[index]
      (a, b, c, d, e) = (next, a, b << 30 | b >> 2, c, d)
    }
    state = (state.0 &+ a, state.1 &+ b, state.2 &+ c, state.3 &+ d, state.4 &+ e)
  }

  @inline(__always)
  private static func round(_ index: Int, _ b: UInt32, _ c: UInt32, _ d: UInt32) -> (UInt32, UInt32) {
    switch index {
    case 0..<20: (b & c | ~b & d, 0x5a82_7999)
    case 20..<40: (b ^ c ^ d, 0x6ed9_eba1)
    case 40..<60: (b & c | b & d | c & d, 0x8f1b_bcdc)
    default: (b ^ c ^ d, 0xca62_c1d6)
    }
  }
}

extension Array where Element == UInt8 {
  /// Appends a number's bytes, most significant first: the order of every git file.
  mutating func appendBigEndian(_ number: some FixedWidthInteger & UnsignedInteger) {
    var shift = type(of: number).bitWidth - 8
    while shift >= 0 {
      append(UInt8(truncatingIfNeeded: number >> type(of: number).init(shift)))
      shift -= 8
    }
  }
}
