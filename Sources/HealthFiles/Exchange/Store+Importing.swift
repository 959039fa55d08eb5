public import Git
internal import JSONSchema
internal import Synchronization

/// What a person asks of `hfile import`.
public struct ImportRequest: Sendable {
  /// The file to read.
  public let file: ForeignFile
  /// The name of the type of its records.
  public let type: String
  /// How the file is read.
  public var options = ImportOptions()
  /// Leaves out rows with problems instead of refusing the whole file.
  public var skipsInvalid = false
  /// Finds out what would happen and writes nothing.
  public var isDryRun = false
  /// The message of the commit.
  public var message: String
  /// Who commits.
  public var author: Author
  /// Is told now and then, by several threads, how many bytes more were dealt with; each is dealt with twice.
  public var progress: @Sendable (Int) -> Void = { _ in }

  /// Reads every row as a tree, as rows are read that are not certain; for tests.
  var isCareful = false

  /// Makes a request to take all rows of a file.
  public init(_ file: ForeignFile, type: String, message: String, author: Author) {
    self.file = file
    self.type = type
    self.message = message
    self.author = author
  }
}

/// What an import did, or would do.
public struct ImportResult: Sendable {
  /// The new commit; nil when nothing was new, or on a dry run.
  public var commit: ObjectID?
  /// Records that were not in the store.
  public var added = 0
  /// Records of known ids with other content.
  public var amended = 0
  /// Records that are in the store already, just so.
  public var unchanged = 0
  /// What is wrong with rows that were left out.
  public var problems: [Problem] = []
  /// What is worth a look.
  public var warnings: [Problem] = []
  /// The rows left out, by line.
  public var rejected: [Int: String] = [:]
  /// The first line of a CSV file, for the reject file.
  public var header: [String] = []
}

extension Store {
  /// Takes the records of a foreign file into the store in one commit.
  ///
  /// The file is read under the lock, so that its rows are laid over the very records the commit will amend.
  ///
  /// - Throws: `StoreError.invalid` with every problem of every row; nothing is written then.
  public func importRecords(_ request: ImportRequest) throws(StoreError) -> ImportResult {
    try locked { () throws(StoreError) in
      try finishInterruptedCommit()
      let head = try head()
      if !request.isDryRun { try checkClock(against: head) }
      let base = try snapshot(at: head)
      guard let type = base.catalogue.types[request.type] else {
        throw .notFound(kind: .type, name: request.type, near: [])
      }
      try refuseUnreviewed(importing: type, in: base)
      let meaning = try RowMeaning(request.file, type, request.options, base.profile, environment)
      let references = meaning.problems.isEmpty ? try KnownReferences(meaning, base) : nil
      let staged = request.isDryRun || !meaning.problems.isEmpty ? nil : try StagedFiles(try repository(), disk)
      defer { staged?.clear() }
      let found =
        if let references { try importDays(request, meaning, references, base, staged) } else {
          try importAll(request, meaning, base, staged)
        }
      guard found.problems.isEmpty || request.skipsInvalid else { throw .invalid(sorted(found.problems)) }
      var result = ImportResult(problems: sorted(found.problems), rejected: found.rejected, header: meaning.header)
      (result.added, result.amended, result.unchanged) = (found.added, found.amended.count, found.unchanged)
      result.warnings = try editsThatStay(found.amended)
      guard !request.isDryRun, found.added + found.amended.count > 0 else { return result }
      try staged?.synchronize()
      let prepared = PreparedCommit(
        changes: found.changes, staged: staged, message: request.message, author: request.author)
      let signer = try signer(on: base) { () throws(StoreError) in
        let paths = found.added == 0 ? [] : (staged?.blobs.keys.sorted() ?? []) + found.changes.keys.sorted()
        return found.amended.compactMap { accessChange($0, base.catalogue) } + paths.map { addition(to: $0, type) }
      }
      let commit = try write(prepared, on: head, profile: base.profile, signer: signer)
      try publish(commit, after: head, message: request.message, catalogue: base.catalogue, staged: staged)
      result.commit = commit
      maintainIfDue()
      return result
    }
  }

