import HealthFiles
import JSONSchema

/// Something customers say: words, and how the case is filed.
struct Voice {
  let text: String
  let category: String
  let topic: String
  let grade: Int
  var severity: String?
  var title: String?
}

/// What customers say about the example store.
enum Voices {
  static let praise: [Voice] = [
    Voice(text: "林师傅手法很好，按完走路都轻了。", category: "service-quality", topic: "skill", grade: 5),
    Voice(text: "茶室安静，姜枣茶好喝。", category: "environment", topic: "atmosphere", grade: 5),
    Voice(text: "前台小周很热情，还记得我怕烫。", category: "service-quality", topic: "attitude", grade: 5),
    Voice(text: "Very clean and calm. Staff spoke English.", category: "environment", topic: "atmosphere", grade: 5),
    Voice(text: "艾草足浴包买回家给妈妈用，味道正。", category: "product", topic: "quality", grade: 4),
    Voice(text: "价格合理，会员日很划算。", category: "price", topic: "offers", grade: 4),
    Voice(text: "整体不错，周末要等一会儿。", category: "service-quality", topic: "waiting", grade: 3),
    Voice(text: "希望多几种水果。", category: "product", topic: "range", grade: 3),
  ]
  static let complaints: [Voice] = [
    Voice(
      text: "预约了八点，等到八点半才开始。", category: "service-quality", topic: "waiting", grade: 2, severity: "medium",
      title: "预约后仍等候半小时"),
    Voice(
      text: "水太烫了，说了两次才调。", category: "service-quality", topic: "attitude", grade: 1, severity: "high",
      title: "水温过高未及时调整"),
    Voice(
      text: "毛巾有味道，不太干净。", category: "service-quality", topic: "hygiene", grade: 2, severity: "high",
      title: "毛巾有异味"),
    Voice(
      text: "买的足浴包有一包受潮结块。", category: "product", topic: "quality", grade: 2, severity: "low",
      title: "足浴包受潮"),
    Voice(
      text: "The room next door was very loud.", category: "environment", topic: "atmosphere", grade: 2,
      severity: "low", title: "隔壁包间太吵"),
    Voice(
      text: "绿豆糕不新鲜，冷柜好像不冷。", category: "product", topic: "quality", grade: 1, severity: "high",
      title: "茶点不新鲜"),
  ]
  /// Days back from the last on which somebody complains: one a week, then five in the last week.
  static let complaintDays = [83, 76, 68, 61, 54, 47, 40, 33, 26, 19, 12, 8, 5, 4, 2, 1, 0]
}

extension World {
  /// A word of praise or a wish every third day or so; complaints on their days.
  mutating func hearCustomers(_ day: BusinessDay) {
    let back = Int(Days.last.daysSinceEpoch - day.daysSinceEpoch)
    if let turn = Voices.complaintDays.firstIndex(of: back) { complain(day, turn) }
    guard random.chance(36), let voice = random.pick(Voices.praise), let sale = sales.first(where: { $0.member != nil })
    else { return }
    add(
      "feedback", "fbk", day, sale.minute + 45, by: nil,
      [
        "channel": .string(random.pick(["wechat", "platform", "questionnaire"]) ?? "wechat"),
        "member": text(sale.member?.id), "complaint": false, "category": .string(voice.category),
        "topic": .string(voice.topic), "text": .string(voice.text), "grade": number(voice.grade),
        "ratings": object([
          "serviceQuality": number(voice.grade), "staffAttitude": number(min(5, voice.grade + random.int(0...1))),
          "environment": number(random.int(3...5)), "price": number(random.int(3...5)),
        ]),
        "recommend": number(voice.grade * 2 - random.int(0...1)), "sale": text(sale.id),
      ])
  }

  private mutating func complain(_ day: BusinessDay, _ turn: Int) {
    let voice = Voices.complaints[turn % Voices.complaints.count]
    guard let sale = sales.first(where: { $0.member != nil && $0.lines[0].isService }), let service = service(sale)
    else { return }
    let said = sale.minute + 50
    let (answered, solved) = (day.advanced(by: 1), day.advanced(by: 2 + turn % 2))
    let states = history([
      ("open", day, said, nil), ("in-progress", answered, 650, Staff.manager), ("resolved", solved, 960, Staff.manager),
      ("closed", solved.advanced(by: 5), 1020, Staff.manager),
    ])
    let isSolved = !Days.isFuture(solved, 960)
    let isRefunded = voice.severity == "high" && turn % 3 == 1
    let refunded =
      isRefunded && isSolved
      ? refund(sale, place: 0, (solved, 955), reason: "complaint", restocked: nil) : nil
    add(
      "feedback", "fbk", day, said, by: Staff.teller(day, said),
      [
        "channel": .string(["in-person", "wechat", "hotline", "platform"][turn % 4]), "member": text(sale.member?.id),
        "complaint": true, "severity": text(voice.severity), "state": states.last, "category": .string(voice.category),
        "topic": .string(voice.topic), "title": text(voice.title), "text": .string(voice.text),
        "grade": number(voice.grade), "sale": text(sale.id), "staff": .string(service.staff),
        "service": .string(service.id), "assigned": .string(Staff.manager), "due": date(day.advanced(by: 3)),
        "actions": Days.isFuture(answered, 650)
          ? nil
          : [
            object([
              "time": .string(Days.instant(answered, 650).description), "by": .string(Staff.manager),
              "what": "电话致歉，了解经过。",
            ])
          ],
        "history": states.list, "rootCause": isSolved ? .string(rootCause(voice)) : nil,
        "measure": isSolved ? "晨会说明，纳入当周检查。" : nil,
        "resolution": isSolved
          ? object([
            "outcome": .string(refunded == nil ? "apologised" : "refunded"), "refund": text(refunded),
            "gradeAfter": refunded == nil ? 3 : 4,
          ]) : nil,
      ])
  }

  private func service(_ sale: Sale) -> (id: String, staff: String)? {
    guard case .service(let service, let staff)? = sale.lines.first?.item else { return nil }
    return (service.id, staff)
  }

  private func rootCause(_ voice: Voice) -> String {
    switch voice.topic {
    case "waiting": "scheduling"
    case "hygiene": "process"
    case "quality": "product"
    case "attitude": "training"
    default: "communication"
    }
  }
}
