import Foundation
import Git
import JSONSchema
import Testing

@testable import HealthFiles

/// Two copies of a store that both moved are brought together (issue "Two clones and a hub"; design section 5).
@Suite struct IntegrationTests {
  private let clones: Clones
  private let tea = "prd-tea"

  init() throws {
    clones = try Clones(
      2,
      [
        "product id=prd-tea name=绿茶 price=38.00 category=tea", "product id=prd-oil name=精油 price=98.00 category=oil",
        "member id=mem-3b6n0c5r kind=member name=林晓 phone=+8613800000001 allergies[]=花生",
      ])
  }

  @Test func whatOthersDidComesForward() throws {
    try clones.edit(tea, in: 1) { $0["price"] = "40.00" }
    try clones.commit(1)
    try clones.sync(1)
    try clones.edit("prd-oil", in: 0) { $0["price"] = "99.00" }
    let outcome = try clones.sync(0)
    #expect(outcome.received == 1 && outcome.reapplied == 0 && outcome.conflicts == [])
    #expect(try clones.value(tea)?["price"] == "40.00")
    // What was edited and not committed is still there.
    #expect(try clones.stores[0].workingChanges().records.map(\.id) == ["prd-oil"])
    try clones.commit(0)
    try clones.expectSound(0)
  }

