import Git
import HealthFiles
import Synchronization

/// The store as pages read it: opened once, its last states kept, opened anew when its files moved underneath.
final class StoreReader: Sendable {
  private struct State {
    var store: Store
    /// Snapshots by commit, the one used last at the end.
    var snapshots: [(id: ObjectID, snapshot: Snapshot)] = []
    var line: CommitLine?
    var verifications: [ObjectID: Verification] = [:]
  }

  private let state: Mutex<State>
  private let opening: @Sendable (Store) throws(StoreError) -> Store
  private let memory = VerificationMemory()
  /// States that are kept.
  private static let limit = 16

  /// - Parameter opening: opens a store anew, with the keys of the one before.
  init(_ store: Store, opening: @escaping @Sendable (Store) throws(StoreError) -> Store) {
    store.keepReaders()
    state = Mutex(State(store: store))
    self.opening = opening
  }

  var store: Store { state.withLock { $0.store } }

  /// Runs a body that reads; when the repository has not what it should have, once more on a store opened anew: another
  /// process may have put its objects elsewhere.
  func reading<Result>(_ body: (Store) throws(StoreError) -> Result) throws(StoreError) -> Result {
    let store = store
    do throws(StoreError) {
      return try body(store)
    } catch {
      guard case .repository = error else { throw error }
      return try body(try reopened(store))
    }
  }

  private func reopened(_ old: Store) throws(StoreError) -> Store {
    let fresh = try opening(old)
    fresh.keepReaders()
    state.withLock { state in
      guard state.store === old else { return }
      state.store = fresh
      state.snapshots = []
    }
    return store
  }

  /// The commit that HEAD names; nil before the first.
  func head() throws(StoreError) -> ObjectID? { try reading { store throws(StoreError) in try store.head() } }

  /// The state of a commit.
  func snapshot(at commit: ObjectID?) throws(StoreError) -> Snapshot {
    guard let commit else { return try reading { store throws(StoreError) in try store.snapshot() } }
    let known = state.withLock { state -> Snapshot? in
      guard let place = state.snapshots.firstIndex(where: { $0.id == commit }) else { return nil }
      let found = state.snapshots.remove(at: place)
      state.snapshots.append(found)
      return found.snapshot
    }
    if let known { return known }
    let made = try reading { store throws(StoreError) in try store.snapshot(at: commit) }
    state.withLock { state in
      state.snapshots.removeAll { $0.id == commit }
      state.snapshots.append((commit, made))
      if state.snapshots.count > Self.limit { state.snapshots.removeFirst() }
    }
    return made
  }

  /// The commits from the beginning to one; what was read before is continued.
  func line(to tip: ObjectID) throws(StoreError) -> CommitLine {
    let known = state.withLock { $0.line }
    if let known, known.tip == tip { return known }
    let line = try reading { store throws(StoreError) in try CommitLine(to: tip, after: known, StoreHistory(store)) }
    state.withLock { $0.line = line }
    return line
  }

  /// What came of verifying the history up to a commit, if that is known.
  func knownVerification(of tip: ObjectID) -> Verification? { state.withLock { $0.verifications[tip] } }

  /// What came of verifying the history up to a commit; what was verified before is continued.
  func verification(of tip: ObjectID) throws(StoreError) -> Verification {
    if let known = knownVerification(of: tip) { return known }
    let made = try reading { store throws(StoreError) in
      try HistoryVerifier(store, keepingIn: memory).verify()
    }
    state.withLock { $0.verifications = [tip: made] }
    return made
  }
}
