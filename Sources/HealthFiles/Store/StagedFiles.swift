// Many new files of one commit, written by several threads: compressed into the pack that is being written, and laid
// beside their places in the working files under temporary names. Nobody sees either before the branch moves.

internal import Git
internal import Synchronization

/// The files of a commit that are written while it is still being planned.
final class StagedFiles: Sendable {
  private let repository: RepositoryBox
  private let disk: Disk
  private let written = Mutex<[String: ObjectID]>([:])

  init(_ repository: RepositoryBox, _ disk: Disk) throws(StoreError) {
    self.repository = repository
    self.disk = disk
    try repository.use { repository throws(GitError) in try repository.startPack() }
  }

  /// The blobs of the files, by path.
  var blobs: [String: ObjectID] { written.withLock { $0 } }

  /// Stages a file; called by several threads, each with a packer of its own.
  func write(_ bytes: [UInt8], to path: String, _ packer: ObjectPacker) throws(StoreError) {
    let object = try git { () throws(GitError) in try packer.blob(bytes) }
    try repository.use { repository throws(GitError) in try repository.add(object) }
    written.withLock { $0[path] = object.id }
    try disk.stage(bytes, for: path)
  }

  /// Stages many files, on all processors.
  func write(_ files: [String: [UInt8]?]) throws(StoreError) {
    let files = files.sorted { $0.key < $1.key }
    _ = try Workers.map(files.count) { () throws(StoreError) in
      try git { () throws(GitError) in try ObjectPacker() }
    } each: { packer, number throws(StoreError) in
      if case (let path, .some(let bytes)) = files[number] { try write(bytes, to: path, packer) }
    }
  }

  /// Makes the staged working files durable, so that a rename later puts whole files in place.
  func synchronize() throws(StoreError) {
    let paths = blobs.keys.sorted()
    _ = try Workers.map(paths.count) { () throws(StoreError) in
    } each: { _, number throws(StoreError) in
      try disk.synchronizeStaged(paths[number])
    }
  }

  /// Puts a staged file in its place if nothing stands there; false when the file must be merged instead.
  func place(_ path: String, _ id: ObjectID) throws(StoreError) -> Bool {
    guard blobs[path] == id, try disk.kind(of: path) == nil else { return false }
    try disk.placeStaged(path)
    written.withLock { _ = $0.removeValue(forKey: path) }
    return true
  }

  /// Removes what is still staged.
  func clear() {
    try? repository.use { repository throws(GitError) in repository.abandonPack() }
    for path in blobs.keys { disk.removeStaged(path) }
  }
}
