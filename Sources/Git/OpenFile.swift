// The few file operations libgit2 lacks or does not make durable: packs and the index are written by our own hand.
// Glibc is imported here alone. Invariant: a descriptor is closed when its owner's life ends.
import Glibc

enum SystemMessage {
  static func text(_ number: Int32) -> String {
    guard let text = unsafe strerror(number) else { return "error \(number)" }
    return unsafe String(cString: text)
  }
}

/// Owns one file descriptor.
struct OpenFile: ~Copyable {
  let descriptor: Int32
  let path: String

  private init(_ descriptor: Int32, _ path: String) {
    self.descriptor = descriptor
    self.path = path
  }

  deinit {
    _ = close(descriptor)
  }

  /// Opens a file for reading, following no symbolic link at its end.
  init(reading path: String) throws(GitError) {
    self = try Self.open(path, O_RDONLY | O_NOFOLLOW, 0, "read file")
  }

  /// Opens a file for reading; nil when there is none.
  init?(ifPresent path: String) throws(GitError) {
    do throws(GitError) {
      self = try OpenFile(reading: path)
    } catch {
      guard error.code == .notFound else { throw error }
      return nil
    }
  }

  /// Makes a file that must not exist yet.
  init(creating path: String, mode: mode_t) throws(GitError) {
    self = try Self.open(path, O_RDWR | O_CREAT | O_EXCL, mode, "create file")
  }

  /// Makes a file of a new name that ends in six random letters.
  static func temporary(_ prefix: String) throws(GitError) -> OpenFile {
    var name = Array((prefix + "XXXXXX").utf8CString)
    let descriptor = unsafe mkstemp(&name)
    let path = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    guard descriptor >= 0 else { throw GitError.system(errno, "create file", path) }
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    return OpenFile(descriptor, path)
  }

  private static func open(
    _ path: String, _ flags: Int32, _ mode: mode_t, _ doing: String
  ) throws(GitError) -> OpenFile {
    guard !path.utf8.contains(0) else { throw GitError(.invalid, doing, "path contains NUL") }
    let descriptor = unsafe Glibc.open(path, flags | O_CLOEXEC, mode)
    guard descriptor >= 0 else {
      throw errno == EEXIST ? GitError(.exists, doing, path) : GitError.system(errno, doing, path)
    }
    return OpenFile(descriptor, path)
  }
}

// MARK: - Content

extension OpenFile {
  func status() throws(GitError) -> stat {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw GitError.system(errno, "read file status", path) }
    return status
  }

  func size() throws(GitError) -> Int { Int(try status().st_size) }

  func write(_ bytes: [UInt8], at offset: Int) throws(GitError) {
    try write(bytes.span, at: offset)
  }

  func write(_ bytes: Span<UInt8>, at offset: Int) throws(GitError) {
    var done = 0
    while done < bytes.count {
      let written = unsafe bytes.withUnsafeBytes { raw in
        unsafe pwrite(descriptor, raw.baseAddress.map { unsafe $0 + done }, raw.count - done, off_t(offset + done))
      }
      if written < 0 && errno == EINTR { continue }
      guard written > 0 else { throw GitError.system(errno, "write file", path) }
      done += written
    }
  }

  /// Reads up to `count` bytes; fewer only at the end of the file.
  func read(_ count: Int, at offset: Int) throws(GitError) -> [UInt8] {
    var failure: Int32?
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, done in
      while done < count {
        let target = unsafe buffer.baseAddress.map { unsafe $0 + done }
        let got = unsafe pread(descriptor, target, count - done, off_t(offset + done))
        if got < 0 && errno == EINTR { continue }
        if got < 0 { failure = errno }
        if got <= 0 { break }
        done += got
      }
    }
    if let failure { throw GitError.system(failure, "read file", path) }
    return bytes
  }

  func readAll(limit: Int) throws(GitError) -> [UInt8] {
    let size = Int(try status().st_size)
    guard size <= limit else { throw GitError(.tooLarge, "read file", "\(path) is larger than \(limit) bytes") }
    return try read(size, at: 0)
  }

  func setMode(_ mode: mode_t) throws(GitError) {
    guard fchmod(descriptor, mode) == 0 else { throw GitError.system(errno, "set file mode", path) }
  }

  func synchronize() throws(GitError) {
    guard fsync(descriptor) == 0 else { throw GitError.system(errno, "make file durable", path) }
  }
}

// MARK: - Names

enum FileSystem {
  /// Makes a directory's names durable: a new file is safe only once the directory that names it is.
  static func synchronizeDirectory(_ path: String) throws(GitError) {
    try OpenFile(reading: path).synchronize()
  }

  static func rename(_ old: String, to new: String) throws(GitError) {
    guard unsafe Glibc.rename(old, new) == 0 else { throw GitError.system(errno, "rename file", new) }
  }

  /// Names in a directory, unsorted; none when there is no such directory.
  static func names(_ path: String) throws(GitError) -> [String] {
    guard let stream = unsafe opendir(path) else {
      if errno == ENOENT { return [] }
      throw GitError.system(errno, "list directory", path)
    }
    defer { _ = unsafe closedir(stream) }
    var names: [String] = []
    while let entry = unsafe readdir(stream) {
      let name = unsafe withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }

  static func remove(_ path: String) {
    _ = unsafe unlink(path)
  }

  static func exists(_ path: String) -> Bool {
    unsafe access(path, F_OK) == 0
  }

  /// Reads a path's status without following a symbolic link; nil when nothing is there.
  static func status(_ path: String) -> stat? {
    var status = stat()
    return unsafe lstat(path, &status) == 0 ? status : nil
  }
}
