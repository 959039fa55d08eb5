import Foundation
import Git
import Testing

@Suite struct HistoryWalkTests {
  @Test func aHistoryIsCopiedWhole() throws {
    let (one, two) = (try GitFixture(), try GitFixture(bare: true))
    for number in 0..<5 { try one.commit(["a/\(number).json": "\(number)", "same": "x"]) }
    let tip = try #require(try one.repository.reference("refs/heads/main"))
    let count = try two.repository.copyHistory(of: [tip], from: one.repository)
    #expect(try two.repository.copyHistory(of: [tip], from: one.repository) == 0)
    try two.repository.compareAndSwap("refs/heads/main", from: nil, to: tip, message: "copied")
    #expect(try two.git("fsck", "--full", "--strict").isEmpty)
    #expect(try two.git("rev-list", "--objects", "main").split(separator: "\n").count == count)
    try one.commit(["a/0.json": "changed"])
    let next = try #require(try one.repository.reference("refs/heads/main"))
    #expect(try two.repository.copyHistory(of: [next], from: one.repository) == 4, "a commit, two trees, a blob")
  }

  @Test func whatIsMissingIsFound() throws {
    let fixture = try GitFixture()
    let commit = try fixture.commit(["a/b.json": "1", "c.json": "2"])
    let blob = try #require(try fixture.repository.entry(at: "a/b.json", in: commit.tree)?.id)
    try fixture.repository.checkComplete([commit.id]) { _ in false }
    let hex = blob.description
    try FileManager.default.removeItem(atPath: fixture.path + "/.git/objects/\(hex.prefix(2))/\(hex.dropFirst(2))")
    #expect(gitError { try fixture.repository.checkComplete([commit.id]) { _ in false } }?.code == .notFound)
    try fixture.repository.checkComplete([commit.id]) { $0 == blob }
  }

  @Test func limitsAreKept() throws {
    let fixture = try GitFixture()
    let commit = try fixture.commit(["a.json": String(repeating: "x", count: 2000)])
    var limits = HistoryLimits()
    limits.objectSize = 1000
    #expect(
      gitError { try fixture.repository.checkComplete([commit.id], limits: limits) { _ in false } }?.code == .tooLarge)
    limits = HistoryLimits()
    limits.objects = 2
    #expect(
      gitError { try fixture.repository.checkComplete([commit.id], limits: limits) { _ in false } }?.code == .tooLarge)
  }

  @Test func quarantineLeavesNothingBehind() throws {
    let (home, other) = (try GitFixture(), try GitFixture())
    let base = try home.commit(["a.json": "1"])
    try other.repository.copyHistory(of: [base.id], from: home.repository)
    try other.repository.compareAndSwap("refs/heads/main", from: nil, to: base.id, message: "base")
    let new = try other.commit(["a.json": "2"])
    let path = home.directory.path + "/incoming"
    let quarantine = try Quarantine(at: path, for: home.repository, known: [base.id])
    let peer = try FolderPeer(at: other.path, repository: quarantine.repository, limits: HistoryLimits())
    try peer.download(["refs/heads/main"])
    try quarantine.checkComplete([new.id])
    #expect(!home.repository.contains(new.id))
    #expect(quarantine.repository.contains(base.id))
    try quarantine.release()
    #expect(home.repository.contains(new.id))
    try FileManager.default.removeItem(atPath: path)
    #expect(try home.repository.commit(new.id).tree == new.tree)
    #expect(try home.git("fsck", "--full").contains("dangling commit \(new.id)"))
  }

  @Test func remotesAreThoseOfStockGit() throws {
    let fixture = try GitFixture()
    try fixture.repository.addRemote("origin", address: "/srv/shop.git")
    try fixture.git("remote", "add", "far", "ssh://git@hub.example/shop.git")
    #expect(try fixture.repository.remotes().map(\.name) == ["far", "origin"])
    #expect(try fixture.git("remote", "get-url", "origin") == "/srv/shop.git\n")
    #expect(gitError { try fixture.repository.addRemote("origin", address: "/x") }?.code == .exists)
    try fixture.repository.removeRemote("far")
    #expect(try fixture.git("remote") == "origin\n")
  }
}
