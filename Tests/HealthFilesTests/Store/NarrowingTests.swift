import Foundation
import JSONSchema
import Testing

@testable import HealthFiles

/// Members narrowed to the person responsible: who opens what is sealed about them, and who does not.
@Suite struct NarrowingTests {
  private let world = FixedWorld()
  private let folder = TemporaryFolder()
  private let owner: TestHolder
  private let first: TestHolder
  private let second: TestHolder
  private let store: Store
  private let member: String

  /// A store of an owner, and of two therapists who have the compartments contact and health.
  init() throws {
    (owner, first, second) = (try TestHolder(1), try TestHolder(2), try TestHolder(3))
    let beginning = StoreBeginning(
      name: "静心足道", currency: "CNY", timeZone: "Asia/Shanghai", dayEnds: "04:00", device: "a7", languages: ["zh-Hans"])
    store = try Store.initialize(
      at: folder.file("shop"), beginning, author: FixedWorld.author,
      founder: Founder(id: "stf-lin", alias: "林", holder: owner), environment: world.environment
    ).store
    for (id, holder) in [("stf-chen", first), ("stf-zhao", second)] {
      let person = Signer(
        kind: .person, id: id, alias: id, roles: ["owner"], signing: [holder.verifyingKey],
        unsealing: holder.sealingKeys)
      let text = RecordFile.document(person.json, order: nil)
      try Data(text).write(to: URL(fileURLWithPath: store.root + "/" + person.path))
    }
    _ = try store.commitWorkingFiles(CommitRequest(message: "people", author: FixedWorld.author))
    for id in ["stf-chen", "stf-zhao"] {
      _ = try store.changeRecipients(
        of: ["contact", "health"], .add(id), author: FixedWorld.author, message: "recipients")
    }
    member = try Self.add("member", ["kind=member", "name=BEFORE", "skinType=dry"], to: store)
    _ = try Self.add("contact-note", ["member=\(member)", "kind=call", "text=NOTE"], to: store)
    try commit(store)
  }

  private static func add(_ type: String, _ fields: [String], to store: Store) throws -> String {
    let state = try store.workingSnapshot()
    let type = try #require(state.catalogue.types[type])
    let record = try store.draft(type, assignments: try fields.map { try Assignment($0) }, in: state)
    try store.saveWorking(record, replacing: nil)
    return record.id
  }

  private func commit(_ store: Store) throws {
    _ = try store.commitWorkingFiles(CommitRequest(message: "m", author: FixedWorld.author))
  }

  private func again(_ holder: TestHolder) throws -> Store {
    let store = try Store(containing: store.root, environment: world.environment)
    store.unlock(holder)
    return store
  }

  /// Names of the compartments of the member that a holder cannot open, in its own record and the note.
  private func closed(to holder: TestHolder) throws -> [String] {
    let state = try again(holder).snapshot()
    let notes = try state.records(of: try #require(state.catalogue.types["contact-note"])).records.map(\.value)
    let values = [try #require(try state.record(member)).value] + notes
    return values.flatMap { $0[SealedFields.member]?.objectValue.map { Array($0.keys) } ?? [] }.sorted()
  }

  private func rename(_ name: String, by holder: TestHolder) throws {
    let store = try again(holder)
    let record = try #require(try store.workingSnapshot().record(member))
    var value = record.value
    value["name"] = .string(name)
    try store.saveWorking(Record(type: "member", id: member, value: value), replacing: record.value)
    try commit(store)
  }

  private let all = ["contact", "contact", "health"]

  @Test func onlyThePersonAndTheManagementOpenIt() throws {
    #expect(try closed(to: first).isEmpty && closed(to: second).isEmpty)
    #expect(try store.narrow(member, to: "stf-chen", author: FixedWorld.author) != nil)
    #expect(try closed(to: first).isEmpty && closed(to: owner).isEmpty)
    #expect(try closed(to: second) == all)
    try rename("AFTER", by: first)
    #expect(try again(owner).snapshot().record(member)?.value["name"] == "AFTER")
    #expect(try closed(to: second) == all)
    let check = try #require(Check.all.first { $0.name == "keyring" })
    let today = try #require(BusinessDay("2026-11-21"))
    #expect(try check.problems(in: try again(second).snapshot(), today: today).isEmpty)
  }

  @Test func whoDoesNotOpenItSealsNothingUnderIt() throws {
    _ = try store.narrow(member, to: "stf-chen", author: FixedWorld.author)
    #expect(throws: StoreError.keyMissing(compartment: "contact")) {
      try Self.add("contact-note", ["member=\(member)", "kind=call", "text=NEW"], to: try again(second))
    }
    let store = try again(first)
    _ = try Self.add("contact-note", ["member=\(member)", "kind=call", "text=NEW"], to: store)
    try commit(store)
    #expect(try closed(to: second).count == 4 && closed(to: owner).isEmpty)
  }

  @Test func handedOver() throws {
    _ = try store.narrow(member, to: "stf-chen", author: FixedWorld.author)
    _ = try store.narrow(member, to: "stf-zhao", author: FixedWorld.author)
    #expect(try closed(to: first) == all)
    #expect(try closed(to: second).isEmpty && closed(to: owner).isEmpty)
  }

  @Test func openAgain() throws {
    _ = try store.narrow(member, to: "stf-chen", author: FixedWorld.author)
    _ = try store.narrow(member, to: nil, author: FixedWorld.author)
    #expect(try closed(to: first).isEmpty && closed(to: second).isEmpty && closed(to: owner).isEmpty)
    try rename("AFTER", by: second)
    #expect(try closed(to: first).isEmpty)
  }

  @Test(arguments: ["contact", "management"]) func rotatingLeavesItNarrowed(_ compartment: String) throws {
    _ = try store.narrow(member, to: "stf-chen", author: FixedWorld.author)
    for _ in 0..<2 {
      _ = try store.rotateKeys(of: [compartment], author: FixedWorld.author, message: "rotate")
      _ = try store.sealAll(author: FixedWorld.author, renews: true)
    }
    #expect(try closed(to: first).isEmpty && closed(to: owner).isEmpty)
    #expect(try closed(to: second) == all)
    #expect(try store.settleKeyring(mend: false).isEmpty)
    try rename("AFTER", by: owner)
    #expect(try closed(to: second) == all)
    #expect(try closed(to: first).isEmpty)
  }

  @Test func aPlantedKeyIsNotUsed() throws {
    let planted = try SecretKey(bytes: [UInt8](repeating: 7, count: 32))
    let wrap = try planted.wrapped(
      for: first.sealingKeys[0], store: try store.snapshot().profile.id, compartment: "contact", epoch: 9,
      subject: member, random: world.environment.randomBytes)
    try #require(try Keyring.open(in: store.gitDirectory)).add([wrap.entry: wrap.bytes], time: store.keyringSignature)
    #expect(throws: StoreError.keyMissing(compartment: "contact")) { try rename("AFTER", by: first) }
  }

  @Test func onlySubjectsAndKnownPeople() throws {
    #expect(throws: StoreError.self) { try store.narrow(member, to: "stf-nobody", author: FixedWorld.author) }
    #expect(throws: StoreError.keyMissing(compartment: "management")) {
      try again(first).narrow(member, to: "stf-chen", author: FixedWorld.author)
    }
    let service = try Self.add("service", ["id=foot", "name=F", "price=1.00", "durationMinutes=60"], to: store)
    try commit(store)
    #expect(throws: StoreError.nothingSealed(record: service)) {
      try store.narrow(service, to: "stf-chen", author: FixedWorld.author)
    }
  }
}
