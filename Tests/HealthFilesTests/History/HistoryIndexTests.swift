// The index says what a walk says, on random histories that are rewritten now and then; and it is never believed when
// it is damaged, foreign or of another history.

import Foundation
import Git
import JSONSchema
import Testing

@testable import HealthFiles
@testable import hfile

@Suite struct HistoryIndexTests {
  private let shell: Shell
  private let store: Store
  private let repository: Repository
  private let productPaths: [String]

  init() throws {
    shell = try Shell.inPlainStore()
    store = try shell.store()
    repository = try Repository(opening: shell.current)
    let state = try store.snapshot()
    productPaths = Self.products.compactMap { state.path(of: $0) }
  }

  private var indexFile: String { store.gitDirectory + "/" + HistoryIndex.path }

  // MARK: random histories

  private static let start: Int64 = 1_795_251_600
  private static let products = (0..<4).map { "prd-p\($0)x" }

  /// A line of a daily file: some of three days, few ids, so that lines are changed and removed, too.
  private static func line(_ bits: SeededBits) -> (id: String, path: String) {
    let day = 21 + Int(bits.next() % 3)
    return ("ftf-202611\(day)-a7-0000000\(bits.next() % 6)", "footfall/2026/11/2026-11-\(day).a7.jsonl")
  }

