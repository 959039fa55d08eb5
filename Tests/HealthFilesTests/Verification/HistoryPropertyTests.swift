// Laws of verifying, on random histories: what is remembered changes no verdict, and the verdicts are those once found.

import Foundation
import Git
import JSONSchema
import Testing

@testable import ExampleStore
@testable import HealthFiles

@Suite struct HistoryPropertyTests {
  static let verdicts = "verdicts.txt"
  private let folder = TemporaryFolder()

  @Test func rememberingChangesNoVerdict() throws {
    let history = try SignedHistory(folder: folder.file("shop"))
    let genesis = history.tip
    let verifier = HistoryVerifier(history.store)
    for seed in 1...12 as ClosedRange<UInt64> {
      history.tip = genesis
      var random = try RandomHistory(history, seed: seed)
      let tip = try random.write(commits: 15)
      let whole = try verifier.verify(tip, forgets: true).findings
      let chain = try chain(tip, history.repository)
      var dice = SeededRandom(seed: seed)
      for commit in chain where dice.below(3) == 0 { _ = try verifier.verify(commit) }
      let last = try verifier.verify(tip)
      #expect(last.findings == whole, "seed \(seed)")
      #expect(last.commits == chain.count)
      let since = dice.pick(chain)
      let later = Set(chain.suffix(from: (chain.firstIndex(of: since) ?? 0) + 1))
      #expect(try verifier.verify(tip, since: since).findings == whole.filter { later.contains($0.commit) })
    }
  }

  private func chain(_ tip: ObjectID, _ repository: Repository) throws -> [ObjectID] {
    var chain = [tip]
    while let last = chain.last, let parent = Commit.links(in: try repository.commitBytes(last))?.parents.first {
      chain.append(parent)
    }
    return chain.reversed()
  }

  /// What was found in a few histories, by the place of the commit: changes only when a rule does.
  @Test func verdictsAreThoseOnceFound() throws {
    let history = try SignedHistory(folder: folder.file("shop"))
    let genesis = history.tip
    var text = ""
    for seed in 1...4 as ClosedRange<UInt64> {
      history.tip = genesis
      var random = try RandomHistory(history, seed: seed)
      let tip = try random.write(commits: 20)
      let chain = try chain(tip, history.repository)
      text += "history \(seed)\n"
      for finding in try HistoryVerifier(history.store).verify(tip, forgets: true).findings {
        let place = chain.firstIndex(of: finding.commit) ?? -1
        let what = [finding.signer, finding.subject].compactMap(\.self).joined(separator: " ")
        text += "  \(place)  \(what.isEmpty ? "" : what + ": ")\(finding.words(.english))\n"
      }
    }
    try Golden.check(Self.verdicts, text)
  }

  @Test func differencesDoNotDependOnMemory() throws {
    let type = try #require(ShippedSchema.catalogue.types["sale"])
    for seed in 1...60 as ClosedRange<UInt64> {
      var random = SeededRandom(seed: seed)
      var memory = FileMemory()
      var texts: [ObjectID: [UInt8]] = [:]
      var last: ObjectID?
      for _ in 0..<20 {
        let lines = (0..<random.below(8)).map { _ in randomLine(&random) }
        let text = Array(lines.joined(separator: random.below(9) == 0 ? "\n\n" : "\n").utf8)
        let next = try ObjectID.blob(hashing: text)
        texts[next] = text
        let read = { (id: ObjectID) throws(GitError) in texts[id] ?? [] }
        var fresh = FileMemory()
        let path = "sales/2026/11/2026-11-21.a7.jsonl"
        let one = try memory.difference(of: path, type: type, from: last, to: next, read: read)
        let other = try fresh.difference(of: path, type: type, from: last, to: next, read: read)
        #expect(summary(one) == summary(other))
        last = next
      }
    }
  }

  private func randomLine(_ random: inout SeededRandom) -> String {
    random.below(12) == 0 ? "{\"id\"" : "{\"id\":\"sal-\(random.below(5))\",\"total\":\(random.below(3))}"
  }

  private func summary(_ difference: FileDifference) -> [String] {
    difference.records.map { "\($0.id) \($0.old?.text(.compact) ?? "") \($0.new?.text(.compact) ?? "")" }.sorted()
      + difference.repeated.sorted() + [difference.unreadable == nil ? "" : "unreadable"]
  }
}
