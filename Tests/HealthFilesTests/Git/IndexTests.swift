import Foundation
import Testing

@testable import Git

@Suite("Index: stock git status stays true")
struct IndexTests {
  /// Commits and materialises files, and puts them into the index.
  private func save(_ fixture: GitFixture, _ files: [String: String]) throws {
    let commit = try fixture.commit(files.mapValues { .some($0) })
    var changes: [(path: String, id: ObjectID)] = []
    for (path, text) in files {
      try fixture.write(text, to: path)
      let entry = try #require(try fixture.repository.entry(at: path, in: commit.tree))
      changes.append((path, entry.id))
    }
    try fixture.repository.updateIndex(set: changes)
  }

  private func status(_ fixture: GitFixture) throws -> String {
    try fixture.git("status", "--porcelain")
  }

  @Test("an index made from nothing, then changed, is clean")
  func clean() throws {
    let fixture = try GitFixture()
    #expect(try fixture.repository.indexEntries().isEmpty)
    try save(fixture, ["a/b": "1", "a.c": "2", "z": "3", "长/名.json": "4", String(repeating: "n", count: 200): "5"])
    #expect(try status(fixture).isEmpty)
    #expect(try fixture.repository.indexEntries().map(\.path).first == "a.c")
    try save(fixture, ["a/b": "changed", "new": "6"])
    #expect(try status(fixture).isEmpty)
    try fixture.commit(["z": nil])
    try FileManager.default.removeItem(atPath: fixture.path + "/z")
    try fixture.repository.updateIndex(set: [], remove: ["z", "not there"])
    #expect(try status(fixture).isEmpty)
    #expect(try fixture.git("ls-files", "-s").split(separator: "\n").count == 5)
    try fixture.git("fsck", "--strict")
  }

  @Test("a person's uncommitted edit shows as modified")
  func edited() throws {
    let fixture = try GitFixture()
    try save(fixture, ["a": "1", "b": "2"])
    let commit = try fixture.commit(["a": "2"])
    try fixture.write("3", to: "a")
    let id = try #require(try fixture.repository.entry(at: "a", in: commit.tree)).id
    try fixture.repository.updateIndex(set: [("a", id)])
    #expect(try status(fixture) == " M a\n")
    #expect(try fixture.git("diff", "--unified=0").contains("-2\n\\ No newline at end of file\n+3\n"))
    try fixture.write("4", to: "b")
    try fixture.repository.updateIndex(set: [("a", id)])
    #expect(try status(fixture) == " M a\n M b\n")
  }

  @Test("an edit of the same size within a second, before the index is written in the next, is seen")
  func racyAcrossASecond() throws {
    let fixture = try GitFixture()
    try save(fixture, ["a": "1", "b": "2"])
    func stamp(_ file: String, _ nanoseconds: Int) {
      var times = [
        timespec(tv_sec: 1_700_000_000, tv_nsec: nanoseconds), timespec(tv_sec: 1_700_000_000, tv_nsec: nanoseconds),
      ]
      utimensat(AT_FDCWD, fixture.path + "/" + file, &times, 0)
    }
    stamp("a", 100)
    let commit = try fixture.commit(["c": "3"])
    let id = try #require(try fixture.repository.entry(at: "a", in: commit.tree)).id
    try fixture.repository.updateIndex(set: [("a", id)])
    stamp(".git/index", 200)
    try fixture.write("9", to: "a")
    stamp("a", 300)
    try save(fixture, ["c": "3"])
    #expect(try status(fixture).contains(" M a\n"))
  }

  @Test("the same size in the same instant is still seen as an edit")
  func racy() throws {
    let fixture = try GitFixture()
    try save(fixture, ["a": "1", "b": "2"])
    try fixture.write("9", to: "a")
    try save(fixture, ["b": "3"])
    #expect(try status(fixture) == " M a\n")
  }

