internal import JSONSchema

extension Check {
  /// Nobody and nothing is booked twice for the same time, however the bookings came into the store.
  static let bookings = Check(
    name: "bookings",
    summary: Phrase(
      "no technician, room, equipment or session is booked twice", "技师、房间、设备和课次没有重复预约",
      "技師、房間、設備和課次沒有重複預約")
  ) { state throws(StoreError) in
    guard let type = state.catalogue.types["booking"] else { return [] }
    let ledger = try OccupationLedger(state)
    var problems: [Problem] = []
    for problem in ledger.problems {
      guard let id = problem.place.record, let path = state.path(of: id), let bytes = try state.bytes(at: path)
      else { continue }
      let file = RecordFile(bytes, path: path, type: type)
      guard let entry = file.entries.first(where: { $0.record.id == id }) else { continue }
      problems += file.located([problem], of: entry, in: bytes)
    }
    return problems
  }
}
