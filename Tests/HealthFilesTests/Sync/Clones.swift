import Foundation
import Git
import JSONSchema
import Testing

@testable import HealthFiles

/// Copies of one trusted store that exchange objects through a folder, as through a hub, without any transport.
final class Clones {
  let world = FixedWorld("2026-11-21T10:00:00+08:00")
  let folder = TemporaryFolder()
  /// Who founded the store and signs in every copy.
  let owner: TestHolder
  private(set) var stores: [Store] = []
  /// Where the hub's main stands.
  private(set) var hub: ObjectID
  /// What each copy saw of the hub last.
  private var seen: [ObjectID] = []

  static let devices = ["a7", "b2", "c3"]

  /// Makes a store with some records, and copies of it.
  init(_ count: Int, _ records: [String] = [], owner: TestHolder? = nil) throws {
    self.owner = try owner ?? TestHolder(1)
    let beginning = StoreBeginning(
      name: "静心足道", currency: "CNY", timeZone: "Asia/Shanghai", dayEnds: "04:00", device: Self.devices[0],
      languages: ["zh-Hans"])
    let first = try Store.initialize(
      at: folder.file("a7"), beginning, author: FixedWorld.author,
      founder: Founder(id: "stf-lin", alias: "林", holder: self.owner), environment: world.environment
    ).store
    hub = try #require(try first.head())
    stores = [first]
    for line in records { try create(line, in: 0) }
    hub = try commit(0) ?? hub
    for device in Self.devices[1..<count] {
      try FileManager.default.copyItem(atPath: folder.file("a7"), toPath: folder.file(device))
      stores.append(try open(device))
      try stores.last?.setDevice(device)
    }
    seen = Array(repeating: hub, count: count)
  }

  private func open(_ device: String) throws -> Store {
    let store = try Store(containing: folder.file(device), environment: world.environment)
    store.unlock(owner) { store throws(StoreError) in try HistoryVerifier.access(of: store) }
    return store
  }

  /// Has somebody else work in a copy from now on.
  func use(_ holder: any KeyHolder, in place: Int) {
    stores[place].unlock(holder) { store throws(StoreError) in try HistoryVerifier.access(of: store) }
  }

  // MARK: editing

  /// Makes a record of `TYPE FIELD=VALUE ...`, in a working file.
  @discardableResult
  func create(_ line: String, in place: Int) throws -> String {
    let words = ShellWords.split(line)
    let state = try stores[place].workingSnapshot()
    let type = try #require(state.catalogue.types[words[0]])
    let record = try stores[place].draft(type, assignments: try words.dropFirst().map { try Assignment($0) }, in: state)
    try stores[place].saveWorking(record, replacing: nil)
    return record.id
  }

  /// Changes a record in its working file.
  func edit(_ id: String, in place: Int, _ change: (inout JSON) -> Void) throws {
    let record = try #require(try stores[place].workingSnapshot().record(id))
    var value = record.value
    change(&value)
    try stores[place].saveWorking(Record(type: record.type, id: id, value: value), replacing: record.value)
  }

  func remove(_ id: String, in place: Int) throws { _ = try stores[place].removeWorking(id) }

  /// Commits the working files; nil when nothing changed.
  @discardableResult
  func commit(_ place: Int, message: String = "edit") throws -> ObjectID? {
    world.advance(1)
    return try stores[place].commitWorkingFiles(CommitRequest(message: message, author: FixedWorld.author)).commit
  }

  // MARK: syncing

  /// Fetches, judges, takes in, and publishes, as `hfile sync` does.
  @discardableResult
  func sync(_ place: Int, _ request: IntegrationRequest = IntegrationRequest()) throws -> Integration {
    world.advance(60)
    let store = stores[place]
    for other in stores where other !== store { try Self.copyObjects(from: other, to: store) }
    #expect(try store.admit(hub, lastSeen: seen[place]).isEmpty)
    let outcome = try store.integrate(hub, request)
    hub = outcome.new
    seen[place] = hub
    return outcome
  }

  private static func copyObjects(from other: Store, to store: Store) throws {
    let (source, target) = (other.gitDirectory + "/objects/", store.gitDirectory + "/objects/")
    for path in try FileManager.default.subpathsOfDirectory(atPath: source) where !path.hasPrefix("info/") {
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: source + path, isDirectory: &isFolder), !isFolder.boolValue,
        !FileManager.default.fileExists(atPath: target + path)
      else { continue }
      try FileManager.default.createDirectory(
        atPath: (target + path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
      try FileManager.default.copyItem(atPath: source + path, toPath: target + path)
    }
    try store.repository().use { repository throws(GitError) in try repository.refresh() }
  }

  // MARK: looking

  func value(_ id: String, in place: Int = 0) throws -> JSON? { try stores[place].snapshot().record(id)?.value }

  /// The conflicts of a copy.
  func conflicts(in place: Int) throws -> [JSON] {
    let state = try stores[place].snapshot()
    let type = try #require(state.catalogue.types["conflict"])
    return try state.records(of: type).records.map(\.value)
  }

  /// Nothing may be found in a copy's history, and stock git must find the repository whole.
  func expectSound(_ place: Int, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let found = try HistoryVerifier(stores[place]).verify(forgets: true)
    #expect(found.findings == [], sourceLocation: sourceLocation)
    #expect(try stores[place].workingChanges().records == [], sourceLocation: sourceLocation)
    let check = try Ran("git", ["fsck", "--strict", "--no-dangling"], in: stores[place].root)
    #expect(check.status == 0, "\(check.error)", sourceLocation: sourceLocation)
  }
}
