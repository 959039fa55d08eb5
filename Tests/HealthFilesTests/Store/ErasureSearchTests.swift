import Foundation
import JSONSchema
import Testing

@testable import Git
@testable import HealthFiles

/// After an erasure, a search over every object of every repository, with the keys of everybody.
@Suite struct ErasureSearchTests {
  private let world = FixedWorld()
  private let folder = TemporaryFolder()
  private let holders: [TestHolder]
  private let recovery: UnsealingKey
  private let store: Store
  private static let member = "mem-abcdefgh"
  /// Facts of several types about the member, each with words of its own.
  private static let facts: [(type: String, fields: [String])] = [
    (
      "booking",
      [
        "state=confirmed", "channel=phone", "service=svc-foot", "start=2026-11-22T10:00:00+08:00",
        "durationMinutes=60", "notes=PLANTED-booking",
      ]
    ),
    ("contact-note", ["kind=call", "text=PLANTED-note"]),
    ("consent", ["purpose=marketing", "decision=granted", "method=paper", "evidence=PLANTED-evidence"]),
    ("feedback", ["channel=questionnaire", "grade=5", "text=PLANTED-feedback"]),
    ("message", ["channel=sms", "purpose=thanks", "text=PLANTED-message"]),
    ("points-entry", ["kind=redemption", "points=100", "notes=PLANTED-points"]),
  ]

  init() throws {
    holders = [try TestHolder(1), try TestHolder(2)]
    let beginning = StoreBeginning(
      name: "静心足道", currency: "CNY", timeZone: "Asia/Shanghai", dayEnds: "04:00", device: "a7", languages: ["zh-Hans"])
    let made = try Store.initialize(
      at: folder.file("shop"), beginning, author: FixedWorld.author,
      founder: Founder(id: "stf-lin", alias: "林", holder: holders[0]), environment: world.environment)
    (store, recovery) = (made.store, try #require(made.recovery))
    let other = Signer(
      kind: .person, id: "stf-chen", alias: "陈", roles: ["cashier"], signing: [holders[1].verifyingKey],
      unsealing: holders[1].sealingKeys)
    let text = RecordFile.document(other.json, order: nil)
    try Data(text).write(to: URL(fileURLWithPath: store.root + "/" + other.path))
    try commit()
    _ = try store.changeRecipients(
      of: ["contact"], .add("stf-chen"), author: FixedWorld.author, message: "recipients")
  }

  private func commit() throws {
    _ = try store.commitWorkingFiles(CommitRequest(message: "m", author: FixedWorld.author))
  }

  private func add(_ name: String, _ fields: [String]) throws {
    let state = try store.workingSnapshot()
    let type = try #require(state.catalogue.types[name])
    let record = try store.draft(type, assignments: try fields.map { try Assignment($0) }, in: state)
    try store.saveWorking(record, replacing: nil)
  }

  private func plant() throws {
    try add("service", ["id=foot", "name=足疗", "price=98.00", "durationMinutes=60"])
    try add("member", ["id=abcdefgh", "kind=member", "name=PLANTED-name", "allergies[]=PLANTED-allergy"])
    try add("member", ["id=bcdefghj", "kind=member", "name=OTHER-name"])
    for fact in Self.facts { try add(fact.type, ["member=\(Self.member)"] + fact.fields) }
    try commit()
    _ = try store.rotateKeys(of: ["contact"], author: FixedWorld.author, message: "rotate")
    _ = try store.sealAll(author: FixedWorld.author, renews: true)
    let record = try #require(try store.workingSnapshot().record(Self.member))
    var value = record.value
    value["phone"] = "+8613800000001"
    value["name"] = "PLANTED-renamed"
    try store.saveWorking(Record(type: "member", id: record.id, value: value), replacing: record.value)
    try commit()
    _ = try store.narrow(Self.member, to: "stf-chen", author: FixedWorld.author)
  }

  // MARK: search

  /// Every object of a repository that holds content: loose, packed, reachable or not.
  private func objects(of path: String) throws -> [[UInt8]] {
    let listed = try Ran(
      "git", ["cat-file", "--batch-all-objects", "--batch-check=%(objecttype) %(objectname)"], in: path)
    #expect(listed.status == 0)
    let repository = try Repository(opening: path, bare: path.hasSuffix("keyring"))
    return try listed.output.split(separator: "\n").compactMap { line in
      let parts = line.split(separator: " ")
      if parts[0] == "blob" { return try repository.blob(try #require(ObjectID(hex: parts[1])), limit: 1 << 24) }
      guard parts[0] == "commit" else { return nil }
      return Array(try Ran("git", ["cat-file", "-p", String(parts[1])], in: path).output.utf8)
    }
  }

  private func seals(in value: JSON) -> [JSONWebEncryption] {
    if let seal = try? JSONWebEncryption(value) { return [seal] }
    let inner = value.objectValue?.map(\.value) ?? value.arrayValue ?? []
    return inner.flatMap { seals(in: $0) }
  }

  /// All texts that somebody comes to by any chain of keys: what is in the clear, and what opens.
  private func reached() throws -> String {
    let contents = try objects(of: store.root) + objects(of: store.gitDirectory + "/" + Keyring.folder)
    var seals: [JSONWebEncryption] = []
    var texts = contents.map { String(decoding: $0, as: UTF8.self) }
    for content in contents {
      for line in [content] + content.split(separator: 0x0A).map({ Array($0) }) {
        if let value = try? JSON(parsing: line) { seals += self.seals(in: value) }
      }
    }
    let people = holders.flatMap(\.unsealing) + [recovery]
    var keys: [SecretKey] = []
    for round in 0..<4 {
      var found: [SecretKey] = []
      for seal in seals {
        let free = Set(seal.header.keys).subtracting(["alg", "enc", "kid"])
        var opened = round == 0 ? people.compactMap { try? seal.open(with: $0, expecting: [:], free: free) } : []
        opened += keys.filter { $0.thumbprint == seal.kid }
          .compactMap { try? seal.open(with: $0, expecting: [:], free: free) }
        for text in opened {
          if case .secret(let key)? = try? JSONWebKey(parsing: text) { found.append(key) }
          texts.append(String(decoding: text, as: UTF8.self))
        }
      }
      keys = Array(Set(keys + found))
    }
    return texts.joined(separator: "\n")
  }

  @Test func nothingOpensWhatWasErased() throws {
    try plant()
    let before = try reached()
    let words = Self.facts.compactMap { $0.fields.last?.split(separator: "=").last.map(String.init) }
    let planted = words + ["PLANTED-name", "PLANTED-allergy", "PLANTED-renamed", "+8613800000001"]
    for word in planted where !before.contains(word) { Issue.record("the search does not find \(word)") }
    _ = try store.erase(Self.member, reason: "request", author: FixedWorld.author)
    let after = try reached()
    for word in planted where after.contains(word) { Issue.record("\(word) is within reach") }
    #expect(!after.contains("PLANTED") && after.contains("OTHER-name"))
  }
}
