// Keyrings are exchanged through a reference of the hub that names a commit without parents. Nothing that came is
// believed: a key opens a seal only if a signed commit names it, and what the signed history did away with is not taken
// (docs/Trust.md, section 5).

internal import Git

extension HubExchange {
  /// What the hub's keyring has, in a repository that is removed afterwards.
  private func withHubKeys<Result>(
    _ body: (Keyring?) throws(StoreError) -> Result
  ) throws(StoreError) -> Result {
    guard let tip = seen[Keyring.reference] else { return try body(nil) }
    let disk = Disk(root: store.gitDirectory)
    try disk.removeTree(Keyring.incoming)
    defer { try? disk.removeTree(Keyring.incoming) }
    let path = store.gitDirectory + "/" + Keyring.incoming
    let repository = try git { () throws(GitError) in try Repository.initialize(at: path, bare: true) }
    try hub.visit(repository, .fetch, door) { peer throws(GitError) in
      guard try peer.references()[Keyring.reference] == tip else {
        throw GitError(.modified, "receive keyring", "it has moved")
      }
      try peer.download([Keyring.reference])
      try repository.checkComplete([tip], limits: door.limits) { _ in false }
      guard try repository.commit(tip).parents.isEmpty else {
        throw GitError(.corrupt, "receive keyring", "\(tip) has parents")
      }
      try repository.compareAndSwap(Keyring.reference, from: nil, to: tip, message: "hfile: keyring")
    }
    let keyring = try Keyring(at: path)
    guard let id = try keyring.store(), try id == store.workingSnapshot().profile.id else {
      throw HubError.otherKeyring.asStoreError
    }
    return try body(keyring)
  }

  /// Takes the keys that are missing here from the hub's keyring.
  mutating func receiveKeys() throws(StoreError) {
    guard try store.isTrusted(), try Keyring.open(in: store.gitDirectory)?.head() != seen[Keyring.reference] else {
      return
    }
    let store = store
    let isDryRun = request.isDryRun
    outcome.keysReceived += try withHubKeys { theirs throws(StoreError) in
      guard let theirs else { return 0 }
      return try store.locked { () throws(StoreError) in try store.take(theirs, isDryRun: isDryRun) }
    }
  }

  /// Destroys keys that the history, as it stands now, does away with.
  mutating func settleKeys() throws(StoreError) {
    guard try store.isTrusted(), !request.isDryRun, try HistoryVerifier(store).verify().findings.isEmpty else { return }
    let store = store
    outcome.keysDestroyed += try store.locked { () throws(StoreError) in
      try store.dropStaleKeys(isDryRun: false, keepsBegun: true)
    }
  }

  /// Brings the hub's keyring to what the one here is, around a body that moves its main: what is added comes before,
  /// what is taken away after.
  mutating func publishKeys(around body: (inout HubExchange) throws(StoreError) -> Void) throws(StoreError) {
    guard try store.isTrusted(), let own = try Keyring.open(in: store.gitDirectory), let target = try own.head(),
      target != seen[Keyring.reference]
    else { return try body(&self) }
    let ours = try own.entries().map(\.entry)
    let (added, removed, between) = try withHubKeys { theirs throws(StoreError) in
      let known = Set(try theirs?.entries().map(\.entry) ?? [])
      let added = Set(ours).subtracting(known)
      let removed = known.subtracting(ours)
      guard let theirs, !removed.isEmpty, !added.isEmpty else { return (added.count, removed.count, ObjectID?.none) }
      // Both: for as long as main has not moved, the hub keeps what is about to go.
      try theirs.add(try own.bytes(of: added), time: store.keyringSignature)
      let between = try theirs.head()
      if let between, !request.isDryRun { try pushKeys(theirs, between) }
      return (added.count, removed.count, between)
    }
    outcome.keysSent += added
    guard !request.isDryRun else { return try body(&self) }
    if let between { seen[Keyring.reference] = between }
    if added > 0, removed == 0 {
      try pushKeys(own, target)
      seen[Keyring.reference] = target
    }
    try body(&self)
    if removed > 0 {
      try pushKeys(own, target, forgets: true)
      seen[Keyring.reference] = target
    }
  }

  private func pushKeys(_ keyring: Keyring, _ commit: ObjectID, forgets: Bool = false) throws(StoreError) {
    let repository = try git { () throws(GitError) in try Repository(opening: keyring.path, bare: true) }
    let update = ReferenceUpdate(Keyring.reference, to: commit, isForced: true, forgets: forgets)
    try push([update], from: repository)
  }
}

extension Store {
  /// Takes from another keyring what is missing here and the history does not do away with; the lock must be held.
  ///
  /// - Returns: how many wrapped keys came.
  fileprivate func take(_ theirs: Keyring, isDryRun: Bool) throws(StoreError) -> Int {
    let state = try snapshot()
    let epochs = try state.access().compartments.mapValues(\.epoch)
    let mine = try Keyring.open(in: gitDirectory)
    let known = Set(try mine?.entries().map(\.entry) ?? [])
    let all = known.union(try theirs.entries().map(\.entry))
    let wanted = KeyringEntry.merged(all, erased: try erasedRecords(in: state), epochs: epochs).subtracting(known)
    guard !wanted.isEmpty, !isDryRun else { return wanted.count }
    let bytes = try theirs.bytes(of: wanted)
    if let mine {
      try mine.add(bytes, time: keyringSignature)
    } else {
      try Keyring.replace(in: gitDirectory, with: bytes, store: state.profile.id, time: keyringSignature)
    }
    forgetKeys()
    return wanted.count
  }
}
