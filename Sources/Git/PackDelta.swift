// A delta of the form git packs hold (gitformat-pack): copy from the base, or insert. What hfile stores grows at its
// end or changes in one place, so one common beginning and one common end say nearly all; no search is made.

enum PackDelta {
  /// Returns the instructions that make the target of the base; nil when they would save less than half.
  static func encode(base: [UInt8], target: [UInt8]) -> [UInt8]? {
    let shorter = min(base.count, target.count)
    let (from, to) = (base.span, target.span)
    var start = 0
    while start < shorter, from[start] == to[start] { start += 1 }
    var end = 0
    while end < shorter - start, from[base.count - 1 - end] == to[target.count - 1 - end] { end += 1 }
    guard (start + end) * 2 > target.count, base.count <= Int(UInt32.max) else { return nil }
    var delta: [UInt8] = []
    appendSize(base.count, &delta)
    appendSize(target.count, &delta)
    appendCopy(0, start, &delta)
    appendInsert(target[start..<target.count - end], &delta)
    appendCopy(base.count - end, end, &delta)
    return delta
  }

  private static func appendSize(_ size: Int, _ delta: inout [UInt8]) {
    var rest = size
    while rest >= 0x80 {
      delta.append(UInt8(rest & 0x7f) | 0x80)
      rest >>= 7
    }
    delta.append(UInt8(rest))
  }

  /// One instruction copies less than 64 KiB, as every version of git understands it.
  private static func appendCopy(_ offset: Int, _ count: Int, _ delta: inout [UInt8]) {
    var (offset, rest) = (offset, count)
    while rest > 0 {
      let size = min(rest, 0xffff)
      let place = delta.count
      delta.append(0x80)
      for byte in 0..<4 where offset >> (8 * byte) & 0xff != 0 {
        delta[place] |= 1 << UInt8(byte)
        delta.append(UInt8(offset >> (8 * byte) & 0xff))
      }
      for byte in 0..<2 where size >> (8 * byte) & 0xff != 0 {
        delta[place] |= 0x10 << UInt8(byte)
        delta.append(UInt8(size >> (8 * byte) & 0xff))
      }
      offset += size
      rest -= size
    }
  }

  private static func appendInsert(_ bytes: ArraySlice<UInt8>, _ delta: inout [UInt8]) {
    var rest = bytes
    while !rest.isEmpty {
      let piece = rest.prefix(127)
      delta.append(UInt8(piece.count))
      delta.append(contentsOf: piece)
      rest = rest.dropFirst(piece.count)
    }
  }
}
