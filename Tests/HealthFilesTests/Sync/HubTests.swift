// Clones of one store and hubs in folders: whatever the order in which they meet, keys and commits come together, and
// what was erased anywhere is gone everywhere.

import Foundation
import Git
import Testing

@testable import HealthFiles
@testable import hfile

@Suite struct HubTests {
  /// A store with members, a hub, and clones of it.
  private struct Fleet {
    var shells: [Shell] = []

    init(_ count: Int) throws {
      let first = Shell.inStore()
      first.run("hub add origin ../hub.git")
      #expect(first.run("push").code == .done)
      shells = [first]
      for number in 1..<count {
        let shell = Shell(first.folder, world: first.world)
        #expect(shell.run("clone hub.git clone\(number) --device b\(number)").code == .done)
        shell.current = shell.folder.file("clone\(number)")
        shells.append(shell)
      }
    }

    func keys(_ path: String) throws -> Set<String> {
      let repository = try Repository(opening: path, bare: true)
      guard let head = try repository.reference("refs/hfile/keyring") else { return [] }
      var found: Set<String> = []
      try repository.walkTree(try repository.commit(head).tree) { path, entry in
        if entry.mode == .file { found.insert(path) }
        return .continue
      }
      return found
    }

    func keys(of shell: Shell) throws -> Set<String> { try keys(shell.current + "/.git/hfile/keyring") }

    var hub: String { shells[0].folder.file("hub.git") }
  }

