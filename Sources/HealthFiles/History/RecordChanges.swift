internal import Git
internal import JSONSchema

/// Changed files read as changed records.
struct RecordChanges {
  private(set) var records: [RecordChange] = []
  private(set) var files: [String] = []

  /// Reads changes by the schemas of a state; what went together with its type by those of the commit before.
  init(
    _ changes: [TreeChange], of state: Snapshot, before: ObjectID?, store: Store
  ) throws(StoreError) {
    var earlier: Snapshot?
    for change in changes {
      var catalogue = state.catalogue
      if case .stray = Layout.content(of: change.path, in: catalogue), change.new == nil, let before {
        let known = if let earlier { earlier } else { try store.snapshot(at: before) }
        earlier = known
        catalogue = known.catalogue
      }
      try read(change, catalogue, store)
    }
  }

  private mutating func read(
    _ change: TreeChange, _ catalogue: Catalogue, _ store: Store
  ) throws(StoreError) {
    let content = Layout.content(of: change.path, in: catalogue)
    switch content {
    case .document, .daily, .policy: break
    default: return files.append(change.path)
    }
    let old = try change.old.map { entry throws(StoreError) in try store.blob(entry.id) }
    let new = try change.new.map { entry throws(StoreError) in try store.blob(entry.id) }
    switch content {
    case .document(let name, _), .daily(let name):
      if let type = catalogue.types[name] { add(old, new, path: change.path, type: type) }
    case .policy(let name):
      let values = [old, new].map { $0.flatMap { try? JSON(parsing: $0, limits: .schema) } }
      records.append(RecordChange(type: "policy", id: name, path: change.path, old: values[0], new: values[1]))
    default: break
    }
  }

  private mutating func add(_ old: [UInt8]?, _ new: [UInt8]?, path: String, type: RecordType) {
    let before = old.map { RecordFile($0, path: path, type: type).byID } ?? [:]
    let after = new.map { RecordFile($0, path: path, type: type).byID } ?? [:]
    for id in Set(before.keys).union(after.keys).sorted() {
      let (first, second) = (before[id]?.value, after[id]?.value)
      guard first?.text(.compact) != second?.text(.compact) else { continue }
      records.append(RecordChange(type: type.name, id: id, path: path, old: first, new: second))
    }
  }
}
