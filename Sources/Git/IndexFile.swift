// The bytes of `.git/index` (gitformat-index), versions 2 to 4 read, 2 or 3 written. libgit2 would read and write
// every entry through its own tables, at four times the cost for a one-file change.
// Invariant: entries are sorted by the bytes of their paths, then by stage; what is not understood is refused.

/// Holds one entry of the git index, with what was known of its working file.
public struct IndexEntry: Sendable, Hashable {
  /// The path from the root of the working files.
  public var path: String
  /// The blob that is staged there.
  public var id: ObjectID
  /// The entry's mode.
  public var mode: FileMode
  /// The working file's size in bytes, of its lower 32 bits; 0 when unknown.
  public var size: UInt32
  /// When the working file's content last changed: seconds since 1970.
  public var modifiedSeconds: UInt32
  /// The nanoseconds of that time.
  public var modifiedNanoseconds: UInt32
  /// The lower 32 bits of the working file's inode number.
  public var inode: UInt32
  /// The stage: 0, or 1 to 3 in an unfinished merge.
  public var stage: Int { Int(flags >> 12 & 3) }

  var changedSeconds: UInt32
  var changedNanoseconds: UInt32
  var device: UInt32
  var user: UInt32
  var group: UInt32
  /// Assume-valid, stage and so on, without the length of the name.
  var flags: UInt16
  var extendedFlags: UInt16

  init(path: String, id: ObjectID) {
    (self.path, self.id, mode) = (path, id, .file)
    (size, modifiedSeconds, modifiedNanoseconds, inode) = (0, 0, 0, 0)
    (changedSeconds, changedNanoseconds, device, user, group) = (0, 0, 0, 0, 0)
    (flags, extendedFlags) = (0, 0)
  }

  static func precedes(_ left: IndexEntry, _ right: IndexEntry) -> Bool {
    left.path == right.path
      ? left.stage < right.stage : left.path.utf8.lexicographicallyPrecedes(right.path.utf8)
  }
}

enum IndexFile {
  static let nameMask: UInt16 = 0x0fff
  static let extendedFlag: UInt16 = 0x4000

  /// Writes the entries, which must be sorted, without extensions: git makes them anew.
  static func encode(_ entries: [IndexEntry]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(entries.count * 100 + 32)
    bytes.append(contentsOf: "DIRC".utf8)
    bytes.appendBigEndian(UInt32(entries.contains { $0.extendedFlags != 0 } ? 3 : 2))
    bytes.appendBigEndian(UInt32(entries.count))
    for entry in entries { append(entry, to: &bytes) }
    bytes.append(contentsOf: SHA1.hash(bytes.span))
    return bytes
  }

  static func append(_ entry: IndexEntry, to bytes: inout [UInt8]) {
    let start = bytes.count
    for word in [
      entry.changedSeconds, entry.changedNanoseconds, entry.modifiedSeconds, entry.modifiedNanoseconds,
      entry.device, entry.inode, entry.mode.rawValue, entry.user, entry.group, entry.size,
    ] { bytes.appendBigEndian(word) }
    entry.id.append(to: &bytes)
    let extended = entry.extendedFlags != 0
    let length = UInt16(min(entry.path.utf8.count, Int(nameMask)))
    bytes.appendBigEndian(entry.flags & ~extendedFlag | (extended ? extendedFlag : 0) | length)
    if extended { bytes.appendBigEndian(entry.extendedFlags) }
    bytes.append(contentsOf: entry.path.utf8)
    repeat { bytes.append(0) } while (bytes.count - start) % 8 != 0
  }
}
