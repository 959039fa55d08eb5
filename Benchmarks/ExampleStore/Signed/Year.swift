import Git
import HealthFiles
import JSONSchema

/// The history of a shop as its days leave it: one commit a sale, 274 a day, and every fifth changes a member, too.
///
/// Its packs are those that hfile leaves: small ones, merged as they fall due.
struct Year {
  private let history: SignedHistory
  private let manager: Actor
  private let members: [(id: String, path: String)]
  private var visits: [Int]
  private var day: (path: String, bytes: [UInt8]) = ("", [])

  private static let perDay = 274
  private static let commitsPerPack = 250
  private static let commitsPerMaintenance = 12_500

  /// Writes as many commits into a new store; prints the id of the first member.
  static func write(folder: String, commits: Int, members: Int, print: (String) -> Void) throws {
    var year = try Year(folder: folder, members: members)
    try year.begin()
    for first in stride(from: 0, to: commits, by: commitsPerPack) {
      try year.commit(first..<min(commits, first + commitsPerPack))
      if (first + commitsPerPack).isMultiple(of: commitsPerMaintenance) { try year.tidy() }
    }
    try year.tidy()
    print(year.members.first?.id ?? "")
  }

  private init(folder: String, members: Int) throws {
    history = try SignedHistory(folder: folder)
    manager = try Actor("stf-chen", ["manager"], key: 2)
    let state = try history.store.workingSnapshot()
    var random = SplitMix64(seed: 20_261_121)
    self.members = (0..<members).compactMap { _ in
      let id = "mem-" + RecordID.code(bits: random.next())
      return state.path(of: id).map { (id, $0) }
    }
    visits = [Int](repeating: 0, count: members)
  }

  private func begin() throws {
    let file = manager.file()
    var changes: [String: [UInt8]?] = [file.path: file.bytes]
    for number in members.indices { changes[members[number].path] = bytes(number) }
    let draft = changes
    try history.repository.withPack { () throws -> Void in try history.commit(history.owner, draft) }.get()
  }

  private mutating func commit(_ numbers: Range<Int>) throws {
    var drafts: [SignedHistory.Draft] = []
    for number in numbers { drafts.append(try draft(number)) }
    try history.repository.withPack { () throws -> Void in
      for draft in drafts { try history.commit(draft) }
    }.get()
  }

  private mutating func draft(_ number: Int) throws -> SignedHistory.Draft {
    let (date, place) = number.quotientAndRemainder(dividingBy: Self.perDay)
    let seconds = history.start + Int64(date * 86_400 + place * 120)
    let path = Sales.path(Sales.day(seconds))
    if day.path != path { day = (path, []) }
    day.bytes += Sales.sale(number, at: seconds).bytes(.compact) + [0x0A]
    var draft = SignedHistory.Draft(manager, [path: day.bytes])
    draft.seconds = seconds
    draft.message = "sale \(number)"
    if number.isMultiple(of: 5), !members.isEmpty {
      let member = number / 5 % members.count
      visits[member] += 1
      draft.changes[members[member].path] = bytes(member)
    }
    return draft
  }

  private func tidy() throws {
    try history.publish()
    _ = try history.store.maintain()
  }

  // MARK: members

  private func bytes(_ number: Int) -> [UInt8] {
    let value: JSON = [
      "id": .string(members[number].id), "kind": "member",
      "status": visits[number].isMultiple(of: 2) ? "active" : "stopped",
      "tags": [.string("visits-\(visits[number])")],
    ]
    return value.bytes(.indented) + [0x0A]
  }
}
