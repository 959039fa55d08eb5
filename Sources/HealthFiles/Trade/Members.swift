internal import JSONSchema

extension Snapshot {
  /// A member whose account may be used (A26).
  func activeMember(_ id: String, on day: BusinessDay) throws(StoreError) -> Record {
    guard let record = try record(id), record.type == "member" else {
      throw .notFound(kind: .record, name: id, near: [])
    }
    guard isActive(record, on: day) else { throw StoreError(TradeError.memberStopped(id)) }
    return record
  }

  func isActive(_ member: Record, on day: BusinessDay) -> Bool {
    let isErased = catalogue.types[member.type]?.isErased(member.value) ?? false
    return !isErased && member.value["status"] != "stopped" && member.value.day("ended").map { day <= $0 } ?? true
  }

  /// The offers of the campaigns in force at a moment, by id.
  func offers(at time: Instant, on day: BusinessDay) throws(StoreError) -> [Offer] {
    try records(ids(of: "campaign", where: ["state = published"])).compactMap { record in
      Offer(record, at: time, day: day, store: profile.id, digits: digits)
    }.sorted { $0.campaign < $1.campaign }
  }

  /// A sum that a person typed: `5` and `5.0` are `5.00`.
  func amount(typed text: String) throws(StoreError) -> Int64 {
    guard let value = JSON.string(text).ratio, value.numerator >= 0,
      let whole = Ratio.powerOfTen(digits) as Int128?, let exact = value.times(Ratio(Int64(whole))),
      exact.denominator == 1, let sum = exact.rounded(decimals: 0)
    else { throw StoreError(TradeError.noAmount(text, digits)) }
    return sum
  }
}

extension Snapshot {
  /// The id of the member whose record holds a text: a name, a card, a phone or its end.
  ///
  /// - Throws: `StoreError.refused` when several do, `.notFound` when none does.
  public func member(called text: String) throws(StoreError) -> String {
    guard let type = catalogue.types["member"] else { throw .notFound(kind: .type, name: "member", near: []) }
    let matches = try RecordSearch(text: text, types: [type], limit: 7).matches(in: self)
    guard let first = matches.first else { throw .notFound(kind: .record, name: text, near: []) }
    guard matches.count == 1 else {
      throw StoreError(TradeError.ambiguous(text, matches.map { "\($0.record.id) \($0.text)" }))
    }
    return first.record.id
  }
}
