import HealthFiles
import JSONSchema

/// A product of the example store; money in fen, quantities in whole units.
struct Product {
  let id: String
  let name: String
  let category: String
  let unit: String
  let price: Int
  /// What the supplier asks, without tax.
  let cost: Int
  let supplier: String
  let safety: Int
  let order: Int
  let tags: [String]
}

/// What the example store sells over the counter.
enum Goods {
  /// Ends below its safety stock: the supplier has not delivered the last order.
  static let shortProduct = "prd-aicao-foot-bath"
  /// Became dearer on 2026-10-12; the replayed history shows the change.
  static let dearer = (id: "prd-tieguanyin", from: BusinessDay("2026-10-12"), before: 15_800)

  static func price(_ product: Product, on day: BusinessDay) -> Int {
    guard product.id == dearer.id, let from = dearer.from, day < from else { return product.price }
    return dearer.before
  }

  static let all: [Product] = tea + bath + oils + snacks
  static let byID = Dictionary(uniqueKeysWithValues: all.map { ($0.id, $0) })

  private static func make(
    _ id: String, _ name: String, _ tag: String, _ kind: (String, String, String), _ price: Int, _ cost: Int,
    _ safety: Int, _ order: Int
  ) -> Product {
    Product(
      id: "prd-" + id, name: name, category: kind.0, unit: kind.1, price: price, cost: cost, supplier: kind.2,
      safety: safety, order: order, tags: [tag])
  }

  private static let leaf = ("茶叶", "box", "sup-longjing")
  private static let pot = ("茶饮", "piece", "sup-longjing")
  private static let soak = ("足浴用品", "bag", "sup-aicao")
  private static let oil = ("精油", "bottle", "sup-oils")
  private static let snack = ("茶点", "bag", "sup-snacks")

  static let tea: [Product] = [
    make("longjing", "西湖龙井 100 克", "Longjing green tea", leaf, 26_800, 14_200, 8, 24),
    make("tieguanyin", "安溪铁观音 125 克", "Tieguanyin oolong", leaf, 16_800, 8_600, 8, 24),
    make("puer", "云南熟普洱茶饼 357 克", "Ripe pu'er cake", leaf, 19_800, 10_500, 6, 18),
    make("jasmine", "茉莉花茶 150 克", "Jasmine tea", leaf, 8_800, 4_100, 10, 30),
    make("white-peony", "福鼎白牡丹 100 克", "White peony tea", leaf, 13_800, 7_200, 6, 18),
    make("pot-longjing", "龙井茶（壶）", "Pot of Longjing", pot, 6_800, 1_600, 30, 150),
    make("pot-puer", "普洱茶（壶）", "Pot of pu'er", pot, 5_800, 1_300, 30, 150),
    make("pot-chrysanthemum", "菊花枸杞茶（壶）", "Pot of chrysanthemum tea", pot, 4_800, 900, 30, 150),
    make("pot-ginger", "姜枣茶（壶）", "Pot of ginger and date tea", pot, 4_200, 800, 30, 150),
  ]
  static let bath: [Product] = [
    make("aicao-foot-bath", "艾草足浴包", "Mugwort foot-bath bag", soak, 1_200, 450, 90, 400),
    make("ginger-foot-bath", "老姜足浴包", "Ginger foot-bath bag", soak, 1_500, 560, 60, 240),
    make("rose-foot-bath", "玫瑰足浴盐", "Rose foot-bath salt", soak, 1_800, 700, 40, 160),
    make("saffron-foot-bath", "藏红花足浴包", "Saffron foot-bath bag", soak, 2_600, 1_100, 24, 96),
    make("aicao-gift", "艾草足浴礼盒", "Mugwort gift box", ("足浴用品", "box", "sup-aicao"), 12_800, 6_200, 6, 18),
    make("foot-cream", "润足霜 80 克", "Foot cream", ("足浴用品", "piece", "sup-aicao"), 5_800, 2_300, 10, 30),
    make("towel", "一次性足浴巾", "Disposable towel", ("足浴用品", "pack", "sup-linen"), 900, 300, 60, 300),
  ]
  static let oils: [Product] = [
    make("oil-lavender", "薰衣草按摩油 100 毫升", "Lavender massage oil", oil, 9_800, 4_300, 8, 24),
    make("oil-ginger", "生姜按摩油 100 毫升", "Ginger massage oil", oil, 8_800, 3_900, 8, 24),
    make("oil-mugwort", "艾草按摩油 100 毫升", "Mugwort massage oil", oil, 8_800, 3_800, 8, 24),
    make("balm", "舒缓膏 30 克", "Soothing balm", oil, 6_800, 2_900, 8, 24),
  ]
  static let snacks: [Product] = [
    make("sunflower-seeds", "五香瓜子", "Sunflower seeds", snack, 1_800, 700, 20, 80),
    make("dried-plum", "话梅", "Dried plums", snack, 2_200, 900, 20, 80),
    make("walnut-cake", "核桃酥", "Walnut shortbread", snack, 2_800, 1_200, 15, 60),
    make("mung-cake", "绿豆糕", "Mung bean cake", snack, 2_600, 1_100, 15, 60),
    make("fruit-plate", "时令果盘", "Seasonal fruit", ("茶点", "piece", "sup-snacks"), 3_800, 1_500, 10, 40),
  ]

  /// Taxed as goods.
  static let taxPercent = 13

  static func records() -> [Record] {
    all.enumerated().map { place, product in
      let value = object([
        "id": .string(product.id), "name": .string(product.name), "barcode": .string(barcode(place)),
        "category": .string(product.category), "unit": .string(product.unit), "price": yuan(product.price),
        "taxRate": "0.13", "stocked": true, "safetyStock": number(product.safety),
        "leadTimeDays": number(Partners.leadTimeDays[product.supplier] ?? 3), "supplier": .string(product.supplier),
        "orderQuantity": number(product.order), "shelfLifeDays": product.category == "茶点" ? 180 : 720,
        "usageAdvice": product.id == shortProduct ? "每次一包，温水 40–42 °C，浸泡 20 分钟。" : nil,
        "contraindications": product.id == "prd-saffron-foot-bath" ? ["孕妇禁用"] : nil,
        "tags": list(product.tags),
      ])
      return Record(type: "product", id: product.id, value: value)
    }
  }

  /// A GTIN-13 of an invented maker with its check digit (GS1: weights 1 and 3 from the left).
  static func barcode(_ place: Int) -> String {
    let body = "690999990" + String(String(1000 + place).dropFirst())
    let sum = body.utf8.enumerated().reduce(0) { $0 + (Int($1.element) - 0x30) * ($1.offset % 2 == 0 ? 1 : 3) }
    return body + String((10 - sum % 10) % 10)
  }
}
