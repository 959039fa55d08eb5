// A few entries of the index replaced in a copy of its bytes: everything else is copied as it stands, not decoded and
// written anew. Invariant: the result is what `IndexFile.encode` would write of the same entries, but for what git
// keeps in entries that hfile does not read. Extensions are left out, as git allows: it makes them anew.

struct IndexPatch {
  /// A stretch of the new index: bytes of the old one, or new bytes.
  enum Piece {
    case kept(Range<Int>)
    case new([UInt8])
  }

  private let old: [UInt8]
  /// Where the entries end and the extensions begin, once all entries were passed.
  private var position = 12
  private var pieces: [Piece] = []
  private var count = 0
  /// Entries changed from then on, in seconds, lose their size: git then reads them ("racy git").
  private let written: UInt32

  /// Returns the new index without its checksum, in pieces; nil for an index that has to be read as a whole (of another
  /// version than 2 or 3, split or sparse, damaged).
  static func pieces(
    _ old: [UInt8], setting changed: [IndexEntry], removing removed: [String], written: Int
  ) -> [Piece]? {
    guard old.count >= 32, Self.word(old.span, 0) == 0x4449_5243, (2...3).contains(Self.word(old.span, 4)),
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
  }

  private mutating func apply(_ changes: [(name: [UInt8], entry: IndexEntry?)]) -> [Piece]? {
    var next = 0
    let bytes = old
    for _ in 0..<Self.word(bytes.span, 8) {
      guard let (name, end) = Self.entry(bytes.span, at: position) else { return nil }
      while next < changes.count, Self.order(changes[next].name, bytes.span.extracting(name)) < 0 {
        append(changes[next].entry)
        next += 1
      }
      // All stages of a path that changes go; what is new of it comes before the next path.
      if next == changes.count || Self.order(changes[next].name, bytes.span.extracting(name)) != 0 {
        keep(position..<end)
      }
      position = end
    }
    for change in changes[next...] { append(change.entry) }
    guard extensionsMayGo() else { return nil }
    var header = Array(old[..<8])
    header.appendBigEndian(UInt32(count))
    return [.new(header)] + pieces
  }

  /// Finds the name of the entry at a position, and where the next one begins.
  private static func entry(_ old: Span<UInt8>, at start: Int) -> (name: Range<Int>, end: Int)? {
    guard start + 64 <= old.count - 20 else { return nil }
    let flags = UInt16(old[start + 60]) << 8 | UInt16(old[start + 61])
    let nameStart = start + (flags & IndexFile.extendedFlag == 0 ? 62 : 64)
    var length = Int(flags & IndexFile.nameMask)
    if length == IndexFile.nameMask {
      while nameStart + length < old.count, old[nameStart + length] != 0 { length += 1 }
    }
    let end = start + (nameStart - start + length + 8) / 8 * 8
    guard end <= old.count - 20 else { return nil }
    return (nameStart..<nameStart + length, end)
  }

  private mutating func keep(_ range: Range<Int>) {
    count += 1
    if Self.word(old.span, range.lowerBound + 8) >= written {
      var entry = Array(old[range])
      entry.replaceSubrange(36..<40, with: repeatElement(0, count: 4))
      pieces.append(.new(entry))
    } else if case .kept(let last)? = pieces.last, last.upperBound == range.lowerBound {
      pieces[pieces.count - 1] = .kept(last.lowerBound..<range.upperBound)
    } else {
      pieces.append(.kept(range))
    }
  }

  private mutating func append(_ entry: IndexEntry?) {
    guard let entry else { return }
    var bytes: [UInt8] = []
    IndexFile.append(entry, to: &bytes)
    pieces.append(.new(bytes))
    count += 1
  }

  /// An extension that begins with a small letter must be understood; the others only save git some work.
  private func extensionsMayGo() -> Bool {
    var place = position
    while place + 8 <= old.count - 20 {
      guard (0x41...0x5a).contains(old[place]) else { return false }
      place += 8 + Int(Self.word(old.span, place + 4))
    }
    return place == old.count - 20
  }

  private static func order(_ left: [UInt8], _ right: Span<UInt8>) -> Int {
    for index in 0..<min(left.count, right.count) where left[index] != right[index] {
      return Int(left[index]) - Int(right[index])
    }
    return left.count - right.count
  }

  private static func word(_ bytes: Span<UInt8>, _ offset: Int) -> UInt32 {
    UInt32(bytes[offset]) << 24 | UInt32(bytes[offset + 1]) << 16 | UInt32(bytes[offset + 2]) << 8
      | UInt32(bytes[offset + 3])
  }
}
