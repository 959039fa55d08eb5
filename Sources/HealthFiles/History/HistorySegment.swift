// Commits in a row and the paths each changed, in columns: what a question about a long history is answered from.
// docs/StoreFormat.md, section 20, describes the bytes.

internal import Git

/// Some commits, oldest first, and the paths that each of them changed.
struct HistorySegment: Sendable {
  /// Where the bytes are.
  private enum Storage {
    case file(CacheFile)
    case memory([UInt8])
  }

  private let storage: Storage
  let columns: Columns

  /// Where the columns begin.
  struct Columns {
    let commits: Int
    let changes: Int
    let texts: Int
    let textBytes: Int

    static let headerSize = 24
    var ids: Int { Self.headerSize }
    var seconds: Int { ids + commits * ObjectID.byteCount }
    var authors: Int { seconds + commits * 8 }
    var ends: Int { authors + commits * 4 }
    var paths: Int { ends + commits * 4 }
    var blobs: Int { paths + changes * 4 }
    var textEnds: Int { blobs + changes * ObjectID.byteCount }
    var text: Int { textEnds + texts * 4 }
    var end: Int { text + textBytes }
  }

  /// The path of a change that could not be read: it may be any.
  static let unreadable = UInt32.max
  /// Raised whenever the bytes mean something else.
  static let version: UInt32 = 1
  static let magic: UInt32 = 0x6869_7374

  /// Opens a file; nil when there is none, or it is damaged or of another version.
  init?(file path: String) {
    guard let file = CacheFile(path), let columns = file.withBytes(Self.columns) else { return nil }
    self.columns = columns
    storage = .file(file)
  }

  init?(bytes: [UInt8]) {
    guard let columns = Self.columns(bytes.span.bytes) else { return nil }
    self.columns = columns
    storage = .memory(bytes)
  }

  private static func columns(_ bytes: RawSpan) -> Columns? {
    guard bytes.byteCount >= Columns.headerSize, bytes.word(0) == magic, bytes.word(4) == version else { return nil }
    let columns = Columns(
      commits: Int(bytes.word(8)), changes: Int(bytes.word(12)), texts: Int(bytes.word(16)),
      textBytes: Int(bytes.word(20)))
    return columns.end == bytes.byteCount ? columns : nil
  }

  func withBytes<Result>(_ body: (RawSpan) -> Result) -> Result {
    switch storage {
    case .file(let file): file.withBytes(body)
    case .memory(let bytes): body(bytes.span.bytes)
    }
  }
}

extension RawSpan {
  /// A number of four bytes, the lowest first.
  func word(_ place: Int) -> UInt32 {
    UInt32(littleEndian: unsafeLoadUnaligned(fromByteOffset: place, as: UInt32.self))
  }

  /// A number of eight bytes, the lowest first.
  func longWord(_ place: Int) -> UInt64 {
    UInt64(littleEndian: unsafeLoadUnaligned(fromByteOffset: place, as: UInt64.self))
  }

  /// An object id.
  func objectID(_ place: Int) -> ObjectID? {
    let view = extracting(place..<place + ObjectID.byteCount)
    return ObjectID(bytes: view._unsafeView(as: UInt8.self))
  }
}

// MARK: - Reading

extension HistorySegment {
  func id(_ number: Int) -> ObjectID {
    withBytes { $0.objectID(columns.ids + number * ObjectID.byteCount) } ?? .zero
  }

  /// The commit of an id among the first `count`; the newest if damaged bytes hold it twice.
  func number(of id: ObjectID, among count: Int) -> Int? {
    var first: [UInt8] = []
    id.append(to: &first)
    let head = first.span.bytes.longWord(0)
    return withBytes { bytes in
      var number = count
      while number > 0 {
        number -= 1
        let place = columns.ids + number * ObjectID.byteCount
        if bytes.longWord(place) == head, bytes.objectID(place) == id { return number }
      }
      return nil
    }
  }

  func seconds(_ bytes: RawSpan, _ number: Int) -> Int64 {
    Int64(bitPattern: bytes.longWord(columns.seconds + number * 8))
  }

  func author(_ bytes: RawSpan, _ number: Int) -> Int { Int(bytes.word(columns.authors + number * 4)) }

  /// The changes of a commit.
  func changes(_ bytes: RawSpan, _ number: Int) -> Range<Int> {
    let start = number == 0 ? 0 : Int(bytes.word(columns.ends + (number - 1) * 4))
    return start..<max(start, min(columns.changes, Int(bytes.word(columns.ends + number * 4))))
  }

  func path(_ bytes: RawSpan, _ change: Int) -> UInt32 { bytes.word(columns.paths + change * 4) }

  /// The blob that a change left; nil when the file went.
  func blob(_ bytes: RawSpan, _ change: Int) -> ObjectID? {
    let id = bytes.objectID(columns.blobs + change * ObjectID.byteCount)
    return id == .zero ? nil : id
  }

  func text(_ bytes: RawSpan, _ number: Int) -> String {
    guard number < columns.texts else { return "" }
    let start = number == 0 ? 0 : Int(bytes.word(columns.textEnds + (number - 1) * 4))
    let end = min(columns.textBytes, Int(bytes.word(columns.textEnds + number * 4)))
    guard start <= end else { return "" }
    return bytes.extracting(columns.text + start..<columns.text + end).withUnsafeBytes {
      String(decoding: $0, as: UTF8.self)
    }
  }

  /// Tells of each text whether it is wanted.
  func texts(where isWanted: (String) -> Bool) -> [Bool] {
    withBytes { bytes in (0..<columns.texts).map { isWanted(text(bytes, $0)) } }
  }
}
