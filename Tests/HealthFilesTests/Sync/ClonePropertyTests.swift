import Foundation
import Git
import JSONSchema
import Testing

@testable import HealthFiles

/// Random edits on three copies, brought together in random order (issue "Two clones and a hub").
///
/// All copies reach the same state, everything in it is valid and signed by who may, and no change of any side is lost:
/// it stands in the history all have, or in a record that says what clashed. `make torture` runs 10,000 (HFILE_CLONES).
@Suite struct ClonePropertyTests {
  private static let cases = ProcessInfo.processInfo.environment["HFILE_CLONES"].flatMap { Int($0) } ?? 12

  /// A value that one copy gave to a field, or put into its set.
  private struct Edit: Hashable {
    let record: String
    let field: String
    let value: JSON
  }

  @Test func copiesComeTogetherAndNothingIsLost() async throws {
    await withTaskGroup(of: Void.self) { group in
      for worker in 0..<2 {
        group.addTask {
          for seed in stride(from: worker, to: Self.cases, by: 2) {
            do { try Self.run(UInt64(seed)) } catch { Issue.record("seed \(seed): \(error)") }
          }
        }
      }
    }
  }

  private static func run(_ seed: UInt64) throws {
    var random = SeededRandom(seed: seed &* 977 &+ 5)
    let products = (0..<3).map { "prd-p\($0)" }
    let clones = try Clones(
      3,
      products.map { "product id=\($0) name=\($0) price=10.00 category=tea tags[]=old" }
        + ["member id=mem-3b6n0c5r kind=member name=林晓 phone=+8613800000001 allergies[]=花生"])
    var edits: Set<Edit> = []
    for _ in 0..<(3 + random.below(4)) {
      let place = random.below(3)
      var fresh: Set<Edit> = []
      for _ in 0..<(1 + random.below(3)) { try edit(clones, place, products, &random, &fresh) }
      try clones.commit(place)
      // What was written over before it was committed is nobody's loss.
      edits.formUnion(try fresh.filter { try stands($0, in: [clones.value($0.record, in: place)].compactMap(\.self)) })
      if random.below(3) == 0 { try clones.sync(random.below(3)) }
    }
    let order = random.below(2) == 0 ? [0, 1, 2] : [2, 0, 1]
    for place in order + order { try clones.sync(place) }
    let heads = try Set(clones.stores.map { try $0.head() })
    #expect(heads.count == 1, "seed \(seed)")
    let found = try HistoryVerifier(clones.stores[0]).verify(forgets: true)
    #expect(found.findings == [], "seed \(seed)")
    try expectValid(clones.stores[0], seed)
    for store in clones.stores { #expect(try store.workingChanges().records == [], "seed \(seed)") }
    try expectKept(edits, clones, seed)
  }

  // MARK: editing

  private static func edit(
    _ clones: Clones, _ place: Int, _ products: [String], _ random: inout SeededRandom, _ edits: inout Set<Edit>
  ) throws {
    let mark = JSON.string("v\(random.next() % 100_000)")
    switch random.below(10) {
    case 0:
      let id = "prd-n\(random.below(3))"
      guard try clones.stores[place].workingSnapshot().record(id) == nil else { return }
      try clones.create("product id=\(id) name=\(mark.plainText) price=5.00 category=oil", in: place)
      edits.insert(Edit(record: id, field: "name", value: mark))
    case 1:
      guard let id = try present(products, in: clones, place).randomElement(using: &random) else { return }
      try clones.remove(id, in: place)
    case 2, 3:
      let (id, name) = ("mem-3b6n0c5r", random.below(2) == 0 ? "name" : "notes")
      try clones.edit(id, in: place) { $0[name] = mark }
      edits.insert(Edit(record: id, field: name, value: mark))
    case 4, 5:
      guard let id = try present(products, in: clones, place).randomElement(using: &random) else { return }
      try clones.edit(id, in: place) { value in
        var tags = value["tags"]?.arrayValue ?? []
        tags.append(mark)
        value["tags"] = .array(tags)
      }
      edits.insert(Edit(record: id, field: "tags", value: mark))
    default:
      guard let id = try present(products, in: clones, place).randomElement(using: &random) else { return }
      let name = ["name", "brand", "shelf"][random.below(3)]
      try clones.edit(id, in: place) { $0[name] = mark }
      edits.insert(Edit(record: id, field: name, value: mark))
    }
  }

  private static func present(_ ids: [String], in clones: Clones, _ place: Int) throws -> [String] {
    let state = try clones.stores[place].workingSnapshot()
    return try ids.filter { try state.record($0) != nil }
  }

  // MARK: judging

  private static func expectValid(_ store: Store, _ seed: UInt64) throws {
    let state = try store.snapshot()
    var validator = RecordValidator(state: state)
    for type in state.catalogue.sortedTypes {
      for path in try state.paths(of: type) {
        for record in try state.file(at: path)?.entries.map(\.record) ?? [] {
          #expect(try validator.problems(of: record, path: path) == [], "seed \(seed)")
        }
      }
    }
  }

  /// Each edit stands in a version of its record that all copies have, or was put aside with the commit it stood in:
  /// the one named, or one before it of the same copy, where a later edit of the same field clashed too.
  private static func expectKept(_ edits: Set<Edit>, _ clones: Clones, _ seed: UInt64) throws {
    let store = clones.stores[0]
    var versions: [String: [JSON]] = [:]
    for entry in try StoreHistory(store).entries(limit: .max) {
      for change in entry.records { if let new = change.new { versions[change.id, default: []].append(new) } }
    }
    for conflict in try clones.conflicts(in: 0) {
      guard let id = conflict["record"]?.stringValue, let hex = conflict["commit"]?.stringValue,
        let commit = ObjectID(hex: hex)
      else { continue }
      for aside in try Fork(of: commit, and: try store.head(), in: store).ours {
        if let value = try store.snapshot(at: aside).record(id)?.value { versions[id, default: []].append(value) }
      }
    }
    for edit in edits {
      #expect(stands(edit, in: versions[edit.record] ?? []), "seed \(seed): \(edit) is nowhere")
    }
  }

  private static func stands(_ edit: Edit, in versions: [JSON]) -> Bool {
    versions.contains { version in
      guard let value = version[edit.field] else { return false }
      return value == edit.value || value.arrayValue?.contains { $0 == edit.value } ?? false
    }
  }
}
