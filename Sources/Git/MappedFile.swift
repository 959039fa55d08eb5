// A whole file as memory, for reading packs in any order. Invariant: the mapping lives as long as its owner, and every
// read of it is checked against its size.
import Glibc

/// A file mapped into memory for reading.
@safe
final class MappedFile: Sendable {
  // Never changes, and is freed only when nobody holds the owner any more.
  private nonisolated(unsafe) let start: UnsafeRawPointer?
  let count: Int

  /// Maps a file; what happens to its name afterwards does not matter.
  init(_ path: String) throws(GitError) {
    let file = try OpenFile(reading: path)
    count = Int(try file.status().st_size)
    guard count > 0 else {
      unsafe start = nil
      return
    }
    guard let memory = unsafe mmap(nil, count, PROT_READ, MAP_PRIVATE, file.descriptor, 0), unsafe memory != MAP_FAILED
    else { throw GitError.system(errno, "map file", path) }
    unsafe start = UnsafeRawPointer(memory)
  }

  deinit {
    if let start = unsafe start { _ = unsafe munmap(UnsafeMutableRawPointer(mutating: start), count) }
  }

  /// The bytes, for the length of the call.
  func withBytes<R: ~Copyable, Failure: Error>(_ body: (RawSpan) throws(Failure) -> R) throws(Failure) -> R {
    let buffer = unsafe UnsafeRawBufferPointer(start: start, count: count)
    return try unsafe body(buffer.bytes)
  }
}
