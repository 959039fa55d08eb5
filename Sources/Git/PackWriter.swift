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
  private let packer: ObjectPacker
  private var staged: [ObjectID: Staged] = [:]
  private var buffer: [UInt8] = []
  /// How much of the pack is in the file already; the buffer follows.
  private var flushed = 0
  private var isOpen = true

  init(directory: String) throws(GitError) {
    self.directory = directory
    packer = try ObjectPacker()
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
    let head = PackedObject.header(object.kind, object.size).count
    let compressed = try file.read(object.entry.length - head, at: start + head)
    return try Expander.expand(compressed, size: object.size)
  }

  /// Adds an object unless it is here or, as the closure tells, in the repository.
  func add(_ kind: ObjectKind, _ bytes: Span<UInt8>, unless exists: (ObjectID) -> Bool) throws(GitError) -> ObjectID {
    let id = PackedObject.id(kind, bytes)
    guard staged[id] == nil, !exists(id) else { return id }
    let object = try packer.pack(kind, bytes, id: id)
    try add(object, content: kind == .blob ? nil : Array(copying: bytes))
    return id
  }

  /// Adds an object that was compressed elsewhere, unless it is here.
  func add(_ object: PackedObject, content: [UInt8]? = nil) throws(GitError) {
    guard staged[object.id] == nil else { return }
    let entry = PackIndex.Entry(
      id: object.id, offset: flushed + buffer.count, length: object.bytes.count, crc: object.crc)
    buffer.append(contentsOf: object.bytes)
    staged[object.id] = Staged(entry: entry, kind: object.kind, size: object.size, content: content)
    if buffer.count >= Self.chunk { try flush() }
  }

  /// Adds an object whose id is known.
  func add(_ id: ObjectID, _ kind: ObjectKind, _ bytes: [UInt8]) throws(GitError) {
    try add(try packer.pack(kind, bytes.span, id: id))
  }

  /// Adds an object as a delta against one that was added before.
  func add(
    _ id: ObjectID, _ kind: ObjectKind, size: Int, delta: [UInt8], of base: ObjectID
  ) throws(GitError) {
    guard let place = staged[base]?.entry.offset else {
      throw GitError(.invalid, "write pack", "\(base) was not added")
    }
    try add(try packer.pack(delta, size: size, kind, id: id, back: flushed + buffer.count - place))
  }

  /// Copies all entries of a pack as they stand: deltas in it count back from their own place, and all move together.
  ///
  /// - Returns: false when some object was added before, and so nothing was copied.
  func copy(_ path: String) throws(GitError) -> Bool {
    let objects = try PackListing.objects(path + ".idx").sorted { $0.offset < $1.offset }
    guard objects.allSatisfy({ staged[$0.id] == nil }) else { return false }
    let pack = try OpenFile(reading: path + ".pack")
    let end = try pack.size() - ObjectID.byteCount
    let shift = flushed + buffer.count - Self.headerSize
    for (number, object) in objects.enumerated() {
      let next = number + 1 < objects.count ? objects[number + 1].offset : end
      guard object.offset >= Self.headerSize, next > object.offset else {
        throw GitError(.corrupt, "copy pack", "\(path): \(object.id)")
      }
      let entry = PackIndex.Entry(
        id: object.id, offset: object.offset + shift, length: next - object.offset, crc: object.crc)
      staged[object.id] = Staged(entry: entry, kind: .blob, size: 0, content: nil)
    }
    try flush()
    for offset in stride(from: Self.headerSize, to: end, by: Self.chunk) {
      buffer = try pack.read(min(Self.chunk, end - offset), at: offset)
      try flush()
    }
    return true
  }

  /// Makes the objects durable and visible: the pack first, then the index that lets readers find it.
  ///
  /// - Returns: the name of the pack; nil when there was nothing to write.
  @discardableResult
  func finish() throws(GitError) -> String? {
    guard !staged.isEmpty else { return nil }
    let checksum = try seal()
    let name = "pack-" + checksum.map { Self.hex($0) }.joined()
    let base = directory + "/" + name
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
    return name
  }

  /// Writes the objects behind the header of a bundle, durably, in place of a file that is there.
  func finish(asBundle header: BundleHeader, to path: String) throws(GitError) {
    _ = try seal()
    let target = try OpenFile.temporary(directory + "/tmp_bundle_")
    do throws(GitError) {
      try target.write(header.bytes, at: 0)
      let size = try file.size()
      for offset in stride(from: 0, to: size, by: Self.chunk) {
        try target.write(try file.read(min(Self.chunk, size - offset), at: offset), at: header.bytes.count + offset)
      }
      try target.setMode(0o600)
      try target.synchronize()
      try FileSystem.rename(target.path, to: path)
    } catch {
      FileSystem.remove(target.path)
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
    try startPack()
    defer { abandonPack() }
    let value: R
    do throws(E) {
      value = try body()
    } catch {
      return .failure(error)
    }
    try finishPack()
    return .success(value)
  }

  /// Begins to collect objects into a pack; either `finishPack` or `abandonPack` must follow.
  public func startPack() throws(GitError) {
    try requireNoPack("write pack")
    pack = try PackWriter(directory: gitDirectory + "objects/pack")
  }

  /// Adds an object that another thread has compressed to the pack that was started.
  public func add(_ object: PackedObject) throws(GitError) {
    guard let pack else { throw GitError(.invalid, "write pack", "no pack was started") }
    try pack.add(object)
  }

  /// Makes the objects of the pack durable and visible.
  public func finishPack() throws(GitError) {
    try pack?.finish()
    abandonPack()
    try refresh()
  }

  /// Forgets the pack that was started, if it was not finished.
  public func abandonPack() {
    guard pack != nil else { return }
    pack = nil
    trees = TreeMemory()
  }
}
