import HealthFiles
import JSONSchema

/// Suppliers, contracts and competitors of the example store; all invented.
enum Partners {
  static let leadTimeDays = ["sup-longjing": 5, "sup-aicao": 4, "sup-oils": 7, "sup-snacks": 2, "sup-linen": 3]
  /// The supplier whose last delivery is late.
  static let lateSupplier = "sup-aicao"
  /// Ends 24 days after the last day of the example.
  static let expiringContract = "ctr-aicao-supply"

  static func records() -> [Record] { suppliers() + contracts() + competitors() }

  private static func suppliers() -> [Record] {
    let rows: [(String, String, String, String, String, Int)] = [
      ("sup-longjing", "狮峰山茶叶合作社", "茶叶", "2024-04-01", "龙师傅", 30),
      ("sup-aicao", "蕲春艾草制品有限公司", "足浴用品", "2024-04-10", "李经理", 30),
      ("sup-oils", "Lotus Oils Trading 莲香精油", "精油", "2024-06-01", "Anna Wu", 45),
      ("sup-snacks", "老街茶点铺", "茶点", "2024-04-20", "马阿姨", 0),
      ("sup-linen", "洁雅布草用品", "布草", "2025-02-01", "丁先生", 15),
    ]
    return rows.enumerated().map { place, row in
      let value = object([
        "id": .string(row.0), "name": .string(row.1), "supplies": list([row.2]), "since": .string(row.3),
        "status": "active",
        "contact": object(["person": .string(row.4), "phone": .string("+8619900002\(100 + place)")]),
        "leadTimeDays": leadTimeDays[row.0].map(number), "paymentTermDays": number(row.5),
        "delivers": list(["tuesday", "friday"]),
        "notes": row.0 == lateSupplier ? "十一月起发货偏慢，需要跟进。" : nil,
      ])
      return Record(type: "supplier", id: row.0, value: value)
    }
  }

  private static func contracts() -> [Record] {
    let values: [JSON] = [
      object([
        "id": .string(expiringContract), "kind": "supply", "title": "艾草足浴包供货合同", "number": "QH-2025-07",
        "supplier": .string(lateSupplier), "signed": "2025-12-01", "starts": "2025-12-15", "ends": "2026-12-14",
        "noticeDays": 30, "autoRenewal": false, "qualityTerms": "每批附检验报告，四个工作日内送达。",
        "value": "68000.00", "terms": "量价：每月不少于 300 包。", "responsible": .string(Staff.purchaser),
      ]),
      object([
        "id": "ctr-lease", "kind": "lease", "title": "武林路店面租赁合同", "number": "QH-2024-01",
        "partyName": "武林物业管理处（示例）", "signed": "2024-03-01", "starts": "2024-04-01", "ends": "2029-03-31",
        "noticeDays": 180, "value": "1680000.00", "responsible": .string(Staff.owner),
      ]),
      object([
        "id": "ctr-tea", "kind": "supply", "title": "茶叶供货合同", "number": "QH-2026-02", "supplier": "sup-longjing",
        "signed": "2026-03-10", "starts": "2026-04-01", "ends": "2028-03-31", "noticeDays": 60,
        "qualityTerms": "明前茶单独计价，受潮包退。", "value": "120000.00", "responsible": .string(Staff.purchaser),
      ]),
      object([
        "id": "ctr-maintenance", "kind": "maintenance", "title": "足浴设备维护合同", "number": "QH-2026-05",
        "partyName": "安心设备维护（示例）", "signed": "2026-05-06", "starts": "2026-05-10", "ends": "2027-05-09",
        "autoRenewal": true, "value": "9600.00", "responsible": .string(Staff.manager),
      ]),
    ]
    return values.map { Record(type: "contract", id: $0["id"]?.stringValue ?? "", value: $0) }
  }

  private static func competitors() -> [Record] {
    func price(_ item: String, _ price: String, _ service: String, _ seen: String, _ source: String) -> JSON {
      object([
        "item": .string(item), "price": .string(price), "compares": .string(service), "seen": .string(seen),
        "source": .string(source),
      ])
    }
    let values: [JSON] = [
      object([
        "id": "cpt-cloud-feet", "name": "云上足道（示例）", "kind": "足疗", "distance": 350,
        "prices": [
          price("足疗 60 分钟", "118.00", "svc-foot-60", "2026-09-12", "visit"),
          price("足疗 60 分钟", "108.00", "svc-foot-60", "2026-11-07", "online"),
        ],
        "promotions": [
          object([
            "what": "双十一充值送两次足疗", "from": "2026-11-05", "until": "2026-11-20", "seen": "2026-11-07",
            "source": "online",
          ])
        ],
        "strengths": ["价格低", "停车方便"], "weaknesses": ["没有茶室", "周末排队久"],
      ]),
      object([
        "id": "cpt-bamboo-spa", "name": "Bamboo Spa 竹里馆（示例）", "kind": "spa", "distance": 900,
        "prices": [price("芳香护理 75 分钟", "298.00", "svc-aroma-75", "2026-09-20", "advertisement")],
        "strengths": ["环境好"], "weaknesses": ["价格高"],
      ]),
    ]
    return values.map { Record(type: "competitor", id: $0["id"]?.stringValue ?? "", value: $0) }
  }
}
