/// What may not happen to `access/`, whoever does it.
enum AccessChanges {
  static func problems(
    files: [String], from base: Snapshot, to new: Snapshot
  ) throws(StoreError) -> [Problem] {
    guard files.contains(where: { $0.hasPrefix(AccessState.folder) }) else { return [] }
    let (old, access) = (try base.access(), try new.access())
    var problems = access.problems + access.problems(since: old)
    if old.store != nil, try base.bytes(at: AccessState.marker) != new.bytes(at: AccessState.marker) {
      problems.append(Problem(.unchangeable("access/store.json"), at: Place(file: AccessState.marker)))
    }
    return problems
  }
}

extension Snapshot {
  /// Who may do what in this state; its `store` is nil when the store is not trusted.
  public func access() throws(StoreError) -> AccessState {
    var files: [(path: String, bytes: [UInt8])] = []
    for path in try source.paths(under: AccessState.folder) {
      if let bytes = try source.bytes(at: path) { files.append((path, bytes)) }
    }
    return AccessState(files: files)
  }
}
