internal import JSONSchema

/// Brings two changes of one record together, field by field, as its type says (design section 4; StoreFormat).
///
/// What stands in the fetched history is public already: where both sides changed one field it stays, and the other
/// value is told of.
struct RecordMerge {
  /// A state whose schemas count, and whose keys are at hand.
  let state: Snapshot
  /// The type of the record; nil for a policy or another file of JSON.
  let type: RecordType?
  let id: String
  let path: String

  /// What becomes of the record, and what of it could not be brought together.
  struct Outcome {
    let value: JSON?
    var conflict: Conflict?
  }

  /// Merges three versions of the record as they lie in files; nil stands for no record.
  ///
  /// - Parameters:
  ///   - base: what both sides began with.
  ///   - other: what was committed here.
  ///   - kept: what stands in the fetched history.
  func merge(base: JSON?, other: JSON?, kept: JSON?) throws(StoreError) -> Outcome {
    if isErased(kept) || isSame(other, kept) { return Outcome(value: kept) }
    if isErased(other) || isSame(base, kept) { return Outcome(value: other) }
    guard let other, let kept else {
      // Removing is for mistakes: what somebody worked on meanwhile was none.
      return Outcome(value: kept ?? other, conflict: whole(.removed, base, kept ?? other, nil))
    }
    if base == nil, let parts = RecordID.datedParts(of: id), parts.device != Store.importDevice {
      // Ids drawn by lot that met: these are two records, and not one with the fields of both.
      return Outcome(value: kept, conflict: whole(.fields, nil, kept, other))
    }
    let change = RecordChange(type: type?.name ?? "", id: id, path: path, old: nil, new: nil)
    let sides = try state.opened([base, kept, other], of: change)
    let outcome = JSONMerge.merge(
      base: sides[0], ours: sides[1], theirs: sides[2], rules: type?.mergeRules ?? [:])
    let merged = outcome.value ?? kept
    guard isValid(merged) else { return Outcome(value: kept, conflict: whole(.invalid, base, kept, other)) }
    var value = merged
    if let type, let seals = state.seals { value = try seals.sealed(merged, id: id, of: type, over: kept) }
    guard !outcome.conflicts.isEmpty else { return Outcome(value: value) }
    var conflict = Conflict(record: id, reason: .fields)
    conflict.fields = outcome.conflicts.map { found in
      let isSealed = type?.isSealed(found.pointer) ?? false || found.pointer.tokens.first == SealedFields.member
      return Conflict.Field(
        pointer: found.pointer, base: found.base, kept: found.ours, other: found.theirs, isSealed: isSealed)
    }
    return Outcome(value: value, conflict: conflict)
  }

  private func whole(_ reason: Conflict.Reason, _ base: JSON?, _ kept: JSON?, _ other: JSON?) -> Conflict {
    var conflict = Conflict(record: id, reason: reason)
    conflict.fields = [Conflict.Field(pointer: .root, base: base, kept: kept, other: other, isSealed: false)]
    return conflict
  }

  private func isErased(_ value: JSON?) -> Bool {
    guard let type, let value else { return false }
    return type.isErased(value)
  }

  private func isSame(_ one: JSON?, _ other: JSON?) -> Bool { one?.text(.compact) == other?.text(.compact) }

  private func isValid(_ value: JSON) -> Bool {
    if let type {
      let record = Record(type: type.name, id: id, value: value)
      return RecordValidator.schemaProblems(of: record, type: type, currency: state.profile.currency).isEmpty
    }
    guard case .policy(let name) = Layout.content(of: path, in: state.catalogue) else { return true }
    return PolicyValidator.problems(of: value, name: name, state: state).isEmpty
  }
}
