// The history of a store verified from its genesis to a commit (docs/Trust.md, section 3). What was verified once is
// remembered, and what was seen once is pinned.

public import Git
internal import JSONSchema

/// The beginning of a store's trust: what never changes afterwards.
struct Genesis: Sendable {
  let id: ObjectID
  /// Id of the store, by `access/store.json`.
  let store: String
  let owners: [String]
  /// The blobs of `hfile.json` and `access/store.json`.
  let marker: ObjectID?
  let accessMarker: ObjectID?

  /// Whether somebody may have signed it: an owner it names.
  func isSigned(by signer: Signer, _ access: AccessState) -> Bool {
    owners.contains(signer.id) && access.isOwner(signer)
  }
}

/// Verifies the history of a store.
public struct HistoryVerifier: Sendable {
  private let store: Store
  /// Commits that are read at once.
  private static let windowSize = 512

  /// Makes a verifier.
  public init(_ store: Store) { self.store = store }

  /// Verifies all commits from the genesis to a commit, HEAD when none is named.
  public func verify(_ tip: ObjectID? = nil) throws(StoreError) -> Verification {
    let named = if let tip { tip } else { try store.head() }
    guard let named else {
      return Verification(genesis: nil, tip: nil, commits: 0, beforeTrust: 0, known: 0, findings: [])
    }
    do throws(GitError) {
      return try verify(named, ObjectReader(store))
    } catch {
      throw StoreError(error)
    }
  }

  private func verify(_ tip: ObjectID, _ objects: ObjectReader) throws(GitError) -> Verification {
    let chain = try Self.chain(tip, objects)
    guard let (number, origin, state) = try genesis(chain, objects) else {
      let finding = HistoryFinding(.untrusted, tip)
      return Verification(
        genesis: nil, tip: tip, commits: 0, beforeTrust: chain.count, known: 0, findings: [finding])
    }
    var parent: (tree: ObjectID, seconds: Int64?)?
    if number > 0, let links = Commit.links(in: try objects.commitBytes(chain[number - 1])) { parent = (links.tree, nil) }
    var judge = CommitJudge(
      objects: objects, environment: store.environment, origin: origin, state: state, parent: parent)
    let rest = chain[number...]
    var next = try SignedWindow(rest.prefix(Self.windowSize), objects)
    var place = rest.startIndex
    while place < rest.endIndex {
      let window = next
      place += window.commits.count
      next = try SignedWindow(rest[place...].prefix(Self.windowSize), objects)
      for (commit, isSigned) in zip(window.commits, window.areSigned()) { try judge.judge(commit, isSigned: isSigned) }
    }
    return Verification(
      genesis: origin.id, tip: tip, commits: rest.count, beforeTrust: number, known: 0, findings: judge.findings)
  }

  /// The first parents of a commit, oldest first, and the commit itself.
  private static func chain(_ tip: ObjectID, _ objects: ObjectReader) throws(GitError) -> [ObjectID] {
    var chain: [ObjectID] = []
    var next: ObjectID? = tip
    while let id = next {
      guard let links = Commit.links(in: try objects.commitBytes(id)) else {
        throw GitError(.corrupt, "read commit", "\(id) names no tree")
      }
      chain.append(id)
      next = links.parents.first
    }
    return chain.reversed()
  }

  /// The first commit whose tree holds `access/store.json`, and what it judges by.
  private func genesis(
    _ chain: [ObjectID], _ objects: ObjectReader
  ) throws(GitError) -> (number: Int, Genesis, TrustedState)? {
    for (number, id) in chain.enumerated() {
      guard let tree = Commit.links(in: try objects.commitBytes(id))?.tree,
        let marker = try? objects.entry(at: AccessState.marker, in: tree)
      else { continue }
      var files = try objects.files(under: "access", in: tree)
      files.merge(try objects.files(under: "schema", in: tree)) { first, _ in first }
      files[TrustedState.profilePath] = try objects.entry(at: TrustedState.profilePath, in: tree)?.id
      let state = try TrustedState(files: files, environment: store.environment) { id throws(GitError) in
        try objects.text(id)
      }
      let origin = Genesis(
        id: id, store: state.access.store ?? "", owners: state.access.owners,
        marker: try objects.entry(at: Layout.marker, in: tree)?.id, accessMarker: marker.id)
      return (number, origin, state)
    }
    return nil
  }
}
