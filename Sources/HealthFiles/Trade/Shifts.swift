internal import JSONSchema

extension Store {
  /// Opens a shift at this till.
  ///
  /// - Parameters:
  ///   - float: cash in the drawer; what the last shift left in it when nil.
  ///   - staff: whose turn it is; who records it when nil.
  /// - Throws: `StoreError.refused` while the last shift is open.
  public func openShift(
    float: String?, staff: String?, at time: Instant? = nil, _ request: CommitRequest
  ) throws(StoreError) -> (result: CommitResult, outcome: Record) {
    try perform(request, at: time) { act throws(StoreError) in
      let device = try act.device()
      let last = try act.state.lastTillShift(of: device)
      if let last, Snapshot.isOpen(last) { throw StoreError(TradeError.shiftOpen(last.id)) }
      let digits = act.state.digits
      let left = last.map { shift in
        let cash = shift.value["counted"]?.arrayValue?.first { $0["method"] == "cash" }
        return (cash ?? [:]).amount("amount", digits) - shift.value.amount("deposit", digits)
      }
      let sum = if let float { try act.state.amount(typed: float) } else { max(0, left ?? 0) }
      var value: JSON = ["kind": "till", "state": "open", "openingFloat": Money.json(sum, digits)]
      let named = staff.map { $0.hasPrefix("stf-") ? $0 : "stf-\($0)" }
      let recorder = try act.recorder
      guard let whose = named ?? recorder else { throw StoreError(TradeError.staffNeeded) }
      value["staff"] = .string(whose)
      let number = last?.value["number"]?.integerValue ?? 0
      value["number"] = .number(JSONNumber(number + 1))
      return try act.add("shift", value)
    }
  }

  /// Closes the shift that is open at this till.
  ///
  /// - Parameters:
  ///   - counted: what was counted, by means of payment; cash with the float.
  ///   - reason: why counted and expected differ, where they do.
  /// - Throws: `StoreError.refused` when none is open, or a difference has no reason.
  public func closeShift(
    counted: [SaleOrder.Payment], deposit: String?, reason: String?, at time: Instant? = nil, _ request: CommitRequest
  ) throws(StoreError) -> (result: CommitResult, outcome: Record) {
    try perform(request, at: time) { act throws(StoreError) in
      let device = try act.device()
      let last = try act.state.lastTillShift(of: device)
      guard let shift = last else { throw StoreError(TradeError.noShift(device)) }
      guard Snapshot.isOpen(shift) else { throw StoreError(TradeError.shiftClosed(shift.id)) }
      let totals = try ShiftTotals(of: shift, in: act.state)
      var sums: [(method: String, amount: Int64)] = []
      for count in counted {
        let method = act.state.code(count.method, of: "shift", at: ["counted", "*", "method"])
        sums.append((method, try act.state.amount(typed: count.amount ?? "")))
      }
      guard sums.contains(where: { $0.method == "cash" }) else { throw StoreError(TradeError.cashNotCounted) }
      let digits = act.state.digits
      let differences = sums.filter { $0.amount != totals.expected($0.method) }.map { sum in
        "\(sum.method) \(Amount(minorUnits: sum.amount - totals.expected(sum.method), digits: digits).text)"
      }
      guard differences.isEmpty || reason != nil else {
        throw StoreError(TradeError.differenceWithoutReason(differences))
      }
      let taken = try deposit.map { text throws(StoreError) in try act.state.amount(typed: text) }
      let (moment, who) = (act.time, try act.recorder)
      return try act.amend(shift) { value in
        value["state"] = "closed"
        value["closed"] = .string(moment.description)
        value["closedBy"] = who.map { .string($0) }
        value["counted"] = .array(
          sums.map { ["method": .string($0.method), "amount": Money.json($0.amount, digits)] })
        value["deposit"] = taken.map { Money.json($0, digits) }
        if let reason { value["notes"] = .string(reason) }
      }
    }
  }
}
