import Foundation

/// A till kept with plain loops, point by point and cent by cent, to hold the real one against.
///
/// Its rules are those of `TradePropertyTests.policy`: 10 points for 100.00, double on days ending in 8, one and a half
/// for silver, a month's validity, a tier of two months. A foot massage uses up two units of tea.
struct PlainTill {
  struct Lot {
    let id: String
    let order: Int
    let day: String
    let expires: String
    let given: Int
    let sale: String?
    var left: Int
    var expired = 0
    var reversed = 0
  }

  struct Member {
    var lots: [Lot] = []
    var owed = 0
    /// The lots that each sale's points came from, one entry a point.
    var uses: [String: [String]] = [:]

    var balance: Int { lots.reduce(0) { $0 + $1.left } }
  }

  struct Line {
    let item: String
    let earns: Bool
    /// In halves of a unit.
    let halves: Int
    let amount: Int
    var backHalves = 0
    var backAmount = 0
  }

  struct Tender {
    let method: String
    let amount: Int
    let points: Int
    let reference: String?
    var backAmount = 0
    var backPoints = 0
  }

  struct Sale {
    let id: String
    let member: Int?
    let factor: Int
    var lines: [Line]
    var tenders: [Tender]
    let isInShift: Bool
    /// What was lost of the points so far.
    var lost = 0

    var total: Int { lines.reduce(0) { $0 + $1.amount } }
    var isGone: Bool { lines.allSatisfy { $0.halves == $0.backHalves } }
  }

  var members: [Member]
  var sales: [Sale] = []
  var day = "2026-11-22"
  /// The moment of the act: what is given in one act is given at once.
  var order = 0
  /// Numbers of vouchers that can be used.
  var vouchers: [String] = []
  var taken: [String: Int] = [:]
  var returned: [String: Int] = [:]
  var float = 0
  /// What is on hand of each product, in halves of a unit; below nought where more was sold than came.
  var shelf: [String: Int] = [:]

  private static let calendar: Calendar = {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = TimeZone(secondsFromGMT: 0) ?? .gmt
    return calendar
  }()

  static func shifted(_ day: String, _ component: Calendar.Component, _ count: Int) -> String {
    let parts = day.split(separator: "-").compactMap { Int($0) }
    let date = calendar.date(from: DateComponents(year: parts[0], month: parts[1], day: parts[2])) ?? Date()
    let other = calendar.date(byAdding: component, value: count, to: date) ?? date
    let found = calendar.dateComponents([.year, .month, .day], from: other)
    return String(format: "%04d-%02d-%02d", found.year ?? 0, found.month ?? 0, found.day ?? 0)
  }

  mutating func advance(to next: String) {
    day = next
    for member in members.indices {
      for lot in members[member].lots.indices where members[member].lots[lot].expires < day {
        members[member].lots[lot].expired += members[member].lots[lot].left
        members[member].lots[lot].left = 0
      }
    }
  }

  // MARK: tiers

  func tierSum(_ member: Int) -> Int {
    let first = Self.shifted(day, .month, -2)
    return members[member].lots.filter { $0.day >= first && $0.day < day }.reduce(0) { $0 + $1.given - $1.reversed }
  }

  func isSilver(_ member: Int?) -> Bool { member.map { tierSum($0) >= 60 } ?? false }

  /// The factor of a sale, in halves.
  func factor(_ member: Int?) -> Int { day.hasSuffix("8") ? 4 : isSilver(member) ? 3 : 2 }

  // MARK: points

  mutating func give(_ points: Int, to member: Int, id: String, sale: String?) {
    add(points, to: member, id: id, sale: sale)
    settle(member)
  }

  private mutating func add(_ points: Int, to member: Int, id: String, sale: String?) {
    guard points > 0 else { return }
    members[member].lots.append(
      Lot(
        id: id, order: order, day: day, expires: Self.shifted(day, .month, 1), given: points, sale: sale, left: points))
  }

  /// The lot from which the next point comes.
  private func next(_ member: Int) -> Int? {
    let lots = members[member].lots
    return lots.indices.filter { lots[$0].left > 0 }.min {
      (lots[$0].expires, lots[$0].order, lots[$0].id) < (lots[$1].expires, lots[$1].order, lots[$1].id)
    }
  }

  mutating func spend(_ points: Int, of member: Int, sale: String?) {
    for _ in 0..<points {
      guard let lot = next(member) else {
        members[member].owed += 1
        continue
      }
      members[member].lots[lot].left -= 1
      if let sale { members[member].uses[sale, default: []].append(members[member].lots[lot].id) }
    }
  }

  private mutating func settle(_ member: Int) {
    while members[member].owed > 0, let lot = next(member) {
      members[member].lots[lot].left -= 1
      members[member].owed -= 1
    }
  }

  private mutating func takeBack(_ points: Int, from lot: Int, of member: Int) {
    members[member].lots[lot].reversed += points
    for _ in 0..<points {
      if members[member].lots[lot].left > 0 {
        members[member].lots[lot].left -= 1
      } else if members[member].lots[lot].expired > 0 {
        members[member].lots[lot].expired -= 1
      } else if let other = next(member) {
        members[member].lots[other].left -= 1
      } else {
        members[member].owed += 1
      }
    }
  }

