// zlib, for the entries of a pack. Invariant: every return code is looked at, because a pack written past a failed
// deflate is corrupt without a word.
import Clibgit2

/// Compresses one buffer after another with one zlib stream (RFC 1950).
struct Deflater: ~Copyable {
  private let stream: Handle<DeflateStreamKind>

  /// Level 1: six times the speed of the default for a fifth more bytes, and the records are read far more often.
  init(level: Int32 = 1) throws(GitError) {
    let memory = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    unsafe memory.initialize(to: z_stream())
    unsafe stream = Handle(owning: OpaquePointer(memory))
    let size = unsafe Int32(MemoryLayout<z_stream>.size)
    let code = unsafe deflateInit_(memory, level, ZLIB_VERSION, size)
    try Self.expect(Z_OK, code)
  }

  /// Appends the compressed form of `input` to `output`.
  func deflate(_ input: Span<UInt8>, into output: inout [UInt8]) throws(GitError) {
    let memory = unsafe UnsafeMutablePointer<z_stream>(stream.pointer)
    try Self.expect(Z_OK, unsafe deflateReset(memory))
    guard input.count <= Int(UInt32.max) else { throw GitError(.tooLarge, "compress", "over 4 GiB") }
    let bound = unsafe Int(deflateBound(memory, UInt(input.count)))
    let start = output.count
    output.append(contentsOf: repeatElement(0, count: bound))
    let code = unsafe output.withUnsafeMutableBufferPointer { target in
      unsafe input.withUnsafeBufferPointer { source in
        unsafe memory.pointee.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
        unsafe memory.pointee.avail_in = UInt32(source.count)
        unsafe memory.pointee.next_out = target.baseAddress.map { unsafe $0 + start }
        unsafe memory.pointee.avail_out = UInt32(bound)
        return unsafe Clibgit2.deflate(memory, Z_FINISH)
      }
    }
    try Self.expect(Z_STREAM_END, code)
    unsafe output.removeLast(Int(memory.pointee.avail_out))
  }

  /// Expands bytes that were compressed from exactly `size` bytes.
  static func inflate(_ input: [UInt8], size: Int) throws(GitError) -> [UInt8] {
    var output = [UInt8](repeating: 0, count: max(size, 1))
    var count = UInt(output.count)
    let code = unsafe uncompress(&output, &count, input, UInt(input.count))
    try expect(Z_OK, code)
    guard Int(count) == size else { throw GitError(.corrupt, "expand", "unexpected length") }
    output.removeLast(output.count - size)
    return output
  }

  static func crc(_ bytes: Span<UInt8>) -> UInt32 {
    unsafe bytes.withUnsafeBufferPointer { raw in
      unsafe UInt32(truncatingIfNeeded: crc32(0, raw.baseAddress, UInt32(raw.count)))
    }
  }

  private static func expect(_ wanted: Int32, _ code: Int32) throws(GitError) {
    guard code == wanted else { throw GitError(.corrupt, "compress", "zlib returned \(code)") }
  }
}
