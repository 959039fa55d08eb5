// A fetched history becomes this clone's own: main comes to stand on its tip, and what was committed here and not
// published yet is re-applied on it (design section 5: history is linear).

public import Git
internal import JSONSchema

/// How a fetched history is taken in.
public struct IntegrationRequest: Sendable {
  /// Goes on although the clock is far from the last commit's time.
  public var trustsClock = false
  /// Finds out what would happen and writes nothing.
  public var isDryRun = false

  /// Makes a request.
  public init() {}
}

/// What taking in a fetched history did.
public struct Integration: Sendable {
  /// Where main stood before; nil before the first commit.
  public let old: ObjectID?
  /// Where main stands now, or would stand.
  public let new: ObjectID
  /// How many commits came.
  public let received: Int
}

extension Store {
  /// Takes in a history whose objects are in this store's repository.
  ///
  /// Whoever calls it has verified the history up to the tip.
  ///
  /// - Parameter tip: the newest commit of the fetched history.
  /// - Throws: `StoreError.refused` when main and the fetched history have both moved.
  public func integrate(_ tip: ObjectID, _ request: IntegrationRequest) throws(StoreError) -> Integration {
    try locked { () throws(StoreError) in
      try finishInterruptedCommit()
      let old = try head()
      let fork = try Fork(of: old, and: tip, in: self)
      let outcome = Integration(old: old, new: fork.theirs.isEmpty ? old ?? tip : tip, received: fork.theirs.count)
      guard !fork.theirs.isEmpty, !request.isDryRun else { return outcome }
      guard fork.ours.isEmpty else {
        throw SyncError.diverged(ours: fork.ours.count, theirs: fork.theirs.count).asStoreError
      }
      let catalogue = try snapshot(at: tip).catalogue
      try publish(tip, after: old, message: "integrate \(fork.theirs.count) commits", catalogue: catalogue)
      return outcome
    }
  }
}
