import Foundation
import Git
import Testing

@Suite("Hostile repositories: an error that names the place, in bounded time")
struct HostileTests {
  private func treeBytes(_ entries: [(mode: String, name: [UInt8], id: ObjectID)]) -> [UInt8] {
    var bytes: [UInt8] = []
    for entry in entries {
      bytes.append(contentsOf: entry.mode.utf8)
      bytes.append(0x20)
      bytes.append(contentsOf: entry.name)
      bytes.append(0)
      entry.id.append(to: &bytes)
    }
    return bytes
  }

  @Test("of a tree 100,000 levels deep only what the limit allows is read: the rest need not be there")
  func deep() throws {
    let fixture = try GitFixture(bare: true)
    let repository = fixture.repository
    var top = ObjectID.emptyTree
    for level in 0..<100_000 {
      let bytes = treeBytes([("40000", [0x64], top)])
      top = level < 99_990 ? try ObjectID.hash(.tree, bytes.span) : try fixture.hashObject("tree", bytes)
    }
    let before = repository.objectReads
    let walk = gitError { try repository.walkTree(top) { _, _ in .continue } }
    #expect(walk == GitError(.tooLarge, "walk tree", "d/d/d/d/d/d: deeper than 6"))
    let changes = gitError { _ = try repository.treeChanges(from: nil, to: top) }
    #expect(changes == GitError(.tooLarge, "compare trees", "d/d/d/d/d/d: deeper than 6"))
    #expect(repository.objectReads - before <= 12)
    let path = Array(repeating: "d", count: 40).joined(separator: "/")
    #expect(gitError { _ = try repository.entry(at: path, in: top) }?.code == .tooLarge)
  }

  @Test("a wide tree is refused, reading and writing")
  func wide() throws {
    let fixture = try GitFixture(bare: true)
    let blob = try fixture.repository.writeBlob([1])
    let names = (10_000..<15_000).map { "f\($0)" }
    let wide = try fixture.hashObject("tree", treeBytes(names.map { ("100644", Array($0.utf8), blob) }))
    #expect(gitError { _ = try fixture.repository.tree(wide) }?.code == .tooLarge)
    let entries = names.map { TreeEntry(name: $0, mode: .file, id: blob) }
    #expect(gitError { try fixture.repository.writeTree(entries) }?.code == .tooLarge)
    try fixture.repository.writeTree(Array(entries.prefix(4096)))
  }

  @Test("a tree that names one tree ten times, six levels deep, meets the limit of entries")
  func bomb() throws {
    let fixture = try GitFixture(bare: true)
    let repository = fixture.repository
    let blob = try repository.writeBlob([1])
    var id = try repository.writeTree([TreeEntry(name: "f", mode: .file, id: blob)])
    for _ in 0..<5 {
      id = try repository.writeTree((0..<10).map { TreeEntry(name: "d\($0)", mode: .tree, id: id) })
    }
    var limits = TreeLimits()
    limits.entries = 1000
    var visited = 0
    let walk = gitError {
      try repository.walkTree(id, limits: limits) { _, _ in
        visited += 1
        return .continue
      }
    }
    #expect(walk?.code == .tooLarge)
    #expect(visited == 1000)
    #expect(gitError { _ = try repository.treeChanges(from: nil, to: id, limits: limits) }?.code == .tooLarge)
  }

