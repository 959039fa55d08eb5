// Which lines of a daily file each commit touched. It follows from two versions of the file alone, so what was found
// once stays right whatever becomes of the history. docs/StoreFormat.md, section 20, describes the bytes.

internal import Git
internal import JSONSchema

/// The ids in the lines that versions of daily files added, changed or took out.
struct LineIndex: Sendable {
  /// A version of a file, and what differs from the one before.
  struct Version: Sendable, Equatable {
    /// Nil when the file is gone.
    let blob: ObjectID?
    /// The ids of lines that differ, some more at most; nil where a line does not tell its own.
    let ids: [String]?
  }

  static let path = "hfile/history/lines"
  private static let magic: UInt32 = 0x6869_6C6E
  /// Raised whenever the bytes mean something else.
  private static let version: UInt32 = 1
  private static let unknown = UInt32.max

  private let file: CacheFile?
  /// Where each file's versions begin.
  private var places: [String: Int] = [:]
  private var fresh: [String: [Version]] = [:]
  /// How many versions were found out since it was kept.
  private(set) var unsaved = 0

  /// Opens what was kept; nothing when it is damaged or of another version.
  init(in store: Store) {
    file = CacheFile(store.gitDirectory + "/" + Self.path)
    places = file?.withBytes(Self.places) ?? [:]
  }

  private static func places(_ bytes: RawSpan) -> [String: Int] {
    guard bytes.byteCount >= 8, bytes.word(0) == magic, bytes.word(4) == version else { return [:] }
    var places: [String: Int] = [:]
    var reader = Reader(place: 8)
    while reader.place < bytes.byteCount {
      guard let size = reader.word(bytes), let end = Optional(reader.place + Int(size)), end <= bytes.byteCount,
        let path = reader.text(bytes)
      else { return [:] }
      places[path] = reader.place
      reader.place = end
    }
    return places
  }

  // MARK: reading

  /// Takes numbers and texts one after another; nil where the bytes end too early.
  private struct Reader {
    var place: Int

    mutating func word(_ bytes: RawSpan) -> UInt32? {
      guard place + 4 <= bytes.byteCount else { return nil }
      defer { place += 4 }
      return bytes.word(place)
    }

    mutating func id(_ bytes: RawSpan) -> ObjectID? {
      guard place + ObjectID.byteCount <= bytes.byteCount else { return nil }
      defer { place += ObjectID.byteCount }
      return bytes.objectID(place)
    }

    mutating func text(_ bytes: RawSpan) -> String? {
      guard let size = word(bytes), place + Int(size) <= bytes.byteCount else { return nil }
      defer { place += Int(size) }
      return bytes.extracting(place..<place + Int(size)).withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    }
  }

  /// What is known of a file, oldest version first.
  func versions(of path: String) -> [Version] {
    if let known = fresh[path] { return known }
    guard let start = places[path], let file else { return [] }
    return file.withBytes { bytes in
      var reader = Reader(place: start)
      var versions: [Version] = []
      let count = reader.word(bytes) ?? 0
      for _ in 0..<count {
        guard let blob = reader.id(bytes), let ids = reader.word(bytes) else { break }
        let texts = ids == Self.unknown ? nil : (0..<ids).compactMap { _ in reader.text(bytes) }
        versions.append(Version(blob: blob == .zero ? nil : blob, ids: texts))
      }
      return versions
    }
  }

  // MARK: finding out

  /// Finds what is missing of a file's versions.
  ///
  /// - Parameter blobs: the versions of the file, oldest first.
  func completed(
    _ path: String, _ blobs: [ObjectID?], _ reader: HistoryReader
  ) throws(GitError) -> (versions: [Version], new: Int) {
    let known = versions(of: path)
    let same = zip(known, blobs).prefix { $0.blob == $1 }.count
    var versions = Array(known.prefix(same))
    guard same < blobs.count else { return (versions, 0) }
    var before = try same > 0 ? blobs[same - 1].map { id throws(GitError) in try reader.blob(id) } ?? [] : []
    for blob in blobs[same...] {
      let after = try blob.map { id throws(GitError) in try reader.blob(id) } ?? []
      versions.append(Version(blob: blob, ids: Self.touched(before, after)))
      before = after
    }
    return (versions, blobs.count - same)
  }

  /// The ids of the lines that are not common to the beginnings or the ends of two versions.
  private static func touched(_ old: [UInt8], _ new: [UInt8]) -> [String]? {
    let lines = FileMemory.changedLines(old, new)
    guard let gone = ids(old, lines.old), let come = ids(new, lines.new) else { return nil }
    return Set(come).union(gone).sorted()
  }

  private static func ids(_ bytes: [UInt8], _ range: Range<Int>) -> [String]? {
    let members = LineMembers(["id"])
    var ids: [String] = []
    for line in bytes[range].split(separator: 0x0A) {
      let found = members.find(in: bytes.span, line.startIndex..<line.endIndex)?[0]
      let value = try? JSON(parsing: Array(found.map { bytes[$0] } ?? line), limits: .record)
      guard let id = (found == nil ? value?["id"] : value)?.stringValue else { return nil }
      ids.append(id)
    }
    return ids
  }

  // MARK: keeping

  mutating func learn(_ path: String, _ versions: [Version], new: Int) {
    fresh[path] = versions
    unsaved += new
  }

  /// Writes all that is known for the next time.
  mutating func save(in store: Store) {
    var bytes: [UInt8] = []
    bytes.append(word: Self.magic)
    bytes.append(word: Self.version)
    for path in Set(places.keys).union(fresh.keys).sorted() {
      let block = Self.block(path, versions(of: path))
      bytes.append(word: UInt32(block.count))
      bytes += block
    }
    // Where nothing can be kept, the answer is none the worse.
    try? Disk(root: store.gitDirectory).write(CacheFile.sealed(bytes), to: Self.path)
    unsaved = 0
  }

  private static func block(_ path: String, _ versions: [Version]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(text: path)
    bytes.append(word: UInt32(versions.count))
    for version in versions {
      (version.blob ?? .zero).append(to: &bytes)
      bytes.append(word: version.ids.map { UInt32($0.count) } ?? unknown)
      for id in version.ids ?? [] { bytes.append(text: id) }
    }
    return bytes
  }
}

extension [UInt8] {
  /// Appends the length of a text and the text.
  fileprivate mutating func append(text: String) {
    append(word: UInt32(text.utf8.count))
    append(contentsOf: text.utf8)
  }
}
