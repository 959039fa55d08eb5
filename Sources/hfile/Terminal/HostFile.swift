import Glibc
import HealthFiles

/// Files outside a store that a person names: to import, to export to, to edit.
enum HostFile {
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

  /// Removes a file if it is there.
  static func remove(_ path: String) { unlink(path) }

  /// Makes a folder if it is not there.
  static func makeFolder(_ path: String) { mkdir(path, 0o700) }
}
