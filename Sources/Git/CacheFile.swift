// Files that only save time. Invariant: one that is missing, damaged or somebody else's is as if it were not there.

/// A file of ours, mapped; its last four bytes are a checksum of all before them.
public final class CacheFile: Sendable {
  private let file: MappedFile
  /// How many bytes it holds without the checksum.
  public let count: Int

  /// Opens a file; nil when there is none, or its checksum does not agree.
  public init?(_ path: String) {
    guard let file = try? MappedFile(path), file.count >= 4 else { return nil }
    let count = file.count - 4
    let isSound = file.withBytes { bytes in
      let content = unsafe bytes.extracting(0..<count)._unsafeView(as: UInt8.self)
      return unsafe bytes.unsafeLoadUnaligned(fromByteOffset: count, as: UInt32.self)
        == Deflater.crc(content).littleEndian
    }
    guard isSound else { return nil }
    self.file = file
    self.count = count
  }

  /// Lends the bytes without the checksum for the length of the call.
  public func withBytes<R: ~Copyable, Failure: Error>(
    _ body: (RawSpan) throws(Failure) -> R
  ) throws(Failure) -> R {
    try file.withBytes { (bytes) throws(Failure) in try body(bytes.extracting(0..<count)) }
  }

  /// What is written so that it is believed when it is read.
  public static func sealed(_ bytes: [UInt8]) -> [UInt8] {
    var sealed = bytes
    let sum = Deflater.crc(bytes.span)
    for shift in stride(from: 0, through: 24, by: 8) { sealed.append(UInt8(truncatingIfNeeded: sum >> UInt32(shift))) }
    return sealed
  }
}
