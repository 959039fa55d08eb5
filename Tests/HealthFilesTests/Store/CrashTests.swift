import Foundation
import Git
import JSONSchema
import Testing

@testable import HealthFiles
@testable import hfile

/// A commit that stops after any of its steps leaves the old commit or the new one, and `hfile doctor` finishes it.
@Suite struct CrashTests {
  /// The steps of a commit, in their order (Store/Commit.swift).
  enum Step: Int, CaseIterable {
    case objects, journal, branch, oneWorkingFile, workingFiles
  }

  /// A store with two committed records, an edit of one and an uncommitted edit of another in the same daily file.
  private func prepared() throws -> (shell: Shell, store: Store) {
    let shell = Shell.inStore()
    for entries in 1...2 {
      shell.run("new footfall id=ftf-20261121-a7-0000000\(entries) entries=\(entries) minutes=60")
    }
    shell.run("new product id=tea name=tea price=42.00")
    shell.run("commit -m base")
    shell.run("set prd-tea price=43.00")
    return (shell, try shell.store())
  }

  /// Runs a commit of one new fact up to a step, then stops as if the power had gone.
  private func stop(_ store: Store, after step: Step) throws -> ObjectID {
    let head = try store.head()
    let base = try store.snapshot(at: head)
    let value: JSON = [
      "id": "ftf-20261121-a7-00000009", "time": "2026-11-21T19:05:00+08:00", "day": "2026-11-21", "device": "a7",
      "minutes": 60, "entries": 9,
    ]
    let plan = try CommitPlan(
      importing: [Record(type: "footfall", id: "ftf-20261121-a7-00000009", value: value)], to: base)
    #expect(plan.problems.isEmpty)
    let prepared = PreparedCommit(changes: plan.bytes, message: "one more", author: FixedWorld.author)
    let commit = try store.write(prepared, on: head, profile: base.profile, signer: nil)
    if step.rawValue >= Step.journal.rawValue {
      try store.disk.write(Journal(old: head, new: commit).bytes, to: Journal.path)
    }
    if step.rawValue >= Step.branch.rawValue {
      try store.repository().use { repository throws(GitError) in
        try repository.compareAndSwap("refs/heads/main", from: head, to: commit, message: "test")
      }
    }
    if step == .oneWorkingFile {
      for (path, bytes) in plan.bytes.prefix(1) { try store.disk.write(bytes ?? [], to: path) }
    }
    if step == .workingFiles { try store.materialize(from: head, to: commit, catalogue: base.catalogue) }
    return commit
  }

  @Test(arguments: Step.allCases)
  func doctorFinishes(_ step: Step) throws {
    let (shell, store) = try prepared()
    let old = try store.head()
    let commit = try stop(store, after: step)
    let moved = step.rawValue >= Step.branch.rawValue
    #expect(try store.head() == (moved ? commit : old))
    let doctor = shell.run("doctor")
    #expect(doctor.code == .done, "\(doctor.output)\(doctor.error)")
    #expect(try shell.git("fsck --strict").status == 0)
    // What was committed is there, what was not is not, and the uncommitted edit is untouched.
    let facts = shell.run("list footfall --format ndjson").output.split(separator: "\n").count
    #expect(facts == (moved ? 3 : 2))
    #expect(shell.run("show prd-tea --format ndjson").output.contains("43.00"))
    #expect(try shell.git("status --porcelain").output == " M products/1c/prd-tea.json\n")
    // The next command works.
    #expect(shell.run("commit -m next").code == .done)
    #expect(try shell.git("status --porcelain").output.isEmpty)
    #expect(shell.run("doctor").output == "all is well\n")
  }

  @Test(arguments: Step.allCases)
  func theNextCommitFinishes(_ step: Step) throws {
    let (shell, store) = try prepared()
    _ = try stop(store, after: step)
    let answer = shell.run("commit -m next")
    #expect(answer.code == .done, "\(answer.error)")
    let moved = step.rawValue >= Step.branch.rawValue
    #expect(
      shell.run("list footfall --committed --format ndjson").output.split(separator: "\n").count == (moved ? 3 : 2))
    #expect(try shell.git("status --porcelain").output.isEmpty)
  }

  @Test func aDamagedObjectIsNamedAndNothingIsTouched() throws {
    let (shell, store) = try prepared()
    let head = try #require(try store.head()).description
    let path = "\(shell.current)/.git/objects/\(head.prefix(2))/\(head.dropFirst(2))"
    if !FileManager.default.fileExists(atPath: path) { return }
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
    try Data("garbage".utf8).write(to: URL(fileURLWithPath: path))
    let before = try shell.read("products/1c/prd-tea.json")
    let commit = shell.run("commit -m more")
    #expect(commit.code == .diskRefused)
    #expect(commit.error.contains("the repository is damaged"), "\(commit.error)")
    let doctor = shell.run("doctor")
    #expect(doctor.code == .found || doctor.code == .diskRefused)
    #expect((doctor.output + doctor.error).contains(head), "\(doctor.output)\(doctor.error)")
    #expect(try shell.read("products/1c/prd-tea.json") == before)
  }
}
