import HealthFiles
import JSONSchema

extension World {
  /// Records what a member decided about the use of personal data.
  mutating func consent(_ person: Customer, _ day: BusinessDay, _ minute: Int, _ purpose: String, _ isGranted: Bool) {
    let isWithdrawn = purpose == "marketing" && person.place == 30
    let id = add(
      "consent", "cns", day, minute, by: Staff.teller(day, minute),
      [
        "member": .string(person.id), "purpose": .string(purpose),
        "decision": .string(isGranted ? "granted" : "refused"),
        "method": .string(person.isEnglish ? "paper" : "wechat"),
        "notice": object(["version": "2026-01", "language": .string(person.isEnglish ? "en" : "zh-Hans")]),
        "channels": purpose == "marketing" && isGranted ? [person.isEnglish ? "email" : "wechat"] : nil,
        "withdrawn": isWithdrawn
          ? object(["time": .string(Days.instant(Days.first.advanced(by: 48), 700).description), "method": "wechat"])
          : nil,
      ])
    if purpose == "marketing", isGranted, !isWithdrawn { marketingConsents[person.id] = id }
  }

  // MARK: points

  /// Points given on birthdays, for friends brought along and for activities, and points spent on vouchers.
  mutating func givePoints(_ day: BusinessDay) {
    for person in customers where !person.isGuest && person.joinedDay <= day && isBirthday(of: person, day) {
      grant("birthday", 88, person.id, day, 610)
    }
    for person in joining(day) {
      guard let referrer = person.referrer, let sale = sales.first(where: { $0.member?.id == person.id }) else {
        continue
      }
      grant("referral", LoyaltyRules.referrerPoints(on: day), referrer, day, sale.minute + 5, friend: person.id)
      grant("referral", 50, person.id, day, sale.minute + 5, friend: referrer)
    }
    if day.weekday == 5, let sale = sales.last(where: { isMember($0) }), let member = sale.member {
      grant("activity", 20, member.id, day, sale.minute + 3)
    }
    if day.weekday == 2 || day.weekday == 5 { redeem(day) }
  }

  private func isMember(_ sale: Sale) -> Bool { sale.member.map { !$0.isGuest } ?? false }

  private mutating func grant(
    _ kind: String, _ count: Int, _ member: String, _ day: BusinessDay, _ minute: Int, friend: String? = nil
  ) {
    points[member, default: 0] += count
    add(
      "points-entry", "pts", day, minute, by: Staff.teller(day, minute),
      [
        "kind": .string(kind), "member": .string(member), "points": number(count), "friend": text(friend),
      ])
  }

  /// 100 points are a voucher of 10.00, in multiples of 100.
  private mutating func redeem(_ day: BusinessDay) {
    guard let sale = sales.first(where: { isMember($0) && (points[$0.member?.id ?? ""] ?? 0) >= 200 }),
      let member = sale.member?.id, vouchers[member] == nil
    else { return }
    let spent = min(500, (points[member] ?? 0) / 200 * 100)
    voucherCount += 1
    let voucher = (number: "DJ-\(2600 + voucherCount)", fen: spent * 10)
    let id = add(
      "points-entry", "pts", day, sale.minute + 2, by: Staff.teller(day, sale.minute),
      [
        "kind": "redemption", "member": .string(member), "points": number(spent),
        "voucher": object([
          "number": .string(voucher.number), "amount": yuan(voucher.fen), "validUntil": date(day.advanced(by: 180)),
        ]),
      ])
    guard id != nil else { return }
    points[member, default: 0] -= spent
    vouchers[member] = voucher
  }

  // MARK: words to customers and suppliers

  /// Reminders, birthday wishes and offers; calls on Thursdays.
  mutating func write(_ day: BusinessDay) {
    if day.weekday == 2 || day.weekday == 5 { remind(day) }
    for person in customers where !person.isGuest && person.joinedDay <= day && isBirthday(of: person, day) {
      message(person, day, 615, "birthday", "生日快乐！今天到店服务八折，并送 88 积分。", campaign: nil)
    }
    if day == BusinessDay("2026-10-31") {
      for person in customers {
        guard let consent = marketingConsents[person.id] else { continue }
        message(person, day, 640, "offer", "双十一满 300 减 30，暖一壶茶等您。", campaign: Programme.festival, consent: consent)
      }
    }
    if day.weekday == 4 { callMembers(day) }
    if day == Days.last.advanced(by: -3) { callSupplier(day) }
  }

