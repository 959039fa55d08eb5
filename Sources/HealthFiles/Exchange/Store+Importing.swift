public import Git
internal import JSONSchema

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
  /// - Parameters:
  ///   - type: the name of the type of its records.
  ///   - skipInvalid: leaves out rows with problems instead of refusing the whole file.
  /// - Throws: `StoreError.invalid` with every problem of every row; nothing is written then.
  public func importRecords(
    _ foreign: ForeignFile, type name: String, options: ImportOptions, skipInvalid: Bool, isDryRun: Bool,
    message: String, author: Author
  ) throws(StoreError) -> ImportResult {
    try locked { () throws(StoreError) in
      try finishInterruptedCommit()
      let head = try head()
      if !isDryRun { try checkClock(against: head) }
      let base = try snapshot(at: head)
      guard let type = base.catalogue.types[name] else { throw .notFound(kind: .type, name: name, near: []) }
      var plan = ImportPlan(foreign, type: type, options: options, state: base, environment: environment)
      var commitPlan = try self.commitPlan(plan, base)
      while !commitPlan.problems.isEmpty {
        // What no row is to blame for, such as a full folder, leaving rows out would not mend.
        let ids = Set(plan.rows.map(\.record.id))
        let general = commitPlan.problems.filter { !ids.contains($0.place.record ?? "") }
        guard general.isEmpty else { throw .invalid(general) }
        plan.reject(Dictionary(grouping: commitPlan.problems) { $0.place.record ?? "" })
        commitPlan = try self.commitPlan(plan, base)
      }
      guard plan.problems.isEmpty || skipInvalid else { throw .invalid(sorted(plan.problems)) }
      var result = ImportResult(problems: sorted(plan.problems), rejected: plan.rejected, header: plan.header)
      result.added = commitPlan.records.count { $0.act == .add }
      result.amended = commitPlan.records.count { $0.act == .amend }
      result.unchanged = plan.rows.count - result.added - result.amended
      result.warnings = try editsThatStay(commitPlan)
      guard !commitPlan.isEmpty, !isDryRun else { return result }
      let prepared = PreparedCommit(changes: commitPlan.bytes, message: message, author: author)
      let commit = try write(prepared, on: head, profile: base.profile)
      try publish(commit, after: head, message: message, catalogue: base.catalogue)
      result.commit = commit
      return result
    }
  }

  /// Uncommitted edits of records that the import amends: they stay, and the next commit would put them back.
  private func editsThatStay(_ plan: CommitPlan) throws(StoreError) -> [Problem] {
    let working = try workingSnapshot()
    var warnings: [Problem] = []
    for change in plan.records where change.act == .amend {
      guard let mine = try working.record(change.id)?.value, mine.text(.compact) != change.old?.text(.compact) else {
        continue
      }
      warnings.append(Problem(.editStays, at: Place(file: change.path, record: change.id)))
    }
    return warnings
  }

  private func commitPlan(_ plan: ImportPlan, _ base: Snapshot) throws(StoreError) -> CommitPlan {
    try CommitPlan(importing: plan.rows.map(\.record), to: base)
  }

  private func sorted(_ problems: [Problem]) -> [Problem] {
    problems.sorted { first, second in
      let lines = (first.place.position?.line ?? 0, second.place.position?.line ?? 0)
      return lines.0 == lines.1 ? first.place.text < second.place.text : lines.0 < lines.1
    }
  }
}
