// The screen of a till as a machine: a key goes in, another state comes out, and what has to be done beside. It knows
// no terminal, no clock and no disk; what an order comes to it asks the rules by which `hfile sale` sells.

internal import JSONSchema

/// The state of a till's screen.
public struct Till: Sendable {
  /// Says what an order comes to.
  typealias Pricing = (SaleOrder) throws(StoreError) -> SaleQuote

  /// What is sold so far.
  public private(set) var order = SaleOrder()
  /// What it comes to.
  public private(set) var quote: SaleQuote?
  /// What it comes to when it is paid as the screen says now.
  public private(set) var payment: SaleQuote?
  /// What is asked for.
  public private(set) var step = TillStep.sale
  /// What is typed.
  public private(set) var text = ""
  /// Thousandths of the next item, where somebody said how much of it.
  private var quantity: Int64?
  /// What the text may mean, the best first.
  public private(set) var matches: [TillEntry] = []
  /// The chosen one of the matches, reasons or means of payment.
  public private(set) var choice = 0
  /// The chosen line.
  public private(set) var line = 0
  /// What is said beside the basket.
  public var notice: TillNotice?

  /// What is on sale, and who buys.
  var goods = TillList()
  var members = TillList()
  /// Means of payment, the usual one first chosen.
  public internal(set) var methods: [String] = []
  var usualMethod = ""
  private var earlier: [SaleOrder] = []

  /// Matches on the screen at most.
  private static let mostMatches = 8
  /// Changes that can be taken back.
  private static let mostEarlier = 100

  /// Reasons for a discount by hand.
  public static let reasons = Basket.manualReasons

  init() {}

  /// Whether nothing is begun.
  public var isIdle: Bool { isEmpty && text.isEmpty && step == .sale }
  /// Whether there is nothing to lose.
  public var isEmpty: Bool { order.items.isEmpty && order.member == nil }
  /// How much of the next item, where somebody said so.
  public var count: String? { quantity.map { Money.number(thousandths: $0).plainText } }
  /// Whether what is typed is not to be seen.
  public var isSecret: Bool { if case .pin = step { true } else { false } }

  /// Takes a key; returns what has to be done beside drawing.
  mutating func press(_ key: TillKey, _ price: Pricing) -> TillEffect? {
    if key != .up, key != .down { notice = nil }
    switch key {
    case .leave: return .leave
    case .undo: return takeBack(price)
    case .function(let number): begin(TillStep.byKey[number], price)
    case .escape: escape()
    case .up: move(by: -1)
    case .down: move(by: 1)
    case .backspace: if !text.isEmpty { text.removeLast() }
    case .delete: return delete(price)
    case .character(let letter): type(Self.narrow(letter))
    case .enter: return enter(price)
    }
    follow(price)
    return nil
  }

  /// Gives the sale its id, when its basket is opened.
  mutating func name(_ id: String?) { order.id = id }

  /// Begins a sale anew, after one was sold or forgotten.
  mutating func clear() {
    (order, quote, earlier) = (SaleOrder(), nil, [])
    line = 0
    go(to: .sale)
  }

  /// Goes on with an order that was kept.
  mutating func take(_ kept: SaleOrder, _ price: Pricing) {
    (order, notice) = (kept, .recovered)
    line = max(0, kept.items.count - 1)
    reprice(price)
  }

  /// Prices the order anew, by another state of the store.
  mutating func reprice(_ price: Pricing) {
    do throws(StoreError) { quote = try price(order) } catch { (quote, notice) = (nil, .refused(error)) }
    follow(price)
  }

  /// Input methods for Chinese may type digits and signs of full width.
  private static func narrow(_ letter: Character) -> Character {
    guard let scalar = letter.unicodeScalars.first, (0xFF01...0xFF5E).contains(scalar.value) else { return letter }
    return Unicode.Scalar(scalar.value - 0xFEE0).map(Character.init) ?? letter
  }

  private mutating func type(_ letter: Character) {
    if letter == "*", step == .sale { multiply() } else { text.append(letter) }
  }

  // MARK: moving about

