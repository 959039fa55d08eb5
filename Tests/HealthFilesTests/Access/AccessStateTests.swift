// What a state of access/ says, and what it does not let pass.

import JSONSchema
import Testing

@testable import HealthFiles

@Suite struct AccessStateTests {
  /// Files of a small trusted store: an owner, a cashier and a till.
  static func files(_ more: [String: JSON] = [:]) throws -> [(path: String, bytes: [UInt8])] {
    var values: [String: JSON] = Dictionary(uniqueKeysWithValues: Role.files.map { ($0.path, $0.value) })
    values["access/store.json"] = ["store": "sto-xj4g4q61", "owners": ["stf-lin"]]
    values["access/people/stf-lin.json"] = try person("stf-lin", ["owner"], seed: 1).json
    values["access/people/stf-chen.json"] = try person("stf-chen", ["cashier"], seed: 2).json
    let till = Signer(kind: .device, id: "a7", alias: "Till", roles: ["till"], signing: [try key(3).verifyingKey])
    values["access/devices/a7.json"] = till.json
    for (path, value) in more { values[path] = value }
    return values.map { ($0.key, $0.value.bytes(.indented)) }
  }

  static func key(_ number: UInt8) throws -> SigningKey {
    try SigningKey(seed: [UInt8](repeating: number, count: 32))
  }

  static func person(_ id: String, _ roles: [String], seed: UInt8, revoked: String? = nil) throws -> Signer {
    Signer(
      kind: .person, id: id, alias: id, roles: roles, signing: [try key(seed).verifyingKey], revoked: revoked)
  }

  @Test func theSmallStoreIsSound() throws {
    let state = AccessState(files: try Self.files())
    #expect(state.problems.isEmpty, "\(state.problems)")
    #expect(state.store == "sto-xj4g4q61")
    #expect(state.owners == ["stf-lin"])
    #expect(state.signers.map(\.id) == ["a7", "stf-chen", "stf-lin"])
    #expect(state.signer(with: try Self.key(2).verifyingKey)?.id == "stf-chen")
    #expect(state.signer(with: try Self.key(9).verifyingKey) == nil)
    #expect(state.signer("a7")?.path == "access/devices/a7.json")
    #expect(state.signer("stf-lin")?.address(store: "sto-xj4g4q61") == "stf-lin@sto-xj4g4q61")
    #expect(state.isOwner(try #require(state.signer("stf-lin"))))
    #expect(!state.isOwner(try #require(state.signer("stf-chen"))))
  }

  @Test func aStoreBeginsWithEightRoles() {
    let roles = Role.beginning.map(\.role.name)
    #expect(roles == ["owner", "hq", "manager", "cashier", "staff", "finance", "auditor", "till"])
    for (path, value) in Role.files {
      #expect(AccessFile.role.problems(value, path: path).isEmpty, "\(path)")
    }
    let collections = Set(ShippedSchema.catalogue.sortedTypes.map(\.collection) + Right.reserved + ["*"])
    let named = Set(Role.beginning.flatMap(\.role.rights).flatMap(\.collections))
    #expect(named.isSubset(of: collections), "\(named.subtracting(collections))")
    let compartments = Set(ShippedSchema.catalogue.sortedTypes.compactMap(\.sealed).flatMap(\.compartments).map(\.name))
    #expect(Set(Role.beginning.flatMap(\.role.compartments)) == compartments)
  }

