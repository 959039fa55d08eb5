internal import Git

extension Store {
  /// Writes the files of a commit into a folder in which nothing stands yet, on all processors.
  ///
  /// All are written before the first is made durable: by then the disk has most of them.
  func unpack(_ commit: ObjectID) throws(StoreError) {
    let files = try repository().use { repository throws(GitError) in
      var files: [(path: String, blob: ObjectID)] = []
      try repository.walkTree(try repository.commit(commit).tree) { path, entry in
        if entry.mode == .file { files.append((path, entry.id)) }
        return .continue
      }
      return files
    }
    let (disk, root) = (disk, root)
    _ = try Workers.map(files.count) { () throws(StoreError) in
      try git { () throws(GitError) in try BlobReader(try Repository(opening: root)) }
    } each: { (reader: inout BlobReader, number: Int) throws(StoreError) in
      let bytes = try git { () throws(GitError) in
        try reader.withBlob(files[number].blob) { $0.withUnsafeBufferPointer { Array($0) } }
      }
      try disk.stage(bytes, for: files[number].path)
    }
    _ = try Workers.map(files.count) { () throws(StoreError) in
    } each: { _, number throws(StoreError) in
      try disk.synchronizeStaged(files[number].path)
      try disk.placeStaged(files[number].path)
    }
    for (_, paths) in Dictionary(grouping: files.map(\.path), by: Disk.folder) {
      try disk.synchronizeFolder(of: paths[0])
    }
  }
}
