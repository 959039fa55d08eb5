// Bookings made and changed, each as one act of business: what is free is found in the newest commit while the lock is
// held, so that of many who want the same time one gets it.

internal import JSONSchema

extension Store {
  /// Books a service, a place in a course, or time on equipment.
  ///
  /// A party that is more than one technician serves takes as many bookings as technicians, all or none.
  ///
  /// - Throws: `StoreError.refused` when it is not free, with near starts that are.
  public func book(
    _ request: BookingRequest, _ commit: CommitRequest
  ) throws(StoreError) -> (result: CommitResult, outcome: BookingOutcome) {
    try perform(commit) { act throws(StoreError) in
      guard let item = try act.state.record(request.item) else {
        throw .notFound(kind: .record, name: request.item, near: [])
      }
      return item.type == "course"
        ? try act.bookSession(of: item, request) : try act.bookTime(of: item, request)
    }
  }

  /// Takes a booking a step further, or moves or cancels it.
  ///
  /// - Throws: `StoreError.refused` when its state does not allow that, or the new time is not free.
  public func advance(
    booking id: String, _ step: BookingStep, _ commit: CommitRequest
  ) throws(StoreError) -> (result: CommitResult, outcome: BookingOutcome) {
    try perform(commit) { act throws(StoreError) in try act.advance(id, step) }
  }

  /// Records how a customer rates a booking that was done (K17).
  ///
  /// - Parameters:
  ///   - channel: how it was given, of the schema's list.
  ///   - text: what the customer said; sealed.
  public func rate(
    booking id: String, grade: Int, channel: String, text: String?, _ commit: CommitRequest
  ) throws(StoreError) -> (result: CommitResult, outcome: Record) {
    try perform(commit) { act throws(StoreError) in
      let booking = try act.booking(id)
      try act.require(["done"], booking)
      let type = try act.type("feedback")
      let days = (booking.value["day"]?.day ?? act.day)...act.day
      let earlier = try act.state.records(of: type, days: days, opening: []).records
      if let rated = earlier.first(where: { $0.value["booking"] == .string(id) }) {
        throw StoreError(DeskError.rated(rated.id))
      }
      var value: JSON = [
        "channel": .string(channel), "grade": .number(JSONNumber(Int64(grade))), "booking": .string(id),
      ]
      for name in ["member", "staff", "service"] { value[name] = booking.value[name] }
      value["text"] = text.map { .string($0) }
      return try act.add("feedback", value)
    }
  }
}

extension BusinessAct {
  func booking(_ id: String) throws(StoreError) -> Record {
    guard let record = try state.record(id), record.type == "booking" else {
      throw .notFound(kind: .record, name: id, near: [])
    }
    return record
  }

  /// Demands that a booking is in one of some states.
  func require(_ allowed: [String], _ booking: Record) throws(StoreError) {
    let state = booking.value["state"]?.stringValue ?? ""
    guard !allowed.contains(state) else { return }
    let codes = try type("booking").field(at: JSONPointer(["state"]))?.codes ?? []
    func label(_ code: String) -> Phrase {
      codes.first { $0.code == code }?.label ?? Phrase(code, code, code)
    }
    throw StoreError(DeskError.state(label(state), allowed: allowed.map(label)))
  }

  // MARK: booking

  /// Books a service or equipment.
  mutating func bookTime(of item: Record, _ request: BookingRequest) throws(StoreError) -> BookingOutcome {
    guard let start = request.start else { throw StoreError(DeskError.notBookable(item.id)) }
    let day = state.profile.businessDay(of: start)
    let desk = try BookingDesk(state, days: day...day.advanced(by: 1))
    let need = try desk.need(item, minutes: request.minutes, on: day)
    let member = try request.member.flatMap { id throws(StoreError) in try state.activeMember(id, on: self.day) }
    let found = try desk.place(need, at: start, request, member: member?.value, now: time.seconds)
    let customer = try self.customer(of: request)
    var bookings: [Record] = []
    var due: Amount?
    let parties = need.parties(of: request.persons)
    for (number, persons) in parties.enumerated() {
      let technician = need.needsTechnician ? found.places.technicians[number] : nil
      var value = try opened(request, at: start, minutes: Int(need.length / 60), member: customer)
      value[item.type == "service" ? "service" : "equipment"] =
        item.type == "service" ? .string(item.id) : .array([.string(item.id)])
      if !need.equipment.isEmpty { value["equipment"] = .array(need.equipment.map { .string($0) }) }
      value["staff"] = technician.map { .string($0) }
      if technician != nil { value["staffChoice"] = request.staff == nil ? "assigned" : "requested" }
      value["room"] = found.places.rooms[number].map { .string($0) }
      if request.persons > 1 { value["partySize"] = .number(JSONNumber(Int64(persons))) }
      let person = technician.flatMap { desk.person($0) }
      if let part = charge(&value, item.value, technician: person, desk.rules(on: self.day), request.paidBy) {
        due = due?.adding(part) ?? part
      }
      bookings.append(try add("booking", value))
    }
    return BookingOutcome(bookings: bookings, ranking: found.ranking, due: due, refund: nil)
  }

