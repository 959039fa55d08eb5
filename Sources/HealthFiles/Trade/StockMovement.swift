public import JSONSchema

/// Goods that come, go or are counted, as a person says it: one or several products at once.
public struct StockMovement: Sendable {
  /// A product by id, code, barcode or name, how much of it in thousandths, and what one unit cost.
  public struct Item: Sendable {
    /// What the person called it.
    public var name: String
    /// Thousandths of its unit; below nought only where the figure is put right.
    public var quantity: Int64
    /// What one unit cost without tax, as a decimal.
    public var unitCost: String?

    /// Makes an item.
    public init(name: String, quantity: Int64, unitCost: String? = nil) {
      (self.name, self.quantity, self.unitCost) = (name, quantity, unitCost)
    }

    /// Reads `PRODUCT=QUANTITY[@COST]`, or `PRODUCT*QUANTITY[@COST]`; nil when a number cannot be read.
    public init?(parsing text: String) {
      let priced = text.split(separator: "@", omittingEmptySubsequences: false).map(String.init)
      guard let mark = priced[0].lastIndex(where: { $0 == "=" || $0 == "*" }), priced.count <= 2 else { return nil }
      let (name, number) = (priced[0][..<mark], String(priced[0][priced[0].index(after: mark)...]))
      guard !name.isEmpty, let quantity = JSON.string(number).ratio?.rounded(decimals: 3) else { return nil }
      guard priced.count == 1 || JSON.string(priced[1]).ratio.map({ $0 >= Ratio(0) }) ?? false else { return nil }
      self.init(name: String(name), quantity: quantity, unitCost: priced.count == 2 ? priced[1] : nil)
    }
  }

  /// What moves them: a cause that people write down, not a sale.
  public var cause: StockCause
  /// What moves.
  public var items: [Item]
  /// Id of the order that the goods belong to.
  public var order: String?
  /// Further fields of the movement, as its schema names them.
  public var details: JSON = [:]

  /// Makes a movement.
  public init(_ cause: StockCause, _ items: [Item]) { (self.cause, self.items) = (cause, items) }
}

/// What became of one product when goods were moved.
public struct StockChange: Sendable {
  /// The product.
  public let product: Record
  /// Thousandths on hand before and after.
  public let before: Int64, after: Int64
  /// What a count found more than was expected, at what that cost, in minor units; nil where the cost is not known.
  public let worth: Amount?
}

extension Store {
  /// Writes down that goods came, went or were counted, in one commit.
  ///
  /// A receipt of an order without products is of everything that did not come yet; an order of which everything came
  /// is `received`.
  ///
  /// - Throws: `StoreError.refused` for a quantity that cannot be; `.invalid` with everything that is wrong.
  public func move(
    _ movement: StockMovement, at time: Instant? = nil, _ request: CommitRequest
  ) throws(StoreError) -> (result: CommitResult, changes: [StockChange]) {
    let made = try perform(request, at: time) { act throws(StoreError) in
      let order = try movement.order.map { id throws(StoreError) in try act.order(id) }
      var changes: [StockChange] = []
      for item in try act.items(of: movement, order) {
        let product = try act.product(called: item.name)
        changes.append(try act.write(item, of: product, movement))
      }
      if let order { try act.receive(order, changes.map(\.product.id)) }
      return changes
    }
    return (made.result, made.outcome)
  }
}

extension BusinessAct {
  fileprivate func order(_ id: String) throws(StoreError) -> Record {
    guard let order = try state.record(id), order.type == "purchase-order" else {
      throw .notFound(kind: .record, name: id, near: [])
    }
    guard ["ordered", "confirmed", "received"].contains(order.value["state"]?.stringValue) else {
      throw StockError.notOrdered(id).asStoreError
    }
    return order
  }

  fileprivate func product(called name: String) throws(StoreError) -> Record {
    let item = try state.item(called: name, on: day)
    guard item.type == "product" else { throw StockError.noGoods(item.id).asStoreError }
    return item
  }

  /// What moves: what was said, or all that an order still waits for.
  fileprivate func items(of movement: StockMovement, _ order: Record?) throws(StoreError) -> [StockMovement.Item] {
    guard movement.items.isEmpty else { return movement.items }
    guard let order else { throw StockError.nothingMoved.asStoreError }
    let missing = try PurchaseOrders(upTo: day, in: state).missing(of: order.id)
    guard !missing.isEmpty else { throw StockError.allReceived(order.id).asStoreError }
    return missing.map { StockMovement.Item(name: $0.product, quantity: $0.quantity, unitCost: $0.unitCost) }
  }

