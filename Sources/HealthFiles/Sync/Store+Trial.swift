public import Git
internal import JSONSchema

/// A trial run as it stands.
public struct TrialRun: Sendable {
  /// The commit it began at.
  public let start: ObjectID
  /// Its last commit.
  public let tip: ObjectID
  /// How many commits were made in it.
  public let commits: Int
}

extension Store {
  /// The trial run that is on; nil when there is none.
  public func trialRun() throws(StoreError) -> TrialRun? {
    guard try isTrial(), let tip = try head(), let start = try reference(Trial.main) else { return nil }
    return TrialRun(start: start, tip: tip, commits: try Fork(of: tip, and: start, in: self).ours.count)
  }

  /// The trial run that is on.
  ///
  /// - Throws: `StoreError.refused` when none is.
  public func currentTrial() throws(StoreError) -> TrialRun {
    guard let run = try trialRun() else { throw SyncError.noTrial.asStoreError }
    return run
  }

  private func reference(_ name: String) throws(StoreError) -> ObjectID? {
    try repository().use { repository throws(GitError) in try repository.reference(name) }
  }

  /// Begins a trial run: from now on commits are kept apart from main.
  ///
  /// - Throws: `StoreError.refused` when one is on, or the store is not on main.
  public func startTrial() throws(StoreError) {
    try locked { () throws(StoreError) in
      try finishInterruptedCommit()
      try refuseTrial()
      try repository().use { repository throws(GitError) in
        let (name, id) = try repository.head()
        guard name == Trial.main, let id else { throw GitError(.invalid, "start trial", "HEAD is not main") }
        // A trial that was never entered is begun anew.
        try repository.compareAndSwap(
          Trial.branch, from: try repository.reference(Trial.branch), to: id, message: "hfile: start trial")
        try repository.setHead(Trial.branch)
      }
    }
  }

  /// Makes the commits of the trial run those of main.
  ///
  /// - Throws: `StoreError.refused` when none is on, or main has moved meanwhile.
  public func keepTrial() throws(StoreError) -> TrialRun {
    try locked { () throws(StoreError) in
      try finishInterruptedCommit()
      let run = try currentTrial()
      guard try Fork(of: run.start, and: run.tip, in: self).ours.isEmpty else {
        throw SyncError.movedInTrial.asStoreError
      }
      try repository().use { repository throws(GitError) in
        try repository.compareAndSwap(Trial.main, from: run.start, to: run.tip, message: "hfile: keep trial")
        try repository.setHead(Trial.main)
        try repository.compareAndSwap(Trial.branch, from: run.tip, to: nil, message: "hfile: keep trial")
      }
      return run
    }
  }

  /// Takes the commits of the trial run back; they stay under `refs/hfile/trials/`, and what was edited and not
  /// committed stays in the working files.
  ///
  /// - Throws: `StoreError.refused` when none is on.
  public func dropTrial() throws(StoreError) -> TrialRun {
    try locked { () throws(StoreError) in
      try finishInterruptedCommit()
      let run = try currentTrial()
      let catalogue = try snapshot(at: run.start).catalogue
      try forgetPin(of: Fork(of: run.tip, and: run.start, in: self))
      try disk.write(Journal(old: run.tip, new: run.start).bytes, to: Journal.path)
      try repository().use { repository throws(GitError) in
        let kept = Trial.kept + run.tip.description
        if try repository.reference(kept) == nil {
          try repository.compareAndSwap(kept, from: nil, to: run.tip, message: "hfile: drop trial")
        }
        try repository.setHead(Trial.main)
      }
      try materialize(from: run.tip, to: run.start, catalogue: catalogue)
      try disk.remove(Journal.path)
      try repository().use { repository throws(GitError) in
        try repository.compareAndSwap(Trial.branch, from: run.tip, to: nil, message: "hfile: drop trial")
      }
      return run
    }
  }
}
