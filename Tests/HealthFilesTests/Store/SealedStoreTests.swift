import Foundation
import JSONSchema
import Testing

@testable import Git
@testable import HealthFiles

/// A trusted store: what is sealed, who reads it, who may write.
@Suite struct SealedStoreTests {
  private let world = FixedWorld()
  private let folder = TemporaryFolder()
  private let owner: TestHolder
  private let store: Store

  init() throws {
    owner = try TestHolder(1)
    let beginning = StoreBeginning(
      name: "静心足道", currency: "CNY", timeZone: "Asia/Shanghai", dayEnds: "04:00", device: "a7", languages: ["zh-Hans"])
    store = try Store.initialize(
      at: folder.file("shop"), beginning, author: FixedWorld.author,
      founder: Founder(id: "stf-lin", alias: "林", holder: owner), environment: world.environment
    ).store
  }

  private func type(_ name: String) throws -> RecordType {
    try #require(try store.workingSnapshot().catalogue.types[name])
  }

  private func add(_ fields: [String], to store: Store? = nil) throws -> Record {
    let store = store ?? self.store
    let state = try store.workingSnapshot()
    let type = try #require(state.catalogue.types["member"])
    let record = try store.draft(type, assignments: try fields.map { try Assignment($0) }, in: state)
    try store.saveWorking(record, replacing: nil)
    return record
  }

  @discardableResult
  private func commit(_ store: Store? = nil) throws -> CommitResult {
    try (store ?? self.store).commitWorkingFiles(CommitRequest(message: "m", author: FixedWorld.author))
  }

  /// The same store without keys, or with somebody else's.
  private func again(_ holder: (any KeyHolder)? = nil) throws -> Store {
    let store = try Store(containing: store.root, environment: world.environment)
    if let holder { store.unlock(holder) }
    return store
  }

  private func text(of record: Record) throws -> String {
    let path = try #require(try store.workingSnapshot().path(of: record.id))
    return try String(contentsOfFile: store.root + "/" + path, encoding: .utf8)
  }

  @Test func aMemberIsSealedOnDiskAndOpenInHand() throws {
    let member = try add(["kind=member", "name=林晓", "phone=+8613800000001", "allergies[]=花生"])
    let text = try text(of: member)
    #expect(!text.contains("林晓") && !text.contains("138") && !text.contains("花生") && text.contains("\"health\""))
    try commit()
    let open = try #require(try store.snapshot().record(member.id))
    #expect(open.value["name"] == "林晓" && open.value["sealed"] == nil)
    let locked = try #require(try again().snapshot().record(member.id))
    #expect(locked.value["name"] == nil && locked.value["sealed"]?["contact"] != nil)
    let other = try #require(try again(TestHolder(9)).snapshot().record(member.id))
    #expect(other.value["name"] == nil)
  }

  @Test func aStoreThatOpenedSealsIsLetGo() throws {
    let member = try add(["kind=member", "name=林晓"])
    try commit()
    weak var kept: Store?
    do {
      let again = try again(owner)
      #expect(try again.snapshot().record(member.id)?.value["name"] == "林晓")
      kept = again
    }
    #expect(kept == nil, "its open files would stay open")
  }

