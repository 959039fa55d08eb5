// A till at work: the machine of its screen, the state of the store it sells from, the basket on disk. What a key needs
// is in memory; the disk is written when the basket changes, and read again when somebody else has committed.

internal import JSONSchema

/// A till at work; of one copy of a store there is one at a time.
public final class TillDesk {
  /// What was sold last, for the screen.
  public struct Sold: Sendable {
    /// The sale.
    public let sale: Record
    /// Number of the receipt.
    public let number: String
    /// What it came to.
    public let total: Amount
    /// Cash to hand back.
    public let change: Amount
    /// Goods of it that are below nought now: their names, and how much is on hand.
    public let missing: [(name: String, onHand: String)]
  }

  /// What the screen shows.
  public private(set) var till = Till()
  /// The state it sells from.
  public private(set) var state: Snapshot
  /// The sale that was made last.
  public private(set) var sold: Sold?
  /// The shift that goes on; nil when none does.
  public private(set) var shift: String?
  /// The operator who signed in; nil where nobody has to.
  public private(set) var recorder: String?
  /// Code of this till.
  public let device: String

  private let store: Store
  private let request: CommitRequest
  private let lock: StoreLock
  private var pasts: [String: MemberPast] = [:]
  private var shelf: Shelf?

  /// Takes the till: reads what is sold and who buys, and goes on with the basket that was left open.
  ///
  /// - Throws: `StoreError.refused` when another till screen is open on this copy of the store.
  public init(_ store: Store, _ request: CommitRequest) throws(StoreError) {
    do throws(StoreError) {
      lock = try StoreLock(gitDirectory: store.gitDirectory, name: "hfile/till.lock", limitMilliseconds: 0) {}
    } catch {
      guard case .busy(let holder) = error else { throw error }
      throw StoreError(TradeError.tillOpen(holder))
    }
    device = try store.device()
    (self.store, self.request) = (store, request)
    store.keepFrames()
    store.keepReaders()
    state = try store.snapshot().keepingFiles()
    try read(since: nil)
    try recover()
  }

  private var day: BusinessDay { state.profile.businessDay(of: store.environment.now().seconds) }

  private func quote(_ order: SaleOrder) throws(StoreError) -> SaleQuote {
    guard let member = order.member else { return try store.quote(order, in: state) }
    let quote = try store.quote(order, in: state, past: pasts[member])
    pasts[member] = quote.past
    return quote
  }

  /// What a member is called, as far as it can be read.
  public func name(of member: String) -> String { till.members.entries.first { $0.id == member }?.name ?? member }

  // MARK: keys

  /// Takes a key; false when the screen ends.
  public func press(_ key: TillKey) -> Bool {
    do throws(StoreError) {
      if till.isIdle { try refresh() }
      switch till.press(key, quote) {
      case nil: break
      case .leave: return false
      case .keep:
        sold = nil
        try keep()
      case .drop: try store.keepBasket(nil)
      case .sell(let order, let total): try sell(order, total)
      case .signIn(let id, let pin):
        try store.signIn(id, pin: pin, minutes: Store.operatorMinutes)
        recorder = id
        till.notice = .signedIn(id)
      }
    } catch {
      till.notice = .refused(error)
    }
    return true
  }

  /// What can wait until nobody presses a key: what others committed, and what lies on the shelf.
  public func rest() {
    do throws(StoreError) {
      try refresh()
      // Where no price asked for the member's past, the points are told as soon as there is time.
      if let member = till.order.member, pasts[member] == nil {
        pasts[member] = try MemberPast(of: member, in: state)
        till.reprice(quote)
      }
      guard shelf == nil else { return }
      // The columns of all sales that a member's past is found by are read here, before somebody waits for them.
      _ = try MemberPast(of: "", in: state)
      shelf = try Shelf(on: day, in: state)
    } catch {
      till.notice = .refused(error)
    }
  }

  // MARK: the basket

  private func keep() throws(StoreError) {
    guard !till.isEmpty else {
      till.name(nil)
      return try store.keepBasket(nil)
    }
    if till.order.id.map({ RecordID.datedParts(of: $0)?.day != day }) ?? true { till.name(newID()) }
    try store.keepBasket(till.order)
  }

  /// The id is chosen when the basket is opened, so that a sale that was committed just before a crash is known again.
  private func newID() -> String? {
    state.catalogue.types["sale"].map { type in
      let code = RecordID.code(bits: store.environment.randomBits())
      return RecordID.dated(prefix: type.prefix, day: day, device: device, code: code)
    }
  }

