// The shop while its story is told: what is on the shelf, who comes, what was written down. Everything random is drawn
// from one seeded generator in one order, so the same story comes out every time.

import HealthFiles
import JSONSchema

/// The state of the simulated shop, and the records it has made.
struct World {
  var random = SplitMix64(seed: 2026_08_23)
  private(set) var records: [Record] = []
  /// On hand by product, in thousandths.
  var stock: [String: Int] = [:]
  var customers: [Customer]
  /// Points that redemptions may use, by member.
  var points: [String: Int] = [:]
  /// Vouchers given for points and not used yet, by member.
  var vouchers: [String: (number: String, fen: Int)] = [:]
  var voucherCount = 0
  /// Bookings by the day they are for.
  var bookings: [BusinessDay: [Booking]] = [:]
  /// Goods on their way by the day they arrive.
  var deliveries: [BusinessDay: [Delivery]] = [:]
  var onOrder: [String: Int] = [:]
  var refundCount: [BusinessDay: Int] = [:]
  var orderCount = 0
  /// Receipts of the day that is being told.
  var sales: [Sale] = []
  /// Consents to be told of offers, by member.
  var marketingConsents: [String: String] = [:]
  var duties: [BusinessDay: [String: String]] = [:]
  var tillShift: String?

  init() {
    customers = Customers.make(&random)
  }

  /// Tells the whole story and returns every record of the store but the profile.
  static func story() -> [Record] {
    var world = World()
    world.records += Staff.records() + Partners.records() + Equipment.records() + Programme.records()
    world.records += Goods.records() + Menu.records() + Customers.records(world.customers)
    world.beforeFirstDay()
    for day in Days.all { world.tell(day) }
    return world.records
  }

  /// A day in the order in which things happen.
  private mutating func tell(_ day: BusinessDay) {
    sales = []
    openShop(day)
    buy(day)
    takeBookings(day)
    sell(day)
    refundSomething(day)
    countVisitors(day)
    hearCustomers(day)
    givePoints(day)
    write(day)
    pay(day)
    closeShop(day)
  }

  // MARK: records

  /// Adds a record made at a minute of a day; nothing after the end of the story.
  ///
  /// Returns its id.
  @discardableResult
  mutating func add(
    _ type: String, _ prefix: String, _ day: BusinessDay, _ minute: Int, second: Int = 0, device: String = "a7",
    by: String?, _ members: KeyValuePairs<String, JSON?>
  ) -> String? {
    let id = RecordID.dated(prefix: prefix, day: day, device: device, code: RecordID.code(bits: random.next()))
    guard !Days.isFuture(day, minute) else { return nil }
    var value = JSONObject([
      ("id", .string(id)), ("time", .string(Days.instant(day, minute, second: second).description)),
      ("day", date(day)), ("device", .string(device)),
    ])
    value["by"] = text(by)
    for (key, member) in members { value[key] = present(member) }
    records.append(Record(type: type, id: id, value: .object(value)))
    return id
  }

  /// Changes a record that was added before.
  mutating func amend(_ id: String, _ key: String, _ value: JSON) {
    guard let index = records.lastIndex(where: { $0.id == id }) else { return }
    records[index].value[key] = value
  }

  /// States a document went through, as far as the story goes: the list, and the last of them.
  func history(_ states: [(state: String, day: BusinessDay, minute: Int, by: String?)]) -> (list: JSON, last: JSON) {
    let past = states.filter { !Days.isFuture($0.day, $0.minute) }
    let entries = past.map { state in
      object([
        "state": .string(state.state), "time": .string(Days.instant(state.day, state.minute).description),
        "by": text(state.by),
      ])
    }
    return (.array(entries), .string(past.last?.state ?? "open"))
  }

  // MARK: customers

  /// Somebody who has joined by a day, regulars more often.
  mutating func customer(on day: BusinessDay, guests: Bool = false) -> Customer? {
    let present = customers.filter { $0.joinedDay <= day && $0.isGuest == guests && $0.place != 17 }
    return random.pick(present.map { ($0, weight: $0.weight) })
  }

  /// The members who join on a day.
  func joining(_ day: BusinessDay) -> [Customer] {
    customers.filter { $0.joinedDay == day && !$0.isGuest }
  }
}
