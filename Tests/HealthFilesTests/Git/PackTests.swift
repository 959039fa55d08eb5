import Foundation
@testable import Git
import Testing

@Suite("Packs: many objects at once, or none")
struct PackTests {
  @Test("thousands of objects become one pack that stock git verifies", arguments: [false, true])
  func bulk(bare: Bool) throws {
    let fixture = try GitFixture(bare: bare)
    let repository = fixture.repository
    let old = try fixture.commit(["members/old": "here"])
    var random = GitRandom(seed: 7)
    let noise = (0..<150_000).flatMap { _ in withUnsafeBytes(of: random.next()) { Array($0) } }
    let written = try repository.withPack { () throws(GitError) in
      var changes: [String: ObjectID?] = [:]
      for number in 0..<1000 {
        let text = Array("{\"id\": \(number), \"name\": \"林晓 \(number * 7919)\"}\n".utf8)
        changes.updateValue(try repository.writeBlob(text), forKey: "members/\(number % 64)/mem-\(number).json")
      }
      changes["empty"] = try repository.writeBlob([])
      changes["long"] = try repository.writeBlob(noise)
      let tree = try repository.writeTree(base: old.tree, changes: changes)
      return try repository.writeCommit(
        tree: tree, parents: [old.id], author: GitFixture.author, committer: GitFixture.author, message: "bulk\n")
    }.get()
    try repository.compareAndSwap("refs/heads/main", from: old.id, to: written, message: "bulk")
    let counts = try fixture.git("count-objects", "-v")
    #expect(counts.contains("packs: 1\n"))
    #expect(counts.contains("count: 4\n"))
    #expect(counts.contains("in-pack: 1069\n"))
    try fixture.git("fsck", "--strict")
    let packs = try files(fixture, bare).filter { $0.hasSuffix(".idx") }
    try fixture.git("verify-pack", packDirectory(bare) + (try #require(packs.first)))
    #expect(try files(fixture, bare).count == 2)
    let again = try Repository(opening: fixture.path, bare: bare)
    let tree = try again.commit(written).tree
    #expect(try again.entry(at: "members/old", in: tree) != nil)
    let long = try #require(try again.entry(at: "long", in: tree))
    #expect(try again.blob(long.id) == noise)
  }

  @Test("within a pack the new objects can be read, outside they cannot")
  func staging() throws {
    let fixture = try GitFixture()
    let repository = fixture.repository
    let other = try Repository(opening: fixture.path)
    let bytes = Array("staged".utf8)
    let id = try repository.withPack { () throws(GitError) in
      let id = try repository.writeBlob(bytes)
      let tree = try repository.writeTree(base: nil, changes: ["a/b": id])
      #expect(try repository.blob(id) == bytes)
      #expect(repository.contains(tree))
      #expect(try repository.entry(at: "a/b", in: tree)?.id == id)
      #expect(try repository.header(of: id) == (.blob, 6))
      #expect(try repository.writeBlob(bytes) == id)
      #expect(!other.contains(id))
      return id
    }.get()
    #expect(other.contains(id))
    #expect(try repository.blob(id) == bytes)
  }

  @Test("a closure that throws leaves nothing")
  func failure() throws {
    struct Stop: Error {}
    let fixture = try GitFixture()
    let repository = fixture.repository
    var id = ObjectID.zero
    var tree = ObjectID.zero
    let result = try repository.withPack { () throws(Stop) in
      id = (try? repository.writeBlob([1, 2, 3])) ?? .zero
      tree = (try? repository.writeTree(base: nil, changes: ["a": id])) ?? .zero
      throw Stop()
    }
    #expect(throws: Stop.self) { try result.get() }
    #expect(id != .zero && tree != .zero)
    #expect(!repository.contains(id))
    #expect(gitError { _ = try repository.tree(tree) }?.code == .notFound)
    #expect(try files(fixture, false).isEmpty)
    _ = try repository.withPack { () throws(GitError) in }.get()
    #expect(try files(fixture, false).isEmpty)
  }

  @Test("a pack within a pack is refused, and known objects are not packed again")
  func nesting() throws {
    let fixture = try GitFixture()
    let repository = fixture.repository
    let id = try repository.writeBlob([1])
    _ = try repository.withPack { () throws(GitError) in
      #expect(gitError { _ = try repository.withPack { () throws(GitError) in } }?.code == .invalid)
      #expect(try repository.writeBlob([1]) == id)
    }.get()
    #expect(try files(fixture, false).isEmpty)
  }

  @Test("nothing may name an object of an unfinished pack")
  func naming() throws {
    let fixture = try GitFixture()
    let repository = fixture.repository
    _ = try repository.withPack { () throws(GitError) in
      let blob = try repository.writeBlob([1])
      let commit = try repository.writeCommit(
        tree: repository.writeTree([]), parents: [], author: GitFixture.author, committer: GitFixture.author,
        message: "m\n")
      let move = gitError { try repository.compareAndSwap("refs/heads/main", from: nil, to: commit, message: "m") }
      #expect(move?.code == .invalid)
      #expect(gitError { try repository.updateIndex(set: [("a", blob)]) }?.code == .invalid)
    }.get()
    #expect(try repository.head().id == nil)
  }

  @Test("the index of a pack is byte for byte stock git's, with long offsets too")
  func packIndex() throws {
    let fixture = try GitFixture()
    _ = try fixture.repository.withPack { () throws(GitError) in
      for number in 0..<300 { try fixture.repository.writeBlob(Array("packed \(number)".utf8)) }
    }.get()
    let pack = try #require(try files(fixture, false).first { $0.hasSuffix(".pack") })
    let path = fixture.path + "/.git/objects/pack/" + pack
    let ours = try Data(contentsOf: URL(fileURLWithPath: path.replacing(".pack", with: ".idx")))
    let listed = try StockGit.run(["show-index"], input: Array(ours)).split(separator: "\n")
    let entries = try listed.map { line in
      let words = line.split(separator: " ")
      let crc = try #require(UInt32(words[2].dropFirst().dropLast(), radix: 16))
      return PackIndex.Entry(
        id: try ObjectID.read(String(words[1])), offset: try #require(Int(words[0])), length: 0, crc: crc)
    }
    #expect(entries.count == 300)
    let checksum = try Array(Data(contentsOf: URL(fileURLWithPath: path)).suffix(20))
    for (option, longOffset) in [("2", PackIndex.longOffset), ("2,0x400", 0x401)] {
      let index = fixture.directory.path + "/index"
      try fixture.git("index-pack", "--index-version=" + option, "-o", index, path)
      let theirs = try Array(Data(contentsOf: URL(fileURLWithPath: index)))
      #expect(PackIndex.encode(entries, packChecksum: checksum, longOffset: longOffset) == theirs)
      #expect(longOffset != PackIndex.longOffset || Array(ours) == theirs)
      try FileManager.default.removeItem(atPath: index)
    }
  }

  @Test("the checksum is SHA-1, in pieces of any size")
  func sha1() throws {
    #expect(SHA1.hash(Array("abc".utf8).span) == ObjectID(hex: "a9993e364706816aba3e25717850c26c9cd0d89d")?.bytes)
    var random = GitRandom(seed: 11)
    for length in [0, 1, 55, 56, 63, 64, 65, 119, 120, 1000] {
      let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
      let whole = try ObjectID.blob(hashing: bytes)
      var hash = SHA1()
      hash.update(Array("blob \(length)\0".utf8).span)
      var position = 0
      while position < length {
        let end = min(length, position + Int.random(in: 1...70, using: &random))
        hash.update(bytes.span.extracting(position..<end))
        position = end
      }
      #expect(hash.finish() == whole.bytes, "length \(length)")
    }
  }

  private func packDirectory(_ bare: Bool) -> String { (bare ? "" : ".git/") + "objects/pack/" }

  private func files(_ fixture: GitFixture, _ bare: Bool) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: fixture.path + "/" + packDirectory(bare)).sorted()
  }
}
