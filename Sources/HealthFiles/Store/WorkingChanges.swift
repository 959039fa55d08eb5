// Working files read as records: which records were added, amended or removed, and what stops a commit of them.

internal import Git
internal import JSONSchema

/// What a person changed, record by record.
public struct WorkingChanges: Sendable {
  /// The records that differ.
  public private(set) var records: [RecordChange] = []
  /// Files that are no records and differ: schemas, `hfile.json`, README.
  public private(set) var files: [String] = []
  /// Files whose records are those of HEAD, in another layout.
  public private(set) var layoutOnly: [String] = []
  /// Everything that is wrong with the files as files.
  public private(set) var problems: [Problem] = []

  var bytes: [String: [UInt8]?] = [:]

  /// Whether schemas or the store's profile differ, by which all records are judged.
  var changesRules: Bool {
    files.contains { $0.hasPrefix("schema/") } || records.contains { $0.path == "store.json" }
  }

  init(_ working: WorkingFiles, catalogue: Catalogue) {
    problems = working.problems
    for change in working.changes { read(change, catalogue) }
  }

  private mutating func read(_ change: FileChange, _ catalogue: Catalogue) {
    switch Layout.content(of: change.path, in: catalogue) {
    case .document(let name, let id):
      guard let type = catalogue.types[name] else { return }
      guard Layout.path(of: id, in: type) == change.path || change.old != nil else {
        return readStray(change, catalogue)
      }
      readRecords(change, type)
    case .daily(let name):
      guard let type = catalogue.types[name] else { return }
      readRecords(change, type)
    case .policy(let name): readPolicy(change, name, catalogue)
    case .schema, .access, .marker, .named:
      files.append(change.path)
      bytes[change.path] = change.new
    case .stray: readStray(change, catalogue)
    }
  }

  private mutating func readRecords(_ change: FileChange, _ type: RecordType) {
    let old = change.old.map { RecordFile($0, path: change.path, type: type) }
    let new = change.new.map { RecordFile($0, path: change.path, type: type) }
    problems += new?.problems ?? []
    let before = old?.byID ?? [:]
    var after: [String: Record] = [:]
    var count = 0
    for entry in new?.entries ?? [] {
      let record = entry.record
      let place = Place(file: change.path, position: position(entry), record: record.id)
      if after[record.id] != nil { problems.append(Problem(.duplicateID(other: change.path), at: place)) }
      after[record.id] = record
      guard before[record.id]?.value.text(.compact) != record.value.text(.compact) else { continue }
      count += 1
      records.append(
        RecordChange(
          type: type.name, id: record.id, path: change.path, old: before[record.id]?.value, new: record.value))
    }
    let unreadable = !(new?.problems.isEmpty ?? true)
    let gone = before.keys.filter { after[$0] == nil }.sorted()
    if !unreadable {
      for id in gone {
        count += 1
        records.append(
          RecordChange(type: type.name, id: id, path: change.path, old: before[id]?.value, new: nil))
      }
    }
    if count == 0, change.new != nil, !unreadable { layoutOnly.append(change.path) }
  }

  private func position(_ entry: RecordFile.Entry) -> TextPosition {
    TextPosition(offset: entry.range.lowerBound, line: entry.line, column: 1)
  }

  private mutating func readPolicy(_ change: FileChange, _ name: String, _ catalogue: Catalogue) {
    guard catalogue.policies[name] != nil else {
      problems.append(Problem(.strayFile, at: Place(file: change.path)))
      return
    }
    var values: [JSON?] = []
    for text in [change.old, change.new] {
      do throws(JSONError) {
        values.append(try text.map { bytes throws(JSONError) in try JSON(parsing: bytes, limits: .schema) })
      } catch {
        problems.append(Problem(.unreadable(error.reason), at: Place(file: change.path, position: error.position)))
        return
      }
    }
    guard values[0]?.text(.compact) != values[1]?.text(.compact) else {
      layoutOnly.append(change.path)
      return
    }
    records.append(RecordChange(type: "policy", id: name, path: change.path, old: values[0], new: values[1]))
  }

  /// A record in the wrong folder is an error that names the right one; anything else is only mentioned.
  private mutating func readStray(_ change: FileChange, _ catalogue: Catalogue) {
    guard let new = change.new else { return }
    let place = Place(file: change.path)
    if change.path.hasSuffix(".json"), let value = try? JSON(parsing: new, limits: .record),
      let id = value["id"]?.stringValue, let type = catalogue.type(ofID: id), let path = Layout.path(of: id, in: type)
    {
      problems.append(Problem(.wrongPath(expected: path), at: place))
    } else {
      problems.append(Problem(.strayFile, at: place))
    }
  }
}
