import HealthFiles
import JSONSchema

/// A field of a record that had another value until a day.
struct Amendment {
  let id: String
  let field: String
  /// The value before; nil when there was none.
  let before: JSON?
  let day: String
  let author: String
  let message: String

  static let all: [Amendment] = [
    Amendment(
      id: Goods.dearer.id, field: "price", before: yuan(Goods.dearer.before), day: "2026-10-12", author: Staff.manager,
      message: "铁观音调价"),
    Amendment(
      id: Goods.shortProduct, field: "safetyStock", before: 60, day: "2026-09-21", author: Staff.purchaser,
      message: "艾草足浴包安全库存调到 90"),
    Amendment(
      id: "stf-tang", field: "role", before: "trainee", day: "2026-09-14", author: Staff.manager, message: "唐雨转正"),
    Amendment(
      id: "stf-tang", field: "grade", before: "trainee", day: "2026-09-14", author: Staff.manager, message: "唐雨转正"),
    Amendment(
      id: "stf-zhou", field: "phone", before: "+8619900001199", day: "2026-10-19", author: "stf-zhou",
      message: "更正电话"),
    Amendment(
      id: Programme.festival, field: "state", before: "published", day: "2026-11-12", author: Staff.owner,
      message: "双十一活动结束，补总结"),
    Amendment(
      id: Programme.festival, field: "summary", before: nil, day: "2026-11-12", author: Staff.owner,
      message: "双十一活动结束，补总结"),
    Amendment(
      id: "eqp-foot-heater", field: "maintenance",
      before: [object(["day": "2026-05-12", "kind": "maintenance", "what": "半年保养", "cost": "400.00"])],
      day: "2026-10-15", author: Staff.manager, message: "足浴水箱已修"),
    Amendment(
      id: "eqp-fridge", field: "condition", before: "good", day: "2026-11-20", author: Staff.manager,
      message: "冷柜报修"),
    Amendment(
      id: "eqp-fridge", field: "maintenance", before: nil, day: "2026-11-20", author: Staff.manager,
      message: "冷柜报修"),
    Amendment(
      id: Partners.lateSupplier, field: "notes", before: nil, day: "2026-11-17", author: Staff.purchaser,
      message: "供应商发货偏慢"),
    Amendment(
      id: "cpt-cloud-feet", field: "promotions", before: nil, day: "2026-11-07", author: Staff.manager,
      message: "记录竞争对手促销"),
  ]
}
