public import Git
internal import JSONSchema

/// What an upgrade of the schemas did, or would do.
public struct UpgradeResult: Sendable {
  /// The new commit; nil when there was nothing to do, or on a dry run.
  public let commit: ObjectID?
  /// Schema files taken from this version.
  public let files: [String]
  /// Schema files that the store changed for itself, left as they are.
  public let kept: [String]
}

extension Store {
  /// Takes this version's schemas into the store in one commit (design section 3).
  ///
  /// A file that differs from what the store's first commit or the last upgrade brought is the store's own and stays as
  /// it is; one that the store removed stays removed.
  public func upgradeSchemas(author: Author, isDryRun: Bool) throws(StoreError) -> UpgradeResult {
    try locked { () throws(StoreError) in
      try finishInterruptedCommit()
      let head = try head()
      if !isDryRun { try checkClock(against: head) }
      let base = try snapshot(at: head)
      let brought = try broughtSchemas(head)
      var changes: [String: [UInt8]?] = [:]
      var kept: [String] = []
      for (path, bytes) in BuiltInSchemas.files.sorted(by: { $0.key < $1.key }) {
        let current = try base.bytes(at: path)
        guard current != bytes else { continue }
        let isNew = current == nil && brought[path] == nil
        if isNew || current != nil && current == brought[path] { changes[path] = bytes } else { kept.append(path) }
      }
      let state = try Snapshot(
        origin: .workingFiles, source: OverlaySource(base: base.source, changes: changes), environment: environment,
        seals: base.seals)
      let files = changes.keys.sorted()
      let problems = try SchemaChanges.problems(files: files, from: base, to: state) + state.catalogue.problems
      guard problems.isEmpty else { throw .invalid(problems) }
      guard !changes.isEmpty, !isDryRun else { return UpgradeResult(commit: nil, files: files, kept: kept) }
      let prepared = PreparedCommit(changes: changes, message: Store.upgradeMessage, author: author)
      let signer = try signer(on: base) { () throws(StoreError) in try fileChanges(changes, on: base) }
      let commit = try write(prepared, on: head, profile: base.profile, signer: signer)
      try publish(commit, after: head, message: Store.upgradeMessage, catalogue: base.catalogue)
      return UpgradeResult(commit: commit, files: files, kept: kept)
    }
  }

  static let upgradeMessage = "upgrade the schemas"
  static let beginMessage = "begin the store"

  /// The schema files as the last upgrade, or the beginning, left them.
  private func broughtSchemas(_ head: ObjectID?) throws(StoreError) -> [String: [UInt8]] {
    guard let head else { return [:] }
    let brought = try repository().use { repository throws(GitError) in
      var found = head
      try repository.history(from: head) { commit throws(GitError) in
        found = commit.id
        return commit.subject != Store.upgradeMessage
      }
      return found
    }
    let state = try snapshot(at: brought)
    var files: [String: [UInt8]] = [:]
    for path in try state.source.paths(under: "schema/") { files[path] = try state.bytes(at: path) }
    return files
  }
}
