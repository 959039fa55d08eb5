import HealthFiles
import JSONSchema

/// A member of staff of the example.
struct StaffMember {
  /// When a person comes to work.
  enum Turn { case early, late, office }

  let id: String
  let name: String
  let role: String
  let grade: String?
  let hired: String
  let turn: Turn
  /// Days off, 1 = Monday.
  let daysOff: [Int]
  let skills: [String]

  /// First and last minute of a working day.
  var hours: (from: Int, to: Int) {
    switch turn {
    case .early: (10 * 60, 19 * 60)
    case .late: (14 * 60, 23 * 60 + 30)
    case .office: (9 * 60 + 30, 18 * 60)
    }
  }

  func works(on day: BusinessDay) -> Bool { !daysOff.contains(day.weekday) }
}

/// Who works in the example store.
enum Staff {
  static let owner = "stf-grace"
  static let manager = "stf-wang"
  static let purchaser = "stf-sun"
  static let lateComer = "stf-chen"

  static let all: [StaffMember] = [
    StaffMember(
      id: owner, name: "Grace Chen", role: "owner", grade: nil, hired: "2024-04-01", turn: .office,
      daysOff: [6, 7], skills: []),
    StaffMember(
      id: manager, name: "王敏", role: "manager", grade: nil, hired: "2024-04-08", turn: .early, daysOff: [1],
      skills: ["foot"]),
    StaffMember(
      id: "stf-lin", name: "林晓", role: "therapist", grade: "senior", hired: "2024-05-20", turn: .late, daysOff: [2],
      skills: ["foot", "chinese", "gua-sha"]),
    StaffMember(
      id: lateComer, name: "陈强", role: "therapist", grade: "intermediate", hired: "2025-03-03", turn: .early,
      daysOff: [3], skills: ["foot", "thai"]),
    StaffMember(
      id: "stf-he", name: "何秀英", role: "therapist", grade: "master", hired: "2024-04-15", turn: .late, daysOff: [4],
      skills: ["foot", "chinese"]),
    StaffMember(
      id: "stf-tang", name: "唐雨", role: "therapist", grade: "junior", hired: "2026-06-15", turn: .early, daysOff: [1],
      skills: ["foot", "aromatherapy"]),
    StaffMember(
      id: "stf-zhou", name: "周静", role: "receptionist", grade: nil, hired: "2025-01-06", turn: .early, daysOff: [2],
      skills: []),
    StaffMember(
      id: "stf-liu", name: "刘洋", role: "cashier", grade: nil, hired: "2025-07-01", turn: .late, daysOff: [3],
      skills: []),
    StaffMember(
      id: purchaser, name: "孙磊", role: "purchaser", grade: nil, hired: "2024-09-02", turn: .office, daysOff: [6, 7],
      skills: []),
  ]

  static let therapists = all.filter { $0.role == "therapist" }

  /// Stands in for whoever is missing in the evening.
  static let deputy = "stf-he"

  /// Who sits at the till: the receptionist by day, the cashier in the evening, manager and deputy when they are off.
  static func teller(_ day: BusinessDay, _ minute: Int) -> String {
    let isDay = minute < 15 * 60
    let wanted = isDay ? "stf-zhou" : "stf-liu"
    let isThere = all.contains { $0.id == wanted && $0.works(on: day) }
    return isThere ? wanted : isDay ? manager : deputy
  }

  /// Who serves at the tea counter, which has its own till.
  static func teaHost(_ minute: Int) -> String { minute < 19 * 60 ? manager : deputy }

  /// The therapists at work at a minute of a day.
  static func therapists(on day: BusinessDay, at minute: Int) -> [String] {
    let present = therapists.filter { $0.works(on: day) && minute >= $0.hours.from && minute <= $0.hours.to }
    return (present.isEmpty ? therapists.filter { $0.works(on: day) } : present).map(\.id)
  }

  static func records() -> [Record] {
    all.enumerated().map { number, person in
      Record(type: "staff", id: person.id, value: value(person, number))
    }
  }

  private static func value(_ person: StaffMember, _ place: Int) -> JSON {
    let languages = person.id == owner ? ["zh-Hans", "en"] : person.id == "stf-zhou" ? ["zh-Hans", "en"] : ["zh-Hans"]
    let (from, to) = person.hours
    let week = Days.weekdayNames.enumerated().filter { !person.daysOff.contains($0.offset + 1) }
    return object([
      "id": .string(person.id), "name": .string(person.name), "role": .string(person.role),
      "grade": text(person.grade), "hired": .string(person.hired), "languages": list(languages),
      "skills": person.skills.isEmpty ? nil : list(person.skills),
      "phone": .string("+8619900001\(101 + place)".prefix(14).description),
      "email": .string(person.id.dropFirst(4) + "@quietheart.example"),
      "wage": person.id == owner ? nil : wage(person),
      "trainings": trainings(person),
      "weeklyHours": .array(
        week.map { object(["weekday": .string($0.element), "from": clock(from), "to": clock(to)]) }),
    ])
  }

  private static func wage(_ person: StaffMember) -> JSON {
    let base = ["manager": 980_000, "therapist": 480_000, "receptionist": 520_000, "cashier": 500_000]
    return object([
      "amount": yuan(base[person.role] ?? 600_000), "per": "month",
      "commissionPercent": person.role == "therapist" ? number(person.grade == "master" ? 35 : 30) : nil,
    ])
  }

  private static func trainings(_ person: StaffMember) -> JSON? {
    guard person.role == "therapist" || person.role == "receptionist" else { return nil }
    let isNew = person.grade == "junior"
    return [
      object([
        "course": .string(Programme.courseID), "title": "秋季手法与卫生培训", "planned": "2026-09-15",
        "completed": isNew ? nil : "2026-09-15", "result": isNew ? nil : "passed",
      ])
    ]
  }

  static func clock(_ minute: Int) -> JSON {
    let (hour, rest) = (minute / 60, minute % 60)
    return .string("\(hour < 10 ? "0" : "")\(hour):\(rest < 10 ? "0" : "")\(rest)")
  }
}