  /// A file, and the name of what is wrong with it.
  @Test(arguments: [
    ("access/people/stf-zhao.json", #"{"id": "stf-lin"}"#, "schema-missing-member"),
    ("access/people/stf-lin.json", "{", "unreadable"),
    ("access/people/notes.txt", "{}", "stray-file"),
    ("access/people/deep/stf-zhao.json", "{}", "stray-file"),
    ("access/keys.json", "{}", "stray-file"),
    ("access/compartments.json", #"{"compartments": {}, "compartments": {}}"#, "unreadable"),
  ])
  func wrongFilesGiveNoPower(path: String, text: String, fact: String) throws {
    let files = try Self.files().filter { $0.path != path } + [(path, Array(text.utf8))]
    let state = AccessState(files: files)
    #expect(state.problems.contains { $0.fact.name == fact && $0.place.file == path }, "\(state.problems)")
    #expect(state.signer(AccessFile.stem(path)) == nil)
  }

  @Test func theIdIsTheNameOfTheFile() throws {
    let state = AccessState(
      files: try Self.files(["access/people/stf-zhao.json": Self.person("stf-chen", ["owner"], seed: 7).json]))
    #expect(state.problems.map(\.fact) == [.wrongPath(expected: "access/people/stf-chen.json")])
    #expect(state.signer("stf-zhao") == nil)
    #expect(state.signer("stf-chen")?.roles == ["cashier"])
  }

  @Test func aKeyNamesOneSigner() throws {
    let second = try Self.person("stf-zhao", ["owner"], seed: 2)
    let state = AccessState(files: try Self.files([second.path: second.json]))
    #expect(state.problems.map(\.fact.name) == ["claimed-twice"])
    #expect(state.signer(with: try Self.key(2).verifyingKey)?.id == "stf-chen")
    let gone = try Self.person("stf-chen", ["cashier"], seed: 2, revoked: "2026-11-21T18:00:00+08:00")
    let after = AccessState(files: try Self.files([second.path: second.json, gone.path: gone.json]))
    #expect(after.problems.isEmpty, "\(after.problems)")
    #expect(after.signer(with: try Self.key(2).verifyingKey)?.id == "stf-zhao")
  }

  @Test func weakKeysAreNoKeys() throws {
    var value = try Self.person("stf-zhao", ["owner"], seed: 7).json
    // The point of order 1: anybody can sign for it.
    let line = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    value["signing"] = [.string(line)]
    let state = AccessState(files: try Self.files(["access/people/stf-zhao.json": value]))
    #expect(state.problems.map(\.fact.name) == ["form"])
    #expect(state.signer("stf-zhao")?.signing == [])
  }

  @Test func unknownRolesAndRecipientsAreTold() throws {
    let thumbprint: JSON = "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"
    let compartment: JSON = ["epoch": 1, "key": thumbprint, "recipients": ["stf-gone", "stf-lin", "recovery"]]
    let state = AccessState(
      files: try Self.files([
        "access/people/stf-zhao.json": Self.person("stf-zhao", ["boss"], seed: 7).json,
        "access/compartments.json": ["compartments": ["contact": compartment]],
      ]))
    #expect(state.problems.map(\.fact.name) == ["missing-reference", "missing-reference", "missing-reference"])
    #expect(state.problems.compactMap(\.place.pointer?.tokens.last) == ["0", "0", "2"])
    #expect(state.compartments["contact"]?.recipients.count == 3)
  }

  @Test func ownersRemainAndEpochsRise() throws {
    let (first, second) = ("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs", "cn-I_WNMClehiVp51i_0VpOENW1upEerA8sEam5hn-s")
    func state(_ epoch: Int64, _ key: String) throws -> AccessState {
      let contact: JSON = ["epoch": .number(JSONNumber(epoch)), "key": .string(key), "recipients": ["stf-lin"]]
      return AccessState(files: try Self.files(["access/compartments.json": ["compartments": ["contact": contact]]]))
    }
    let old = try state(2, first)
    #expect(try state(2, first).problems(since: old).isEmpty)
    #expect(try state(3, second).problems(since: old).isEmpty)
    #expect(try state(2, second).problems(since: old).map(\.fact) == [.epochBack(compartment: "contact")])
    #expect(try state(1, first).problems(since: old).map(\.fact) == [.epochBack(compartment: "contact")])
    let none = AccessState(files: try Self.files())
    #expect(none.problems(since: old).map(\.fact) == [.epochBack(compartment: "contact")])
    let gone = try Self.person("stf-lin", ["owner"], seed: 1, revoked: "2026-11-21T18:00:00+08:00")
    let ownerless = AccessState(files: try Self.files([gone.path: gone.json]))
    #expect(ownerless.problems(since: none).map(\.fact) == [.ownerMissing])
  }
}
