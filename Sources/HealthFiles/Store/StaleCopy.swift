// An editor that was open while somebody else committed saves yesterday's text over today's. Its trace is an edit that
// undoes exactly what the last commit of the record did, and nothing that hfile was asked to do.

internal import Git
internal import JSONSchema

/// Finds edits that only put a record's fields back to what they were before its last commit.
enum StaleCopy {
  /// Commits looked through for the last change of a record.
  static let commitLimit = 256

  static func problems(
    _ changes: [RecordChange], head: ObjectID?, store: Store, intents: Intents
  ) throws(StoreError) -> [Problem] {
    guard let head else { return [] }
    var problems: [Problem] = []
    for change in changes where change.act == .amend && !intents.sets(change.id) && change.type != "policy" {
      guard let last = try lastCommit(of: change.path, before: head, store: store),
        let type = try store.snapshot(at: last.commit.parents.first).catalogue.types[change.type],
        let before = try store.blobRecord(last.old, change, type)
      else { continue }
      problems += fields(of: change, before: before).map { field in
        let hidden = type.isSealed(field.pointer)
        let fact = Fact.staleCopy(
          old: hidden ? nil : field.new?.plainText, committed: hidden ? nil : field.old?.plainText,
          by: last.commit.author.name, commit: String(last.commit.id.description.prefix(10)))
        return Problem(fact, at: Place(file: change.path, record: change.id, pointer: field.pointer))
      }
    }
    return problems
  }

  /// The fields an edit puts back, when it undoes all that the last commit changed.
  private static func fields(of change: RecordChange, before: JSON) -> [JSONChange] {
    guard let committed = change.old, let edited = change.new else { return [] }
    let lastChanges = JSON.changes(from: before, to: committed)
    let undone = change.fields.filter { before[$0.pointer] == edited[$0.pointer] }
    let isWhole = lastChanges.allSatisfy { edited[$0.pointer] == $0.old }
    return isWhole && !lastChanges.isEmpty ? undone : []
  }

  private static func lastCommit(
    of path: String, before head: ObjectID, store: Store
  ) throws(StoreError) -> (commit: Commit, old: ObjectID)? {
    try store.repository().use { repository throws(GitError) in
      var next: ObjectID? = head
      for _ in 0..<commitLimit {
        guard let id = next else { return nil }
        let commit = try repository.commit(id)
        guard let parent = commit.parents.first else { return nil }
        let old = try repository.entry(at: path, in: try repository.commit(parent).tree)?.id
        if try repository.entry(at: path, in: commit.tree)?.id != old { return old.map { (commit, $0) } }
        next = parent
      }
      return nil
    }
  }
}

extension Store {
  /// Returns one record of a version of a file.
  fileprivate func blobRecord(_ id: ObjectID, _ change: RecordChange, _ type: RecordType) throws(StoreError) -> JSON? {
    RecordFile(try blob(id), path: change.path, type: type).byID[change.id]?.value
  }
}
