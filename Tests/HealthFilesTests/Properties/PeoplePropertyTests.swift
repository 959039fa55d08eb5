// Several people on one store: whatever they do in whatever order, what was committed as a fact stays, and git agrees.

import Foundation
import JSONSchema
import Testing

@testable import HealthFiles
@testable import hfile

@Suite struct PeoplePropertyTests {
  /// People at one till, taking turns by a seed.
  private final class Company {
    let first: Shell
    let shells: [Shell]
    var random: SeededRandom
    /// Facts that a commit was told to hold, as they were then.
    var facts: [String: JSON] = [:]
    var trace: [String] = []

    init(seed: UInt64) throws {
      first = try Shell.inPlainStore()
      random = SeededRandom(seed: seed)
      let others = ["陈刚 <stf-chen@sto-test>", "Grace <stf-grace@sto-test>"].map { [first] author in
        let shell = Shell(first.folder, world: first.world)
        shell.current = first.current
        shell.variables["HFILE_AUTHOR"] = author
        return shell
      }
      shells = [first] + others
    }

    func run(_ words: [String]) -> Shell.Answer {
      first.world.advance(Int64(random.below(90)))
      let answer = random.pick(shells).run(words)
      trace.append("\(words.joined(separator: " ")) -> \(answer.code)")
      return answer
    }

    func ids(_ type: String, _ flag: String = "--working") throws -> [String] {
      let store = try first.store()
      let state = flag == "--working" ? try store.workingSnapshot() : try store.snapshot()
      return try state.records(of: try #require(state.catalogue.types[type])).records.map(\.id)
    }
  }

  private func step(_ company: Company) throws {
    switch company.random.below(10) {
    case 0, 1:
      _ = company.run(["new", "footfall", "entries=\(company.random.below(50))", "minutes=60"])
    case 2:
      _ = company.run(["new", "product", "name=\(company.random.text())x", "price=\(company.random.below(90)).00"])
    case 3, 4:
      guard let id = try company.ids("product").randomElement(using: &company.random) else { return }
      let field = company.random.pick([
        "price=\(company.random.below(90)).50", "shelf=\(company.random.text())a", "tags[]=x",
      ])
      _ = company.run(["set", id, field])
    case 5:
      guard let id = try company.ids("product").randomElement(using: &company.random) else { return }
      _ = company.run(["remove", id])
    case 6: try importFacts(company)
    case 7: try editByHand(company)
    default: try commit(company)
    }
  }

  private func importFacts(_ company: Company) throws {
    let number = company.random.below(1000)
    try company.first.write(
      "time,entries,minutes\n2026-11-20T10:00:00+08:00,\(number),30\n2026-11-21T11:00:00+08:00,\(number),30\n",
      to: "../rows.csv")
    let path = company.first.folder.file("rows.csv")
    let answer = company.run(["import", "footfall", path, "--key", "time,entries"])
    #expect(answer.code == .done, "\(company.trace): \(answer.error)")
    try remember(company)
  }

  /// Somebody's editor: the last line of a daily file is touched, or its lines are turned round.
  private func editByHand(_ company: Company) throws {
    let store = try company.first.store()
    let state = try store.workingSnapshot()
    let paths = try state.paths().filter { $0.hasSuffix(".jsonl") }
    guard let path = paths.randomElement(using: &company.random) else { return }
    var lines = try company.first.read(path).split(separator: "\n").map(String.init)
    if company.random.below(2) == 0 { lines.reverse() }
    if company.random.below(2) == 0 { lines[0] = lines[0].replacing("\"minutes\":60", with: "\"minutes\":45") }
    try company.first.write(lines.map { $0 + "\n" }.joined(), to: path)
    company.trace.append("edit \(path)")
  }

  private func commit(_ company: Company) throws {
    let answer = company.run(["commit", "-m", "turn \(company.trace.count)"])
    #expect([.done, .found].contains(answer.code), "\(company.trace): \(answer.error)")
    try remember(company)
  }

  /// Facts of HEAD are those known before, some of them amended, and new ones.
  private func remember(_ company: Company) throws {
    let state = try company.first.store().snapshot()
    let type = try #require(state.catalogue.types["footfall"])
    let records = try state.records(of: type)
    #expect(records.problems.isEmpty)
    let now = Dictionary(uniqueKeysWithValues: records.records.map { ($0.id, $0.value) })
    let lost = company.facts.keys.filter { now[$0] == nil }
    #expect(lost.isEmpty, "lost \(lost) after \(company.trace)")
    for (id, value) in company.facts {
      #expect(now[id]?["entries"] == value["entries"], "\(id) after \(company.trace)")
    }
    company.facts = now
  }

  @Test(arguments: [1, 2, 20_261_121] as [UInt64]) func nothingCommittedIsLost(_ seed: UInt64) throws {
    let company = try Company(seed: seed)
    for _ in 0..<36 { try step(company) }
    try commit(company)
    let hint = "seed \(seed): \(company.trace)"
    #expect(!company.facts.isEmpty, "\(hint)")
    let fsck = try company.first.git("fsck --strict")
    #expect(fsck.status == 0 && fsck.error.isEmpty, "\(hint): \(fsck.error)")
    #expect(try company.first.git("status --porcelain").output.isEmpty, "\(hint)")
    #expect(company.first.run("check").code == .done, "\(hint)")
    let authors = try company.first.git("log --format=%ae").output.split(separator: "\n")
    #expect(Set(authors).count > 1, "\(hint)")
    let removed = try company.ids("product", "--committed") == company.ids("product")
    #expect(removed, "a removal did not reach HEAD, \(hint)")
  }
}
