internal import JSONSchema

/// What may never change about a store and its types (design section 3: schemas evolve by addition).
enum SchemaChanges {
  static func problems(
    files: [String], from base: Snapshot, to new: Snapshot
  ) throws(StoreError) -> [Problem] {
    guard base.origin != .nothing else { return [] }
    var problems: [Problem] = []
    for (name, old) in base.catalogue.types {
      let file = Catalogue.recordFolder + name + Catalogue.suffix
      guard files.contains(file) else { continue }
      guard let type = new.catalogue.types[name] else {
        let count = try base.records(of: old).records.count
        if count > 0 { problems.append(Problem(.typeInUse(count: count), at: Place(file: file))) }
        continue
      }
      for word in words(from: old, to: type) {
        problems.append(Problem(.unchangeable(word), at: Place(file: file, pointer: JSONPointer(["x-hfile", word]))))
      }
    }
    if files.contains(Layout.marker) { problems += markerProblems(from: base, to: new) }
    return problems.sorted { $0.place.text < $1.place.text }
  }

  /// The words of a type that differ and never may.
  static func words(from old: RecordType, to new: RecordType) -> [String] {
    let fixed: [(word: String, same: Bool)] = [
      ("collection", old.collection == new.collection), ("prefix", old.prefix == new.prefix),
      ("layout", old.layout == new.layout), ("time", old.time == new.time),
    ]
    return fixed.filter { !$0.same }.map(\.word)
  }

  private static func markerProblems(from base: Snapshot, to new: Snapshot) -> [Problem] {
    let markers = [base, new].map { state in
      (try? state.bytes(at: Layout.marker)).flatMap { try? JSON(parsing: $0, limits: .record) }
    }
    return ["id", "kind", "format"].filter { markers[0]?[$0] != markers[1]?[$0] }.map { word in
      Problem(.unchangeable(word), at: Place(file: Layout.marker, pointer: JSONPointer([word])))
    }
  }
}
