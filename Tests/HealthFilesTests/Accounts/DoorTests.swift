import Foundation
import Testing

@testable import HealthFiles
@testable import hfile

/// Who knows what only he knows is let in; who guesses waits.
@Suite struct DoorTests {
  private final class House {
    let shell = Shell.inStore()
    let accounts: Accounts
    let door: Door
    let code: OneTimeCode
    let recovery: [String]

    init() throws {
      let cost = try PassphraseCost(n: 2, r: 1, p: 1)
      accounts = Accounts(try shell.store())
      code = OneTimeCode(random: shell.world.environment.randomBytes)
      let made = try Account.new(
        for: "stf-lin", passphrase: "correct horse", code: code, cost: cost, made: 0,
        random: shell.world.environment.randomBytes)
      recovery = made.recovery
      try accounts.keep(made.account)
      door = try Door(accounts, cost: cost, environment: shell.world.environment)
    }

    var now: Int64 { shell.world.environment.now().seconds }

    func enter(
      _ person: String = "stf-lin", _ passphrase: String = "correct horse", _ code: String? = nil,
      from peer: String = "10.0.0.1", isKnown: Bool = true
    ) throws -> Door.Outcome {
      try door.enter(
        person, passphrase: passphrase, code: code ?? self.code.code(at: now), from: peer, isKnown: { _ in isKnown })
    }
  }

  @Test func allThreeMustBeRight() throws {
    let house = try House()
    #expect(try house.enter() == .entered)
    #expect(try house.enter() == .wrong, "a code opens once")
    house.shell.world.advance(60)
    #expect(try house.enter("stf-mei") == .wrong)
    #expect(try house.enter("stf-lin", "correct hors") == .wrong)
    #expect(try house.enter("stf-lin", "correct horse", "000000") == .wrong)
    #expect(try house.enter(isKnown: false) == .wrong, "revoked")
    #expect(try house.enter() == .entered)
  }

  @Test func aWrongPassphraseUsesNoRecoveryCodeUp() throws {
    let house = try House()
    let code = house.recovery[0]
    #expect(try house.enter("stf-lin", "wrong", code) == .wrong)
    #expect(try house.accounts.all()[0].recoveryLeft == Account.recoveryCount)
    #expect(try house.enter("stf-lin", "correct horse", code.uppercased().replacing("-", with: " ")) == .entered)
    #expect(try house.accounts.all()[0].recoveryLeft == Account.recoveryCount - 1)
    #expect(try house.enter("stf-lin", "correct horse", code) == .wrong, "used, also after a restart")
    #expect(Set(house.recovery).count == Account.recoveryCount)
  }

  @Test func guessingOnePersonIsSlowedDown() throws {
    let house = try House()
    for attempt in 0..<Door.personLimit {
      #expect(try house.enter("stf-lin", "guess", from: "10.0.0.\(attempt)") == .wrong)
    }
    #expect(try house.enter(from: "10.9.9.9") == .wait(seconds: 30), "even with everything right")
    house.shell.world.advance(29)
    #expect(try house.enter() == .wait(seconds: 1))
    house.shell.world.advance(1)
    #expect(try house.enter("stf-lin", "guess") == .wrong)
    #expect(try house.enter() == .wait(seconds: 60), "each failure doubles the wait")
    house.shell.world.advance(60)
    #expect(try house.enter() == .entered)
    house.shell.world.advance(60)
    #expect(try house.enter("stf-lin", "guess") == .wrong)
    #expect(try house.enter() == .entered, "whoever got in begins anew")
  }

  @Test func guessingManyPeopleFromOneAddressIsSlowedDown() throws {
    let house = try House()
    for attempt in 0..<Door.peerLimit { #expect(try house.enter("stf-\(attempt)") == .wrong) }
    #expect(try house.enter() == .wait(seconds: 30))
    #expect(try house.enter(from: "10.0.0.2") == .entered, "others are not kept waiting")
  }

  @Test func theFileIsNobodyElsesAndStrictlyRead() throws {
    let house = try House()
    let path = house.shell.current + "/.git/hfile/accounts.json"
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    #expect(attributes[.posixPermissions] as? Int == 0o600)
    let text = try house.shell.read(".git/hfile/accounts.json")
    #expect(!text.contains("correct horse") && house.recovery.allSatisfy { !text.contains($0) })
    #expect(try house.shell.git("status --porcelain").output.isEmpty)
    try house.shell.write(text.replacing("\"made\"", with: "\"mode\""), to: ".git/hfile/accounts.json")
    #expect(throws: StoreError.self) { try house.accounts.all() }
  }
}
