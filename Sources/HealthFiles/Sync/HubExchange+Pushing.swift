// Publishing is compare-and-swap: the hub moves main only from where it was when we looked.

internal import Git

extension HubExchange {
  /// Publishes what the hub lacks; what the hub has must have been taken in.
  ///
  /// - Throws: `HubError.behind` when the hub has commits that are not here.
  mutating func push() throws(StoreError) {
    guard let head = try store.head() else { return }
    let tip = seen[Store.branch]
    let isKnown = try tip.map { tip throws(StoreError) in
      try store.repository().use { repository throws(GitError) in repository.contains(tip) }
    }
    guard isKnown != false else { throw HubError.behind(nil).asStoreError }
    let fork = try tip.map { tip throws(StoreError) in try Fork(of: head, and: tip, in: store) }
    if let fork {
      guard fork.base != nil else { throw SyncError.unrelated.asStoreError }
      guard fork.theirs.isEmpty else { throw HubError.behind(fork.theirs.count).asStoreError }
    }
    try checkOwn(after: tip)
    let count = if let fork { fork.ours.count } else { try Fork(of: head, and: nil, in: store).ours.count }
    try publishKeys { exchange throws(StoreError) in try exchange.pushMain(head, count) }
  }

  private mutating func pushMain(_ head: ObjectID, _ count: Int) throws(StoreError) {
    outcome.sent += count
    let companions = try store.companions().filter { seen[$0.name] == nil }
    var updates = companions.map { ReferenceUpdate($0.name, to: $0.id) }
    if seen[Store.branch] != head { updates.append(ReferenceUpdate(Store.branch, to: head)) }
    guard !request.isDryRun else { return }
    if !updates.isEmpty {
      let repository = try git { () throws(GitError) in try Repository(opening: store.root, bare: store.isBare) }
      try push(updates, from: repository)
    }
    try store.publish(upTo: head)
    try store.track(hub, head)
    HistoryVerifier(store).keepAsFetched(head)
    for update in updates { seen[update.name] = update.new }
  }

  /// Nothing is published that others would have to refuse.
  private func checkOwn(after tip: ObjectID?) throws(StoreError) {
    let isThere = try tip.map { tip throws(StoreError) in try store.isAncestor(tip, of: try store.head() ?? tip) }
    let found = try HistoryVerifier(store).verify(nil, since: isThere == true ? tip : nil)
    let new = found.findings.filter { $0.kind != .untrusted }
    guard let first = new.first, tip != nil || first.kind == .pin else { return }
    throw HubError.own(new)
  }

  /// Moves references of the hub from where they were last seen.
  ///
  /// - Throws: `HubError.moving` when somebody else moved one of them meanwhile.
  func push(_ updates: [ReferenceUpdate], from repository: Repository) throws(StoreError) {
    let refused = try hub.visit(repository, .push, door) { peer throws(GitError) -> [String: String]? in
      let now = try peer.references()
      guard updates.allSatisfy({ now[$0.name] == seen[$0.name] }) else { return nil }
      do throws(GitError) {
        return try peer.upload(updates)
      } catch {
        guard error.code == .modified else { throw error }
        return nil
      }
    }
    guard let refused else { throw HubError.moving.asStoreError }
    guard let (name, reason) = refused.min(by: { $0.key < $1.key }) else { return }
    // A hub says in words of its own that somebody was faster.
    let now = try hub.visit(repository, .fetch, door) { peer throws(GitError) in try peer.references() }
    guard updates.allSatisfy({ now[$0.name] == seen[$0.name] }) else { throw HubError.moving.asStoreError }
    throw HubError.refusedByHub(reference: name, reason: reason).asStoreError
  }
}
