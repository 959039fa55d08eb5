internal import JSONSchema

extension Check {
  /// What was sold, given back, numbered, spent and counted reconciles.
  static let ledger = Check(
    name: "ledger",
    summary: Phrase(
      "sales, refunds, receipt numbers, points, vouchers and shifts reconcile", "销售、退款、小票号、积分、代金券与班次相符",
      "銷售、退款、收據號碼、積分、現金券與班次相符")
  ) { state, today throws(StoreError) in
    var audit = try LedgerAudit(of: state)
    return try audit.problems(today)
  }
}

/// Everything a ledger must hold to, found in one pass over the sales.
private struct LedgerAudit {
  private let state: Snapshot
  private let digits: Int
  private let shifts: [String: Record]
  private let refunds: [Record]
  private let entries: [Record]
  private let terms: PointsTerms
  /// Members who ever spent points: only theirs can fall short.
  private let spenders: Set<String>
  /// Sales that others refer to: refunds of them, recommendations by them.
  private let named: Set<String>
  private var facts: [String: LoyaltyFacts] = [:]
  private var sales: [String: JSON] = [:]
  /// What was used of each voucher, less what was given back, and where last.
  private var used: [String: (amount: Int64, sale: String)] = [:]
  private var problems: [Problem] = []

  init(of state: Snapshot) throws(StoreError) {
    self.state = state
    digits = state.digits
    func all(_ name: String) throws(StoreError) -> [Record] {
      guard let type = state.catalogue.types[name] else { return [] }
      return try state.records(of: type, opening: []).records
    }
    refunds = try all("refund")
    entries = try all("points-entry")
    terms = try PointsTerms(in: state)
    let till = try all("shift").filter { $0.value["kind"] == "till" }
    shifts = Dictionary(till.map { ($0.id, $0) }) { first, _ in first }
    let spending = entries.filter { PointsEntry($0).map { $0.points < 0 } ?? false }
    let paying = try state.records(state.ids(of: "sale", where: ["has tenders.points"]))
    spenders = Set((spending + paying).compactMap { $0.value["member"]?.stringValue })
    named = Set(refunds.compactMap { $0.value["sale"]?.stringValue })
      .union(entries.compactMap { $0.value["sale"]?.stringValue })
  }

  mutating func problems(_ today: BusinessDay) throws(StoreError) -> [Problem] {
    try readSales()
    try numberRefunds()
    checkRefunds()
    checkVouchers()
    checkShifts()
    try checkPoints(today)
    try locate()
    return problems
  }

  /// Gives the problems their lines.
  private mutating func locate() throws(StoreError) {
    for path in Set(problems.compactMap(\.place.file)) {
      guard let bytes = try state.bytes(at: path), let file = try state.file(at: path) else { continue }
      for place in problems.indices where problems[place].place.file == path && problems[place].place.record != nil {
        problems[place].place.position = file.position(of: problems[place].place, in: bytes)
      }
    }
  }

  private mutating func add(_ id: String, _ tokens: [String], _ words: Phrase) {
    let place = Place(file: state.path(of: id), record: id, pointer: tokens.isEmpty ? nil : JSONPointer(tokens))
    problems.append(Problem(.unbalanced(words), at: place))
  }

  private func text(_ sum: Int64) -> String { Amount(minorUnits: sum, digits: digits).text }

  // MARK: sales

  private mutating func readSales() throws(StoreError) {
    guard let type = state.catalogue.types["sale"] else { return }
    for path in try state.paths(of: type) {
      guard let bytes = try state.bytes(at: path) else { continue }
      try checkNumbers(in: bytes, path, type)
      for entry in RecordFile(bytes, path: path, type: type).entries {
        let sale = entry.record
        checkLines(sale)
        checkShift(of: sale)
        for tender in sale.value["tenders"]?.arrayValue ?? [] where tender["method"] == "voucher" {
          guard let number = tender["reference"]?.stringValue else { continue }
          used[number] = ((used[number]?.amount ?? 0) + tender.amount("amount", digits), sale.id)
        }
        if named.contains(sale.id) { sales[sale.id] = sale.value }
        if let member = sale.value["member"]?.stringValue, spenders.contains(member),
          let paid = PaidSale(sale, terms)
        {
          facts[member, default: LoyaltyFacts()].sales.append(paid)
        }
      }
    }
  }

