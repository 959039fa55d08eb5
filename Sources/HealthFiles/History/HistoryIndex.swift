// The history of a store from its first commit to one tip, found once: which commit changed which paths. Answers that
// would take a walk over everything are read from it. Invariant: it says what a walk from its tip would find; every
// commit in it is the parent of the next.

internal import Git

/// Commits and the paths they changed, oldest first.
struct HistoryIndex: Sendable {
  /// A segment, of which the first commits count: what follows them was rewritten.
  private struct Piece {
    let segment: HistorySegment
    var count: Int
    /// The number of its first commit.
    let start: Int
  }

  private var pieces: [Piece] = []
  /// How many commits there are.
  private(set) var count = 0
  /// How many of them the file holds; nil when it holds others, too.
  private(set) var saved: Int? = 0

  init() {}

  /// The history of one segment, as it lies in the file.
  init(_ segment: HistorySegment) {
    append(segment)
    saved = count
  }

  /// The last commit.
  var tip: ObjectID? { count > 0 ? id(count - 1) : nil }

  func id(_ number: Int) -> ObjectID {
    guard let piece = pieces.last(where: { $0.start <= number }) else { return .zero }
    return piece.segment.id(number - piece.start)
  }

  /// The number of a commit; nil when it is not in this history.
  func number(of id: ObjectID) -> Int? {
    for piece in pieces.reversed() {
      if let number = piece.segment.number(of: id, among: piece.count) { return piece.start + number }
    }
    return nil
  }

  // MARK: growing

  mutating func append(_ segment: HistorySegment) {
    pieces.append(Piece(segment: segment, count: segment.columns.commits, start: count))
    count += segment.columns.commits
  }

  /// Forgets all commits but the first.
  mutating func truncate(to kept: Int) {
    pieces.removeAll { $0.start >= kept }
    for place in pieces.indices { pieces[place].count = min(pieces[place].count, kept - pieces[place].start) }
    count = kept
    if let known = saved, known > kept { saved = nil }
  }

  /// All of it as one segment.
  var bytes: [UInt8] {
    var builder = HistorySegmentBuilder()
    for piece in pieces { builder.add(piece.segment, count: piece.count) }
    return builder.bytes
  }

  // MARK: asking

  /// What is asked of commits; nil asks nothing.
  struct Search {
    var path: ((String) -> Bool)?
    var author: ((String) -> Bool)?
    var seconds: ((Int64) -> Bool)?
  }

  /// Visits the commits that may be wanted, newest first, until the body returns false.
  ///
  /// - Parameter end: the number after that of the newest commit to look at.
  func visit(
    _ search: Search, before end: Int, _ body: (_ number: Int) throws(StoreError) -> Bool
  ) throws(StoreError) {
    for piece in pieces.reversed() where piece.start < end {
      let segment = piece.segment
      let paths = search.path.map { segment.texts(where: $0) }
      let authors = search.author.map { segment.texts(where: $0) }
      var next = min(piece.count, end - piece.start)
      // Found some at a time, so that a few wanted commits do not wait for all.
      while next > 0 {
        var found: [Int] = []
        segment.withBytes { bytes in
          while next > 0, found.count < 32 {
            next -= 1
            if let seconds = search.seconds, !seconds(segment.seconds(bytes, next)) { continue }
            if let authors, !Self.isWanted(UInt32(segment.author(bytes, next)), authors) { continue }
            if let paths,
              !segment.changes(bytes, next).contains(where: { Self.isWanted(segment.path(bytes, $0), paths) })
            {
              continue
            }
            found.append(next)
          }
        }
        for number in found where try !body(piece.start + number) { return }
      }
    }
  }

  private static func isWanted(_ text: UInt32, _ wanted: [Bool]) -> Bool {
    text == HistorySegment.unreadable || (Int(text) < wanted.count && wanted[Int(text)])
  }

  /// A commit that changed a file, and the blob it left.
  struct FileVersion: Sendable {
    let number: Int
    /// Nil when the file went, or the commit could not be read.
    let blob: ObjectID?
    /// Whether the commit could be read.
    let isKnown: Bool
  }

  /// The commits that changed a file, oldest first.
  func versions(of path: String, before end: Int) -> [FileVersion] {
    var versions: [FileVersion] = []
    for piece in pieces where piece.start < end {
      let segment = piece.segment
      let texts = segment.texts { $0 == path }
      let wanted = texts.firstIndex(of: true).map(UInt32.init)
      segment.withBytes { bytes in
        for number in 0..<min(piece.count, end - piece.start) {
          for change in segment.changes(bytes, number) {
            let text = segment.path(bytes, change)
            guard text == wanted || text == HistorySegment.unreadable else { continue }
            versions.append(
              FileVersion(
                number: piece.start + number, blob: segment.blob(bytes, change),
                isKnown: text != HistorySegment.unreadable))
          }
        }
      }
    }
    return versions
  }

  /// The newest commit whose id begins with these digits.
  func commit(beginningWith digits: String) -> ObjectID? {
    let rest = 2 * ObjectID.byteCount - digits.utf8.count
    guard rest >= 0, let first = ObjectID(hex: digits + String(repeating: "0", count: rest)),
      let last = ObjectID(hex: digits + String(repeating: "f", count: rest))
    else { return nil }
    return (0..<count).reversed().lazy.map(id).first { (first...last).contains($0) }
  }

  /// The versions of files, oldest first, by their paths.
  func files(where isWanted: (String) -> Bool) -> [String: [ObjectID?]] {
    var files: [String: [ObjectID?]] = [:]
    for piece in pieces {
      let segment = piece.segment
      let wanted = segment.texts(where: isWanted)
      segment.withBytes { bytes in
        var found: [UInt32: [ObjectID?]] = [:]
        for number in 0..<piece.count {
          for change in segment.changes(bytes, number) {
            let text = segment.path(bytes, change)
            guard Int(text) < wanted.count, wanted[Int(text)] else { continue }
            found[text, default: []].append(segment.blob(bytes, change))
          }
        }
        for (text, blobs) in found { files[segment.text(bytes, Int(text)), default: []] += blobs }
      }
    }
    return files
  }
}
