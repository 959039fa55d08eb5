// Blobs read by our own hand are those git reads: loose, packed, deltified, and of damaged packs never other bytes.

import Foundation
import Testing

@testable import Git

@Suite struct BlobReaderTests {
  /// A repository with blobs that are alike, so that stock git makes deltas of them.
  private func blobs() throws -> (fixture: GitFixture, contents: [ObjectID: [UInt8]]) {
    let fixture = try GitFixture(bare: true)
    var contents: [ObjectID: [UInt8]] = [:]
    var random = SeededRandom(seed: 8)
    var text = (0..<400).map { "line \($0) \(random.next())\n" }
    var changes: [String: String?] = [:]
    for number in 0..<40 {
      for _ in 0..<5 { text[random.below(400)] = "changed \(random.next())\n" }
      let content = number == 7 ? "" : text.joined()
      changes["file-\(number)"] = content
      contents[try ObjectID.blob(hashing: Array(content.utf8))] = Array(content.utf8)
    }
    try fixture.commit(changes)
    return (fixture, contents)
  }

  private func read(_ path: String, _ ids: some Sequence<ObjectID>) throws -> [ObjectID: [UInt8]] {
    let reader = try BlobReader(try Repository(opening: path, bare: true))
    var found: [ObjectID: [UInt8]] = [:]
    for id in ids { found[id] = try reader.withBlob(id) { bytes throws(GitError) in Array(copying: bytes) } }
    return found
  }

  @Test func looseAndPackedAndDeltifiedBlobsAreRead() throws {
    let (fixture, contents) = try blobs()
    #expect(try read(fixture.path, contents.keys) == contents)
    try fixture.git("gc", "-q", "--prune=now")
    let packs = try FileManager.default.contentsOfDirectory(atPath: fixture.path + "/objects/pack")
    let index = try #require(packs.first { $0.hasSuffix(".idx") })
    let listing = try fixture.git("verify-pack", "-v", fixture.path + "/objects/pack/" + index)
    #expect(listing.contains("chain length = 2"))
    #expect(try read(fixture.path, contents.keys) == contents)
  }

  @Test func aBlobBeyondTheLimitIsRefused() throws {
    let (fixture, contents) = try blobs()
    try fixture.git("gc", "-q", "--prune=now")
    let reader = try BlobReader(try Repository(opening: fixture.path, bare: true))
    for (id, bytes) in contents where bytes.count > 100 {
      #expect(throws: GitError.self) {
        try reader.withBlob(id, limit: 100) { bytes throws(GitError) in #expect(bytes.count <= 100) }
      }
    }
  }

  @Test func damageGivesNoOtherBytes() throws {
    let (fixture, contents) = try blobs()
    try fixture.git("gc", "-q", "--prune=now")
    let folder = fixture.path + "/objects/pack/"
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
    var random = SeededRandom(seed: 9)
    for suffix in [".pack", ".idx"] {
      let name = try #require(names.first { $0.hasSuffix(suffix) })
      let sound = try Data(contentsOf: URL(fileURLWithPath: folder + name))
      for _ in 0..<60 {
        var wrong = sound
        wrong[random.below(wrong.count)] ^= UInt8(1 << random.below(8))
        try FileManager.default.removeItem(atPath: folder + name)
        try wrong.write(to: URL(fileURLWithPath: folder + name))
        for (id, bytes) in contents {
          guard let found = try? read(fixture.path, [id])[id] else { continue }
          #expect(found == bytes, "\(name)")
        }
      }
      try FileManager.default.removeItem(atPath: folder + name)
      try sound.write(to: URL(fileURLWithPath: folder + name))
    }
  }
}