  /// A line is its price times its quantity, half up, less its discount.
  private mutating func checkLines(_ sale: Record) {
    for (place, line) in (sale.value["lines"]?.arrayValue ?? []).enumerated() {
      let gross = try? Money.price(line.amount("unitPrice", digits), times: line.thousandths("quantity"))
      let expected = (gross ?? 0) - (line["discount"] ?? [:]).amount("amount", digits)
      guard expected != line.amount("amount", digits) else { continue }
      add(
        sale.id, ["lines", String(place), "amount"],
        Phrase(
          "quantity times price less discount is \(text(expected))", "数量乘单价减折扣应为 \(text(expected))",
          "數量乘單價減折扣應為 \(text(expected))"))
    }
  }

  /// A till numbers its receipts from one on, each day, without gaps; imports have numbers of their own.
  private mutating func checkNumbers(in bytes: [UInt8], _ path: String, _ type: RecordType) throws(StoreError) {
    guard Layout.dailyName(Disk.name(of: path))?.device != Store.importDevice else { return }
    let found = RecordFile.values(of: [JSONPointer(["receiptNumber"])], in: bytes, path: path, type: type)
    let numbers = Set(found.compactMap { $0.values[0].integerValue })
    for number in 1...max(1, numbers.max() ?? 1) where !numbers.isEmpty && !numbers.contains(number) {
      problems.append(
        Problem(
          .unbalanced(
            Phrase("the receipt number \(number) is missing", "缺少小票号 \(number)", "缺少收據號碼 \(number)")),
          at: Place(file: path)))
    }
  }

  private mutating func numberRefunds() throws(StoreError) {
    guard let type = state.catalogue.types["refund"] else { return }
    for path in try state.paths(of: type) {
      if let bytes = try state.bytes(at: path) { try checkNumbers(in: bytes, path, type) }
    }
  }

  // MARK: refunds and vouchers

  /// No line and no payment gives back more than it had.
  private mutating func checkRefunds() {
    for (sale, backs) in Dictionary(grouping: refunds, by: { $0.value["sale"]?.stringValue ?? "" }).sorted(by: {
      $0.key < $1.key
    }) {
      guard let sold = sales[sale], let last = backs.max(by: { $0.id < $1.id }) else { continue }
      let lines = sold["lines"]?.arrayValue ?? []
      let back = backs.flatMap { $0.value["lines"]?.arrayValue ?? [] }
      for (number, parts) in Dictionary(grouping: back, by: { Int($0["line"]?.integerValue ?? 0) }).sorted(by: {
        $0.key < $1.key
      }) {
        let line: JSON = lines.indices.contains(number - 1) ? lines[number - 1] : [:]
        let quantity = parts.reduce(0) { $0 + $1.thousandths("quantity") }
        let amount = parts.reduce(0) { $0 + $1.amount("amount", digits) }
        guard quantity > line.thousandths("quantity") || amount > line.amount("amount", digits) else { continue }
        add(
          last.id, ["lines"],
          Phrase(
            "more is given back of line \(number) of \(sale) than was sold", "\(sale) 第 \(number) 行退回多于售出",
            "\(sale) 第 \(number) 列退回多於售出"))
      }
      let tenders = backs.flatMap { $0.value["tenders"]?.arrayValue ?? [] }
      let points = tenders.reduce(0) { $0 + ($1["points"]?.integerValue ?? 0) }
      let spent = (sold["tenders"]?.arrayValue ?? []).reduce(0) { $0 + ($1["points"]?.integerValue ?? 0) }
      if points > spent {
        add(
          last.id, ["tenders"],
          Phrase("more points go back than \(sale) spent", "退回积分多于 \(sale) 所用", "退回積分多於 \(sale) 所用"))
      }
    }
  }

