import HealthFiles
import JSONSchema

/// The X or Z report of a shift.
struct ShiftText {
  private let totals: ShiftTotals
  private let shift: RecordType?
  private let sale: RecordType?
  private let language: Language

  init(_ totals: ShiftTotals, _ catalogue: Catalogue, _ language: Language) {
    self.totals = totals
    self.language = language
    shift = catalogue.types["shift"]
    sale = catalogue.types["sale"]
  }

  func write(_ invocation: Invocation) {
    if let format = invocation["--format"], format != "table" {
      invocation.console.write(Answer.bytes(json, format))
      return
    }
    for line in lines(width: invocation.console.isTerminal ? invocation.console.width : nil) {
      invocation.console.say(line)
    }
  }

  // MARK: text

  private func lines(width: Int?) -> [String] {
    let value = totals.shift.value
    let kind = totals.isOpen ? language.pick("X report", "X 报表", "X 報表") : language.pick("Z report", "Z 报表", "Z 報表")
    let until = value["closed"]?.stringValue.map { " – \(Self.minute($0))" } ?? ""
    var lines = ["\(kind)  \(totals.shift.id)  \(shift?.summary(of: value) ?? "")".trimmedEnd]
    lines.append("\(Self.minute(value["time"]?.stringValue ?? ""))\(until)")
    var sums = TextTable(
      ["", language.pick("Number", "笔数", "筆數"), language.pick("Amount", "金额", "金額")], numeric: [1, 2])
    sums.add([language.pick("Sales", "销售", "銷售"), String(totals.sales), amount(totals.sold)])
    sums.add([language.pick("Refunds", "退款", "退款"), String(totals.refunds), amount(-totals.refunded)])
    sums.add([language.pick("of which void", "其中作废", "其中作廢"), String(totals.voids), ""])
    sums.add([language.pick("Revenue", "营业额", "營業額"), "", amount(totals.sold - totals.refunded)])
    for (rate, tax) in totals.taxes.sorted(by: { $0.key < $1.key }) {
      sums.add([language.pick("tax at \(rate)", "税额 \(rate)", "稅額 \(rate)"), "", amount(tax)])
    }
    for (reason, taken) in totals.discounts.sorted(by: { $0.key < $1.key }) {
      let label = code(reason, sale, ["lines", "*", "discount", "reason"])
      sums.add([language.pick("discount: \(label)", "折扣：\(label)", "折扣：\(label)"), "", amount(taken)])
    }
    lines += sums.lines(width: width)
    lines += methods.lines(width: width)
    for (day, first, last) in totals.receipts {
      lines.append(language.pick("receipts", "小票号", "收據號碼") + " \(day): \(first)–\(last)")
    }
    return lines
  }

  private var methods: TextTable {
    var table = TextTable(
      [
        language.pick("Payment", "付款方式", "付款方式"), language.pick("Sold", "销售", "銷售"),
        language.pick("Refunded", "退款", "退款"), language.pick("Prepaid", "预付", "預付"),
        language.pick("Expected", "应有", "應有"), language.pick("Counted", "清点", "清點"),
        language.pick("Difference", "差额", "差額"),
      ], numeric: Set(1...6))
    for name in names {
      let method = totals.methods[name] ?? ShiftTotals.Method()
      let difference = method.counted.map { $0 - totals.expected(name) }
      table.add([
        code(name, sale, ["tenders", "*", "method"]), amount(method.sold), amount(-method.refunded),
        amount(method.prepaid), amount(totals.expected(name)), method.counted.map(amount) ?? "",
        difference.map(amount) ?? "",
      ])
    }
    return table
  }

  /// Cash first, which is always counted.
  private var names: [String] { ["cash"] + totals.methods.keys.filter { $0 != "cash" }.sorted() }

  private func amount(_ sum: Int64) -> String { Amount(minorUnits: sum, digits: totals.digits).text }

  private func code(_ code: String, _ type: RecordType?, _ tokens: [String]) -> String {
    type.map { Cell.text(.string(code), type: $0, at: JSONPointer(tokens), language) } ?? code
  }

  private static func minute(_ time: String) -> String {
    String(time.prefix(16).map { $0 == "T" ? " " : $0 })
  }

  // MARK: json

  private var json: JSON {
    func text(_ sum: Int64) -> JSON { .string(amount(sum)) }
    func number(_ count: Int) -> JSON { .number(JSONNumber(Int64(count))) }
    func sums(_ sums: [String: Int64]) -> JSON {
      .object(JSONObject(sums.sorted { $0.key < $1.key }.map { ($0.key, text($0.value)) }))
    }
    let methods = names.map { name -> (String, JSON) in
      let method = totals.methods[name] ?? ShiftTotals.Method()
      var value: JSON = [
        "sold": text(method.sold), "refunded": text(method.refunded), "prepaid": text(method.prepaid),
        "expected": text(totals.expected(name)),
      ]
      value["counted"] = method.counted.map(text)
      value["difference"] = method.counted.map { text($0 - totals.expected(name)) }
      return (name, value)
    }
    return [
      "shift": .string(totals.shift.id), "open": .bool(totals.isOpen), "sales": number(totals.sales),
      "sold": text(totals.sold), "refunds": number(totals.refunds), "voids": number(totals.voids),
      "refunded": text(totals.refunded), "taxes": sums(totals.taxes), "discounts": sums(totals.discounts),
      "openingFloat": text(totals.openingFloat), "methods": .object(JSONObject(methods)),
    ]
  }
}
