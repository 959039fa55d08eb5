import Git
import JSONSchema
import Testing

@testable import HealthFiles
@testable import hfile

/// What a store says about one record over time.
@Suite struct RecordVersionsTests {
  private let shell = Shell.inStore()

  private func history(holding key: Bool = false) throws -> StoreHistory {
    let store = try shell.store()
    if key { store.unlock(try Shell.holder()) }
    return StoreHistory(store)
  }

  private func commit(_ lines: String...) {
    for line in lines { #expect(shell.run(line).code == .done, "\(line)") }
    #expect(shell.run("commit -m '\(lines.count) changes'").code == .done)
  }

  @Test func versionsAreNewestFirstAndFieldsHaveTheirCommits() throws {
    commit("new product id=tea name=Tea price=42.00")
    commit("set prd-tea price=45.00")
    commit("new product id=oil name=Oil price=9.00")
    commit("set prd-tea name='Green tea'", "set prd-oil price=10.00")
    let history = try history()
    let versions = try history.versions(of: "prd-tea")
    #expect(versions.map(\.change.act) == [.amend, .amend, .add])
    #expect(versions.map { $0.change.fields.map(\.pointer.description) } == [["/name"], ["/price"], []])
    #expect(try history.versions(of: "prd-tea", limit: 1).map(\.commit.id) == [versions[0].commit.id])
    let before = try history.versions(of: "prd-tea", at: versions[1].commit.id)
    #expect(before.map(\.commit.id) == versions.dropFirst().map(\.commit.id))
    let origins = try history.blame(of: "prd-tea")
    let commits = Dictionary(uniqueKeysWithValues: origins.map { ($0.pointer.description, $0.commit.id) })
    #expect(commits["/name"] == versions[0].commit.id && commits["/price"] == versions[1].commit.id)
    #expect(commits["/id"] == versions[2].commit.id)
    #expect(try history.blame(of: "prd-tea", at: versions[2].commit.id).allSatisfy { $0.commit == versions[2].commit })
    #expect(try history.changes(of: versions[0].commit.id).records.map(\.id).sorted() == ["prd-oil", "prd-tea"])
  }

  @Test func linesAreRecordsAndRecordsThatAreGoneHaveVersions() throws {
    commit("new product id=tea name=Tea price=42.00")
    let footfall = ["new footfall minutes=60 entries=3", "new footfall minutes=60 entries=4"].map {
      shell.run($0).output.prefix { $0 != "\n" }
    }
    commit("set \(footfall[0]) entries=5")
    commit("set \(footfall[1]) entries=6")
    commit("remove \(footfall[0])")
    let history = try history()
    let acts = try history.versions(of: String(footfall[0])).map(\.change.act)
    #expect(acts == [.remove, .add])
    #expect(try history.versions(of: String(footfall[1])).map { $0.change.new?["entries"]?.plainText } == ["6", "4"])
    #expect(throws: StoreError.notFound(kind: .record, name: String(footfall[0]), near: [])) {
      try history.blame(of: String(footfall[0]))
    }
    #expect(throws: StoreError.self) { try history.versions(of: "xyz-1") }
  }

  @Test func sealedFieldsAreOpenToWhoHoldsTheKeys() throws {
    commit("new member id=abcdefgh kind=member name=林晓 skinType=dry")
    commit("set mem-abcdefgh name=林小")
    let closed = try history().versions(of: "mem-abcdefgh")
    #expect(closed[0].change.fields.allSatisfy { $0.pointer.tokens.prefix(2) == ["sealed", "contact"] })
    #expect(
      try history().blame(of: "mem-abcdefgh").filter { $0.value == nil }.map(\.pointer.description).sorted() == [
        "/sealed/contact", "/sealed/health",
      ])
    let open = try history(holding: true).versions(of: "mem-abcdefgh")
    #expect(open[0].change.fields.map(\.pointer.description) == ["/name"])
    #expect(open[0].change.fields[0].old == "林晓" && open[0].change.fields[0].new == "林小")
    let origins = try history(holding: true).blame(of: "mem-abcdefgh")
    #expect(origins.first { $0.pointer.description == "/name" }?.commit == open[0].commit)
    #expect(origins.first { $0.pointer.description == "/skinType" }?.commit == open[1].commit)
    #expect(!origins.contains { $0.value == nil })
  }
}
