internal import JSONSchema

extension Store {
  /// Stops changes of records that wait for a second person by policy/review, as the last commit has it (P1).
  func refuseUnreviewed(_ changes: [RecordChange], in base: Snapshot) throws(StoreError) {
    let named = try reviewed(in: base)
    let waiting = changes.filter { base.catalogue.collection(of: $0).map(named.contains) ?? false }
    guard !waiting.isEmpty else { return }
    throw .invalid(
      waiting.map { Problem(.unreviewed, at: Place(file: $0.path, record: $0.id)) })
  }

  /// Stops an import of records that wait for a second person.
  func refuseUnreviewed(importing type: RecordType, in base: Snapshot) throws(StoreError) {
    guard try reviewed(in: base).contains(type.collection) else { return }
    throw .invalid([Problem(.unreviewed, at: Place(file: type.collection))])
  }

  private func reviewed(in base: Snapshot) throws(StoreError) -> Set<String> {
    try isTrusted() ? base.reviewedCollections(at: environment.now().seconds) : []
  }
}

extension Snapshot {
  /// The collections whose changes wait for a second person at some time.
  func reviewedCollections(at seconds: Int64) throws(StoreError) -> Set<String> {
    let values = try policyValues("review", on: profile.businessDay(of: seconds))
    return Set(values["collections"]?.arrayValue?.compactMap(\.stringValue) ?? [])
  }
}

extension Catalogue {
  /// The collection that a changed record lies in.
  func collection(of change: RecordChange) -> String? {
    change.type == "policy" ? "policy" : types[change.type]?.collection
  }
}