  /// Writes fee and prepayment into a booking; returns what stays due.
  private func charge(
    _ value: inout JSON, _ service: JSON, technician: JSON?, _ rules: DeskRules, _ paidBy: String?
  ) -> Amount? {
    let fees = BookingFee(rules: rules.booking, digits: state.profile.currency?.digits ?? 2)
    guard let fee = fees.quoted(service, technician: technician) else { return nil }
    value["fee"] = fee
    guard let due = fees.prepayment(of: fee) else { return nil }
    guard let paidBy else { return due }
    value["prepayment"] = paid(due, by: paidBy)
    return nil
  }

  private func paid(_ amount: Amount, by method: String) -> JSON {
    ["amount": .string(amount.text), "method": .string(method), "time": .string(time.description)]
  }

  /// Books places in a session of a course.
  mutating func bookSession(of course: Record, _ request: BookingRequest) throws(StoreError) -> BookingOutcome {
    let sessions = (course.value["sessions"]?.arrayValue ?? []).filter { $0["cancelled"] != true }
    guard let code = request.session,
      let session = sessions.first(where: { $0["code"]?.stringValue == code }), let start = session["start"]?.seconds
    else {
      let codes = sessions.filter { $0["start"]?.seconds ?? 0 >= time.seconds }.compactMap { $0["code"]?.stringValue }
      throw StoreError(DeskError.noSession(request.session ?? "?", codes: codes))
    }
    let day = state.profile.businessDay(of: start)
    let desk = try BookingDesk(state, days: day...day)
    try desk.checkWindow(start, now: time.seconds)
    if let left = desk.placesLeft(in: course.value, session: code), left < request.persons {
      throw StoreError(DeskError.full(session: code, left: left))
    }
    let customer = try self.customer(of: request)
    var value = try opened(
      request, at: start, minutes: session["durationMinutes"]?.count ?? 60, member: customer)
    value["course"] = .string(course.id)
    value["session"] = .string(code)
    value["staff"] = session["coach"] ?? course.value["coach"]
    value["room"] = session["room"]
    if request.persons > 1 { value["partySize"] = .number(JSONNumber(Int64(request.persons))) }
    return BookingOutcome(bookings: [try add("booking", value)], ranking: [], due: nil, refund: nil)
  }

  /// The fields that every new booking has.
  private func opened(
    _ request: BookingRequest, at start: Int64, minutes: Int, member: String?
  ) throws(StoreError) -> JSON {
    var entry: JSON = ["state": "confirmed", "time": .string(time.description)]
    entry["by"] = try recorder.map { .string($0) }
    var value: JSON = [
      "time": .string(time.description), "state": "confirmed", "channel": .string(request.channel),
      "start": .string(state.profile.instant(seconds: start).description),
      "durationMinutes": .number(JSONNumber(Int64(minutes))), "history": .array([entry]),
    ]
    value["by"] = entry["by"]
    value["member"] = member.map { .string($0) }
    value["groupName"] = request.group.map { .string($0) }
    value["campaign"] = request.campaign.map { .string($0) }
    return value
  }

  /// The member who books, or a guest made with the booking, so that what is sealed has a subject.
  private mutating func customer(of request: BookingRequest) throws(StoreError) -> String? {
    guard var guest = request.guest else { return request.member }
    guest["kind"] = "guest"
    return try add("member", guest).id
  }

  // MARK: what follows

