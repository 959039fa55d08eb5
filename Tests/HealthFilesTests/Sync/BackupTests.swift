// Backups and copies that were broken off: what is there is whole, what is left goes, and the next one goes through.

import Foundation
import HealthFiles
import Testing

@testable import hfile

@Suite struct BackupTests {
  private let shell = Shell.inStore()
  private let backups: String

  init() {
    backups = shell.folder.file("backups")
    shell.run("new member id=abcdefgh kind=member name=林晓")
    shell.run("commit -m member")
  }

  private func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: backups).sorted()
  }

  private func touch(_ path: String) throws {
    let folder = (path as NSString).deletingLastPathComponent
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    #expect(FileManager.default.createFile(atPath: path, contents: Data("left".utf8)))
  }

  /// Keys without a bundle stay for as long as any backup of their time does: nobody can tell where the bundle lies.
  @Test func keysAloneGoWithTheOldestBackup() throws {
    let id = try shell.store().snapshot().profile.id
    shell.world.set("2026-12-01T02:30:00+08:00")
    shell.run("backup ../backups")
    try touch(backups + "/\(id)-20261130T023000+0800.keys.json")
    try touch(backups + "/\(id)-20261203T023000+0800.keys.json")
    try touch(backups + "/.\(id)-a7.part/tmp_pack_abcdef")
    shell.world.set("2026-12-02T02:30:00+08:00")
    #expect(shell.run("backup ../backups --verify").code == .done)
    let ends = [
      "20261201T023000+0800.bundle", "20261201T023000+0800.keys.json", "20261202T023000+0800.bundle",
      "20261202T023000+0800.keys.json", "20261203T023000+0800.keys.json",
    ]
    #expect(try names() == ends.map { "\(id)-\($0)" })
  }

  /// West of Greenwich, too, the time in a name is read back.
  @Test func oldBackupsGoWestOfGreenwich() throws {
    let west = Shell()
    west.run("init shop --name West --device a7 --timezone America/New_York")
    west.current = west.folder.file("shop")
    for hour in ["02", "03"] {
      west.world.set("2026-12-01T\(hour):30:00-05:00")
      #expect(west.run("backup ../backups").code == .done)
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: west.folder.file("backups")).sorted()
    #expect(names.count == 2 && names.allSatisfy { $0.contains("-20261201T033000-0500.") }, "\(names)")
  }

  /// A nightly backup is nothing that somebody took along on a stick.
  @Test func bundlesGoOnFromBundles() throws {
    shell.run("bundle create ../stick.bundle")
    shell.run("new product id=tea name=Tea price=10.00")
    shell.run("commit -m tea")
    #expect(shell.run("backup ../backups").code == .done)
    #expect(shell.run("bundle create ../stick.bundle --since last").output.hasPrefix("1 commit"))
  }

  /// What the backup had and no hub has is made anew after what came meanwhile.
  @Test func aRestoredStoreGoesOnWithItsHub() throws {
    shell.run("hub add origin ../hub.git")
    shell.run("push")
    let other = Shell(shell.folder, world: shell.world)
    #expect(other.run("clone hub.git other --device b2").code == .done)
    other.current = other.folder.file("other")
    other.run("new product id=soap name=Soap price=5.00")
    other.run("commit -m soap")
    shell.run("new product id=tea name=Tea price=10.00")
    shell.run("commit -m tea")
    shell.run("backup ../backups")
    #expect(other.run("push").code == .done)

    let bundle = try #require(try names().first { $0.hasSuffix(".bundle") })
    let restored = Shell(shell.folder, world: shell.world)
    #expect(restored.run("backup restore backups/\(bundle) restored --device c3").code == .done)
    restored.current = restored.folder.file("restored")
    #expect(try !restored.git("config --list").output.contains("remote"))
    restored.run("hub add origin ../hub.git")
    let answer = restored.run("sync")
    #expect(answer.code == .done, "\(answer.error)")
    for id in ["prd-tea", "prd-soap", "mem-abcdefgh"] { #expect(restored.run("show \(id)").code == .done) }
    #expect(restored.run("verify").code == .done)
  }

  @Test func theDoctorRemovesACheckThatWasBrokenOff() throws {
    let left = shell.current + "/.git/hfile/verifying"
    try touch(left + "/.git/hfile/keyring/HEAD")
    #expect(shell.run("doctor").output.contains("verifying"))
    #expect(!FileManager.default.fileExists(atPath: left))
    #expect(shell.run("doctor").output == "all is well\n")
  }

  /// A copy on its way is no store; the next one begins anew, or moves up what was whole already.
  @Test func copiesAreWholeOrNotThere() throws {
    shell.run("hub add origin ../hub.git")
    shell.run("push")
    let copy = shell.folder.file("copy")
    try touch(copy + "/.hfile-unfinished/hfile.json")
    #expect(shell.run("-C \(copy) status").code != .done)
    #expect(shell.run("clone ../hub.git ../copy --device b2").code == .done)
    #expect(try FileManager.default.contentsOfDirectory(atPath: copy).allSatisfy { !$0.hasPrefix(".hfile") })

    // Stopped between two names.
    let place = copy + "/.hfile-finished"
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: false)
    for name in ["members", "hfile.json"] {
      try FileManager.default.moveItem(atPath: "\(copy)/\(name)", toPath: "\(place)/\(name)")
    }
    #expect(shell.run("-C \(copy) status").code == .noStore)
    #expect(shell.run("clone ../hub.git ../copy --device b2").code == .conflict)
    #expect(shell.run("-C \(copy) status").output == "nothing to commit\n")
    #expect(shell.run("-C \(copy) doctor").output == "all is well\n")

    // What is somebody else's stays.
    try touch(shell.folder.file("mine/notes.txt"))
    #expect(shell.run("clone ../hub.git ../mine").code == .conflict)
    #expect(FileManager.default.fileExists(atPath: shell.folder.file("mine/notes.txt")))
  }
}
