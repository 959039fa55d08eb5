// The history of a store verified from its genesis to a commit (docs/Trust.md, section 3). What was verified once is
// remembered, and what was seen once is pinned.

public import Git
internal import JSONSchema

/// Verifies the history of a store.
public struct HistoryVerifier: Sendable {
  private let store: Store
  private let disk: Disk
  private let memory: VerificationMemory?
  /// A repository to read objects from instead of the store's; it reads the store's objects too.
  private let quarantine: String?
  /// Commits that are read at once.
  private static let windowSize = 512

  /// Makes a verifier.
  ///
  /// - Parameter memory: remembers what was found out instead of the disk: nothing is written then, no pins either.
  public init(_ store: Store, keepingIn memory: VerificationMemory? = nil) {
    self.init(store, keepingIn: memory, reading: nil)
  }

  /// Makes a verifier of a history that was received and that nobody is to rely on yet.
  init(_ store: Store, keepingIn memory: VerificationMemory?, reading quarantine: String?) {
    self.store = store
    self.memory = memory
    self.quarantine = quarantine
    disk = Disk(root: store.gitDirectory)
  }

  /// Verifies all commits from the genesis to a commit; of HEAD, when none is named, the pins too.
  ///
  /// - Parameters:
  ///   - since: tells only what was found in later commits than this one.
  ///   - pinsAnew: takes this history for the right one, whatever was pinned before.
  ///   - forgets: judges every commit again.
  public func verify(
    _ tip: ObjectID? = nil, since: ObjectID? = nil, pinsAnew: Bool = false, forgets: Bool = false
  ) throws(StoreError) -> Verification {
    let named = if let tip { tip } else { try store.head() }
    guard let named else {
      return Verification(
        genesis: nil, tip: nil, commits: 0, beforeTrust: 0, known: 0, store: nil, access: nil,
        findings: [])
    }
    let kept = forgets ? [] : try kept()
    let run = try git { () throws(GitError) in try self.run(to: named, kept, reader()) }
    guard let history = run.history else {
      let finding = HistoryFinding(.untrusted, named)
      return Verification(
        genesis: nil, tip: named, commits: 0, beforeTrust: run.chain.count, known: 0, store: nil, access: nil,
        findings: [finding])
    }
    var findings = try later(than: since, history.findings, run)
    if tip == nil { findings += try pin(history, run, anew: pinsAnew) }
    return Verification(
      genesis: history.origin.id, tip: named, commits: history.commits, beforeTrust: history.beforeTrust,
      known: run.known, store: history.origin.store, access: run.access, findings: findings)
  }

  /// Who may do what in a store, by its history up to HEAD: what `Store.unlock` asks before keys are wrapped.
  ///
  /// - Throws: `StoreError.unverified` when the history is not the one seen before.
  public static func access(of store: Store) throws(StoreError) -> AccessState {
    let found = try HistoryVerifier(store).verify()
    guard let access = found.access, !found.findings.contains(where: { $0.kind == .pin }) else { throw .unverified }
    return access
  }

  /// Verifies a history that was fetched, and keeps what was found out beside what is known of the store's own.
  func verify(fetched tip: ObjectID, since: ObjectID?) throws(StoreError) -> Verification {
    let memory = VerificationMemory()
    let found = try HistoryVerifier(store, keepingIn: memory, reading: quarantine).verify(tip, since: since)
    // What is going to be refused would only make the next one slow.
    if let history = memory.history, found.findings.isEmpty {
      try? disk.write(history.json.bytes(.compact), to: VerifiedHistory.fetchedPath)
    }
    return found
  }

  /// Keeps what is known of the store's own history as known of the fetched one: a hub has just got all of it.
  func keepAsFetched(_ tip: ObjectID) {
    // Whatever cannot be kept costs time only.
    guard let bytes = try? disk.read(VerifiedHistory.path), VerifiedHistory(bytes)?.tip == tip else { return }
    try? disk.write(bytes, to: VerifiedHistory.fetchedPath)
  }

  /// Keeps what was found out of a history before its objects came to this store, as known of its own and the fetched.
  func keep(_ memory: VerificationMemory) {
    guard let bytes = memory.history?.json.bytes(.compact) else { return }
    for path in [VerifiedHistory.path, VerifiedHistory.fetchedPath] { try? disk.write(bytes, to: path) }
  }

  private func kept() throws(StoreError) -> [VerifiedHistory] {
    if let history = memory?.history { return [history] }
    var kept: [VerifiedHistory] = []
    for path in [VerifiedHistory.path, VerifiedHistory.fetchedPath] {
      if let history = try disk.read(path).flatMap(VerifiedHistory.init) { kept.append(history) }
    }
    return kept
  }

  private func reader() throws(GitError) -> ObjectReader {
    if let quarantine { return try ObjectReader(quarantine, isBare: true) }
    return try ObjectReader(store)
  }

  // MARK: judging

  /// What a run read and found.
  private struct Run {
    /// Commits that were read, oldest first; those before them are known from an earlier run.
    var chain: [ObjectID]
    var known = 0
    var history: VerifiedHistory?
    var access: AccessState?
  }