  /// Every voucher exists, and is not used for more than it is worth.
  private mutating func checkVouchers() {
    for tender in refunds.flatMap({ $0.value["tenders"]?.arrayValue ?? [] }) where tender["method"] == "voucher" {
      if let number = tender["reference"]?.stringValue {
        let back = tender.amount("amount", digits)
        used[number]?.amount -= back
      }
    }
    var issued: [String: Int64] = [:]
    for voucher in entries.compactMap({ $0.value["voucher"] }) {
      issued[voucher["number"]?.stringValue ?? ""] = voucher.amount("amount", digits)
    }
    for (number, use) in used.sorted(by: { $0.key < $1.key }) where use.amount > issued[number] ?? 0 {
      add(
        use.sale, ["tenders"],
        issued[number] == nil
          ? Phrase("no voucher \(number) was issued", "未发放代金券 \(number)", "未發放現金券 \(number)")
          : Phrase(
            "the voucher \(number) is used for more than it is worth", "代金券 \(number) 使用超额", "現金券 \(number) 使用超額"))
    }
  }

  // MARK: shifts and points

  /// What names a shift was made in it, at its till.
  private mutating func checkShift(of record: Record) {
    guard let id = record.value["shift"]?.stringValue, let shift = shifts[id]?.value else { return }
    let times = [shift["time"], record.value["time"], shift["closed"]].map { $0?.stringValue.flatMap { Instant($0) } }
    guard let opened = times[0], let made = times[1] else { return }
    let isWithin = opened <= made && times[2].map { made <= $0 } ?? true
    guard !isWithin || shift["device"] != record.value["device"] else { return }
    add(record.id, ["shift"], Phrase("was not made in the shift \(id)", "不在班次 \(id) 之内", "不在班次 \(id) 之內"))
  }

  /// Turns at one till are numbered without gaps and do not overlap.
  private mutating func checkShifts() {
    for refund in refunds { checkShift(of: refund) }
    for (_, turns) in Dictionary(grouping: shifts.values, by: { $0.value["device"]?.stringValue ?? "" }) {
      let turns = turns.sorted {
        ($0.value["number"]?.integerValue ?? 0, $0.id) < ($1.value["number"]?.integerValue ?? 0, $1.id)
      }
      for (turn, next) in zip(turns, turns.dropFirst()) {
        let numbers = [turn, next].compactMap { $0.value["number"]?.integerValue }
        if numbers.count == 2, numbers[1] != numbers[0] + 1 {
          add(next.id, ["number"], Phrase("the number before it is missing", "缺少前一班次号", "缺少前一班次號碼"))
        }
        let closed = turn.value["closed"]?.stringValue.flatMap { Instant($0) }
        let opened = next.value["time"]?.stringValue.flatMap { Instant($0) }
        if let opened, closed.map({ opened < $0 }) ?? true {
          add(next.id, ["time"], Phrase("begins before \(turn.id) ends", "早于 \(turn.id) 交班", "早於 \(turn.id) 交班"))
        }
      }
    }
  }

  /// No member spends points that no lot had.
  private mutating func checkPoints(_ today: BusinessDay) throws(StoreError) {
    let rules = try state.loyaltyRules()
    var own: [String: String] = [:]
    for (member, facts) in facts { for sale in facts.sales { own[sale.id] = member } }
    var earnedBy: [String: Set<String>] = [:]
    for entry in entries {
      guard let member = entry.value["member"]?.stringValue, spenders.contains(member), let read = PointsEntry(entry)
      else { continue }
      facts[member, default: LoyaltyFacts()].entries.append(read)
      guard let sale = read.sale, own[sale] != member else { continue }
      earnedBy[sale, default: []].insert(member)
      let total = sales[sale]?.amount("total", digits)
      facts[member]?.otherTotals[sale] = total
    }
    for refund in refunds.compactMap({ PaidBack($0, digits: digits) }) {
      for member in (earnedBy[refund.sale] ?? []).union(own[refund.sale].map { [$0] } ?? []) {
        facts[member]?.refunds.append(refund)
      }
    }
    for (_, facts) in facts.sorted(by: { $0.key < $1.key }) {
      let ledger = LoyaltyLedger(facts, rules: rules, digits: digits, through: today)
      for shortfall in ledger.shortfalls {
        add(
          shortfall.source, ["points"],
          Phrase(
            "spends \(shortfall.points) points that the member did not have", "使用了会员没有的 \(shortfall.points) 积分",
            "使用了會員沒有的 \(shortfall.points) 積分"))
      }
    }
  }
}
