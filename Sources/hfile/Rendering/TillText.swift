import HealthFiles
import JSONSchema

/// The screen of a till as lines: the basket above, what is typed and what it may mean below, the keys at the bottom.
struct TillText {
  /// A line, and how it stands out.
  struct Line: Hashable {
    enum Look: Hashable { case plain, strong, chosen, faint }
    var text: String
    var look = Look.plain
  }

  let desk: TillDesk
  let language: Language
  let columns: Int
  let rows: Int

  private var till: Till { desk.till }
  private var catalogue: Catalogue { desk.state.catalogue }

  // MARK: the whole

  /// The lines from top to bottom, and where in them the cursor stands.
  var lines: (all: [Line], cursor: (row: Int, column: Int)) {
    let rule = Line(text: String(repeating: "─", count: columns), look: .faint)
    let keys = wrapped(TillWords.keys(till, language).joined(separator: " · ")).map { Line(text: $0, look: .faint) }
    let notice = notice
    let free = rows - keys.count - notice.count - sums.count - 4
    let list = window(choices, around: till.choice, rows: min(choices.count, max(1, free / 2)))
    let room = max(1, free - list.count)
    var lines = [Line(text: cut(head)), rule]
    lines += padded(till.isEmpty ? last : basket, to: room) + sums + [rule] + notice
    let row = lines.count
    let prompt = TillWords.prompt(till, language) + " " + shown
    lines += [Line(text: cut(prompt))] + list
    lines += Array(repeating: Line(text: ""), count: max(0, rows - keys.count - lines.count))
    return (Array((lines + keys).prefix(rows)), (min(row, rows - 1), min(DisplayWidth.of(prompt), columns - 1)))
  }

  /// What a terminal is sent; with `isPlain` nothing stands out but by its place.
  func bytes(isPlain: Bool) -> [UInt8] {
    let (all, cursor) = lines
    var text = "\u{1B}[?25l\u{1B}[H"
    for (number, line) in all.enumerated() {
      let shown = line.look == .chosen ? DisplayWidth.pad(line.text, to: columns) : line.text
      text += number == 0 ? "\u{1B}[K" : "\r\n\u{1B}[K"
      text += isPlain ? shown : Self.looks[line.look, default: ""] + shown + "\u{1B}[0m"
    }
    text += "\u{1B}[J\u{1B}[\(cursor.row + 1);\(cursor.column + 1)H\u{1B}[?25h"
    return Array(text.utf8)
  }

  private static let looks: [Line.Look: String] = [.strong: "\u{1B}[1m", .chosen: "\u{1B}[7m", .faint: "\u{1B}[2m"]

  // MARK: parts

  private var head: String {
    let shift = desk.shift ?? language.pick("no shift is open", "尚未开班", "尚未開班")
    return [desk.state.profile.name, desk.device, desk.recorder, shift].compactMap(\.self).joined(separator: " · ")
  }

  private var isWide: Bool { columns >= 64 }

  private var basket: [Line] {
    guard let quote = till.quote else { return till.order.items.map { Line(text: cut("   \($0.text)")) } }
    return quote.lines.enumerated().map { number, line in
      let isChosen = number == till.line && till.step != .pay
      let taken = line.discount.map { "-\($0.text)" } ?? ""
      var right = DisplayWidth.pad(line.amount.text, to: 10, right: true)
      if isWide {
        let count = "\(line.count) × \(line.unitPrice.text)"
        right = DisplayWidth.pad(count, to: 18, right: true) + DisplayWidth.pad(taken, to: 10, right: true) + right
      } else {
        right = DisplayWidth.pad("×\(line.count)\(taken.isEmpty ? "" : " %")", to: 7, right: true) + right
      }
      let left = "\(isChosen ? ">" : " ")\(number + 1) \(Safe.line(line.name))"
      return Line(text: split(left, right), look: isChosen ? .chosen : .plain)
    }
  }

  /// What was sold last, while nothing new is begun.
  private var last: [Line] {
    guard let sold = desk.sold else { return [] }
    var lines = [
      Line(text: cut("\(language.pick("Sold", "已售", "已售")) \(sold.number)  \(currency) \(sold.total.text)"))
    ]
    if sold.change.minorUnits > 0 {
      let change = "\(language.pick("Change", "找零", "找零"))  \(currency) \(sold.change.text)"
      lines.append(Line(text: cut(change), look: .strong))
    }
    for (name, count) in sold.missing {
      let words = language.pick("on hand; count it", "现有库存，请盘点", "現有庫存，請盤點")
      lines.append(Line(text: cut("! \(Safe.line(name)): \(count) \(words)")))
    }
    return lines
  }

