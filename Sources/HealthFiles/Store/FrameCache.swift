internal import Git
internal import Synchronization

/// Segments kept in memory, for a process that asks the same questions of one commit after another.
///
/// A segment is known by the blobs it was made from: after a commit only the segments of folders that changed are made
/// anew, whatever happened in between (a commit, a rewritten history, repacking).
final class FrameCache: Sendable {
  /// What tells a segment from all others.
  struct Key: Hashable {
    /// Type and the blob of its schema's state: the same bytes read by other schemas are another segment.
    let type: String
    let rules: [ObjectID]
    let columns: [ColumnPath]
    let files: [ObjectID]
  }

  typealias Entry = (segment: Segment, problems: [Problem])

  private struct State {
    var entries: [Key: Entry] = [:]
    /// Keys that were asked for since the last cleaning.
    var used: Set<Key> = []
    var made = 0
  }

  private let state = Mutex(State())

  /// Segments kept at most; beyond it those go that nobody asked for lately.
  private static let limit = 20_000

  /// How many segments were made, for tests that hold the making down.
  var made: Int { state.withLock { $0.made } }

  /// Returns a segment that is known, or has it made.
  func entry(_ key: Key, make: () throws(StoreError) -> Entry) throws(StoreError) -> Entry {
    let known = state.withLock { state in
      state.used.insert(key)
      return state.entries[key]
    }
    if let known { return known }
    let made = try make()
    state.withLock { state in
      state.made += 1
      if state.entries.count >= Self.limit {
        state.entries = state.entries.filter { state.used.contains($0.key) }
        state.used = []
      }
      state.entries[key] = made
    }
    return made
  }
}
