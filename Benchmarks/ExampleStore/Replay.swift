// Makes a store with a history out of the files of the example: who wrote what and when is read from the records
// themselves, so that the last state is the example byte for byte.

import HealthFiles
import JSONSchema

/// Replays the example as its people would have written it.
struct Replay {
  private let example: Folder
  private let target: Folder
  private let state: Snapshot
  private let clock: StageClock
  private let store: Store
  private let identifier: String
  /// What the files hold so far, by path and id.
  private var files: [String: [String: Record]] = [:]

  /// Makes the store; tells a line of progress every 30 days.
  static func run(example: String, folder: String, progress: (String) -> Void) throws {
    var replay = try Replay(example: example, folder: folder)
    let steps = try Timeline(replay.state).steps
    var told = 0
    for step in steps {
      try replay.perform(step)
      let days = Int(step.time.localDay.daysSinceEpoch - Days.first.daysSinceEpoch) + 1
      guard step.isEvening, days % 30 == 0, days > told else { continue }
      told = days
      progress("\(step.time.localDay): \(days) of \(Days.count) days")
    }
    try replay.compare()
  }

  private init(example path: String, folder: String) throws {
    example = Folder(root: path)
    target = Folder(root: folder)
    let marker = try JSON(parsing: try example.read("hfile.json"))
    guard let id = marker["id"]?.stringValue, let bits = Replay.bits(of: id) else { throw ExampleFailure.unknownStore }
    identifier = id
    clock = StageClock(at: Timeline.beginning, first: [bits])
    state = try Store(containing: path, environment: clock.environment).workingSnapshot()
    let beginning = StoreBeginning(
      name: state.profile.name, currency: "CNY", timeZone: "Asia/Shanghai", dayEnds: "04:00", device: "a7",
      languages: ["zh-Hans", "en"])
    store = try Store.initialize(
      at: folder, beginning, author: Replay.author(Staff.owner, id), environment: clock.environment
    ).store
  }

  /// The dice that give a store its id: eight characters of Crockford's base 32, five bits each.
  private static func bits(of id: String) -> UInt64? {
    guard id.hasPrefix("sto-"), id.utf8.count == 12 else { return nil }
    var bits: UInt64 = 0
    for byte in id.utf8.dropFirst(4) {
      guard let digit = RecordID.alphabet.firstIndex(of: byte) else { return nil }
      bits = bits << 5 | UInt64(digit)
    }
    return bits
  }

  private static func author(_ staff: String, _ store: String) -> Author {
    let name = Staff.all.first { $0.id == staff }?.name ?? staff
    return Author(name: name, email: "\(staff)@\(store)")
  }

  // MARK: steps

  private mutating func perform(_ step: Step) throws {
    clock.set(step.time)
    for path in step.files { try target.write(try example.read(path), to: path) }
    var changed: Set<String> = []
    for record in step.records {
      guard let path = state.path(of: record.id) else { continue }
      files[path, default: [:]][record.id] = record
      changed.insert(path)
    }
    for path in changed.sorted() {
      guard let records = files[path]?.values.map({ $0 }), let type = state.catalogue.types[records[0].type] else {
        continue
      }
      try target.write(RecordFiles.bytes(records, of: type), to: path)
    }
    let author = Replay.author(step.author, identifier)
    _ = try store.commitWorkingFiles(CommitRequest(message: step.message, author: author))
  }

  /// The working files must be those of the example, and nothing may wait to be committed.
  private func compare() throws {
    let paths = Set(try example.paths()).union(try target.paths())
    let differing = paths.sorted().filter { path in
      guard let wanted = try? example.read(path), let made = try? target.read(path) else { return true }
      return wanted != made
    }
    guard differing.isEmpty else { throw ExampleFailure.differs(differing) }
    let waiting = try store.workingChanges()
    guard waiting.records.isEmpty, waiting.files.isEmpty, waiting.layoutOnly.isEmpty else {
      throw ExampleFailure.differs(waiting.records.map(\.path) + waiting.files + waiting.layoutOnly)
    }
  }
}
