import Foundation
import Testing

@testable import HealthFiles
@testable import hfile

/// The guard of stock git, with the real git and the built hfile.
@Suite struct HookTests {
  private let shell = Shell.inStore()

  private func git(_ arguments: [String], path: String? = nil) throws -> Ran {
    var variables = shell.world.gitVariables
    for role in ["AUTHOR", "COMMITTER"] {
      variables["GIT_\(role)_NAME"] = "lin"
      variables["GIT_\(role)_EMAIL"] = "lin@example.com"
    }
    variables["PATH"] = path
    return try Ran("git", arguments, in: shell.current, variables: variables)
  }

  private func put(_ text: String) throws {
    try shell.write(text, to: "members/8a/mem-abcdefgh.json")
  }

  @Test(arguments: [["commit", "-qm", "m"], ["commit", "-qam", "m"], ["commit", "-qm", "m", "members"]])
  func gitCommitsNothingInTheClear(_ arguments: [String]) throws {
    #expect(shell.run("new member id=abcdefgh kind=member").code == .done)
    #expect(shell.run("commit -m member").code == .done)
    try put("{\n  \"id\": \"mem-abcdefgh\",\n  \"kind\": \"member\",\n  \"name\": \"PLANTED\"\n}\n")
    let head = try git(["rev-parse", "HEAD"]).output
    if arguments == ["commit", "-qm", "m"] { #expect(try git(["add", "-A"]).status == 0) }
    let refused = try git(arguments)
    #expect(refused.status == 1, "\(refused.error)")
    #expect(refused.error.contains("/name: ") && !refused.error.contains("PLANTED"), "\(refused.error)")
    #expect(try git(["rev-parse", "HEAD"]).output == head)
    try put("{\n  \"id\": \"mem-abcdefgh\",\n  \"kind\": \"guest\"\n}\n")
    #expect(try git(["commit", "-qam", "plain"]).status == 0)
    #expect(try git(["rev-parse", "HEAD"]).output != head)
  }

  @Test func withoutHfileGitCommitsNothing() throws {
    try shell.write("x\n", to: "README.md")
    #expect(try git(["add", "README.md"]).status == 0)
    let refused = try git(["commit", "-qm", "m"], path: "/usr/bin:/bin")
    #expect(refused.status == 1 && refused.error.contains("hfile is not in the PATH"), "\(refused.error)")
    #expect(try git(["commit", "-qm", "m", "--no-verify"], path: "/usr/bin:/bin").status == 0)
  }

  @Test func aHookThatIsThereStays() throws {
    let store = try shell.store()
    let disk = Disk(root: store.gitDirectory)
    try disk.write(Array("#!/bin/sh\n".utf8), to: Store.hookPath)
    try store.placeHook()
    #expect(try disk.read(Store.hookPath) == Array("#!/bin/sh\n".utf8))
  }
}
