// Invented customers: names from short lists, telephone numbers from ranges nobody has.

import HealthFiles
import JSONSchema

/// A member or a guest of the example store.
struct Customer {
  let id: String
  let name: String
  let isGuest: Bool
  /// Day of joining, counted from the first of the example; negative before it.
  let joined: Int
  /// How often this person comes.
  let weight: Int
  let birthMonth: Int
  let birthDate: Int
  let isEnglish: Bool
  let place: Int
  var referrer: String?
  var campaign: String?

  var joinedDay: BusinessDay { Days.first.advanced(by: joined) }
}

/// Who comes to the example store.
enum Customers {
  static let memberCount = 80
  static let guestCount = 15
  private static let surnames = [
    "张", "李", "赵", "吴", "徐", "朱", "胡", "郭", "高", "罗", "郑", "谢", "沈", "韩", "叶", "潘", "杜", "方",
  ]
  private static let given = [
    "丽华", "建国", "思远", "雨桐", "志明", "佳怡", "文博", "晓燕", "国强", "梓涵", "秋月", "海波", "淑芬", "一鸣", "若兰", "春生", "美玲", "子轩", "玉珍",
    "浩然",
  ]
  private static let english = [
    "Emma Wilson", "James Carter", "Sofia Rossi", "Daniel Meyer", "Olivia Brown", "Hiroshi Tanaka", "Lucas Martin",
    "Priya Nair",
  ]

  /// Makes all customers, those who joined first at the front.
  static func make(_ random: inout SplitMix64) -> [Customer] {
    var people: [Customer] = []
    let total = memberCount + guestCount
    for place in 0..<total {
      let isGuest = place >= memberCount
      let isNew = place >= 58
      let isEnglish = place % 11 == 4
      let joined = isGuest ? 4 + (place - memberCount) * 5 : isNew ? 2 + (place - 58) * 4 : -20 - random.int(0...800)
      var person = Customer(
        id: "mem-" + RecordID.code(bits: random.next()),
        name: isEnglish
          ? english[place / 11 % english.count] : surnames[place % 18] + given[(place * 7 + place / 18) % 20],
        isGuest: isGuest, joined: joined, weight: isGuest ? 1 : place % 10 == 0 ? 12 : 1 + random.int(0...5),
        birthMonth: 1 + (place * 5 + 7) % 12, birthDate: 1 + (place * 11) % 28, isEnglish: isEnglish, place: place)
      if isNew, !isGuest, place % 4 == 1 { person.referrer = people[(place * 3) % 50].id }
      if isNew, !isGuest, Programme.isFestival(person.joinedDay) { person.campaign = Programme.festival }
      people.append(person)
    }
    return people
  }

  static func records(_ people: [Customer]) -> [Record] {
    people.map { Record(type: "member", id: $0.id, value: value($0)) }
  }

  private static func value(_ person: Customer) -> JSON {
    let place = person.place
    let isMember = !person.isGuest
    let phone = person.isEnglish ? "+447700900\(100 + place)" : "+8619900000\(100 + place)"
    let birthYear = 1956 + (place * 13) % 48
    let birthday = BusinessDay(year: birthYear, month: person.birthMonth, day: person.birthDate)
    return object([
      "id": .string(person.id), "kind": isMember ? "member" : "guest",
      "status": isMember ? .string(place == 17 ? "stopped" : "active") : nil,
      "stoppedReason": place == 17 ? "moved" : nil, "joined": date(person.joinedDay), "name": .string(person.name),
      "phone": .string(phone), "email": person.isEnglish ? .string("guest\(place)@mail.example") : nil,
      "birthday": isMember ? birthday.map(date) : nil,
      "card": isMember ? .string("QH\(10_000 + place)") : nil,
      "gender": isMember ? .string(place % 3 == 0 ? "male" : "female") : nil,
      "birthDecade": isMember ? number(birthYear / 10 * 10) : nil,
      "occupation": isMember ? text(["教师", "工程师", "退休", "店主", "护士", nil][place % 6]) : nil,
      "language": .string(person.isEnglish ? "en" : "zh-Hans"),
      "source": .string(source(person)), "referrer": text(person.referrer), "campaign": text(person.campaign),
      "responsible": isMember && place % 5 == 0 ? .string(Staff.therapists[place / 5 % 4].id) : nil,
      "diseaseHistory": isMember && place % 13 == 3 ? list([["高血压", "糖尿病", "腰椎间盘突出"][place / 13 % 3]]) : nil,
      "allergies": isMember && place % 17 == 6 ? list([["艾草", "薰衣草"][place / 17 % 2]]) : nil,
      "healthPlan": isMember && place % 20 == 10 ? "每两周一次足疗，力度轻，水温不超过 40 °C。" : nil,
      "preferences": isMember ? preferences(person) : nil,
      "reach": isMember ? list(person.isEnglish ? ["email"] : place % 4 == 0 ? ["wechat", "sms"] : ["wechat"]) : nil,
    ])
  }

  private static func source(_ person: Customer) -> String {
    if person.referrer != nil { return "referral" }
    if person.campaign != nil { return "campaign" }
    return ["walk-in", "wechat", "walk-in", "online"][person.place % 4]
  }

  private static func preferences(_ person: Customer) -> JSON {
    let place = person.place
    return object([
      "strength": .string(["soft", "medium", "firm"][place % 3]),
      "services": list([Menu.singles[place % Menu.singles.count].id]),
      "staff": place % 2 == 0 ? list([Staff.therapists[place / 2 % 4].id]) : nil,
      "times": list([["evening", "weekend", "afternoon"][place % 3]]),
    ])
  }
}
