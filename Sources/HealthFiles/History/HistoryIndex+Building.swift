// An index is brought up to date by reading what is new, and kept in a file for the next time. Another process may do
// the same at the same time: each writes a whole file and puts it in place at once, and whichever stays is right.

internal import Git

extension HistoryIndex {
  static let path = "hfile/history/commits"
  /// New commits that are read each time rather than kept: keeping means writing the whole file.
  static let slack = 64
  /// Commits that are looked for one by one before all known ids are put into a dictionary.
  private static let directLimit = 16

  /// Returns the history up to a commit, most of it from an earlier index: that of the file when nil.
  static func upTo(_ tip: ObjectID, of store: Store, earlier: HistoryIndex?) throws(StoreError) -> HistoryIndex {
    var index = earlier ?? kept(in: store)
    guard index.tip != tip else { return index }
    try git { () throws(GitError) in
      let reader = try HistoryReader(try Repository(opening: store.root, bare: store.isBare))
      let (new, base) = try index.unknown(to: tip, reader)
      index.truncate(to: base)
      let before = try base > 0 ? reader.head(of: index.id(base - 1)).tree : nil
      if let segment = try Self.segment(of: new, after: before, reader) { index.append(segment) }
    }
    if let saved = index.saved, index.count - saved < slack { return index }
    let bytes = index.bytes
    guard let whole = HistorySegment(bytes: bytes) else { return index }
    // Where nothing can be kept, the answer is none the worse.
    try? Disk(root: store.gitDirectory).write(CacheFile.sealed(bytes), to: path)
    return HistoryIndex(whole)
  }

  /// What an earlier run found out.
  private static func kept(in store: Store) -> HistoryIndex {
    HistorySegment(file: store.gitDirectory + "/" + path).map(HistoryIndex.init) ?? HistoryIndex()
  }

  /// The commits that lead to a tip and are not known, newest first, and how many of the known ones they follow.
  private func unknown(
    to tip: ObjectID, _ reader: HistoryReader
  ) throws(GitError) -> (new: [(id: ObjectID, head: CommitHead)], base: Int) {
    var new: [(id: ObjectID, head: CommitHead)] = []
    var numbers: [ObjectID: Int] = [:]
    var next: ObjectID? = tip
    while let id = next {
      if new.count == Self.directLimit { for number in 0..<count { numbers[self.id(number)] = number } }
      let known = new.count < Self.directLimit ? number(of: id) : numbers[id]
      if let known { return (new, known + 1) }
      let head = try reader.head(of: id)
      new.append((id, head))
      next = head.parent
    }
    return (new, 0)
  }

  private static func segment(
    of new: [(id: ObjectID, head: CommitHead)], after before: ObjectID?, _ reader: HistoryReader
  ) throws(GitError) -> HistorySegment? {
    var builder = HistorySegmentBuilder()
    var parent = before
    var author: (bytes: [UInt8], text: String) = ([], "")
    for (id, head) in new.reversed() {
      if head.author != author.bytes { author = (head.author, String(decoding: head.author, as: UTF8.self)) }
      let changes = try changes(from: parent, to: head.tree, reader)
      builder.add(id, seconds: head.seconds, author: author.text, changes: changes)
      parent = head.tree
    }
    return HistorySegment(bytes: builder.bytes)
  }

  /// What differs between two trees; nil when one of them breaks a rule, which whoever asks about it is to be told.
  private static func changes(
    from old: ObjectID?, to new: ObjectID, _ reader: HistoryReader
  ) throws(GitError) -> [HistorySegmentBuilder.Change]? {
    do throws(GitError) {
      return try reader.treeChanges(from: old, to: new).map { ($0.path, $0.new?.id) }
    } catch {
      guard [.invalid, .corrupt, .tooLarge].contains(error.code) else { throw error }
      return nil
    }
  }
}
