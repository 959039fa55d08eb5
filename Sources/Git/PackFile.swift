// One pack as it lies on disk (gitformat-pack): where an object is, by the index of version 2, and what it is made of.
// Invariant: every offset and length comes from a file that may be damaged, and is checked before it is used.

/// A pack and its index.
final class PackFile: Sendable {
  /// An entry's head: its kind, the size of what its data expands to, and where the data begins.
  struct Entry {
    enum Kind: Equatable {
      case object(ObjectKind)
      /// Changes against the entry at another offset of this pack.
      case delta(base: Int)
      /// Changes against an object of this id.
      case deltaTo(ObjectID)
    }

    let kind: Kind
    let size: Int
    let start: Int
  }

  private let index: MappedFile
  let pack: MappedFile
  private let count: Int

  private static let signature: UInt32 = 0xff74_4f63
  private static let idsStart = 8 + 1024

  /// Opens the pack of an index file; nil when the index is of another version.
  ///
  /// Throws `.corrupt` when the checksum of the index does not agree: what it says is relied on from then on.
  init?(index path: String) throws(GitError) {
    let index = try MappedFile(path)
    let isSound = index.withBytes { bytes -> Bool in
      guard bytes.byteCount > 20 else { return false }
      let content = unsafe bytes.extracting(0..<bytes.byteCount - 20)._unsafeView(as: UInt8.self)
      return SHA1.hash(content).enumerated().allSatisfy { bytes.byte(at: content.count + $0.offset) == $0.element }
    }
    guard isSound else { throw GitError(.corrupt, "read pack index", "the checksum of \(path) does not agree") }
    let head = index.withBytes { bytes -> Int? in
      guard bytes.byteCount >= Self.idsStart + 40, bytes.bigEndian32(at: 0) == Self.signature,
        bytes.bigEndian32(at: 4) == 2
      else { return nil }
      let count = Int(bytes.bigEndian32(at: 8 + 255 * 4))
      return bytes.byteCount >= Self.idsStart + count * 28 + 40 ? count : nil
    }
    guard let head else { return nil }
    self.index = index
    count = head
    pack = try MappedFile(String(path.dropLast(4)) + ".pack")
  }

  /// Where an object lies in the pack; nil when it is not here.
  func offset(of id: ObjectID) -> Int? {
    index.withBytes { bytes in
      let first = Int(id.high >> 56)
      var low = first == 0 ? 0 : Int(bytes.bigEndian32(at: 8 + (first - 1) * 4))
      var high = min(count, Int(bytes.bigEndian32(at: 8 + first * 4)))
      while low < high {
        let middle = (low + high) / 2
        let found = bytes.objectID(at: Self.idsStart + middle * 20)
        if found == id { return position(middle, bytes) }
        if found < id { low = middle + 1 } else { high = middle }
      }
      return nil
    }
  }

  private func position(_ number: Int, _ bytes: RawSpan) -> Int? {
    let offsets = Self.idsStart + count * 24
    let short = bytes.bigEndian32(at: offsets + number * 4)
    guard short & 0x8000_0000 != 0 else { return Int(short) }
    let place = offsets + count * 4 + Int(short & 0x7fff_ffff) * 8
    guard place + 8 <= bytes.byteCount - 40 else { return nil }
    return Int(exactly: UInt64(bytes.bigEndian32(at: place)) << 32 | UInt64(bytes.bigEndian32(at: place + 4)))
  }

  /// Reads the head of the entry at an offset; nil when there is none.
  func entry(at offset: Int) -> Entry? {
    pack.withBytes { bytes in
      guard offset >= 12, offset < bytes.byteCount else { return nil }
      var place = offset
      func next() -> UInt8? {
        guard place < bytes.byteCount - 20 else { return nil }
        place += 1
        return bytes.byte(at: place - 1)
      }
      guard var byte = next() else { return nil }
      let type = byte >> 4 & 7
      var size = Int(byte & 15)
      var shift = 4
      while byte & 0x80 != 0 {
        guard let more = next(), shift < 50 else { return nil }
        byte = more
        size |= Int(byte & 0x7f) << shift
        shift += 7
      }
      let kinds: [UInt8: ObjectKind] = [1: .commit, 2: .tree, 3: .blob, 4: .tag]
      if let kind = kinds[type] { return Entry(kind: .object(kind), size: size, start: place) }
      if type == 7, place + 20 <= bytes.byteCount - 20 {
        return Entry(kind: .deltaTo(bytes.objectID(at: place)), size: size, start: place + 20)
      }
      guard type == 6, var more = next() else { return nil }
      var back = Int(more & 0x7f)
      while more & 0x80 != 0 {
        guard let following = next(), back < 1 << 50 else { return nil }
        more = following
        back = (back + 1) << 7 | Int(more & 0x7f)
      }
      guard back > 0, back < offset else { return nil }
      return Entry(kind: .delta(base: offset - back), size: size, start: place)
    }
  }
}

extension RawSpan {
  func byte(at offset: Int) -> UInt8 { unsafe unsafeLoad(fromByteOffset: offset, as: UInt8.self) }

  func bigEndian32(at offset: Int) -> UInt32 {
    UInt32(bigEndian: unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self))
  }

  func objectID(at offset: Int) -> ObjectID {
    let high = UInt64(bigEndian32(at: offset)) << 32 | UInt64(bigEndian32(at: offset + 4))
    let middle = UInt64(bigEndian32(at: offset + 8)) << 32 | UInt64(bigEndian32(at: offset + 12))
    return ObjectID(high: high, middle: middle, low: bigEndian32(at: offset + 16))
  }
}
