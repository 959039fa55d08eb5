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

  /// Sets and removes entries of the index, keeping all others as they are.
  ///
  /// A working file that holds other bytes than its blob shows as modified, as it should. Throws `.locked` when
  /// `index.lock` exists, `.bare` without working files, `.invalid` on a split or sparse index.
  public func updateIndex(set: [(path: String, id: ObjectID)], remove: [String] = []) throws(GitError) {
    guard let workingDirectory else { throw GitError(.bare, "update index", "the repository has no working files") }
    try requireNoPack("update index")
    let entries = try set.map { change throws(GitError) in
      try indexEntry(change.path, change.id, workingDirectory)
    }
    let lock = try lockIndex()
    do throws(GitError) {
      try lock.write(try changedIndex(setting: entries, removing: remove), at: 0)
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

  /// The bytes of the index with some entries changed: patched where its form allows, else written anew.
  private func changedIndex(
    setting entries: [IndexEntry], removing removed: [String]
  ) throws(GitError) -> [UInt8] {
    guard let old = try indexBytes() else { return IndexFile.encode(entries.sorted(by: IndexEntry.precedes)) }
    if let patched = IndexPatch.bytes(old.bytes, setting: entries, removing: removed, written: old.modified.tv_sec) {
      return patched
    }
    let replaced = Set(entries.map(\.path)).union(removed)
    let kept = try IndexParser.parse(old.bytes).lazy.filter { !replaced.contains($0.path) }
    return IndexFile.encode((entries + kept.map { Self.kept($0, old.modified) }).sorted(by: IndexEntry.precedes))
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

  private func indexEntry(
    _ path: String, _ id: ObjectID, _ workingDirectory: String
  ) throws(GitError) -> IndexEntry {
    _ = try TreePath.components(path, "update index")
    try require(id, .blob, "update index")
    var entry = IndexEntry(path: path, id: id)
    guard let file = try? OpenFile(reading: workingDirectory + path), let status = try? file.status(),
      status.st_mode & S_IFMT == S_IFREG, let bytes = try? file.readAll(limit: Self.workingFileLimit),
      try ObjectID.blob(hashing: bytes) == id
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
