// What rights allow and what they do not: each condition, and laws on random rights and changes.

import JSONSchema
import Testing

@testable import HealthFiles

@Suite struct RightTests {
  static let day = BusinessDay(year: 2026, month: 11, day: 21) ?? BusinessDay(daysSinceEpoch: 0)
  static let chen = Signer(kind: .person, id: "stf-chen", alias: "陈", roles: ["role"], signing: [])
  static let till = Signer(kind: .device, id: "a7", alias: "Till", roles: ["role"], signing: [])

  /// A state in which one role has some rights.
  private func state(_ rights: [Right]) throws -> AccessState {
    let role: JSON = [
      "label": ["en": "r", "zh-Hans": "r", "zh-Hant": "r"], "rights": .array(rights.map(Self.json)), "compartments": [],
    ]
    return AccessState(files: [("access/roles/role.json", role.bytes(.compact))])
  }

  private static func json(_ right: Right) -> JSON {
    func list(_ words: some Sequence<String>) -> JSON { .array(words.sorted().map { .string($0) }) }
    var json: JSON = ["collections": list(right.collections), "acts": list(right.acts.map(\.rawValue))]
    if let condition = right.condition { json["when"] = .string(condition.rawValue) }
    if let fields = right.fields { json["fields"] = list(fields) }
    return json
  }

  private func change(_ type: String, _ old: JSON?, _ new: JSON?) throws -> AccessChange {
    let type = try #require(ShippedSchema.catalogue.types[type])
    let id = (old ?? new)?["id"]?.stringValue ?? ""
    return AccessChange(type, id: id, path: Layout.path(of: id, in: type) ?? "", old: old, new: new)
  }

  private func may(_ right: Right, _ change: AccessChange, _ signer: Signer = chen) throws -> Bool {
    try state([right]).may(signer, change, on: Self.day)
  }

  private let sale: JSON = ["id": "sal-20261121-a7-4f0q9t7k", "total": "1.00"]
  private let earlier: JSON = ["id": "sal-20261120-a7-4f0q9t7k", "total": "1.00"]

  @Test func actsAreToldApart() throws {
    let changes: [(Right.Act, AccessChange)] = [
      (.add, try change("sale", nil, sale)), (.remove, try change("sale", sale, nil)),
      (.amend, try change("sale", sale, ["id": "sal-20261121-a7-4f0q9t7k"])),
      (.erase, try change("member", ["id": "mem-7gkq2v9d"], ["id": "mem-7gkq2v9d", "erased": "2026-11-21"])),
      (
        .amend,
        try change(
          "member", ["id": "mem-7gkq2v9d", "erased": "2026-11-20"], ["id": "mem-7gkq2v9d", "erased": "2026-11-21"])
      ),
      (.amend, try change("product", ["id": "prd-tea", "name": "x"], ["id": "prd-tea", "erased": "2026-11-21"])),
    ]
    for (act, change) in changes {
      #expect(change.act == act)
      for other in Right.Act.allCases {
        #expect(try may(Right(collections: ["*"], acts: [other]), change) == (act == other), "\(act) by \(other)")
      }
    }
  }

