// What somebody may try who is known, and may not do it.

import Foundation
import Git
import JSONSchema
import Testing

@testable import ExampleStore
@testable import HealthFiles

extension AttackTests {
  @Test func selfPromotionGainsNothing() throws {
    let promoted = cashier.file(roles: ["owner"])
    let report = "schema/reports/sales.json"
    try history.commit(cashier, [promoted.path: promoted.bytes])
    try history.commit(cashier, [report: nil])
    let refused = ["not-permitted \(promoted.path)", "not-permitted \(report)"]
    try expect(refused)
    // It stays in every later tree, and counts in none.
    let other = manager.file(roles: ["manager", "finance"])
    try history.commit(history.owner, [other.path: other.bytes])
    let cost = "costs/2026/11/2026-11-21.a7.jsonl"
    try history.commit(cashier, [cost: Array(#"{"id":"cst-20261121-a7-00000001"}"#.utf8)])
    try expect(refused + ["not-permitted cst-20261121-a7-00000001", "invalid cst-20261121-a7-00000001"])
  }

  @Test func newKeysDoNotCarryAPromotionIn() throws {
    let promoted = cashier.file(roles: ["owner"])
    try history.commit(cashier, [promoted.path: promoted.bytes])
    // Everybody may change the own keys: what is compared is the file that counts, not the one in the parent's tree.
    var again = cashier.signer(roles: ["owner"]).json
    again["unsealing"] = []
    try history.commit(cashier, [promoted.path: again.bytes(.indented) + [0x0A]])
    var keys = cashier.signer().json
    keys["unsealing"] = []
    try history.commit(cashier, [promoted.path: keys.bytes(.indented) + [0x0A]])
    try expect(["not-permitted \(promoted.path)", "not-permitted \(promoted.path)"])
  }

  @Test func yesterdaysSaleIsNotTheCashiersToChange() throws {
    let sale = sale(1)
    try honest(1)
    let changed = self.sale(1, total: "1.00")
    var draft = draft(cashier, [sale.path: changed.bytes])
    draft.seconds = history.start + 86_400
    try history.commit(draft)
    try expect(["not-permitted \(sale.id)"])
    var removed = self.draft(cashier, [sale.path: nil])
    removed.seconds = history.start + 86_400
    try history.commit(removed)
    try expect(["not-permitted \(sale.id)", "not-permitted \(sale.id)"])
  }

  @Test func backdatingDoesNotMakeYesterdayToday() throws {
    try honest(1)
    var draft = draft(history.owner)
    draft.seconds = history.start + 86_400
    try history.commit(draft)
    draft = self.draft(cashier, [sale(1).path: sale(1, total: "1.00").bytes])
    draft.seconds = history.start + 600
    try history.commit(draft)
    try expect(["time"])
  }

  /// A till that was offline publishes yesterday's sale today, and says when it was written.
  @Test func whatWasWrittenYesterdayMayBeCommittedToday() throws {
    try honest(1)
    var today = draft(history.owner)
    today.seconds = history.start + 86_400
    try history.commit(today)
    var late = draft(cashier, [sale(2).path: try (history.bytes(at: sale(2).path) ?? []) + sale(2).bytes])
    late.authored = history.start + 120
    late.seconds = history.start + 86_460
    try history.commit(late)
    try expect([])
    // But not once he has written something later, nor before it could have been.
    late = draft(cashier, [sale(3, days: 1).path: sale(3, days: 1).bytes])
    late.seconds = history.start + 86_520
    try history.commit(late)
    late = draft(cashier, [sale(1).path: sale(1, total: "1.00").bytes + sale(2).bytes])
    late.authored = history.start + 180
    late.seconds = history.start + 86_580
    try history.commit(late)
    try expect(["time"])
    late = draft(history.owner)
    late.authored = history.start + 90_000
    late.seconds = history.start + 86_640
    try history.commit(late)
    try expect(["time", "time"])
  }

  @Test func everybodyMaySayWhatClashed() throws {
    let id = "cfl-20261121-a7-00000001"
    let conflict: JSON = [
      "id": .string(id), "time": "2026-11-21T10:00:00+08:00", "day": "2026-11-21", "device": "a7",
      "record": "prd-tea", "reason": "fields", "fields": [], "state": "open",
    ]
    let path = "conflicts/2026/11/\(id).json"
    try history.commit(cashier, [path: conflict.bytes(.indented) + [0x0A]])
    try expect([])
    try history.commit(cashier, [path: nil])
    try expect(["not-permitted \(id)"])
  }

  @Test func schemasAreNotTheManagersToLoosen() throws {
    let path = "schema/records/sale.schema.json"
    var schema = try JSON(parsing: try #require(try history.bytes(at: path)), limits: .schema)
    schema["additionalProperties"] = nil
    schema["required"] = ["id"]
    schema["properties"] = ["id": true]
    try history.commit(manager, [path: schema.bytes(.indented) + [0x0A]])
    let bad = Array(#"{"id":"sal-20261121-a7-00000001","price":-1}"#.utf8)
    try history.commit(cashier, [sale(1).path: bad + [0x0A]])
    let refused = ["not-permitted", "invalid", "unsealed"].map { "\($0) \(path)" }
    try expect(refused + ["invalid sal-20261121-a7-00000001"])
  }

  @Test func fieldsAreNotUnsealed() throws {
    let path = "schema/records/member.schema.json"
    var schema = try JSON(parsing: try #require(try history.bytes(at: path)), limits: .schema)
    schema["x-hfile"]?["sealed"]?["fields"]?["/phone"] = nil
    try history.commit(manager, [path: schema.bytes(.indented) + [0x0A]])
    try history.commit(history.owner, ["README.md": Array("x".utf8)])
    try expect(["not-permitted \(path)", "unsealed \(path)"])
    schema["x-hfile"]?["sealed"] = nil
    try history.commit(history.owner, [path: schema.bytes(.indented) + [0x0A]])
    try expect(["not-permitted \(path)", "unsealed \(path)", "unsealed \(path)"])
  }

  @Test func sealedFieldsDoNotStandInTheClear() throws {
    let type = try #require(try history.store.snapshot().catalogue.types["member"])
    let member: JSON = ["id": "mem-7gkq2v9d", "kind": "member", "name": "林晓"]
    let path = try #require(Layout.path(of: "mem-7gkq2v9d", in: type))
    try history.commit(manager, [path: member.bytes(.indented)])
    let found = try findings()
    #expect(found.contains("plain mem-7gkq2v9d"))
    #expect(Set(found).isSubset(of: ["plain mem-7gkq2v9d", "invalid mem-7gkq2v9d"]))
  }
}
