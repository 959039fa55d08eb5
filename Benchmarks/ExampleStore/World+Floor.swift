import HealthFiles
import JSONSchema

extension World {
  /// Opens the shop: the till, people coming to work, readings of the machines, new members.
  mutating func openShop(_ day: BusinessDay) {
    openTill(day)
    planDuty(day)
    for person in Staff.all where person.works(on: day) && person.id != Staff.owner {
      attend(person, day, "in", person.hours.from + lateness(person, day))
    }
    readGauges(day)
    for person in joining(day) {
      consent(person, day, 605, "membership", true)
      if person.place % 2 == 0 { consent(person, day, 606, "marketing", person.place % 8 != 6) }
    }
  }

  /// Closes the shop: people going home, the till counted.
  mutating func closeShop(_ day: BusinessDay) {
    for person in Staff.all where person.works(on: day) && person.id != Staff.owner {
      attend(person, day, "out", person.hours.to + random.int(0...12))
    }
    let closing = 23 * 60 + 40
    guard let shift = tillShift, !Days.isFuture(day, closing) else { return }
    let cash = sales.filter { $0.device == "a7" }.reduce(0) { $0 + $1.total } / 10 / 100 * 100
    amend(shift, "state", "closed")
    amend(shift, "closed", .string(Days.instant(day, closing).description))
    amend(shift, "closedBy", .string(Staff.teller(day, closing)))
    amend(shift, "counted", [object(["method": "cash", "amount": yuan(50_000 + cash)])])
    amend(shift, "deposit", yuan(cash))
  }

  private mutating func openTill(_ day: BusinessDay) {
    tillShift = nil
    guard day > Days.last.advanced(by: -14) else { return }
    tillShift = add(
      "shift", "shf", day, 595, by: Staff.teller(day, 600),
      [
        "kind": "till", "staff": .string(Staff.teller(day, 600)), "state": "open",
        "number": number(place(of: day) + 853), "openingFloat": "500.00",
      ])
  }

  // MARK: duty

  /// Plans the next day: one therapist who is often late for a month, everybody in the last days.
  private mutating func planDuty(_ day: BusinessDay) {
    let next = day.advanced(by: 1)
    for person in Staff.all where person.works(on: next) && person.id != Staff.owner {
      let days = person.id == Staff.lateComer ? 32 : 3
      guard next > Days.last.advanced(by: -days) else { continue }
      let (from, to) = person.hours
      let id = add(
        "shift", "shf", day, 590, by: Staff.manager,
        [
          "kind": "duty", "staff": .string(person.id), "role": .string(person.role), "state": "confirmed",
          "start": .string(Days.instant(next, from).description), "end": .string(Days.instant(next, to).description),
          "breaks": [
            object(["start": .string(Days.instant(next, from + 240).description), "durationMinutes": 45])
          ],
        ])
      duties[next, default: [:]][person.id] = id
    }
  }

  /// Minutes after the beginning of duty; one person is late again and again in the last month.
  private mutating func lateness(_ person: StaffMember, _ day: BusinessDay) -> Int {
    let usual = random.int(-9...3)
    guard person.id == Staff.lateComer else { return usual }
    let back = Int(Days.last.daysSinceEpoch - day.daysSinceEpoch)
    return [25: 11, 18: 9, 13: 22, 7: 14, 4: 8, 1: 17][back] ?? usual
  }

  private mutating func attend(_ person: StaffMember, _ day: BusinessDay, _ kind: String, _ minute: Int) {
    let isLeave = person.id == "stf-tang" && (Days.first.advanced(by: 30)...Days.first.advanced(by: 32)).contains(day)
    guard !isLeave else { return kind == "in" ? leave(person, day) : () }
    add(
      "attendance", "att", day, minute, by: person.id,
      [
        "kind": .string(kind), "staff": .string(person.id), "shift": text(duties[day]?[person.id]), "method": "pin",
      ])
  }

  private mutating func leave(_ person: StaffMember, _ day: BusinessDay) {
    add(
      "attendance", "att", day, 580, by: Staff.manager,
      [
        "kind": "leave", "staff": .string(person.id),
        "leave": object([
          "kind": "sick", "from": .string(Days.instant(day, person.hours.from).description),
          "until": .string(Days.instant(day, person.hours.to).description), "paid": true,
        ]),
        "approvedBy": .string(Staff.manager),
      ])
  }

  // MARK: machines and visitors

  private func place(of day: BusinessDay) -> Int { Int(day.daysSinceEpoch - Days.first.daysSinceEpoch) }

  private mutating func readGauges(_ day: BusinessDay) {
    let place = place(of: day)
    for (index, gauge) in Equipment.gauges.enumerated() {
      let fault = Equipment.faults.first { $0.gauge.equipment == gauge.equipment && $0.days.contains(place) }
      guard fault != nil || day.weekday == 1 || day.weekday == 4 || day == Days.last else { continue }
      let swing = (gauge.high - gauge.low) / 6
      var value = gauge.usual + random.int(-swing...swing)
      if let fault { value = fault.readings[place - fault.days.lowerBound] }
      if gauge.unit == "W" { value = value / 100 * 100 }
      add(
        "equipment-reading", "rdg", day, 608 + index, by: Staff.teller(day, 608),
        [
          "equipment": .string(gauge.equipment), "measure": .string(gauge.measure), "value": Equipment.tenths(value),
          "unit": .string(gauge.unit), "source": "manual",
        ])
    }
  }

  /// Counts who came in, hour by hour: a little more than those who bought.
  mutating func countVisitors(_ day: BusinessDay) {
    let total = Days.hours.reduce(0) { $0 + $1.weight }
    for (hour, weight) in Days.hours {
      let bought = sales.count { $0.minute / 60 == hour }
      let usual = 60 * Days.bustle(day) * weight / 100 / total
      let entries = max(bought * 3 / 2, usual + random.int(-1...2))
      guard !Days.isFuture(day, hour * 60 + 60) else { return }
      let isSampled = weight >= 9
      add(
        "footfall", "ftf", day, hour * 60, by: nil,
        [
          "minutes": 60, "entries": number(max(0, entries)), "exits": number(max(0, entries - random.int(0...2))),
          "passersBy": number(Days.bustle(day) * weight / 2 + random.int(0...30)),
          "dwellMinutes": isSampled ? number(58 + random.int(0...25)) : nil,
          "dwellSample": isSampled ? number(8) : nil, "method": "infrared", "counter": .string(Equipment.doorCounter),
        ])
    }
  }
}
