public import Git
internal import JSONSchema

extension StoreHistory {
  /// Returns what one commit changed, reading at most so many of its files: an import may have touched thousands.
  ///
  /// - Returns: beside the entry, how many files were left aside.
  public func entry(of id: ObjectID, files limit: Int) throws(StoreError) -> (entry: HistoryEntry, left: Int) {
    let commit = try commit(id)
    let changes = try store.repository().use { repository throws(GitError) in
      let before = try commit.parents.first.map { id throws(GitError) in try repository.commit(id).tree }
      return try repository.treeChanges(from: before, to: commit.tree)
    }
    let state = try store.snapshot(at: id)
    let read = try RecordChanges(
      Array(changes.prefix(limit)), of: state, before: commit.parents.first, store: store)
    let entry = HistoryEntry(commit: commit, records: try state.opened(read.records), files: read.files)
    return (entry, max(0, changes.count - limit))
  }
}
