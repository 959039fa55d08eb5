import Git
import JSONSchema
import Testing

@testable import HealthFiles

/// A change that waits for a second person (P1).
@Suite struct ReviewTests {
  private let clones: Clones
  private let manager: TestHolder
  private let tea = "prd-tea"

  init() throws {
    clones = try Clones(1, ["product id=prd-tea name=绿茶 price=38.00 category=tea"])
    manager = try TestHolder(2)
    var enrolment = Enrolment("stf-zhao")
    enrolment.alias = "赵"
    enrolment.keys = try PublicKeys(parsing: Array(manager.verifyingKey.openSSH.utf8))
    enrolment.gives = ["manager"]
    _ = try store.enrol(enrolment, author: FixedWorld.author, message: "enrol")
  }

  private var store: Store { clones.stores[0] }

  private func propose(_ price: String) throws -> Proposal {
    try clones.edit(tea, in: 0) { $0["price"] = .string(price) }
    _ = try store.propose(CommitRequest(message: "tea \(price)", author: FixedWorld.author))
    #expect(try store.workingChanges().records == [])
    return try store.proposal(named: nil)
  }

  @Test func bothSignaturesStay() throws {
    let proposal = try propose("42.00")
    #expect(try clones.value(tea)?["price"] == "38.00")
    clones.use(manager, in: 0)
    let commit = try store.accept(proposal, author: FixedWorld.author)
    #expect(try clones.value(tea)?["price"] == "42.00" && store.head() == commit)
    let kept = try store.repository().use { repository throws(GitError) in
      try repository.reference(Reapplication.keptReferences + proposal.commit.id.description)
    }
    #expect(kept == proposal.commit.id)
    #expect(try store.proposals().isEmpty)
    try clones.expectSound(0)
  }

  @Test func whatChangedMeanwhileIsNotAccepted() throws {
    let proposal = try propose("42.00")
    try clones.edit(tea, in: 0) { $0["price"] = "40.00" }
    let head = try clones.commit(0)
    clones.use(manager, in: 0)
    let stale = SyncError.staleProposal(Store.short(proposal.commit.id)).asStoreError
    #expect(throws: stale) { try store.accept(proposal, author: FixedWorld.author) }
    #expect(try store.head() == head)
  }

  @Test func whatChangedElsewhereDoesNotMatter() throws {
    let proposal = try propose("42.00")
    try clones.edit(tea, in: 0) { $0["name"] = "龙井" }
    try clones.commit(0)
    clones.use(manager, in: 0)
    _ = try store.accept(proposal, author: FixedWorld.author)
    let value = try clones.value(tea)
    #expect(value?["price"] == "42.00" && value?["name"] == "龙井")
    try clones.expectSound(0)
  }

