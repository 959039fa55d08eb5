internal import Git
internal import Synchronization

/// What was found out about a history, kept by whoever asks again and again.
final class HistoryMemory: Sendable {
  private let commits = Mutex<HistoryIndex?>(nil)
  private let lines = Mutex<LineIndex?>(nil)

  /// The history up to HEAD; nil when it cannot be read as a whole, or there is none.
  func index(of store: Store) -> HistoryIndex? {
    commits.withLock { known in
      guard let head = try? store.head(), let found = try? HistoryIndex.upTo(head, of: store, earlier: known) else {
        return nil
      }
      known = found
      return found
    }
  }

  /// The ids in the lines that each version of a daily file touched; nil where that cannot be told.
  func lines(of path: String, _ blobs: [ObjectID?], in store: Store) -> [[String]?] {
    lines.withLock { lines in
      var index = lines ?? LineIndex(in: store)
      defer { lines = index }
      guard let reader = try? HistoryReader(try Repository(opening: store.root, bare: store.isBare)),
        let (versions, new) = try? index.completed(path, blobs, reader)
      else { return blobs.map { _ in nil } }
      index.learn(path, versions, new: new)
      if index.unsaved >= HistoryIndex.slack { index.save(in: store) }
      return versions.map(\.ids)
    }
  }

  /// Finds out all that is missing, and keeps it.
  func prepare(_ store: Store) throws(StoreError) {
    guard let index = index(of: store) else { return }
    let files = index.files { $0.hasSuffix(".jsonl") }.sorted { $0.key < $1.key }
    try lines.withLock { (lines: inout LineIndex?) throws(StoreError) in
      var known = lines ?? LineIndex(in: store)
      let before = known
      let found = try Workers.map(files.count) { () throws(StoreError) in
        try Self.reader(of: store)
      } each: { reader, number throws(StoreError) in
        try git { () throws(GitError) in try before.completed(files[number].key, files[number].value, reader) }
      }
      for (file, result) in zip(files, found) { known.learn(file.key, result.versions, new: result.new) }
      if known.unsaved > 0 { known.save(in: store) }
      lines = known
    }
  }

  private static func reader(of store: Store) throws(StoreError) -> HistoryReader {
    try git { () throws(GitError) in try HistoryReader(try Repository(opening: store.root, bare: store.isBare)) }
  }
}
