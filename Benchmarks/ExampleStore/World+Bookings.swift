import HealthFiles
import JSONSchema

/// A booking and what became of it.
struct Booking {
  let id: String
  let made: BusinessDay
  let day: BusinessDay
  let minute: Int
  let service: Service
  let staff: String
  let member: String
  let prepaid: Int
  let outcome: Outcome

  /// How a booking ends.
  enum Outcome { case done, cancelled, noShow }
}

extension World {
  /// Takes three or four bookings for the next days; on the last evening some for the coming weekend.
  mutating func takeBookings(_ day: BusinessDay) {
    if day == Days.last { bookLastEvening(day) }
    let count = 3 + (Days.isBusy(day) ? random.int(0...1) : 0) + (random.chance(12) ? 1 : 0)
    for place in 0..<count {
      let made = 600 + random.int(0...420) + place
      let isGuest = random.chance(14)
      guard let person = customer(on: day, guests: isGuest) ?? customer(on: day),
        let ahead = random.pick([(0, weight: 35), (1, weight: 40), (2, weight: 15), (3, weight: 10)]),
        let hour = random.pick(Days.hours.dropLast(2).map { ($0.hour, weight: $0.weight) }),
        let service = random.pick(Menu.all.filter { $0.minutes >= 60 }.map { ($0, weight: $0.weight) })
      else { continue }
      let minute = hour * 60 + random.int(0...3) * 15
      let start = ahead == 0 && minute < made + 60 ? day.advanced(by: 1) : day.advanced(by: ahead)
      let therapists = Staff.therapists(on: start, at: minute)
      guard let staff = random.pick(therapists) else { continue }
      book(person, made: (day, made), start: (start, minute), service, staff, outcome: outcome())
    }
  }

  /// When the story stops, one guest is in the chair, one sits in the hall, and one has just asked for tomorrow.
  private mutating func bookLastEvening(_ day: BusinessDay) {
    let moments = [
      (made: 900, start: (day, 1290)), (made: 1000, start: (day, 1332)),
      (made: 1327, start: (day.advanced(by: 1), 1170)),
    ]
    for moment in moments {
      guard let person = customer(on: day), let service = Menu.byID["svc-foot-60"] else { continue }
      // The one in the chair takes until the end of the story; who sits in the hall waits for somebody else.
      let others = Staff.therapists(on: day, at: 1332).filter { $0 != "stf-he" }
      let staff = moment.start == (day, 1332) ? others.first ?? "stf-he" : "stf-he"
      book(person, made: (day, moment.made), start: moment.start, service, staff, outcome: .done)
    }
  }

  private mutating func channel() -> String {
    let channels = [
      ("wechat", weight: 45), ("phone", weight: 25), ("platform", weight: 12), ("on-site", weight: 10),
      ("app", weight: 5), ("website", weight: 3),
    ]
    return random.pick(channels) ?? "phone"
  }

  private mutating func outcome() -> Booking.Outcome {
    random.pick([(.done, weight: 84), (.cancelled, weight: 10), (.noShow, weight: 6)]) ?? .done
  }

  private mutating func book(
    _ person: Customer, made: (day: BusinessDay, minute: Int), start: (day: BusinessDay, minute: Int),
    _ service: Service, _ staff: String, outcome: Booking.Outcome
  ) {
    let channel = channel()
    let prepaid = channel == "phone" || channel == "on-site" ? 0 : share(20, of: service.price)
    let cancelled = cancellation(outcome, made: made, start: start)
    let states = history(states(outcome, made: made, start: start, cancelled: cancelled, minutes: service.minutes))
    let isOver = cancelled.map { !Days.isFuture($0.day, $0.minute) } ?? false
    let id = add(
      "booking", "bkg", made.day, made.minute, by: Staff.teller(made.day, made.minute),
      [
        "state": states.last, "channel": .string(channel), "member": .string(person.id),
        "contact": person.isGuest ? object(["name": .string(person.name)]) : nil,
        "service": .string(service.id), "staff": .string(staff),
        "staffChoice": .string(random.chance(45) ? "requested" : "desk"),
        "start": .string(Days.instant(start.day, start.minute).description), "durationMinutes": number(service.minutes),
        "room": .string(service.people > 1 ? "double-\(random.int(1...2))" : "foot-\(random.int(1...2))"),
        "partySize": service.people > 1 ? number(service.people) : nil,
        "fee": object(["service": yuan(service.price), "technician": "0.00", "total": yuan(service.price)]),
        "prepayment": prepaid > 0 ? prepayment(prepaid, made, isOver ? cancelled : nil) : nil,
        "cancelled": isOver ? cancelled.map { cancellationNote($0) } : nil, "history": states.list,
      ])
    guard let id else { return }
    let booking = Booking(
      id: id, made: made.day, day: start.day, minute: start.minute, service: service, staff: staff, member: person.id,
      prepaid: prepaid, outcome: outcome)
    bookings[start.day, default: []].append(booking)
  }

  private mutating func cancellation(
    _ outcome: Booking.Outcome, made: (day: BusinessDay, minute: Int), start: (day: BusinessDay, minute: Int)
  ) -> (day: BusinessDay, minute: Int, byStore: Bool)? {
    guard case .cancelled = outcome else { return nil }
    let before = made.day == start.day ? 60 : 90 + random.int(0...150)
    return (start.day, start.minute - before, random.chance(15))
  }

  private func states(
    _ outcome: Booking.Outcome, made: (day: BusinessDay, minute: Int), start: (day: BusinessDay, minute: Int),
    cancelled: (day: BusinessDay, minute: Int, byStore: Bool)?, minutes: Int
  ) -> [(state: String, day: BusinessDay, minute: Int, by: String?)] {
    let desk = Staff.teller(start.day, start.minute)
    let opening: [(state: String, day: BusinessDay, minute: Int, by: String?)] = [
      ("requested", made.day, made.minute, nil),
      ("confirmed", made.day, made.minute + 6, Staff.teller(made.day, made.minute)),
    ]
    switch outcome {
    case .cancelled:
      guard let cancelled else { return opening }
      return opening + [("cancelled", cancelled.day, cancelled.minute, cancelled.byStore ? Staff.manager : desk)]
    case .noShow: return opening + [("no-show", start.day, start.minute + 30, desk)]
    case .done:
      return opening + [
        ("arrived", start.day, start.minute - 4, desk), ("in-service", start.day, start.minute + 3, desk),
        ("done", start.day, start.minute + minutes + 5, desk),
      ]
    }
  }

  private func cancellationNote(_ cancelled: (day: BusinessDay, minute: Int, byStore: Bool)) -> JSON {
    object([
      "by": .string(cancelled.byStore ? "store" : "customer"),
      "time": .string(Days.instant(cancelled.day, cancelled.minute).description),
      "reason": .string(cancelled.byStore ? "staff" : "schedule"),
    ])
  }

  private func prepayment(
    _ amount: Int, _ made: (day: BusinessDay, minute: Int), _ cancelled: (day: BusinessDay, minute: Int, byStore: Bool)?
  ) -> JSON {
    object([
      "amount": yuan(amount), "method": "wechat-pay",
      "time": .string(Days.instant(made.day, made.minute + 1).description),
      "refund": cancelled.map { moment in
        object([
          "amount": yuan(amount), "time": .string(Days.instant(moment.day, moment.minute + 1).description),
        ])
      },
    ])
  }
}
