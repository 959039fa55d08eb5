import Git
import HealthFiles
import JSONSchema

/// Sales for made-up histories.
enum Sales {
  /// The business day of an instant, where days end at 04:00.
  static func day(_ seconds: Int64) -> BusinessDay {
    SignedHistory.instant(seconds - 4 * 3600).localDay
  }

  /// A sale that keeps to the schema.
  static func sale(_ number: Int, at seconds: Int64, device: String = "a7", day other: BusinessDay? = nil) -> JSON {
    let day = other ?? day(seconds)
    let amount = JSON.string("\(number % 90 + 10).00")
    let line: JSON = ["product": "prd-foot-bath", "quantity": 1, "unitPrice": amount, "amount": amount]
    return [
      "id": .string(RecordID.dated(prefix: "sal", day: day, device: device, code: RecordID.code(bits: UInt64(number)))),
      "time": .string(SignedHistory.instant(seconds).description), "day": .string(day.description),
      "device": .string(device), "lines": [line], "tenders": [["method": "cash", "amount": amount]], "total": amount,
      "receiptNumber": .number(JSONNumber(Int64(number % 100_000 + 1))),
    ]
  }

  /// The file of the sales of a day and device.
  static func path(_ day: BusinessDay, _ device: String = "a7") -> String {
    let text = day.description
    return "sales/\(text.prefix(4))/\(text.dropFirst(5).prefix(2))/\(day).\(device).jsonl"
  }

  /// Writes a history of one-sale commits, 300 a day, all in one pack.
  static func history(folder: String, commits: Int) throws {
    let history = try SignedHistory(folder: folder)
    let cashier = try Actor("stf-chen", ["cashier"], key: 2)
    let file = cashier.file()
    let outcome = try history.repository.withPack { () throws -> Void in
      try history.commit(history.owner, [file.path: file.bytes])
      var known: (path: String, bytes: [UInt8]) = ("", [])
      for number in 0..<commits {
        let (day, place) = number.quotientAndRemainder(dividingBy: 300)
        var draft = SignedHistory.Draft(cashier, [:])
        let seconds = history.start + Int64(day * 86_400 + place * 120)
        let path = path(Sales.day(seconds))
        if known.path != path { known = (path, []) }
        known.bytes += sale(number, at: seconds).bytes(.compact) + [0x0A]
        draft.changes = [path: known.bytes]
        draft.seconds = seconds
        try history.commit(draft)
      }
    }
    try outcome.get()
    try history.publish()
  }
}