  fileprivate mutating func write(
    _ item: StockMovement.Item, of product: Record, _ movement: StockMovement
  ) throws(StoreError) -> StockChange {
    let cause = movement.cause
    let isPossible =
      cause == .adjustment ? item.quantity != 0 : item.quantity > 0 || cause == .count && item.quantity == 0
    guard isPossible else { throw StoreError(TradeError.noQuantity(product.id)) }
    var value = movement.details
    value["kind"] = .string(cause.rawValue)
    value["product"] = .string(product.id)
    value["quantity"] = Money.number(thousandths: item.quantity)
    value["unitCost"] = item.unitCost.map { .string($0) }
    value["purchaseOrder"] = movement.order.map { .string($0) }
    if cause == .receipt, value["supplier"] == nil {
      let order = try movement.order.map { id throws(StoreError) in try state.record(id) } ?? nil
      value["supplier"] = order?.value["supplier"] ?? product.value["supplier"]
    }
    let record = try add("stock-movement", value)
    let moves = try StockFacts.moves(of: product.id, upTo: day, in: state)[product.id] ?? []
    do throws(TradeError) {
      let before = try StockLedger(moves)
      let move = StockMove(
        day: day, seconds: time.seconds, id: record.id, cause: cause, quantity: item.quantity * cause.direction,
        unitCost: item.unitCost.flatMap { JSON.string($0).ratio?.rounded(decimals: 6) })
      let after = try StockLedger(moves + [move])
      var worth: Amount?
      if cause == .count, let cost = before.unitCost {
        let sum = Ratio(Int128(after.onHand - before.onHand) * Int128(cost), over: Ratio.powerOfTen(9 - state.digits))
        worth = Amount(minorUnits: try Money.rounded(sum), digits: state.digits)
      }
      return StockChange(product: product, before: before.onHand, after: after.onHand, worth: worth)
    } catch { throw StoreError(error) }
  }

  /// Notes that an order came whole, once it did.
  fileprivate mutating func receive(_ order: Record, _ products: [String]) throws(StoreError) {
    let orders = try PurchaseOrders(upTo: day, in: state)
    var came: [String: Int64] = [:]
    for change in changes where change.type == "stock-movement" {
      came[change.new?["product"]?.stringValue ?? "", default: 0] += change.new?.thousandths("quantity") ?? 0
    }
    let isWhole = orders.missing(of: order.id).allSatisfy { line in
      came[line.product, default: 0] -= line.quantity
      return came[line.product, default: 0] >= 0
    }
    guard isWhole, order.value["state"]?.stringValue != "received" else { return }
    var entry: JSON = ["state": "received", "time": .string(time.description)]
    entry["by"] = changes.first?.new?["by"]
    try amend(order) { value in
      value["state"] = "received"
      value["history"] = .array((value["history"]?.arrayValue ?? []) + [entry])
    }
  }
}

// MARK: orders

/// What should be ordered of a supplier.
public struct OrderProposal: Sendable {
  /// The supplier; nil for products that name none.
  public let supplier: Record?
  /// The products, and how much of each.
  public let levels: [StockLevel]
}

extension StockSheet {
  /// What should be ordered, by supplier; products that name none come last.
  public func proposals(in state: Snapshot) throws(StoreError) -> [OrderProposal] {
    let due = Dictionary(grouping: levels.filter { $0.proposal > 0 }) { level -> String in
      level.product.value["supplier"]?.stringValue ?? ""
    }
    var proposals: [OrderProposal] = []
    for name in due.keys.sorted(by: { ($0.isEmpty ? 1 : 0, $0) < ($1.isEmpty ? 1 : 0, $1) }) {
      let supplier = name.isEmpty ? nil : try state.record(name)
      proposals.append(OrderProposal(supplier: supplier, levels: due[name] ?? []))
    }
    return proposals
  }
}

extension Store {
  /// Drafts an order for each supplier of whom something should be ordered, in one commit.
  public func draftOrders(_ request: CommitRequest) throws(StoreError) -> CommitResult {
    try perform(request) { act throws(StoreError) in
      for proposal in try StockSheet(on: act.day, in: act.state).proposals(in: act.state) {
        guard let supplier = proposal.supplier else { continue }
        let lines = proposal.levels.map { level -> JSON in
          var line: JSON = [
            "product": .string(level.product.id), "quantity": Money.number(thousandths: level.proposal),
          ]
          line["unitCost"] = level.unitCost.map { .string($0) }
          return line
        }
        try act.add(
          "purchase-order",
          [
            "supplier": .string(supplier.id), "state": "draft", "reason": "safety-stock", "lines": .array(lines),
            "history": [["state": "draft", "time": .string(act.time.description)]],
          ])
      }
    }.result
  }
}
