// What a commit would write, and everything that speaks against it. Pure but for reading: nothing is changed here.

internal import Git
internal import JSONSchema

/// The files and records of one commit, validated.
struct CommitPlan {
  private(set) var records: [RecordChange] = []
  private(set) var files: [String] = []
  private(set) var bytes: [String: [UInt8]?] = [:]
  private(set) var problems: [Problem] = []
  /// Files in which something stands in the clear that the commit seals.
  private(set) var sealedPaths: Set<String> = []

  var isEmpty: Bool { bytes.isEmpty }

  /// A plan that changes nothing.
  init() {}

  /// Plans a commit of what changed in the working files.
  init(
    store: Store, head: ObjectID?, working: Snapshot, changes: WorkingChanges, intents: Intents,
    request: CommitRequest
  ) throws(StoreError) {
    let selection = CommitSelection(request.only, catalogue: working.catalogue)
    try selection.refuseUnknown(changes, working)
    records = changes.records.filter { selection.contains($0) }
    files = changes.files.filter { selection.contains(path: $0) }
    problems = changes.problems.filter { selection.contains(path: $0.place.file ?? "") }
    if !request.removals { problems += lostRecords(intents, working.catalogue) }
    for path in files { bytes[path] = changes.bytes[path] }
    try seal(by: working)
    let changesRules = changes.changesRules
    let (committed, origin) = try store.files(at: head)
    let base =
      changesRules ? try store.snapshot(at: head) : working.sharingRules(with: committed, origin: origin)
    try buildFiles(on: base, catalogue: working.catalogue)
    problems += try SchemaChanges.problems(files: files, from: base, to: working)
    problems += working.catalogue.problems.filter { selection.contains(path: $0.place.file ?? "") || !files.isEmpty }
    // Records are judged in the state the commit would make, by the schemas that state has.
    let future = OverlaySource(base: committed, changes: bytes)
    let state =
      changesRules
      ? try Snapshot(
        origin: .workingFiles, source: future, environment: store.environment, seals: working.seals)
      : base.laying(bytes)
    problems += try AccessChanges.problems(files: files, from: base, to: state)
    try validate(in: state, whole: changesRules)
    try locateProblems(working)
    if !request.reverts {
      problems += try StaleCopy.problems(records, head: head, store: store, intents: intents)
    }
  }

  /// Plans a commit that adds records to a state, and amends those of known ids whose content differs.
  init(importing new: [Record], to base: Snapshot) throws(StoreError) {
    var files: [String: FileEdit] = [:]
    for name in Set(new.map(\.type)) {
      guard let type = base.catalogue.types[name] else { continue }
      try base.seals?.prepare(for: type, count: new.count)
    }
    var placed: [(record: Record, path: String, old: JSON?)] = []
    for record in new {
      guard let type = base.catalogue.types[record.type], let path = Layout.path(of: record.id, in: type) else {
        continue
      }
      if files[path] == nil { files[path] = FileEdit(try base.source.bytes(at: path), path: path, type: type) }
      placed.append((record, path, files[path]?.value(record.id)))
    }
    let values = try base.seals?.sealed(placed.map { ($0.record, $0.old) }, base.catalogue)
    var open: [String: JSON] = [:]
    for (number, (record, path, old)) in placed.enumerated() {
      let value = values?[number] ?? record.value
      guard old?.text(.compact, order: .codePoints) != value.text(.compact, order: .codePoints) else { continue }
      records.append(RecordChange(type: record.type, id: record.id, path: path, old: old, new: value))
      if record.value[SealedFields.member] == nil { open[record.id] = record.value }
    }
    problems += base.catalogue.problems
    try buildFiles(on: base, catalogue: base.catalogue, read: files)
    try validate(in: base.laying(bytes), whole: false, open: open)
  }

  /// Plans a commit of records and of files that hold none.
  init(importing new: [Record] = [], files changes: [String: [UInt8]?], to base: Snapshot) throws(StoreError) {
    try self.init(importing: new, to: base)
    files = changes.keys.sorted()
    bytes.merge(changes) { _, new in new }
    problems += try AccessChanges.problems(files: files, from: base, to: base.laying(bytes))
  }

  /// Plans a commit of one new record.
  init(adding record: Record, to base: Snapshot) throws(StoreError) {
    guard let type = base.catalogue.types[record.type], let path = Layout.path(of: record.id, in: type) else {
      let form = base.catalogue.types[record.type].map(RecordValidator.form) ?? record.type
      let place = Place(record: record.id, pointer: JSONPointer(["id"]))
      throw .invalid([Problem(.idMalformed(found: record.id, form: form), at: place)])
    }
    let file = FileEdit(try base.source.bytes(at: path), path: path, type: type)
    let value = try base.seals?.sealed(record.value, id: record.id, of: type, over: nil) ?? record.value
    records = [RecordChange(type: record.type, id: record.id, path: path, old: nil, new: value)]
    if file.value(record.id) != nil {
      let fact = Fact.alreadyExists(isFact: type.layout == .daily)
      problems.append(Problem(fact, at: Place(file: path, record: record.id)))
    }
    problems += base.catalogue.problems
    try buildFiles(on: base, catalogue: base.catalogue, read: [path: file])
    try validate(in: base.laying(bytes), whole: false)
  }