  @Test func whatDidNotChangeKeepsItsSeal() throws {
    let member = try add(["kind=member", "name=林晓", "skinType=dry"])
    try commit()
    let before = try #require(try store.snapshot().storedRecord(member.id)).value
    var changed = try #require(try store.workingSnapshot().record(member.id))
    let old = changed.value
    changed = Record(
      type: "member", id: member.id,
      value: {
        var value = old; value["name"] = "林小"; return value
      }())
    try store.saveWorking(changed, replacing: old)
    try commit()
    let after = try #require(try store.snapshot().storedRecord(member.id)).value
    #expect(after["sealed"]?["health"] == before["sealed"]?["health"])
    #expect(after["sealed"]?["contact"] != before["sealed"]?["contact"])
    let seal = try JSONWebEncryption(try #require(after["sealed"]?["contact"]))
    #expect(seal.revision == 2)
    #expect(try store.snapshot().record(member.id)?.value["name"] == "林小")
  }

  @Test func plaintextTypedIntoAFileIsSealedByTheCommit() throws {
    let member = try add(["kind=member", "name=林晓"])
    try commit()
    let path = try #require(try store.workingSnapshot().path(of: member.id))
    let text = try text(of: member).replacing("\"kind\"", with: "\"phone\": \"+8613800000001\",\n  \"kind\"")
    try Data(text.utf8).write(to: URL(fileURLWithPath: store.root + "/" + path))
    try commit()
    #expect(try !self.text(of: member).contains("138"))
    let open = try #require(try store.snapshot().record(member.id)).value
    #expect(open["phone"] == "+8613800000001" && open["name"] == "林晓")
  }

  @Test func factsAboutAMemberAreSealedUnderItsKeys() throws {
    let member = try add(["kind=member", "name=林晓"])
    try commit()
    let state = try store.workingSnapshot()
    let note = try store.draft(
      try type("contact-note"),
      assignments: [try Assignment("member=\(member.id)"), try Assignment("kind=call"), try Assignment("text=好")],
      in: state)
    try store.saveWorking(note, replacing: nil)
    let keyring = try #require(try Keyring.open(in: store.gitDirectory))
    let keys = try keyring.entries(under: "records").map(\.entry)
    #expect(keys.count == 1 && keys.allSatisfy { $0.purpose == .record(subject: member.id) })
  }

  @Test func commitsAreSignedSoThatStockGitAgrees() throws {
    _ = try add(["kind=member", "name=林晓"])
    let commit = try #require(try commit().commit)
    let signed = try store.repository().use { repository throws(GitError) in try repository.signedCommit(commit) }
    let signature = try SSHSignature(parsing: try #require(signed.commit.signature))
    #expect(signature.isValid(for: signed.payload) && signature.key == owner.verifyingKey)
    #expect(signed.commit.author.email == "stf-lin@\(try store.workingSnapshot().profile.id)")
  }

  @Test func withoutAKeyNothingIsCommitted() throws {
    let member = try add(["kind=member", "name=林晓"])
    #expect(throws: StoreError.notUnlocked) { try commit(try again()) }
    #expect(throws: StoreError.self) { try commit(try again(TestHolder(9))) }
    #expect(throws: StoreError.keyMissing(compartment: "contact")) {
      try add(["kind=member", "name=王"], to: try again())
    }
    #expect(try store.snapshot().record(member.id) == nil)
  }

  // MARK: keys

  private func entries() throws -> [KeyringEntry] {
    try #require(try Keyring.open(in: store.gitDirectory)).entries().map(\.entry)
  }

  @Test func rotatingKeepsEverythingReadableAndOldWrapsGo() throws {
    let member = try add(["kind=member", "name=林晓", "skinType=dry"])
    try commit()
    let before = Set(try entries())
    _ = try store.rotateKeys(of: ["contact"], author: FixedWorld.author, message: "rotate")
    let after = Set(try entries())
    #expect(after.filter { $0.compartment == "contact" }.isDisjoint(with: before))
    #expect(after.filter { $0.compartment != "contact" } == before.filter { $0.compartment != "contact" })
    #expect(try store.snapshot().access().compartments["contact"]?.epoch == 2)
    #expect(try again(owner).snapshot().record(member.id)?.value["name"] == "林晓")
    #expect(try store.settleKeyring(mend: false).isEmpty)
    let other = try add(["kind=member", "name=王"])
    try commit()
    #expect(try again(owner).snapshot().record(other.id)?.value["name"] == "王")
  }

  @Test func nobodyLocksHimselfOut() throws {
    #expect(throws: StoreError.lockedOut(compartment: "health")) {
      try store.changeRecipients(of: ["health"], .remove("stf-lin"), author: FixedWorld.author, message: "m")
    }
    #expect(try store.snapshot().access().compartments["health"]?.epoch == 1)
  }