  @Test("entries of stock git are kept, in every version it writes", arguments: [2, 3, 4])
  func versions(version: Int) throws {
    let fixture = try GitFixture()
    try save(fixture, ["a/b": "1", "a/c": "2", "d": "3"])
    try fixture.write("mine", to: "staged")
    try fixture.git("add", "staged")
    if version == 3 { try fixture.git("update-index", "--skip-worktree", "d") }
    try fixture.git("update-index", "--index-version", "\(version)")
    #expect(try fixture.repository.indexEntries().map(\.path) == ["a/b", "a/c", "d", "staged"])
    try save(fixture, ["a/c": "changed"])
    #expect(try status(fixture) == "A  staged\n")
    #expect(try fixture.git("ls-files", "-v", "d") == (version == 3 ? "S d\n" : "H d\n"))
  }

  @Test("a lock is respected and an error leaves none")
  func locking() throws {
    let fixture = try GitFixture()
    try save(fixture, ["a": "1"])
    let id = try fixture.repository.writeBlob(Array("1".utf8))
    let lock = fixture.path + "/.git/index.lock"
    try Data().write(to: URL(fileURLWithPath: lock))
    #expect(gitError { try fixture.repository.updateIndex(set: [("a", id)]) }?.code == .locked)
    try FileManager.default.removeItem(atPath: lock)
    let index = fixture.path + "/.git/index"
    var bytes = try Data(contentsOf: URL(fileURLWithPath: index))
    bytes[20] ^= 1
    try bytes.write(to: URL(fileURLWithPath: index))
    #expect(gitError { try fixture.repository.updateIndex(set: [("a", id)]) }?.code == .corrupt)
    #expect(!FileManager.default.fileExists(atPath: lock))
    #expect(gitError { try fixture.repository.updateIndex(set: [("../a", id)]) }?.code == .invalid)
    let bare = try GitFixture(bare: true)
    #expect(gitError { try bare.repository.updateIndex(set: []) }?.code == .bare)
  }

  @Test("a split index is refused, not misread")
  func split() throws {
    let fixture = try GitFixture()
    try save(fixture, ["a": "1"])
    try fixture.git("update-index", "--split-index")
    #expect(gitError { _ = try fixture.repository.indexEntries() }?.code == .invalid)
  }

  @Test("a patched index is the one that reading and writing all of it makes")
  func patched() throws {
    var random = GitRandom(seed: 5)
    func entry(_ path: String) -> IndexEntry {
      var entry = IndexEntry(path: path, id: ObjectID(high: random.next(), middle: 1, low: 2))
      entry.size = UInt32.random(in: 1...9, using: &random)
      entry.modifiedSeconds = UInt32.random(in: 1...9, using: &random)
      return entry
    }
    func extended(_ entry: IndexEntry) -> IndexEntry {
      var entry = entry
      if Int.random(in: 0..<9, using: &random) == 0 { entry.extendedFlags = 0x4000 }
      return entry
    }
    let names = ["a", "a/b", "a.c", "a/b/c", "b", "c/" + String(repeating: "n", count: 4100), "d", "é"]
    for round in 0..<300 {
      let old = names.filter { _ in Bool.random(using: &random) }.map { extended(entry($0)) }
        .sorted(by: IndexEntry.precedes)
      let set = names.filter { _ in Int.random(in: 0..<4, using: &random) == 0 }.map(entry)
      let removed = names.filter { _ in Int.random(in: 0..<4, using: &random) == 0 }
        .filter { name in !set.contains { $0.path == name } }
      let bytes = IndexFile.encode(old)
      let pieces = try #require(IndexPatch.pieces(bytes, setting: set, removing: removed, written: 7))
      var patch = pieces.flatMap { piece in
        switch piece {
        case .kept(let range): Array(bytes[range])
        case .new(let bytes): bytes
        }
      }
      patch += SHA1.hash(patch.span)
      var kept = old.filter { entry in !removed.contains(entry.path) && !set.contains { $0.path == entry.path } }
      for place in kept.indices where kept[place].modifiedSeconds >= 7 { kept[place].size = 0 }
      let expected = (kept + set).sorted(by: IndexEntry.precedes)
      #expect(try IndexParser.parse(patch) == expected, "round \(round)")
    }
  }
}
