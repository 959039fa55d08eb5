internal import Glibc

/// The lock that keeps hfile's writers apart: `flock` on `.git/hfile.lock`, released by the kernel if the holder dies.
struct StoreLock: ~Copyable {
  private let descriptor: Descriptor

  /// Takes the lock, waiting up to a limit; `waiting` is called once before the first wait.
  ///
  /// - Throws: `StoreError.busy` with the holder's process number when the limit has passed.
  init(gitDirectory: String, limitMilliseconds: Int = 30_000, waiting: () -> Void) throws(StoreError) {
    let path = gitDirectory + "/hfile.lock"
    let number = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o644)
    guard number >= 0 else { throw .disk(doing: "open", path: path, code: errno) }
    descriptor = Descriptor(number: number)
    var waited = 0
    while flock(number, LOCK_EX | LOCK_NB) != 0 {
      guard errno == EWOULDBLOCK || errno == EINTR else { throw .disk(doing: "lock", path: path, code: errno) }
      if waited == 0 { waiting() }
      guard waited < limitMilliseconds else { throw .busy(holder: Self.holder(number)) }
      usleep(10_000)
      waited += 10
    }
    let mine = Array("\(getpid())\n".utf8)
    ftruncate(number, 0)
    _ = mine.withUnsafeBytes { pwrite(number, $0.baseAddress, $0.count, 0) }
  }

  private static func holder(_ number: Int32) -> String {
    var bytes = [UInt8](repeating: 0, count: 32)
    let count = pread(number, &bytes, bytes.count, 0)
    return String(decoding: bytes.prefix(max(0, count)).prefix { $0 > 0x20 }, as: UTF8.self)
  }
}
