internal import JSONSchema

/// Points that are given other than by buying (L2-L4, L16).
public struct PointsGrant: Sendable {
  /// Why: a code of the entry's kind.
  public var kind: String
  /// How many; by the rules of the day when nil.
  public var points: Int64?
  /// The event it belongs to.
  public var campaign: String?
  /// The id it gets.
  public var id: String?
  /// Free remarks.
  public var notes: String?

  /// Makes a grant.
  public init(kind: String) { self.kind = kind }
}

extension Store {
  /// Gives a member points; what is given once is not given twice.
  public func grant(
    _ grant: PointsGrant, to member: String, _ request: CommitRequest
  ) throws(StoreError) -> (result: CommitResult, outcome: Record) {
    try perform(request) { act throws(StoreError) in
      let record = try act.state.activeMember(member, on: act.day)
      let kind = act.state.code(grant.kind, of: "points-entry", at: ["kind"])
      let past = try MemberPast(of: member, in: act.state)
      let rules = try act.state.loyaltyRules().on(act.day)
      let day = act.day
      let others = past.facts.entries.filter { $0.kind == kind && $0.id != grant.id }
      let (usual, isTwice) =
        switch kind {
        case "birthday": (rules.birthdayPoints, others.contains { $0.day.parts.year == day.parts.year })
        case "activity":
          (
            try act.bonus(of: grant.campaign) ?? rules.activityPoints,
            others.contains { $0.campaign != nil && $0.campaign == grant.campaign }
          )
        case "share": (rules.sharePoints, others.contains { $0.day == day })
        case "compensation", "opening": (Int64(0), false)
        default: throw StoreError(TradeError.notGranted(kind))
        }
      guard !isTwice else { throw StoreError(TradeError.grantedAlready(kind)) }
      if kind == "birthday", let birthday = record.value.day("birthday"), !rules.isBirthday(birthday, on: day) {
        throw StoreError(TradeError.noBirthday(member))
      }
      if grant.points != nil { try act.requirePerson() }
      let points = grant.points ?? usual
      guard points > 0 else { throw StoreError(TradeError.pointsNeeded) }
      var value: JSON = [
        "kind": .string(kind), "member": .string(member), "points": .number(JSONNumber(points)),
      ]
      value["id"] = grant.id.map { .string($0) }
      value["campaign"] = grant.campaign.map { .string($0) }
      value["notes"] = grant.notes.map { .string($0) }
      return try act.add("points-entry", value)
    }
  }

  /// Gives a member a voucher, or goods, for points (L5, L6).
  ///
  /// - Parameter reward: what is given; a voucher when nil.
  public func redeem(
    _ points: Int64, of member: String, for reward: SaleOrder.Item?, id: String? = nil, _ request: CommitRequest
  ) throws(StoreError) -> (result: CommitResult, outcome: Record) {
    try perform(request) { act throws(StoreError) in
      _ = try act.state.activeMember(member, on: act.day)
      if let id, let old = try act.state.record(id) { return try act.repeated(old, member, -points) }
      let (past, ledger) = try act.state.ledger(of: member, through: act.day)
      let rules = try act.state.loyaltyRules().on(act.day)
      let day = act.day
      let worth = try trading { () throws(TradeError) in
        try rules.checked(points, balance: ledger.balance, on: day)
      }
      var value: JSON = [
        "kind": "redemption", "member": .string(member), "points": .number(JSONNumber(points)),
        "time": .string(act.time(after: past.facts.latest).description),
      ]
      value["id"] = id.map { .string($0) }
      if let reward {
        let item = try act.state.item(called: reward.name, on: act.day)
        value["reward"] = [item.type: .string(item.id), "quantity": Money.number(thousandths: reward.quantity)]
      } else {
        var voucher: JSON = [
          "number": .string("V-\(act.code())"), "amount": Money.json(worth, act.state.digits),
        ]
        let last = try act.state.tillRules(on: act.day).voucherValidity.map { act.day.moved(by: $0) }
        voucher["validUntil"] = last.map { .string($0.description) }
        value["voucher"] = voucher
      }
      return try act.add("points-entry", value)
    }
  }

  /// Puts a member's points right; it needs a person's own key, and takes no more than there are.
  public func adjust(
    _ points: Int64, of member: String, reason: String, corrects: String?, id: String? = nil, _ request: CommitRequest
  ) throws(StoreError) -> (result: CommitResult, outcome: Record) {
    try perform(request) { act throws(StoreError) in
      try act.requirePerson()
      guard points != 0 else { throw StoreError(TradeError.pointsNeeded) }
      if let id, let old = try act.state.record(id) { return try act.repeated(old, member, points) }
      let (past, ledger) = try act.state.ledger(of: member, through: act.day)
      guard -points <= ledger.balance else { throw StoreError(TradeError.pointsMissing(-points, ledger.balance)) }
      var value: JSON = [
        "kind": "adjustment", "member": .string(member), "points": .number(JSONNumber(points)),
        "time": .string(act.time(after: past.facts.latest).description),
        "reason": .string(act.state.code(reason, of: "points-entry", at: ["reason"])),
      ]
      value["id"] = id.map { .string($0) }
      value["corrects"] = corrects.map { .string($0) }
      value["approvedBy"] = try act.approver.map { .string($0) }
      return try act.add("points-entry", value)
    }
  }
}

extension BusinessAct {
  /// The points that a campaign gives for taking part (N2).
  fileprivate func bonus(of campaign: String?) throws(StoreError) -> Int64? {
    let record = try campaign.flatMap { id throws(StoreError) in try state.record(id) }
    return record?.value["rule"]?["bonusPoints"]?.integerValue
  }

  /// What was sent before: done already when it says the same of a member's points.
  fileprivate func repeated(_ old: Record, _ member: String, _ points: Int64) throws(StoreError) -> Record {
    guard let entry = PointsEntry(old), old.value["member"]?.stringValue == member, entry.points == points else {
      throw .conflict([Problem(.alreadyExists(isFact: true), at: Place(file: state.path(of: old.id), record: old.id))])
    }
    return old
  }
}
