// Rows written straight from their cells and rows read as trees make the same commit, and are refused in the same
// words.

import Foundation
import JSONSchema
import Testing

@testable import HealthFiles
@testable import hfile

@Suite struct ImportPropertyTests {
  private static let header =
    "id,day,time,receiptNumber,member,staff,lines.0.product,lines.0.quantity,lines.0.unitPrice,lines.0.amount,"
    + "lines.1.product,lines.1.quantity,lines.1.unitPrice,lines.1.amount,tenders.0.method,tenders.0.amount,total,notes"

  /// A store with two members of staff and three products, and a world of its own that always draws the same bits.
  private func shell() throws -> Shell {
    let shell = try Shell.inPlainStore()
    for name in ["lin", "wang"] { shell.run("new staff id=\(name) name=\(name) role=therapist hired=2026-01-01") }
    for name in ["tea", "oil", "cup"] { shell.run("new product id=\(name) name=\(name) price=12.00") }
    shell.run("commit -m base")
    return shell
  }

  private func row(_ number: Int, _ random: inout SeededRandom, oddness: Int) -> [String] {
    let day = 18 + random.below(4)
    let isGiven = random.below(3) == 0
    var cells = [
      isGiven ? "sal-202611\(day)-00-\(RecordID.code(bits: random.next()))" : "", "2026-11-\(day)",
      "2026-11-\(day)T1\(random.below(10)):0\(random.below(10)):00+08:00", "\(number + 1)", "",
      random.pick(["stf-lin", "stf-wang", ""]), random.pick(["prd-tea", "prd-oil"]), "\(1 + random.below(3))",
      "12.00", "24.00", "", "", "", "", random.pick(["cash", "card"]), "24.00", "24.00",
      random.pick(["", "plain", "\"quoted, 足浴\""]),
    ]
    if random.below(3) == 0 { cells.replaceSubrange(10..<14, with: ["prd-cup", "1", "5.00", "5.00"]) }
    guard random.below(100) < oddness else { return cells }
    let odd: [(Int, [String])] = [
      (2, ["2026-11-20T12:00:00Z", "soon", "", "2026-11-20T12:00:00.5+08:00"]), (3, ["1", "0", "1.0", "01", "x"]),
      (5, ["stf-gone", "prd-tea", "lin"]), (6, ["", "prd-gone"]), (7, ["-1", "1e1", "0.5", "2.50"]),
      (8, ["12", "12.5", "012.00", "1,5"]), (14, ["现金", "Cash", "gold", ""]), (16, ["", "-1.00"]),
      (17, ["\"a \"\"b\"\" c\"", "tab\t", "back\\slash", "\"line\nbreak\""]), (11, ["3"]), (4, ["mem-00000000"]),
      (0, ["sal-20261119-b2-00000001", "sal-2026", "stf-lin", "sal-20261119-00-4f0q9t7i"]),
      (1, ["", "2026-11-19", "20261119", "2026-13-01"]),
    ]
    let (column, values) = random.pick(odd)
    cells[column] = random.pick(values)
    if random.below(20) == 0 { cells.removeLast() }
    return cells
  }

  private func table(_ random: inout SeededRandom, oddness: Int) -> String {
    var rows = (0..<60).map { row($0, &random, oddness: oddness) }
    if oddness > 0 { rows += [rows[7], rows[9]] }
    if random.below(2) == 0 { rows.shuffle(using: &random) }
    return rows.map { $0.joined(separator: ",") + random.pick(["\n", "\r\n", "\n\n"]) }.joined()
  }

  @Test(arguments: [0, 0, 3, 30, 60]) func certainAndCarefulAgree(_ oddness: Int) throws {
    var random = SeededRandom(seed: UInt64(oddness) + 11)
    for round in 0..<4 {
      let text = Self.header + "\n" + table(&random, oddness: oddness)
      var answers: [String] = []
      for isCareful in [false, true] {
        let shell = try shell()
        let store = try shell.store()
        for again in [text, text.replacingOccurrences(of: "12.00,24.00", with: "12.00,36.00"), text] {
          let file = ForeignFile(name: "till.csv", bytes: Array(again.utf8), isJSON: false)
          var request = ImportRequest(file, type: "sale", message: "import", author: FixedWorld.author)
          if round % 2 == 0 { request.options.key = ["time", "receiptNumber"] }
          request.skipsInvalid = true
          request.isCareful = isCareful
          let result = try store.importRecords(request)
          answers.append(
            "\(result.added) \(result.amended) \(result.unchanged) \(result.rejected.sorted { $0.key < $1.key })"
              + result.problems.map { "\($0.place.text) \($0.fact.words(.english))" }.joined(separator: "\n"))
        }
        answers.append(try shell.git("ls-tree -r HEAD sales").output)
        #expect(try shell.git("fsck --strict").status == 0)
        #expect(try shell.git("status --porcelain").output.isEmpty)
      }
      for (certain, careful) in zip(answers[..<4], answers[4...]) { #expect(certain == careful, "round \(round)") }
    }
  }

  @Test func sortedRowsAreWrittenByTheTemplate() throws {
    let shell = try shell()
    let store = try shell.store()
    var random = SeededRandom(seed: 1)
    let bytes = Array((Self.header + "\n" + table(&random, oddness: 0)).utf8)
    let file = ForeignFile(name: "till.csv", bytes: bytes, isJSON: false)
    let state = try store.snapshot()
    let type = try #require(state.catalogue.types["sale"])
    let meaning = try RowMeaning(file, type, ImportOptions(), state.profile, store.environment)
    let references = try #require(try KnownReferences(meaning, state))
    let index = try RowIndex(file, meaning, progress: { _ in })
    #expect(index.rows.count == 60 && index.groups.count == 4)
    let request = ImportRequest(file, type: "sale", message: "", author: FixedWorld.author)
    var day = try DayImport(request, index, meaning, state, references)
    for group in index.groups { #expect(try day.isCertain(group), "\(group.day)") }
  }
}
