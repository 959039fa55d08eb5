// What a pack holds of one object: a header of kind and size, then the compressed bytes. Made on any thread, because
// compressing is nearly all of the work of a large pack.

/// Holds an object as it stands in a pack.
public struct PackedObject: Sendable {
  /// The id of the object.
  public let id: ObjectID
  let kind: ObjectKind
  let size: Int
  /// Header and compressed content.
  let bytes: [UInt8]
  let crc: UInt32

  /// The id of an object that nobody has forged.
  static func id(_ kind: ObjectKind, _ content: Span<UInt8>) -> ObjectID {
    var hash = SHA1()
    hash.update(Array("\(kind.rawValue) \(content.count)\0".utf8).span)
    hash.update(content)
    return ObjectID(bytes: hash.finish().span) ?? .zero
  }

  /// Kind and size of an object: four bits of size in the first byte, then seven a byte (gitformat-pack).
  static func header(_ kind: ObjectKind, _ size: Int) -> [UInt8] {
    let number: UInt8 =
      switch kind {
      case .commit: 1
      case .tree: 2
      case .blob: 3
      case .tag: 4
      }
    return header(number: number, size)
  }

  static func header(number: UInt8, _ size: Int) -> [UInt8] {
    var bytes = [number << 4 | UInt8(size & 15)]
    var rest = size >> 4
    while rest > 0 {
      bytes[bytes.count - 1] |= 0x80
      bytes.append(UInt8(rest & 0x7f))
      rest >>= 7
    }
    return bytes
  }
}

/// Compresses objects for a pack, one after another.
public final class ObjectPacker {
  private let deflater: Deflater

  /// Makes a packer for use by one thread.
  public init() throws(GitError) { deflater = try Deflater() }

  /// Compresses a blob.
  public func blob(_ content: [UInt8]) throws(GitError) -> PackedObject {
    try pack(.blob, content.span, id: PackedObject.id(.blob, content.span))
  }

  func pack(_ kind: ObjectKind, _ content: Span<UInt8>, id: ObjectID) throws(GitError) -> PackedObject {
    var bytes = PackedObject.header(kind, content.count)
    try deflater.deflate(content, into: &bytes)
    return PackedObject(id: id, kind: kind, size: content.count, bytes: bytes, crc: Deflater.crc(bytes.span))
  }

  /// Compresses a delta whose base lies so many bytes before it.
  func pack(
    _ delta: [UInt8], size: Int, _ kind: ObjectKind, id: ObjectID, back: Int
  ) throws(GitError) -> PackedObject {
    var bytes = PackedObject.header(number: 6, delta.count)
    var distance = [UInt8(back & 0x7f)]
    var rest = back >> 7
    while rest > 0 {
      rest -= 1
      distance.insert(UInt8(rest & 0x7f) | 0x80, at: 0)
      rest >>= 7
    }
    bytes += distance
    try deflater.deflate(delta.span, into: &bytes)
    return PackedObject(id: id, kind: kind, size: size, bytes: bytes, crc: Deflater.crc(bytes.span))
  }
}
