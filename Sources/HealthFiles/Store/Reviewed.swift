internal import JSONSchema

extension Store {
  /// Stops changes of records that wait for a second person by policy/review, as the last commit has it (P1).
  func refuseUnreviewed(_ changes: [RecordChange], in base: Snapshot) throws(StoreError) {
    guard try isTrusted() else { return }
    let day = base.profile.businessDay(of: environment.now().seconds)
    let named = try base.policyValues("review", on: day)["collections"]?.arrayValue?.compactMap(\.stringValue) ?? []
    guard !named.isEmpty else { return }
    let waiting = changes.filter { change in
      let collection = change.type == "policy" ? "policy" : base.catalogue.types[change.type]?.collection
      return collection.map(named.contains) ?? false
    }
    guard !waiting.isEmpty else { return }
    throw .invalid(
      waiting.map { Problem(.unreviewed, at: Place(file: $0.path, record: $0.id)) })
  }
}
