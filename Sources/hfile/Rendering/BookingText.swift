import HealthFiles
import JSONSchema

/// Shows bookings and what came of them.
struct BookingText {
  let state: Snapshot
  let language: Language

  private var type: RecordType? { state.catalogue.types["booking"] }

  /// The name of a record that a field refers to; its id where it has none that may be shown.
  func name(_ value: JSON?) -> String {
    guard let id = value?.stringValue else { return "" }
    guard let record = try? state.record(id), let type = state.catalogue.types[record.type] else { return id }
    if let name = record.value["name"]?.stringValue { return name }
    let summary = type.summary(of: record.value)
    return summary.isEmpty ? id : summary
  }

  /// A code by its label.
  func code(_ field: String, _ value: JSON?) -> String {
    guard let type else { return "" }
    return Cell.text(value, type: type, at: JSONPointer([field]), language)
  }

  /// `2026-11-22 10:00–11:00`.
  func span(_ booking: JSON) -> String {
    guard let start = booking["start"]?.stringValue.flatMap({ Instant($0) }) else { return "" }
    let minutes = booking["durationMinutes"]?.integerValue ?? 0
    let end = state.profile.instant(seconds: start.seconds + minutes * 60)
    return state.profile.instant(seconds: start.seconds).clock + "–" + end.clock.suffix(5)
  }

  /// What is booked: the service, the course with its session, or the equipment.
  func item(_ booking: JSON) -> String {
    if let session = booking["session"]?.stringValue { return "\(name(booking["course"])) \(session)" }
    return name(booking["service"] ?? booking["equipment"]?[0])
  }

  /// Who comes: the customer's name where it may be seen, the group, the number of persons.
  func customer(_ booking: JSON) -> String {
    var parts = [name(booking["member"]), booking["groupName"]?.stringValue ?? ""]
    if let persons = booking["partySize"]?.integerValue, persons > 1 { parts.append("×\(persons)") }
    return parts.filter { !$0.isEmpty }.joined(separator: " ")
  }

  /// Bookings as a table, one a line.
  func table(_ bookings: [Record]) -> TextTable {
    var table = TextTable([
      language.pick("when", "时间", "時間"), language.pick("state", "状态", "狀態"), language.pick("what", "项目", "項目"),
      language.pick("technician", "技师", "技師"), language.pick("room", "房间", "房間"),
      language.pick("customer", "客户", "客戶"), "id",
    ])
    for booking in bookings {
      let value = booking.value
      table.add([
        span(value), code("state", value["state"]), item(value), name(value["staff"]),
        value["room"]?.stringValue ?? "", customer(value), booking.id,
      ])
    }
    return table
  }

  /// The lines that follow what was done: what was booked, fee, what is due and what is paid back.
  func lines(_ outcome: BookingOutcome) -> [String] {
    var lines = outcome.bookings.map { booking in
      let value = booking.value
      let parts = [
        span(value), code("state", value["state"]), item(value), name(value["staff"]), value["room"]?.stringValue ?? "",
      ]
      return parts.filter { !$0.isEmpty }.joined(separator: "  ")
    }
    let currency = state.profile.currency?.code ?? ""
    let fees = outcome.bookings.compactMap { $0.value["fee"]?["total"]?.stringValue }
    if !fees.isEmpty {
      lines.append(language.pick("fee", "费用", "費用") + " \(fees.joined(separator: " + ")) \(currency)")
    }
    if let due = outcome.due {
      lines.append(language.pick("due in advance", "应付预付款", "應付預付款") + " \(due.text) \(currency)")
    }
    if let refund = outcome.refund {
      lines.append(language.pick("paid back", "退还预付款", "退還預付款") + " \(refund.text) \(currency)")
    }
    return lines
  }

  /// The outcome as data.
  func json(_ outcome: BookingOutcome, commit: String?) -> JSON {
    var answer: JSON = ["commit": commit.map { .string($0) } ?? .null]
    answer["bookings"] = .array(outcome.bookings.map { SealedFields.masked($0.value) })
    answer["due"] = outcome.due.map { .string($0.text) }
    answer["refund"] = outcome.refund.map { .string($0.text) }
    return answer
  }

  /// The order of the members of `json`.
  var order: KeyOrder {
    let bookings = KeyOrder([], members: [:], elements: type?.schema.keyOrder ?? .codePoints)
    return KeyOrder(["commit", "bookings", "due", "refund"], members: ["bookings": bookings])
  }

  /// Who is free, the most suitable first, and why.
  func ranking(_ ranking: [Suitability]) -> TextTable {
    var table = TextTable(
      [
        language.pick("technician", "技师", "技師"), language.pick("gender asked for", "性别要求", "性別要求"),
        language.pick("favourite", "会员偏好", "會員偏好"), language.pick("language", "语言", "語言"),
        language.pick("minutes that day", "当日分钟", "當日分鐘"), language.pick("grade", "等级", "等級"), "id",
      ], numeric: [4])
    let sign = { (isSo: Bool) in isSo ? "✓" : "–" }
    let staff = state.catalogue.types["staff"]
    for one in ranking {
      let record = try? state.record(one.id)
      let grade = staff.map { Cell.text(record?.value["grade"], type: $0, at: JSONPointer(["grade"]), language) } ?? ""
      table.add([
        one.name, sign(one.suitsGender), sign(one.isFavourite), sign(one.speaks), String(one.load), grade, one.id,
      ])
    }
    return table
  }
}
