internal import JSONSchema

extension Snapshot {
  /// The last turn at a till of a device; nil before the first.
  func lastTillShift(of device: String) throws(StoreError) -> Record? {
    guard let type = catalogue.types["shift"] else { return nil }
    let names = try paths(of: type).map { String(Disk.name(of: $0).dropLast(5)) }
    let byDay = Dictionary(grouping: names.filter { RecordID.datedParts(of: $0)?.device == device }) { name in
      RecordID.datedParts(of: name)?.day ?? BusinessDay(daysSinceEpoch: 0)
    }
    for (_, names) in byDay.sorted(by: { $1.key < $0.key }) {
      let shifts = try records(names.sorted()).filter { $0.value["kind"] == "till" }
      let last = shifts.max { one, other in
        let times = [one, other].map { type.instant(of: $0.value) ?? Instant(seconds: 0) }
        return (times[0], one.id) < (times[1], other.id)
      }
      if let last { return last }
    }
    return nil
  }

  /// Whether a turn at a till goes on.
  static func isOpen(_ shift: Record) -> Bool {
    shift.value["closed"] == nil && !["closed", "cancelled"].contains(shift.value["state"]?.stringValue)
  }

  /// The turn that goes on at a till; nil when none does.
  public func openShift(of device: String) throws(StoreError) -> Record? {
    try lastTillShift(of: device).flatMap { Self.isOpen($0) ? $0 : nil }
  }

  /// The number that the next receipt of a device gets: they are counted by the business day, without gaps.
  func nextReceiptNumber(of type: RecordType, device: String, on day: BusinessDay) throws(StoreError) -> Int64 {
    let path = Layout.dailyPath(day, device, type)
    guard let bytes = try bytes(at: path) else { return 1 }
    let taken = RecordFile.values(of: [JSONPointer(["receiptNumber"])], in: bytes, path: path, type: type)
    return (taken.compactMap { $0.values[0].integerValue }.max() ?? 0) + 1
  }
}
