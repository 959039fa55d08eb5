internal import JSONSchema

/// A sale as it is asked for; prices, offers, numbers and the rest are found when it is made.
public struct SaleOrder: Sendable {
  /// An item: id, code, barcode or name, quantity in thousandths of its unit, and another price of one unit.
  public struct Item: Sendable {
    /// What the person called it.
    public var name: String
    /// Thousandths of its unit.
    public var quantity: Int64
    /// Another price of one unit, as a decimal.
    public var price: String?

    /// Makes an item.
    public init(name: String, quantity: Int64 = 1000, price: String? = nil) {
      (self.name, self.quantity, self.price) = (name, quantity, price)
    }

    /// Reads `ITEM[*QUANTITY][@PRICE]`; nil when quantity or price cannot be read.
    public init?(parsing text: String) {
      let priced = text.split(separator: "@", omittingEmptySubsequences: false)
      let counted = priced[0].split(separator: "*", omittingEmptySubsequences: false)
      guard priced.count <= 2, counted.count <= 2, !counted[0].isEmpty else { return nil }
      let quantity = counted.count == 2 ? JSON.string(String(counted[1])).ratio?.rounded(decimals: 3) : 1000
      guard let quantity, quantity > 0, priced.count == 1 || DecimalText(priced[1]) != nil else { return nil }
      self.init(name: String(counted[0]), quantity: quantity, price: priced.count == 2 ? String(priced[1]) : nil)
    }

    /// The item as it is read.
    public var text: String {
      "\(name)*\(Money.number(thousandths: quantity).plainText)" + (price.map { "@\($0)" } ?? "")
    }
  }

  /// A payment: `METHOD[=AMOUNT][:REFERENCE]`; without an amount, what is still due.
  public struct Payment: Sendable {
    /// The code of the means of payment.
    public var method: String
    /// What is handed over, as a decimal.
    public var amount: String?
    /// Number of the slip or online payment.
    public var reference: String?

    /// Reads a payment.
    public init(parsing text: String) {
      let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
      let sides = (parts.first ?? "").split(separator: "=", maxSplits: 1).map(String.init)
      method = sides.first ?? ""
      amount = sides.count > 1 ? sides[1] : nil
      reference = parts.count > 1 ? parts[1] : nil
    }

    /// The payment as it is read.
    public var text: String { method + (amount.map { "=\($0)" } ?? "") + (reference.map { ":\($0)" } ?? "") }
  }

  /// A discount by hand: `[LINE=]AMOUNT:REASON` or `[LINE=]PERCENT%:REASON`.
  public struct Discount: Sendable {
    /// The line from 1; nil for the whole receipt.
    public var line: Int?
    /// The number.
    public var size: String
    /// Whether the number is a percentage.
    public var isPercent: Bool
    /// The code of the reason.
    public var reason: String

    /// Reads a discount; nil when it has not that form.
    public init?(parsing text: String) {
      let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 2, !parts[1].isEmpty else { return nil }
      let sides = parts[0].split(separator: "=", omittingEmptySubsequences: false).map(String.init)
      guard sides.count <= 2, let last = sides.last else { return nil }
      if sides.count == 2 {
        guard let number = Int(sides[0]), number > 0 else { return nil }
        line = number
      }
      isPercent = last.hasSuffix("%")
      size = isPercent ? String(last.dropLast()) : last
      reason = parts[1]
      guard let number = JSON.string(size).ratio, number.numerator >= 0 else { return nil }
      if isPercent, Ratio(100) < number { return nil }
    }

    /// The discount as it is read.
    public var text: String { (line.map { "\($0)=" } ?? "") + size + (isPercent ? "%:" : ":") + reason }
  }

  /// What is sold; the service of the booking when empty.
  public var items: [Item] = []
  /// Id of the member who buys.
  public var member: String?
  /// Who is credited with it.
  public var staff: String?
  /// Where it is made, if not in the store.
  public var channel: String?
  /// The booking it settles.
  public var booking: String?
  /// Coupon codes that the customer names.
  public var coupons: [String] = []
  /// Numbers of vouchers.
  public var vouchers: [String] = []
  /// Points to pay with.
  public var points: Int64?
  /// Discounts by hand.
  public var discounts: [Discount] = []
  /// Payments; the usual one for all of it when empty.
  public var payments: [Payment] = []
  /// The id it gets: the same sale sent twice is one.
  public var id: String?
  /// Free remarks.
  public var notes: String?

  /// Makes an order of nothing yet.
  public init() {}

  init(of member: String?, id: String?) { (self.member, self.id) = (member, id) }

  /// Whether it says nothing but who buys.
  var isEmpty: Bool {
    items.isEmpty && booking == nil && coupons.isEmpty && vouchers.isEmpty && points == nil && discounts.isEmpty
      && payments.isEmpty
  }
}

/// What a sale came to.
public struct SaleOutcome: Sendable {
  /// The sale as it is recorded.
  public let sale: Record
  /// Cash handed back.
  public let change: Amount
  /// Points that were given for a recommendation with this sale.
  public let referrals: [Record]
  /// Why the booking it settles was not moved to done; nil where it was, or there is none.
  public let unfinished: StoreError?
}
