// What somebody may try who writes into the repository itself: other bytes under ids that were signed.

import Foundation
import JSONSchema
import Testing

@testable import ExampleStore
@testable import Git
@testable import HealthFiles

extension AttackTests {
  /// Writes a pack, right in every checksum, that holds other bytes under an id.
  private func forge(_ kind: ObjectKind, _ id: ObjectID, _ bytes: [UInt8]) throws {
    let object = try ObjectPacker().pack(kind, bytes.span, id: id)
    var pack = Array("PACK".utf8)
    pack.appendBigEndian(UInt32(2))
    pack.appendBigEndian(UInt32(1))
    pack += object.bytes
    let checksum = SHA1.hash(pack.span)
    let entry = PackIndex.Entry(id: id, offset: 12, length: object.bytes.count, crc: object.crc)
    let name = history.store.gitDirectory + "/objects/pack/pack-" + String(repeating: "0", count: 40)
    try Data(pack + checksum).write(to: URL(fileURLWithPath: name + ".pack"))
    try Data(PackIndex.encode([entry], packChecksum: checksum)).write(to: URL(fileURLWithPath: name + ".idx"))
  }

  /// Expects that verifying ends in an error that names an object.
  private func expectError(naming id: ObjectID, sourceLocation: SourceLocation = #_sourceLocation) {
    let error = #expect(throws: StoreError.self, sourceLocation: sourceLocation) {
      try HistoryVerifier(history.store).verify(forgets: true)
    }
    guard case .repository(_, let message, let damaged)? = error else {
      Issue.record("\(String(describing: error))", sourceLocation: sourceLocation)
      return
    }
    #expect(message.contains(id.description) && damaged, "\(message)", sourceLocation: sourceLocation)
  }

  private func entry(_ path: String) throws -> TreeEntry {
    let tree = try history.repository.commit(history.tip).tree
    return try #require(try history.repository.entry(at: path, in: tree))
  }

  @Test func otherBytesUnderASignedBlobAreAnError() throws {
    try honest()
    try expect([])
    let path = sale(1).path
    let bytes = try #require(try history.bytes(at: path))
    let forged = String(decoding: bytes, as: UTF8.self).replacing(#""total":"#, with: #""tip":"9.00","total":"#)
    #expect(Array(forged.utf8) != bytes)
    try forge(.blob, try entry(path).id, Array(forged.utf8))
    expectError(naming: try entry(path).id)
  }

  @Test(arguments: [AccessState.compartmentsPath, "access/people/stf-chen.json", "schema/records/sale.schema.json"])
  func otherBytesUnderWhatJudgesAreAnError(_ path: String) throws {
    try expect([])
    let id = try entry(path).id
    try forge(.blob, id, Array("{}".utf8))
    expectError(naming: id)
  }

  @Test(arguments: ["sales", "access", "access/people"])
  func otherBytesUnderASignedTreeAreAnError(_ folder: String) throws {
    try honest()
    try expect([])
    let id = try entry(folder).id
    try forge(.tree, id, [])
    expectError(naming: id)
  }

  @Test func otherBytesUnderASignedCommitAreAnError() throws {
    try honest()
    let signed = history.tip
    let forged = try history.repository.commitBytes(try #require(try history.repository.commit(signed).parents.first))
    try honest(2)
    try expect([])
    try forge(.commit, signed, forged)
    expectError(naming: signed)
  }
}
