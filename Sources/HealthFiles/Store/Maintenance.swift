// What `hfile doctor` looks for and clears: leftovers of interrupted writes, git's index behind HEAD, stale locks.

internal import Git
internal import Glibc
internal import JSONSchema

/// One thing the doctor found.
public struct Finding: Sendable, Hashable {
  /// What it is.
  public enum Kind: String, Sendable, CaseIterable {
    /// A commit whose working files were not all brought forward.
    case interruptedCommit = "interrupted-commit"
    /// A temporary file that a writer left behind.
    case temporaryFile = "temporary-file"
    /// A lock of git that nobody holds any more.
    case staleLock = "stale-lock"
    /// Git's index names other files than HEAD.
    case indexBehind = "index-behind"
    /// An object of the history is missing or damaged.
    case damagedObject = "damaged-object"
    /// The keyring holds keys that the last commit does away with, or that no commit speaks of yet.
    case keyringBehind = "keyring-behind"
    /// The repository carries references that make stock git show another history.
    case replacedHistory = "replaced-history"
  }
  /// What it is.
  public let kind: Kind
  /// The file or object.
  public let name: String
  /// Whether it was mended.
  public var isMended: Bool
}

extension Store {
  /// Looks for leftovers and damage; mends what can be mended without loss when asked to.
  ///
  /// - Parameters:
  ///   - mend: finishes interrupted commits, removes temporary files, brings the index in step.
  ///   - unlock: removes locks of git, too; only right when no git runs in this store.
  public func examine(mend: Bool, unlock: Bool) throws(StoreError) -> [Finding] {
    try locked { () throws(StoreError) in
      var findings: [Finding] = []
      // Locks go first: what was broken off cannot be finished while git's index is locked.
      let left = try leftovers(mend: mend, unlock: unlock)
      if try disk.read(Journal.path) != nil {
        if mend { try finishInterruptedCommit() }
        findings.append(Finding(kind: .interruptedCommit, name: Journal.path, isMended: mend))
      }
      findings += left
      findings += try damage()
      if findings.allSatisfy({ $0.kind != .damagedObject }) { findings += try indexBehind(mend: mend) }
      return findings
    }
  }

  private func leftovers(mend: Bool, unlock: Bool) throws(StoreError) -> [Finding] {
    var findings: [Finding] = []
    for path in try everyPath() {
      let name = Disk.name(of: path)
      let isObjectLeftover = ["tmp_object_git2_", "pack_git2_", "tmp_pack_", "tmp_idx_"].contains { name.hasPrefix($0) }
      if Disk.isTemporary(name) || isObjectLeftover && path.hasPrefix(".git/objects/") {
        if mend { try disk.remove(path) }
        findings.append(Finding(kind: .temporaryFile, name: path, isMended: mend))
      } else if path.hasPrefix(".git/"), name.hasSuffix(".lock"), name != "hfile.lock" {
        if unlock { try disk.remove(path) }
        findings.append(Finding(kind: .staleLock, name: path, isMended: unlock))
      }
    }
    return findings
  }

  /// Paths of all files of the folder, the repository's own included.
  private func everyPath() throws(StoreError) -> [String] {
    var found: [String] = []
    var waiting = [""]
    while let folder = waiting.popLast() {
      for name in try disk.names(in: folder) {
        let path = folder.isEmpty ? name : folder + "/" + name
        if try disk.kind(of: path) == .folder { waiting.append(path) } else { found.append(path) }
      }
    }
    return found.sorted()
  }

  /// Reads every object of HEAD's tree and every commit behind it.
  private func damage() throws(StoreError) -> [Finding] {
    var findings: [Finding] = []
    let repository = try repository()
    let replaced = try repository.use { repository throws(GitError) in try repository.references("refs/replace/") }
    findings += replaced.map { Finding(kind: .replacedHistory, name: $0.name, isMended: false) }
    var next = try head()
    let newest = next
    while let id = next {
      do {
        next = try repository.use { repository throws(GitError) in try repository.commit(id).parents.first }
      } catch {
        findings.append(Finding(kind: .damagedObject, name: "commit \(id)", isMended: false))
        break
      }
    }
    guard let newest, findings.isEmpty else { return findings }
    let source = try snapshot(at: newest).source
    do {
      for path in try source.paths(under: "") {
        do { _ = try source.bytes(at: path) } catch {
          findings.append(Finding(kind: .damagedObject, name: path, isMended: false))
        }
      }
    } catch {
      findings.append(Finding(kind: .damagedObject, name: "tree of \(newest)", isMended: false))
    }
    return findings
  }

  private func indexBehind(mend: Bool) throws(StoreError) -> [Finding] {
    guard !isBare, let head = try head() else { return [] }
    let repository = try repository()
    let (committed, indexed) = try repository.use { repository throws(GitError) in
      (try WorkingFiles.committed(repository, head), try WorkingFiles.index(repository))
    }
    let wrong = committed.filter { indexed[$0.key]?.id != $0.value }
    let surplus = indexed.keys.filter { committed[$0] == nil }
    guard !wrong.isEmpty || !surplus.isEmpty else { return [] }
    if mend {
      let kept = wrong.map { (path: $0.key, id: $0.value) }
      try repository.use { repository throws(GitError) in try repository.updateIndex(set: kept, remove: Array(surplus))
      }
    }
    return [Finding(kind: .indexBehind, name: ".git/index", isMended: mend)]
  }
}
