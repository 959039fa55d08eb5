import Foundation
import Git
import Testing

@Suite("References: nobody's move is lost")
struct ReferenceTests {
  private let branch = "refs/heads/main"

  @Test("a move from what is no longer true is refused")
  func lostRace() throws {
    let fixture = try GitFixture()
    let repository = fixture.repository
    let first = try fixture.commit(["a": "1"])
    let second = try fixture.commit(["a": "2"])
    let wrong: [(ObjectID?, ObjectID?)] = [
      (first.id, second.id), (nil, first.id), (first.id, nil),
    ]
    for (from, to) in wrong.dropFirst() {
      #expect(gitError { try repository.compareAndSwap(branch, from: from, to: to, message: "m") }?.code == .modified)
    }
    #expect(try repository.reference(branch) == second.id)
    try repository.compareAndSwap("refs/hfile/adopted/x", from: nil, to: first.id, message: "m")
    #expect(
      gitError {
        try repository.compareAndSwap("refs/hfile/adopted/x", from: second.id, to: nil, message: "m")
      }?.code == .modified)
    try repository.compareAndSwap("refs/hfile/adopted/x", from: first.id, to: nil, message: "m")
    #expect(try repository.reference("refs/hfile/adopted/x") == nil)
    #expect(try fixture.git("rev-parse", "main") == "\(second.id)\n")
  }

  @Test("a reference that somebody else has moved to the same place has been moved")
  func movedAlready() throws {
    let fixture = try GitFixture()
    let first = try fixture.commit(["a": "1"])
    let second = try fixture.commit(["a": "2"])
    #expect(
      gitError {
        try fixture.repository.compareAndSwap(branch, from: first.id, to: second.id, message: "m")
      }?.code == .modified)
  }

  @Test("a stale lock is told apart")
  func staleLock() throws {
    let fixture = try GitFixture()
    let first = try fixture.commit(["a": "1"])
    let second = try fixture.commit(["a": "2"])
    let lock = fixture.path + "/.git/refs/heads/main.lock"
    try Data().write(to: URL(fileURLWithPath: lock))
    #expect(
      gitError {
        try fixture.repository.compareAndSwap(branch, from: second.id, to: first.id, message: "m")
      }?.code == .locked)
    #expect(try fixture.repository.reference(branch) == second.id)
    try FileManager.default.removeItem(atPath: lock)
    try fixture.repository.compareAndSwap(branch, from: second.id, to: first.id, message: "back")
    #expect(try fixture.git("reflog", "-1", "--format=%gs", "main") == "back\n")
  }

  @Test("names and targets are checked")
  func validation() throws {
    let fixture = try GitFixture()
    let commit = try fixture.commit(["a": "1"])
    for name in ["", "main", "refs/heads/", "refs/heads/a..b", "refs/heads/a\0b", "refs//x", "refs/heads/x.lock"] {
      #expect(gitError { _ = try fixture.repository.reference(name) }?.code == .invalid, "\(name)")
      #expect(
        gitError {
          try fixture.repository.compareAndSwap(name, from: nil, to: commit.id, message: "m")
        }?.code == .invalid)
    }
    #expect(
      gitError {
        try fixture.repository.compareAndSwap("refs/heads/x", from: nil, to: commit.tree, message: "m")
      }?.code == .invalid)
  }

  @Test("references are listed by prefix, packed or not, in order")
  func listing() throws {
    let fixture = try GitFixture()
    let commit = try fixture.commit(["a": "1"])
    for name in ["refs/hfile/b", "refs/hfile/a", "refs/tags/t"] {
      try fixture.repository.compareAndSwap(name, from: nil, to: commit.id, message: "m")
    }
    try fixture.git("pack-refs", "--all")
    try fixture.repository.compareAndSwap("refs/hfile/c", from: nil, to: commit.id, message: "m")
    #expect(
      try fixture.repository.references("refs/hfile/").map(\.name) == ["refs/hfile/a", "refs/hfile/b", "refs/hfile/c"])
    #expect(try fixture.repository.references().count == 5)
  }

  @Test("four threads that race lose no commit")
  func race() async throws {
    let fixture = try GitFixture()
    let path = fixture.path
    let root = try fixture.commit(["a": "0"])
    try await withThrowingTaskGroup(of: Void.self) { group in
      for writer in 0..<4 {
        group.addTask {
          let repository = try Repository(opening: path)
          for number in 0..<10 { try Self.add(repository, "\(writer) \(number)") }
        }
      }
      try await group.waitForAll()
    }
    var messages: Set<String> = []
    try fixture.repository.history(from: try #require(try fixture.repository.reference(branch))) { commit in
      messages.insert(commit.message)
      return commit.id != root.id
    }
    #expect(messages.count == 41)
    try fixture.git("fsck", "--strict")
  }

  private static func add(_ repository: Repository, _ message: String) throws {
    var refusal: GitError?
    repeat {
      let old = try #require(try repository.reference("refs/heads/main"))
      let next = try repository.writeCommit(
        tree: repository.commit(old).tree, parents: [old], author: GitFixture.author, committer: GitFixture.author,
        message: message)
      refusal = gitError { try repository.compareAndSwap("refs/heads/main", from: old, to: next, message: "m") }
      #expect(refusal == nil || refusal?.code == .modified || refusal?.code == .locked)
    } while refusal != nil
  }
}
