// Somebody decides what two copies of the store could not bring together: the record and the conflict change in one
// commit, and both values stay in history.

internal import Git
public import JSONSchema

/// What is decided of a conflict.
public enum Resolution: Sendable {
  /// What stands is right.
  case kept
  /// What was put aside is right.
  case other
  /// Something else is right: the record as it shall be.
  case edited(JSON)

  var word: String {
    switch self {
    case .kept: "kept"
    case .other: "other"
    case .edited: "edited"
    }
  }
}

/// One field of a conflict as it is shown, with the values of both sides.
public struct ConflictField: Sendable {
  /// Where it stands; the root for the whole record.
  public let pointer: JSONPointer
  /// The value that stands; nil where there is none, or it is not open.
  public let kept: JSON?
  /// The value that was put aside; nil where it was removed, or it is not open.
  public let other: JSON?
  /// Whether the values are sealed.
  public let isSealed: Bool
}

extension Store {
  /// The conflicts that wait for a decision, the oldest first; or all.
  public func conflicts(in state: Snapshot, all: Bool = false) throws(StoreError) -> [Record] {
    guard let type = state.catalogue.types[Conflict.type] else { return [] }
    let records = try state.records(of: type).records.filter { all || $0.value["state"] == "open" }
    return records.sorted { one, other in
      (type.instant(of: one.value)?.seconds ?? 0, one.id) < (type.instant(of: other.value)?.seconds ?? 0, other.id)
    }
  }

  /// The fields of a conflict with both values, sealed ones open as far as keys are at hand.
  public func fields(of conflict: Record, in state: Snapshot) throws(StoreError) -> [ConflictField] {
    let id = conflict.value["record"]?.stringValue ?? ""
    let standing = try current(id, in: state)
    let aside = try conflict.value["commit"]?.stringValue.flatMap(ObjectID.init(hex:)).flatMap {
      commit throws(StoreError) in
      try repository().use { $0.contains(commit) } ? try current(id, in: try snapshot(at: commit)) : nil
    }
    return (conflict.value["fields"]?.arrayValue ?? []).compactMap { field in
      guard let pointer = try? JSONPointer(parsing: field["field"]?.stringValue ?? "-") else { return nil }
      let isSealed = field["sealed"] == true
      func value(_ name: String) -> JSON? { field[name]?.stringValue.flatMap { try? JSON(parsing: $0) } }
      return ConflictField(
        pointer: pointer, kept: isSealed ? standing?[pointer] : value("kept"),
        other: isSealed ? aside?[pointer] : value("other") ?? (field["kept"] == nil ? aside?[pointer] : nil),
        isSealed: isSealed)
    }
  }

  /// A record by its id, or the value of a policy or another file by its path.
  private func current(_ id: String, in state: Snapshot) throws(StoreError) -> JSON? {
    if state.path(of: id) != nil { return try state.record(id)?.value }
    return try state.bytes(at: id).flatMap { try? JSON(parsing: $0, limits: .schema) }
  }

  /// Decides a conflict, in one commit.
  ///
  /// - Parameter note: why it is decided so.
  /// - Throws: `StoreError.notFound` when there is no such open conflict, `.conflict` when a field was changed again
  ///   since, `.keyMissing` when a sealed value is not open.
  public func resolve(
    _ id: String, as resolution: Resolution, note: String?, _ request: CommitRequest
  ) throws(StoreError) -> CommitResult {
    try commit(request) { base throws(StoreError) in
      guard let conflict = try base.record(id), conflict.type == Conflict.type else {
        throw .notFound(kind: .record, name: id, near: [])
      }
      guard conflict.value["state"] == "open" else { throw SyncError.resolved(id).asStoreError }
      var changes: [RecordChange] = []
      if let change = try change(of: conflict, as: resolution, in: base) { changes.append(change) }
      var decided = conflict.value
      decided["state"] = "resolved"
      decided["choice"] = .string(resolution.word)
      decided["resolved"] = .string(base.profile.instant(seconds: environment.now().seconds).description)
      let (signedIn, person) = (try useOperator(), try person(in: base))
      decided["resolvedBy"] = (signedIn ?? person?.id).map { .string($0) }
      decided["note"] = note.map { .string($0) }
      let stored = try base.storedRecord(id)?.value
      changes.append(
        RecordChange(type: conflict.type, id: id, path: base.path(of: id) ?? "", old: stored, new: decided))
      return try CommitPlan(changing: changes, in: base)
    }
  }

  /// What a decision changes in the record it is about.
  private func change(
    of conflict: Record, as resolution: Resolution, in base: Snapshot
  ) throws(StoreError) -> RecordChange? {
    let id = conflict.value["record"]?.stringValue ?? ""
    guard let type = base.catalogue.type(ofID: id), let path = base.path(of: id) else {
      guard case .kept = resolution else { throw SyncError.fileConflict(id).asStoreError }
      return nil
    }
    let old = try base.storedRecord(id)?.value
    switch resolution {
    case .kept: return nil
    case .edited(let value): return RecordChange(type: type.name, id: id, path: path, old: old, new: value)
    case .other:
      guard conflict.value["reason"] != "rule" else { throw SyncError.nothingAside(conflict.id).asStoreError }
      var value = try base.record(id)?.value
      for field in try fields(of: conflict, in: base) {
        if field.isSealed, field.other == nil { throw .keyMissing(compartment: type.compartment(at: field.pointer)) }
        guard field.isSealed || value?[field.pointer] == field.kept else {
          let place = Place(file: path, record: id, pointer: field.pointer)
          throw .conflict([Problem(.changedAgain(now: value?[field.pointer]?.plainText), at: place)])
        }
        if field.pointer == .root { value = field.other } else { value?.set(field.other, at: field.pointer) }
      }
      return RecordChange(type: type.name, id: id, path: path, old: old, new: value)
    }
  }
}

extension RecordType {
  /// The compartment that a pointer lies in.
  fileprivate func compartment(at pointer: JSONPointer) -> String {
    pointer.tokens.first.flatMap { sealed?.compartment(of: $0) } ?? pointer.tokens.last ?? ""
  }
}
