// Reading the changes that make one object out of another (gitformat-pack, "Deltified representation").

extension PackDelta {
  /// Applies changes; nil when they are damaged, of another base, or make more than a limit.
  static func apply(_ changes: [UInt8], to base: [UInt8], limit: Int) -> [UInt8]? {
    var place = 0
    guard number(changes, &place) == base.count, let size = number(changes, &place), size <= limit else { return nil }
    var result: [UInt8] = []
    result.reserveCapacity(size)
    while place < changes.count {
      let command = changes[place]
      place += 1
      if command & 0x80 != 0 {
        guard let offset = bits(changes, &place, command, 0..<4), let length = bits(changes, &place, command, 4..<7)
        else { return nil }
        let count = length == 0 ? 0x10000 : length
        guard offset + count <= base.count, result.count + count <= size else { return nil }
        result += base[offset..<offset + count]
      } else {
        let count = Int(command)
        guard count > 0, place + count <= changes.count, result.count + count <= size else { return nil }
        result += changes[place..<place + count]
        place += count
      }
    }
    return result.count == size ? result : nil
  }

  private static func number(_ bytes: [UInt8], _ place: inout Int) -> Int? {
    var value = 0
    for shift in stride(from: 0, to: 56, by: 7) {
      guard place < bytes.count else { return nil }
      value |= Int(bytes[place] & 0x7f) << shift
      place += 1
      if bytes[place - 1] & 0x80 == 0 { return value }
    }
    return nil
  }

  /// The bytes of a number that a command's bits say are there, the lowest first.
  private static func bits(_ bytes: [UInt8], _ place: inout Int, _ command: UInt8, _ range: Range<Int>) -> Int? {
    var value = 0
    for bit in range where command >> UInt8(bit) & 1 == 1 {
      guard place < bytes.count else { return nil }
      value |= Int(bytes[place]) << (8 * (bit - range.lowerBound))
      place += 1
    }
    return value
  }
}
