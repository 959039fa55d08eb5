import HealthFiles
import JSONSchema

extension World {
  /// Makes the receipts of a day: first those of kept bookings, then of people who walk in.
  mutating func sell(_ day: BusinessDay) {
    var drafts: [Sale] = []
    for booking in bookings[day] ?? [] where booking.outcome == .done {
      drafts.append(bookedSale(booking, day))
    }
    let wanted = max(14, 22 * Days.bustle(day) / 100 + random.int(-1...1))
    while drafts.count < wanted { drafts.append(walkInSale(day)) }
    drafts.sort { ($0.minute, $0.second) < ($1.minute, $1.second) }
    var receipts: [String: Int] = [:]
    var last = 0
    for draft in drafts where !Days.isFuture(day, draft.minute) {
      var sale = draft
      sale.lines = sale.lines.filter { takeFromShelf($0) }
      guard !sale.lines.isEmpty else { continue }
      discount(&sale, day)
      // No two receipts in one second, so that their numbers follow the clock.
      last = max(last + 1, sale.minute * 60 + sale.second)
      (sale.minute, sale.second) = (last / 60, last % 60)
      receipts[sale.device, default: 0] += 1
      sale.id = write(sale, day, receipt: receipts[sale.device] ?? 1)
      sales.append(sale)
    }
  }

  private mutating func bookedSale(_ booking: Booking, _ day: BusinessDay) -> Sale {
    // Paid when the service is over.
    var sale = Sale(
      minute: booking.minute + booking.service.minutes + 6 + random.int(0...9), second: random.int(0...59), device: "a7"
    )
    sale.member = customers.first { $0.id == booking.member }
    sale.booking = booking
    sale.lines = [serviceLine(booking.service, booking.staff)]
    addTea(&sale, day)
    return sale
  }

  private mutating func walkInSale(_ day: BusinessDay) -> Sale {
    let hour = random.pick(Days.hours.map { ($0.hour, weight: $0.weight) }) ?? 20
    var sale = Sale(minute: hour * 60 + random.int(8...59), second: random.int(0...59), device: "a7")
    if random.chance(43) { sale.member = customer(on: day) }
    let newcomers = joining(day)
    if let newcomer = newcomers.first, !sales.contains(where: { $0.member?.id == newcomer.id }), random.chance(60) {
      sale.member = newcomer
    }
    let kind = random.int(1...100)
    if kind <= 68, let service = random.pick(Menu.all.map { ($0, weight: $0.weight) }) {
      let staff = random.pick(Staff.therapists(on: day, at: sale.minute)) ?? "stf-lin"
      sale.lines = [serviceLine(service, staff)]
      if service.people == 1, random.chance(18) { addCompanion(&sale, service, day) }
      addTea(&sale, day)
    } else {
      if Days.isBusy(day), sale.minute >= 12 * 60 { sale.device = "b2" }
      sale.lines = kind <= 87 ? teaTable(day) : shopping(day)
    }
    return sale
  }

  private func serviceLine(_ service: Service, _ staff: String, quantity: Int = 1) -> SaleLine {
    SaleLine(item: .service(service, staff: staff), quantity: quantity, unitPrice: service.price)
  }

  /// A friend takes the same service with another therapist.
  private mutating func addCompanion(_ sale: inout Sale, _ service: Service, _ day: BusinessDay) {
    guard let other = random.pick(Staff.therapists(on: day, at: sale.minute)) else { return }
    sale.lines.append(serviceLine(service, other))
  }

  private mutating func addTea(_ sale: inout Sale, _ day: BusinessDay) {
    if random.chance(38), let pot = random.pick(Array(Goods.tea.suffix(4))) { sale.lines.append(line(pot, 1, day)) }
    if random.chance(16), let bag = random.pick(Array(Goods.bath.prefix(4))) {
      sale.lines.append(line(bag, random.int(2...4), day))
    }
    if random.chance(8), let snack = random.pick(Goods.snacks) { sale.lines.append(line(snack, 1, day)) }
  }

  private mutating func teaTable(_ day: BusinessDay) -> [SaleLine] {
    guard let pot = random.pick(Array(Goods.tea.suffix(4))) else { return [] }
    var lines = [line(pot, random.int(1...2), day)]
    for _ in 0..<random.int(0...2) {
      if let snack = random.pick(Goods.snacks), !lines.contains(where: { $0.product?.id == snack.id }) {
        lines.append(line(snack, random.int(1...2), day))
      }
    }
    return lines
  }

  private mutating func shopping(_ day: BusinessDay) -> [SaleLine] {
    let shelf = Array(Goods.tea.prefix(5)) + Array(Goods.bath.prefix(6)) + Goods.oils
    var lines: [SaleLine] = []
    for _ in 0..<random.int(1...2) {
      guard let product = random.pick(shelf), !lines.contains(where: { $0.product?.id == product.id }) else { continue }
      lines.append(line(product, product.price < 3_000 ? random.int(2...6) : 1, day))
    }
    return lines
  }

  private func line(_ product: Product, _ quantity: Int, _ day: BusinessDay) -> SaleLine {
    SaleLine(item: .product(product), quantity: quantity, unitPrice: Goods.price(product, on: day))
  }

