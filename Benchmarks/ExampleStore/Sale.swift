// A receipt before it is written: lines in fen, so that line sums, tenders and total are one computation.

import HealthFiles
import JSONSchema

/// A line of a receipt.
struct SaleLine {
  /// What is sold.
  enum Item {
    case service(Service, staff: String)
    case product(Product)
  }

  let item: Item
  let quantity: Int
  let unitPrice: Int
  var discount: (fen: Int, reason: String, campaign: String?)?

  var full: Int { unitPrice * quantity }
  var amount: Int { full - (discount?.fen ?? 0) }

  var isService: Bool {
    if case .service = item { true } else { false }
  }

  var product: Product? {
    if case .product(let product) = item { product } else { nil }
  }

  var taxPercent: Int { isService ? Menu.taxPercent : Goods.taxPercent }

  var tax: JSON {
    object(["rate": .string(isService ? "0.06" : "0.13"), "amount": yuan(containedTax(taxPercent, in: amount))])
  }

  var json: JSON {
    var ids: (product: String?, service: String?, staff: String?) = (product?.id, nil, nil)
    if case .service(let service, let staff) = item { ids = (nil, service.id, staff) }
    return object([
      "product": text(ids.product), "service": text(ids.service), "staff": text(ids.staff),
      "quantity": number(quantity), "unitPrice": yuan(unitPrice),
      "discount": discount.map { discount in
        object([
          "amount": yuan(discount.fen), "reason": .string(discount.reason), "campaign": text(discount.campaign),
        ])
      },
      "tax": tax, "amount": yuan(amount),
    ])
  }
}

/// A receipt.
struct Sale {
  var minute: Int
  var second: Int
  var device: String
  var member: Customer?
  var booking: Booking?
  var lines: [SaleLine] = []
  var id: String?

  var total: Int { lines.reduce(0) { $0 + $1.amount } }
}
