import HealthFiles
import JSONSchema

/// Goods on their way.
struct Delivery {
  let order: String?
  let supplier: String
  let lines: [(product: String, quantity: Int)]
}

extension World {
  /// Goods in stock when the story begins, and the points members bring with them.
  mutating func beforeFirstDay() {
    for product in Goods.all { stock[product.id] = (product.safety + product.order) * 1000 }
    for person in customers.prefix(58) where person.place % 2 == 0 && person.place != 17 {
      let balance = 300 + person.weight * 60
      points[person.id] = balance
      add(
        "points-entry", "pts", Days.first, 575, by: Staff.manager,
        [
          "kind": "opening", "member": .string(person.id), "points": number(balance),
        ])
    }
    for person in customers.prefix(58) where person.place % 6 == 0 {
      consent(person, Days.first, 580, "marketing", true)
    }
    for person in customers.prefix(58) where person.place % 13 == 3 {
      consent(person, Days.first, 585, "health-service", true)
    }
  }

  /// Counts at the beginning of three months, arrivals, and orders on Mondays and Thursdays.
  mutating func buy(_ day: BusinessDay) {
    let (_, _, dayOfMonth) = day.parts
    if day == Days.first || (dayOfMonth == 1 && day > Days.first.advanced(by: 30)) { countStock(day) }
    for delivery in deliveries[day] ?? [] { receive(delivery, day) }
    topUp(day)
    if day.weekday == 1 || day.weekday == 4 { orderGoods(day) }
    if day == Days.first.advanced(by: 83) { loseBags(day) }
  }

  private mutating func countStock(_ day: BusinessDay) {
    for product in Goods.all {
      let expected = stock[product.id] ?? 0
      // Opened bottles are counted as whole ones; now and then a bag is not where it should be.
      let found = max(0, (expected + 999) / 1000 - (day > Days.first && random.chance(12) ? 1 : 0))
      add(
        "stock-movement", "stk", day, 570, by: Staff.manager,
        [
          "kind": "count", "product": .string(product.id), "quantity": number(found),
        ])
      stock[product.id] = found * 1000
    }
  }

  private mutating func receive(_ delivery: Delivery, _ day: BusinessDay) {
    let receiver = day.weekday <= 5 ? Staff.purchaser : Staff.manager
    for (place, line) in delivery.lines.enumerated() {
      guard let product = Goods.byID[line.product] else { continue }
      add(
        "stock-movement", "stk", day, 620 + place, by: receiver,
        [
          "kind": "receipt", "product": .string(line.product), "quantity": number(line.quantity),
          "unitCost": yuan(product.cost), "supplier": .string(delivery.supplier), "purchaseOrder": text(delivery.order),
          "quality": number(random.chance(85) ? 5 : 4),
          "bestBefore": date(day.advanced(by: product.category == "茶点" ? 150 : 700)),
        ])
      stock[line.product, default: 0] += line.quantity * 1000
      onOrder[line.product] = nil
    }
  }

  /// Orders what has come near its safety stock, one order a supplier.
  private mutating func orderGoods(_ day: BusinessDay) {
    let low = Goods.all.filter { product in
      guard product.id != Goods.shortProduct || day < Days.first.advanced(by: 62) else { return false }
      return (stock[product.id] ?? 0) + (onOrder[product.id] ?? 0) * 1000 <= product.safety * 2500
    }
    for (supplier, products) in Dictionary(grouping: low, by: \.supplier).sorted(by: { $0.key < $1.key }) {
      let late = random.int(0...9) >= 8 ? 2 : 0
      place(products.map { ($0.id, $0.order) }, supplier, day, daysLate: late)
    }
    if day == Days.first.advanced(by: 78) {
      place([(Goods.shortProduct, 400)], Partners.lateSupplier, day, daysLate: 30)
    }
  }

  private mutating func place(
    _ lines: [(product: String, quantity: Int)], _ supplier: String, _ day: BusinessDay, daysLate: Int
  ) {
    orderCount += 1
    let lead = Partners.leadTimeDays[supplier] ?? 3
    let (expected, arrival) = (day.advanced(by: lead), day.advanced(by: lead + daysLate))
    let states = history([
      ("draft", day, 660, Staff.purchaser), ("ordered", day, 690, Staff.manager),
      ("confirmed", day.advanced(by: 1), 620, Staff.purchaser), ("received", arrival, 640, Staff.purchaser),
      ("closed", arrival.advanced(by: 1), 1020, Staff.purchaser),
    ])
    let costs = lines.map { line in (Goods.byID[line.product]?.cost ?? 0) * line.quantity }
    let net = costs.reduce(0, +)
    let contract = ["sup-aicao": Partners.expiringContract, "sup-longjing": "ctr-tea"][supplier]
    let order = add(
      "purchase-order", "pur", day, 660, by: Staff.purchaser,
      [
        "number": .string("CG-\(1000 + orderCount)"), "supplier": .string(supplier), "contract": text(contract),
        "state": states.last, "reason": "safety-stock", "ordered": date(day), "expected": date(expected),
        "lines": .array(lines.map { orderLine($0.product, $0.quantity) }),
        "total": yuan(net + share(Goods.taxPercent, of: net)), "approvedBy": .string(Staff.manager),
        "history": states.list,
      ])
    for line in lines { onOrder[line.product] = line.quantity }
    deliveries[arrival, default: []].append(Delivery(order: order, supplier: supplier, lines: lines))
  }

  private func orderLine(_ product: String, _ quantity: Int) -> JSON {
    object([
      "product": .string(product), "quantity": number(quantity), "unitCost": yuan(Goods.byID[product]?.cost ?? 0),
      "taxRate": "0.13",
    ])
  }

  /// Small purchases without an order: the foot-bath bags before the supplier fell behind, and what ran low at the end.
  private mutating func topUp(_ day: BusinessDay) {
    if day == Days.first.advanced(by: 66) {
      let missing = 260 - (stock[Goods.shortProduct] ?? 0) / 1000
      let lines = [(product: Goods.shortProduct, quantity: max(20, missing / 10 * 10))]
      receive(Delivery(order: nil, supplier: Partners.lateSupplier, lines: lines), day)
    }
    guard day == Days.last.advanced(by: -4) else { return }
    let low = Goods.all.filter { $0.id != Goods.shortProduct && (stock[$0.id] ?? 0) < $0.safety * 2000 }
    for (supplier, products) in Dictionary(grouping: low, by: \.supplier).sorted(by: { $0.key < $1.key }) {
      receive(Delivery(order: nil, supplier: supplier, lines: products.map { ($0.id, $0.order) }), day)
    }
  }

  /// A pipe leaked over the shelf of foot-bath bags.
  private mutating func loseBags(_ day: BusinessDay) {
    let lost = max(6, min(40, (stock[Goods.shortProduct] ?? 0) / 1000 - 112))
    add(
      "stock-movement", "stk", day, 635, by: Staff.manager,
      [
        "kind": "loss", "product": .string(Goods.shortProduct), "quantity": number(lost), "reason": "damaged",
        "notes": "水管渗漏，底层受潮。",
      ])
    stock[Goods.shortProduct, default: 0] -= lost * 1000
  }
}