  /// Plans a commit of changes to the records of a state; what is to be sealed may stand open in them.
  init(changing changes: [RecordChange], in base: Snapshot) throws(StoreError) {
    records = changes
    try seal(by: base)
    records = records.filter { $0.old?.text(.compact) != $0.new?.text(.compact) }
    problems += base.catalogue.problems
    try buildFiles(on: base, catalogue: base.catalogue)
    try validate(in: base.laying(bytes), whole: false)
  }

  // MARK: building

  /// Seals what stands in the clear in working files.
  private mutating func seal(by working: Snapshot) throws(StoreError) {
    guard let seals = working.seals else { return }
    for (place, change) in records.enumerated() {
      guard let new = change.new, let type = working.catalogue.types[change.type] else { continue }
      let sealed = try seals.sealed(new, id: change.id, of: type, over: change.old)
      records[place] = RecordChange(type: change.type, id: change.id, path: change.path, old: change.old, new: sealed)
      if sealed != new { sealedPaths.insert(change.path) }
    }
  }

  /// Builds the canonical bytes of every file with changed records.
  ///
  /// - Parameter read: files of the base that were read before.
  private mutating func buildFiles(
    on base: Snapshot, catalogue: Catalogue, read: [String: FileEdit] = [:]
  ) throws(StoreError) {
    for (path, changes) in Dictionary(grouping: records, by: { $0.path }).sorted(by: { $0.key < $1.key }) {
      if changes[0].type == "policy" {
        let order = catalogue.policies[changes[0].id]?.schema.keyOrder
        bytes[path] = .some(changes[0].new.map { RecordFile.document($0, order: order) })
        continue
      }
      guard let type = catalogue.types[changes[0].type] else { continue }
      let known = read[path]
      let file = if let known { known } else { FileEdit(try base.source.bytes(at: path), path: path, type: type) }
      // A line that cannot be read would be lost if its file were written anew.
      problems += file.problems
      let values = Dictionary(changes.map { ($0.id, $0.new) }) { _, last in last }
      bytes[path] = .some(file.bytes(setting: values))
    }
  }

  // MARK: judging

  /// Groups records that are gone although nobody asked to remove them.
  private func lostRecords(_ intents: Intents, _ catalogue: Catalogue) -> [Problem] {
    let lost = records.filter { $0.act == .remove && !intents.removes($0.id) }
    return Dictionary(grouping: lost) { $0.type }.sorted { $0.key < $1.key }.map { name, changes in
      let type = catalogue.types[name]
      let files = Set(changes.map(\.path))
      let fact = Fact.missingRecords(
        plural: type?.plural ?? Phrase("policies", "规则", "規則"), ids: changes.prefix(5).map(\.id), count: changes.count)
      return Problem(fact, at: Place(file: files.count == 1 ? files.first : (type?.collection ?? "policy") + "/"))
    }
  }

  /// Judges what changed in the state that the commit would make.
  ///
  /// - Parameter open: records that were sealed a moment ago, as they were before.
  private mutating func validate(
    in state: Snapshot, whole: Bool, open: [String: JSON] = [:]
  ) throws(StoreError) {
    var validator = RecordValidator(state: state)
    for change in records {
      if let old = change.old, state.catalogue.types[change.type]?.isErased(old) ?? false {
        problems.append(Problem(.erased, at: Place(file: change.path, record: change.id)))
      }
      guard let new = change.new else {
        problems += try Referrers.problems(removing: change, in: state, removed: removedIDs)
        continue
      }
      if change.type == "policy" {
        problems += PolicyValidator.problems(of: new, name: change.id, state: state)
        continue
      }
      let record = Record(type: change.type, id: change.id, value: new)
      problems += try validator.problems(of: record, open: open[change.id], path: change.path)
      problems += timeProblems(change, state.catalogue)
    }
    problems += try crowdedFolders(state)
    problems += try profileProblems(state)
    guard whole else { return }
    let changed = Set(records.map(\.id))
    for type in state.catalogue.sortedTypes {
      for path in try state.paths(of: type) {
        for record in try state.file(at: path)?.entries.map(\.record) ?? [] where !changed.contains(record.id) {
          problems += RecordValidator.schemaProblems(of: record, type: type, currency: state.profile.currency).map {
            Problem($0.fact, at: Place(file: path, record: record.id, pointer: $0.place.pointer))
          }
        }
      }
    }
  }

