// The working files of a store through POSIX calls: no symbolic link is followed below the root, every write is a
// temporary file, fsync, rename and fsync of the folder, so that a reader sees the old bytes or the new, never half.

internal import Glibc

/// The folder of a store on disk.
struct Disk: Sendable {
  /// What `stat` says of a regular file.
  struct Status: Sendable, Hashable {
    let size: Int64
    let seconds: Int64
    let nanoseconds: Int64
    let inode: UInt64
  }

  /// What a path names.
  enum Kind: Sendable, Hashable {
    case file(Status)
    case folder
    case symbolicLink
    case other
  }

  let root: String

  /// The bytes of a file; nil when there is none.
  func read(_ path: String, limit: Int = 64 << 20) throws(StoreError) -> [UInt8]? {
    guard let parent = try openFolder(of: path, create: false) else { return nil }
    let descriptor = openat(parent.number, Self.name(of: path), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      if errno == ENOENT { return nil }
      throw failure("open", path)
    }
    let file = Descriptor(number: descriptor)
    let status = try self.status(of: file, path)
    guard case .file(let known) = status else {
      throw .invalid([Problem(.notRegularFile, at: Place(file: path))])
    }
    guard known.size <= Int64(limit) else { throw .disk(doing: "read", path: path, code: EFBIG) }
    return try readAll(file, path, size: Int(known.size))
  }

