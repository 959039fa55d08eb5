// Whole buffers in zlib's form (RFC 1950), for the entries of a pack, by libdeflate. Invariant: every result is looked
// at, because a pack written past a failed compression is corrupt without a word.
import Clibgit2

/// Compresses one buffer after another.
struct Deflater: ~Copyable {
  private let compressor: Handle<CompressorKind>

  /// Level 1: many times the speed of the default for a fifth more bytes, and the records are read far more often.
  init(level: Int32 = 1) throws(GitError) {
    guard let made = unsafe libdeflate_alloc_compressor(level) else {
      throw GitError(.tooLarge, "compress", "no memory for a compressor")
    }
    unsafe compressor = Handle(owning: made)
  }

  /// Appends the compressed form of `input` to `output`.
  func deflate(_ input: Span<UInt8>, into output: inout [UInt8]) throws(GitError) {
    let bound = unsafe libdeflate_zlib_compress_bound(compressor.pointer, input.count)
    let start = output.count
    output.append(contentsOf: repeatElement(0, count: bound))
    let count = unsafe output.withUnsafeMutableBytes { target in
      unsafe input.withUnsafeBytes { source in
        // An empty buffer has no address, and libdeflate wants one.
        let from = unsafe source.baseAddress ?? UnsafeRawPointer(bitPattern: 1)
        let to = unsafe target.baseAddress.map { unsafe $0 + start }
        return unsafe libdeflate_zlib_compress(compressor.pointer, from, source.count, to, bound)
      }
    }
    guard count > 0 else { throw GitError(.corrupt, "compress", "libdeflate wrote nothing") }
    output.removeLast(bound - count)
  }

  static func crc(_ bytes: Span<UInt8>) -> UInt32 {
    unsafe bytes.withUnsafeBytes { unsafe libdeflate_crc32(0, $0.baseAddress, $0.count) }
  }
}

/// Expands one buffer after another.
struct Expander: ~Copyable {
  private let decompressor: Handle<DecompressorKind>

  init() throws(GitError) {
    guard let made = unsafe libdeflate_alloc_decompressor() else {
      throw GitError(.tooLarge, "expand", "no memory for a decompressor")
    }
    unsafe decompressor = Handle(owning: made)
  }

  /// Fills a buffer from a compressed stream; false unless the stream is sound and gives just as many bytes.
  func fill(_ output: inout [UInt8], from input: RawSpan) -> Bool {
    var read = 0
    let size = output.count
    // A byte of room gives an empty buffer an address.
    if size == 0 { output.append(0) }
    defer { output.removeLast(output.count - size) }
    return unsafe output.withUnsafeMutableBytes { target in
      unsafe input.withUnsafeBytes { source in
        let outcome = unsafe libdeflate_zlib_decompress_ex(
          decompressor.pointer, source.baseAddress, source.count, target.baseAddress, size, &read, nil)
        return outcome == LIBDEFLATE_SUCCESS
      }
    }
  }

  /// Expands bytes that were compressed from exactly `size` bytes.
  static func expand(_ input: [UInt8], size: Int) throws(GitError) -> [UInt8] {
    var output = [UInt8](repeating: 0, count: size)
    guard try unsafe Expander().fill(&output, from: input.span.bytes) else {
      throw GitError(.corrupt, "expand", "the stream does not give what was promised")
    }
    return output
  }
}
