internal import JSONSchema

/// A report: tables of figures, and what they were made from.
public struct Report: Sendable, Hashable {
  /// One table of a report.
  public struct Section: Sendable, Hashable {
    /// What the table shows.
    public let title: Phrase
    /// The columns shown and all rows.
    public let table: Table
    /// The column that bars stand for.
    public let bars: Int?
    /// The column that the line above the table follows.
    public let line: Int?
  }

  /// What a report was made from: the same again gives the same bytes.
  public struct Foot: Sendable, Hashable {
    /// The moment as of which it was made.
    public let asOf: Instant
    /// The policy versions that bear on it: name and first day; nil where the built-in default holds.
    public let policies: [Policy]

    init(asOf: Instant, _ policies: [String: BusinessDay?]) {
      self.asOf = asOf
      self.policies = policies.sorted { $0.key < $1.key }.map { Policy(name: $0.key, from: $0.value) }
    }

    /// Returns the foot of what was made of both.
    public func joined(with other: Foot) -> Foot {
      let names = Set(policies.map(\.name))
      let more = other.policies.filter { !names.contains($0.name) }
      return Foot(asOf: asOf, Dictionary(uniqueKeysWithValues: (policies + more).map { ($0.name, $0.from) }))
    }

    /// One policy version.
    public struct Policy: Sendable, Hashable {
      /// Name of the policy.
      public let name: String
      /// The first day of the version; nil where the built-in default holds.
      public let from: BusinessDay?
    }
  }

  /// Name of the report.
  public let name: String
  /// What people call it.
  public let title: Phrase
  /// The period it is about.
  public let period: ClosedRange<BusinessDay>?
  /// The tables.
  public let sections: [Section]
  /// What it was made from.
  public let foot: Foot
  /// Values that could not be counted with.
  public let problems: [Problem]
}

extension Definitions {
  /// Makes a report of a state.
  ///
  /// - Throws: `StoreError.invalid` where the definition names something that is not there.
  public func report(_ definition: Definition, of state: Snapshot, _ occasion: Occasion) throws(StoreError) -> Report {
    try report(definition, from: state, RuleBook(state), occasion)
  }

  func report(
    _ definition: Definition, from source: any FrameSource, _ rules: RuleBook, _ occasion: Occasion
  ) throws(StoreError) -> Report {
    var run = try StepRun(whole(definition), occasion, source, rules)
    var sections: [Report.Section] = []
    for step in definition.steps {
      guard let title = step.title else { continue }
      let table = try run.table(step.name)
      let shown = step.shown.isEmpty ? table.headings.map(\.name) : step.shown
      let places = shown.compactMap { table.column(called: run.named($0)) }
      let part = Table(
        headings: places.map { table.headings[$0] }, rows: table.rows.map { row in places.map { row[$0] } })
      sections.append(
        Report.Section(
          title: title, table: part, bars: step.bars.flatMap { part.column(called: $0) },
          line: step.line.flatMap { part.column(called: $0) }))
    }
    return Report(
      name: definition.name, title: definition.label, period: definition.days == nil ? nil : occasion.period,
      sections: sections, foot: Report.Foot(asOf: occasion.asOf, run.policies), problems: run.problems)
  }
}

extension RuleBook {
  /// The rule sets of a state.
  init(_ state: Snapshot) throws(StoreError) {
    types = state.catalogue.policies
    var versions: [String: JSON] = [:]
    for policy in state.catalogue.sortedPolicies { versions[policy.name] = try state.policy(policy.name) }
    self.versions = versions
  }
}
