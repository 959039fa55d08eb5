import Foundation
import Synchronization
import Testing

@testable import HealthFiles
@testable import hfile

/// Several hfile processes at once: everyone succeeds, in some order, and nothing is lost.
@Suite struct ConcurrencyTests {
  private func start(_ arguments: [String], in folder: String, seed: Int) throws -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Project.hfile)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.environment = [
      "HOME": folder + "/..", "HFILE_LANG": "en", "HFILE_SEED": String(seed),
      "HFILE_AUTHOR": "p\(seed) <p\(seed)@test>",
      "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "",
    ]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    return process
  }

  @Test func eightProcessesRecordAndCommit() throws {
    let shell = Shell.inStore(world: FixedWorld("2026-11-21T00:00:00+08:00"))
    let records = try (1...8).map { number in
      try start(["new", "product", "name=p\(number)", "price=1.00"], in: shell.current, seed: number)
    }
    for process in records {
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
    }
    let commits = try (1...8).map { number in
      try start(["commit", "-m", "by \(number)", "--trust-clock"], in: shell.current, seed: 100 + number)
    }
    for process in commits {
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
    }
    #expect(shell.run("list product --committed --format ndjson").output.split(separator: "\n").count == 8)
    #expect(try shell.git("fsck --strict").status == 0)
    #expect(try shell.git("status --porcelain").output.isEmpty)
    #expect(try shell.git("rev-list --merges --count HEAD").output == "0\n")
  }

  @Test func importsAtOnceBothSucceed() throws {
    let shell = Shell.inStore(world: FixedWorld("2026-11-21T00:00:00+08:00"))
    for number in 1...4 {
      let rows = (1...20).map { "p\(number)-\($0),1.00\n" }.joined()
      try shell.write("name,price\n" + rows, to: "../p\(number).csv")
    }
    let imports = try (1...4).map { number in
      try start(["import", "product", "../p\(number).csv"], in: shell.current, seed: number)
    }
    for process in imports {
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
    }
    #expect(shell.run("list product --committed --format ndjson").output.split(separator: "\n").count == 80)
    #expect(try shell.git("status --porcelain").output.isEmpty)
    #expect(try shell.git("rev-list --count HEAD").output == "5\n")
  }

  @Test func aHeldLockIsTold() throws {
    let shell = Shell.inStore()
    let store = try shell.store()
    let told = Mutex(0)
    let held = try StoreLock(gitDirectory: store.gitDirectory, waiting: {})
    #expect(throws: StoreError.self) {
      _ = try StoreLock(gitDirectory: store.gitDirectory, limitMilliseconds: 20) { told.withLock { $0 += 1 } }
    }
    #expect(told.withLock { $0 } == 1)
    try held.whileHeld { () throws(StoreError) in }
    // A program that another test is just starting may hold the lock a moment longer, until it is itself.
    _ = try StoreLock(gitDirectory: store.gitDirectory) {}
  }
}
