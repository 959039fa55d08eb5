// A few entries of the index replaced in a copy of its bytes: everything else is copied as it stands, not decoded and
// written anew. Invariant: the result is what `IndexFile.encode` would write of the same entries, but for what git
// keeps in entries that hfile does not read. Extensions are left out, as git allows: it makes them anew.

struct IndexPatch {
  private let old: [UInt8]
  /// Where the entries end and the extensions begin, once all entries were passed.
  private var position = 12
  private var result: [UInt8] = []
  private var count = 0
  /// Entries changed from then on, in seconds, lose their size: git then reads them ("racy git").
  private let written: UInt32

  /// Returns the new bytes; nil for an index that has to be read as a whole (of another version than 2 or 3, split or
  /// sparse, damaged).
  static func bytes(
    _ old: [UInt8], setting changed: [IndexEntry], removing removed: [String], written: Int
  ) -> [UInt8]? {
    guard old.count >= 32, Self.word(old, 0) == 0x4449_5243, (2...3).contains(Self.word(old, 4)),
      SHA1.hash(old.span.extracting(..<(old.count - 20))) == Array(old.suffix(20))
    else { return nil }
    var changes = changed.map { (name: Array($0.path.utf8), entry: IndexEntry?.some($0)) }
    changes += removed.map { (name: Array($0.utf8), entry: nil) }
    changes.sort { $0.name.lexicographicallyPrecedes($1.name) }
    var patch = IndexPatch(old: old, written: UInt32(clamping: written))
    return patch.apply(changes)
  }

  private init(old: [UInt8], written: UInt32) {
    self.old = old
    self.written = written
    result.reserveCapacity(old.count + 4096)
    result.append(contentsOf: old[..<12])
  }

  private mutating func apply(_ changes: [(name: [UInt8], entry: IndexEntry?)]) -> [UInt8]? {
    var next = 0
    for _ in 0..<Self.word(old, 8) {
      guard let (name, end) = entry(at: position) else { return nil }
      while next < changes.count, Self.order(changes[next].name, name, old) < 0 {
        append(changes[next].entry)
        next += 1
      }
      // All stages of a path that changes go; what is new of it comes before the next path.
      if next == changes.count || Self.order(changes[next].name, name, old) != 0 { keep(position..<end) }
      position = end
    }
    for change in changes[next...] { append(change.entry) }
    guard extensionsMayGo() else { return nil }
    for (place, byte) in zip(8..., UInt32(count).bigEndianBytes) { result[place] = byte }
    result.append(contentsOf: SHA1.hash(result.span))
    return result
  }

  /// Finds the name of the entry at a position, and where the next one begins.
  private func entry(at start: Int) -> (name: Range<Int>, end: Int)? {
    guard start + 64 <= old.count - 20 else { return nil }
    let flags = UInt16(old[start + 60]) << 8 | UInt16(old[start + 61])
    let nameStart = start + (flags & IndexFile.extendedFlag == 0 ? 62 : 64)
    var length = Int(flags & IndexFile.nameMask)
    if length == IndexFile.nameMask {
      guard let zero = old[nameStart...].firstIndex(of: 0) else { return nil }
      length = zero - nameStart
    }
    let end = start + (nameStart - start + length + 8) / 8 * 8
    guard end <= old.count - 20 else { return nil }
    return (nameStart..<nameStart + length, end)
  }

  private mutating func keep(_ range: Range<Int>) {
    let start = result.count
    result.append(contentsOf: old[range])
    if Self.word(old, range.lowerBound + 8) >= written {
      for place in start + 36..<start + 40 { result[place] = 0 }
    }
    count += 1
  }

  private mutating func append(_ entry: IndexEntry?) {
    guard let entry else { return }
    IndexFile.append(entry, to: &result)
    count += 1
  }

  /// An extension that begins with a small letter must be understood; the others only save git some work.
  private func extensionsMayGo() -> Bool {
    var place = position
    while place + 8 <= old.count - 20 {
      guard (0x41...0x5a).contains(old[place]) else { return false }
      place += 8 + Int(Self.word(old, place + 4))
    }
    return place == old.count - 20
  }

  /// Compares a name with one in the index, byte by byte.
  private static func order(_ name: [UInt8], _ range: Range<Int>, _ bytes: [UInt8]) -> Int {
    let common = min(name.count, range.count)
    for index in 0..<common {
      let (left, right) = (name[index], bytes[range.lowerBound + index])
      if left != right { return Int(left) - Int(right) }
    }
    return name.count - range.count
  }

  private static func word(_ bytes: [UInt8], _ offset: Int) -> UInt32 {
    UInt32(bytes[offset]) << 24 | UInt32(bytes[offset + 1]) << 16 | UInt32(bytes[offset + 2]) << 8
      | UInt32(bytes[offset + 3])
  }
}

extension UInt32 {
  fileprivate var bigEndianBytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.appendBigEndian(self)
    return bytes
  }
}
