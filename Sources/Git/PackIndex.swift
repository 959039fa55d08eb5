// The index of a pack, version 2 (gitformat-pack): sorted ids, checksums, offsets.

enum PackIndex {
  struct Entry {
    let id: ObjectID
    let offset: Int
    let length: Int
    let crc: UInt32
  }

  /// Offsets from here on go to the table of eight-byte offsets.
  static let longOffset = 0x8000_0000

  static func encode(_ entries: [Entry], packChecksum: [UInt8], longOffset: Int = longOffset) -> [UInt8] {
    let sorted = entries.sorted { $0.id < $1.id }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(8 + 1024 + sorted.count * 28 + 40)
    bytes.appendBigEndian(UInt32(0xff74_4f63))
    bytes.appendBigEndian(UInt32(2))
    appendFanOut(sorted, to: &bytes)
    for entry in sorted { entry.id.append(to: &bytes) }
    for entry in sorted { bytes.appendBigEndian(entry.crc) }
    var long: [UInt64] = []
    for entry in sorted {
      if entry.offset < longOffset {
        bytes.appendBigEndian(UInt32(entry.offset))
      } else {
        bytes.appendBigEndian(UInt32(0x8000_0000 | long.count))
        long.append(UInt64(entry.offset))
      }
    }
    for offset in long { bytes.appendBigEndian(offset) }
    bytes.append(contentsOf: packChecksum)
    bytes.append(contentsOf: SHA1.hash(bytes.span))
    return bytes
  }

  /// How many ids begin with a byte up to each of the 256 values.
  private static func appendFanOut(_ sorted: [Entry], to bytes: inout [UInt8]) {
    var position = 0
    for first in 0..<256 {
      while position < sorted.count, sorted[position].id.high >> 56 <= UInt64(first) { position += 1 }
      bytes.appendBigEndian(UInt32(position))
    }
  }
}