  private func recover() throws(StoreError) {
    guard let kept = try store.keptBasket() else { return }
    if let id = kept.id, let sale = try state.record(id) {
      try store.keepBasket(nil)
      till.notice = .soldBefore(try Receipt(sale, in: state)?.number ?? id)
    } else {
      till.take(kept, quote)
    }
  }

  // MARK: selling

  private func sell(_ order: SaleOrder, _ total: Amount) throws(StoreError) {
    try refresh()
    var order = order
    // A basket that was kept over night is sold today.
    if order.id.map({ RecordID.datedParts(of: $0)?.day != day }) ?? true {
      try keep()
      order.id = till.order.id
    }
    let outcome: SaleOutcome
    do throws(StoreError) {
      outcome = try store.sell(order, request, in: state, expecting: total).outcome
    } catch {
      // Somebody may have changed a price meanwhile: what is shown next is what it comes to now.
      try refresh()
      throw error
    }
    try store.keepBasket(nil)
    till.clear()
    let earlier = shelf
    try refresh()
    shelf = earlier?.selling(outcome.sale)
    sold = Sold(
      sale: outcome.sale, number: try Receipt(outcome.sale, in: state)?.number ?? outcome.sale.id, total: total,
      change: outcome.change, missing: shelf?.missing(after: outcome.sale, names: till.goods) ?? [])
  }

  // MARK: the state of the store

  /// Reads the newest state where somebody committed, and of it what changed.
  private func refresh() throws(StoreError) {
    guard let head = try store.head(), state.origin != .commit(head) else { return }
    let earlier = state
    state = try store.snapshot(at: head).keepingFiles()
    pasts = [:]
    try read(since: earlier)
    if !till.isEmpty { till.reprice(quote) }
  }

  private func read(since earlier: Snapshot?) throws(StoreError) {
    func isKnown(_ types: [String]) throws(StoreError) -> Bool {
      guard let earlier else { return false }
      return try state.isUnchanged(types, since: earlier)
    }
    if try !isKnown(Snapshot.itemTypes) { till.goods = try TillList(goodsOn: day, in: state) }
    if try !isKnown(["member"]) { till.members = try TillList(membersOn: day, in: state) }
    if try !isKnown(Shelf.types) { shelf = nil }
    let codes = state.catalogue.types["sale"]?.field(at: JSONPointer(["tenders", "*", "method"]))?.codes ?? []
    till.methods = codes.map(\.code).filter { !Tendering.ownMethods.contains($0) }
    till.usualMethod = try state.tillRules(on: day).usualMethod
    shift = try state.openShift(of: device)?.id
    // Where nobody is signed in, the sale says so, and what to do.
    recorder = try? BusinessAct(store, in: state, at: nil).recorder
  }
}

/// What lies on the shelf, kept up with what is sold here, so that no sale waits for the stock to be added up.
private struct Shelf {
  /// The types of what moves goods.
  static let types = ["sale", "refund", "stock-movement", "points-entry", "product", "service"]

  private var onHand: [String: Int64] = [:]
  private let consumption: [String: [String: Int64]]

  init(on day: BusinessDay, in state: Snapshot) throws(StoreError) {
    for level in try StockSheet(on: day, in: state).levels { onHand[level.product.id] = level.onHand }
    consumption = try StockFacts.consumption(in: state)
  }

  /// Thousandths of products that a sale takes off the shelf.
  private func taken(by sale: Record) -> [String: Int64] {
    var taken: [String: Int64] = [:]
    for line in sale.value["lines"]?.arrayValue ?? [] {
      let quantity = line.thousandths("quantity")
      if let product = line["product"]?.stringValue { taken[product, default: 0] += quantity }
      for (product, each) in line["service"]?.stringValue.flatMap({ consumption[$0] }) ?? [:] {
        taken[product, default: 0] += quantity * each / Money.thousand
      }
    }
    return taken
  }

  func selling(_ sale: Record) -> Shelf {
    var left = self
    for (product, quantity) in taken(by: sale) { left.onHand[product]? -= quantity }
    return left
  }

  /// What a sale took of which there is less than nothing now.
  func missing(after sale: Record, names: TillList) -> [(name: String, onHand: String)] {
    taken(by: sale).keys.sorted().compactMap { product in
      guard let count = onHand[product], count < 0 else { return nil }
      let name = names.entries.first { $0.id == product }?.name ?? product
      return (name, Money.number(thousandths: count).plainText)
    }
  }
}
