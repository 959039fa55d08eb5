// The facts that moved goods, found by columns: whole days at once where nothing asks for their order, one by one where
// a count or the price of a receipt does.

internal import JSONSchema

/// Reads what moved goods.
struct StockFacts {
  private let state: Snapshot
  private let product: String?
  private let last: BusinessDay
  /// Before it nothing is looked for.
  private var first: BusinessDay
  private var moves: [String: [StockMove]] = [:]
  /// Days of a product on which the order of movements counts.
  private var ordered: [BusinessDay: Set<String>] = [:]

  /// What moved one product or all of them up to the end of a day, by product.
  ///
  /// Of one product every sale stands for itself.
  static func moves(
    of product: String?, upTo day: BusinessDay, in state: Snapshot
  ) throws(StoreError) -> [String: [StockMove]] {
    var facts = StockFacts(state: state, product: product, last: day)
    try facts.readMovements()
    try facts.readOthers()
    return facts.moves
  }

  /// Which of some products that were sold are below nought at the end of a day, or were never said to be there.
  static func belowNought(
    among products: Set<String>, on day: BusinessDay, in state: Snapshot
  ) throws(StoreError) -> Set<String> {
    guard !products.isEmpty else { return [] }
    // Of all products, although few are asked for: whole days are summed faster than sales are found one by one.
    var facts = StockFacts(state: state, product: nil, last: day)
    try facts.readMovements()
    let known = facts.moves.filter { products.contains($0.key) }
    guard !known.isEmpty else { return products }
    // What was there before a count does not matter after it.
    let counted = known.values.compactMap { moves in moves.filter { $0.cause == .count }.map(\.day).max() }
    if counted.count == known.count, let first = counted.min() { facts.first = first }
    try facts.readOthers()
    let moves = facts.moves
    return try trading { () throws(TradeError) in
      var below = products.subtracting(known.keys)
      for id in known.keys {
        if try StockLedger(moves[id] ?? []).onHand < 0 { below.insert(id) }
      }
      return below
    }
  }

  /// The types of what moves goods.
  static let types: Set<String> = ["sale", "stock-movement", "points-entry"]

  /// Which of some changed records moved each product; not what customers brought back, which takes nothing away.
  static func movers(among changes: [RecordChange], in state: Snapshot) throws(StoreError) -> [String: [String]] {
    let facts = changes.filter { types.contains($0.type) }
    var services: [String: [String: Int64]]?
    var movers: [String: [String]] = [:]
    for change in facts {
      let value = change.new ?? change.old ?? [:]
      var products = Set([value["product"], value["reward"]?["product"]].compactMap { $0?.stringValue })
      for line in value["lines"]?.arrayValue ?? [] {
        if let product = line["product"]?.stringValue { products.insert(product) }
        guard let service = line["service"]?.stringValue else { continue }
        let known = if let services { services } else { try consumption(in: state) }
        services = known
        products.formUnion(known[service]?.keys.map(\.self) ?? [])
      }
      for product in products { movers[product, default: []].append(change.id) }
    }
    return movers
  }

  /// What one of each service uses up, packages opened up, in thousandths by product.
  static func consumption(in state: Snapshot) throws(StoreError) -> [String: [String: Int64]] {
    try StockFacts(state: state, product: nil, last: BusinessDay(daysSinceEpoch: 0)).consumption()
  }

  private init(state: Snapshot, product: String?, last: BusinessDay) {
    (self.state, self.product, self.last) = (state, product, last)
    first = last.advanced(by: -100_000)
  }

  // MARK: asking

  /// One row of an answer: its keys, and the sum of a quantity in thousandths.
  private struct Row {
    let keys: [Datum]
    let quantity: Int64

    func text(_ column: Int) -> String { if case .text(let text) = keys[column] { text } else { "" } }
    func day(_ column: Int) -> BusinessDay? {
      if case .day(let day) = keys[column] { BusinessDay(daysSinceEpoch: day) } else { nil }
    }
    func seconds(_ column: Int) -> Int64 { if case .instant(let seconds, _) = keys[column] { seconds } else { 0 } }
  }

  private func ask(
    _ type: String, _ conditions: [String], by keys: [String], sum: String, days: ClosedRange<BusinessDay>? = nil
  ) throws(StoreError) -> [Row] {
    guard let type = state.catalogue.types[type] else { return [] }
    var query = Query()
    query.conditions = conditions
    query.groupBy = keys
    query.figures = [Query.Figure(.sum, of: sum)]
    if type.layout == .daily { query.days = days ?? min(first, last)...last }
    let table = try query.run(over: type, in: state).table
    let decimals = table.headings[keys.count].decimals
    let scale = Int64(clamping: Ratio.powerOfTen(abs(3 - decimals)))
    return table.rows.map { row in
      let sum = row[keys.count].integer ?? 0
      let keys = zip(row, table.headings).dropLast().map { Self.unscaled($0, $1) }
      return Row(keys: keys, quantity: decimals <= 3 ? sum * scale : sum / scale)
    }
  }

  /// Numbers among the keys in millionths.
  private static func unscaled(_ datum: Datum, _ heading: Heading) -> Datum {
    guard case .number(let value) = datum, heading.decimals <= 6 else { return datum }
    return .number(value * Int64(clamping: Ratio.powerOfTen(6 - heading.decimals)))
  }

  private func only(_ field: String) -> [String] { product.map { ["\(field) = \"\($0)\""] } ?? ["has \(field)"] }