  @Test(
    "bad names",
    arguments: [
      ".git", ".GIT", "git~1", ".git.", ".git ", ".git::$INDEX_ALLOCATION", ".g\u{200c}it", "..", ".", "", "a/b",
      "a\\b",
      "a\u{1}", "a\n",
    ])
  func names(name: String) throws {
    let fixture = try GitFixture(bare: true)
    let blob = try fixture.repository.writeBlob([1])
    let tree = try fixture.hashObject("tree", treeBytes([("100644", Array(name.utf8), blob)]))
    #expect(gitError { _ = try fixture.repository.tree(tree) }?.code == .corrupt)
    #expect(gitError { try fixture.repository.walkTree(tree) { _, _ in .continue } }?.code == .corrupt)
    #expect(
      gitError { try fixture.repository.writeTree([TreeEntry(name: name, mode: .file, id: blob)]) }?.code == .invalid)
    #expect(
      gitError { try fixture.repository.writeTree(base: nil, changes: ["x/" + name: blob]) } != nil || name == "a/b")
  }

  @Test("bytes that are no tree")
  func malformed() throws {
    let fixture = try GitFixture(bare: true)
    let blob = try fixture.repository.writeBlob([1])
    let file = treeBytes([("100644", [0x61], blob)])
    let gallery: [(bytes: [UInt8], reason: String)] = [
      (Array(file.dropLast()), "ends too early"), (Array("100644 a".utf8), "ends too early"),
      (Array("100644".utf8), "ends too early"), ([0], "mode is not octal"),
      (Array("1006444444 a".utf8), "mode is not octal"), (Array("1008 a".utf8), "mode is not octal"),
      (treeBytes([("0100644", [0x61], blob)]), "mode is not octal"),
      (treeBytes([("040000", [0x61], blob)]), "is not known"),
      (treeBytes([("100664", [0x61], blob)]), "mode 100664 is not known"),
      (treeBytes([("100644", [0xff, 0xfe], blob)]), "name is not UTF-8"),
      (treeBytes([("100644", [0x61], .zero)]), "names the zero id"), (file + file, "entry 2: is out of order"),
      (treeBytes([("100644", [0x62], blob), ("100644", [0x61], blob)]), "entry 2: is out of order"),
      (
        treeBytes([("100644", [0x61], blob), ("100644", [0x61, 0x2d], blob), ("40000", [0x61], .emptyTree)]),
        "entry 3: is out of order or appears twice"
      ),
      (treeBytes([("100644", [UInt8](repeating: 0x61, count: 300), blob)]), "longer than 255"),
    ]
    for (bytes, reason) in gallery {
      let id = try fixture.hashObject("tree", bytes)
      let error = gitError { _ = try fixture.repository.tree(id) }
      #expect(error?.code == .corrupt)
      #expect(error?.message.hasPrefix("\(id): entry ") == true)
      #expect(error?.message.contains(reason) == true, "\(reason): \(error?.message ?? "accepted")")
    }
  }

  @Test("symbolic links, submodules and executables are errors to a walk", arguments: ["120000", "160000", "100755"])
  func modes(mode: String) throws {
    let fixture = try GitFixture(bare: true)
    let repository = fixture.repository
    let blob = try repository.writeBlob(Array("/etc/passwd".utf8))
    let inner = try fixture.hashObject("tree", treeBytes([(mode, [0x78], blob)]))
    let tree = try repository.writeTree([TreeEntry(name: "a", mode: .tree, id: inner)])
    let error = GitError(.invalid, "walk tree", "a/x: mode \(mode) is not allowed")
    #expect(gitError { try repository.walkTree(tree) { _, _ in .continue } } == error)
    #expect(gitError { _ = try repository.treeChanges(from: nil, to: tree) }?.code == .invalid)
    #expect(try repository.tree(inner).first?.mode.rawValue == UInt32(mode, radix: 8))
    let kept = try repository.writeTree(base: tree, changes: ["a/y": repository.writeBlob([2])])
    #expect(try repository.entry(at: "a/x", in: kept)?.mode.rawValue == UInt32(mode, radix: 8))
  }

  @Test("a large blob is refused by its header")
  func large() throws {
    let fixture = try GitFixture(bare: true)
    let id = try fixture.hashObject("blob", [UInt8](repeating: 0, count: 40 << 20))
    #expect(gitError { _ = try fixture.repository.blob(id) }?.code == .tooLarge)
    #expect(gitError { _ = try fixture.repository.commit(id) }?.code == .invalid)
    #expect(fixture.repository.objectReads == 0)
  }

  @Test("a byte flipped in any object is an error")
  func flipped() throws {
    let fixture = try GitFixture(bare: true)
    let commit = try fixture.commit(["a": "1"])
    let path = fixture.path + "/objects/\(commit.id.description.prefix(2))/\(commit.id.description.dropFirst(2))"
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    for index in bytes.indices {
      var wrong = bytes
      wrong[index] ^= 0x10
      try FileManager.default.removeItem(atPath: path)
      try wrong.write(to: URL(fileURLWithPath: path))
      let repository = try Repository(opening: fixture.path, bare: true)
      let read = try? repository.commit(commit.id)
      #expect(read == nil || read == commit, "byte \(index)")
    }
  }

  @Test("a loose object that is cut short anywhere is an error")
  func truncated() throws {
    let fixture = try GitFixture(bare: true)
    let commit = try fixture.commit(["a": "1"])
    let path = fixture.path + "/objects/\(commit.id.description.prefix(2))/\(commit.id.description.dropFirst(2))"
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    for count in 0..<bytes.count {
      try FileManager.default.removeItem(atPath: path)
      try bytes.prefix(count).write(to: URL(fileURLWithPath: path))
      #expect(gitError { _ = try fixture.repository.commit(commit.id) }?.code == .corrupt, "\(count) bytes")
    }
  }

  @Test("a byte flipped in a pack is an error or does no harm")
  func flippedPack() throws {
    let fixture = try GitFixture(bare: true)
    let commit = try fixture.commit(["a": "1"])
    try fixture.git("gc", "-q")
    let folder = fixture.path + "/objects/pack/"
    let name = try #require(FileManager.default.contentsOfDirectory(atPath: folder).first { $0.hasSuffix(".pack") })
    let bytes = try Data(contentsOf: URL(fileURLWithPath: folder + name))
    for index in 12..<bytes.count - 20 {
      var wrong = bytes
      wrong[index] ^= 0x10
      try FileManager.default.removeItem(atPath: folder + name)
      try wrong.write(to: URL(fileURLWithPath: folder + name))
      let repository = try Repository(opening: fixture.path, bare: true)
      let read = try? repository.commit(commit.id)
      #expect(read == nil || read == commit, "byte \(index)")
    }
  }

  @Test("objects stay readable while stock git repacks")
  func repacked() throws {
    let fixture = try GitFixture()
    let first = try fixture.commit(["a": "1"])
    let second = try fixture.commit(["a": "2"])
    try fixture.git("gc", "-q", "--prune=now")
    #expect(try fixture.repository.commit(first.id) == first)
    #expect(try fixture.repository.treeChanges(from: first.tree, to: second.tree).count == 1)
    try fixture.commit(["b": "3"])
    try fixture.git("repack", "-q", "-a", "-d")
    #expect(try fixture.repository.commit(second.id) == second)
    #expect(try fixture.repository.reference("refs/heads/main") != second.id)
  }
}
