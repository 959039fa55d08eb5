// Keeping `.git/index` in step with the commits, so that stock `git status` and `git diff` stay true.
// Invariants: written under `index.lock`; an entry claims to know its working file only if that file's bytes were
// seen to have the entry's id.
import Glibc

extension Repository {
  /// The largest working file that is hashed to see whether it is what the index says: 32 MiB.
  static var workingFileLimit: Int { 32 << 20 }
  private static var indexLimit: Int { 1 << 30 }

  /// Lists the entries of the index; empty when there is no index yet.
  public func indexEntries() throws(GitError) -> [IndexEntry] {
    try indexBytes().map { old throws(GitError) in try IndexParser.parse(old.bytes) } ?? []
  }

  /// Lists the entries of an index below a prefix, and when it was written, without opening the repository.
  ///
  /// - Parameter gitDirectory: the `.git` directory.
  public static func indexEntries(
    in gitDirectory: String, under prefix: String
  ) throws(GitError) -> (entries: [IndexEntry], seconds: Int64, nanoseconds: Int64) {
    guard let file = try OpenFile(ifPresent: gitDirectory + "/index") else { return ([], 0, 0) }
    let written = try file.status().st_mtim
    let entries = try IndexParser.parse(try file.readAll(limit: indexLimit), under: prefix)
    return (entries, Int64(written.tv_sec), Int64(written.tv_nsec))
  }

  /// Sets and removes entries of the index, keeping all others as they are.
  ///
  /// A working file that holds other bytes than its blob shows as modified, as it should. Throws `.locked` when
  /// `index.lock` exists, `.bare` without working files, `.invalid` on a split or sparse index.
  ///
  /// - Parameter known: paths whose working files this process has just written with the bytes of their blobs.
  public func updateIndex(
    set: [(path: String, id: ObjectID)], remove: [String] = [], known: Set<String> = []
  ) throws(GitError) {
    guard let workingDirectory else { throw GitError(.bare, "update index", "the repository has no working files") }
    try requireNoPack("update index")
    let entries = try set.map { change throws(GitError) in
      try indexEntry(change.path, change.id, workingDirectory, isKnown: known.contains(change.path))
    }
    let lock = try lockIndex()
    do throws(GitError) {
      try writeIndex(to: lock, setting: entries, removing: remove)
      try lock.synchronize()
      try FileSystem.rename(lock.path, to: gitDirectory + "index")
    } catch {
      FileSystem.remove(lock.path)
      throw error
    }
    try FileSystem.synchronizeDirectory(gitDirectory)
  }

  private func lockIndex() throws(GitError) -> OpenFile {
    do throws(GitError) {
      return try OpenFile(creating: gitDirectory + "index.lock", mode: 0o644)
    } catch {
      throw error.code == .exists ? GitError(.locked, "update index", "index.lock exists") : error
    }
  }

  /// Writes the index with some entries changed: patched where its form allows, else as a whole.
  private func writeIndex(
    to file: borrowing OpenFile, setting entries: [IndexEntry], removing removed: [String]
  ) throws(GitError) {
    guard let old = try indexBytes() else {
      return try file.write(IndexFile.encode(entries.sorted(by: IndexEntry.precedes)), at: 0)
    }
    if let pieces = IndexPatch.pieces(old.bytes, setting: entries, removing: removed, written: old.modified.tv_sec) {
      return try write(pieces, of: old.bytes, to: file)
    }
    let replaced = Set(entries.map(\.path)).union(removed)
    let kept = try IndexParser.parse(old.bytes).lazy.filter { !replaced.contains($0.path) }
    let all = (entries + kept.map { Self.kept($0, old.modified) }).sorted(by: IndexEntry.precedes)
    try file.write(IndexFile.encode(all), at: 0)
  }

  /// Writes the pieces one after another and their checksum last.
  private func write(
    _ pieces: [IndexPatch.Piece], of old: [UInt8], to file: borrowing OpenFile
  ) throws(GitError) {
    var hash = SHA1()
    var position = 0
    for piece in pieces {
      switch piece {
      case .new(let bytes):
        hash.update(bytes.span)
        try file.write(bytes.span, at: position)
        position += bytes.count
      case .kept(let range):
        hash.update(old.span.extracting(range))
        try file.write(old.span.extracting(range), at: position)
        position += range.count
      }
    }
    try file.write(hash.finish(), at: position)
  }

  private func indexBytes() throws(GitError) -> (bytes: [UInt8], modified: timespec)? {
    guard let file = try OpenFile(ifPresent: gitDirectory + "index") else { return nil }
    return (try file.readAll(limit: Self.indexLimit), try file.status().st_mtim)
  }

  /// Forgets the size of a file that changed in the same second as the old index was written or later.
  ///
  /// Git then compares its content instead of trusting a time that cannot tell ("racy git"). Seconds, because stock git
  /// is built to compare no less.
  private static func kept(_ entry: IndexEntry, _ written: timespec) -> IndexEntry {
    guard Int(entry.modifiedSeconds) >= written.tv_sec else { return entry }
    var entry = entry
    entry.size = 0
    return entry
  }

  private static func holds(_ file: borrowing OpenFile, _ id: ObjectID) -> Bool {
    guard let bytes = try? file.readAll(limit: workingFileLimit) else { return false }
    return PackedObject.id(.blob, bytes.span) == id
  }

  private func indexEntry(
    _ path: String, _ id: ObjectID, _ workingDirectory: String, isKnown: Bool
  ) throws(GitError) -> IndexEntry {
    _ = try TreePath.components(path, "update index")
    try require(id, .blob, "update index")
    var entry = IndexEntry(path: path, id: id)
    guard let file = try? OpenFile(reading: workingDirectory + path), let status = try? file.status(),
      status.st_mode & S_IFMT == S_IFREG, isKnown || Self.holds(file, id)
    else { return entry }
    entry.size = UInt32(truncatingIfNeeded: status.st_size)
    entry.modifiedSeconds = UInt32(truncatingIfNeeded: status.st_mtim.tv_sec)
    entry.modifiedNanoseconds = UInt32(truncatingIfNeeded: status.st_mtim.tv_nsec)
    entry.changedSeconds = UInt32(truncatingIfNeeded: status.st_ctim.tv_sec)
    entry.changedNanoseconds = UInt32(truncatingIfNeeded: status.st_ctim.tv_nsec)
    entry.device = UInt32(truncatingIfNeeded: status.st_dev)
    entry.inode = UInt32(truncatingIfNeeded: status.st_ino)
    entry.user = status.st_uid
    entry.group = status.st_gid
    return entry
  }
}