  private mutating func remind(_ day: BusinessDay) {
    for booking in bookings[day.advanced(by: 1)] ?? [] where booking.made <= day {
      guard let person = customers.first(where: { $0.id == booking.member }), !person.isGuest else { continue }
      message(person, day, 1110, "booking-reminder", "温馨提醒：明日预约，请提前五分钟到店。", campaign: nil, booking: booking.id)
    }
  }

  private mutating func message(
    _ person: Customer, _ day: BusinessDay, _ minute: Int, _ purpose: String, _ words: String, campaign: String?,
    booking: String? = nil, consent: String? = nil
  ) {
    add(
      "message", "msg", day, minute, by: nil,
      [
        "direction": "out", "channel": .string(person.isEnglish ? "email" : "wechat"), "purpose": .string(purpose),
        "member": .string(person.id), "booking": text(booking), "campaign": text(campaign), "language": "zh-Hans",
        "text": .string(words), "outcome": .string(random.chance(96) ? "delivered" : "failed"),
        "consent": text(consent),
      ])
  }

  private mutating func callMembers(_ day: BusinessDay) {
    for place in 0..<random.int(2...4) {
      guard let person = customer(on: day) else { continue }
      let isReached = random.chance(75)
      add(
        "contact-note", "cnt", day, 930 + place * 12, by: "stf-zhou",
        [
          "kind": "return-visit", "direction": "out", "member": .string(person.id), "subject": "回访",
          "text": .string(isReached ? "感觉不错，说天冷了想带家人来。" : "未接听，改天再联系。"),
          "outcome": .string(
            isReached ? random.pick(["reached", "interested", "booked"]) ?? "reached" : "not-reached"),
          "followUp": isReached ? nil : date(day.advanced(by: 3)), "durationMinutes": isReached ? 4 : nil,
        ])
    }
  }

  private mutating func callSupplier(_ day: BusinessDay) {
    add(
      "contact-note", "cnt", day, 905, by: Staff.purchaser,
      [
        "kind": "negotiation", "direction": "out", "supplier": .string(Partners.lateSupplier), "subject": "催货与续约",
        "text": "货期已过，对方称包装车间停产，最快下周发出。合同下月到期，续约时要写明延期责任。", "outcome": "follow-up",
        "followUp": date(day.advanced(by: 6)), "durationMinutes": 12, "contract": .string(Partners.expiringContract),
      ])
  }

  // MARK: costs

  /// Rent, wages, insurance and utilities by the month, and what else fell due.
  mutating func pay(_ day: BusinessDay) {
    let (_, month, date) = day.parts
    guard day >= Days.first.advanced(by: 7) else { return }
    if date == 1 { cost(day, "rent", "\(month) 月房租", 2_800_000, contract: "ctr-lease") }
    if date == 10 { cost(day, "wages", "上月工资", 5_860_000 + month * 12_000) }
    if date == 12 { cost(day, "social-insurance", "上月社保", 1_120_000) }
    if date == 15 { cost(day, "utilities", "水电燃气", 486_000 + random.int(-300...300) * 100) }
    if date == 20 { cost(day, "cleaning", "布草洗涤", 168_000 + random.int(-60...60) * 100) }
    if day == BusinessDay("2026-10-15") { cost(day, "maintenance", "足浴水箱温控器", 68_000, equipment: "eqp-foot-heater") }
    if day == BusinessDay("2026-10-30") { cost(day, "marketing", "双十一海报与推送", 210_000, campaign: Programme.festival) }
    if day == BusinessDay("2026-09-15") { cost(day, "training", "秋季培训教材", 60_000) }
  }

  private mutating func cost(
    _ day: BusinessDay, _ kind: String, _ what: String, _ fen: Int, contract: String? = nil, equipment: String? = nil,
    campaign: String? = nil
  ) {
    add(
      "cost", "cst", day, 690, by: Staff.owner,
      [
        "kind": .string(kind), "what": .string(what), "amount": yuan(fen), "campaign": text(campaign),
        "contract": text(contract), "equipment": text(equipment), "paid": date(day), "method": "other",
        "approvedBy": .string(Staff.owner),
      ])
  }
}
