internal import Git
internal import Synchronization

/// Readers of packs that are kept open, for a process that reads single files again and again on several threads.
///
/// A pack that is written later is not in them; what they do not find is asked of libgit2. With the next commit that
/// is looked at they are opened anew.
final class BlobReaders: Sendable {
  private let boxes: [Box]

  private final class Box: Sendable {
    private let reader: Mutex<BlobReader>

    init(_ reader: sending BlobReader) { self.reader = Mutex(reader) }

    func read(_ id: ObjectID, limit: Int) throws(GitError) -> [UInt8] {
      try reader.withLock { reader throws(GitError) in try Self.bytes(of: id, limit, by: reader) }
    }

    /// Nil when another thread reads.
    func readIfFree(_ id: ObjectID, limit: Int) throws(GitError) -> [UInt8]? {
      try reader.withLockIfAvailable { reader throws(GitError) in try Self.bytes(of: id, limit, by: reader) }
    }

    private static func bytes(of id: ObjectID, _ limit: Int, by reader: BlobReader) throws(GitError) -> [UInt8] {
      try reader.withBlob(id, limit: limit) { bytes in bytes.withUnsafeBufferPointer { Array($0) } }
    }
  }

  /// Opens a reader for each processor.
  init(_ path: String, isBare: Bool) throws(GitError) {
    var boxes: [Box] = []
    for _ in 0..<Workers.processors {
      boxes.append(Box(try BlobReader(try Repository(opening: path, bare: isBare))))
    }
    self.boxes = boxes
  }

  /// Returns the bytes of a blob.
  func blob(_ id: ObjectID, limit: Int) throws(GitError) -> [UInt8] {
    for box in boxes {
      if let bytes = try box.readIfFree(id, limit: limit) { return bytes }
    }
    return try boxes[0].read(id, limit: limit)
  }
}
