// What a forger may try with plain git, and what verifying says of it (docs/Trust.md, section 3).

import Foundation
import Git
import JSONSchema
import Testing

@testable import ExampleStore
@testable import HealthFiles

@Suite struct AttackTests {
  let folder = TemporaryFolder()
  let history: SignedHistory
  let cashier: Actor
  let manager: Actor

  init() throws {
    history = try SignedHistory(folder: folder.file("shop"))
    cashier = try Actor("stf-chen", ["cashier"], key: 2)
    manager = try Actor("stf-zhao", ["manager"], key: 3)
    let files = [cashier.file(), manager.file()]
    try history.commit(history.owner, Dictionary(uniqueKeysWithValues: files.map { ($0.path, $0.bytes) }))
  }

  func expect(_ wanted: [String], sourceLocation: SourceLocation = #_sourceLocation) throws {
    let found = try findings()
    #expect(found == wanted, "\(found)", sourceLocation: sourceLocation)
  }

  /// What is found, as `KIND SUBJECT`.
  func findings() throws -> [String] {
    try history.publish()
    let found = try HistoryVerifier(history.store).verify(forgets: true)
    let again = try HistoryVerifier(history.store).verify()
    #expect(found.findings == again.findings)
    return found.findings.map { finding in
      [finding.kind.rawValue, finding.subject].compactMap(\.self).joined(separator: " ")
    }
  }

  func sale(_ number: Int, days: Int64 = 0, total: String? = nil) -> (path: String, id: String, bytes: [UInt8]) {
    let seconds = history.start + days * 86_400
    var sale = Sales.sale(number, at: seconds)
    if let total { sale["total"] = .string(total) }
    return (Sales.path(Sales.day(seconds)), sale["id"]?.stringValue ?? "", sale.bytes(.compact) + [0x0A])
  }

  func honest(_ number: Int = 1) throws {
    let sale = sale(number)
    try history.commit(cashier, [sale.path: try (history.bytes(at: sale.path) ?? []) + sale.bytes])
  }

  func draft(
    _ author: Actor, _ changes: [String: [UInt8]?] = ["README.md": Array("x\n".utf8)]
  )
    -> SignedHistory.Draft
  {
    SignedHistory.Draft(author, changes)
  }

  @Test func honestCommitsAreSound() throws {
    for number in 1...5 { try honest(number) }
    try expect([])
  }

  // MARK: signatures

  @Test func unsignedCommitsAreFound() throws {
    var draft = draft(history.owner)
    draft.isSigned = false
    try history.commit(draft)
    try honest()
    try expect(["unsigned"])
  }

  @Test func aSignatureInTheMessageIsNone() throws {
    var draft = draft(history.owner)
    draft.isSigned = false
    let armour = String(decoding: try history.owner.sign(Array("anything".utf8)), as: UTF8.self)
    draft.message = "gpgsig " + armour.replacing("\n", with: "\n ") + "\n\nreal message\n"
    try history.commit(draft)
    try expect(["unsigned"])
  }

  @Test func tamperedBytesAreFound() throws {
    var draft = draft(history.owner)
    draft.tamper = { Array(String(decoding: $0, as: UTF8.self).replacing("test", with: "tost").utf8) }
    try history.commit(draft)
    try expect(["bad-signature"])
  }

  @Test func trailingBytesInASignatureAreFound() throws {
    var draft = draft(history.owner)
    draft.resign = { armour in
      let lines = String(decoding: armour, as: UTF8.self).split(separator: "\n").dropFirst().dropLast()
      let bytes = try #require(Data(base64Encoded: lines.joined())) + Data([0])
      let text = bytes.base64EncodedString()
      var wrapped = "-----BEGIN SSH SIGNATURE-----\n"
      for start in stride(from: 0, to: text.count, by: 70) { wrapped += text.dropFirst(start).prefix(70) + "\n" }
      return Array((wrapped + "-----END SSH SIGNATURE-----").utf8)
    }
    try history.commit(draft)
    try expect(["malformed-signature"])
  }

  @Test func foreignKeysAreFound() throws {
    try history.commit(draft(try Actor("stf-lin", ["owner"], key: 9)))
    try expect(["unknown-key"])
  }

  @Test func theRightKeyOfTheWrongPersonIsFound() throws {
    var draft = draft(history.owner, [sale(1).path: sale(1).bytes])
    draft.key = cashier
    try history.commit(draft)
    try expect(["wrong-name"])
  }

