import HealthFiles
import JSONSchema

/// A service of the example store; money in fen.
struct Service {
  let id: String
  let name: String
  let tag: String
  let style: String
  let price: Int
  let minutes: Int
  /// How often it is chosen.
  let weight: Int
  /// Products used up each time, in thousandths.
  let uses: [(product: String, thousandths: Int)]
  var people = 1
  var minimumGrade: String?
  var includes: [(service: String, quantity: Int)] = []
}

/// The price list of the example store.
enum Menu {
  private static let bag = (product: "prd-aicao-foot-bath", thousandths: 1000)
  private static let towel = (product: "prd-towel", thousandths: 1000)

  static let all: [Service] = singles + packages
  static let byID = Dictionary(uniqueKeysWithValues: all.map { ($0.id, $0) })

  static let singles: [Service] = [
    Service(
      id: "svc-foot-60", name: "经典足疗 60 分钟", tag: "Classic foot care", style: "foot", price: 12_800, minutes: 60,
      weight: 26, uses: [bag, towel]),
    Service(
      id: "svc-foot-90", name: "舒缓足疗 90 分钟", tag: "Relaxing foot care", style: "foot", price: 18_800, minutes: 90,
      weight: 16, uses: [bag, towel]),
    Service(
      id: "svc-foot-ginger", name: "老姜暖足 70 分钟", tag: "Ginger foot care", style: "foot", price: 15_800, minutes: 70,
      weight: 10, uses: [("prd-ginger-foot-bath", 1000), towel]),
    Service(
      id: "svc-foot-rose", name: "玫瑰足浴 70 分钟", tag: "Rose foot bath", style: "foot", price: 16_800, minutes: 70,
      weight: 8, uses: [("prd-rose-foot-bath", 1000), towel]),
    Service(
      id: "svc-foot-saffron", name: "藏红花足浴 80 分钟", tag: "Saffron foot bath", style: "foot", price: 21_800,
      minutes: 80, weight: 4, uses: [("prd-saffron-foot-bath", 1000), towel]),
    Service(
      id: "svc-neck-30", name: "肩颈按摩 30 分钟", tag: "Neck and shoulders", style: "chinese", price: 8_800, minutes: 30,
      weight: 12, uses: []),
    Service(
      id: "svc-body-60", name: "中式推拿 60 分钟", tag: "Chinese massage", style: "chinese", price: 16_800, minutes: 60,
      weight: 10, uses: []),
    Service(
      id: "svc-thai-90", name: "泰式按摩 90 分钟", tag: "Thai massage", style: "thai", price: 23_800, minutes: 90,
      weight: 5, uses: []),
    Service(
      id: "svc-aroma-75", name: "芳香精油护理 75 分钟", tag: "Aromatherapy", style: "aromatherapy", price: 25_800,
      minutes: 75, weight: 5, uses: [("prd-oil-lavender", 200)]),
    Service(
      id: "svc-gua-sha", name: "刮痧 30 分钟", tag: "Gua sha", style: "gua-sha", price: 9_800, minutes: 30, weight: 4,
      uses: [("prd-balm", 100)]),
    Service(
      id: "svc-nail-care", name: "修脚护理 40 分钟", tag: "Foot and nail care", style: "foot", price: 9_800, minutes: 40,
      weight: 6, uses: [("prd-foot-cream", 100), towel], minimumGrade: "senior"),
    Service(
      id: "svc-ear-care", name: "采耳 30 分钟", tag: "Ear care", style: "other", price: 10_800, minutes: 30, weight: 3,
      uses: []),
  ]
  static let packages: [Service] = [
    Service(
      id: "svc-couple", name: "双人静心套餐 90 分钟", tag: "Quiet evening for two", style: "foot", price: 33_800,
      minutes: 90, weight: 4, uses: [("prd-aicao-foot-bath", 2000), ("prd-towel", 2000)], people: 2,
      includes: [("svc-foot-90", 2)]),
    Service(
      id: "svc-relax-120", name: "深度放松套餐 120 分钟", tag: "Deep relaxation", style: "foot", price: 27_800,
      minutes: 120, weight: 4, uses: [bag, towel], includes: [("svc-foot-60", 1), ("svc-body-60", 1)]),
  ]

  /// Taxed as services.
  static let taxPercent = 6

  static func records() -> [Record] {
    all.map { Record(type: "service", id: $0.id, value: value($0)) }
  }

  private static func value(_ service: Service) -> JSON {
    object([
      "id": .string(service.id), "name": .string(service.name), "style": .string(service.style),
      "price": yuan(service.price), "taxRate": "0.06", "durationMinutes": number(service.minutes), "breakMinutes": 10,
      "partySize": service.people > 1 ? number(service.people) : nil, "minimumGrade": text(service.minimumGrade),
      "roomKind": service.people > 1 ? "双人间" : "足疗区",
      "consumables": service.uses.isEmpty
        ? nil
        : .array(
          service.uses.map { object(["product": .string($0.product), "quantity": thousandths($0.thousandths)]) }),
      "includes": service.includes.isEmpty
        ? nil
        : .array(
          service.includes.map { object(["service": .string($0.service), "quantity": number($0.quantity)]) }),
      "contraindications": service.id == "svc-foot-saffron" || service.id == "svc-gua-sha" ? ["孕期", "皮肤破损"] : nil,
      "onlineBooking": .bool(service.minutes >= 60), "tags": list([service.tag]),
    ])
  }
}