  /// Reads a file of an open folder; false when there is none.
  fileprivate func read(
    _ name: String, in folder: Int32, _ path: String, into buffer: inout ReadBuffer
  ) throws(StoreError) -> Bool {
    let descriptor = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      if errno == ENOENT { return false }
      throw failure("open", path)
    }
    let file = Descriptor(number: descriptor)
    guard case .file(let status) = try status(of: file, path) else {
      throw .invalid([Problem(.notRegularFile, at: Place(file: path))])
    }
    guard status.size <= Int64(CommitSource.fileLimit) else { throw .disk(doing: "read", path: path, code: EFBIG) }
    try buffer.fill(Int(status.size)) { memory throws(StoreError) in
      var count = 0
      while count < memory.count {
        let got = Glibc.read(file.number, memory.baseAddress.map { $0 + count }, memory.count - count)
        if got < 0, errno == EINTR { continue }
        guard got >= 0 else { throw failure("read", path) }
        if got == 0 { break }
        count += got
      }
      return count
    }
    return true
  }

  private func readAll(_ file: borrowing Descriptor, _ path: String, size: Int) throws(StoreError) -> [UInt8] {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: max(4096, size + 1))
    while true {
      let count = Glibc.read(file.number, &chunk, chunk.count)
      if count < 0 {
        if errno == EINTR { continue }
        throw failure("read", path)
      }
      if count == 0 { return bytes }
      bytes += chunk[0..<count]
    }
  }

  /// What a path names; nil when nothing is there.
  func kind(of path: String) throws(StoreError) -> Kind? {
    guard let parent = try openFolder(of: path, create: false) else { return nil }
    return try kind(of: Self.name(of: path), in: parent, path)
  }

  private func kind(of name: String, in folder: borrowing Descriptor, _ path: String) throws(StoreError) -> Kind? {
    var information = stat()
    guard fstatat(folder.number, name, &information, AT_SYMLINK_NOFOLLOW) == 0 else {
      if errno == ENOENT { return nil }
      throw failure("stat", path)
    }
    return Self.kind(information)
  }

  private func status(of file: borrowing Descriptor, _ path: String) throws(StoreError) -> Kind {
    var information = stat()
    guard fstat(file.number, &information) == 0 else { throw failure("stat", path) }
    return Self.kind(information)
  }

  private static func kind(_ information: stat) -> Kind {
    switch information.st_mode & S_IFMT {
    case S_IFREG:
      .file(
        Status(
          size: Int64(information.st_size), seconds: Int64(information.st_mtim.tv_sec),
          nanoseconds: Int64(information.st_mtim.tv_nsec), inode: UInt64(information.st_ino)))
    case S_IFDIR: .folder
    case S_IFLNK: .symbolicLink
    default: .other
    }
  }

  /// Writes a file so that it is durable under its name when this returns; folders on the way are made, and nobody else
  /// looks into those made for a file that nobody else reads.
  func write(_ bytes: [UInt8], to path: String, mode: mode_t = 0o644) throws(StoreError) {
    let folderMode: mode_t = mode & 0o077 == 0 ? 0o700 : 0o755
    guard let parent = try openFolder(of: path, create: true, mode: folderMode) else { throw failure("create", path) }
    let name = Self.name(of: path)
    let temporary = Self.stagedName(path)
    let flags = O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC
    let descriptor = openat(parent.number, temporary, flags, mode)
    guard descriptor >= 0 else { throw failure("create", path) }
    do throws(StoreError) {
      let file = Descriptor(number: descriptor)
      try writeAll(bytes, to: file, path)
      guard fsync(file.number) == 0 else { throw failure("fsync", path) }
      guard renameat(parent.number, temporary, parent.number, name) == 0 else { throw failure("rename", path) }
    } catch {
      unlinkat(parent.number, temporary, 0)
      throw error
    }
    guard fsync(parent.number) == 0 else { throw failure("fsync", path) }
  }

  // MARK: staging

  private static func stagedName(_ path: String) -> String { ".hfile-\(getpid())-\(name(of: path)).tmp" }

  /// Writes a file under a temporary name beside its place; it is not durable yet.
  func stage(_ bytes: [UInt8], for path: String) throws(StoreError) {
    guard let parent = try openFolder(of: path, create: true) else { throw failure("create", path) }
    let flags = O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC
    let descriptor = openat(parent.number, Self.stagedName(path), flags, 0o644)
    guard descriptor >= 0 else { throw failure("create", path) }
    let file = Descriptor(number: descriptor)
    try writeAll(bytes, to: file, path)
    // Linux begins to write at once what it is told not to keep: the fsync later finds it done.
    posix_fadvise(file.number, 0, 0, POSIX_FADV_DONTNEED)
  }

  /// Makes a staged file durable.
  func synchronizeStaged(_ path: String) throws(StoreError) {
    guard let parent = try openFolder(of: path, create: false) else { throw failure("open", path) }
    let descriptor = openat(parent.number, Self.stagedName(path), O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure("open", path) }
    let file = Descriptor(number: descriptor)
    guard fsync(file.number) == 0 else { throw failure("fsync", path) }
  }

  /// Puts a staged file in its place; its folder is not durable yet.
  func placeStaged(_ path: String) throws(StoreError) {
    guard let parent = try openFolder(of: path, create: false),
      renameat(parent.number, Self.stagedName(path), parent.number, Self.name(of: path)) == 0
    else { throw failure("rename", path) }
  }

  /// Removes a staged file that will not be needed.
  func removeStaged(_ path: String) {
    guard let parent = try? openFolder(of: path, create: false) else { return }
    unlinkat(parent.number, Self.stagedName(path), 0)
  }

  /// Makes the names in the folder of a path durable.
  func synchronizeFolder(of path: String) throws(StoreError) {
    guard let parent = try openFolder(of: path, create: false) else { return }
    guard fsync(parent.number) == 0 else { throw failure("fsync", path) }
  }

  private func writeAll(_ bytes: [UInt8], to file: borrowing Descriptor, _ path: String) throws(StoreError) {
    var position = 0
    while position < bytes.count {
      let count = bytes[position...].withUnsafeBytes { Glibc.write(file.number, $0.baseAddress, $0.count) }
      if count < 0 {
        if errno == EINTR { continue }
        throw failure("write", path)
      }
      position += count
    }
  }

  /// Makes a folder and those on the way to it.
  func makeFolder(_ path: String) throws(StoreError) {
    guard try openFolder(of: path + "/x", create: true) != nil else { throw failure("create", path) }
  }

  /// Removes a file and the folders that became empty; nothing happens when there is none.
  func remove(_ path: String) throws(StoreError) {
    guard let parent = try openFolder(of: path, create: false) else { return }
    guard unlinkat(parent.number, Self.name(of: path), 0) == 0 || errno == ENOENT else { throw failure("remove", path) }
    fsync(parent.number)
    var folder = Self.folder(of: path)
    while !folder.isEmpty, let above = try openFolder(of: folder, create: false),
      unlinkat(above.number, Self.name(of: folder), AT_REMOVEDIR) == 0
    {
      folder = Self.folder(of: folder)
    }
  }

  /// Paths and kinds of everything below a folder, sorted by path; `.git` and our own temporary files are left out.
  func list(_ folder: String = "") throws(StoreError) -> [(path: String, kind: Kind)] {
    var found: [(path: String, kind: Kind)] = []
    var waiting = [folder]
    while let next = waiting.popLast() {
      let names = try self.names(in: next)
      guard let parent = try openFolder(of: next.isEmpty ? "x" : next + "/x", create: false) else { continue }
      for name in names where !(next.isEmpty && name == ".git") && !Self.isTemporary(name) {
        let path = next.isEmpty ? name : next + "/" + name
        guard let kind = try kind(of: name, in: parent, path) else { continue }
        if kind == .folder, waiting.count < 100_000 { waiting.append(path) } else { found.append((path, kind)) }
      }
    }
    return found.sorted { $0.path < $1.path }
  }

  /// Names in one folder, unsorted; empty when there is no such folder.
  func names(in folder: String) throws(StoreError) -> [String] {
    guard let opened = try openFolder(of: folder.isEmpty ? "x" : folder + "/x", create: false) else { return [] }
    let copy = fcntl(opened.number, F_DUPFD_CLOEXEC, 0)
    guard copy >= 0, let stream = fdopendir(copy) else { throw failure("list", folder) }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }

  static func isTemporary(_ name: String) -> Bool { name.hasPrefix(".hfile-") && name.hasSuffix(".tmp") }

  static func name(of path: String) -> String { String(path.split(separator: "/").last ?? "") }

  static func folder(of path: String) -> String { path.split(separator: "/").dropLast().joined(separator: "/") }

  /// Opens the folder of a path one name at a time, so that no symbolic link on the way is followed.
  func openFolder(of path: String, create: Bool, mode: mode_t = 0o755) throws(StoreError) -> Descriptor? {
    let start = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard start >= 0 else {
      if errno == ENOENT, !create { return nil }
      throw failure("open", "")
    }
    var current = Descriptor(number: start)
    for name in path.split(separator: "/").dropLast().map(String.init) {
      let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
      var next = openat(current.number, name, flags)
      if next < 0, errno == ENOENT, create {
        guard mkdirat(current.number, name, mode) == 0 || errno == EEXIST else { throw failure("create", path) }
        fsync(current.number)
        next = openat(current.number, name, flags)
      }
      guard next >= 0 else {
        if errno == ENOENT { return nil }
        throw folderFailure(name, in: current, path)
      }
      current = Descriptor(number: next)
    }
    return current
  }

  /// Tells a symbolic link on the way from a file that stands where a folder should be.
  private func folderFailure(_ name: String, in folder: borrowing Descriptor, _ path: String) -> StoreError {
    let code = errno
    var information = stat()
    if fstatat(folder.number, name, &information, AT_SYMLINK_NOFOLLOW) == 0, information.st_mode & S_IFMT == S_IFLNK {
      return .invalid([Problem(.symbolicLink, at: Place(file: path))])
    }
    return .disk(doing: "open", path: path, code: code)
  }

  func failure(_ doing: String, _ path: String) -> StoreError {
    let code = errno
    guard code == ELOOP else { return .disk(doing: doing, path: path.isEmpty ? root : path, code: code) }
    return .invalid([Problem(.symbolicLink, at: Place(file: path))])
  }
}