  mutating func advance(_ id: String, _ step: BookingStep) throws(StoreError) -> BookingOutcome {
    let booking = try booking(id)
    try require(step.allowed, booking)
    var value = booking.value
    var refund: Amount?
    switch step {
    case .confirm, .arrive, .start, .finish: break
    case .noShow: refund = try missed(&value)
    case .cancel(let side, let reason): refund = cancel(&value, by: side, reason: reason)
    case .move(let start, let staff, let room): try move(&value, id, start: start, staff: staff, room: room)
    case .pay(let method):
      guard value["prepayment"] == nil, let due = try fees(of: value).prepayment(of: value["fee"]) else {
        throw StoreError(DeskError.nothingToPay)
      }
      value["prepayment"] = paid(due, by: method)
    }
    var entry: JSON = ["state": value["state"] ?? .null, "time": .string(time.description)]
    if let state = step.state {
      value["state"] = .string(state)
      entry["state"] = .string(state)
    }
    entry["by"] = try recorder.map { .string($0) }
    entry["reason"] = step.reason.map { .string($0) }
    value["history"] = .array((value["history"]?.arrayValue ?? []) + [entry])
    let changed = value
    let record = try amend(booking) { $0 = changed }
    return BookingOutcome(bookings: [record], ranking: [], due: nil, refund: refund)
  }

  /// Moves a booking to done where its state and the rights of who signs allow it; else says what stands against it.
  mutating func finish(_ booking: Record) throws(StoreError) -> StoreError? {
    guard booking.value["state"] != "done" else { return nil }
    var next = self
    do throws(StoreError) {
      _ = try next.advance(booking.id, .finish)
      let plan = try CommitPlan(changing: next.changes.suffix(1), in: state)
      _ = try store.signer(on: state) { plan.records.compactMap { store.accessChange($0, state.catalogue) } }
    } catch {
      switch error {
      case .refused, .notPermitted: return error
      default: throw error
      }
    }
    self = next
    return nil
  }

  /// The fees by the rules of the day the booking was made on: what was agreed then holds.
  private func fees(of value: JSON) throws(StoreError) -> BookingFee {
    let type = state.catalogue.policies["booking"]
    let rules = type?.version(of: try state.policy("booking"), on: value["day"]?.day ?? day).values ?? .null
    return BookingFee(rules: rules, digits: state.profile.currency?.digits ?? 2)
  }

  private func missed(_ value: inout JSON) throws(StoreError) -> Amount? {
    let fees = try fees(of: value)
    let start = value["start"]?.seconds ?? time.seconds
    let wait = fees.rules["noShowAfter"]?.stringValue.flatMap { CalendarDuration($0) }
    let from = wait.map { state.profile.moved(start, by: $0, times: 1) } ?? start
    guard time.seconds >= from else {
      throw StoreError(DeskError.notYet(from: state.profile.instant(seconds: from).clock))
    }
    return payBack(&value, fees, "noShow")
  }

  private func cancel(_ value: inout JSON, by side: String, reason: String?) -> Amount? {
    var cancelled: JSON = ["by": .string(side), "time": .string(time.description)]
    cancelled["reason"] = reason.map { .string($0) }
    value["cancelled"] = cancelled
    guard let fees = try? fees(of: value) else { return nil }
    guard side == "customer" else { return payBack(&value, fees, "byStore") }
    let start = value["start"]?.seconds ?? time.seconds
    let free = fees.rules["freeCancellation"]?.stringValue.flatMap { CalendarDuration($0) }
    let last = free.map { state.profile.moved(start, by: $0, times: -1) } ?? start
    return payBack(&value, fees, time.seconds <= last ? "inTime" : "late")
  }

  private func payBack(_ value: inout JSON, _ fees: BookingFee, _ name: String) -> Amount? {
    guard value["prepayment"]?["refund"] == nil, let refund = fees.refund(of: value["prepayment"], name) else {
      return nil
    }
    var prepayment = value["prepayment"] ?? .null
    prepayment["refund"] = ["amount": .string(refund.text), "time": .string(time.description)]
    value["prepayment"] = prepayment
    return refund
  }