  /// Additions to one file as rights judge them: all of one day, or one record.
  private func addition(to path: String, _ type: RecordType) -> AccessChange {
    var id = Disk.name(of: path).replacing(".json", with: "")
    if let (day, device) = Layout.dailyName(Disk.name(of: path)) {
      id = RecordID.dated(prefix: type.prefix, day: day, device: device, code: RecordID.code(bits: 0))
    }
    return AccessChange(type, id: id, path: path, old: nil, new: ["id": .string(id)])
  }

  /// All rows at once, for types whose rows are judged by more than their own file.
  private func importAll(
    _ request: ImportRequest, _ meaning: RowMeaning, _ base: Snapshot, _ staged: StagedFiles?
  ) throws(StoreError) -> ImportFindings {
    var found = ImportFindings(problems: meaning.problems)
    guard meaning.problems.isEmpty else { return found }
    var reader = ForeignRowReader(try request.file.bytes(0..<request.file.size), isJSON: request.file.isJSON)
    if !request.file.isJSON { _ = reader.advance() }
    var rows: [(row: ForeignRow, bits: () -> UInt64)] = []
    while let line = reader.advance() { rows.append((reader.row(line), environment.randomBits)) }
    found.add(try ImportPlan(rows, meaning, state: base))
    if let staged, found.problems.isEmpty || request.skipsInvalid {
      try staged.write(found.changes)
      found.changes = [:]
    }
    request.progress(2 * request.file.size)
    return found
  }

  /// Daily file by daily file, on all processors; each is written as soon as it is made.
  private func importDays(
    _ request: ImportRequest, _ meaning: RowMeaning, _ references: KnownReferences, _ base: Snapshot,
    _ staged: StagedFiles?
  ) throws(StoreError) -> ImportFindings {
    guard base.catalogue.problems.isEmpty else { throw .invalid(base.catalogue.problems) }
    let index = try RowIndex(request.file, meaning, progress: request.progress)
    let isRefused = Atomic(false)
    let days = try Workers.map(index.groups.count) { () throws(StoreError) in
      try DayImport(request, index, meaning, base, references)
    } each: { day, number throws(StoreError) in
      let group = index.groups[number]
      var found = try day.findings(of: group)
      if !found.problems.isEmpty, !request.skipsInvalid { isRefused.store(true, ordering: .relaxed) }
      if let staged, !isRefused.load(ordering: .relaxed) { try day.write(found.changes, to: staged) }
      found.changes = [:]
      request.progress(index.size(of: group))
      return found
    }
    return days.reduce(into: ImportFindings()) { $0.add($1) }
  }

  /// Uncommitted edits of records that the import amends: they stay, and the next commit would put them back.
  private func editsThatStay(_ amended: [RecordChange]) throws(StoreError) -> [Problem] {
    guard !amended.isEmpty else { return [] }
    let working = try workingSnapshot()
    var warnings: [Problem] = []
    for change in amended {
      guard let mine = try working.record(change.id)?.value, mine.text(.compact) != change.old?.text(.compact) else {
        continue
      }
      warnings.append(Problem(.editStays, at: Place(file: change.path, record: change.id)))
    }
    return warnings
  }

  private func sorted(_ problems: [Problem]) -> [Problem] {
    problems.sorted { first, second in
      let lines = (first.place.position?.line ?? 0, second.place.position?.line ?? 0)
      return lines.0 == lines.1 ? first.place.text < second.place.text : lines.0 < lines.1
    }
  }
}

/// What is found of some rows of a foreign file.
struct ImportFindings: Sendable {
  /// The new text of each file that changes.
  var changes: [String: [UInt8]?] = [:]
  var added = 0
  var unchanged = 0
  var amended: [RecordChange] = []
  var problems: [Problem] = []
  /// The text of each rejected row by its line.
  var rejected: [Int: String] = [:]

  mutating func add(_ plan: ImportPlan) {
    let changed = plan.commit.records.filter { $0.act == .amend }
    add(
      ImportFindings(
        changes: plan.commit.bytes, added: plan.commit.records.count - changed.count,
        unchanged: plan.count - plan.commit.records.count, amended: changed, problems: plan.problems,
        rejected: plan.rejected))
  }

  mutating func add(_ other: ImportFindings) {
    changes.merge(other.changes) { _, new in new }
    added += other.added
    unchanged += other.unchanged
    amended += other.amended
    problems += other.problems
    rejected.merge(other.rejected) { _, new in new }
  }
}