  @Test func theStarStandsForRecordsOnly() throws {
    let all = Set(Right.Act.allCases)
    let files = ["access/roles/owner.json", "policy/loyalty.json", "schema/records/sale.schema.json", "README.md"]
    for path in files {
      let change = AccessChange(file: path, old: [:], new: ["a": 1])
      #expect(try !may(Right(collections: ["*"], acts: all), change), "\(path)")
      #expect(try may(Right(collections: [change.collection], acts: all), change), "\(path)")
    }
    #expect(
      files.map { AccessChange(file: $0, old: nil, new: [:]).collection } == ["access", "policy", "schema", "store"])
    let profile = try change("store", ["id": "sto-xj4g4q61"], ["id": "sto-xj4g4q61", "name": "x"])
    #expect(try !may(Right(collections: ["*"], acts: all), profile))
    #expect(try may(Right(collections: ["store"], acts: all), profile))
    #expect(try may(Right(collections: ["*"], acts: all), change("sale", nil, sale)))
    #expect(try !may(Right(collections: ["members"], acts: all), change("sale", nil, sale)))
  }

  @Test func todayIsTheDayOfTheId() throws {
    let right = Right(collections: ["*"], acts: [.add, .amend], condition: .today)
    #expect(try may(right, change("sale", nil, sale)))
    #expect(try !may(right, change("sale", nil, earlier)))
    #expect(try !may(right, change("sale", earlier, ["id": "sal-20261120-a7-4f0q9t7k"])))
    #expect(try !may(right, change("member", nil, ["id": "mem-7gkq2v9d"])))
  }

  @Test func ownIsBeforeAndAfter() throws {
    let right = Right(collections: ["*"], acts: [.add, .amend, .remove], condition: .own)
    func member(_ responsible: String?) -> JSON {
      var value: JSON = ["id": "mem-7gkq2v9d", "note": "stf-chen"]
      if let responsible { value["responsible"] = .string(responsible) }
      return value
    }
    let (mine, other) = (member("stf-chen"), member("stf-lin"))
    #expect(try may(right, change("member", nil, mine)))
    #expect(try may(right, change("member", mine, mine)))
    #expect(try may(right, change("member", mine, nil)))
    #expect(try !may(right, change("member", mine, other)))
    #expect(try !may(right, change("member", other, mine)))
    #expect(try !may(right, change("member", nil, member(nil))))
    #expect(try may(right, change("staff", ["id": "stf-chen"], ["id": "stf-chen", "note": "x"])))
    #expect(try !may(right, change("staff", ["id": "stf-lin"], ["id": "stf-lin", "note": "x"])))
    #expect(try may(right, change("sale", nil, sale), Self.till))
    #expect(try !may(right, change("sale", nil, ["id": "sal-20261121-b2-4f0q9t7k"]), Self.till))
    let list: JSON = ["id": "svc-massage", "staff": ["stf-lin", "stf-chen"]]
    #expect(try may(right, change("service", list, list)))
  }

  @Test func fieldsLimitAmendments() throws {
    let right = Right(collections: ["*"], acts: [.add, .amend], fields: ["status", "sealed.contact"])
    let old: JSON = ["id": "m", "status": "1", "sealed": ["contact": ["iv": "1"], "health": ["iv": "1"]]]
    func amended(_ body: (inout JSON) -> Void) throws -> Bool {
      var new = old
      body(&new)
      return try may(right, change("member", old, new))
    }
    #expect(try amended { $0["status"] = "2" })
    #expect(try amended { $0["status"] = nil })
    #expect(try amended { $0["sealed"] = ["contact": ["iv": "2"], "health": ["iv": "1"]] })
    #expect(try amended { $0["sealed"] = ["health": ["iv": "1"]] })
    #expect(try !amended { $0["sealed"] = ["contact": ["iv": "1"], "health": ["iv": "2"]] })
    #expect(try !amended { $0["sealed"] = nil })
    #expect(try !amended { $0["sealed"] = "contact" })
    #expect(try !amended { $0["note"] = "x" })
    #expect(
      try !amended {
        $0["status"] = "2"; $0["note"] = "x"
      })
    #expect(try may(right, change("member", nil, ["id": "m", "note": "x"])))
    let text = AccessChange(file: "README.md", old: .null, new: .null)
    #expect(try !may(Right(collections: ["store"], acts: [.amend], fields: ["status"]), text))
    #expect(try may(Right(collections: ["store"], acts: [.amend]), text))
  }

  @Test func everybodyKeepsTheOwnKeys() throws {
    let state = try state([])
    let old = Self.chen.json
    var (keys, roles) = (old, old)
    keys["signing"] = ["ssh-ed25519 A"]
    roles["signing"] = ["ssh-ed25519 A"]
    roles["roles"] = ["owner"]
    func may(_ path: String, _ old: JSON?, _ new: JSON?) -> Bool {
      state.may(Self.chen, AccessChange(file: path, old: old, new: new), on: Self.day)
    }
    #expect(may("access/people/stf-chen.json", old, keys))
    #expect(!may("access/people/stf-chen.json", old, roles))
    #expect(!may("access/people/stf-chen.json", nil, keys))
    #expect(!may("access/people/stf-chen.json", old, nil))
    #expect(!may("access/people/stf-lin.json", old, keys))
    #expect(!may("access/devices/stf-chen.json", old, keys))
    let revoked = Signer(kind: .person, id: "stf-chen", alias: "", roles: [], signing: [], revoked: "2026")
    let change = AccessChange(file: "access/people/stf-chen.json", old: old, new: keys)
    #expect(!state.may(revoked, change, on: Self.day))
  }

  @Test func oneRightMustAllowTheWhole() throws {
    let rights = [
      Right(collections: ["members"], acts: [.amend], fields: ["status"]),
      Right(collections: ["members"], acts: [.amend], fields: ["note"]),
    ]
    let both = try change("member", ["id": "m"], ["id": "m", "status": "1", "note": "2"])
    #expect(try !state(rights).may(Self.chen, both, on: Self.day))
    #expect(try state(rights).may(Self.chen, change("member", ["id": "m"], ["id": "m", "note": "2"]), on: Self.day))
  }

  // MARK: laws

  private func randomRight(_ random: inout SeededRandom) -> Right {
    func some<Element: Hashable>(_ all: [Element]) -> Set<Element> {
      let chosen = all.filter { _ in random.below(2) == 0 }
      return Set(chosen.isEmpty ? [random.pick(all)] : chosen)
    }
    return Right(
      collections: some(["*", "members", "sales", "access", "store"]), acts: some(Right.Act.allCases),
      condition: random.pick([nil, nil, .own, .today]),
      fields: random.below(3) == 0 ? some(["total", "note", "responsible", "roles"]) : nil)
  }

  private func randomChange(_ random: inout SeededRandom) throws -> AccessChange {
    func value(_ id: String) -> JSON? {
      guard random.below(4) > 0 else { return nil }
      var value: JSON = ["id": .string(id)]
      for field in ["total", "note", "responsible", "roles", "by"] where random.below(2) == 0 {
        value[field] = .string(random.pick(["stf-chen", "stf-lin", "1"]))
      }
      return random.below(8) == 0 ? ["id": .string(id), "erased": "2026-11-21"] : value
    }
    if random.below(4) == 0 {
      return AccessChange(
        file: random.pick(["access/people/stf-chen.json", "README.md"]), old: value("stf-chen"), new: value("stf-chen"))
    }
    let (type, id) = random.pick([
      ("sale", "sal-20261121-a7-4f0q9t7k"), ("sale", "sal-20261120-b2-4f0q9t7k"), ("member", "mem-7gkq2v9d"),
    ])
    return AccessChange(
      try #require(ShippedSchema.catalogue.types[type]), id: id, path: "", old: value(id), new: value(id))
  }

  @Test(arguments: 0..<200 as Range<UInt64>) func moreRightsNeverForbid(_ seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let rights = (0..<4).map { _ in randomRight(&random) }
    let (few, many) = (try state(Array(rights.prefix(2))), try state(rights.shuffled(using: &random)))
    #expect(few.problems.isEmpty && many.problems.isEmpty)
    var allowed = 0
    for _ in 0..<40 {
      let change = try randomChange(&random)
      let signer = random.pick([Self.chen, Self.till])
      let answer = few.may(signer, change, on: Self.day)
      if answer { #expect(many.may(signer, change, on: Self.day)) }
      #expect(few.may(signer, change, on: Self.day) == answer)
      #expect(try state(Array(rights.prefix(2))).may(signer, change, on: Self.day) == answer)
      allowed += answer ? 1 : 0
    }
    #expect(allowed < 40)
  }
}
