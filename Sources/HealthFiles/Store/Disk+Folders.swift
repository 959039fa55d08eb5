// Whole folders: moved, made durable, removed. None of these follows a symbolic link.

internal import Glibc

extension Disk {
  /// Gives a file or folder another name; nothing happens when there is none.
  func move(_ path: String, to target: String) throws(StoreError) {
    guard let from = try openFolder(of: path, create: false), let to = try openFolder(of: target, create: true) else {
      return
    }
    guard renameat(from.number, Self.name(of: path), to.number, Self.name(of: target)) == 0 || errno == ENOENT else {
      throw failure("move", path)
    }
    guard fsync(to.number) == 0, fsync(from.number) == 0 else { throw failure("synchronize", target) }
  }

  /// Makes every file and folder below a folder durable.
  func synchronizeTree(_ folder: String) throws(StoreError) {
    for (path, isFolder) in try tree(folder).reversed() {
      guard let parent = try openFolder(of: path, create: false) else { continue }
      let flags = O_RDONLY | O_NOFOLLOW | O_CLOEXEC | (isFolder ? O_DIRECTORY : 0)
      let number = openat(parent.number, Self.name(of: path), flags)
      guard number >= 0 else { throw failure("open", path) }
      let file = Descriptor(number: number)
      guard fsync(file.number) == 0 else { throw failure("synchronize", path) }
    }
    try synchronizeFolder(of: folder)
  }

  /// Removes a folder and all that is in it; nothing happens when there is none.
  func removeTree(_ folder: String) throws(StoreError) {
    for (path, isFolder) in try tree(folder).reversed() {
      guard let parent = try openFolder(of: path, create: false) else { continue }
      guard unlinkat(parent.number, Self.name(of: path), isFolder ? AT_REMOVEDIR : 0) == 0 || errno == ENOENT else {
        throw failure("remove", path)
      }
    }
    try synchronizeFolder(of: folder)
  }

  /// A folder and everything below it, folders before what is in them; nothing when there is no such folder.
  private func tree(_ folder: String) throws(StoreError) -> [(path: String, isFolder: Bool)] {
    guard try kind(of: folder) == .folder else { return [] }
    var found = [(path: folder, isFolder: true)]
    var next = 0
    while next < found.count {
      defer { next += 1 }
      guard found[next].isFolder else { continue }
      for name in try names(in: found[next].path).sorted() {
        let path = found[next].path + "/" + name
        found.append((path, try kind(of: path) == .folder))
      }
    }
    return found
  }
}
