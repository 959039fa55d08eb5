/// A key that a cashier presses.
public enum TillKey: Sendable, Hashable {
  /// A letter, digit or sign.
  case character(Character)
  /// Enter, from a person or a scanner.
  case enter
  /// Leaves what was begun.
  case escape
  /// Takes the last letter back.
  case backspace
  /// Takes away what is chosen.
  case delete
  /// To the one above.
  case up
  /// To the one below.
  case down
  /// One of the keys F2 to F9.
  case function(Int)
  /// Takes the last change back.
  case undo
  /// Ends the screen; the basket stays.
  case leave
}

/// What is asked for on the screen of a till.
public enum TillStep: Sendable, Hashable {
  /// What is sold.
  case sale
  /// How much of the chosen line.
  case quantity
  /// Who buys.
  case member
  /// What is taken off by hand.
  case discount
  /// A coupon code, or the number of a voucher.
  case code
  /// How many points are paid with.
  case points
  /// How it is paid.
  case pay
  /// Whether all of it is to be forgotten.
  case drop
  /// Who stands at the till.
  case signIn
  /// The PIN of who says he does.
  case pin(String)

  /// The step that a key F2 to F9 begins.
  static let byKey: [Int: TillStep] = [
    2: .member, 3: .discount, 4: .code, 5: .points, 8: .drop, 9: .signIn,
  ]
}

/// What has to be done after a key, beside drawing the screen.
public enum TillEffect: Sendable {
  /// The basket changed and has to be kept.
  case keep
  /// The order is to be sold, if it comes to what the customer was told.
  case sell(SaleOrder, Amount)
  /// The basket is forgotten.
  case drop
  /// Somebody signs in with a PIN.
  case signIn(String, pin: String)
  /// The screen ends.
  case leave
}

/// What the screen says beside the basket.
public enum TillNotice: Sendable {
  /// It cannot be done so.
  case refused(StoreError)
  /// Nothing goes by that name.
  case unknown(String)
  /// It is no number, or not what is asked for.
  case unreadable(String)
  /// The basket is one that was left open before.
  case recovered
  /// The basket that was left open had been sold.
  case soldBefore(String)
  /// Somebody signed in.
  case signedIn(String)
  /// The basket was forgotten.
  case dropped
}
