public import JSONSchema

/// What somebody wants to book.
public struct BookingRequest: Sendable {
  /// A service, a course, or equipment that customers can book.
  public var item: String
  /// Code of the course's session.
  public var session: String?
  /// When it begins, in seconds since 1970; a session says itself when.
  public var start: Int64?
  /// How long equipment is wanted; services take the time they take.
  public var minutes: Int?
  /// The technician asked for.
  public var staff: String?
  /// Code of the room asked for.
  public var room: String?
  /// How many come.
  public var persons = 1
  /// Name of a group that books together.
  public var group: String?
  /// The member or guest who books.
  public var member: String?
  /// A customer without an account: fields of the guest's record, to be made with the booking.
  public var guest: JSON?
  /// How it came in.
  public var channel = "on-site"
  /// Means by which the prepayment is paid now.
  public var paidBy: String?
  /// The campaign it is booked under.
  public var campaign: String?

  /// Makes a request to book an item.
  public init(_ item: String) { self.item = item }
}

/// What is done with a booking.
public enum BookingStep: Sendable, Hashable {
  /// It is promised to the customer.
  case confirm
  /// The customer has come.
  case arrive
  /// The service has begun.
  case start
  /// The service was given.
  case finish
  /// The customer did not come.
  case noShow
  /// It is called off by the customer or the store, for a reason of the schema's list.
  case cancel(by: String, reason: String?)
  /// It is moved to another time, technician or room; what is nil stays.
  case move(start: Int64?, staff: String?, room: String?)
  /// The prepayment is paid, by a means of the schema's list.
  case pay(String)

  /// The states in which it may be done.
  var allowed: [String] {
    switch self {
    case .confirm: ["requested"]
    case .arrive, .noShow, .move: ["requested", "confirmed"]
    case .start: ["arrived"]
    case .finish: ["in-service"]
    case .cancel: ["requested", "confirmed", "arrived"]
    case .pay: ["requested", "confirmed", "arrived"]
    }
  }

  /// The state it leads to; nil where it stays.
  var state: String? {
    switch self {
    case .confirm: "confirmed"
    case .arrive: "arrived"
    case .start: "in-service"
    case .finish: "done"
    case .noShow: "no-show"
    case .cancel: "cancelled"
    case .move, .pay: nil
    }
  }

  /// A word for the booking's history, where the state does not tell.
  var reason: String? {
    switch self {
    case .move: "moved"
    case .pay: "paid"
    default: nil
    }
  }
}

/// A booking as it is now, with what a person at the desk wants to know.
public struct BookingOutcome: Sendable {
  /// The bookings: one for each technician of a group.
  public let bookings: [Record]
  /// The technicians that were free, the most suitable first.
  public let ranking: [Suitability]
  /// What is due in advance, where nothing was paid yet.
  public let due: Amount?
  /// What is paid back.
  public let refund: Amount?
}
