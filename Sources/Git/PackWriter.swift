// Many objects as one pack. A record import writes thousands of objects; one file and one fsync instead of thousands.
// No deltas: the search for them costs far more than it saves on small records, and whole objects read faster.
// Invariants: nothing is visible before `finish`; an error or an abandoned writer leaves no file behind.

final class PackWriter {
  private struct Staged {
    let entry: PackIndex.Entry
    let kind: ObjectKind
    let size: Int
    /// Kept for trees and commits, which are read again while the next ones are built.
    let content: [UInt8]?
  }

  private static let headerSize = 12
  private static let chunk = 1 << 20

  private let directory: String
  private let file: OpenFile
  private let deflater: Deflater
  private var staged: [ObjectID: Staged] = [:]
  private var buffer: [UInt8] = []
  /// How much of the pack is in the file already; the buffer follows.
  private var flushed = 0
  private var isOpen = true

  init(directory: String) throws(GitError) {
    self.directory = directory
    deflater = try Deflater()
    file = try OpenFile.temporary(directory + "/tmp_pack_")
    buffer.append(contentsOf: "PACK".utf8)
    buffer.appendBigEndian(UInt32(2))
    buffer.appendBigEndian(UInt32(0))
  }

  deinit {
    if isOpen { FileSystem.remove(file.path) }
  }

  var count: Int { staged.count }

  func header(of id: ObjectID) -> (kind: ObjectKind, size: Int)? {
    staged[id].map { ($0.kind, $0.size) }
  }

  func content(of id: ObjectID) throws(GitError) -> [UInt8]? {
    guard let object = staged[id] else { return nil }
    if let content = object.content { return content }
    try flush()
    let start = object.entry.offset
    let head = Self.entryHeader(object.kind, object.size).count
    let compressed = try file.read(object.entry.length - head, at: start + head)
    return try Deflater.inflate(compressed, size: object.size)
  }

  /// Adds an object unless it is here or, as the closure tells, in the repository.
  func add(_ kind: ObjectKind, _ bytes: Span<UInt8>, unless exists: (ObjectID) -> Bool) throws(GitError) -> ObjectID {
    let id = try ObjectID.hash(kind, bytes)
    guard staged[id] == nil, !exists(id) else { return id }
    let start = buffer.count
    buffer.append(contentsOf: Self.entryHeader(kind, bytes.count))
    try deflater.deflate(bytes, into: &buffer)
    let entry = PackIndex.Entry(
      id: id, offset: flushed + start, length: buffer.count - start,
      crc: Deflater.crc(buffer.span.extracting(start..<buffer.count)))
    staged[id] = Staged(
      entry: entry, kind: kind, size: bytes.count, content: kind == .blob ? nil : Array(copying: bytes))
    if buffer.count >= Self.chunk { try flush() }
    return id
  }

  /// Makes the objects durable and visible: the pack first, then the index that lets readers find it.
  func finish() throws(GitError) {
    guard !staged.isEmpty else { return }
    let checksum = try seal()
    let base = directory + "/pack-" + checksum.map { Self.hex($0) }.joined()
    do throws(GitError) {
      try FileSystem.rename(file.path, to: base + ".pack")
      isOpen = false
      try writeIndex(checksum, to: base + ".idx")
    } catch {
      FileSystem.remove(base + ".idx")
      FileSystem.remove(base + ".pack")
      throw error
    }
    try FileSystem.synchronizeDirectory(directory)
  }

  /// Writes the number of objects into the header and the checksum after the last object.
  private func seal() throws(GitError) -> [UInt8] {
    try flush()
    guard let count = UInt32(exactly: staged.count) else {
      throw GitError(.tooLarge, "write pack", "more than 2^32 objects")
    }
    var number: [UInt8] = []
    number.appendBigEndian(count)
    try file.write(number, at: 8)
    var hash = SHA1()
    for offset in stride(from: 0, to: flushed, by: Self.chunk) {
      let piece = try file.read(min(Self.chunk, flushed - offset), at: offset)
      hash.update(piece.span)
    }
    let checksum = hash.finish()
    try file.write(checksum, at: flushed)
    try file.setMode(0o444)
    try file.synchronize()
    return checksum
  }

  private func writeIndex(_ checksum: [UInt8], to path: String) throws(GitError) {
    let index = try OpenFile.temporary(directory + "/tmp_idx_")
    do throws(GitError) {
      try index.write(PackIndex.encode(staged.values.map(\.entry), packChecksum: checksum), at: 0)
      try index.setMode(0o444)
      try index.synchronize()
      try FileSystem.rename(index.path, to: path)
    } catch {
      FileSystem.remove(index.path)
      throw error
    }
  }

  private func flush() throws(GitError) {
    guard !buffer.isEmpty else { return }
    try file.write(buffer, at: flushed)
    flushed += buffer.count
    buffer.removeAll(keepingCapacity: true)
  }

  /// Kind and size of an object: four bits of size in the first byte, then seven a byte (gitformat-pack).
  private static func entryHeader(_ kind: ObjectKind, _ size: Int) -> [UInt8] {
    let number: UInt8 =
      switch kind {
      case .commit: 1
      case .tree: 2
      case .blob: 3
      case .tag: 4
      }
    var bytes = [number << 4 | UInt8(size & 15)]
    var rest = size >> 4
    while rest > 0 {
      bytes[bytes.count - 1] |= 0x80
      bytes.append(UInt8(rest & 0x7f))
      rest >>= 7
    }
    return bytes
  }

  private static func hex(_ byte: UInt8) -> String {
    (byte < 16 ? "0" : "") + String(byte, radix: 16)
  }
}

extension Repository {
  /// Throws while a pack is being written: nothing may name its objects before they are visible.
  func requireNoPack(_ doing: String) throws(GitError) {
    guard pack == nil else { throw GitError(.invalid, doing, "not while a pack is being written") }
  }

  /// Collects every object the closure writes into one pack and makes them visible together when it returns.
  ///
  /// Within the closure the new objects can be read as if they were stored. A closure that throws leaves nothing
  /// behind, and its error comes back as the result's failure.
  public func withPack<R, E: Error>(_ body: () throws(E) -> R) throws(GitError) -> Result<R, E> {
    try requireNoPack("write pack")
    let writer = try PackWriter(directory: gitDirectory + "objects/pack")
    pack = writer
    defer {
      pack = nil
      trees = TreeMemory()
    }
    let value: R
    do throws(E) {
      value = try body()
    } catch {
      return .failure(error)
    }
    try writer.finish()
    try refresh()
    return .success(value)
  }
}
