// The checks behind `hfile check`: each looks at one thing in one state of the store and returns what it found.
// A new check is one file here and one line in `Check.all`.

internal import JSONSchema

/// A named check of a state of the store.
public struct Check: Sendable {
  /// The name by which it is run.
  public let name: String
  /// What it makes sure of.
  public let summary: Phrase
  private let run: @Sendable (_ state: Snapshot, _ today: BusinessDay) throws(StoreError) -> [Problem]

  /// Makes a check of rules that are in force on a day.
  init(
    name: String, summary: Phrase,
    run: @escaping @Sendable (_ state: Snapshot, _ today: BusinessDay) throws(StoreError) -> [Problem]
  ) {
    (self.name, self.summary, self.run) = (name, summary, run)
  }

  /// Makes a check that holds at any time.
  init(name: String, summary: Phrase, run: @escaping @Sendable (Snapshot) throws(StoreError) -> [Problem]) {
    self.init(name: name, summary: summary) { state, _ throws(StoreError) in try run(state) }
  }

  /// Returns what the check found in a state, by the rules in force on a day.
  public func problems(in state: Snapshot, today: BusinessDay) throws(StoreError) -> [Problem] {
    try run(state, today)
  }

  /// All checks, sorted by name.
  public static let all: [Check] = [
    .bookings, .canonicalText, .consent, .definitions, .identifiers, .keyring, .ledger, .policies, .references,
    .schema, .sums, .types, .uniqueness,
  ]
}

extension Snapshot {
  /// Calls a body with every file of records of this state.
  func forEachFile(_ body: (RecordFile, [UInt8]) throws(StoreError) -> Void) throws(StoreError) {
    for type in catalogue.sortedTypes {
      for path in try paths(of: type) {
        guard let bytes = try bytes(at: path) else { continue }
        try body(RecordFile(bytes, path: path, type: type), bytes)
      }
    }
  }
}

extension RecordFile {
  /// Gives problems of one of this file's records their file, record, line and column.
  func located(_ problems: [Problem], of entry: Entry, in bytes: [UInt8]) -> [Problem] {
    problems.map { problem in
      var place = problem.place
      place.file = path
      place.record = entry.record.id
      place.position = position(of: place, in: bytes)
      return Problem(problem.fact, at: place)
    }
  }
}
