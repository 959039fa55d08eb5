// Reading the bytes of the index. Invariant: nothing is believed before the checksum agrees.

struct IndexParser {
  private let bytes: [UInt8]
  private var position = 12
  private let version: UInt32
  private var previousPath: [UInt8] = []

  /// Reads the entries, or only those whose paths begin so: the others are stepped over.
  static func parse(_ bytes: [UInt8], under prefix: String = "") throws(GitError) -> [IndexEntry] {
    guard bytes.count >= 32, SHA1.hash(bytes.span.extracting(..<(bytes.count - 20))) == Array(bytes.suffix(20)) else {
      throw flaw(.corrupt, "the checksum does not agree")
    }
    var parser = try IndexParser(bytes.dropLast(20))
    return try parser.entries(under: Array(prefix.utf8))
  }

  private init(_ slice: ArraySlice<UInt8>) throws(GitError) {
    bytes = Array(slice)
    version = Self.word(bytes, 4)
    guard Self.word(bytes, 0) == 0x4449_5243, (2...4).contains(version) else {
      throw Self.flaw(.invalid, "not an index of version 2, 3 or 4")
    }
  }

  private mutating func entries(under prefix: [UInt8]) throws(GitError) -> [IndexEntry] {
    let count = Int(Self.word(bytes, 8))
    guard count <= bytes.count / 62 else { throw Self.flaw(.corrupt, "more entries than bytes") }
    var entries: [IndexEntry] = []
    if prefix.isEmpty { entries.reserveCapacity(count) }
    for _ in 0..<count {
      if !prefix.isEmpty, stepsOver(prefix) { continue }
      let entry = try entry()
      guard prefix.isEmpty || entry.path.utf8.starts(with: prefix) else { continue }
      if let last = entries.last, !IndexEntry.precedes(last, entry) {
        throw Self.flaw(.corrupt, "entries are out of order")
      }
      entries.append(entry)
    }
    try checkExtensions()
    return entries
  }

  private mutating func entry() throws(GitError) -> IndexEntry {
    let start = position
    guard bytes.count - start >= 62, let id = ObjectID(bytes: bytes.span, at: start + 40) else {
      throw Self.flaw(.corrupt, "ends within an entry")
    }
    guard let mode = FileMode(rawValue: Self.word(bytes, start + 24)) else {
      throw Self.flaw(.invalid, "an entry has an unknown mode")
    }
    var entry = IndexEntry(path: "", id: id)
    entry.mode = mode
    readStatus(into: &entry, start)
    let flags = UInt16(bytes[start + 60]) << 8 | UInt16(bytes[start + 61])
    entry.flags = flags & ~IndexFile.nameMask & ~IndexFile.extendedFlag
    position = start + 62
    if flags & IndexFile.extendedFlag != 0 {
      guard version >= 3, bytes.count - position >= 2 else { throw Self.flaw(.corrupt, "stray extended flags") }
      entry.extendedFlags = UInt16(bytes[position]) << 8 | UInt16(bytes[position + 1])
      position += 2
    }
    entry.path = try path()
    if version < 4 { position = start + (position - start + 7) / 8 * 8 }
    return entry
  }

  /// Steps over an entry whose path certainly does not begin so; false when it has to be read to tell.
  private mutating func stepsOver(_ prefix: [UInt8]) -> Bool {
    guard version < 4, bytes.count - position >= 64 else { return false }
    let flags = UInt16(bytes[position + 60]) << 8 | UInt16(bytes[position + 61])
    let length = Int(flags & IndexFile.nameMask)
    let start = position + (flags & IndexFile.extendedFlag == 0 ? 62 : 64)
    guard length < IndexFile.nameMask, start + length < bytes.count else { return false }
    if length >= prefix.count {
      var place = 0
      while place < prefix.count, bytes[start + place] == prefix[place] { place += 1 }
      if place == prefix.count { return false }
    }
    position += (start - position + length + 8) / 8 * 8
    return true
  }

  private func readStatus(into entry: inout IndexEntry, _ start: Int) {
    entry.changedSeconds = Self.word(bytes, start)
    entry.changedNanoseconds = Self.word(bytes, start + 4)
    entry.modifiedSeconds = Self.word(bytes, start + 8)
    entry.modifiedNanoseconds = Self.word(bytes, start + 12)
    entry.device = Self.word(bytes, start + 16)
    entry.inode = Self.word(bytes, start + 20)
    entry.user = Self.word(bytes, start + 28)
    entry.group = Self.word(bytes, start + 32)
    entry.size = Self.word(bytes, start + 36)
  }

  /// Reads a path up to its NUL; in version 4 it continues what is left of the one before.
  private mutating func path() throws(GitError) -> String {
    var name: [UInt8] = []
    if version == 4 {
      let cut = try variableNumber()
      guard cut <= previousPath.count else { throw Self.flaw(.corrupt, "a path is cut too short") }
      name = Array(previousPath.dropLast(cut))
    }
    let start = position
    while position < bytes.count, bytes[position] != 0 { position += 1 }
    guard position < bytes.count else { throw Self.flaw(.corrupt, "a path does not end") }
    name.append(contentsOf: bytes[start..<position])
    position += 1
    if version == 4 { previousPath = name }
    guard let path = String(validating: name, as: UTF8.self), !path.isEmpty else {
      throw Self.flaw(.invalid, "a path is empty or not UTF-8")
    }
    return path
  }

  /// Reads the offset encoding of packs: seven bits a byte, each step adds one.
  private mutating func variableNumber() throws(GitError) -> Int {
    var value = 0
    for step in 0..<4 {
      guard position < bytes.count else { break }
      let byte = bytes[position]
      position += 1
      value = (step == 0 ? 0 : value + 1) << 7 | Int(byte & 0x7f)
      if byte & 0x80 == 0 { return value }
    }
    throw Self.flaw(.corrupt, "a number does not end")
  }

  /// An extension that begins with a small letter must be understood, and none is: split and sparse indexes.
  private func checkExtensions() throws(GitError) {
    var place = position
    while bytes.count - place >= 8 {
      guard bytes[place] >= 0x41, bytes[place] <= 0x5a else {
        throw Self.flaw(.invalid, "it is split or sparse")
      }
      place += 8 + Int(Self.word(bytes, place + 4))
    }
    guard place == bytes.count else { throw Self.flaw(.corrupt, "an extension does not end") }
  }

  private static func word(_ bytes: [UInt8], _ offset: Int) -> UInt32 {
    UInt32(bytes[offset]) << 24 | UInt32(bytes[offset + 1]) << 16 | UInt32(bytes[offset + 2]) << 8
      | UInt32(bytes[offset + 3])
  }

  private static func flaw(_ code: GitError.Code, _ message: String) -> GitError {
    GitError(code, "read index", message)
  }
}
