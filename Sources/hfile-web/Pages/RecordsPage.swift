import HealthFiles
import JSONSchema
import hfile

/// The records of a type, a page at a time, asked for in the language of `hfile list`.
///
/// Types of many records say in their paths of which day each is. Those are looked through from the latest day back,
/// so much at once; a link leads on from there.
struct RecordsPage {
  private let visit: Visit
  private let type: RecordType
  private let number: Int
  private let first: BusinessDay?
  private let last: BusinessDay?

  /// Rows of a page.
  private static let rows = 50
  /// Records that are looked through for one page.
  private static let limit = 20_000

  init(_ visit: Visit, _ type: RecordType) {
    self.visit = visit
    self.type = type
    number = min(max(1, visit.address["page"].flatMap { Int($0) } ?? 1), Self.limit / Self.rows)
    first = visit.address["from"].flatMap { BusinessDay($0) }
    last = visit.address["to"].flatMap { BusinessDay($0) }
  }

  private var hasDays: Bool { type.layout == .daily || type.layout == .dated }

  func make() throws(PageError) -> Page {
    var page = Page(type.plural[visit.language], "records")
    page.crumbs = [(visit.words["records"], .types)]
    page.view = form
    let found: Found
    do throws(StoreError) {
      found = try find()
    } catch {
      guard let problem = Self.text(of: error, visit.language) else { throw .store(error) }
      page.status = 400
      page.view["problem"] = problem
      page.json = ["error": 400, "message": .string(problem)]
      return page
    }
    let start = (number - 1) * Self.rows
    let shown = Array(found.records.dropFirst(start).prefix(Self.rows))
    let table = RecordTable(type: type, columns: type.columns, records: shown)
    page.json = table.json(visit.state.sourceJSON)
    page.order = table.order
    page.lines = table.commaSeparated
    let hasMore = found.records.count > start + shown.count
    if hasMore { page.json["next"] = .string(visit.address.asking("page", String(number + 1)).text) }
    page.view["table"] = view(shown)
    page.view["empty"] = shown.isEmpty
    page.view["problems"] = found.problems.prefix(5).map { $0.sentence(visit.language) }
    page.view["pager"] = pager(hasMore: hasMore, start: start, count: shown.count)
    page.view["further"] = further(found, hasMore)
    return page
  }

  // MARK: finding

  private struct Found {
    var records: [Record] = []
    var problems: [Problem] = []
    var earlier: BusinessDay?
  }

  private func find() throws(StoreError) -> Found {
    let conditions = visit.address.all("where")
    let sort = visit.address["sort"].map { [$0] } ?? []
    let source = VisibleSource(visit)
    let listing = try Listing(type: type, in: source, conditions: conditions, sort: sort, columns: nil)
    let wanted = number * Self.rows + 1
    var found = Found(earlier: last)
    var examined = 0
    repeat {
      let limit = sort.isEmpty ? max(wanted, 1_000) : Self.limit
      let latest = try visit.state.latestRecords(of: type, upTo: found.earlier, from: first, limit: limit)
      examined += latest.records.count
      let chosen = try listing.choose(from: latest.records, in: source, limit: nil)
      // Whatever has a time is read from the newest on; everything else as `hfile list` orders it.
      found.records += sort.isEmpty && hasDays ? chosen.records.reversed() : chosen.records
      found.problems += latest.problems + chosen.problems
      found.earlier = latest.earlier
    } while found.earlier != nil && examined < Self.limit && found.records.count < wanted
    return found
  }

  /// What is wrong with what was asked, the place under a caret; nil when something else is.
  static func text(of error: StoreError, _ language: Language) -> String? {
    switch error {
    case .expression(let text, let column, _):
      let words = error.words(language) ?? ""
      return "\(words)\n\n  \(text)\n  \(String(repeating: " ", count: column))^"
    case .notFound(kind: .field, _, _):
      return [error.words(language), error.hint(language)].compactMap { $0 }.joined(separator: "\n")
    default: return nil
    }
  }

  // MARK: showing

  private var form: View {
    let chosen = visit.address["sort"] ?? ""
    let name = chosen.hasPrefix("-") ? String(chosen.dropFirst()) : chosen
    let options = type.columns.flatMap { pointer -> [View] in
      let field = pointer.tokens.joined(separator: ".")
      let title = type.title(of: pointer, visit.language)
      return [
        ["value": field, "text": title, "chosen": name == field && chosen == field],
        ["value": "-" + field, "text": "\(title) (\(visit.words["falling"]))", "chosen": chosen == "-" + field],
      ]
    }
    return [
      "action": visit.link(.records(type: type.name)),
      "condition": visit.address.all("where").joined(separator: " and "),
      "options": options, "hasDays": hasDays, "from": first.map { "\($0)" } ?? "", "to": last.map { "\($0)" } ?? "",
      "problem": false, "table": false, "empty": false, "pager": false, "further": false, "problems": [String](),
    ]
  }

  private func view(_ records: [Record]) -> View {
    let numeric = type.columns.map { type.field(at: $0)?.isNumeric ?? false }
    let heads = zip(type.columns, numeric).map { pointer, numeric -> View in
      ["text": type.title(of: pointer, visit.language), "numeric": numeric]
    }
    return [
      "caption": type.plural[visit.language], "heads": heads,
      "rows": records.map { record -> View in
        let fields = FieldsView(record: record, type: type, visit: visit)
        let cells = zip(fields.columns, numeric).map { column, numeric in
          var cell = column
          cell.isNumeric = numeric
          return cell
        }
        let href = Address.isPart(record.id) ? visit.link(.record(type: type.name, id: record.id)) : nil
        return ["id": ShownID(id: record.id, href: href), "cells": cells]
      },
    ]
  }

  private func pager(hasMore: Bool, start: Int, count: Int) -> View {
    let words = visit.words
    var links: [View] = []
    if number > 1 {
      let page = number == 2 ? nil : String(number - 1)
      links.append(["rel": "prev", "text": words["later"], "href": visit.address.asking("page", page).text])
    }
    if hasMore, number < Self.limit / Self.rows {
      let page = String(number + 1)
      links.append(["rel": "next", "text": words["earlier"], "href": visit.address.asking("page", page).text])
    }
    return ["range": count == 0 ? "" : "\(start + 1)–\(start + count)", "links": links, "hasLinks": !links.isEmpty]
  }

  /// Where to go on when not all days were looked through.
  private func further(_ found: Found, _ hasMore: Bool) -> View? {
    guard let day = found.earlier, !hasMore else { return nil }
    return ["href": visit.address.asking("page", nil).asking("to", "\(day)").text, "day": "\(day)"]
  }
}

extension Problem {
  /// Where it is and what it is.
  func sentence(_ language: Language) -> String {
    let text = place.text
    return (text.isEmpty ? "" : text + ": ") + fact.words(language)
  }
}