  @Test func aForgedProposalIsNotAccepted() throws {
    let forger = try TestHolder(9)
    let head = try #require(try store.head())
    let id = try store.repository().use { repository throws(GitError) in
      let who = Signature(name: "lin", email: "stf-lin@sto-x", seconds: 1_795_226_400, offsetMinutes: 480)
      return try repository.writeCommit(
        tree: try repository.commit(head).tree, parents: [head], author: who, committer: who, message: "forged\n"
      ) { payload throws(GitError) in
        do throws(SealingError) { return try forger.sign(payload) } catch { throw GitError(.invalid, "sign", "") }
      }
    }
    try store.add(Store.proposed + id.description, id)
    let proposal = try store.proposal(named: nil)
    #expect(proposal.findings.contains { $0.kind == .unknownKey })
    clones.use(manager, in: 0)
    #expect(throws: SyncError.unsoundProposal(Store.short(id)).asStoreError) {
      try store.accept(proposal, author: FixedWorld.author)
    }
  }

  /// Also what was broken off after main had moved.
  @Test func whatIsThereAlreadyWaitsNoLonger() throws {
    let proposal = try propose("42.00")
    try clones.edit(tea, in: 0) { $0["price"] = "42.00" }
    let head = try clones.commit(0)
    clones.use(manager, in: 0)
    #expect(try store.accept(proposal, author: FixedWorld.author) == head)
    #expect(try store.head() == head && store.proposals().isEmpty)
  }

  @Test func whatIsNotProposedStays() throws {
    let entries = ["11:00", "12:00"].map { "footfall entries=2 minutes=60 time=2026-11-21T\($0):00+08:00" }
    let ids = try entries.map { try clones.create($0, in: 0) }
    var request = CommitRequest(message: "one of two", author: FixedWorld.author)
    request.only = [ids[0]]
    _ = try store.propose(request)
    #expect(try store.workingChanges().records.map(\.id) == [ids[1]])
    #expect(try store.proposal(named: nil).records.map(\.id) == [ids[0]])
  }

  @Test func whatIsRejectedWaitsNoLonger() throws {
    let proposal = try propose("42.00")
    try store.reject(proposal)
    #expect(try store.proposals().isEmpty && clones.value(tea)?["price"] == "38.00")
  }

  // MARK: who went past

  private func askForTwo() throws {
    let policy: JSON = [["from": "2026-01-01", "collections": ["products"]]]
    try store.disk.write(policy.bytes(.compact), to: Layout.policyPath("review"))
    try clones.commit(0)
  }

  /// Commits a price as somebody does whose hfile asks for no second person.
  @discardableResult
  private func force(_ price: String, _ message: String) throws -> ObjectID {
    clones.world.advance(1)
    return try store.locked { () throws(StoreError) in
      let (head, base) = (try store.head(), try store.snapshot())
      let old = try base.storedRecord(tea)?.value
      var new = old ?? [:]
      new["price"] = .string(price)
      let change = RecordChange(type: "product", id: tea, path: base.path(of: tea) ?? "", old: old, new: new)
      return try store.carryOut(
        try CommitPlan(changing: [change], in: base), on: base, head,
        CommitRequest(message: message, author: FixedWorld.author))
    }
  }

  @Test("who was accepted by a second person is not told, who went past is") func whoWentPast() throws {
    try force("39.00", "before the policy")
    try askForTwo()
    let proposal = try propose("42.00")
    clones.use(manager, in: 0)
    _ = try store.accept(proposal, author: FixedWorld.author)
    #expect(try store.unreviewed() == [])
    let accepted = try store.head()
    let past = try force("43.00", "quietly")
    #expect(try store.unreviewed().map(\.commit) == [past])
    #expect(try store.unreviewed().first?.signer == "stf-zhao")
    #expect(try store.unreviewed().first?.records == [tea])
    #expect(try store.unreviewed(through: accepted) == [])
    #expect(try store.unreviewed(since: past) == [])
    try clones.expectSound(0)
  }

  @Test("a proposal is accepted once, for what it says, by another person, and not where it is not at hand")
  func whoPretends() throws {
    try askForTwo()
    let proposal = try propose("42.00")
    let trailer = "tea\n\nAdopted: \(proposal.commit.id) by \(proposal.commit.author.email)\n"
    let own = try force("42.00", trailer)
    clones.use(manager, in: 0)
    let other = try force("44.00", trailer)
    let (id, nobody) = ("\(proposal.commit.id)", String(repeating: "1", count: 40))
    let noProposal = try force("45.00", trailer.replacing(id, with: "\(own)"))
    let unknown = try force("46.00", trailer.replacing(id, with: nobody))
    try force("42.00", trailer)
    let between = try force("43.00", "quietly")
    let again = try force("42.00", trailer)
    #expect(try store.unreviewed().map(\.commit) == [own, other, noProposal, unknown, between, again])
  }

  @Test func anImportWaitsForASecondPersonToo() throws {
    try askForTwo()
    let file = ForeignFile(name: "prices.csv", bytes: Array("id,price\nprd-tea,50.00\n".utf8), isJSON: false)
    let request = ImportRequest(file, type: "product", message: "prices", author: FixedWorld.author)
    #expect(throws: StoreError.invalid([Problem(.unreviewed, at: Place(file: "products"))])) {
      try store.importRecords(request)
    }
  }
}