  private mutating func add(
    _ product: String, _ day: BusinessDay, _ seconds: Int64, _ id: String, _ cause: StockCause, _ quantity: Int64,
    cost: Int64? = nil
  ) {
    guard self.product == nil || self.product == product else { return }
    let signed = quantity * cause.direction
    moves[product, default: []].append(
      StockMove(day: day, seconds: seconds, id: id, cause: cause, quantity: signed, unitCost: cost))
  }

  // MARK: facts

  private mutating func readOthers() throws(StoreError) {
    try readRestocked()
    try readRewards()
    try readSales(try consumption())
  }

  private mutating func readMovements() throws(StoreError) {
    let keys = ["product", "day", "time", "id", "kind", "unitCost"]
    for row in try ask("stock-movement", only("product"), by: keys, sum: "quantity") {
      guard let day = row.day(1), let cause = StockCause(rawValue: row.text(4)) else { continue }
      let cost = row.keys[5].integer
      add(row.text(0), day, row.seconds(2), row.text(3), cause, row.quantity, cost: cost)
      if cause == .count || cost != nil { ordered[day, default: []].insert(row.text(0)) }
    }
  }

  /// Goods that customers brought back: a refund names lines of its sale.
  private mutating func readRestocked() throws(StoreError) {
    let keys = ["sale", "lines.line", "day", "time", "id"]
    let rows = try ask("refund", ["lines.restocked = true"], by: keys, sum: "lines.quantity")
    var sales: [String: JSON] = [:]
    for id in Set(rows.map { $0.text(0) }).sorted() { sales[id] = try state.storedRecord(id)?.value }
    for row in rows {
      // Whole numbers are keys in millionths, as all numbers are.
      let number = Int((row.keys[1].integer ?? 0) / 1_000_000)
      guard let day = row.day(2), let lines = sales[row.text(0)]?["lines"]?.arrayValue, lines.indices ~= number - 1,
        let product = lines[number - 1]["product"]?.stringValue
      else { continue }
      add(product, day, row.seconds(3), row.text(4), .restocked, row.quantity)
    }
  }

  private mutating func readRewards() throws(StoreError) {
    let keys = ["reward.product", "day", "time", "id"]
    for row in try ask("points-entry", only("reward.product"), by: keys, sum: "reward.quantity") {
      guard let day = row.day(1) else { continue }
      add(row.text(0), day, row.seconds(2), row.text(3), .reward, row.quantity)
    }
  }

  /// What one service uses up, packages opened up, in thousandths by product.
  private func consumption() throws(StoreError) -> [String: [String: Int64]] {
    var own: [String: [String: Int64]] = [:]
    for row in try ask(
      "service", only("consumables.product"), by: ["id", "consumables.product"], sum: "consumables.quantity")
    {
      own[row.text(0), default: [:]][row.text(1)] = row.quantity
    }
    var parts: [String: [(service: String, count: Int64)]] = [:]
    for row in try ask("service", ["has includes"], by: ["id", "includes.service"], sum: "includes.quantity") {
      parts[row.text(0), default: []].append((row.text(1), max(row.quantity, 1000)))
    }
    var all = own
    for (package, list) in parts {
      all[package] = list.reduce(into: [:]) { sums, part in
        for (product, quantity) in own[part.service] ?? [:] {
          sums[product, default: 0] += quantity * part.count / 1000
        }
      }
    }
    return all.filter { !$0.value.isEmpty }
  }

  private mutating func readSales(_ services: [String: [String: Int64]]) throws(StoreError) {
    if product != nil {
      try readSales(services, eachIn: nil)
      return
    }
    for row in try ask("sale", ["has lines.product"], by: ["lines.product", "day"], sum: "lines.quantity") {
      guard let day = row.day(1), !(ordered[day]?.contains(row.text(0)) ?? false) else { continue }
      add(row.text(0), day, 0, "", .sold, row.quantity)
    }
    if !services.isEmpty {
      for row in try ask("sale", ["has lines.service"], by: ["lines.service", "day"], sum: "lines.quantity") {
        for (product, each) in services[row.text(0)] ?? [:] {
          guard let day = row.day(1), !(ordered[day]?.contains(product) ?? false) else { continue }
          add(product, day, 0, "", .usedUp, row.quantity * each / 1000)
        }
      }
    }
    for day in ordered.keys.sorted() where day >= first { try readSales(services, eachIn: day) }
  }

  /// Sales one by one: of the one product, or on a day of those whose order counts.
  private mutating func readSales(_ services: [String: [String: Int64]], eachIn day: BusinessDay?) throws(StoreError) {
    let days = day.map { $0...$0 }
    let wanted = day.flatMap { ordered[$0] }
    let order = ["day", "time", "id"]
    for row in try ask("sale", only("lines.product"), by: ["lines.product"] + order, sum: "lines.quantity", days: days)
    {
      guard let day = row.day(1), wanted?.contains(row.text(0)) ?? true else { continue }
      add(row.text(0), day, row.seconds(2), row.text(3), .sold, row.quantity)
    }
    guard !services.isEmpty else { return }
    let names = services.keys.sorted().map { "\"\($0)\"" }.joined(separator: ", ")
    for row in try ask(
      "sale", ["lines.service in (\(names))"], by: ["lines.service"] + order, sum: "lines.quantity", days: days)
    {
      for (product, each) in services[row.text(0)] ?? [:] where wanted?.contains(product) ?? true {
        guard let day = row.day(1) else { continue }
        add(product, day, row.seconds(2), row.text(3), .usedUp, row.quantity * each / 1000)
      }
    }
  }
}
