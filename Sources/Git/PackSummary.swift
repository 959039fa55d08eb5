// A pack on disk as its index tells of it. Invariant: only packs of git's version 2 with an index of version 2 are
// touched; whatever else lies there is left alone.

/// Describes one pack of a repository.
public struct PackSummary: Sendable, Hashable {
  /// The name without its ending: `pack-` and 40 digits.
  public let name: String
  /// How many objects it holds.
  public let count: Int
  /// How many bytes it has, without its index.
  public let size: Int
}

/// Holds where each object of a pack begins.
struct PackListing {
  struct Object {
    let id: ObjectID
    let crc: UInt32
    let offset: Int
  }

  private static let headerSize = 8 + 1024
  private static let limit = 1 << 31

  /// Reads how many objects an index names; nil when it is of another version.
  static func count(_ path: String) throws(GitError) -> Int? {
    guard let file = try OpenFile(ifPresent: path) else { return nil }
    let head = try file.read(headerSize, at: 0)
    guard head.count == headerSize, word(head, 0) == 0xff74_4f63, word(head, 4) == 2 else { return nil }
    return Int(word(head, headerSize - 4))
  }

  /// Reads all objects of an index.
  static func objects(_ path: String) throws(GitError) -> [Object] {
    let bytes = try OpenFile(reading: path).readAll(limit: limit)
    let flaw = GitError(.corrupt, "read pack index", path)
    guard bytes.count >= headerSize, word(bytes, 0) == 0xff74_4f63, word(bytes, 4) == 2 else { throw flaw }
    let count = Int(word(bytes, headerSize - 4))
    let (crcs, offsets) = (headerSize + count * 20, headerSize + count * 24)
    let long = headerSize + count * 28
    guard bytes.count >= long + 40 else { throw flaw }
    var objects: [Object] = []
    objects.reserveCapacity(count)
    for number in 0..<count {
      guard let id = ObjectID(bytes: bytes.span, at: headerSize + number * 20) else { throw flaw }
      var offset = Int(word(bytes, offsets + number * 4))
      if offset & 0x8000_0000 != 0 {
        let place = long + (offset & 0x7fff_ffff) * 8
        guard bytes.count >= place + 48 else { throw flaw }
        offset = Int(word(bytes, place)) << 32 | Int(word(bytes, place + 4))
      }
      objects.append(Object(id: id, crc: word(bytes, crcs + number * 4), offset: offset))
    }
    return objects
  }

  private static func word(_ bytes: [UInt8], _ offset: Int) -> UInt32 {
    UInt32(bytes[offset]) << 24 | UInt32(bytes[offset + 1]) << 16 | UInt32(bytes[offset + 2]) << 8
      | UInt32(bytes[offset + 3])
  }
}
