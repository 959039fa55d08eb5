import HealthFiles
import JSONSchema

/// Campaigns, the training course and the profile of the example store.
enum Programme {
  static let courseID = "crs-autumn-training"
  static let memberDay = "cmp-member-day"
  static let festival = "cmp-double-11"

  /// The campaign for everybody from 1 to 11 November: 30 off from 300 spent.
  static func isFestival(_ day: BusinessDay) -> Bool {
    let (_, month, date) = day.parts
    return month == 11 && date <= 11
  }

  static func records() -> [Record] {
    [
      Record(type: "campaign", id: memberDay, value: memberDayCampaign()),
      Record(type: "campaign", id: festival, value: festivalCampaign()),
      Record(type: "course", id: courseID, value: course()),
    ]
  }

  private static func memberDayCampaign() -> JSON {
    object([
      "id": .string(memberDay), "name": "周三会员日九折", "kind": "member-day", "state": "published", "from": "2026-08-01",
      "until": "2026-12-31", "rule": object(["percentOff": 10]),
      "conditions": object(["membersOnly": true, "weekdays": ["wednesday"]]), "channels": ["wechat", "store"],
      "responsible": .string(Staff.manager), "tags": ["Member Wednesday"],
    ])
  }

  private static func festivalCampaign() -> JSON {
    object([
      "id": .string(festival), "name": "双十一满 300 减 30", "kind": "threshold", "state": "closed", "from": "2026-11-01",
      "until": "2026-11-11", "rule": object(["spend": "300.00", "amountOff": "30.00"]),
      "materials": [
        object([
          "kind": "copy", "name": "朋友圈文案", "channel": "wechat", "language": "zh-Hans",
          "text": "天冷了，来泡个脚、喝壶茶。十一月一日至十一日，满 300 减 30。",
        ])
      ],
      "channels": ["wechat", "store"], "budget": "3000.00",
      "target": object(["figure": "sales", "changePercent": 15, "comparedWith": "previous"]),
      "responsible": .string(Staff.owner),
      "summary": object(["execution": "按计划完成，门口海报与微信推送各一次。", "effect": "晚间客流增加，客单价略升。"]),
      "tags": ["Double 11"],
    ])
  }

  private static func course() -> JSON {
    func session(_ code: String, _ start: String) -> JSON {
      object([
        "code": .string(code), "start": .string(start), "durationMinutes": 120, "room": "tea-1", "coach": "stf-he",
      ])
    }
    return object([
      "id": .string(courseID), "name": "秋季手法与卫生培训", "audience": "staff", "kind": "service-skills",
      "level": "intermediate", "coach": "stf-he", "forRoles": ["therapist", "receptionist"], "capacity": 8,
      "from": "2026-09-08", "until": "2026-09-15",
      "sessions": [session("s1", "2026-09-08T09:00:00+08:00"), session("s2", "2026-09-15T09:00:00+08:00")],
      "tags": ["Autumn training"],
    ])
  }

  /// The profile, without the id that the store has got already.
  static let profile: [(String, JSON)] = [
    ("name", "静心足道 武林路店"), ("currency", "CNY"),
    ("dayRules", [object(["from": "2024-04-01", "timeZone": "Asia/Shanghai", "dayEnds": "04:00"])]),
    ("languages", ["zh-Hans", "en"]),
    (
      "address",
      object([
        "country": "CN", "region": "浙江省", "city": "杭州市", "district": "拱墅区", "street": "武林路 999 号（示例）",
        "postalCode": "310000",
      ])
    ), ("position", object(["latitude": thousandths(30_270), "longitude": thousandths(120_160)])),
    ("situation", "沿街一楼，近地铁口"), ("area", 180), ("decorStyle", "新中式"), ("opened", "2024-04-20"),
    (
      "openingHours",
      .array(Days.weekdayNames.map { object(["weekday": .string($0), "from": "10:00", "to": "23:59"]) })
    ),
    (
      "rooms",
      [
        room("foot-1", "足疗一区", "足疗区", 4), room("foot-2", "足疗二区", "足疗区", 4), room("double-1", "双人间 竹", "双人间", 2),
        room("double-2", "双人间 兰", "双人间", 2), room("tea-1", "茶室 听雨", "茶室", 6), room("tea-2", "茶室 松风", "茶室", 8),
      ]
    ), ("phone", "+8657100000100"), ("email", "wulin@quietheart.example"),
    ("website", "https://quietheart.example/wulin"),
    ("contacts", [object(["name": "王敏", "role": "manager", "phone": "+8619900001102"])]),
    ("legalEntity", object(["name": "杭州静心足道健康管理有限公司（示例）"])),
    ("receiptHeader", "静心足道 · 武林路店\n静下来，慢慢走"), ("chain", "静心足道 Quiet Heart"),
    ("tags", ["Quiet Heart Foot Care & Tea"]),
  ]

  private static func room(_ code: String, _ name: String, _ kind: String, _ capacity: Int) -> JSON {
    object(["code": .string(code), "name": .string(name), "kind": .string(kind), "capacity": number(capacity)])
  }
}
