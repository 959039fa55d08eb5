// The strict reader of commits. git and libgit2 both accept more than one meaning of some bytes (two signatures, a
// signature inside the message, unknown headers), and what is verified must be what is shown. Invariant: headers in
// exactly the order tree, parent*, author, committer, [encoding UTF-8], [gpgsig], each once; nothing else.

struct CommitParser {
  private let bytes: [UInt8]
  private var position = 0
  private var line = 1
  /// The bytes of the `gpgsig` header, its lines included.
  private var signed: Range<Int>? = nil

  private init(_ bytes: [UInt8]) { self.bytes = bytes }

  static func parse(_ bytes: [UInt8], id: ObjectID) throws(GitError) -> Commit {
    var parser = CommitParser(bytes)
    return try parser.parse(id)
  }

  /// Parses a commit and cuts out what its signature covers.
  static func parseSigned(_ bytes: [UInt8], id: ObjectID) throws(GitError) -> SignedCommit {
    var parser = CommitParser(bytes)
    let commit = try parser.parse(id)
    var payload = bytes
    if let signed = parser.signed { payload.removeSubrange(signed) }
    return SignedCommit(commit: commit, payload: payload)
  }

  private mutating func parse(_ id: ObjectID) throws(GitError) -> Commit {
    guard bytes.count <= Commit.byteLimit else {
      throw GitError(.tooLarge, "read commit", "more than \(Commit.byteLimit) bytes")
    }
    let tree = try objectID("tree")
    var parents: [ObjectID] = []
    while startsWith("parent ") { parents.append(try objectID("parent")) }
    guard Set(parents).count == parents.count else { throw flaw("a parent appears twice") }
    let author = try signature("author")
    let committer = try signature("committer")
    if startsWith("encoding ") { try encoding() }
    let gpgsig = try startsWith("gpgsig ") ? armour() : nil
    try endOfHeader()
    let message = try text(position..<bytes.count)
    return Commit(
      id: id, tree: tree, parents: parents, author: author, committer: committer, message: message,
      signature: gpgsig)
  }
}

// MARK: - Lines

extension CommitParser {
  private func startsWith(_ word: String) -> Bool {
    bytes[position...].starts(with: word.utf8)
  }

  /// Takes the rest of the line, without its line break.
  private mutating func restOfLine() throws(GitError) -> Range<Int> {
    let start = position
    while position < bytes.count, bytes[position] != 0x0a { position += 1 }
    guard position < bytes.count else { throw flaw("the header does not end") }
    let range = start..<position
    position += 1
    line += 1
    return range
  }

  private mutating func header(_ word: String) throws(GitError) -> Range<Int> {
    guard startsWith(word), position + word.utf8.count < bytes.count,
      bytes[position + word.utf8.count] == 0x20
    else { throw flaw("expected '\(word)', found \(found())") }
    position += word.utf8.count + 1
    return try restOfLine()
  }

  private mutating func endOfHeader() throws(GitError) {
    guard position < bytes.count, bytes[position] == 0x0a else {
      throw flaw("expected the end of the header, found \(found())")
    }
    position += 1
    line += 1
  }

  /// Names the header that stands here, for a message: its word if it is one, never its value.
  private func found() -> String {
    var end = position
    while end < bytes.count, end - position <= 24 {
      switch bytes[end] {
      case 0x61...0x7a, 0x30...0x39, 0x2d: end += 1
      case 0x20 where end > position: return "'\(String(decoding: bytes[position..<end], as: UTF8.self))'"
      case 0x20: return "a stray continuation line"
      case 0x0a where end == position: return "the end of the header"
      default: return "something that is no header"
      }
    }
    return end == bytes.count ? "the end of the commit" : "something that is no header"
  }

  private func flaw(_ message: String) -> GitError {
    GitError(.invalid, "read commit", "line \(line): \(message)")
  }
}

// MARK: - Values

extension CommitParser {
  private mutating func objectID(_ word: String) throws(GitError) -> ObjectID {
    let range = try header(word)
    guard range.count == 40, let id = ObjectID(hex: try text(range)), id != .zero else {
      throw previous("an id is 40 lower-case hexadecimal digits")
    }
    return id
  }

  private mutating func encoding() throws(GitError) {
    let range = try header("encoding")
    guard try text(range) == "UTF-8" else { throw previous("the encoding is not UTF-8") }
  }

  private mutating func armour() throws(GitError) -> [UInt8] {
    let start = position
    let first = try header("gpgsig")
    var armour = Array(bytes[first])
    while position < bytes.count, bytes[position] == 0x20 {
      position += 1
      armour.append(0x0a)
      let next = try restOfLine()
      armour.append(contentsOf: bytes[next])
    }
    guard !armour.isEmpty, !armour.contains(0) else { throw previous("the signature is empty or contains NUL") }
    armour.append(0x0a)
    signed = start..<position
    return armour
  }

  private mutating func signature(_ word: String) throws(GitError) -> Signature {
    let range = try header(word)
    let all = try text(range)
    guard let open = all.firstIndex(of: "<"), let close = all.firstIndex(of: ">"), open < close else {
      throw previous("no address between '<' and '>'")
    }
    let times = all[all.index(after: close)...].split(separator: " ", omittingEmptySubsequences: false)
    guard times.count == 3, times[0].isEmpty, let seconds = Self.seconds(times[1]) else {
      throw previous("no time after the address")
    }
    guard let offset = Self.offset(times[2]) else { throw previous("no time zone of the form +HHMM") }
    let before = all[..<open]
    guard before.isEmpty || before.hasSuffix(" ") else { throw previous("no space before the address") }
    let result = Signature(
      name: String(before.dropLast()), email: String(all[all.index(after: open)..<close]), seconds: seconds,
      offsetMinutes: offset)
    if let wrong = result.flaw { throw previous(wrong) }
    return result
  }

  /// Reads decimal digits without sign or leading zero.
  private static func seconds(_ text: Substring) -> Int64? {
    guard let first = text.utf8.first, first != 0x30 || text.utf8.count == 1,
      text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 })
    else { return nil }
    return Int64(text)
  }

  private static func offset(_ text: Substring) -> Int? {
    guard text.utf8.count == 5, let sign = text.first, sign == "+" || sign == "-",
      text.utf8.dropFirst().allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), let digits = Int(text.dropFirst())
    else { return nil }
    guard digits % 100 < 60 else { return nil }
    let minutes = digits / 100 * 60 + digits % 100
    return sign == "-" ? -minutes : minutes
  }

  private func text(_ range: Range<Int>) throws(GitError) -> String {
    let copy = bytes[range]
    guard !copy.contains(0) else { throw flaw("contains NUL") }
    guard let text = String(validating: copy, as: UTF8.self) else { throw flaw("is not UTF-8") }
    return text
  }

  /// A fault in the line that has just been taken.
  private func previous(_ message: String) -> GitError {
    GitError(.invalid, "read commit", "line \(line - 1): \(message)")
  }
}