  private mutating func go(to next: TillStep) {
    (step, text, quantity, matches, payment) = (next, "", nil, [], nil)
    choice = next == .pay ? methods.firstIndex(of: usualMethod) ?? 0 : 0
  }

  private mutating func begin(_ next: TillStep?, _ price: Pricing) {
    guard let next, next != .drop || !isEmpty else { return }
    go(to: next)
  }

  private mutating func escape() {
    if text.isEmpty, quantity == nil { go(to: .sale) } else { (text, quantity) = ("", nil) }
  }

  private mutating func move(by step: Int) {
    let count =
      switch self.step {
      case .pay: methods.count
      case .discount: Self.reasons.count
      case .sale where text.isEmpty: 0
      default: matches.count
      }
    if count > 0 { choice = max(0, min(count - 1, choice + step)) }
    if count == 0, self.step == .sale { line = max(0, min(order.items.count - 1, line + step)) }
  }

  /// Looks up what is typed, and what the payment on the screen comes to.
  private mutating func follow(_ price: Pricing) {
    switch step {
    case .sale, .member:
      let list = step == .sale ? goods : members
      let found = CardSwipe.isBegun(text) ? [] : list.matches(text, limit: Self.mostMatches)
      if found != matches { (matches, choice) = (found, 0) }
    case .pay:
      // What is being typed may be too much as yet: nothing is said before Enter.
      do throws(StoreError) { payment = try price(paid) } catch { payment = nil }
    default: break
    }
  }

  // MARK: Enter

  private mutating func enter(_ price: Pricing) -> TillEffect? {
    let typed = text
    switch step {
    case .sale where CardSwipe.isBegun(typed), .member where CardSwipe.isBegun(typed): return swipe(typed, price)
    case .sale where typed.isEmpty:
      guard !order.items.isEmpty else { return nil }
      go(to: .pay)
      follow(price)
      return nil
    case .sale: return add(price)
    case .member:
      guard !typed.isEmpty else { return done() }
      guard let chosen = chosen else { return unknown(typed) }
      return change(price) { $0.member = chosen.id }
    case .quantity:
      guard let count = Self.thousandths(typed), order.items.indices.contains(line) else { return unreadable(typed) }
      let place = line
      return change(price) { $0.items[place].quantity = count }
    case .discount:
      guard let discount = SaleOrder.Discount(parsing: "\(typed):\(Self.reasons[choice])") else {
        return unreadable(typed)
      }
      return change(price) { $0.discounts.append(discount) }
    case .code:
      guard !typed.isEmpty else { return done() }
      // Both are texts of the shop: it is the coupon of a campaign, or else the number of a voucher.
      return change(price) { $0.coupons.append(typed) } ?? change(price) { $0.vouchers.append(typed) }
    case .points:
      guard let points = Int64(typed) else { return typed.isEmpty ? done() : unreadable(typed) }
      return change(price) { $0.points = points > 0 ? points : nil }
    case .pay: return pay(price)
    case .drop:
      clear()
      notice = .dropped
      return .drop
    case .signIn:
      if typed.isEmpty { return done() }
      go(to: .pin(typed.hasPrefix("stf-") ? typed : "stf-\(typed)"))
      return nil
    case .pin(let id):
      go(to: .sale)
      return .signIn(id, pin: typed)
    }
  }

  private var chosen: TillEntry? { matches.indices.contains(choice) ? matches[choice] : nil }

  private mutating func done() -> TillEffect? {
    go(to: .sale)
    return nil
  }

  /// What is typed is let go of: the next scan must not be added to it.
  private mutating func unknown(_ typed: String) -> TillEffect? {
    notice = .unknown(typed)
    (text, matches) = ("", [])
    return nil
  }

  private mutating func unreadable(_ typed: String) -> TillEffect? {
    (text, notice) = ("", .unreadable(typed))
    return nil
  }

