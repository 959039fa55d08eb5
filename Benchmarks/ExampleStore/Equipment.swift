import HealthFiles
import JSONSchema

/// A value that is measured on a piece of equipment.
struct Gauge {
  let equipment: String
  let measure: String
  let unit: String
  /// Normal range and usual middle, in tenths.
  let low: Int
  let high: Int
  let usual: Int
}

/// Readings that lie outside their normal range.
struct Fault {
  let gauge: Gauge
  let days: ClosedRange<Int>
  /// Readings of the days one after the other, in tenths.
  let readings: [Int]
}

/// The machines and fittings of the example store.
enum Equipment {
  static let doorCounter = "eqp-door-counter"
  static let gauges: [Gauge] = [
    Gauge(equipment: "eqp-fridge", measure: "temperature", unit: "Cel", low: 20, high: 80, usual: 45),
    Gauge(equipment: "eqp-foot-heater", measure: "temperature", unit: "Cel", low: 380, high: 450, usual: 415),
    Gauge(equipment: "eqp-steriliser", measure: "temperature", unit: "Cel", low: 1150, high: 1300, usual: 1220),
    Gauge(equipment: "eqp-aircon-hall", measure: "power", unit: "W", low: 2000, high: 26_000, usual: 14_000),
  ]
  /// Days are counted from the first of the example: 14 and 15 October, 17 to 19 November.
  static let faults: [Fault] = [
    Fault(gauge: gauges[1], days: 52...53, readings: [487, 498]),
    Fault(gauge: gauges[0], days: 86...88, readings: [96, 118, 104]),
  ]

  static func records() -> [Record] {
    let values =
      [till("eqp-till-a7", "前台收银机", "a7", "TP-2200"), till("eqp-till-b2", "茶台收银机", "b2", "TP-2200B")] + machines()
    return values.map { Record(type: "equipment", id: $0["id"]?.stringValue ?? "", value: $0) }
  }

  private static func till(_ id: String, _ name: String, _ device: String, _ model: String) -> JSON {
    object([
      "id": .string(id), "name": .string(name), "kind": "till", "brand": "示例", "model": .string(model),
      "serialNumber": .string("SN-\(device)-0001"), "purchased": "2024-04-02", "purchasePrice": "3200.00",
      "serviceLifeYears": 5, "condition": "good", "status": "in-use", "location": .string(device == "a7" ? "前台" : "茶台"),
    ])
  }

  private static func machines() -> [JSON] {
    [
      machine(
        "eqp-fridge", "茶点冷柜", "kitchen", "2024-04-05", "4600.00", "茶台",
        [upkeep("2026-11-20", "repair", "压缩机异响，已约维修，温度回落", "0.00")], "worn"),
      machine(
        "eqp-foot-heater", "足浴恒温水箱", "treatment", "2024-04-05", "12800.00", "足疗区",
        [
          upkeep("2026-05-12", "maintenance", "半年保养", "400.00"),
          upkeep("2026-10-15", "repair", "温控器失灵，更换", "680.00"),
        ], "good"),
      machine("eqp-steriliser", "消毒柜", "safety", "2024-04-05", "5800.00", "布草间", [], "good"),
      machine(
        "eqp-aircon-hall", "大厅空调", "climate", "2024-04-05", "9800.00", "大厅",
        [upkeep("2026-06-03", "cleaning", "清洗滤网", "200.00")], "good"),
      machine(doorCounter, "门口客流计数器", "counter", "2025-05-01", "1500.00", "正门", [], "good"),
      machine("eqp-chair-1", "足疗沙发（一号）", "furniture", "2024-04-05", "3600.00", "足疗区", [], "good"),
      machine("eqp-chair-2", "足疗沙发（二号）", "furniture", "2024-04-05", "3600.00", "足疗区", [], "good"),
    ]
  }

  private static func machine(
    _ id: String, _ name: String, _ kind: String, _ purchased: String, _ price: String, _ place: String,
    _ upkeep: [JSON], _ condition: String
  ) -> JSON {
    let ranges = gauges.filter { $0.equipment == id }.map { gauge in
      object([
        "measure": .string(gauge.measure), "unit": .string(gauge.unit), "minimum": tenths(gauge.low),
        "maximum": tenths(gauge.high),
      ])
    }
    return object([
      "id": .string(id), "name": .string(name), "kind": .string(kind), "purchased": .string(purchased),
      "purchasePrice": .string(price), "serviceLifeYears": 8,
      "maintenanceIntervalDays": upkeep.isEmpty ? nil : 365, "condition": .string(condition), "status": "in-use",
      "location": .string(place), "normalRanges": ranges.isEmpty ? nil : .array(ranges),
      "maintenance": upkeep.isEmpty ? nil : .array(upkeep),
    ])
  }

  private static func upkeep(_ day: String, _ kind: String, _ what: String, _ cost: String) -> JSON {
    object(["day": .string(day), "kind": .string(kind), "what": .string(what), "cost": .string(cost)])
  }

  static func tenths(_ value: Int) -> JSON { thousandths(value * 100) }
}
