// Earlier states brought back: one record in the working files, or all that a commit changed in a new commit.

public import Git
internal import JSONSchema

extension Store {
  /// Puts a record of the working files back to what it was in a commit.
  ///
  /// - Parameter id: the id of a record, or `policy/NAME`; the record may be gone by now.
  /// - Returns: what that changes; both sides are alike when there was nothing to do.
  /// - Throws: `StoreError.notFound` when the commit has no such record, `.keyMissing` when a sealed field would change
  ///   that is not open, `.invalid` when the record was erased or is not valid by the schemas of today.
  public func restoreWorking(_ id: String, to commit: ObjectID, isDryRun: Bool) throws(StoreError) -> RecordChange {
    let (then, now) = (try snapshot(at: commit), try workingSnapshot())
    if let policy = now.catalogue.policy(addressed: id)?.name {
      guard let value = try then.policy(policy) else { throw .notFound(kind: .policy, name: policy, near: []) }
      let old = try now.policy(policy)
      if value != old { try saveWorking(policy: policy, value, replacing: old, isDryRun: isDryRun) }
      return RecordChange(type: "policy", id: policy, path: Layout.policyPath(policy), old: old, new: value)
    }
    guard let record = try then.record(id), let type = now.catalogue.types[record.type], let path = now.path(of: id)
    else { throw .notFound(kind: .record, name: id, near: []) }
    let old = try now.record(id)?.value
    if let old, type.isErased(old) { throw .invalid([Problem(.erased, at: Place(file: path, record: id))]) }
    for (compartment, seal) in record.value[SealedFields.member]?.objectValue ?? JSONObject()
    where old?[SealedFields.member]?[compartment] != seal {
      throw .keyMissing(compartment: compartment)
    }
    if record.value != old { try saveWorking(record, replacing: old, isDryRun: isDryRun) }
    return RecordChange(type: type.name, id: id, path: path, old: old, new: record.value)
  }

  /// Takes back what a commit changed, record by record, in a new commit; what came later stays.
  ///
  /// - Throws: `StoreError.conflict` with every field that was changed again since, `.invalid` when the commit changed
  ///   files that are no records, or the result is not valid; nothing is written then.
  public func revert(_ id: ObjectID, _ request: CommitRequest) throws(StoreError) -> CommitResult {
    let (undone, files, subject) = try StoreHistory(self).storedChanges(of: id)
    guard files.isEmpty else {
      throw .invalid(files.map { Problem(.noRecord, at: Place(file: $0)) })
    }
    var asked = request
    asked.message = request.message ?? "revert \(id.description.prefix(10)) (\(subject))"
    return try commit(asked) { base throws(StoreError) in
      try CommitPlan(changing: try takenBack(undone, in: base), in: base)
    }
  }

  /// The changes that lead from a state to what it would be without some earlier ones.
  private func takenBack(_ undone: [RecordChange], in base: Snapshot) throws(StoreError) -> [RecordChange] {
    var changes: [RecordChange] = []
    var problems: [Problem] = []
    for change in undone {
      let isPolicy = change.type == "policy"
      let current = isPolicy ? try base.policy(change.id) : try base.storedRecord(change.id)?.value
      let type = base.catalogue.types[change.type]
      if let current, type?.isErased(current) ?? false {
        problems.append(Problem(.erased, at: Place(file: change.path, record: change.id)))
        continue
      }
      let sides = try base.opened([change.new, current, change.old], of: change)
      try refuseClosed(sides)
      let outcome = JSONMerge.merge(
        base: sides[0], ours: sides[1], theirs: sides[2], rules: type?.mergeRules ?? [:])
      problems += outcome.conflicts.map { conflict in
        let isSealed = type?.isSealed(conflict.pointer) ?? false
        let fact = Fact.changedAgain(now: isSealed || conflict.pointer == .root ? nil : conflict.ours?.plainText)
        return Problem(fact, at: Place(file: change.path, record: change.id, pointer: conflict.pointer))
      }
      changes.append(
        RecordChange(type: change.type, id: change.id, path: change.path, old: current, new: outcome.value))
    }
    guard problems.isEmpty else { throw .conflict(problems) }
    return changes
  }

  /// A seal is never put back as it was: only who opens it can seal its fields anew.
  private func refuseClosed(_ sides: [JSON?]) throws(StoreError) {
    let seals = sides.map { $0?[SealedFields.member]?.objectValue ?? JSONObject() }
    for compartment in Set(seals[0].keys).union(seals[2].keys).sorted()
    where seals[0][compartment] != seals[2][compartment] {
      throw .keyMissing(compartment: compartment)
    }
  }
}