  private func run(
    to tip: ObjectID, _ kept: [VerifiedHistory], _ objects: ObjectReader
  ) throws(GitError) -> Run {
    var run = Run(chain: try Self.chain(tip, until: Set(kept.map(\.tip)), objects))
    var judge: CommitJudge
    var rest = run.chain[...]
    var before = 0
    if let kept = kept.first(where: { $0.tip == run.chain.first }) {
      rest = rest.dropFirst()
      run.known = kept.commits
      before = kept.beforeTrust
      judge = CommitJudge(
        objects: objects, environment: store.environment, origin: kept.origin, state: try state(kept.files, objects),
        parent: kept.parent, authored: kept.authored)
      judge.findings = kept.findings
    } else if let genesis = try genesis(run.chain, objects) {
      before = genesis.number
      rest = rest[before...]
      judge = CommitJudge(
        objects: objects, environment: store.environment, origin: genesis.origin, state: genesis.state,
        parent: try before > 0 ? (objects.tree(of: run.chain[before - 1]), nil) : nil)
    } else {
      return run
    }
    try Self.judge(rest, by: &judge, objects)
    guard let parent = judge.parent else { return run }
    run.history = VerifiedHistory(
      origin: judge.origin, tip: tip, parent: parent, authored: judge.authored, commits: run.known + rest.count,
      beforeTrust: before,
      files: judge.state.files, findings: judge.findings)
    run.access = judge.state.access
    if let memory {
      memory.history = run.history
    } else if let history = run.history, !rest.isEmpty {
      // A place where nothing can be kept is none the worse for verifying.
      try? disk.write(history.json.bytes(.compact), to: VerifiedHistory.path)
    }
    return run
  }

  private static func judge(
    _ commits: ArraySlice<ObjectID>, by judge: inout CommitJudge, _ objects: ObjectReader
  ) throws(GitError) {
    var rest = commits
    var next = try SignedWindow(rest.prefix(windowSize), objects)
    while !rest.isEmpty {
      let window = next
      rest = rest.dropFirst(windowSize)
      next = try SignedWindow(rest.prefix(windowSize), objects)
      for (commit, isSigned) in zip(window.commits, window.areSigned()) { try judge.judge(commit, isSigned: isSigned) }
    }
  }

  /// A commit and its first parents, oldest first; begins with the last of those that are known.
  private static func chain(
    _ tip: ObjectID, until known: Set<ObjectID>, _ objects: ObjectReader
  ) throws(GitError) -> [ObjectID] {
    var chain = [tip]
    while let last = chain.last, !known.contains(last), let parent = try objects.parent(of: last) {
      chain.append(parent)
    }
    return chain.reversed()
  }

  private func state(_ files: [String: ObjectID], _ objects: ObjectReader) throws(GitError) -> TrustedState {
    try TrustedState(files: files, environment: store.environment) { id throws(GitError) in try objects.text(id) }
  }

  /// The first commit whose tree holds `access/store.json`, and what it judges by.
  private func genesis(
    _ chain: [ObjectID], _ objects: ObjectReader
  ) throws(GitError) -> (number: Int, origin: Genesis, state: TrustedState)? {
    for (number, id) in chain.enumerated() {
      let tree = try objects.tree(of: id)
      guard let marker = try objects.entry(at: AccessState.marker, in: tree) else { continue }
      var files = try objects.files(under: "access", in: tree)
      files.merge(try objects.files(under: "schema", in: tree)) { first, _ in first }
      files[TrustedState.profilePath] = try objects.entry(at: TrustedState.profilePath, in: tree)?.id
      let state = try state(files, objects)
      let origin = Genesis(
        id: id, access: state.access, marker: try objects.entry(at: Layout.marker, in: tree)?.id,
        accessMarker: marker.id)
      return (number, origin, state)
    }
    return nil
  }

  // MARK: telling

  private func later(
    than since: ObjectID?, _ findings: [HistoryFinding], _ run: Run
  ) throws(StoreError) -> [HistoryFinding] {
    guard let since else { return findings }
    let chain = run.chain.contains(since) ? run.chain : try wholeChain(run)
    guard let place = chain.firstIndex(of: since) else {
      throw .notFound(kind: .commit, name: since.description, near: [])
    }
    let later = Set(chain[(place + 1)...])
    return findings.filter { later.contains($0.commit) }
  }

  /// Holds a history against what was pinned, and pins it.
  private func pin(_ history: VerifiedHistory, _ run: Run, anew: Bool) throws(StoreError) -> [HistoryFinding] {
    if !anew, let pins = try disk.read(Pins.path).flatMap(Pins.init) {
      guard pins.origin == history.origin else {
        return [HistoryFinding(.pin, history.origin.id, detail: .same(pins.origin.id.description))]
      }
      let chain = run.chain.contains(pins.tip) ? run.chain : try wholeChain(run)
      guard chain.contains(pins.tip) else {
        return [HistoryFinding(.pin, history.tip, detail: .same(pins.tip.description))]
      }
      if pins.tip == history.tip { return [] }
    }
    if memory == nil { try? disk.write(Pins(origin: history.origin, tip: history.tip).bytes, to: Pins.path) }
    return []
  }

  private func wholeChain(_ run: Run) throws(StoreError) -> [ObjectID] {
    guard let tip = run.chain.last else { return [] }
    return try git { () throws(GitError) in try Self.chain(tip, until: [], reader()) }
  }
}