  /// A flat folder is for small closed sets (design section 3).
  private func crowdedFolders(_ state: Snapshot) throws(StoreError) -> [Problem] {
    var problems: [Problem] = []
    for name in Set(records.filter { $0.act == .add }.map(\.type)).sorted() {
      guard let type = state.catalogue.types[name], type.layout == .flat else { continue }
      if try state.paths(of: type).count > Layout.flatLimit {
        problems.append(Problem(.tooMany(limit: Layout.flatLimit), at: Place(file: type.collection + "/")))
      }
    }
    return problems
  }

  /// The id in the profile is that of the marker, for ever.
  private func profileProblems(_ state: Snapshot) throws(StoreError) -> [Problem] {
    guard let change = records.first(where: { $0.path == "store.json" }),
      let bytes = try state.bytes(at: Layout.marker), let marker = try? JSON(parsing: bytes, limits: .record),
      change.new?["id"] != marker["id"]
    else { return [] }
    let place = Place(file: change.path, record: change.id, pointer: JSONPointer(["id"]))
    return [Problem(.unchangeable("id"), at: place)]
  }

  private var removedIDs: Set<String> { Set(records.filter { $0.act == .remove }.map(\.id)) }

  /// The time of a recorded fact never changes (design section 3).
  private func timeProblems(_ change: RecordChange, _ catalogue: Catalogue) -> [Problem] {
    guard let type = catalogue.types[change.type], type.layout == .daily, let pointer = type.time,
      let old = change.old?[pointer]?.stringValue, let new = change.new?[pointer]?.stringValue, old != new
    else { return [] }
    let place = Place(file: change.path, record: change.id, pointer: pointer)
    return [Problem(.timeChanged(old: old, new: new), at: place)]
  }

  /// Adds line and column in the file a person sees.
  private mutating func locateProblems(_ working: Snapshot) throws(StoreError) {
    var cache: [String: RecordFile] = [:]
    var texts: [String: [UInt8]] = [:]
    for index in problems.indices where problems[index].place.position == nil {
      let place = problems[index].place
      guard let path = place.file, path.contains(".json"), place.record != nil || place.pointer != nil else { continue }
      if texts[path] == nil { texts[path] = try working.bytes(at: path) ?? [] }
      if cache[path] == nil { cache[path] = try working.file(at: path) }
      problems[index].place.position = cache[path]?.position(of: problems[index].place, in: texts[path] ?? [])
    }
  }

  // MARK: words

  /// Counts of what changed; ids and values stay out, because a message outlives the record.
  var defaultMessage: String {
    var parts: [String] = []
    for act in RecordChange.Act.allCases {
      let counts = Dictionary(grouping: records.filter { $0.act == act }) { $0.type }
      let list = counts.sorted { $0.key < $1.key }.map { "\($0.value.count) \($0.key)" }
      if !list.isEmpty { parts.append("\(act.rawValue) " + list.joined(separator: ", ")) }
    }
    if !files.isEmpty { parts.append(files.count == 1 ? "change \(files[0])" : "change \(files.count) files") }
    return parts.joined(separator: "; ")
  }
}

/// Which of the changes a person wants committed.
struct CommitSelection {
  private let words: Set<String>
  private let prefixes: [String]

  init(_ words: [String], catalogue: Catalogue) {
    self.words = Set(words)
    prefixes = words.map { catalogue.types[$0].map(Layout.prefix) ?? $0 }
  }

  /// A word that names neither a change nor anything in the store is a slip of the finger.
  func refuseUnknown(_ changes: WorkingChanges, _ state: Snapshot) throws(StoreError) {
    for word in words.sorted() {
      let only = CommitSelection([word], catalogue: state.catalogue)
      if changes.records.contains(where: only.contains) || changes.files.contains(where: only.contains(path:)) {
        continue
      }
      if changes.problems.contains(where: { only.contains(path: $0.place.file ?? "") }) { continue }
      if word.contains("/") || state.catalogue.types[word] != nil { continue }
      if try state.record(word) != nil { continue }
      let near = Suggestion.nearest(to: word, among: changes.records.map(\.id) + state.catalogue.types.keys)
      throw .notFound(kind: .record, name: word, near: near)
    }
  }

  func contains(_ change: RecordChange) -> Bool {
    words.isEmpty || words.contains(change.id) || contains(path: change.path)
  }

  func contains(path: String) -> Bool {
    words.isEmpty
      || prefixes.contains { path == $0 || ($0.hasSuffix("/") && path.hasPrefix($0)) || path.hasPrefix($0 + "/") }
  }
}
