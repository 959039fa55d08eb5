// Changes of working files through hfile: validated before they are written, and only over the text they were made
// from.

public import JSONSchema

extension Store {
  /// The field that names who recorded a fact.
  private static let recordedBy = "by"

  /// Makes a new record of a type from assignments: id, business day, device and time are filled in.
  ///
  /// - Throws: `StoreError.invalid` with every problem of the record; nothing is written here in any case.
  public func draft(
    _ type: RecordType, assignments: [Assignment], in state: Snapshot
  ) throws(StoreError) -> Record {
    let currency = state.profile.currency
    var (value, problems) = type.applying(assignments, to: .object(JSONObject()), currency: currency)
    value = try completed(type.withDefaults(value), of: type, in: state)
    if !problems.isEmpty {
      problems += type.problems(in: value, currency: currency)
      throw .invalid(problems)
    }
    guard let id = value["id"]?.stringValue else { throw .invalid([Problem(.idMissing, at: Place())]) }
    return Record(type: type.name, id: type.layout == .singleton ? type.name : id, value: value)
  }

  /// Fills in what a new record leaves out of id, business day, device, time and who records it.
  func completed(_ given: JSON, of type: RecordType, in state: Snapshot) throws(StoreError) -> JSON {
    var value = given
    let profile = state.profile
    let now = environment.now()
    let names = Set(type.fields.map(\.name))
    if let time = type.time, value[time] == nil {
      value.set(.string(profile.instant(seconds: now.seconds).description), at: time)
    }
    if names.contains(Self.recordedBy), value[Self.recordedBy] == nil, let id = try useOperator() {
      value[Self.recordedBy] = .string(id)
    }
    let seconds = type.instant(of: value)?.seconds ?? now.seconds
    let id = value["id"]?.stringValue
    guard type.layout == .dated || type.layout == .daily else {
      value["id"] = .string(plainID(type, given: id))
      return value
    }
    let day = value["day"]?.stringValue.flatMap { BusinessDay($0) } ?? profile.businessDay(of: seconds)
    let parts = id.flatMap { RecordID.datedParts(of: $0) }
    let named = parts?.device ?? value["device"]?.stringValue
    let device = if let named { named } else { try device() }
    if names.contains("day"), value["day"] == nil { value["day"] = .string((parts?.day ?? day).description) }
    if names.contains("device"), value["device"] == nil { value["device"] = .string(device) }
    let code = RecordID.code(bits: environment.randomBits())
    value["id"] = .string(id ?? RecordID.dated(prefix: type.prefix, day: day, device: device, code: code))
    return value
  }

  /// `lin` becomes `stf-lin`; without a code a random one is drawn.
  private func plainID(_ type: RecordType, given: String?) -> String {
    guard let given else { return "\(type.prefix)-\(RecordID.code(bits: environment.randomBits()))" }
    return given.hasPrefix(type.prefix + "-") ? given : "\(type.prefix)-\(given)"
  }

  /// Writes a record to the working files.
  ///
  /// - Parameter old: the record the edit was made from; nil for a new one. If the file holds another by now, the edits
  ///   are merged field by field, and a true clash is thrown as `StoreError.conflict`.
  /// - Returns: the path of the file.
  @discardableResult
  public func saveWorking(
    _ record: Record, replacing old: JSON?, isDryRun: Bool = false
  ) throws(StoreError) -> String {
    try locked { () throws(StoreError) in
      try finishInterruptedCommit()
      let state = try workingSnapshot()
      try refuseOtherID(record, replacing: old)
      guard let type = state.catalogue.types[record.type], let path = Layout.path(of: record.id, in: type) else {
        let form = state.catalogue.types[record.type].map(RecordValidator.form) ?? record.type
        let place = Place(record: record.id, pointer: JSONPointer(["id"]))
        throw .invalid([Problem(.idMalformed(found: record.id, form: form), at: place)])
      }
      var file = try state.file(at: path)?.byID ?? [:]
      let stored = file[record.id]
      let mine = try state.opened(record).record
      let base = try old.map { old throws(StoreError) in
        try state.opened(Record(type: record.type, id: record.id, value: old)).record.value
      }
      let current = try stored.map { record throws(StoreError) in try state.opened(record).record.value }
      let merged = try merge(mine, replacing: base, over: current, type: type, path: path)
      let sealed = try state.seals?.sealed(merged.value, id: record.id, of: type, over: stored?.value)
      file[record.id] = Record(type: record.type, id: record.id, value: sealed ?? merged.value)
      let bytes = RecordFile.canonical(file.values, of: type)
      var validator = RecordValidator(state: state.laying([path: bytes]))
      let problems = try validator.problems(of: merged, path: path)
      guard problems.isEmpty else { throw .invalid(problems) }
      guard !isDryRun else { return path }
      try refuseUnreadable(state, path)
      try flushKeys()
      try disk.write(bytes, to: path)
      var intents = try Intents(disk)
      intents.add(.amend, record.id)
      try intents.save(disk)
      return path
    }
  }

