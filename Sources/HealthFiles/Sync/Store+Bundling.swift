// The store as one file: for a stick where there is no network, and for backups.

public import Git

/// What a bundle holds.
public struct BundleOutcome: Sendable {
  /// The newest commit in it.
  public let tip: ObjectID
  /// The commit it goes on from; nil when it holds the whole history.
  public let since: ObjectID?
  /// How many commits it brings.
  public let commits: Int
  /// How many wrapped keys go along.
  public let keys: Int
}

extension Store {
  /// What the last bundle that was made here ended with, for those that only bring what is new.
  private static let bundled = "refs/hfile/bundled"

  /// The commit the last bundle ended with.
  ///
  /// - Throws: `StoreError.refused` when none was made here.
  public func lastBundled() throws(StoreError) -> ObjectID {
    let last = try repository().use { repository throws(GitError) in try repository.reference(Self.bundled) }
    guard let last else { throw SyncError.noBundle.asStoreError }
    return last
  }

  /// Writes the history into one file, with what travels beside it.
  ///
  /// - Parameters:
  ///   - path: the file; what is there is replaced.
  ///   - since: a commit that whoever takes the bundle has; nil for the whole history.
  ///   - withKeys: whether the keyring goes along: only its recipients can open anything with it.
  public func writeBundle(
    to path: String, since: ObjectID? = nil, withKeys: Bool = true
  ) throws(StoreError) -> BundleOutcome {
    let (name, folder) = (Disk.name(of: path), Disk(root: "/" + Disk.folder(of: path)))
    let outcome = try writeBundle(named: name, in: folder, by: ".\(name).part", since: since, withKeys: withKeys)
    try repository().use { repository throws(GitError) in
      let before = try repository.reference(Self.bundled)
      try repository.compareAndSwap(Self.bundled, from: before, to: outcome.tip, message: "hfile: bundle")
    }
    return outcome
  }

  /// Writes a bundle in a folder beside its place, so that the next one removes what was broken off, and gives it its
  /// name last.
  ///
  /// - Parameters:
  ///   - scratch: name of the folder beside its place.
  ///   - beforehand: what must be there before the bundle is.
  func writeBundle(
    named name: String, in folder: Disk, by scratch: String, since: ObjectID? = nil, withKeys: Bool,
    beforehand: () throws(StoreError) -> Void = {}
  ) throws(StoreError) -> BundleOutcome {
    try locked { () throws(StoreError) in
      try finishInterruptedCommit()
      try refuseTrial()
      guard let tip = try head() else { throw HubError.emptyHub(root).asStoreError }
      if let since, try !isAncestor(since, of: tip) {
        throw .notFound(kind: .commit, name: since.description, near: [])
      }
      guard tip != since else { throw SyncError.nothingNew.asStoreError }
      try folder.removeTree(scratch)
      try folder.makeFolder(scratch)
      defer { try? folder.removeTree(scratch) }
      let keys = try pack(tip, since, withKeys, into: "\(folder.root)/\(scratch)/\(name)")
      try beforehand()
      try folder.move("\(scratch)/\(name)", to: name)
      return BundleOutcome(
        tip: tip, since: since, commits: try Fork(of: tip, and: since, in: self).ours.count, keys: keys)
    }
  }

  /// - Returns: how many wrapped keys went along.
  private func pack(
    _ tip: ObjectID, _ since: ObjectID?, _ withKeys: Bool, into path: String
  ) throws(StoreError) -> Int {
    let keyring = withKeys ? try Keyring.open(in: gitDirectory) : nil
    let references = [(name: Self.branch, id: tip)] + (try companions()) + [(name: "HEAD", id: tip)]
    try repository().use { repository throws(GitError) in
      let keys = try keyring.map { keyring throws(GitError) in try Repository(opening: keyring.path, bare: true) }
      let key = try keys?.reference(Keyring.reference)
      try repository.writeBundle(
        to: path, references, others: key.map { [(name: Keyring.reference, id: $0)] } ?? [], of: keys,
        without: since.map { [$0] } ?? [])
    }
    return try keyring?.entries().count ?? 0
  }
}
