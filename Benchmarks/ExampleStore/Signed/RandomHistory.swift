// Histories of honest and dishonest commits, for two judges to agree on.

import Foundation
import Git
import HealthFiles
import JSONSchema

/// Adds random commits to a store: most as they should be, some as a forger would make them.
struct RandomHistory {
  private let history: SignedHistory
  private var random: SplitMix64
  private let actors: [Actor]
  private let genesis: ObjectID
  private var tips: [ObjectID] = []
  private var number = 0

  private static let roles = ["owner", "manager", "cashier", "staff", "finance", "auditor", "till", "hq"]
  private static let members = ["mem-7gkq2v9d", "mem-3b6n0c5r", "mem-00000000"]

  init(_ history: SignedHistory, seed: UInt64) throws {
    self.history = history
    random = SplitMix64(seed: seed)
    genesis = history.tip
    actors = [
      history.owner, try Actor("stf-zhao", ["manager"], key: 3), try Actor("stf-chen", ["cashier"], key: 2),
      try Actor("stf-wang", ["staff"], key: 4), try Actor("a7", ["till"], key: 5),
      try Actor("stf-gone", ["owner"], key: 6),
    ]
  }

  /// Writes a history on top of the genesis and returns its tip.
  mutating func write(commits: Int) throws -> ObjectID {
    history.tip = genesis
    history.seconds = history.start
    number = 0
    let known = actors[1..<5].filter { _ in random.chance(85) }.map { $0.file() }
    try history.commit(history.owner, Dictionary(uniqueKeysWithValues: known.map { ($0.path, $0.bytes) }))
    tips = [genesis, history.tip]
    for _ in 0..<commits { tips.append(try commit()) }
    return history.tip
  }

  private mutating func actor() -> Actor {
    random.pick([
      (actors[0], weight: 4), (actors[1], weight: 3), (actors[2], weight: 6), (actors[3], weight: 3),
      (actors[4], weight: 3), (actors[5], weight: 1),
    ]) ?? actors[0]
  }

  private mutating func commit() throws -> ObjectID {
    number += 1
    var draft = SignedHistory.Draft(actor(), [:])
    if random.chance(15) { history.seconds += 86_400 }
    try change(&draft)
    if random.chance(12) { try change(&draft) }
    if random.chance(15) { try forge(&draft) }
    if draft.changes.isEmpty { draft.changes = ["README.md": Array("\(number)\n".utf8)] }
    return try history.commit(draft)
  }

  // MARK: forging

  private mutating func forge(_ draft: inout SignedHistory.Draft) throws {
    switch random.int(0...9) {
    case 9: draft.authored = history.seconds - Int64(random.int(-1...3) * 1800 + 100)
    case 0: draft.isSigned = false
    case 1: draft.key = actor()
    case 2: draft.email = actor().signer().address(store: history.id)
    case 3: draft.tamper = { $0 + Array("!".utf8) }
    case 4: draft.resign = { Array($0.dropLast(40)) + $0.suffix(29) }
    case 5: draft.seconds = history.seconds - Int64(random.int(0...3) * 1800 + 100)
    case 6: draft.parents = [history.tip, random.pick(tips) ?? genesis].filter { _ in true }
    case 7: draft.parents = [random.pick(Array(tips.suffix(4))) ?? genesis]
    default: draft.seconds = history.seconds - 100_000
    }
    if let parents = draft.parents, Set(parents).count < parents.count { draft.parents = nil }
  }

  // MARK: changing

  private mutating func change(_ draft: inout SignedHistory.Draft) throws {
    switch random.int(0...19) {
    case 0...6: try changeSales(&draft)
    case 7...9: try changeMember(&draft)
    case 10...12: try changePeople(&draft)
    case 13: try changeRole(&draft)
    case 14: try changeCompartments(&draft)
    case 15: try changeSchema(&draft)
    case 16: try changeProfile(&draft)
    case 17: try changePolicy(&draft)
    default: try changeOther(&draft)
    }
  }

  private func value(_ path: String, _ draft: SignedHistory.Draft) throws -> JSON? {
    let bytes = if let change = draft.changes[path] { change } else { try history.bytes(at: path) }
    return bytes.flatMap { try? JSON(parsing: $0, limits: .schema) }
  }

