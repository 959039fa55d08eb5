internal import Glibc

/// The lock that keeps hfile's writers apart: `flock` on `.git/hfile.lock`, released by the kernel if the holder dies.
///
/// Another file keeps apart those who speak with hubs, while others may write.
struct StoreLock: ~Copyable {
  private let descriptor: Descriptor

  /// Takes the lock, waiting up to a limit; `waiting` is called once before the first wait.
  ///
  /// - Parameter name: the file of another lock, for who keeps others from doing the same beside the writing.
  /// - Throws: `StoreError.busy` with the holder's process number when the limit has passed.
  init(
    gitDirectory: String, name: String = "hfile.lock", limitMilliseconds: Int = 30_000, waiting: () -> Void
  ) throws(StoreError) {
    let path = gitDirectory + "/" + name
    let number = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o644)
    guard number >= 0 else { throw .disk(doing: "open", path: path, code: errno) }
    let opened = Descriptor(number: number)
    try Self.take(opened, path: path, limitMilliseconds: limitMilliseconds, waiting: waiting)
    descriptor = opened
  }

  /// Runs a body and lets go of the lock.
  consuming func whileHeld<Result>(_ body: () throws(StoreError) -> Result) throws(StoreError) -> Result {
    try body()
  }

  private static func take(
    _ file: borrowing Descriptor, path: String, limitMilliseconds: Int, waiting: () -> Void
  ) throws(StoreError) {
    var waited = 0
    while flock(file.number, LOCK_EX | LOCK_NB) != 0 {
      guard errno == EWOULDBLOCK || errno == EINTR else { throw .disk(doing: "lock", path: path, code: errno) }
      if waited == 0 { waiting() }
      guard waited < limitMilliseconds else { throw .busy(holder: holder(file)) }
      usleep(10_000)
      waited += 10
    }
    let mine = Array("\(getpid())\n".utf8)
    ftruncate(file.number, 0)
    _ = mine.withUnsafeBytes { pwrite(file.number, $0.baseAddress, $0.count, 0) }
  }

  private static func holder(_ file: borrowing Descriptor) -> String {
    var bytes = [UInt8](repeating: 0, count: 32)
    let count = pread(file.number, &bytes, bytes.count, 0)
    return String(decoding: bytes.prefix(max(0, count)).prefix { $0 > 0x20 }, as: UTF8.self)
  }
}