  /// What is left of a sale earns so many points.
  static func points(_ sale: Sale) -> Int {
    let total = sale.lines.reduce(0) { $0 + $1.amount - $1.backAmount }
    let earning = sale.lines.filter(\.earns).reduce(0) { $0 + $1.amount - $1.backAmount }
    let without = sale.tenders.filter { ["points", "voucher"].contains($0.method) }
      .reduce(0) { $0 + $1.amount - $1.backAmount }
    guard total > 0, total > without else { return 0 }
    // 10 points for 10000 cents, the factor in halves.
    return (total - without) * earning * 10 * sale.factor / (total * 10000 * 2)
  }

  // MARK: acts

  mutating func sell(_ sale: Sale, referrals: [(member: Int, id: String)]) {
    for tender in sale.tenders {
      if sale.isInShift { taken[tender.method, default: 0] += tender.amount }
      if tender.method == "voucher" { vouchers.removeAll { $0 == tender.reference } }
      if tender.points > 0, let member = sale.member { spend(tender.points, of: member, sale: sale.id) }
    }
    if let member = sale.member { add(Self.points(sale), to: member, id: sale.id, sale: nil) }
    for (member, id) in referrals { add(50, to: member, id: id, sale: sale.id) }
    // What is given at once pays what is owed in the order of lots, not of these lines.
    for member in members.indices { settle(member) }
    for line in sale.lines {
      if line.item == "svc-foot" {
        shelf["prd-tea", default: 0] -= 2 * line.halves
      } else {
        shelf[line.item, default: 0] -= line.halves
      }
    }
    sales.append(sale)
  }

  /// What a refund of some lines gives back by each means of payment; nil when a voucher would go back in part.
  func parts(of place: Int, _ lines: [(line: Int, halves: Int)]) -> (amounts: [Int], tenders: [(Int, Int, Int)])? {
    let sale = sales[place]
    var amounts: [Int] = []
    for (number, halves) in lines {
      let line = sale.lines[number]
      let left = line.amount - line.backAmount
      let isRest = halves == line.halves - line.backHalves
      amounts.append(isRest ? left : min(left, (line.amount * halves * 2 + line.halves) / (line.halves * 2)))
    }
    var due = amounts.reduce(0, +)
    var tenders: [(Int, Int, Int)] = []
    let ranks = ["points": 1, "voucher": 2]
    let places = sale.tenders.indices.sorted {
      (ranks[sale.tenders[$0].method] ?? 0, $0) < (ranks[sale.tenders[$1].method] ?? 0, $1)
    }
    for place in places where due > 0 {
      let tender = sale.tenders[place]
      let left = tender.amount - tender.backAmount
      guard left > 0 else { continue }
      let amount = min(due, left)
      if tender.method == "voucher", amount < tender.amount { return nil }
      due -= amount
      let points = tender.points - tender.backPoints
      let share = tender.points == 0 ? 0 : max(1, (points * amount * 2 + left) / (left * 2))
      tenders.append((place, amount, share))
    }
    return (amounts, tenders)
  }

  mutating func refund(
    _ place: Int, _ lines: [(line: Int, halves: Int)], isInShift: Bool, isRestocked: Bool
  ) {
    guard let (amounts, tenders) = parts(of: place, lines) else { return }
    for ((line, halves), amount) in zip(lines, amounts) {
      let item = sales[place].lines[line].item
      if isRestocked, item != "svc-foot" { shelf[item, default: 0] += halves }
      sales[place].lines[line].backHalves += halves
      sales[place].lines[line].backAmount += amount
    }
    let (id, member) = (sales[place].id, sales[place].member)
    for (number, amount, points) in tenders {
      sales[place].tenders[number].backAmount += amount
      sales[place].tenders[number].backPoints += points
      let tender = sales[place].tenders[number]
      if isInShift { returned[tender.method, default: 0] += amount }
      if tender.method == "voucher", let reference = tender.reference { vouchers.append(reference) }
      if points > 0, let member { putBack(points, of: member, sale: id) }
    }
    if let member, let lot = members[member].lots.firstIndex(where: { $0.id == id }) {
      let lost = max(0, members[member].lots[lot].given - Self.points(sales[place]) - sales[place].lost)
      sales[place].lost += lost
      takeBack(lost, from: lot, of: member)
    }
    guard sales[place].lines.allSatisfy({ $0.amount == $0.backAmount }) else { return }
    for member in members.indices {
      for lot in members[member].lots.indices where members[member].lots[lot].sale == id {
        takeBack(members[member].lots[lot].given - members[member].lots[lot].reversed, from: lot, of: member)
      }
    }
  }

  private mutating func putBack(_ points: Int, of member: Int, sale: String) {
    for _ in 0..<points {
      guard let id = members[member].uses[sale]?.popLast(),
        let lot = members[member].lots.firstIndex(where: { $0.id == id })
      else { return }
      if members[member].lots[lot].expires < day {
        members[member].lots[lot].expired += 1
      } else {
        members[member].lots[lot].left += 1
      }
    }
    settle(member)
  }
}
