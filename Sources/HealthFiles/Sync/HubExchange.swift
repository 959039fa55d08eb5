// One exchange with a hub: what is there is received, judged and taken in; what is here is published. Order: objects
// wait in quarantine until they were judged; keys before what they seal, in both directions; main moves last.

internal import Git

/// What an exchange with a hub did, or would do.
public struct HubOutcome: Sendable {
  /// The hub's name.
  public let hub: String
  /// Commits that came.
  public internal(set) var received = 0
  /// Own commits that were made anew after them.
  public internal(set) var reapplied = 0
  /// Ids of the records that say what could not be brought together.
  public internal(set) var conflicts: [String] = []
  /// Commits that were published.
  public internal(set) var sent = 0
  /// Wrapped keys that came.
  public internal(set) var keysReceived = 0
  /// Wrapped keys that were published.
  public internal(set) var keysSent = 0
  /// Wrapped keys that were destroyed here, because what they open was erased or has new keys.
  public internal(set) var keysDestroyed = 0
  /// Whether the hub has less than it had: it was restored from a backup, perhaps.
  public internal(set) var wentBack = false
  /// The code of this copy, when another one writes under it, too.
  public internal(set) var sharedDevice: String?
}

/// What goes on between one clone and one hub.
struct HubExchange {
  let store: Store
  let hub: Hub
  let door: HubDoor
  var request = IntegrationRequest()
  var outcome: HubOutcome
  /// The references of the hub when they were last looked at.
  var seen: [String: ObjectID] = [:]

  static let incoming = "hfile/incoming"
  /// Beside main: the commits of others as they signed them, and what waits for a second person.
  static let companions = [Reapplication.keptReferences, Store.proposed, Store.rejected]
  /// Companions that are taken from a hub at most.
  static let companionLimit = 10_000

  init(_ store: Store, _ hub: Hub, _ door: HubDoor) {
    self.store = store
    self.hub = hub
    self.door = door
    outcome = HubOutcome(hub: hub.name)
  }

  /// Looks at the hub's references, and receives nothing.
  mutating func look() throws(StoreError) {
    let repository = try git { () throws(GitError) in try Repository(opening: store.root, bare: store.isBare) }
    seen = try hub.visit(repository, .fetch, door) { peer throws(GitError) in try peer.references() }
  }

  // MARK: receiving

  /// Receives what the hub has, and takes it in.
  mutating func pull() throws(StoreError) {
    try receive()
    try receiveKeys()
    try takeIn()
    try settleKeys()
  }

  /// Receives objects into quarantine, and lets them in once they were found whole and their history was judged.
  private mutating func receive() throws(StoreError) {
    let disk = Disk(root: store.gitDirectory)
    try disk.removeTree(Self.incoming)
    try disk.makeFolder("hfile")
    defer { try? disk.removeTree(Self.incoming) }
    let path = store.gitDirectory + "/" + Self.incoming
    let known = [try store.head(), try store.published()].compactMap { $0 }
    let quarantine = try git { () throws(GitError) in
      try Quarantine(at: path, for: try Repository(opening: store.root, bare: store.isBare), known: known)
    }
    let before = Set(try store.companions().map(\.name))
    var companions: [String] = []
    seen = try hub.visit(quarantine.repository, .fetch, door) { peer throws(GitError) in
      let found = try peer.references()
      companions = found.keys.filter { name in
        Self.companions.contains { name.hasPrefix($0) } && !before.contains(name)
      }.sorted()
      guard companions.count <= Self.companionLimit else {
        throw GitError(.tooLarge, "list references", "\(companions.count) references")
      }
      let names = companions + (found[Store.branch] == nil ? [] : [Store.branch])
      try peer.download(names)
      try quarantine.checkComplete(names.compactMap { found[$0] }, limits: door.limits)
      return found
    }
    if let tip = seen[Store.branch] { try judge(tip, path) }
    try git { () throws(GitError) in try quarantine.release() }
    try store.repository().use { repository throws(GitError) in try repository.refresh() }
    for name in companions { if let id = seen[name] { try store.add(name, id) } }
  }

  /// Judges a history in quarantine: it must break no rule that the one here does not break already.
  private func judge(_ tip: ObjectID, _ quarantine: String) throws(StoreError) {
    let own = try HistoryVerifier(store).verify()
    if let pin = own.findings.first(where: { $0.kind == .pin }) { throw HubError.own([pin]) }
    let known = Set(own.findings)
    let new = try store.admit(tip, lastSeen: nil, reading: quarantine).filter { !known.contains($0) }
    if let first = new.first, !request.acceptsFindings {
      throw HubError.breaksRules(
        commit: first.commit.description, sentence: Phrase(first.words), count: new.count
      ).asStoreError
    }
  }

  /// Brings main onto what the hub has.
  private mutating func takeIn() throws(StoreError) {
    guard let tip = seen[Store.branch] else { return }
    let head = try store.head()
    let fork = try Fork(of: head, and: tip, in: store)
    let published = try store.published()
    let isBehind = published.map { fork.ours.contains($0) } ?? false
    if isBehind, let published, !fork.theirs.isEmpty {
      throw SyncError.rewritten(seen: Store.short(published), now: Store.short(tip)).asStoreError
    }
    if let last = try store.tracked(hub), last != tip, fork.theirs.isEmpty, try !store.isAncestor(last, of: tip) {
      outcome.wentBack = true
    }
    let integration = try store.integrate(tip, request)
    outcome.received += integration.received
    outcome.reapplied += integration.reapplied
    outcome.conflicts += integration.conflicts
    outcome.sharedDevice = integration.sharedDevice ?? outcome.sharedDevice
    guard !request.isDryRun else { return }
    if !isBehind { try store.publish(upTo: tip) }
    try store.track(hub, tip)
    _ = try HistoryVerifier(store).verify()
  }
}