  @Test func erasingLeavesAStubAndNoKey() throws {
    let member = try add(["kind=member", "name=林晓", "skinType=dry"])
    let other = try add(["kind=member", "name=王"])
    let before = try #require(try commit().commit)
    let result = try store.erase(member.id, reason: "request", author: FixedWorld.author)
    #expect(result.keys.count == 2)
    #expect(try store.snapshot().storedRecord(member.id)?.value == ["id": .string(member.id), "erased": "2026-11-21"])
    #expect(try text(of: member).contains("erased"))
    #expect(!(try entries()).contains { $0.purpose == .record(subject: member.id) })
    #expect(try again(owner).snapshot().record(other.id)?.value["name"] == "王")
    #expect(try again(owner).snapshot(at: before).record(member.id)?.value["name"] == nil)
    #expect(throws: StoreError.nothingSealed(record: member.id)) {
      try store.erase(member.id, reason: "request", author: FixedWorld.author)
    }
  }

  @Test func theDoctorFinishesAnErasureThatWasBrokenOff() throws {
    let member = try add(["kind=member", "name=林晓"])
    try commit()
    let keyring = try #require(try Keyring.open(in: store.gitDirectory))
    var kept: [KeyringEntry: [UInt8]] = [:]
    for (entry, blob) in try keyring.entries() { kept[entry] = try keyring.bytes(blob) }
    _ = try store.erase(member.id, reason: "request", author: FixedWorld.author)
    try Keyring.replace(in: store.gitDirectory, with: kept, store: "", time: store.keyringSignature)
    #expect(try store.settleKeyring(mend: true).map(\.kind) == [.keyringBehind])
    #expect(!(try entries()).contains { $0.purpose == .record(subject: member.id) })
  }

  @Test func anOldKeyringThatStayedBehindIsFoundAndRemoved() throws {
    let member = try add(["kind=member", "name=林晓"])
    try commit()
    let folder = store.gitDirectory + "/hfile/keyring"
    try FileManager.default.copyItem(atPath: folder, toPath: folder + ".old")
    _ = try store.erase(member.id, reason: "request", author: FixedWorld.author)
    #expect(!FileManager.default.fileExists(atPath: folder + ".old"))
    try FileManager.default.copyItem(atPath: folder, toPath: folder + ".old")
    #expect(try store.erasures().allSatisfy(\.hasKeys))
    #expect(try store.settleKeyring(mend: true).map(\.name) == [".git/hfile/keyring.old"])
    #expect(try store.erasures().allSatisfy { !$0.hasKeys })
    #expect(!FileManager.default.fileExists(atPath: folder + ".old"))
  }

  @Test func aSealWhoseKeyIsGoneIsTold() throws {
    let member = try add(["kind=member", "name=林晓"])
    try commit()
    try store.replaceKeyring { all in all.filter { $0.purpose == .compartment } }
    let found = try Check.keyring.problems(
      in: try again(owner).snapshot(), today: try #require(BusinessDay("2026-11-21")))
    #expect(found.map(\.fact) == [.keyLost] && found.first?.place.record == member.id)
  }

  @Test func theDoctorTakesBackARotationThatWasBrokenOff() throws {
    let member = try add(["kind=member", "name=林晓"])
    try commit()
    let before = Set(try entries())
    let key = try SecretKey(bytes: [UInt8](repeating: 5, count: 32))
    let id = try store.workingSnapshot().profile.id
    let wrap = try key.wrapped(
      for: owner.sealingKeys[0], store: id, compartment: "contact", epoch: 2, random: world.environment.randomBytes)
    try #require(try Keyring.open(in: store.gitDirectory)).add([wrap.entry: wrap.bytes], time: store.keyringSignature)
    #expect(try store.settleKeyring(mend: true).count == 1)
    #expect(Set(try entries()) == before)
    #expect(try again(owner).snapshot().record(member.id)?.value["name"] == "林晓")
  }
}
