// Before anything of a fetched history is taken in it is judged: it must be the history that was seen before, gone on.

public import Git
internal import JSONSchema

extension Store {
  /// Judges a fetched history whose objects are in this store's repository; nothing is changed but what is known of it.
  ///
  /// - Parameters:
  ///   - tip: its newest commit.
  ///   - before: its newest commit when it was last seen; nil for the first time.
  /// - Returns: what its new commits did that they were not allowed to, in a trusted store.
  /// - Throws: `StoreError.refused` when it is another store's, was rewritten, or lost the trust it had.
  public func admit(_ tip: ObjectID, lastSeen before: ObjectID?) throws(StoreError) -> [HistoryFinding] {
    try admit(tip, lastSeen: before, reading: nil)
  }

  /// Judges a fetched history whose objects wait in quarantine.
  ///
  /// - Parameter quarantine: a repository that reads the objects of the store's, too.
  func admit(
    _ tip: ObjectID, lastSeen before: ObjectID?, reading quarantine: String?
  ) throws(StoreError) -> [HistoryFinding] {
    let repository = try quarantine.map { path throws(StoreError) in
      try git { () throws(GitError) in RepositoryBox(try Repository(opening: path, bare: true)) }
    }
    let box = if let repository { repository } else { try self.repository() }
    if let before, try !Fork(of: before, and: tip, in: box).ours.isEmpty {
      throw SyncError.rewritten(seen: Self.short(before), now: Self.short(tip)).asStoreError
    }
    let head = try head()
    if let head, try Fork(of: head, and: tip, in: box).base == nil { throw SyncError.unrelated.asStoreError }
    let found = try HistoryVerifier(self, keepingIn: nil, reading: quarantine).verify(fetched: tip, since: before)
    let pins = try Disk(root: gitDirectory).read(Pins.path).flatMap(Pins.init)
    guard let genesis = found.genesis else {
      let isTrusted = try isTrusted()
      if isTrusted || pins != nil { throw SyncError.untrusted.asStoreError }
      return []
    }
    if let pins, pins.origin.id != genesis { throw SyncError.unrelated.asStoreError }
    return found.findings
  }

  static func short(_ id: ObjectID) -> String { String(id.description.prefix(10)) }
}
