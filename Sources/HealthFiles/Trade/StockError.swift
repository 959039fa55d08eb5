/// Why goods cannot be moved so.
enum StockError: Error, Sendable, Hashable {
  /// The item is no product: it lies on no shelf.
  case noGoods(String)
  /// Nothing is said of what moved.
  case nothingMoved
  /// The order is not under way.
  case notOrdered(String)
  /// Everything of the order came.
  case allReceived(String)

  /// The sentence in a language.
  func words(_ language: Language) -> String {
    switch self {
    case .noGoods(let id):
      language.pick("\(id) is no product: it has no stock", "\(id) 不是商品，没有库存", "\(id) 不是商品，沒有庫存")
    case .nothingMoved: language.pick("no product is named", "未指定商品", "未指定商品")
    case .notOrdered(let id):
      language.pick("\(id) was not ordered yet, or is closed", "\(id) 尚未下单或已关闭", "\(id) 尚未下單或已關閉")
    case .allReceived(let id): language.pick("everything of \(id) was received", "\(id) 已全部到货", "\(id) 已全部到貨")
    }
  }

  private var way: StoreError.Refusal {
    switch self {
    case .noGoods, .nothingMoved: .invalid
    case .notOrdered, .allReceived: .conflict
    }
  }

  /// The same as the store says it.
  var asStoreError: StoreError {
    .refused(
      code: Fact.kebab(String(describing: self).prefix { $0 != "(" }), sentence: Phrase(words), hint: nil, as: way)
  }
}