/// An open file, closed when it goes out of scope.
struct Descriptor: ~Copyable {
  let number: Int32

  deinit { close(number) }
}

/// Reads files one after another into memory that is used again; the folder of the last one is kept open.
struct DiskReader: FileReader {
  private let disk: Disk
  private var folder: (path: String, descriptor: SharedDescriptor)?

  init(_ disk: Disk) { self.disk = disk }

  mutating func read(_ file: SourceFile, into buffer: inout ReadBuffer) throws(StoreError) -> Bool {
    let slash = file.path.utf8.lastIndex(of: UInt8(ascii: "/"))
    let parent = slash.map { String(file.path[..<$0]) } ?? ""
    let name = slash.map { String(file.path[file.path.utf8.index(after: $0)...]) } ?? file.path
    if folder?.path != parent {
      guard let opened = try disk.openFolder(of: file.path, create: false) else { return false }
      folder = (parent, SharedDescriptor(opened))
    }
    guard let folder else { return false }
    return try disk.read(name, in: folder.descriptor.number, file.path, into: &buffer)
  }
}

/// A descriptor that several values may hold; closed with the last of them.
private final class SharedDescriptor {
  private let descriptor: Descriptor

  init(_ descriptor: consuming Descriptor) { self.descriptor = descriptor }

  var number: Int32 { descriptor.number }
}