  private func move(
    _ value: inout JSON, _ id: String, start: Int64?, staff: String?, room: String?
  ) throws(StoreError) {
    let begin = start ?? value["start"]?.seconds ?? time.seconds
    let item = value["service"] ?? value["equipment"]?[0]
    guard value["course"] == nil, let name = item?.stringValue, let record = try state.record(name) else {
      throw StoreError(DeskError.notBookable(value["course"]?.stringValue ?? id))
    }
    let day = state.profile.businessDay(of: begin)
    let desk = try BookingDesk(state, days: day...day.advanced(by: 1))
    var need = try desk.need(record, minutes: value["durationMinutes"]?.count, on: day)
    // What was booked is moved, although the service may take another time by now.
    if let minutes = value["durationMinutes"]?.count { need.length = Int64(minutes) * 60 }
    var request = BookingRequest(name)
    (request.staff, request.room) = (staff ?? value["staff"]?.stringValue, room ?? value["room"]?.stringValue)
    request.persons = value["partySize"]?.count ?? 1
    let found = try desk.place(need, at: begin, request, member: nil, now: time.seconds, leavingOut: [id])
    value["start"] = .string(state.profile.instant(seconds: begin).description)
    value["staff"] = found.places.technicians.first.map { .string($0) }
    value["room"] = (found.places.rooms.first ?? nil).map { .string($0) }
    guard staff != nil, let service = value["fee"] == nil ? nil : record.value else { return }
    value["staffChoice"] = "requested"
    let person = found.places.technicians.first.flatMap { desk.person($0) }
    value["fee"] = try fees(of: value).quoted(service, technician: person)
  }
}

extension BookingDesk {
  func person(_ id: String) -> JSON? { records.staff.first { $0["id"]?.stringValue == id } }

  /// Finds technicians and rooms for what is asked for.
  ///
  /// - Throws: `StoreError.refused` when it is not free, with near starts that are.
  func place(
    _ need: ServiceNeed, at start: Int64, _ request: BookingRequest, member: JSON?, now: Int64,
    leavingOut: Set<String> = []
  ) throws(StoreError) -> (places: Timetable.Places, ranking: [Suitability]) {
    try checkWindow(start, now: now)
    let day = state.profile.businessDay(of: start)
    let timetable = timetable(on: day, leavingOut: leavingOut)
    let ranking =
      need.needsTechnician ? timetable.ranking(need, at: start, staff: request.staff, for: member) : []
    let outcome = timetable.places(
      need, at: start, persons: request.persons, order: { _ in ranking.map(\.id) }, staff: request.staff,
      room: request.room)
    switch outcome {
    case .success(let places): return (places, ranking)
    case .failure(let obstacle):
      let window = window(now: now)
      var near = timetable.slots(need, persons: request.persons, staff: request.staff).map(\.start)
      near += self.timetable(on: day.advanced(by: 1), leavingOut: leavingOut)
        .slots(need, persons: request.persons, staff: request.staff).map(\.start)
      let nearest = near.filter { window.contains($0) }.sorted { abs($0 - start) < abs($1 - start) }.prefix(3).sorted()
      let clock = { state.profile.instant(seconds: $0).clock }
      throw StoreError(DeskError.notFree(obstacle.refusal, at: clock(start), near: nearest.map(clock)))
    }
  }

  func checkWindow(_ start: Int64, now: Int64) throws(StoreError) {
    let window = window(now: now)
    guard start >= window.lowerBound else {
      throw StoreError(DeskError.tooSoon(from: state.profile.instant(seconds: window.lowerBound).clock))
    }
    guard start < window.upperBound else {
      throw StoreError(DeskError.tooFar(until: state.profile.instant(seconds: window.upperBound - 60).clock))
    }
  }

  /// Places left in a session; nil where the course does not say how many take part.
  func placesLeft(in course: JSON, session: String) -> Int? {
    guard let capacity = course["capacity"]?.count else { return nil }
    let taken = records.bookings.filter { booking in
      booking["course"] == course["id"] && booking["session"]?.stringValue == session
        && booking["state"] != "cancelled" && booking["state"] != "no-show"
    }
    return capacity - taken.reduce(0) { $0 + ($1["partySize"]?.count ?? 1) }
  }
}

extension Instant {
  /// Day and time as a person at the desk says it: `2026-11-21 19:05`.
  public var clock: String {
    let second = localSecondOfDay
    return "\(localDay) \(padded(second / 3600, 2)):\(padded(second / 60 % 60, 2))"
  }
}