  /// Base64url without padding.
  private static func base64(_ bytes: [UInt8]) -> String {
    String(Data(bytes).base64EncodedString().filter { $0 != "=" }.map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 })
  }

  private static func text(_ value: JSON) -> [UInt8] { value.bytes(.indented) + [0x0A] }

  private mutating func changeSales(_ draft: inout SignedHistory.Draft) throws {
    let today = Sales.day(history.seconds)
    let day = random.chance(80) ? today : today.advanced(by: -1)
    let device = random.chance(90) ? "a7" : "b2"
    let path = Sales.path(random.chance(97) ? day : today, device)
    var lines = try (history.bytes(at: path) ?? []).split(separator: 0x0A).map(Array.init)
    var sale = Sales.sale(random.chance(95) ? number : 1, at: history.seconds, device: device, day: day)
    let place = random.int(0...max(0, lines.count - 1))
    switch random.int(0...19) {
    case 0...9, 14: lines.append(sale.bytes(.compact))
    case 10...12: lines.insert(sale.bytes(.compact), at: place)
    case 13 where !lines.isEmpty: lines.remove(at: place)
    case 15 where !lines.isEmpty:
      guard var old = try? JSON(parsing: lines[place]) else { break }
      old["receiptNumber"] = .number(JSONNumber(Int64(number)))
      lines[place] = old.bytes(.compact)
    case 16 where !lines.isEmpty:
      guard var old = try? JSON(parsing: lines[place]) else { break }
      old["time"] = .string(SignedHistory.instant(history.seconds).description)
      lines[place] = old.bytes(.compact)
    case 17: lines.append(lines.isEmpty ? Array("{".utf8) : lines[place])
    case 18: lines.append(Array("{\"id\":\"x\"".utf8))
    default:
      sale["day"] = "2026-01-01"
      lines.append(sale.bytes(.compact))
    }
    draft.changes[path] = lines.isEmpty ? .some(nil) : lines.flatMap { $0 + [0x0A] }
  }

  private mutating func changeMember(_ draft: inout SignedHistory.Draft) throws {
    let id = random.pick(Self.members) ?? ""
    guard let path = try history.store.snapshot().path(of: id) else { return }
    var member = try value(path, draft) ?? .null
    if member["kind"] == nil { member = ["id": .string(id), "kind": "guest"] }
    switch random.int(0...9) {
    case 0...2:
      let other = actor().id
      member["responsible"] = .string(other.utf8.count == 2 ? "stf-wang" : other)
    case 3: member["responsible"] = nil
    case 4, 5: member["sealed"] = ["contact": seal(id)]
    case 6: member = ["id": .string(id), "erased": "2026-11-21"]
    case 7: return draft.changes[path] = .some(nil)
    case 8: member["name"] = "林晓"
    default: member["id"] = .string(random.pick(Self.members) ?? "")
    }
    draft.changes[path] = Self.text(member)
  }

  /// What looks like a sealed value, of this place or of another; nobody opens it here.
  private mutating func seal(_ id: String) -> JSON {
    let header: JSON = [
      "alg": "A256KW", "enc": "A256GCM", "kid": "none", "store": .string(history.id),
      "record": .string(random.chance(90) ? id : "mem-00000000"), "type": "member", "compartment": "contact",
      "revision": .number(JSONNumber(Int64(random.int(1...4)))),
    ]
    func text(_ bytes: [UInt8]) -> JSON { .string(Self.base64(bytes)) }
    return [
      "protected": text(header.bytes(.compact)), "encrypted_key": text([UInt8](repeating: 1, count: 40)),
      "iv": text([UInt8](repeating: 2, count: 12)), "ciphertext": text(Array("\(number)".utf8)),
      "tag": text([UInt8](repeating: 3, count: 16)),
    ]
  }

  private mutating func changePeople(_ draft: inout SignedHistory.Draft) throws {
    let who = random.chance(40) ? draft.author : actor()
    let path = who.signer().path
    var file = try value(path, draft) ?? who.signer().json
    switch random.int(0...19) {
    case 0...13: file["roles"] = .array(Self.roles.filter { _ in random.chance(20) }.map { .string($0) })
    case 14, 15: file["revoked"] = "2026-11-21T10:00:00+08:00"
    case 16: file["revoked"] = nil
    case 17: file["unsealing"] = []
    case 18: file["roles"] = ["nobody"]
    default: return draft.changes[path] = random.chance(50) ? .some(nil) : Array("{".utf8)
    }
    draft.changes[path] = Self.text(file)
  }

  private mutating func changeRole(_ draft: inout SignedHistory.Draft) throws {
    let path = "access/roles/\(random.pick(Self.roles) ?? "").json"
    guard var role = try value(path, draft), let rights = role["rights"]?.arrayValue else { return }
    role["rights"] = .array(rights.filter { _ in random.chance(60) })
    draft.changes[path] = random.chance(80) ? Self.text(role) : .some(nil)
  }

  private mutating func changeCompartments(_ draft: inout SignedHistory.Draft) throws {
    let path = "access/compartments.json"
    guard var value = try value(path, draft) else { return }
    let epoch = value["compartments"]?["contact"]?["epoch"]?.integerValue ?? 1
    let key = value["compartments"]?["health"]?["key"]
    switch random.int(0...3) {
    case 0: value["compartments"]?["contact"]?["epoch"] = .number(JSONNumber(epoch + 1))
    case 1: value["compartments"]?["contact"]?["key"] = key
    case 2: value["compartments"]?["contact"]?["recipients"] = ["stf-nobody"]
    default: value["compartments"]?["contact"] = nil
    }
    draft.changes[path] = Self.text(value)
  }

  private mutating func changeSchema(_ draft: inout SignedHistory.Draft) throws {
    let path = "schema/records/\(random.pick(["sale", "member", "product"]) ?? "").schema.json"
    guard var schema = try value(path, draft) else { return }
    switch random.int(0...3) {
    case 0: schema["description"] = .string("Changed \(number).")
    case 1: schema["x-hfile"]?["sealed"]?["fields"]?["/notes"] = nil
    case 2: schema["x-hfile"]?["layout"] = "flat"
    default: return draft.changes[path] = random.chance(50) ? .some(nil) : Array("[".utf8)
    }
    draft.changes[path] = Self.text(schema)
  }

  private mutating func changeProfile(_ draft: inout SignedHistory.Draft) throws {
    guard var profile = try value("store.json", draft) else { return }
    let rules: JSON = [
      ["from": "2000-01-01", "timeZone": "Asia/Shanghai", "dayEnds": random.chance(50) ? "04:00" : "12:00"]
    ]
    profile["dayRules"] = rules
    profile["name"] = .string("店 \(number)")
    draft.changes["store.json"] = Self.text(profile)
  }

  private mutating func changePolicy(_ draft: inout SignedHistory.Draft) throws {
    let path = "policy/\(random.pick(["loyalty", "privacy", "other"]) ?? "").json"
    guard var versions = try value(path, draft)?.arrayValue, var first = versions.first else {
      draft.changes[path] = Array("[{\"from\": \"2000-01-01\"}]\n".utf8)
      return
    }
    first["notes"] = .string("Changed \(number).")
    versions[0] = first
    draft.changes[path] = random.chance(85) ? Self.text(.array(versions)) : Array("[".utf8)
  }

  private mutating func changeOther(_ draft: inout SignedHistory.Draft) throws {
    let path =
      random.pick([
        "README.md", "README.md", "hfile.json", "access/store.json", "notes.txt", "access/people/x.txt",
        "access/x.json",
        "sales/x.jsonl", "schema/x.json", "schema/reports/sales.json", "a/b/c/d/e/f/g.json", "Upper.json",
      ]) ?? ""
    let isThere = try history.bytes(at: path) != nil
    let owners: JSON = ["store": .string(history.id), "owners": [.string(actors[number % 4].id)]]
    let text = path == AccessState.marker ? Self.text(owners) : Array("{\"n\": \(number)}\n".utf8)
    draft.changes[path] = isThere && random.chance(40) ? .some(nil) : text
  }
}

extension RandomHistory {
  /// Writes histories into one store in a folder and prints their tips, one on a line.
  static func write(folder: String, count: Int, commits: Int, seed: UInt64, tell: (String) -> Void) throws {
    let history = try SignedHistory(folder: folder)
    let outcome = try history.repository.withPack { () throws -> [ObjectID] in
      var tips: [ObjectID] = []
      let genesis = history.tip
      for number in 0..<count {
        history.tip = genesis
        var random = try RandomHistory(history, seed: seed &+ UInt64(number))
        tips.append(try random.write(commits: commits))
      }
      return tips
    }
    for tip in try outcome.get() { tell(tip.description) }
  }
}