  /// One clone after the other adds members and erases some; all meet by turns.
  @Test(arguments: 1...6 as ClosedRange<UInt64>) func keyringsComeTogether(_ seed: UInt64) throws {
    let fleet = try Fleet(3)
    var random = GitRandom(seed: seed)
    var alive: [String] = []
    var erased: [String] = []
    for step in 0..<8 {
      let shell = fleet.shells[Int.random(in: 0..<3, using: &random)]
      #expect(shell.run("sync").code == .done)
      if let id = alive.randomElement(using: &random), Int.random(in: 0..<3, using: &random) == 0 {
        #expect(shell.run("erase \(id) --reason request").code == .done)
        alive.removeAll { $0 == id }
        erased.append(id)
      } else {
        let id = "mem-0000000\(step)"
        #expect(shell.run("new member id=\(id.dropFirst(4)) kind=member name=M\(step)").code == .done)
        #expect(shell.run("commit -m member").code == .done)
        alive.append(id)
      }
      let answer = shell.run("sync")
      #expect(answer.code == .done, "\(answer.error)")
    }
    for shell in fleet.shells { #expect(shell.run("sync").code == .done) }
    let onHub = try fleet.keys(fleet.hub)
    for shell in fleet.shells {
      #expect(try fleet.keys(of: shell) == onHub)
      #expect(try shell.store().head() == fleet.shells[0].store().head())
      #expect(shell.run("verify").code == .done)
      #expect(shell.run("check").code == .done)
      #expect(try shell.git("status --short").output.isEmpty)
      for id in alive { #expect(shell.run("show \(id)").output.contains("M")) }
    }
    for id in erased { #expect(onHub.allSatisfy { !$0.contains(id) }) }
    for id in alive { #expect(onHub.contains { $0.contains(id) }) }
  }

  /// What was published or cloned was judged here, and is not judged again when it comes back.
  @Test func whatTheHubHasIsKnown() throws {
    let fleet = try Fleet(2)
    for shell in fleet.shells {
      shell.run("new product name=Tea price=10.00")
      #expect(shell.run("commit -m tea").code == .done)
      let bytes = try Disk(root: shell.current + "/.git").read(VerifiedHistory.fetchedPath)
      let hub = try Repository(opening: fleet.hub, bare: true).reference("refs/heads/main")
      #expect(try VerifiedHistory(#require(bytes))?.tip == hub)
    }
    #expect(fleet.shells[0].run("sync").code == .done)
    let bytes = try Disk(root: fleet.shells[0].current + "/.git").read(VerifiedHistory.fetchedPath)
    #expect(try VerifiedHistory(#require(bytes))?.tip == fleet.shells[0].store().head())
  }

  /// Nothing on the way is lost when the hub forgets its keyring, or goes back to an older one.
  @Test func aHubThatForgetsIsHealed() throws {
    let fleet = try Fleet(2)
    let (one, two) = (fleet.shells[0], fleet.shells[1])
    let hub = try Repository(opening: fleet.hub, bare: true)
    let old = try #require(try hub.reference("refs/hfile/keyring"))
    one.run("new member id=abcdefgh kind=member name=林晓")
    one.run("commit -m member")
    one.run("sync")
    let new = try #require(try hub.reference("refs/hfile/keyring"))
    try hub.compareAndSwap("refs/hfile/keyring", from: new, to: old, message: "back")
    two.run("sync")
    #expect(!two.run("show mem-abcdefgh").output.contains("林晓"))
    #expect(one.run("sync").code == .done)
    #expect(try hub.reference("refs/hfile/keyring") == new)
    two.run("sync")
    #expect(two.run("show mem-abcdefgh").output.contains("林晓"))
    try hub.compareAndSwap("refs/hfile/keyring", from: new, to: nil, message: "gone")
    #expect(two.run("sync").code == .done)
    #expect(try hub.reference("refs/hfile/keyring") == new, "equal keyrings have one commit, whoever makes it")
  }

  /// Keys that were erased do not come back from a hub that went back.
  @Test func whatIsErasedStaysErased() throws {
    let fleet = try Fleet(2)
    let (one, two) = (fleet.shells[0], fleet.shells[1])
    one.run("new member id=abcdefgh kind=member name=林晓")
    one.run("commit -m member")
    one.run("sync")
    two.run("sync")
    _ = try Ran("cp", ["-r", "hub.git", "kept.git"], in: fleet.shells[0].folder.path)
    one.run("erase mem-abcdefgh --reason request")
    one.run("sync")
    let after = try #require(try Repository(opening: fleet.hub, bare: true).reference("refs/hfile/keyring"))
    let keyring = "+refs/hfile/keyring:refs/hfile/keyring"
    #expect(try Ran("git", ["fetch", "-q", "../kept.git", keyring], in: fleet.hub).status == 0)
    let hub = try Repository(opening: fleet.hub, bare: true)
    #expect(try hub.reference("refs/hfile/keyring") != after)
    for shell in [one, two, one] {
      #expect(shell.run("sync").code == .done)
      #expect(try fleet.keys(of: shell).allSatisfy { !$0.contains("mem-abcdefgh") })
    }
    #expect(try hub.reference("refs/hfile/keyring") == after)
  }

  /// A hub in a folder forgets keys at once: no object of it holds them.
  @Test func aFolderForgetsErasedKeys() throws {
    let fleet = try Fleet(2)
    let (one, two) = (fleet.shells[0], fleet.shells[1])
    for id in ["abcdefgh", "bcdefghj"] {
      one.run("new member id=\(id) kind=member name=林晓")
      one.run("commit -m member")
      one.run("sync")
    }
    let hub = try Repository(opening: fleet.hub, bare: true)
    let before = try #require(try hub.reference("refs/hfile/keyring"))
    let path = try #require(try fleet.keys(fleet.hub).first { $0.contains("mem-abcdefgh") })
    let key = try #require(try hub.entry(at: path, in: try hub.commit(before).tree)?.id)
    #expect(hub.contains(key))
    two.run("sync")
    two.run("erase mem-abcdefgh --reason request")
    #expect(two.run("sync").code == .done)
    let after = try Repository(opening: fleet.hub, bare: true)
    #expect(!after.contains(key))
    #expect(!after.contains(before))
    #expect(try fleet.keys(fleet.hub).contains { $0.contains("mem-bcdefghj") })
    let fsck = try Ran("git", ["fsck", "--full", "--no-dangling"], in: fleet.hub)
    #expect(fsck.status == 0 && fsck.output.isEmpty, "\(fsck.output)\(fsck.error)")
    #expect(one.run("sync").code == .done)
    #expect(one.run("show mem-bcdefghj").output.contains("林晓"))
    #expect(two.run("verify").code == .done)
  }

  /// `--every` tells once that the hub is away, and goes on when it is back.
  @Test func everySoOften() throws {
    let fleet = try Fleet(2)
    let (one, two) = (fleet.shells[0], fleet.shells[1])
    let away = fleet.hub + ".away"
    two.pauses = [
      { try? FileManager.default.moveItem(atPath: fleet.hub, toPath: away) },
      {},
      {
        try? FileManager.default.moveItem(atPath: away, toPath: fleet.hub)
        one.run("new product id=tea name=Tea price=10.00")
        one.run("commit -m tea")
        one.run("push")
      },
    ]
    let answer = two.run("sync --every 1s")
    #expect(answer.code == .done)
    #expect(answer.error.split(separator: "\n").count { $0.contains("cannot be reached") } == 1)
    #expect(answer.output == "origin: 1 commit received, 0 published\n")
    #expect(two.run("sync --every 0s").code == .usage)
    #expect(two.run("sync --every 5x").code == .usage)
  }

  /// A hub that grows without end is stopped, and one that promises what it has not.
  @Test func limitsAreKept() throws {
    let fleet = try Fleet(2)
    let (one, two) = (fleet.shells[0], fleet.shells[1])
    one.run("new product id=tea name=Tea price=10.00")
    one.run("commit -m tea")
    one.run("push")
    var door = HubDoor()
    door.limits.objects = 3
    let store = try two.store()
    let head = try store.head()
    do {
      _ = try store.pull(from: store.hub(), door)
      Issue.record("more objects than allowed came in")
    } catch {
      #expect(error.words(.english)?.contains("more than a store can need") == true)
    }
    #expect(try store.head() == head)
    #expect(!FileManager.default.fileExists(atPath: two.current + "/.git/hfile/incoming"))
    #expect(two.run("sync").code == .done)
  }

  /// A program that was killed may leave a lock in a hub, which nobody but a person can know to be stale.
  @Test func theDoctorUnlocksHubs() throws {
    let fleet = try Fleet(2)
    let one = fleet.shells[0]
    one.run("new product id=tea name=Tea price=10.00")
    one.run("commit -m tea")
    for file in ["refs/heads/main.lock", "objects/pack/tmp_pack_abcdef"] {
      #expect(FileManager.default.createFile(atPath: fleet.hub + "/" + file, contents: nil))
    }
    #expect(one.run("sync").code == .busy)
    #expect(one.run("doctor").output.contains("main.lock"))
    #expect(one.run("sync").code == .busy)
    #expect(one.run("doctor --unlock").output.contains("tmp_pack_abcdef"))
    #expect(one.run("sync").code == .done)
    #expect(one.run("doctor").output == "all is well\n")
  }

  /// While one looks, others move the hub.
  @Test func theFasterOneWins() throws {
    let fleet = try Fleet(2)
    let (one, two) = (fleet.shells[0], fleet.shells[1])
    two.run("new product id=tea name=Tea price=10.00")
    two.run("commit -m tea")
    one.run("new product id=soap name=Soap price=5.00")
    one.run("commit -m soap")
    let hub = try one.store().hub()
    let repository = try Repository(opening: one.current)
    let peer = try FolderPeer(at: fleet.hub, repository: repository, limits: HistoryLimits())
    #expect(two.run("push").code == .done)
    let head = try #require(try one.store().head())
    let error = gitError { _ = try peer.upload([ReferenceUpdate("refs/heads/main", to: head)]) }
    #expect(error?.code == .modified)
    #expect(hub.name == "origin")
    #expect(try Repository(opening: fleet.hub, bare: true).reference("refs/heads/main") == two.store().head())
  }
}