  /// Adds the chosen item; more of one that is there already is put on its line.
  private mutating func add(_ price: Pricing) -> TillEffect? {
    guard let id = chosen?.id else { return unknown(text) }
    let count = quantity ?? Money.thousand
    let known = order.items.firstIndex { $0.name == id && $0.price == nil }
    let place = known ?? order.items.count
    let effect = change(price) { order in
      guard let known else { return order.items.append(SaleOrder.Item(name: id, quantity: count)) }
      let (sum, isTooLarge) = order.items[known].quantity.addingReportingOverflow(count)
      order.items[known].quantity = isTooLarge ? .max : sum
    }
    if effect != nil { line = place }
    return effect
  }

  private mutating func swipe(_ typed: String, _ price: Pricing) -> TillEffect? {
    do throws(StoreError) {
      let card = try CardSwipe(typed).number
      guard let member = members.entries.first(where: { $0.codes.contains(card) }) else {
        throw StoreError(DeskError.unknownCard)
      }
      return change(price) { $0.member = member.id }
    } catch {
      (text, notice) = ("", .refused(error))
      return nil
    }
  }

  /// `3*` before an item is three of it; `*` alone is for the chosen line.
  private mutating func multiply() {
    if text.isEmpty, order.items.indices.contains(line) { return go(to: .quantity) }
    guard let count = Self.thousandths(text) else { return }
    (quantity, text) = (count, "")
  }

  private static func thousandths(_ text: String) -> Int64? { SaleOrder.Item(parsing: "x*\(text)")?.quantity }

  // MARK: paying

  /// The order with the payment on the screen: what is typed is its amount, `:` begins its reference.
  private var paid: SaleOrder {
    var next = order
    guard methods.indices.contains(choice) else { return next }
    let sign = text.isEmpty || text.hasPrefix(":") ? "" : "="
    next.payments.append(SaleOrder.Payment(parsing: methods[choice] + sign + text))
    return next
  }

  private mutating func pay(_ price: Pricing) -> TillEffect? {
    let next = paid
    do throws(StoreError) {
      let told = try price(next)
      guard told.due.minorUnits > 0 else { return .sell(next, told.total) }
    } catch {
      notice = .refused(error)
      return nil
    }
    guard let effect = change(price, { $0 = next }) else { return nil }
    go(to: .pay)
    follow(price)
    return effect
  }

  // MARK: changing the order

  /// Changes the order where the rules of trade allow it, and says why where they do not.
  private mutating func change(_ price: Pricing, _ body: (inout SaleOrder) -> Void) -> TillEffect? {
    var next = order
    body(&next)
    do throws(StoreError) {
      quote = try price(next)
    } catch {
      (text, matches, notice) = ("", [], .refused(error))
      return nil
    }
    earlier = Array(earlier.suffix(Self.mostEarlier)) + [order]
    order = next
    line = max(0, min(line, next.items.count - 1))
    notice = nil
    go(to: .sale)
    return .keep
  }

  private mutating func delete(_ price: Pricing) -> TillEffect? {
    let (place, step) = (line, step)
    switch step {
    case .sale where text.isEmpty && order.items.indices.contains(place):
      return change(price) { order in
        order.items.remove(at: place)
        // What was taken off and paid goes with the last of what was sold.
        guard !order.items.isEmpty else { return order = SaleOrder(of: order.member, id: order.id) }
        order.discounts.removeAll { $0.line == place + 1 }
        for number in order.discounts.indices {
          if let line = order.discounts[number].line, line > place + 1 { order.discounts[number].line = line - 1 }
        }
      }
    case .member: return change(price) { $0.member = nil }
    case .discount: return change(price) { $0.discounts = [] }
    case .code: return change(price) { ($0.coupons, $0.vouchers) = ([], []) }
    case .points: return change(price) { $0.points = nil }
    default:
      text = ""
      follow(price)
      return nil
    }
  }

  private mutating func takeBack(_ price: Pricing) -> TillEffect? {
    guard let last = earlier.last else { return nil }
    let rest = earlier.dropLast()
    let id = order.id
    guard
      let effect = change(
        price,
        {
          $0 = last
          $0.id = id
        })
    else { return nil }
    earlier = Array(rest)
    return effect
  }
}