  private var currency: String { desk.state.profile.currency?.code ?? "" }

  private var sums: [Line] {
    var lines: [Line] = []
    if let member = till.order.member {
      let points = till.quote?.points.map { " · \($0) \(language.pick("points", "积分", "積分"))" } ?? ""
      let title = language.pick("Member", "会员", "會員")
      lines.append(Line(text: cut("\(title)  \(desk.name(of: member))\(points)")))
    }
    let others = till.order.coupons + till.order.vouchers + (till.order.points.map { ["\($0)"] } ?? [])
    if !others.isEmpty {
      lines.append(
        Line(text: cut("\(language.pick("Used", "使用", "使用"))  \(Safe.line(others.joined(separator: ", ")))")))
    }
    let shown = till.step == .pay ? till.payment ?? till.quote : till.quote
    guard let shown, !till.order.items.isEmpty else { return lines }
    for payment in till.order.payments {
      lines.append(Line(text: split(label(payment.method), payment.amount ?? "")))
    }
    lines.append(
      Line(text: split(language.pick("Total", "合计", "合計"), "\(currency) \(shown.total.text)"), look: .strong))
    if shown.change.minorUnits > 0 {
      lines.append(Line(text: split(language.pick("Change", "找零", "找零"), shown.change.text), look: .strong))
    }
    // Before an amount is typed, what the payments so far leave is what is to be asked for.
    let due = till.text.isEmpty ? till.quote?.due ?? shown.due : shown.due
    if due.minorUnits > 0 {
      lines.append(Line(text: split(language.pick("Still due", "尚欠", "尚欠"), due.text), look: .strong))
    }
    return lines
  }

  private var notice: [Line] {
    till.notice.map { notice in
      TillWords.notice(notice, language).flatMap { wrapped($0).prefix(2) }.prefix(4).map {
        Line(text: $0, look: .strong)
      }
    } ?? []
  }

  private var choices: [String] {
    switch till.step {
    case .pay: till.methods.map(label)
    case .discount: Till.reasons.map { label($0, ["lines", "*", "discount", "reason"]) }
    default:
      till.matches.map { entry in
        [entry.codes.first ?? "", entry.name, entry.detail].map(Safe.line).joined(separator: "  ")
      }
    }
  }

  private func label(_ method: String) -> String { label(method, ["tenders", "*", "method"]) }

  private func label(_ code: String, _ tokens: [String]) -> String {
    catalogue.types["sale"].map { Cell.text(.string(code), type: $0, at: JSONPointer(tokens), language) } ?? code
  }

  private var shown: String {
    let count = till.count.map { "\($0) × " } ?? ""
    return count + (till.isSecret ? String(repeating: "*", count: till.text.count) : Safe.line(till.text))
  }

  // MARK: fitting

  private func cut(_ text: String) -> String { DisplayWidth.cut(Safe.line(text), to: columns) }

  private func split(_ left: String, _ right: String) -> String {
    let room = max(0, columns - DisplayWidth.of(right) - 1)
    return cut(DisplayWidth.pad(DisplayWidth.cut(left, to: room), to: room + 1) + right)
  }

  /// The last lines where there are too many; the chosen one among them.
  private func padded(_ lines: [Line], to count: Int) -> [Line] {
    let chosen = lines.firstIndex { $0.look == .chosen } ?? lines.count - 1
    let first = max(0, min(lines.count - count, chosen))
    let shown = lines.dropFirst(first).prefix(count)
    return Array(shown) + Array(repeating: Line(text: ""), count: count - shown.count)
  }

  private func window(_ choices: [String], around choice: Int, rows: Int) -> [Line] {
    let first = max(0, min(choices.count - rows, choice - rows / 2))
    return choices.enumerated().dropFirst(first).prefix(rows).map { number, text in
      let isChosen = number == choice
      return Line(text: cut((isChosen ? "> " : "  ") + text), look: isChosen ? .chosen : .plain)
    }
  }

  /// Breaks a text between words, where there are some.
  private func wrapped(_ text: String) -> [String] {
    var lines: [String] = []
    for word in Safe.line(text).split(separator: " ") {
      if let last = lines.last, DisplayWidth.of(last) + 1 + DisplayWidth.of(String(word)) <= columns {
        lines[lines.count - 1] = last + " " + word
      } else {
        lines.append(DisplayWidth.cut(String(word), to: columns))
      }
    }
    // What belongs together was kept together.
    return lines.map { $0.replacing("\u{A0}", with: " ") }
  }
}