  /// Takes what a line uses from the shelf; false when there is not enough.
  private mutating func takeFromShelf(_ line: SaleLine) -> Bool {
    let uses: [(product: String, thousandths: Int)]
    switch line.item {
    case .product(let product): uses = [(product.id, 1000)]
    case .service(let service, _): uses = service.uses
    }
    guard uses.allSatisfy({ (stock[$0.product] ?? 0) >= $0.thousandths * line.quantity }) else { return false }
    for use in uses { stock[use.product, default: 0] -= use.thousandths * line.quantity }
    return true
  }

  /// The best offer that applies, never two.
  private mutating func discount(_ sale: inout Sale, _ day: BusinessDay) {
    let isMember = sale.member.map { !$0.isGuest } ?? false
    if Programme.isFestival(day), sale.total >= 30_000 {
      sale.lines[0].discount = (3_000, "threshold", Programme.festival)
    } else if isMember, day.weekday == 3 {
      for index in sale.lines.indices where sale.lines[index].isService {
        sale.lines[index].discount = (share(10, of: sale.lines[index].full), "member-day", Programme.memberDay)
      }
    } else if let person = sale.member, isMember, isBirthday(of: person, day) {
      sale.lines[0].discount = (share(20, of: sale.lines[0].full), "birthday", nil)
    } else if random.chance(3) {
      let isProduct = !sale.lines[0].isService
      sale.lines[0].discount = (
        share(isProduct ? 30 : 10, of: sale.lines[0].full), isProduct ? "damaged" : "goodwill", nil
      )
    }
  }

  func isBirthday(of person: Customer, _ day: BusinessDay) -> Bool {
    let (_, month, date) = day.parts
    return person.birthMonth == month && person.birthDate == date
  }

  private mutating func write(_ sale: Sale, _ day: BusinessDay, receipt: Int) -> String? {
    add(
      "sale", "sal", day, sale.minute, second: sale.second, device: sale.device,
      by: sale.device == "b2" ? Staff.teaHost(sale.minute) : Staff.teller(day, sale.minute),
      [
        "receiptNumber": number(receipt), "member": text(sale.member?.id), "booking": text(sale.booking?.id),
        "shift": sale.device == "a7" ? text(tillShift) : nil, "lines": .array(sale.lines.map(\.json)),
        "tenders": .array(tenders(sale)), "total": yuan(sale.total),
      ])
  }

  /// Prepayment and voucher first, the rest by one means, sometimes by two.
  private mutating func tenders(_ sale: Sale) -> [JSON] {
    var rest = sale.total
    var parts: [JSON] = []
    func part(_ method: String, _ fen: Int, _ reference: String? = nil) -> JSON {
      object(["method": .string(method), "amount": yuan(fen), "reference": text(reference)])
    }
    if let booking = sale.booking, booking.prepaid > 0, booking.prepaid < rest {
      parts.append(part("prepaid", booking.prepaid))
      rest -= booking.prepaid
    }
    if let member = sale.member, let voucher = vouchers[member.id], voucher.fen < rest {
      parts.append(part("voucher", voucher.fen, voucher.number))
      rest -= voucher.fen
      vouchers[member.id] = nil
    }
    let methods = [("wechat-pay", weight: 50), ("alipay", weight: 28), ("cash", weight: 12), ("card", weight: 10)]
    let method = random.pick(methods) ?? "cash"
    if method == "cash", rest > 10_000, random.chance(25) {
      parts.append(part("cash", 10_000))
      parts.append(part("wechat-pay", rest - 10_000))
    } else {
      parts.append(part(method, rest))
    }
    return parts
  }

  // MARK: refunds

  /// About once a week somebody brings goods back the same evening.
  mutating func refundSomething(_ day: BusinessDay) {
    guard random.chance(14), let sale = sales.first(where: { sale in sale.lines.contains { $0.product != nil } }),
      let place = sale.lines.firstIndex(where: { ($0.product?.price ?? 0) >= 1_200 })
    else { return }
    let line = sale.lines[place]
    let isDefective = random.chance(30)
    refund(
      sale, place: place, (day, sale.minute + 35), reason: isDefective ? "defective" : "changed-mind",
      restocked: !isDefective)
    if !isDefective, let product = line.product { stock[product.id, default: 0] += line.quantity * 1000 }
  }

  /// Gives the money of one line back.
  @discardableResult
  mutating func refund(
    _ sale: Sale, place: Int, _ moment: (day: BusinessDay, minute: Int), reason: String, restocked: Bool?
  ) -> String? {
    guard let id = sale.id, sale.lines.indices.contains(place) else { return nil }
    let line = sale.lines[place]
    refundCount[moment.day, default: 0] += 1
    return add(
      "refund", "rfd", moment.day, moment.minute, by: Staff.teller(moment.day, moment.minute),
      [
        "receiptNumber": number(refundCount[moment.day] ?? 1), "sale": .string(id), "member": text(sale.member?.id),
        "lines": [
          object([
            "line": number(place + 1), "quantity": number(line.quantity), "amount": yuan(line.amount), "tax": line.tax,
            "restocked": restocked.map { .bool($0) },
          ])
        ],
        "tenders": [object(["method": "wechat-pay", "amount": yuan(line.amount)])], "total": yuan(line.amount),
        "reason": .string(reason), "approvedBy": .string(Staff.manager),
      ])
  }
}
