internal import JSONSchema

/// The reports or alerts of one state of a store, read from its own files.
public struct Definitions: Sendable {
  /// All of them, sorted by name.
  public let all: [Definition]
  /// What is wrong with the files.
  public let problems: [Problem]
  /// The reports that others may use the steps of.
  let reports: [Definition]

  /// Reads the definitions of a folder, and the reports that they may use.
  public init(_ folder: String, of state: Snapshot) throws(StoreError) {
    let own = try Self.read(folder, state)
    let reports = folder == Definition.reportFolder ? own : try Self.read(Definition.reportFolder, state)
    all = own.all
    problems = own.problems
    self.reports = reports.all
  }

  private static func read(
    _ folder: String, _ state: Snapshot
  ) throws(StoreError) -> (all: [Definition], problems: [Problem]) {
    var all: [Definition] = []
    var problems: [Problem] = []
    for path in try state.paths(under: folder) where path.hasSuffix(".json") {
      guard let bytes = try state.bytes(at: path) else { continue }
      do throws(JSONError) {
        let document = try JSON(parsing: bytes, limits: .schema)
        let found = BuiltInSchemas.isBuiltIn(path, bytes) ? [] : Self.problems(of: document, path, bytes, state)
        problems += found
        let name = String(path.dropFirst(folder.count).dropLast(".json".count))
        if found.isEmpty { all.append(Definition(name: name, file: path, document: document)) }
      } catch {
        problems.append(Problem(.unreadable(error.reason), at: Place(file: path, position: error.position)))
      }
    }
    return (all, problems)
  }

  private static func problems(of document: JSON, _ path: String, _ bytes: [UInt8], _ state: Snapshot) -> [Problem] {
    BuiltInSchemas.meta("report").violations(of: document).map { violation in
      var problem = RecordValidator.problem(violation, in: document, currency: nil) { _ in false }
      problem.place.file = path
      problem.place.position = problem.place.pointer.flatMap { JSON.position(of: $0, in: bytes) }
      return problem
    }
  }

  /// Returns the definition a person names, by file or label; an unknown name suggests near ones.
  public func named(_ word: String, _ kind: StoreError.Kind) throws(StoreError) -> Definition {
    let lowered = word.lowercased()
    let found = all.first { $0.name == word || $0.label.all.contains { $0.lowercased() == lowered } }
    if let found { return found }
    let broken = problems.filter { $0.place.file?.hasSuffix("/\(word).json") ?? false }
    guard broken.isEmpty else { throw .invalid(broken) }
    let groups = all.map { [$0.name] + $0.label.all }
    throw .notFound(kind: kind, name: word, near: Suggestion.nearest(to: word, amongGroups: groups))
  }

  /// The steps and parameters of a definition, after those of the reports it uses.
  ///
  /// - Throws: `StoreError.invalid` for a report that is not there.
  func whole(_ definition: Definition) throws(StoreError) -> Definition.Whole {
    var whole = Definition.Whole(file: definition.file)
    var used: Set<String> = []
    try add(definition, to: &whole, &used)
    return whole
  }

  /// Adds what is used first; each report once, so that a circle ends.
  private func add(
    _ definition: Definition, to whole: inout Definition.Whole, _ used: inout Set<String>
  ) throws(StoreError) {
    for name in definition.uses where used.insert(name).inserted {
      guard let report = reports.first(where: { $0.name == name }) else {
        let near = Suggestion.nearest(to: name, among: reports.map(\.name))
        let sentence = StoreError.notFound(kind: .report, name: name, near: near).sentence
        let place = Place(file: definition.file, pointer: JSONPointer(["uses"]))
        throw .invalid([Problem(.words(name, sentence), at: place)])
      }
      try add(report, to: &whole, &used)
    }
    whole.parameters += definition.parameters
    whole.steps += definition.steps
  }
}
