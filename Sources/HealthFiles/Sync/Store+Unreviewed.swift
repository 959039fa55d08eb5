// Who went past the second person (P1): commits of main that change what policy/review named by then, and are not what
// a second person made of somebody's signed proposal. It is told beside what verifying finds and is no rule of it:
// proposals lie outside the history, and who has the history alone must find the same as everybody.

public import Git
internal import JSONSchema

/// A commit that changed what waits for a second person, without one.
public struct UnreviewedCommit: Sendable, Hashable {
  /// The commit.
  public let commit: ObjectID
  /// Id of who made it.
  public let signer: String
  /// Ids of the records that wait for a second person.
  public let records: [String]
}

extension Store {
  /// Finds commits that changed what waits for a second person, without one; the oldest first.
  ///
  /// - Parameters:
  ///   - tip: the last commit to look at; HEAD when nil.
  ///   - since: tells only of later commits than this one.
  public func unreviewed(
    through tip: ObjectID? = nil, since: ObjectID? = nil
  ) throws(StoreError) -> [UnreviewedCommit] {
    guard let tip = if let tip { tip } else { try head() } else { return [] }
    let history = StoreHistory(self)
    let policy = try history.entries(
      filter: .record(id: "review", path: Layout.policyPath("review")), limit: .max, from: tip)
    let versions = policy.flatMap { $0.records.flatMap { $0.new?.arrayValue ?? [] } }
    let named = Set(versions.flatMap { $0["collections"]?.arrayValue ?? [] }.compactMap(\.stringValue))
    guard !named.isEmpty else { return [] }
    var search = HistoryIndex.Search()
    search.path = { path in named.contains(String(path.prefix { $0 != "/" })) }
    var commits: [Commit] = []
    try history.visit(search, of: .everything, from: tip) { commit, _ in
      commits.append(commit)
      return true
    }
    var persons = SecondPersons(store: self, history: history, main: Set(commits.map(\.id)))
    var found: [UnreviewedCommit] = []
    for commit in commits.reversed() {
      if let unreviewed = try persons.judge(commit) { found.append(unreviewed) }
    }
    guard let since else { return found }
    let later = Set(try Fork(of: tip, and: since, in: self).ours)
    return found.filter { later.contains($0.commit) }
  }
}

/// Looks for the second person of commits, one after the other.
private struct SecondPersons {
  let store: Store
  let history: StoreHistory
  /// Commits of main: what stands there already is no proposal.
  let main: Set<ObjectID>
  /// Proposals that were accepted: none is accepted twice.
  private var used: Set<ObjectID> = []

  init(store: Store, history: StoreHistory, main: Set<ObjectID>) {
    (self.store, self.history, self.main) = (store, history, main)
  }

  mutating func judge(_ commit: Commit) throws(StoreError) -> UnreviewedCommit? {
    guard let parent = commit.parents.first else { return nil }
    let state = try store.snapshot(at: parent)
    guard try state.bytes(at: AccessState.marker) != nil else { return nil }
    let named = try state.reviewedCollections(at: commit.committer.seconds)
    guard !named.isEmpty else { return nil }
    let changes = try history.changes(of: commit.id).records.filter { change in
      guard let collection = state.catalogue.collection(of: change), named.contains(collection) else { return false }
      // Erasing waits for nobody, and new keys change nothing.
      let isErased = change.new.map { state.catalogue.types[change.type]?.isErased($0) ?? false } ?? false
      return !isErased && change.old != change.new
    }
    guard !changes.isEmpty, try !isAccepted(changes, by: commit, state) else { return nil }
    return UnreviewedCommit(
      commit: commit.id, signer: commit.author.signer, records: changes.map(\.id))
  }

  /// Whether a commit makes anew what another person signed.
  private mutating func isAccepted(
    _ changes: [RecordChange], by commit: Commit, _ state: Snapshot
  ) throws(StoreError) -> Bool {
    guard let (id, address) = Reapplication.adopted(in: commit.message), !main.contains(id), !used.contains(id),
      try store.repository().use({ $0.contains(id) })
    else { return false }
    let window = try git { () throws(GitError) in try SignedWindow([id], ObjectReader(store)) }
    guard window.areSigned() == [true], let read = window.commits.first, let original = read.commit,
      original.author.email == address, original.author.signer != commit.author.signer,
      let key = read.signature?.key,
      let proposer = try state.access().people[original.author.signer], proposer.signing.contains(key)
    else { return false }
    let proposed = Dictionary(try history.changes(of: id).records.map { ($0.id, $0) }) { first, _ in first }
    let isProposed = changes.allSatisfy { change in
      proposed[change.id].map { isPart(change, of: $0, state.catalogue.types[change.type]) } ?? false
    }
    if isProposed { used.insert(id) }
    return isProposed
  }

  /// Whether each field that a commit changed is what was proposed; not what a rule brings together, nor closed seals.
  private func isPart(_ change: RecordChange, of proposed: RecordChange, _ type: RecordType?) -> Bool {
    guard (change.new == nil) == (proposed.new == nil) else { return false }
    let fields = Dictionary(
      JSON.changes(from: proposed.old ?? [:], to: proposed.new ?? [:]).map { ($0.pointer, $0.new) }
    ) { first, _ in first }
    return JSON.changes(from: change.old ?? [:], to: change.new ?? [:]).allSatisfy { field in
      let isMerged = type?.mergeRules.keys.contains { field.pointer.tokens.starts(with: $0.tokens) } ?? false
      return isMerged || field.pointer.tokens.first == SealedFields.member || fields[field.pointer] == .some(field.new)
    }
  }
}

extension Signature {
  /// Id of the person, or code of the device, whose address this is.
  fileprivate var signer: String { String(email.prefix { $0 != "@" }) }
}
