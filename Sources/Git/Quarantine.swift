// Objects from elsewhere wait here until somebody has judged them: a bare repository that reads the objects of another,
// and whose own nobody else sees. Invariant: what is refused leaves nothing behind.

/// A place for objects that were received and not yet judged.
public final class Quarantine {
  /// The repository that holds what came, and reads what the other one has.
  public let repository: Repository
  private let home: Repository

  /// Makes an empty quarantine.
  ///
  /// - Parameters:
  ///   - path: where to make it: a folder that does not exist.
  ///   - home: the repository that objects go to in the end.
  ///   - known: commits of it that the other side may have as well.
  public init(at path: String, for home: Repository, known: [ObjectID]) throws(GitError) {
    self.home = home
    _ = try Repository.initialize(at: path, bare: true)
    let file = try OpenFile(creating: path + "/objects/info/alternates", mode: 0o644)
    try file.write(Array((home.gitDirectory + "objects\n").utf8), at: 0)
    repository = try Repository(opening: path, bare: true)
    for id in Set(known) {
      try repository.compareAndSwap("refs/known/\(id)", from: nil, to: id, message: "known")
    }
  }

  /// Makes sure that all some commits are made of is here or at home.
  public func checkComplete(_ tips: [ObjectID], limits: HistoryLimits = HistoryLimits()) throws(GitError) {
    try home.refresh()
    try repository.checkComplete(tips, limits: limits, isKnown: home.isStored)
  }

  /// Moves the objects home, durably.
  public func release() throws(GitError) {
    let (from, to) = (repository.gitDirectory + "objects/pack/", home.gitDirectory + "objects/pack/")
    let names = try FileSystem.names(from).filter { $0.hasPrefix("pack-") }
    // Packs before their indexes: without its index nobody looks for a pack.
    for ending in [".pack", ".idx"] {
      for name in names.sorted() where name.hasSuffix(ending) { try FileSystem.rename(from + name, to: to + name) }
    }
    try FileSystem.synchronizeDirectory(to)
    try home.refresh()
  }
}
