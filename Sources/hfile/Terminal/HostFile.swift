import Glibc
import HealthFiles

/// Files outside a store that a person names: to import, to export to, to edit.
final class HostFile: Sendable {
  private let path: String
  private let descriptor: Int32

  /// Opens a file to read it piece by piece.
  init(path: String) throws(StoreError) {
    self.path = path
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw errno == ENOENT
        ? .notFound(kind: .file, name: path, near: []) : .disk(doing: "open", path: path, code: errno)
    }
  }

  deinit { close(descriptor) }

  /// How many bytes the file has.
  func size() throws(StoreError) -> Int {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .disk(doing: "stat", path: path, code: errno) }
    return Int(status.st_size)
  }

  /// Reads a range of the file; fewer bytes than asked for are an error.
  func read(_ range: Range<Int>) throws(StoreError) -> [UInt8] {
    var code: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: range.count) { buffer, done in
      while done < range.count {
        let place = buffer.baseAddress.map { $0 + done }
        let count = pread(descriptor, place, range.count - done, off_t(range.lowerBound + done))
        if count < 0, errno == EINTR { continue }
        if count < 0 { code = errno }
        if count <= 0 { break }
        done += count
      }
    }
    guard bytes.count == range.count else { throw .disk(doing: "read", path: path, code: code == 0 ? EIO : code) }
    return bytes
  }

  /// Reads a whole file.
  static func read(_ path: String) throws(StoreError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw errno == ENOENT
        ? .notFound(kind: .file, name: path, near: []) : .disk(doing: "open", path: path, code: errno)
    }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(descriptor, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw .disk(doing: "read", path: path, code: errno) }
      if count == 0 { return bytes }
      bytes += chunk[0..<count]
    }
  }

  /// Adds lines to a file, readable by its owner only, which is made if it is not there.
  static func appender(_ path: String) throws(StoreError) -> @Sendable (_ line: String) -> Void {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .disk(doing: "open", path: path, code: errno) }
    return { line in
      let bytes = Array((line + "\n").utf8)
      // One call a line: lines of several threads do not mix.
      _ = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
    }
  }

  /// Writes a whole file, readable by its owner only.
  static func write(_ bytes: [UInt8], to path: String) throws(StoreError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .disk(doing: "create", path: path, code: errno) }
    defer { close(descriptor) }
    var position = 0
    while position < bytes.count {
      let count = bytes[position...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw .disk(doing: "write", path: path, code: errno) }
      position += count
    }
    guard fsync(descriptor) == 0 || errno == EINVAL else { throw .disk(doing: "fsync", path: path, code: errno) }
  }

  /// Replaces a file whole or not at all, readable by its owner only.
  static func replace(_ path: String, with bytes: [UInt8]) throws(StoreError) {
    let staged = path + ".new"
    unlink(staged)
    try write(bytes, to: staged)
    guard rename(staged, path) == 0 else { throw .disk(doing: "rename", path: path, code: errno) }
    let folder = open(String(path.prefix(upTo: path.lastIndex(of: "/") ?? path.startIndex)), O_RDONLY | O_DIRECTORY)
    guard folder >= 0 else { return }
    fsync(folder)
    close(folder)
  }

  /// The names in a folder, sorted; none if it is not there.
  static func names(in folder: String) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      names.append(withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
    }
    return names.sorted()
  }

  /// Whether others than its owner may read a file.
  static func isOpenToOthers(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & 0o077 != 0
  }

  /// Removes a file if it is there.
  static func remove(_ path: String) { unlink(path) }

  /// Makes a folder if it is not there.
  static func makeFolder(_ path: String) { mkdir(path, 0o700) }

  /// Makes a folder and those above it, as far as they are not there.
  static func makeFolders(_ path: String) {
    var folder = ""
    for name in path.split(separator: "/") {
      folder += "/" + name
      makeFolder(folder)
    }
  }
}
