// The versions of one record, and where the value of each of its fields comes from.

public import Git
public import JSONSchema

/// A commit that changed a record, and what it changed.
public struct RecordVersion: Sendable {
  /// The commit.
  public let commit: Commit
  /// The record before and after, read by the schemas of the commit, open as far as keys are at hand.
  public let change: RecordChange
}

/// A field of a record, and the commit that gave it its value.
public struct FieldOrigin: Sendable {
  /// The field; `/sealed/COMPARTMENT` for what is sealed and not open.
  public let pointer: JSONPointer
  /// Its value; nil for what is sealed and not open.
  public let value: JSON?
  /// The last commit that changed it.
  public let commit: Commit
}

extension StoreHistory {
  /// Returns the versions of a record, newest first; a record of a daily file is one of its lines.
  ///
  /// - Parameters:
  ///   - id: the id of a record, or `policy/NAME`; the record may be gone by now.
  ///   - commit: the commit to begin at; HEAD when nil.
  ///   - limit: how many versions at most.
  /// - Throws: `StoreError.notFound` when no type has such an id.
  public func versions(
    of id: String, at commit: ObjectID? = nil, limit: Int = .max
  ) throws(StoreError) -> [RecordVersion] {
    let filter = try HistoryFilter(record: id, in: try store.snapshot(at: commit))
    return try entries(filter: filter, limit: limit, from: commit).flatMap { entry in
      entry.records.map { RecordVersion(commit: entry.commit, change: $0) }
    }
  }

  /// Returns the fields of a record in their order, each with the commit that gave it its value.
  ///
  /// - Parameters:
  ///   - id: the id of a record, or `policy/NAME`.
  ///   - commit: the commit whose state is asked about; HEAD when nil.
  /// - Throws: `StoreError.notFound` when there is no such record in that state.
  public func blame(of id: String, at commit: ObjectID? = nil) throws(StoreError) -> [FieldOrigin] {
    let versions = try versions(of: id, at: commit)
    guard let now = versions.first?.change.new else { throw .notFound(kind: .record, name: id, near: []) }
    return Self.leaves(of: now, at: .root).compactMap { pointer, value in
      let last = versions.first { $0.change.old?[pointer] != $0.change.new?[pointer] }
      guard let commit = (last ?? versions.last)?.commit else { return nil }
      return FieldOrigin(
        pointer: pointer, value: pointer.tokens.first == SealedFields.member ? nil : value, commit: commit)
    }
  }

  /// The fields that hold a value of their own; an array is one value, as it is when records are merged.
  private static func leaves(of value: JSON, at place: JSONPointer) -> [(JSONPointer, JSON)] {
    let isSeal = place.tokens.count == 2 && place.tokens[0] == SealedFields.member
    guard !isSeal, let object = value.objectValue, !object.isEmpty else { return [(place, value)] }
    return object.flatMap { leaves(of: $0.value, at: place.appending($0.key)) }
  }
}
