internal import JSONSchema

/// Finds the records that refer to a record: nothing that is referred to disappears (design section 3).
enum Referrers {
  /// Returns a problem when records that stay refer to one that goes.
  static func problems(
    removing change: RecordChange, in state: Snapshot, removed: Set<String>
  ) throws(StoreError) -> [Problem] {
    let found = try ids(referringTo: change.id, of: change.type, in: state).filter { !removed.contains($0) }
    guard !found.isEmpty else { return [] }
    let isFact = state.catalogue.types[change.type]?.layout == .daily
    let fact = Fact.referredTo(by: Array(found.prefix(5)), count: found.count, isFact: isFact)
    return [Problem(fact, at: Place(file: change.path, record: change.id))]
  }

  /// Returns the ids of the records that refer to a record, sorted.
  static func ids(referringTo id: String, of target: String, in state: Snapshot) throws(StoreError) -> [String] {
    let needle = Array("\"\(id)\"".utf8)
    var found: Set<String> = []
    for type in state.catalogue.sortedTypes {
      let references = type.references.filter { $0.types.contains(target) }
      guard !references.isEmpty else { continue }
      for path in try state.paths(of: type) {
        guard let bytes = try state.bytes(at: path), bytes.contains(needle) else { continue }
        for entry in RecordFile(bytes, path: path, type: type).entries {
          let values = references.flatMap { $0.pattern.matches(in: entry.record.value).map(\.1) }
          if values.contains(.string(id)) { found.insert(entry.record.id) }
        }
      }
    }
    return found.sorted()
  }
}