  /// Ids never change: a record under another id is another record.
  private func refuseOtherID(_ record: Record, replacing old: JSON?) throws(StoreError) {
    guard let old, record.value["id"] != old["id"] else { return }
    throw .invalid([Problem(.unchangeable("id"), at: Place(record: record.id, pointer: JSONPointer(["id"])))])
  }

  private func merge(
    _ record: Record, replacing old: JSON?, over current: JSON?, type: RecordType, path: String
  ) throws(StoreError) -> Record {
    guard old != nil || current == nil else {
      throw .invalid([Problem(.alreadyExists(isFact: type.layout == .daily), at: Place(file: path, record: record.id))])
    }
    guard old?.text(.compact) != current?.text(.compact) else { return record }
    let outcome = JSONMerge.merge(base: old, ours: record.value, theirs: current, rules: type.mergeRules)
    guard outcome.conflicts.isEmpty, let value = outcome.value else {
      throw .conflict(
        outcome.conflicts.map { conflict in
          let isSealed = type.isSealed(conflict.pointer)
          let fact = Fact.changedMeanwhile(
            yours: isSealed ? nil : conflict.ours?.plainText, theirs: isSealed ? nil : conflict.theirs?.plainText)
          return Problem(fact, at: Place(file: path, record: record.id, pointer: conflict.pointer))
        })
    }
    return Record(type: record.type, id: record.id, value: value)
  }

  /// A file with a line that cannot be read is never written over: the line would be lost.
  private func refuseUnreadable(_ state: Snapshot, _ path: String) throws(StoreError) {
    guard let problems = try state.file(at: path)?.problems, !problems.isEmpty else { return }
    throw .invalid(problems)
  }

  /// Removes a record from the working files; the next commit removes it from the store.
  ///
  /// - Throws: `StoreError.notFound`, or `.invalid` when other records refer to it.
  @discardableResult
  public func removeWorking(_ id: String, isDryRun: Bool = false) throws(StoreError) -> RecordChange {
    try locked { () throws(StoreError) in
      try finishInterruptedCommit()
      let state = try workingSnapshot()
      guard let record = try state.record(id), let type = state.catalogue.types[record.type],
        let path = state.path(of: id), type.layout != .singleton
      else { throw .notFound(kind: .record, name: id, near: []) }
      let change = RecordChange(type: record.type, id: id, path: path, old: record.value, new: nil)
      let problems = try Referrers.problems(removing: change, in: state, removed: [id])
      guard problems.isEmpty else { throw .invalid(problems) }
      guard !isDryRun else { return change }
      try refuseUnreadable(state, path)
      var file = try state.file(at: path)?.byID ?? [:]
      file[id] = nil
      var intents = try Intents(disk)
      intents.add(.remove, id)
      try intents.save(disk)
      if file.isEmpty {
        try disk.remove(path)
      } else {
        try disk.write(RecordFile.canonical(file.values, of: type), to: path)
      }
      return change
    }
  }

  /// Saves a policy to the working files, unless they hold another than the one the edit was made from.
  ///
  /// - Throws: `StoreError.conflict` when somebody else changed it meanwhile.
  public func saveWorking(
    policy name: String, _ value: JSON, replacing old: JSON?, isDryRun: Bool = false
  ) throws(StoreError) {
    try locked { () throws(StoreError) in
      try finishInterruptedCommit()
      let state = try workingSnapshot()
      guard try state.policy(name)?.text(.compact) == old?.text(.compact) else {
        let fact = Fact.changedMeanwhile(yours: nil, theirs: nil)
        throw .conflict([Problem(fact, at: Place(file: Layout.policyPath(name)))])
      }
      let problems = PolicyValidator.problems(of: value, name: name, state: state)
      guard problems.isEmpty, let type = state.catalogue.policies[name] else { throw .invalid(problems) }
      guard !isDryRun else { return }
      try disk.write(RecordFile.document(value, order: type.schema.keyOrder), to: Layout.policyPath(name))
    }
  }

  /// Puts records that are missing from the working files back to what HEAD says.
  ///
  /// - Returns: the records put back.
  public func restoreMissing() throws(StoreError) -> [RecordChange] {
    try locked { () throws(StoreError) in
      let head = try head()
      let state = try workingSnapshot()
      let changes = WorkingChanges(try WorkingFiles(self, head: head), catalogue: state.catalogue)
      let back = changes.records.filter { $0.act == .remove }
      for (path, changes) in Dictionary(grouping: back, by: { $0.path }).sorted(by: { $0.key < $1.key }) {
        guard let type = state.catalogue.types[changes[0].type] else { continue }
        try refuseUnreadable(state, path)
        var file = try state.file(at: path)?.byID ?? [:]
        for change in changes {
          file[change.id] = change.old.map { Record(type: type.name, id: change.id, value: $0) }
        }
        try disk.write(RecordFile.canonical(file.values, of: type), to: path)
      }
      var intents = try Intents(disk)
      intents.settle(back.map(\.id))
      try intents.save(disk)
      return back
    }
  }
}