  @Test func twoSignaturesAreFound() throws {
    try honest()
    let bytes = try history.repository.commitBytes(history.tip)
    let text = String(decoding: bytes, as: UTF8.self)
    let header = try #require(text.firstRange(of: "gpgsig "))
    let end = try #require(text.firstRange(of: "\n\n"))
    let twice = text[..<end.lowerBound] + "\n" + text[header.lowerBound..<end.lowerBound] + text[end.lowerBound...]
    history.tip = try writeObject("commit", Array(twice.utf8))
    try expect(["malformed"])
  }

  /// Writes an object with stock git, which does not ask what is in it.
  private func writeObject(_ kind: String, _ bytes: [UInt8]) throws -> ObjectID {
    let path = history.store.root
    let id = try StockGit.run(
      ["-C", path, "hash-object", "-t", kind, "-w", "--stdin", "--literally"], input: bytes)
    try history.repository.refresh()
    return try #require(ObjectID(hex: id.trimmingCharacters(in: .whitespacesAndNewlines)))
  }

  @Test func unknownHeadersAreFound() throws {
    try honest()
    let text = String(decoding: try history.repository.commitBytes(history.tip), as: UTF8.self)
    history.tip = try writeObject("commit", Array(text.replacing("\ngpgsig ", with: "\nmergetag x\ngpgsig ").utf8))
    try honest(2)
    try expect(["malformed"])
  }

  // MARK: revocation

  private func revoke(_ actor: Actor) throws {
    let file = actor.file(revoked: "2026-11-21T10:30:00+08:00")
    try history.commit(history.owner, [file.path: file.bytes])
  }

  @Test func whoIsRevokedSignsNoMore() throws {
    try honest(1)
    try revoke(cashier)
    try honest(2)
    try expect(["revoked"])
  }

  @Test func aBackdatedCommitAfterRevocationIsFound() throws {
    let before = history.seconds
    try honest(1)
    try revoke(cashier)
    var draft = draft(cashier, [sale(2).path: try (history.bytes(at: sale(1).path) ?? []) + sale(2).bytes])
    draft.seconds = before
    try history.commit(draft)
    try expect(["revoked"])
    var late = self.draft(history.owner)
    late.seconds = before - 7200
    try history.commit(late)
    try expect(["revoked", "time"])
  }

  @Test func aCommitOnAnOldParentAfterRevocationIsFound() throws {
    try honest(1)
    let old = history.tip
    try revoke(cashier)
    try history.publish()
    #expect(try HistoryVerifier(history.store).verify().findings == [])
    // The branch is set back to a commit that knows nothing of the revocation.
    var draft = draft(cashier, [sale(2).path: sale(1).bytes + sale(2).bytes])
    draft.parents = [old]
    try history.commit(draft)
    try expect(["pin"])
  }

  @Test func aMergeThatDropsARevocationIsFound() throws {
    try honest(1)
    let old = history.tip
    try revoke(cashier)
    let revoked = history.tip
    // The first parent is the state without the revocation: what `git merge -s ours` makes.
    var merge = draft(cashier, [sale(2).path: sale(1).bytes + sale(2).bytes])
    merge.parents = [old, revoked]
    try history.commit(merge)
    try expect(["merge"])
    // With the other parent first the tree takes the revocation back.
    var back = draft(cashier, [cashier.file().path: cashier.file().bytes])
    back.parents = [revoked, old]
    history.tip = revoked
    try history.commit(back)
    try honest(2)
    try expect(["merge", "revoked", "revoked", "pin"])
  }

  // MARK: access

  @Test func theLastOwnerStays() throws {
    let gone = history.owner.file(revoked: "2026-11-21T10:30:00+08:00")
    try history.commit(history.owner, [gone.path: gone.bytes])
    try history.commit(history.owner, ["README.md": Array("x".utf8)])
    try expect(["access access/"])
  }

  @Test func whatBeganTrustNeverChanges() throws {
    let owners: JSON = ["store": .string(history.id), "owners": ["stf-lin", "stf-zhao"]]
    try history.commit(history.owner, ["access/store.json": owners.bytes(.indented)])
    try history.commit(history.owner, ["access/store.json": nil])
    let marker: JSON = ["format": 1, "kind": "store", "id": "sto-00000000"]
    try history.commit(history.owner, ["hfile.json": marker.bytes(.indented)])
    let found = try findings()
    #expect(found.filter { $0.hasPrefix("store-changed") }.count == 3, "\(found)")
  }

