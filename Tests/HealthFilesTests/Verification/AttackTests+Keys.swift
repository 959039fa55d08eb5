// What somebody may try who can push, and may sign nothing: to have keys wrapped for him by those who may.

import Foundation
import JSONSchema
import Synchronization
import Testing

@testable import ExampleStore
@testable import Git
@testable import HealthFiles

/// Counts how often somebody was asked.
private final class Counter: Sendable {
  let count = Mutex(0)
}

extension AttackTests {
  /// The store as its owner opens it, believing what the signed history says.
  private func owned(by judging: Unlocked.Judging? = nil) throws -> Store {
    let store = try Store(containing: history.store.root, environment: history.store.environment)
    if let judging {
      store.unlock(history.owner, judging: judging)
    } else {
      store.unlock(history.owner, judging: HistoryVerifier.access)
    }
    return store
  }

  @discardableResult
  private func addMember(_ id: String, to store: Store) throws -> Record {
    let state = try store.workingSnapshot()
    let fields = try ["id=\(id)", "kind=member", "name=林晓"].map { try Assignment($0) }
    let record = try store.draft(try #require(state.catalogue.types["member"]), assignments: fields, in: state)
    try store.saveWorking(record, replacing: nil)
    return record
  }

  private func rotate(_ store: Store) throws {
    _ = try store.rotateKeys(of: ["contact"], author: Author(name: "lin", email: "lin"), message: "rotate")
  }

  private func keyring() throws -> Keyring { try #require(try Keyring.open(in: history.store.gitDirectory)) }

  private func wrappers() throws -> Set<KeyTag> { Set(try keyring().entries().map(\.entry.wrapper)) }

  /// Commits, without a signature, what somebody would like to be so.
  private func plant(_ changes: [String: [UInt8]?]) throws {
    var draft = draft(history.owner, changes)
    draft.isSigned = false
    try history.commit(draft)
    try history.publish()
  }

  private func compartments(_ change: (inout JSON) -> Void) throws -> [String: [UInt8]?] {
    let path = AccessState.compartmentsPath
    var value = try JSON(parsing: try #require(try history.bytes(at: path)), limits: .record)
    change(&value)
    return [path: value.bytes(.indented) + [0x0A]]
  }

  /// Puts a compartment key that the forger knows into the keyring, wrapped for the owner.
  private func plantKey(epoch: Int) throws -> SecretKey {
    let key = try SecretKey(bytes: [UInt8](repeating: 7, count: 32))
    let random = history.store.environment.randomBytes
    let wrap = try key.wrapped(
      for: history.owner.sealingKeys[0], store: history.id, compartment: "contact", epoch: epoch, random: random)
    try keyring().add([wrap.entry: wrap.bytes], time: history.store.keyringSignature)
    return key
  }

  /// Expects that the owner wraps nothing, by or for a key or otherwise.
  private func expectRefused(_ tag: KeyTag, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let before = try keyring().entries().map(\.entry)
    let store = try owned()
    #expect(throws: StoreError.unverified, sourceLocation: sourceLocation) { try rotate(store) }
    #expect(throws: StoreError.unverified, sourceLocation: sourceLocation) { try addMember("mem-aaaaaaaa", to: store) }
    #expect(try keyring().entries().map(\.entry) == before, sourceLocation: sourceLocation)
    #expect(try !wrappers().contains(tag), sourceLocation: sourceLocation)
  }

  @Test func nothingIsWrappedByAPlantedCompartmentKey() throws {
    try history.publish()
    let planted = try plantKey(epoch: 2)
    let tag = KeyTag(thumbprint: planted.thumbprint)
    try plant(
      try compartments {
        $0["compartments"]?["contact"]?["epoch"] = 2
        $0["compartments"]?["contact"]?["key"] = .string(planted.thumbprint)
      })
    try expectRefused(tag)
    // It is a way in: who believes the last commit seals by the key.
    try addMember("mem-bbbbbbbb", to: try owned { store throws(StoreError) in try store.snapshot().access() })
    #expect(try wrappers().contains(tag))
  }

  @Test(arguments: [true, false])
  func nothingIsWrappedForAPlantedRecipient(_ isNew: Bool) throws {
    try history.publish()
    let eve = try Actor(isNew ? "stf-evee" : history.owner.id, ["owner"], key: 66)
    var value = eve.signer().json
    value["signing"] = .array([.string((isNew ? eve : history.owner).verifyingKey.openSSH)])
    var changes = try compartments { json in
      guard isNew else { return }
      json["compartments"]?["contact"]?["recipients"] = [.string(history.owner.id), .string(eve.id)]
    }
    changes[eve.signer().path] = value.bytes(.indented) + [0x0A]
    try plant(changes)
    let tag = KeyTag(thumbprint: eve.sealingKeys[0].thumbprint)
    try expectRefused(tag)
    try rotate(try owned { store throws(StoreError) in try store.snapshot().access() })
    #expect(try wrappers().contains(tag))
  }

  @Test func nothingIsSealedByAPlantedRecordKey() throws {
    try history.publish()
    let tag = KeyTag(thumbprint: try plantKey(epoch: 1).thumbprint)
    let (master, record) = (
      try SecretKey(bytes: [UInt8](repeating: 7, count: 32)), try SecretKey(bytes: [UInt8](repeating: 8, count: 32))
    )
    let wrapped = try JSONWebEncryption.seal(
      JSONWebKey.secret(record).json.bytes(.compact), header: KeyChain.header(history.id, "contact", "mem-aaaaaaaa"),
      with: master, random: history.store.environment.randomBytes)
    let entry = KeyringEntry(
      .record(subject: "mem-aaaaaaaa"), compartment: "contact", epoch: 9, key: KeyTag(thumbprint: record.thumbprint),
      wrapper: tag)
    try keyring().add([entry: wrapped.json.bytes(.compact)], time: history.store.keyringSignature)
    let store = try owned()
    try addMember("mem-aaaaaaaa", to: store)
    let stored = try #require(try store.workingSnapshot().storedRecord("mem-aaaaaaaa"))
    let seal = try JSONWebEncryption(try #require(stored.value["sealed"]?["contact"]))
    #expect(seal.kid != record.thumbprint)
  }

  @Test func anotherHistoryThanThePinnedWrapsNothing() throws {
    try honest(1)
    try history.publish()
    try addMember("mem-aaaaaaaa", to: try owned())
    history.tip = try #require(try history.repository.commit(history.tip).parents.first)
    try honest(2)
    try history.publish()
    #expect(throws: StoreError.unverified) { try addMember("mem-bbbbbbbb", to: try owned()) }
  }

  @Test func judgedOnceAndOnlyToWrap() throws {
    let asked = Counter()
    let judging: Unlocked.Judging = { store throws(StoreError) in
      asked.count.withLock { $0 += 1 }
      return try HistoryVerifier.access(of: store)
    }
    try history.publish()
    let store = try owned(by: judging)
    for id in ["mem-aaaaaaaa", "mem-bbbbbbbb"] { try addMember(id, to: store) }
    #expect(asked.count.withLock(\.self) == 1)
    let other = try owned(by: judging)
    #expect(try other.workingSnapshot().record("mem-aaaaaaaa")?.value["name"] == "林晓")
    #expect(asked.count.withLock(\.self) == 1)
  }
}