  private func tip() throws -> Commit { try repository.commit(try #require(try repository.head().id)) }

  private func commit(_ bits: SeededBits, _ number: Int) throws {
    let head = try tip()
    var changes: [String: ObjectID?] = [:]
    for _ in 0...bits.next() % 2 {
      let (path, text) = try change(bits, number, in: head.tree)
      let isThere = try repository.entry(at: path, in: head.tree) != nil
      if text != nil || isThere {
        changes.updateValue(try text.map { try repository.writeBlob(Array($0.utf8)) }, forKey: path)
      }
    }
    let jitter = Int64(bits.next() % 40_000) - 1_000
    let who = Signature(
      name: ["林晓", "Chen", "chenxi"][Int(bits.next() % 3)], email: "a@b",
      seconds: Self.start + Int64(number) * 900 + jitter,
      offsetMinutes: 480)
    let tree = try repository.writeTree(base: head.tree, changes: changes)
    try move(
      to: try repository.writeCommit(
        tree: tree, parents: [head.id], author: who, committer: who, message: "commit \(number)\n"))
  }

  private func move(to commit: ObjectID) throws {
    let head = try repository.head()
    try repository.compareAndSwap(head.name, from: head.id, to: commit, message: "test")
  }

  private func change(_ bits: SeededBits, _ number: Int, in tree: ObjectID) throws -> (path: String, text: String?) {
    switch bits.next() % 8 {
    case 0: return ("README.md", "\(number)\n")
    case 1...3:
      let product = Int(bits.next() % 4)
      let (id, path) = (Self.products[product], productPaths[product])
      return (path, bits.next() % 5 == 0 ? nil : #"{"id": "\#(id)", "name": "\#(number)", "price": "9.00"}"# + "\n")
    default:
      let (id, path) = Self.line(bits)
      let old = try repository.entry(at: path, in: tree).map { try repository.blob($0.id) } ?? []
      var lines = String(decoding: old, as: UTF8.self).split(separator: "\n").map(String.init)
      lines.removeAll { $0.contains(id) }
      let time = "2026-11-21T\(10 + bits.next() % 10):00:00+08:00"
      if bits.next() % 4 > 0 { lines.append(#"{"time":"\#(time)","id":"\#(id)","entries":\#(number)}"#) }
      if bits.next() % 30 == 0 { lines.append("no json") }
      let text = lines.sorted().map { $0 + "\n" }.joined()
      return (path, text.isEmpty ? nil : text)
    }
  }

  /// What is asked of a history, as one text.
  private func answers(_ history: StoreHistory, _ bits: SeededBits) throws -> String {
    var filters: [HistoryFilter] = [.everything]
    let state = try store.snapshot()
    for word in Self.products + ["product", "footfall", "policy/loyalty"] {
      filters.append(try HistoryFilter(word, in: state))
    }
    for _ in 0..<6 { filters.append(try HistoryFilter(Self.line(bits).id, in: state)) }
    var text = ""
    for filter in filters {
      let days =
        try bits.next() % 3 == 0
        ? nil : #require(BusinessDay("2026-11-21"))...#require(BusinessDay("2026-11-22"))
      let entries = try history.entries(
        filter: filter, days: days, author: ["chen", "晓", "b>", nil][Int(bits.next() % 4)],
        limit: 2 + Int(bits.next() % 40))
      text += "\(filter)\n"
      for entry in entries { text += "\(entry.commit.id) \(entry.records) \(entry.files)\n" }
    }
    for word in ["2026-11-21", "2026-11-22", "2027-01-01", String(try tip().id.description.prefix(6))] {
      text += "\(word) \((try? history.commit(named: word))?.description ?? "none")\n"
    }
    return text
  }

  @Test(arguments: [1, 2, 3]) func theIndexSaysWhatAWalkSays(_ seed: UInt64) throws {
    let bits = SeededBits(seed)
    let kept = StoreHistory(store)
    var number = 0
    for round in 0..<6 {
      for _ in 0..<(5 + bits.next() % 60) {
        number += 1
        try commit(bits, number)
      }
      let ask = SeededBits(seed + UInt64(round))
      let walked = try answers(StoreHistory(walking: store), ask)
      #expect(try answers(kept, SeededBits(seed + UInt64(round))) == walked, "kept in memory, round \(round)")
      #expect(
        try answers(StoreHistory(store), SeededBits(seed + UInt64(round))) == walked, "from the file, round \(round)")
      if round == 2 { try StoreHistory(store).prepare() }
      guard bits.next() % 2 == 0 else { continue }
      var back = try tip()
      for _ in 0..<bits.next() % 90 { if let parent = back.parents.first { back = try repository.commit(parent) } }
      try move(to: back.id)
    }
  }

  // MARK: the files

  private func grow(_ count: Int, seed: UInt64 = 7) throws {
    let bits = SeededBits(seed)
    for number in 1...count { try commit(bits, number) }
  }

  private func expectRight(_ sentence: Comment, as walked: String? = nil) throws {
    let walked = try walked ?? answers(StoreHistory(walking: store), SeededBits(9))
    #expect(try answers(StoreHistory(store), SeededBits(9)) == walked, sentence)
  }

  @Test func whatIsDamagedOrForeignIsMadeAnew() throws {
    try grow(80)
    try StoreHistory(store).prepare()
    let walked = try answers(StoreHistory(walking: store), SeededBits(9))
    for path in [indexFile, store.gitDirectory + "/" + LineIndex.path] {
      let whole = try Data(contentsOf: URL(fileURLWithPath: path))
      for place in [0, 5, 9, 21, whole.count / 2, whole.count - 1] {
        var damaged = whole
        damaged[place] ^= 0x41
        try damaged.write(to: URL(fileURLWithPath: path))
        #expect(CacheFile(path) == nil, "byte \(place)")
        try expectRight("byte \(place) of \(path)", as: walked)
        // The same with a checksum that agrees, as another program might write it.
        try Data(CacheFile.sealed(Array(damaged.dropLast(4)))).write(to: URL(fileURLWithPath: path))
        if place < 24 { try expectRight("byte \(place) of \(path), sealed", as: walked) }
      }
      for count in [0, 4, whole.count - 1] {
        try whole.prefix(count).write(to: URL(fileURLWithPath: path))
        try expectRight("cut to \(count)", as: walked)
      }
      try whole.write(to: URL(fileURLWithPath: path))
    }
  }

  @Test func anIndexOfAnotherStoreIsOfNoUse() throws {
    try grow(80, seed: 3)
    try StoreHistory(store).prepare()
    let other = try HistoryIndexTests()
    try other.grow(70, seed: 4)
    try other.expectRight("its own")
    for path in [HistoryIndex.path, LineIndex.path] {
      try? FileManager.default.removeItem(atPath: other.store.gitDirectory + "/" + path)
      try FileManager.default.copyItem(
        atPath: store.gitDirectory + "/" + path, toPath: other.store.gitDirectory + "/" + path)
    }
    try other.expectRight("with the files of another store")
  }

  @Test func whereNothingCanBeKeptTheAnswerIsTheSame() throws {
    try grow(80)
    try FileManager.default.createDirectory(
      atPath: store.gitDirectory + "/hfile", withIntermediateDirectories: true)
    try "in the way".write(toFile: store.gitDirectory + "/hfile/history", atomically: true, encoding: .utf8)
    try expectRight("no folder")
    try StoreHistory(store).prepare()
    #expect(CacheFile(indexFile) == nil)
  }

  @Test func packsOfStockGitSayTheSame() throws {
    try grow(70)
    _ = try shell.git("gc -q")
    try expectRight("packed, with deltas")
    try StoreHistory(store).prepare()
    try expectRight("and with lines")
  }

  @Test func manyMayBuildAtOnce() throws {
    try grow(100)
    let walked = try answers(StoreHistory(walking: store), SeededBits(9))
    let stores = try (0..<4).map { _ in try shell.store() }
    DispatchQueue.concurrentPerform(iterations: 4) { number in
      try? StoreHistory(stores[number]).prepare()
      _ = try? StoreHistory(stores[number]).commit(named: "2026-11-21")
    }
    #expect(CacheFile(indexFile) != nil)
    #expect(try answers(StoreHistory(store), SeededBits(9)) == walked)
  }

  @Test func fewNewCommitsAreNotWrittenEachTime() throws {
    try grow(70)
    _ = try StoreHistory(store).versions(of: Self.products[0])
    let before = try Data(contentsOf: URL(fileURLWithPath: indexFile))
    try grow(10, seed: 8)
    try expectRight("ten more")
    #expect(try Data(contentsOf: URL(fileURLWithPath: indexFile)) == before)
    try grow(60, seed: 9)
    try expectRight("seventy more")
    #expect(try Data(contentsOf: URL(fileURLWithPath: indexFile)).count > before.count)
  }
}
