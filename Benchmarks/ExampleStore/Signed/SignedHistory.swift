// Commits written straight into the repository of a trusted store: as hfile writes them, or as a forger would.

import Git
import HealthFiles
import JSONSchema

/// A trusted store and the tip of its history.
final class SignedHistory {
  let store: Store
  let repository: Repository
  let owner: Actor
  /// Id of the store.
  let id: String
  /// The commit that the next one follows.
  var tip: ObjectID
  /// The time of the first commit that follows, and of the next.
  let start: Int64
  var seconds: Int64

  static let beginning = "2026-11-21T10:00:00+08:00"

  /// Makes a trusted store in a folder, as its owner does.
  init(folder: String) throws {
    guard let now = Instant(Self.beginning) else { throw ExampleFailure.unknownStore }
    owner = try Actor("stf-lin", ["owner"], key: 1)
    let environment = StageClock(at: now).environment
    let words = StoreBeginning(
      name: "测试店", currency: "CNY", timeZone: "Asia/Shanghai", dayEnds: "04:00", device: "a7", languages: ["zh-Hans"])
    let founder = Founder(id: owner.id, alias: owner.id, holder: owner)
    store = try Store.initialize(
      at: folder, words, author: Author(name: owner.id, email: owner.id), founder: founder,
      environment: environment
    ).store
    repository = try Repository(opening: folder)
    guard let head = try store.head(), let id = try store.snapshot().access().store else {
      throw ExampleFailure.unknownStore
    }
    tip = head
    self.id = id
    start = now.seconds + 60
    seconds = start
  }

  /// How a commit is made; what is left alone is as hfile makes it.
  struct Draft {
    var changes: [String: [UInt8]?] = [:]
    var author: Actor
    /// The address it claims; the author's when nil.
    var email: String?
    /// Whose key signs; the author's when nil.
    var key: Actor?
    var isSigned = true
    /// The commit it follows; the tip when nil.
    var parents: [ObjectID]?
    var seconds: Int64?
    /// When it was written, as it says; with the commit when nil.
    var authored: Int64?
    var message = "test"
    /// Changes the payload after it was signed.
    var tamper: (([UInt8]) -> [UInt8])?
    /// Changes the armoured signature.
    var resign: (([UInt8]) throws -> [UInt8])?

    init(_ author: Actor, _ changes: [String: [UInt8]?]) {
      self.author = author
      self.changes = changes
    }
  }

  /// Writes an ordinary commit.
  @discardableResult
  func commit(_ author: Actor, _ changes: [String: [UInt8]?]) throws -> ObjectID { try commit(Draft(author, changes)) }

  /// Writes a commit and makes it the tip.
  @discardableResult
  func commit(_ draft: Draft) throws -> ObjectID {
    let parents = draft.parents ?? [tip]
    let base = try parents.first.flatMap(tree(of:))
    var blobs: [String: ObjectID?] = [:]
    for (path, bytes) in draft.changes {
      let isThere = try base.flatMap { try repository.entry(at: path, in: $0) } != nil
      if bytes != nil || isThere { blobs.updateValue(try bytes.map(repository.writeBlob), forKey: path) }
    }
    let tree = try repository.writeTree(base: base, changes: blobs)
    let time = draft.seconds ?? seconds
    seconds = max(seconds, time) + 60
    let who = Signature(
      name: draft.author.id, email: draft.email ?? draft.author.signer().address(store: id), seconds: time,
      offsetMinutes: 480)
    let payload = try Commit.payload(
      tree: tree, parents: parents,
      author: Signature(name: who.name, email: who.email, seconds: draft.authored ?? time, offsetMinutes: 480),
      committer: who, message: draft.message)
    var signature = draft.isSigned ? try (draft.key ?? draft.author).sign(payload) : nil
    if let resign = draft.resign, let text = signature { signature = try resign(text) }
    tip = try repository.writeCommit(payload: draft.tamper?(payload) ?? payload, signature: signature)
    return tip
  }

  /// Moves the branch to the tip.
  func publish() throws {
    let name = try repository.head().name
    try repository.compareAndSwap(name, from: try repository.head().id, to: tip, message: "test")
  }

  /// The bytes of a file at the tip; nil when there is none.
  func bytes(at path: String) throws -> [UInt8]? {
    try tree(of: tip).flatMap { try repository.entry(at: path, in: $0) }.map { try repository.blob($0.id) }
  }

  /// The tree of a commit, well made or not.
  private func tree(of commit: ObjectID) throws -> ObjectID? {
    Commit.links(in: try repository.commitBytes(commit))?.tree
  }

  /// The time in the store's zone.
  static func instant(_ seconds: Int64) -> Instant { Instant(seconds: seconds, offsetMinutes: 480) }
}
