internal import Git

/// Puts a segment together, commit by commit.
struct HistorySegmentBuilder {
  private(set) var count = 0
  private var changes = 0
  private var ids: [UInt8] = []
  private var seconds: [UInt8] = []
  private var authors: [UInt8] = []
  private var ends: [UInt8] = []
  private var paths: [UInt8] = []
  private var blobs: [UInt8] = []
  private var textEnds: [UInt8] = []
  private var text: [UInt8] = []
  private var numbers: [String: UInt32] = [:]

  /// A path that a commit changed, and the blob it left there; nil when the file went.
  typealias Change = (path: String, blob: ObjectID?)

  /// Adds a commit; nil for changes that cannot be read.
  mutating func add(_ id: ObjectID, seconds time: Int64, author: String, changes found: [Change]?) {
    count += 1
    id.append(to: &ids)
    seconds.append(word: UInt64(bitPattern: time))
    authors.append(word: number(of: author))
    if let found {
      for change in found { add(number(of: change.path), change.blob) }
    } else {
      add(HistorySegment.unreadable, nil)
    }
    ends.append(word: UInt32(changes))
  }

  private mutating func add(_ path: UInt32, _ blob: ObjectID?) {
    changes += 1
    paths.append(word: path)
    (blob ?? .zero).append(to: &blobs)
  }

  private mutating func number(of string: String) -> UInt32 {
    if let known = numbers[string] { return known }
    let number = UInt32(numbers.count)
    numbers[string] = number
    text += Array(string.utf8)
    textEnds.append(word: UInt32(text.count))
    return number
  }

  /// Adds the first commits of a segment.
  mutating func add(_ segment: HistorySegment, count: Int) {
    segment.withBytes { bytes in
      // A text is looked up once, however many changes name it.
      var known = [UInt32?](repeating: nil, count: segment.columns.texts)
      func number(_ old: Int) -> UInt32 {
        guard old < known.count else { return HistorySegment.unreadable }
        if let number = known[old] { return number }
        let new = self.number(of: segment.text(bytes, old))
        known[old] = new
        return new
      }
      for commit in 0..<count {
        self.count += 1
        segment.id(commit).append(to: &ids)
        seconds.append(word: UInt64(bitPattern: segment.seconds(bytes, commit)))
        authors.append(word: number(segment.author(bytes, commit)))
        for change in segment.changes(bytes, commit) {
          let path = segment.path(bytes, change)
          add(path == HistorySegment.unreadable ? path : number(Int(path)), segment.blob(bytes, change))
        }
        ends.append(word: UInt32(changes))
      }
    }
  }

  /// The bytes of the segment.
  var bytes: [UInt8] {
    var bytes: [UInt8] = []
    for word in [HistorySegment.magic, HistorySegment.version] { bytes.append(word: word) }
    for number in [count, changes, numbers.count, text.count] { bytes.append(word: UInt32(number)) }
    for column in [ids, seconds, authors, ends, paths, blobs, textEnds, text] { bytes += column }
    return bytes
  }
}

extension [UInt8] {
  /// Appends a number, its lowest byte first.
  mutating func append(word: some FixedWidthInteger & UnsignedInteger) {
    for shift in stride(from: 0, to: word.bitWidth, by: 8) { append(UInt8(truncatingIfNeeded: word >> shift)) }
  }
}