  @Test func epochsDoNotFall() throws {
    let path = "access/compartments.json"
    var value = try JSON(parsing: try #require(try history.bytes(at: path)), limits: .record)
    let other = value["compartments"]?["health"]?["key"]
    value["compartments"]?["contact"]?["key"] = other
    try history.commit(history.owner, [path: value.bytes(.indented)])
    try expect(["access \(path)"])
  }

  // MARK: places

  @Test(arguments: [
    "notes.txt", "sales/2026/11/x.jsonl", "a/b/c/d/e/f/g.json", "Sales/x.json", "access/x.json",
    "schema/x.json", "schema/records/deep/x.schema.json", "schema/access/role.schema.json", "products/x.json~",
  ])
  func strayFilesAreFound(_ path: String) throws {
    try history.commit(history.owner, [path: Array("{}".utf8)])
    try expect(["structure \(path)"])
  }

  @Test func linksAndProgramsAreFound() throws {
    let blob = try history.repository.writeBlob(Array("/etc/passwd".utf8))
    for (place, mode) in [FileMode.symlink, .executable, .commit].enumerated() {
      let base = try history.repository.tree(try history.repository.commit(history.tip).tree)
      let entry = TreeEntry(name: "link\(place)", mode: mode, id: blob)
      let tree = try history.repository.writeTree(base + [entry])
      let who = Signature(
        name: "stf-lin", email: history.owner.signer().address(store: history.id), seconds: history.seconds)
      let payload = try Commit.payload(
        tree: tree, parents: [history.tip], author: who, committer: who, message: "link")
      history.tip = try history.repository.writeCommit(payload: payload, signature: history.owner.sign(payload))
    }
    try expect(["structure link0", "structure link1", "structure link2"])
  }

  @Test func replacedObjectsAndConfigurationHaveNoPart() throws {
    var draft = draft(history.owner)
    draft.isSigned = false
    let forged = try history.commit(draft)
    history.tip = try #require(try history.repository.commit(forged).parents.first)
    try honest()
    let good = history.tip
    history.tip = forged
    let path = history.store.root
    _ = try StockGit.run(["-C", path, "replace", "-f", forged.description, good.description])
    _ = try StockGit.run(["-C", path, "config", "gpg.program", "/bin/true"])
    _ = try StockGit.run(["-C", path, "config", "core.worktree", "/tmp"])
    try Data("\(forged) \n".utf8).write(to: URL(fileURLWithPath: path + "/.git/shallow"))
    try expect(["unsigned"])
  }

  // MARK: records

  @Test func amendedDocumentsAreJudgedWhole() throws {
    let type = try #require(try history.store.snapshot().catalogue.types["member"])
    let path = try #require(Layout.path(of: "mem-7gkq2v9d", in: type))
    for responsible in ["stf-lin", "stf-zhao"] {
      let member: JSON = ["id": "mem-7gkq2v9d", "kind": "guest", "responsible": .string(responsible)]
      try history.commit(manager, [path: member.bytes(.indented)])
    }
    try expect([])
    try history.commit(manager, [path: Array(#"{"id": "mem-7gkq2v9d", "kind": "king"}"#.utf8)])
    try expect(["invalid mem-7gkq2v9d"])
    let words = try HistoryVerifier(history.store).verify().findings.map { $0.words(.english) }
    #expect(words.first?.contains("king must be one of") == true, "\(words)")
  }

  @Test func repeatedAndUnreadableLinesAreFound() throws {
    let sale = sale(1)
    try honest(1)
    try history.commit(cashier, [sale.path: sale.bytes + sale.bytes])
    try history.commit(cashier, [sale.path: sale.bytes + Array("{\n".utf8)])
    try expect(["invalid \(sale.id)", "invalid \(sale.path)"])
  }

  @Test func recordsLieAtTheirPlace() throws {
    let sale = sale(1)
    let other = Sales.path(Sales.day(history.start), "b2")
    try history.commit(cashier, [other: sale.bytes])
    try expect(["invalid \(sale.id)"])
  }

  @Test func anErasedRecordStaysTheStub() throws {
    let type = try #require(try history.store.snapshot().catalogue.types["member"])
    let path = try #require(Layout.path(of: "mem-7gkq2v9d", in: type))
    let stub: JSON = ["id": "mem-7gkq2v9d", "erased": "2026-11-21"]
    try history.commit(manager, [path: stub.bytes(.indented)])
    try expect([])
    try history.commit(manager, [path: nil])
    try expect(["erased mem-7gkq2v9d"])
  }
}
