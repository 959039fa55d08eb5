// What others have too: the last commit that is known to be on a hub, and what each hub last had.

internal import Git

extension Store {
  /// The last commit that others have too: what comes after it may still be made anew.
  static let publishedReference = "refs/hfile/published"

  /// The last commit that is known to be published; nil before anything was.
  func published() throws(StoreError) -> ObjectID? {
    try repository().use { repository throws(GitError) in try repository.reference(Self.publishedReference) }
  }

  /// Notes that a commit is on a hub.
  func publish(upTo commit: ObjectID) throws(StoreError) { try move(Self.publishedReference, to: commit) }

  /// What a hub last had; nil before it was asked.
  func tracked(_ hub: Hub) throws(StoreError) -> ObjectID? {
    try repository().use { repository throws(GitError) in try repository.reference(hub.tracking) }
  }

  /// Notes what a hub has, where stock git looks for it.
  func track(_ hub: Hub, _ commit: ObjectID) throws(StoreError) { try move(hub.tracking, to: commit) }

  private func move(_ name: String, to commit: ObjectID) throws(StoreError) {
    try repository().use { repository throws(GitError) in
      try repository.compareAndSwap(name, from: try repository.reference(name), to: commit, message: "hfile: sync")
    }
  }

  /// Which hub was spoken with last, and when.
  private static let exchangedPath = ".git/hfile/synced"

  /// Notes that an exchange went through.
  func noteExchange(with hub: Hub) throws(StoreError) {
    let profile = try workingSnapshot().profile
    let time = profile.instant(seconds: environment.now().seconds)
    try disk.write(Array("\(hub.name) \(time)\n".utf8), to: Self.exchangedPath)
  }

  /// Which hub was spoken with last, and when; nil before the first exchange.
  public func lastExchange() throws(StoreError) -> (hub: String, time: String)? {
    guard let bytes = try disk.read(Self.exchangedPath) else { return nil }
    let words = String(decoding: bytes, as: UTF8.self).split { $0 == " " || $0.isNewline }
    return words.count == 2 ? (String(words[0]), String(words[1])) : nil
  }

  /// References that travel beside main.
  func companions() throws(StoreError) -> [(name: String, id: ObjectID)] {
    try repository().use { repository throws(GitError) in
      var found: [(name: String, id: ObjectID)] = []
      for prefix in HubExchange.companions { found += try repository.references(prefix) }
      return found
    }
  }

  /// Adds a reference unless there is one.
  func add(_ name: String, _ commit: ObjectID) throws(StoreError) {
    try repository().use { repository throws(GitError) in
      guard try repository.reference(name) == nil else { return }
      try repository.compareAndSwap(name, from: nil, to: commit, message: "hfile: sync")
    }
  }

  /// Whether a commit is another one or among its first parents.
  func isAncestor(_ commit: ObjectID, of tip: ObjectID) throws(StoreError) -> Bool {
    try repository().use { repository throws(GitError) in
      guard repository.contains(commit) else { return false }
      var isFound = false
      try repository.history(from: tip) { step throws(GitError) in
        isFound = step.id == commit
        return !isFound
      }
      return isFound
    }
  }

  /// How many commits are here and on no hub; nil while no hub was ever spoken with.
  public func unpublished() throws(StoreError) -> Int? {
    guard let published = try published(), let head = try head() else { return nil }
    return try Fork(of: head, and: published, in: self).ours.count
  }
}
