/// What a walk over a long history needs of a commit, found without judging the rest.
public struct CommitHead: Sendable, Hashable {
  /// The tree of the state it records.
  public let tree: ObjectID
  /// The first commit it follows, if any.
  public let parent: ObjectID?
  /// Name and address of the author, as the commit writes them.
  public let author: [UInt8]
  /// When it was recorded, in seconds since 1970.
  public let seconds: Int64
}

extension CommitHead {
  /// Reads the head of a commit; nil when it has not the lines every commit begins with.
  init?(_ bytes: Span<UInt8>) {
    var place = 0
    guard let tree = Self.objectID("tree ", bytes, &place) else { return nil }
    let parent = Self.objectID("parent ", bytes, &place)
    while Self.objectID("parent ", bytes, &place) != nil {}
    guard let author = Self.line("author ", bytes, &place), let committer = Self.line("committer ", bytes, &place),
      let who = Self.person(bytes, author), let recorder = Self.person(bytes, committer),
      recorder.upperBound < committer.upperBound, bytes[recorder.upperBound] == 0x20,
      let seconds = Self.seconds(bytes, from: recorder.upperBound + 1)
    else { return nil }
    self.tree = tree
    self.parent = parent
    self.author = Array(copying: bytes.extracting(who))
    self.seconds = seconds
  }

  /// Takes a line that begins with a word; the rest of it.
  private static func line(_ word: StaticString, _ bytes: Span<UInt8>, _ place: inout Int) -> Range<Int>? {
    let start = place + word.utf8CodeUnitCount
    guard start <= bytes.count else { return nil }
    let isWord = word.withUTF8Buffer { letters in
      letters.indices.allSatisfy { unsafe letters[$0] == bytes[place + $0] }
    }
    guard isWord else { return nil }
    var end = start
    while end < bytes.count, bytes[end] != 0x0A { end += 1 }
    guard end < bytes.count else { return nil }
    place = end + 1
    return start..<end
  }

  private static func objectID(_ word: StaticString, _ bytes: Span<UInt8>, _ place: inout Int) -> ObjectID? {
    guard let line = line(word, bytes, &place) else { return nil }
    return ObjectID(hex: String(decoding: Array(copying: bytes.extracting(line)), as: UTF8.self))
  }

  /// Name and address at the beginning of a line.
  private static func person(_ bytes: Span<UInt8>, _ line: Range<Int>) -> Range<Int>? {
    var end = line.lowerBound
    while end < line.upperBound, bytes[end] != 0x3E { end += 1 }
    return end < line.upperBound ? line.lowerBound..<end + 1 : nil
  }

  /// The number after the space behind an address; nil where there is none.
  private static func seconds(_ bytes: Span<UInt8>, from start: Int) -> Int64? {
    var place = start
    var seconds: Int64 = 0
    while place < bytes.count, bytes[place] >= 0x30, bytes[place] <= 0x39, place - start < 18 {
      seconds = seconds * 10 + Int64(bytes[place] - 0x30)
      place += 1
    }
    return place > start ? seconds : nil
  }
}