  @Test func ownCommitsAreLaidAnewAndSigned() throws {
    try clones.edit(tea, in: 0) { $0["price"] = "40.00" }
    try clones.commit(0, message: "tea is dearer")
    try clones.edit("prd-oil", in: 1) { $0["price"] = "88.00" }
    try clones.commit(1, message: "oil is cheaper")
    let written = try #require(try clones.stores[1].head())
    try clones.sync(0)
    let outcome = try clones.sync(1)
    #expect(outcome.received == 1 && outcome.reapplied == 1 && outcome.adopted == 0 && outcome.conflicts == [])
    let history = StoreHistory(clones.stores[1])
    let (old, new) = (try history.commit(written), try history.commit(try #require(try clones.stores[1].head())))
    let tip = try #require(try clones.stores[0].head())
    #expect(new.message == old.message && new.author == old.author && new.parents == [tip])
    #expect(new.committer.seconds > old.committer.seconds)
    try clones.sync(0)
    #expect(try clones.stores[0].head() == clones.stores[1].head())
    for place in 0...1 { try clones.expectSound(place) }
    #expect(try clones.value(tea)?["price"] == "40.00")
    #expect(try clones.value("prd-oil")?["price"] == "88.00")
  }

  @Test func fieldsOfOneRecordComeTogether() throws {
    try clones.edit(tea, in: 0) {
      $0["price"] = "40.00"; $0["tags"] = ["hot"]
    }
    try clones.commit(0)
    try clones.edit(tea, in: 1) {
      $0["name"] = "龙井"; $0["tags"] = ["new"]
    }
    try clones.commit(1)
    try clones.sync(0)
    #expect(try clones.sync(1).conflicts == [])
    let value = try #require(try clones.value(tea, in: 1))
    #expect(value["price"] == "40.00" && value["name"] == "龙井" && value["tags"] == ["hot", "new"])
    try clones.expectSound(1)
  }

  @Test func oneFieldChangedTwiceIsAConflictThatBlocksNothing() throws {
    try clones.edit(tea, in: 0) { $0["price"] = "40.00" }
    try clones.commit(0)
    for price in ["42.00", "43.00"] {
      try clones.edit(tea, in: 1) { $0["price"] = .string(price) }
      try clones.commit(1)
    }
    let original = try #require(try clones.stores[1].head())
    try clones.sync(0)
    let outcome = try clones.sync(1)
    let conflict = try #require(try clones.conflicts(in: 1).first)
    let id = try #require(conflict["id"]?.stringValue)
    #expect(outcome.conflicts == [id])
    #expect(conflict["record"] == "prd-tea" && conflict["reason"] == "fields" && conflict["state"] == "open")
    #expect(
      conflict["fields"] == [
        ["field": "/price", "base": "\"38.00\"", "kept": "\"40.00\"", "other": "\"43.00\""]
      ])
    #expect(conflict["commit"] == .string(original.description) && conflict["by"] == "stf-lin")
    #expect(try clones.value(tea, in: 1)?["price"] == "40.00")
    let kept = try clones.stores[1].repository().use { repository throws(GitError) in
      try repository.reference(Reapplication.keptReferences + original.description)
    }
    #expect(kept == original)
    try clones.edit(tea, in: 1) { $0["price"] = "44.00" }
    try clones.commit(1)
    try clones.sync(1)
    try clones.expectSound(1)
  }

  @Test(arguments: [0, 1]) func whatSomebodyWorkedOnIsNotRemoved(_ remover: Int) throws {
    try clones.remove(tea, in: remover)
    try clones.commit(remover)
    try clones.edit(tea, in: 1 - remover) { $0["price"] = "40.00" }
    try clones.commit(1 - remover)
    try clones.sync(0)
    #expect(try clones.sync(1).conflicts.count == 1)
    #expect(try clones.conflicts(in: 1)[0]["reason"] == "removed")
    #expect(try clones.value(tea, in: 1)?["price"] == "40.00")
    try clones.expectSound(1)
  }

  @Test func bothAddedOneId() throws {
    for (place, price) in [(0, "10.00"), (1, "11.00")] {
      try clones.create("product id=prd-cup name=杯子 price=\(price) category=tea", in: place)
      try clones.commit(place)
    }
    try clones.sync(0)
    #expect(try clones.sync(1).conflicts.count == 1)
    #expect(try clones.value("prd-cup", in: 1)?["price"] == "10.00")
    try clones.expectSound(1)
  }

  @Test("two facts under one id are two facts: one stays, the other is kept whole in the conflict")
  func oneIDForTwoFacts() throws {
    let id = "stk-20261121-a7-4f0q9t7k"
    for (place, line) in [(0, "kind=receipt quantity=5 unitCost=2.00"), (1, "kind=loss quantity=1 reason=damaged")] {
      try clones.stores[place].setDevice("a7")
      try clones.create("stock-movement id=\(id) product=\(tea) \(line)", in: place)
      try clones.commit(place)
    }
    let own = try #require(try clones.value(id, in: 1))
    try clones.sync(0)
    let outcome = try clones.sync(1)
    let kept = try #require(try clones.value(id, in: 1))
    #expect(kept["kind"] == "receipt" && kept["reason"] == nil)
    let conflict = try #require(try clones.conflicts(in: 1).first)
    #expect(outcome.conflicts == [conflict["id"]?.stringValue])
    #expect(conflict["fields"]?.arrayValue?.first?["other"]?.stringValue == own.text(.compact))
    try clones.expectSound(1)
  }

  @Test("two copies under one code keep what both wrote, and are told") func oneCodeForTwoCopies() throws {
    try clones.stores[1].setDevice("a7")
    let ids = try [0, 1].map { place in
      let id = try clones.create("stock-movement kind=receipt product=\(tea) quantity=\(place + 1)", in: place)
      try clones.commit(place)
      return id
    }
    #expect(try clones.sync(0).sharedDevice == nil)
    let outcome = try clones.sync(1)
    #expect(outcome.sharedDevice == "a7" && outcome.conflicts == [])
    for id in ids { #expect(try clones.value(id, in: 1) != nil) }
    #expect(try clones.sync(1).sharedDevice == nil, "what was told is not told again")
    #expect(try clones.sync(0).sharedDevice == "a7")
    try clones.stores[1].setDevice("b2")
    try clones.create("stock-movement kind=receipt product=\(tea) quantity=9", in: 1)
    try clones.commit(1)
    try clones.sync(1)
    #expect(try clones.sync(0).sharedDevice == nil)
    try clones.expectSound(0)
  }

  // MARK: sealed

  @Test func sealedFieldsComeTogetherForWhoHasTheKey() throws {
    let id = "mem-3b6n0c5r"
    try clones.edit(id, in: 0) {
      $0["phone"] = "+8613800000002"; $0["allergies"] = ["花生", "牛奶"]
    }
    try clones.commit(0)
    try clones.edit(id, in: 1) {
      $0["name"] = "林小"; $0["allergies"] = ["虾"]
    }
    try clones.commit(1)
    try clones.sync(0)
    #expect(try clones.sync(1).conflicts == [])
    let value = try #require(try clones.value(id, in: 1))
    #expect(value["phone"] == "+8613800000002" && value["name"] == "林小" && value["allergies"] == ["牛奶", "虾"])
    try clones.expectSound(1)
  }

  @Test func aSealedFieldChangedTwiceIsToldWithoutItsValue() throws {
    let id = "mem-3b6n0c5r"
    for (place, phone) in [(0, "+8613800000002"), (1, "+8613800000003")] {
      try clones.edit(id, in: place) { $0["phone"] = .string(phone) }
      try clones.commit(place)
    }
    try clones.sync(0)
    try clones.sync(1)
    #expect(try clones.conflicts(in: 1)[0]["fields"] == [["field": "/phone", "sealed": true]])
    try clones.expectSound(1)
  }

  @Test func erasingWins() throws {
    let id = "mem-3b6n0c5r"
    try clones.edit(id, in: 1) { $0["phone"] = "+8613800000003" }
    try clones.commit(1)
    _ = try clones.stores[0].erase(id, reason: "request", author: FixedWorld.author)
    try clones.sync(0)
    #expect(try clones.sync(1).conflicts == [])
    #expect(try clones.value(id, in: 1)?["erased"] == "2026-11-21")
    try clones.expectSound(1)
  }

  // MARK: meaning

  @Test func whatMustBeUniqueIsToldAndBothStay() throws {
    for (place, id) in [(0, "prd-cup"), (1, "prd-mug")] {
      try clones.create("product id=\(id) name=杯子 price=10.00 category=tea barcode=6901234567892", in: place)
      try clones.commit(place)
    }
    try clones.sync(0)
    try clones.sync(1)
    let conflict = try #require(try clones.conflicts(in: 1).first)
    #expect(conflict["reason"] == "rule" && conflict["rule"] == "not-unique")
    #expect(conflict["record"] == "prd-mug" && conflict["others"] == ["prd-cup"])
    for id in ["prd-cup", "prd-mug"] { #expect(try clones.value(id, in: 1) != nil) }
    try clones.expectSound(1)
  }

  @Test func rulesOfBusinessAreAsked() throws {
    try clones.edit(tea, in: 0) { $0["price"] = "40.00" }
    try clones.commit(0)
    try clones.edit("prd-oil", in: 1) { $0["price"] = "40.00" }
    try clones.commit(1)
    try clones.sync(0)
    var request = IntegrationRequest()
    request.clashes = { encounter throws(StoreError) in
      encounter.own.map { Clash(record: $0.id, rule: "same-price", others: ["prd-tea"]) }
    }
    #expect(try clones.sync(1, request).conflicts.count == 1)
    #expect(try clones.conflicts(in: 1)[0]["rule"] == "same-price")
  }

  // MARK: who

  @Test func whoMayNoLongerDoItIsRefusedAndNothingMoves() throws {
    let cashier = try TestHolder(2)
    var enrolment = Enrolment("stf-chen")
    enrolment.alias = "陈"
    enrolment.keys = try PublicKeys(parsing: Array(cashier.verifyingKey.openSSH.utf8))
    enrolment.gives = ["manager"]
    _ = try clones.stores[0].enrol(enrolment, author: FixedWorld.author, message: "enrol")
    try clones.sync(0)
    try clones.sync(1)
    clones.use(cashier, in: 1)
    try clones.edit(tea, in: 1) { $0["price"] = "1.00" }
    try clones.commit(1)
    let own = try clones.stores[1].head()
    var revoking = Enrolment("stf-chen")
    revoking.revokes = true
    _ = try clones.stores[0].enrol(revoking, author: FixedWorld.author, message: "revoke")
    try clones.sync(0)
    #expect(throws: StoreError.self) { try clones.sync(1) }
    #expect(try clones.stores[1].head() == own)
    // Somebody who may takes it in: in his own name, and the original is kept.
    clones.use(clones.owner, in: 1)
    let outcome = try clones.sync(1)
    #expect(outcome.adopted == 1 && outcome.conflicts == [])
    #expect(try clones.value(tea, in: 1)?["price"] == "1.00")
    let message = try StoreHistory(clones.stores[1]).commit(outcome.new).message
    let original = try #require(own)
    #expect(message.contains("Adopted: \(original) by stf-chen@"))
    try clones.expectSound(1)
  }

  @Test func anotherHistoryIsRefused() throws {
    let other = try Clones(1, owner: TestHolder(5))
    let old = try clones.stores[0].head()
    #expect(throws: (any Error).self) { try clones.stores[0].integrate(other.hub, IntegrationRequest()) }
    #expect(try clones.stores[0].head() == old)
    try clones.edit(tea, in: 0) { $0["price"] = "40.00" }
    let seen = try #require(try clones.commit(0))
    #expect(
      throws: SyncError.rewritten(seen: "\(seen)".prefix(10) + "", now: "\(clones.hub)".prefix(10) + "").asStoreError
    ) {
      try clones.stores[0].admit(clones.hub, lastSeen: seen)
    }
  }

  @Test func aDryRunChangesNothing() throws {
    try clones.edit(tea, in: 0) { $0["price"] = "40.00" }
    try clones.commit(0)
    try clones.edit(tea, in: 1) { $0["price"] = "41.00" }
    let own = try clones.commit(1)
    try clones.sync(0)
    var request = IntegrationRequest()
    request.isDryRun = true
    #expect(try clones.sync(1, request).conflicts.count == 1)
    #expect(try clones.stores[1].head() == own)
    try clones.expectSound(1)
  }
}

extension IntegrationTests {
  private func clash(_ field: String, _ id: String, kept: String, other: String) throws -> String {
    for (place, text) in [(0, kept), (1, other)] {
      try clones.edit(id, in: place) { $0[field] = .string(text) }
      try clones.commit(place)
    }
    try clones.sync(0)
    return try #require(try clones.sync(1).conflicts.first)
  }

  private func resolve(_ id: String, _ resolution: Resolution) throws {
    _ = try clones.stores[1].resolve(
      id, as: resolution, note: "asked", CommitRequest(message: "resolve", author: FixedWorld.author))
  }

  @Test(arguments: ["kept", "other", "edited"]) func conflictsAreDecided(_ choice: String) throws {
    let id = try clash("price", tea, kept: "40.00", other: "42.00")
    var third = try #require(try clones.value(tea, in: 1))
    third["price"] = "41.00"
    try resolve(id, choice == "kept" ? .kept : choice == "other" ? .other : .edited(third))
    let wanted = ["kept": "40.00", "other": "42.00", "edited": "41.00"][choice] ?? ""
    #expect(try clones.value(tea, in: 1)?["price"] == .string(wanted))
    let conflict = try #require(try clones.conflicts(in: 1).first)
    #expect(conflict["state"] == "resolved" && conflict["choice"] == .string(choice) && conflict["note"] == "asked")
    #expect(conflict["resolvedBy"] == "stf-lin")
    #expect(throws: SyncError.resolved(id).asStoreError) { try resolve(id, .kept) }
    try clones.sync(1)
    try clones.expectSound(1)
  }

  @Test func theOtherSealedValueComesFromItsCommit() throws {
    let id = try clash("phone", "mem-3b6n0c5r", kept: "+8613800000002", other: "+8613800000003")
    let state = try clones.stores[1].snapshot()
    let fields = try clones.stores[1].fields(of: try #require(try state.record(id)), in: state)
    #expect(fields.map(\.kept) == ["+8613800000002"] && fields.map(\.other) == ["+8613800000003"])
    try resolve(id, .other)
    #expect(try clones.value("mem-3b6n0c5r", in: 1)?["phone"] == "+8613800000003")
    try clones.expectSound(1)
  }

  @Test func whatWasChangedAgainIsNotOverwritten() throws {
    let id = try clash("price", tea, kept: "40.00", other: "42.00")
    try clones.edit(tea, in: 1) { $0["price"] = "45.00" }
    try clones.commit(1)
    #expect(throws: StoreError.self) { try resolve(id, .other) }
    #expect(try clones.value(tea, in: 1)?["price"] == "45.00")
  }

  @Test func aRecordThatWasPutAsideWholeComesBack() throws {
    try clones.edit(tea, in: 0) { $0["price"] = "40.00" }
    try clones.commit(0)
    try clones.remove(tea, in: 1)
    try clones.commit(1)
    try clones.sync(0)
    let id = try #require(try clones.sync(1).conflicts.first)
    try resolve(id, .other)
    #expect(try clones.value(tea, in: 1) == nil)
    try clones.expectSound(1)
  }
}
