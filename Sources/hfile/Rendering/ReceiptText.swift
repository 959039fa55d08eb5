import HealthFiles
import JSONSchema

/// A receipt as a printer of 42 columns and as a page show it.
struct ReceiptText {
  private static let width = 42

  private let receipt: Receipt
  private let type: RecordType?
  private let language: Language
  /// Cash handed back, where it is known: no record holds it.
  var change: Amount?
  /// Points earned with it, and the balance after it.
  var points: (earned: Int64, balance: Int64)?

  init(_ receipt: Receipt, _ catalogue: Catalogue, _ language: Language) {
    self.receipt = receipt
    self.language = language
    type = catalogue.types[receipt.record.type]
  }

  // MARK: text

  /// The lines for a printer.
  var lines: [String] {
    let rule = String(repeating: "-", count: Self.width)
    var lines = receipt.header.map(Self.centred)
    if isRefund { lines.append(Self.centred(title)) }
    lines += [rule, Self.split(receipt.number, time), rule]
    for line in receipt.lines { lines += text(of: line) }
    lines.append(rule)
    lines += sums.map { Self.split($0.label, $0.value) }
    return lines
  }

  private func text(of line: Receipt.Line) -> [String] {
    let full = line.amount.minorUnits + (line.discount?.minorUnits ?? 0)
    let price = Amount(minorUnits: full, digits: line.amount.digits).text
    var lines = Self.wrapped(line.name)
    lines.append(Self.split("  \(line.quantity) × \(line.unitPrice.text)", price))
    if let discount = line.discount {
      lines.append(Self.split("  \(reason(line))", "-\(discount.text)"))
    }
    return lines
  }

  /// A text on the left and one on the right; the left is cut where both are too long.
  private static func split(_ left: String, _ right: String) -> String {
    let room = width - DisplayWidth.of(right) - 1
    return DisplayWidth.pad(DisplayWidth.cut(Safe.line(left), to: room), to: room + 1) + right
  }

  private static func centred(_ text: String) -> String {
    let cut = DisplayWidth.cut(Safe.line(text), to: width)
    return String(repeating: " ", count: (width - DisplayWidth.of(cut)) / 2) + cut
  }

  private static func wrapped(_ text: String) -> [String] {
    var lines = [""]
    for letter in Safe.line(text) {
      if DisplayWidth.of(lines[lines.count - 1] + String(letter)) > width { lines.append("") }
      lines[lines.count - 1].append(letter)
    }
    return lines
  }

  // MARK: content

  private var isRefund: Bool { receipt.record.type == "refund" }
  private var title: String { type?.label[language] ?? receipt.record.type }

  private var time: String {
    String((receipt.record.value["time"]?.stringValue ?? "").prefix(16).replacing("T", with: " "))
  }

  private func reason(_ line: Receipt.Line) -> String {
    label(line.value["discount"]?["reason"], ["lines", "*", "discount", "reason"])
  }

  private func label(_ code: JSON?, _ tokens: [String]) -> String {
    type.map { Cell.text(code, type: $0, at: JSONPointer(tokens), language) } ?? code?.plainText ?? ""
  }

  /// Total, tax, payments, change and points.
  private var sums: [(label: String, value: String)] {
    let total = language.pick(isRefund ? "Refunded" : "Total", isRefund ? "退款合计" : "合计", isRefund ? "退款合計" : "合計")
    var sums = [(total, "\(receipt.currency) \(receipt.total.text)")]
    for (rate, amount) in receipt.taxes {
      let name = language.pick("of which tax", "其中税额", "其中稅額")
      sums.append(("  \(name) \(percent(rate))", amount.text))
    }
    for part in receipt.record.value["tenders"]?.arrayValue ?? [] {
      var name = label(part["method"], ["tenders", "*", "method"])
      if let points = part["points"]?.integerValue { name += " (\(points))" }
      if let reference = part["reference"]?.stringValue { name += " \(reference)" }
      sums.append((name, part["amount"]?.stringValue ?? ""))
    }
    if let change, change.minorUnits > 0 { sums.append((language.pick("Change", "找零", "找零"), change.text)) }
    if let points {
      sums.append((language.pick("Points earned", "本次积分", "本次積分"), String(points.earned)))
      sums.append((language.pick("Points balance", "积分余额", "積分餘額"), String(points.balance)))
    }
    return sums
  }

  private func percent(_ rate: String) -> String {
    guard let amount = Amount(rate, digits: rate.split(separator: ".").last.map(\.utf8.count) ?? 0) else { return rate }
    var text = Amount(minorUnits: amount.minorUnits * 100, digits: amount.digits).text
    while text.contains("."), text.hasSuffix("0") { text.removeLast() }
    return (text.hasSuffix(".") ? String(text.dropLast()) : text) + " %"
  }

  // MARK: page

  /// The receipt as a page that needs nothing beside it.
  var page: String {
    let head = receipt.header.map { "<p class=\"head\">\(Self.escaped($0))</p>" }.joined(separator: "\n")
    let rows = receipt.lines.map { line in
      let taken = line.discount.map { "<br><small>\(Self.escaped(reason(line))) -\($0.text)</small>" } ?? ""
      return
        "<tr><td>\(Self.escaped(line.name))<br><small>\(line.quantity) × \(line.unitPrice.text)</small>\(taken)</td>"
        + "<td>\(line.amount.text)</td></tr>"
    }
    let sums = sums.map { "<tr><th>\(Self.escaped($0.label))</th><td>\(Self.escaped($0.value))</td></tr>" }
    return """
      <!DOCTYPE html>
      <html lang="\(language.rawValue)">
      <head>
      <meta charset="utf-8">
      <title>\(Self.escaped("\(title) \(receipt.number)"))</title>
      <style>
      body { font: 14px/1.4 sans-serif; width: 20em; margin: 1em auto; }
      .head { text-align: center; margin: 0; }
      table { width: 100%; border-collapse: collapse; border-top: 1px dashed; margin-top: .5em; }
      td, th { text-align: left; font-weight: normal; padding: .2em 0; vertical-align: top; }
      td:last-child { text-align: right; }
      </style>
      </head>
      <body>
      \(head)
      <p>\(Self.escaped(title)) \(Self.escaped(receipt.number))<br><time>\(Self.escaped(time))</time></p>
      <table>
      \(rows.joined(separator: "\n"))
      </table>
      <table>
      \(sums.joined(separator: "\n"))
      </table>
      </body>
      </html>

      """
  }

  private static func escaped(_ text: String) -> String {
    var result = ""
    for letter in Safe.line(text) {
      switch letter {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      default: result.append(letter)
      }
    }
    return result
  }
}
