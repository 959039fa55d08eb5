// Keys in another process: they sign and open as if they were here, and do not come out.

import JSONSchema
import Testing

@testable import HealthFiles
@testable import hfile

@Suite struct AgentServiceTests {
  let bits = SeededBits(61)
  let unsealing: [UnsealingKey]
  let signing: SigningKey
  let service: AgentService

  init() throws {
    signing = try SigningKey(random: bits.bytes)
    unsealing = try [UnsealingKey(random: bits.bytes), UnsealingKey(random: bits.bytes)]
    service = AgentService(HeldKeys(signing: signing, unsealing: unsealing))
  }

  private func holder() throws -> AgentHolder {
    try AgentHolder { [service] request throws(SealingError) in
      guard let answer = service.answer(request) else { throw .malformed(.agent, .refused) }
      return answer
    }
  }

  private func ask(_ json: JSON) throws -> JSON {
    var frame = SSHWriter()
    frame.string(json.bytes(.compact))
    return try JSON(parsing: Array(#require(service.answer(frame.bytes)).dropFirst(4)))
  }

  @Test func signsAndOpens() throws {
    let holder = try holder()
    #expect(holder.verifyingKey == signing.verifyingKey && holder.sealingKeys == unsealing.map(\.sealingKey))
    #expect(try holder.sign(KnownKey.message) == SSHSignature.sign(KnownKey.message, with: signing))
    let place = JSONWebEncryptionTests.keyPlace
    for key in holder.sealingKeys {
      let seal = try JSONWebEncryption.seal([1, 2, 3], header: place, for: key, random: bits.bytes)
      #expect(try holder.open(seal, expecting: place) == [1, 2, 3])
      #expect(throws: SealingError.malformed(.agent, .refused)) {
        try holder.open(seal, expecting: ["store": "sto-other", "compartment": "contact"])
      }
    }
    let foreign = try UnsealingKey(random: bits.bytes).sealingKey
    let seal = try JSONWebEncryption.seal([], header: place, for: foreign, random: bits.bytes)
    #expect(throws: SealingError.otherKey(foreign.thumbprint)) { try holder.open(seal, expecting: place) }
  }

  @Test func noRequestGetsAKey() throws {
    let secrets = [JSONWebKey.signing(signing).json] + unsealing.map { JSONWebKey.unsealing($0).json }
    let requests: [JSON] = [
      ["act": "keys"], ["act": "export"], ["act": "keys", "private": true], ["act": "sign", "payload": "AA"],
      ["act": "sign", "payload": 7], ["act": "open"], ["act": "open", "sealed": [:], "expecting": [:]], [], [:],
    ]
    for request in requests {
      let answer = try ask(request).text(.compact)
      for secret in secrets { #expect(!answer.contains(try #require(secret["d"]?.stringValue))) }
    }
    #expect(try ask(["act": "export"]) == ["error": "agent.act.wrong"])
    #expect(try ask(["act": "keys", "private": true]) == ["error": "agent.private.unknown"])
    #expect(try ask([]) == ["error": "agent.json"])
  }

  @Test func brokenFramesAreAnswered() throws {
    for frame: [UInt8] in [[], [0, 0, 0, 9, 1], [0, 0, 0, 1, 0x7B], [0, 0, 0, 0]] {
      let answer = try #require(service.answer(frame))
      #expect(try JSON(parsing: Array(answer.dropFirst(4)))["error"] != nil)
    }
    #expect(service.answer(AgentService.stop) == nil)
  }
}
