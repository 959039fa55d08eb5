import HealthFiles
import JSONSchema

/// Shows a member who comes in.
struct MemberText {
  let state: Snapshot
  let visit: MemberVisit
  let language: Language

  private var type: RecordType? { state.catalogue.types["member"] }
  private var names: BookingText { BookingText(state: state, language: language) }

  func write(_ invocation: Invocation) {
    let console = invocation.console
    if let format = invocation["--format"], format != "table" {
      return console.write(Answer.bytes(json, format))
    }
    let width = lines.map { DisplayWidth.of($0.title) }.max() ?? 0
    for line in lines {
      console.say(Safe.line("\(DisplayWidth.pad(line.title, to: width))  \(line.text)").trimmedEnd)
    }
  }

  /// Health data come before all else: what must not be done is to be seen first.
  private var lines: [(title: String, text: String)] {
    var lines = [
      (visit.member.id, [field("name"), field("kind"), field("status")].compactMap { $0 }.joined(separator: " · "))
    ]
    for name in ["allergies", "diseaseHistory", "medications", "pregnant", "skinType", "healthPlan"] {
      if let text = field(name) { lines.append(("! " + title(name), text)) }
    }
    if visit.hidesHealth { lines.append(("! " + language.pick("Health", "健康信息", "健康資料"), Cell.sealed[language])) }
    lines += preferences
    for name in ["phone", "birthday", "language", "responsible", "notes"] {
      if let text = field(name) { lines.append((title(name), text)) }
    }
    if let points = visit.points { lines.append((language.pick("Points", "积分", "點數"), words(points))) }
    if let tier = visit.tier {
      let text = ([tier[language]] + visit.benefits).joined(separator: " · ")
      lines.append((language.pick("Tier", "等级", "等級"), text))
    }
    for booking in visit.bookings {
      let value = booking.value
      let parts = [
        names.span(value), names.code("state", value["state"]), names.item(value), names.name(value["staff"]),
      ]
      lines.append((language.pick("Booked", "预约", "預約"), parts.filter { !$0.isEmpty }.joined(separator: " · ")))
    }
    for one in visit.visits {
      lines.append((language.pick("Visited", "到店", "到店"), "\(one.day) · " + list(one.items)))
    }
    if !visit.favourites.isEmpty { lines.append((language.pick("Favourites", "常购", "常購"), list(visit.favourites))) }
    if !visit.offers.isEmpty { lines.append((language.pick("Offers", "优惠", "優惠"), list(visit.offers))) }
    return lines
  }

  private func list(_ ids: [String]) -> String {
    var seen: Set<String> = []
    return ids.filter { seen.insert($0).inserted }.map { names.name(.string($0)) }
      .joined(separator: language.pick(", ", "、", "、"))
  }

  private func title(_ name: String) -> String { type?.title(of: JSONPointer([name]), language) ?? name }

  /// The text of a field; `sealed` where the key is not at hand, nil where there is nothing.
  private func field(_ name: String) -> String? {
    guard let type else { return nil }
    let pointer = JSONPointer([name])
    if visit.hidesHealth, type.sealed?.compartment(of: name) == "health" { return nil }
    let text =
      name == "responsible"
      ? names.name(visit.member.value[name])
      : Cell.text(of: visit.member, type, at: pointer, language)
    return text.isEmpty ? nil : text
  }

  private var preferences: [(title: String, text: String)] {
    guard let type, let wishes = visit.member.value["preferences"]?.objectValue else { return [] }
    return wishes.map { name, value in
      let pointer = JSONPointer(["preferences", name])
      let ids = value.arrayValue?.compactMap(\.stringValue) ?? []
      let text = ["services", "staff"].contains(name) ? list(ids) : Cell.text(value, type: type, at: pointer, language)
      return (type.title(of: pointer, language), text)
    }
  }

  private func words(_ points: MemberVisit.Points) -> String {
    guard points.expiring > 0, let until = points.until else { return String(points.balance) }
    return language.pick(
      "\(points.balance), \(points.expiring) of them until \(until)",
      "\(points.balance)，其中 \(points.expiring) 有效至 \(until)",
      "\(points.balance)，其中 \(points.expiring) 有效至 \(until)")
  }

  private var json: JSON {
    var answer: JSON = ["source": state.sourceJSON, "member": SealedFields.masked(visit.member.value)]
    if let points = visit.points {
      answer["points"] = [
        "balance": .number(JSONNumber(points.balance)), "expiring": .number(JSONNumber(points.expiring)),
      ]
      answer["points"]?["until"] = points.until.map { .string($0.description) }
    }
    answer["tier"] = visit.tier.map { .string($0[language]) }
    answer["benefits"] = .array(visit.benefits.map { .string($0) })
    answer["visits"] = .array(
      visit.visits.map { ["day": .string($0.day.description), "items": .array($0.items.map { .string($0) })] })
    answer["favourites"] = .array(visit.favourites.map { .string($0) })
    answer["offers"] = .array(visit.offers.map { .string($0) })
    answer["bookings"] = .array(visit.bookings.map { SealedFields.masked($0.value) })
    return answer
  }
}
