/// A repository elsewhere, for as long as one asks it.
public protocol Peer: AnyObject {
  /// The references that the other side has, by name.
  func references() throws(GitError) -> [String: ObjectID]

  /// Receives what some of the other side's references name, and moves no reference here.
  func download(_ names: [String]) throws(GitError)

  /// Sends objects and asks the other side to move references, each from where it was when this began.
  ///
  /// - Returns: the reasons of the other side for the references that it did not move, by name.
  func upload(_ updates: [ReferenceUpdate]) throws(GitError) -> [String: String]
}

/// A reference to be moved elsewhere.
public struct ReferenceUpdate: Sendable, Hashable {
  /// Its name there.
  public let name: String
  /// The commit it is to name.
  public let new: ObjectID
  /// Whether `new` need not descend from what it names now.
  public let isForced: Bool
  /// Whether nothing is to be left there of what it named before, as far as the other side can be made to.
  public let forgets: Bool

  /// Makes an update.
  public init(_ name: String, to new: ObjectID, isForced: Bool = false, forgets: Bool = false) {
    self.name = name
    self.new = new
    self.isForced = isForced
    self.forgets = forgets
  }
}

/// A repository in a folder of this computer.
///
/// libgit2's own push to a folder moves references whatever they have become meanwhile; this one compares and swaps.
public final class FolderPeer: Peer {
  private let other: Repository
  private let repository: Repository
  private let limits: HistoryLimits
  private var seen: [String: ObjectID] = [:]

  /// Opens a repository in a folder.
  ///
  /// - Parameter repository: what objects are received into or sent from.
  public init(at path: String, repository: Repository, limits: HistoryLimits) throws(GitError) {
    other = try Repository(opening: path)
    self.repository = repository
    self.limits = limits
    seen = Dictionary(uniqueKeysWithValues: try other.references().map { ($0.name, $0.id) })
  }

  /// The branch whose files lie in the folder; nil when it holds no working files.
  public var checkedOut: String? {
    get throws(GitError) { other.isBare ? nil : try other.head().name }
  }

  /// The references as they were when this began.
  public func references() throws(GitError) -> [String: ObjectID] { seen }

  /// Copies objects here.
  public func download(_ names: [String]) throws(GitError) {
    try repository.copyHistory(of: names.compactMap { seen[$0] }, from: other, limits: limits)
  }

  /// Copies objects there, and moves references unless somebody else did.
  public func upload(_ updates: [ReferenceUpdate]) throws(GitError) -> [String: String] {
    for update in updates {
      try other.copyHistory(of: [update.new], from: repository, isWhole: update.forgets)
    }
    for update in updates {
      try other.compareAndSwap(update.name, from: seen[update.name], to: update.new, message: "hfile: push")
      if update.forgets, let old = seen[update.name] { try forget(old, for: update.new) }
      seen[update.name] = update.new
    }
    return [:]
  }

  /// Removes packs whose one commit was made as the old one was: without parents, by the same, with the same message.
  ///
  /// What they shared with the new commit lies whole in its own pack.
  private func forget(_ old: ObjectID, for new: ObjectID) throws(GitError) {
    let pattern = try other.commit(old)
    guard pattern.parents.isEmpty else { return }
    var removed: [String] = []
    for pack in try other.mergeablePacks() {
      let path = other.gitDirectory + "objects/pack/" + pack.name + ".idx"
      var commits: [ObjectID] = []
      for object in try PackListing.objects(path) where commits.count < 2 {
        if try other.header(of: object.id).kind == .commit { commits.append(object.id) }
      }
      guard commits.count == 1, commits[0] != new, let commit = try? other.commit(commits[0]) else { continue }
      if commit.parents.isEmpty, commit.author == pattern.author, commit.message == pattern.message {
        removed.append(pack.name)
      }
    }
    try other.removePacks(removed)
  }
}
