import HealthFiles
import JSONSchema

/// The points of a member as people and programs read them.
struct PointsText {
  private let account: PointsAccount
  private let entry: RecordType?
  private let sale: RecordType?
  private let language: Language

  init(_ account: PointsAccount, _ catalogue: Catalogue, _ language: Language) {
    self.account = account
    self.language = language
    entry = catalogue.types["points-entry"]
    sale = catalogue.types["sale"]
  }

  // MARK: lots

  func write(_ invocation: Invocation) {
    let console = invocation.console
    if let format = invocation["--format"], format != "table" {
      console.write(Answer.bytes(json, format))
      return
    }
    var table = TextTable(
      [
        language.pick("Day", "日期", "日期"), language.pick("For", "来源", "來源"), "id",
        language.pick("Rules of", "规则版本", "規則版本"), language.pick("Given", "获得", "獲得"),
        language.pick("Used", "已用", "已用"), language.pick("Taken back", "收回", "收回"),
        language.pick("Expired", "过期", "過期"), language.pick("Left", "剩余", "剩餘"),
        language.pick("Until", "有效期至", "有效期至"),
      ], numeric: Set(4...8))
    for lot in account.lots {
      table.add([
        lot.day.description, kind(lot.kind), lot.source, lot.rules?.description ?? "-", String(lot.given),
        String(lot.spent), String(lot.reversed), String(lot.expired), String(lot.left), lot.expires.description,
      ])
    }
    for line in table.lines(width: console.isTerminal ? console.width : nil) { console.say(line) }
    for line in summary { console.say(line) }
  }

  private var summary: [String] {
    var lines = [
      language.pick("balance", "余额", "餘額") + " \(account.balance)"
        + (account.owed > 0 ? language.pick(", owed \(account.owed)", "，欠 \(account.owed)", "，欠 \(account.owed)") : "")
    ]
    if let tier = account.tier {
      var parts = [tier.label[language]]
      if let percent = tier.discountPercent { parts.append("-\(percent) %") }
      parts += tier.benefits
      lines.append(
        language.pick("tier", "等级", "等級") + " " + parts.joined(separator: language.pick(", ", "、", "、"))
          + " (\(account.tierSum))")
    }
    return lines
  }

  private func kind(_ kind: String) -> String {
    if kind == "sale" { return sale?.label[language] ?? kind }
    return entry.map { Cell.text(.string(kind), type: $0, at: JSONPointer(["kind"]), language) } ?? kind
  }

  // MARK: statement

  func writeStatement(_ invocation: Invocation, days: ClosedRange<BusinessDay>?) {
    let console = invocation.console
    let lines = account.statement.filter { days?.contains($0.day) ?? true }
    if let format = invocation["--format"], format != "table" {
      var answer = json
      answer["statement"] = .array(lines.map(Self.json))
      console.write(Answer.bytes(answer, format))
      return
    }
    var table = TextTable(
      [
        language.pick("Day", "日期", "日期"), language.pick("What", "事项", "事項"), "id",
        language.pick("Amount", "金额", "金額"), language.pick("Points", "积分", "積分"),
        language.pick("Balance", "余额", "餘額"),
      ], numeric: Set(3...5))
    for line in lines {
      table.add([
        line.day.description, movement(line), line.source, line.amount?.text ?? "",
        line.points == 0 ? "" : (line.points > 0 ? "+" : "") + String(line.points), String(line.balance),
      ])
    }
    for line in table.lines(width: console.isTerminal ? console.width : nil) { console.say(line) }
    for line in summary { console.say(line) }
  }

  private func movement(_ line: PointsAccount.StatementLine) -> String {
    switch line.kind {
    case .earned: language.pick("bought", "消费", "消費")
    case .given: kind(line.entryKind ?? "")
    case .spent: language.pick("points used", "使用积分", "使用積分")
    case .returned: language.pick("points given back", "退回积分", "退回積分")
    case .reversed: language.pick("refund", "退款", "退款")
    case .expired: language.pick("expired", "积分过期", "積分過期")
    case .owed: language.pick("owed points settled", "抵扣欠分", "抵扣欠分")
    }
  }

  // MARK: json

  private static func number(_ value: Int64) -> JSON { .number(JSONNumber(value)) }

  private static func json(_ line: PointsAccount.StatementLine) -> JSON {
    var value: JSON = [
      "day": .string(line.day.description), "movement": .string(line.kind.rawValue), "source": .string(line.source),
      "points": number(line.points), "balance": number(line.balance),
    ]
    value["amount"] = line.amount.map { .string($0.text) }
    return value
  }

  private var json: JSON {
    var answer: JSON = [
      "member": .string(account.member), "day": .string(account.day.description),
      "balance": Self.number(account.balance), "owed": Self.number(account.owed),
    ]
    answer["tier"] = account.tier.map { .string($0.code) }
    answer["lots"] = .array(
      account.lots.map { lot in
        var value: JSON = [
          "source": .string(lot.source), "for": .string(lot.kind), "day": .string(lot.day.description),
          "given": Self.number(lot.given), "spent": Self.number(lot.spent), "reversed": Self.number(lot.reversed),
          "expired": Self.number(lot.expired), "left": Self.number(lot.left), "until": .string(lot.expires.description),
        ]
        value["rules"] = lot.rules.map { .string($0.description) }
        return value
      })
    return answer
  }
}
