// Stock as tables, which every face shows in its own way.

internal import JSONSchema

extension StockSheet {
  /// One row for each product.
  public func table(in state: Snapshot) -> Table {
    let (currency, digits) = (state.profile.currency?.code, state.digits)
    var headings = [
      Heading("product", Phrase("Product", "商品", "商品")), Heading("name", Phrase("Name", "名称", "名稱")),
      Heading("unit", Phrase("Unit", "单位", "單位")),
      Heading("on-hand", Phrase("On hand", "现有", "現有"), decimals: 3),
      Heading("reorder-point", Phrase("Order at", "订货点", "訂貨點"), decimals: 3),
      Heading("on-order", Phrase("On order", "在途", "在途"), decimals: 3),
      Heading("days-left", Phrase("Days of stock", "可售天数", "可售天數"), decimals: 1),
      Heading("unit-cost", Phrase("Unit cost", "平均成本", "平均成本"), decimals: 6, unit: currency),
      Heading("value", Phrase("Value", "库存金额", "庫存金額"), decimals: digits, unit: currency, isAmount: true),
      Heading("turnover", Phrase("Turnover", "周转率", "週轉率"), decimals: 2),
      Heading("days-out", Phrase("Days without", "缺货天数", "缺貨天數"), decimals: 0),
    ]
    let units = state.catalogue.types["product"]?.field(at: JSONPointer(["unit"]))?.codes ?? []
    headings[2].codes = Dictionary(units.compactMap { unit in unit.label.map { (unit.code, $0) } }) { first, _ in first
    }
    let rows = levels.map { level -> [Datum] in
      [
        .text(level.product.id), .text(level.product.value["name"]?.stringValue ?? ""),
        .text(level.product.value["unit"]?.stringValue ?? ""), .number(level.onHand), .number(level.reorderPoint),
        .number(level.onOrder), level.daysLeft.map { .number($0) } ?? .none,
        level.ledger.unitCost.map { .number($0) } ?? .none, level.value.map { .number($0.minorUnits) } ?? .none,
        level.turnover.map { .number($0) } ?? .none, .number(Int64(level.daysOut)),
      ]
    }
    return Table(headings: headings, rows: rows)
  }
}

extension StockLedger {
  /// One row for each movement of a period, after one that says what there was before it.
  public func table(of period: ClosedRange<BusinessDay>, in state: Snapshot) -> Table {
    let headings = [
      Heading("time", Phrase("Time", "时间", "時間"), kind: .instant), Heading("cause", Phrase("What", "事由", "事由")),
      Heading("record", Phrase("Record", "记录", "記錄")),
      Heading("quantity", Phrase("Quantity", "数量", "數量"), decimals: 3),
      Heading("difference", Phrase("More than expected", "盘点差异", "盤點差異"), decimals: 3),
      Heading("unit-cost", Phrase("Unit cost", "进价", "進價"), decimals: 6, unit: state.profile.currency?.code),
      Heading("on-hand", Phrase("On hand", "现有", "現有"), decimals: 3),
    ]
    var labelled = headings
    labelled[1].codes = StockCause.labels
    let rows = moves.filter { period.contains($0.day) }.map { move -> [Datum] in
      let offset = Int16(clamping: state.profile.instant(seconds: move.seconds).offsetMinutes)
      return [
        .instant(move.seconds, offsetMinutes: offset), .text(move.cause.rawValue), .text(move.id),
        .number(move.quantity), move.cause == .count ? .number(move.difference) : .none,
        move.unitCost.map { .number($0) } ?? .none, .number(move.onHand),
      ]
    }
    return Table(headings: labelled, rows: rows)
  }
}

extension OrderProposal {
  /// One row for each product that should be ordered.
  public static func table(_ proposals: [OrderProposal], currency: String?) -> Table {
    let headings = [
      Heading("supplier", Phrase("Supplier", "供应商", "供應商")), Heading("product", Phrase("Product", "商品", "商品")),
      Heading("name", Phrase("Name", "名称", "名稱")),
      Heading("quantity", Phrase("To order", "建议订货", "建議訂貨"), decimals: 3),
      Heading("on-hand", Phrase("On hand", "现有", "現有"), decimals: 3),
      Heading("on-order", Phrase("On order", "在途", "在途"), decimals: 3),
      Heading("reorder-point", Phrase("Order at", "订货点", "訂貨點"), decimals: 3),
      Heading("demand", Phrase("Demand a day", "日均需求", "日均需求"), decimals: 3),
      Heading("unit-cost", Phrase("Unit cost", "平均成本", "平均成本"), decimals: 6, unit: currency),
    ]
    let rows = proposals.flatMap { proposal in
      proposal.levels.map { level -> [Datum] in
        [
          proposal.supplier.map { .text($0.id) } ?? .none, .text(level.product.id),
          .text(level.product.value["name"]?.stringValue ?? ""), .number(level.proposal), .number(level.onHand),
          .number(level.onOrder), .number(level.reorderPoint), .number(level.demand),
          level.ledger.unitCost.map { .number($0) } ?? .none,
        ]
      }
    }
    return Table(headings: headings, rows: rows)
  }
}

extension StockCause {
  /// What people call it.
  public var label: Phrase {
    switch self {
    case .receipt: Phrase("received", "到货", "到貨")
    case .count: Phrase("counted", "盘点", "盤點")
    case .loss: Phrase("lost", "报损", "報損")
    case .internalUse: Phrase("used by the store", "内部领用", "內部領用")
    case .transferIn: Phrase("from another store", "调入", "調入")
    case .transferOut: Phrase("to another store", "调出", "調出")
    case .supplierReturn: Phrase("back to the supplier", "退供应商", "退供應商")
    case .adjustment: Phrase("put right", "调整", "調整")
    case .sold: Phrase("sold", "销售", "銷售")
    case .usedUp: Phrase("used by a service", "服务耗用", "服務耗用")
    case .restocked: Phrase("brought back", "退货入库", "退貨入庫")
    case .reward: Phrase("given for points", "积分兑换", "積分兌換")
    }
  }

  static let labels = Dictionary(uniqueKeysWithValues: allCases.map { ($0.rawValue, $0.label) })
}

extension Heading {
  fileprivate init(_ name: String, _ label: Phrase, kind: ColumnKind = .text) {
    self.init(name: name, label: label, kind: kind)
  }

  fileprivate init(_ name: String, _ label: Phrase, decimals: Int, unit: String? = nil, isAmount: Bool = false) {
    self.init(name: name, label: label, kind: .number(decimals: decimals))
    (self.unit, self.isAmount, keepsDecimals) = (unit, isAmount, isAmount)
  }
}
