import Foundation
import Git
import Testing

@Suite("Repository: what is written is what stock git reads")
struct RepositoryTests {
  @Test("object ids are text and bytes")
  func objectIDs() throws {
    let hex = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
    let id = try #require(ObjectID(hex: hex))
    #expect(id == .emptyTree)
    #expect(id.description == hex)
    let bytes = id.bytes
    let again = ObjectID(bytes: bytes.span)
    #expect(again == id)
    #expect(ObjectID.zero < id)
    for wrong in ["", String(hex.dropLast()), hex + "0", hex.uppercased(), hex.replacing("4b", with: "+b")] {
      #expect(ObjectID(hex: wrong) == nil)
    }
    #expect(try ObjectID.blob(hashing: []).description == "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391")
    let nothing: [UInt8] = []
    let empty = try ObjectID.hash(.tree, nothing.span)
    #expect(empty == .emptyTree)
  }

  @Test("settings are fixed once libgit2 has started")
  func settings() throws {
    _ = try GitFixture()
    #expect(Library.isStarted)
    var other = LibrarySettings()
    try Library.configure(other)
    other.openFileLimit = 7
    #expect(gitError { try Library.configure(other) }?.code == .exists)
  }

  @Test("opens exactly the path that is named", arguments: [false, true])
  func opening(bare: Bool) throws {
    let fixture = try GitFixture(bare: bare)
    let repository = try Repository(opening: fixture.path, bare: bare)
    #expect(repository.isBare == bare)
    #expect((repository.workingDirectory == nil) == bare)
    #expect(repository.gitDirectory.hasSuffix(bare ? "/repository/" : "/repository/.git/"))
    #expect(gitError { _ = try Repository(opening: fixture.directory.path) }?.code == .notRepository)
    #expect(gitError { _ = try Repository(opening: fixture.path + "/refs") }?.code == .notRepository)
    #expect(gitError { _ = try Repository(opening: "") }?.code == .invalid)
    #expect(gitError { _ = try Repository.initialize(at: fixture.path, bare: bare) }?.code == .exists)
    #expect(!repository.hasAlternates)
  }

  @Test("an unborn branch has a name and no commit")
  func unborn() throws {
    let fixture = try GitFixture()
    let head = try fixture.repository.head()
    #expect(head.name == "refs/heads/main")
    #expect(head.id == nil)
    let commit = try fixture.commit(["a": "1"])
    #expect(try fixture.repository.head().id == commit.id)
    try fixture.git("checkout", "-q", "--detach")
    #expect(try fixture.repository.head().name == "HEAD")
    #expect(try fixture.repository.head().id == commit.id)
  }

  @Test("blobs go round", arguments: [false, true])
  func blobs(bare: Bool) throws {
    let fixture = try GitFixture(bare: bare)
    let repository = fixture.repository
    let bytes = Array("林晓\n".utf8) + [0, 255]
    for content in [[], bytes, [UInt8](repeating: 7, count: 200_000)] {
      let id = try repository.writeBlob(content)
      #expect(try repository.blob(id) == content)
      #expect(try repository.withBlob(id) { $0.count } == content.count)
      #expect(try repository.header(of: id) == (.blob, content.count))
      #expect(repository.contains(id))
      #expect(try fixture.git("cat-file", "-s", "\(id)") == "\(content.count)\n")
    }
    #expect(!repository.contains(.zero))
    let id = try repository.writeBlob(bytes)
    #expect(gitError { _ = try repository.blob(id, limit: bytes.count - 1) }?.code == .tooLarge)
    #expect(gitError { _ = try repository.tree(id) }?.code == .invalid)
    let missing = try ObjectID.blob(hashing: Array("nowhere".utf8))
    #expect(gitError { _ = try repository.blob(missing) }?.code == .notFound)
  }

  @Test("a tree of 300 entries goes round")
  func trees() throws {
    let fixture = try GitFixture()
    let repository = fixture.repository
    let blob = try repository.writeBlob([1])
    let inner = try repository.writeTree([TreeEntry(name: "x", mode: .file, id: blob)])
    var entries = (0..<297).map { TreeEntry(name: "file-\($0).json", mode: .file, id: blob) }
    entries.append(TreeEntry(name: "file", mode: .tree, id: inner))
    entries.append(TreeEntry(name: "file.a", mode: .executable, id: blob))
    entries.append(TreeEntry(name: "file-a", mode: .symlink, id: blob))
    let id = try repository.writeTree(entries)
    let read = try repository.tree(id)
    #expect(Set(read) == Set(entries))
    let listed = try fixture.git("ls-tree", "\(id)").split(separator: "\n").map(String.init)
    let ours = read.map { entry in
      let mode = String(String(0o1000000 + entry.mode.rawValue, radix: 8).dropFirst())
      return "\(mode) \(entry.mode == .tree ? "tree" : "blob") \(entry.id)\t\(entry.name)"
    }
    #expect(listed == ours)
    #expect(try repository.entry(at: "file/x", in: id)?.id == blob)
    #expect(try repository.entry(at: "file.a", in: id)?.mode == .executable)
    #expect(try repository.entry(at: "file.a/x", in: id) == nil)
    #expect(try repository.entry(at: "file/y", in: id) == nil)
    try fixture.git("fsck", "--strict")
  }

  @Test("changed paths rewrite their directories only, and empty directories vanish")
  func treeUpdate() throws {
    let fixture = try GitFixture()
    let repository = fixture.repository
    let first = try fixture.commit(["a/b/c": "1", "a/d": "2", "e": "3", "f/g": "4"])
    let second = try fixture.commit(["a/b/c": nil, "e": "5", "h/i/j": "6"])
    let listed = try fixture.git("ls-tree", "-r", "--name-only", "main").split(separator: "\n")
    #expect(listed == ["a/d", "e", "f/g", "h/i/j"])
    #expect(try repository.entry(at: "a/b", in: second.tree) == nil)
    #expect(try repository.entry(at: "f", in: first.tree) == repository.entry(at: "f", in: second.tree))
    let blob = try repository.writeBlob([1])
    let refused: [([String: ObjectID?], GitError.Code)] = [
      (["a": blob], .invalid), (["e/x": blob], .invalid), (["no": nil], .notFound),
      (["a/../x": blob], .invalid), (["/x": blob], .invalid), (["x/": blob], .invalid), (["": blob], .invalid),
      ([".git/config": blob], .invalid), (["z": blob, "z/y": blob], .invalid), (["x": second.tree], .invalid),
    ]
    for (changes, code) in refused {
      #expect(
        gitError { _ = try repository.writeTree(base: second.tree, changes: changes) }?.code == code, "\(changes)")
    }
    let swapped = try repository.writeTree(base: second.tree, changes: ["e": nil, "e/x": blob])
    #expect(try repository.entry(at: "e/x", in: swapped)?.id == blob)
    let empty = try fixture.commit(["a/d": nil, "e": nil, "f/g": nil, "h/i/j": nil])
    #expect(empty.tree == .emptyTree)
    try fixture.git("fsck", "--strict")
  }

  @Test("a walk visits directories before what they hold, from a prefix, and skips and stops")
  func walking() throws {
    let fixture = try GitFixture()
    let tree = try fixture.commit(["a/b/c": "1", "a/d": "2", "a.x": "3", "f/g": "4"]).tree
    func walk(_ prefix: String = "", _ choose: (String) -> Walk = { _ in .continue }) throws -> [String] {
      var seen: [String] = []
      try fixture.repository.walkTree(tree, under: prefix) { path, _ in
        seen.append(path)
        return choose(path)
      }
      return seen
    }
    #expect(try walk() == ["a.x", "a", "a/b", "a/b/c", "a/d", "f", "f/g"])
    #expect(try walk("a") == ["a/b", "a/b/c", "a/d"])
    #expect(try walk("a/d") == ["a/d"])
    #expect(try walk("none").isEmpty)
    #expect(try walk { $0 == "a" ? .skip : .continue } == ["a.x", "a", "f", "f/g"])
    #expect(try walk { $0 == "a/b" ? .stop : .continue } == ["a.x", "a", "a/b"])
  }

  @Test("commits read the same in stock git, and stock git's are accepted", arguments: [false, true])
  func commits(bare: Bool) throws {
    let fixture = try GitFixture(bare: bare)
    let repository = fixture.repository
    let first = try fixture.commit(["a": "1"], message: "first\n\nbody 体\n")
    let second = try fixture.commit(["a": "2"])
    #expect(second.parents == [first.id])
    #expect(first.author == GitFixture.author)
    #expect(
      try fixture.git("log", "--format=%H %T %an %ae %ad %B", "--date=raw", "-1", "\(first.id)")
        == "\(first.id) \(first.tree) Lin 林 stf-lin@sto-test 1700000000 +0800 first\n\nbody 体\n\n")
    let theirs = try ObjectID.read(fixture.git("commit-tree", "-p", "main", "-m", "theirs", "\(second.tree)"))
    let read = try repository.commit(theirs)
    #expect(read.subject == "theirs")
    #expect(read.committer.offsetMinutes == 480)
    var seen: [ObjectID] = []
    try repository.history(from: theirs) { commit in
      seen.append(commit.id)
      return true
    }
    #expect(seen == [theirs, second.id, first.id])
    try repository.history(from: theirs, limit: 1) { commit in
      seen.append(commit.id)
      return true
    }
    #expect(seen.count == 4)
    try fixture.git("fsck", "--strict")
  }

  @Test("a signature goes in and comes out, and the payload is what was signed")
  func signed() throws {
    let fixture = try GitFixture()
    let repository = fixture.repository
    let armour = Array("-----BEGIN SSH SIGNATURE-----\nU1NI\n\nx\n-----END SSH SIGNATURE-----\n".utf8)
    var payload: [UInt8] = []
    let id = try repository.writeCommit(
      tree: repository.writeTree([]), parents: [], author: GitFixture.author, committer: GitFixture.author,
      message: "signed\n"
    ) { bytes throws(GitError) in
      payload = bytes
      return armour
    }
    let read = try repository.signedCommit(id)
    #expect(read.payload == payload)
    #expect(read.commit.signature == armour)
    #expect(try repository.commit(id).message == "signed\n")
    #expect(
      try fixture.git("cat-file", "commit", "\(id)").contains("gpgsig -----BEGIN SSH SIGNATURE-----\n U1NI\n \n x\n"))
    try fixture.git("fsck", "--strict")
  }

  @Test("what cannot be written as it is read back is refused")
  func refusedCommits() throws {
    let fixture = try GitFixture()
    let repository = fixture.repository
    let tree = try repository.writeTree([])
    let blob = try repository.writeBlob([1])
    func write(
      _ name: String = "a", _ email: String = "b", _ seconds: Int64 = 1, _ offset: Int = 0, _ message: String = "m",
      tree: ObjectID, parents: [ObjectID] = []
    ) -> GitError.Code? {
      let person = Signature(name: name, email: email, seconds: seconds, offsetMinutes: offset)
      return gitError {
        try repository.writeCommit(tree: tree, parents: parents, author: person, committer: person, message: message)
      }?.code
    }
    #expect(write(tree: tree) == nil)
    #expect(write("", tree: tree) == nil)
    #expect(write("a<", tree: tree) == .invalid)
    #expect(write("a", "b\nparent x", tree: tree) == .invalid)
    #expect(write("a ", tree: tree) == .invalid)
    #expect(write("a", "b", -1, tree: tree) == .invalid)
    #expect(write("a", "b", 1, 900, tree: tree) == .invalid)
    #expect(write("a", "b", 1, 0, "m\0", tree: tree) == .invalid)
    #expect(write("a", "b", 1, 0, String(repeating: "m", count: 70_000), tree: tree) == .tooLarge)
    #expect(write(tree: blob) == .invalid)
    #expect(write(tree: tree, parents: [tree]) == .invalid)
    #expect(write(tree: try ObjectID.blob(hashing: [9, 9])) == .notFound)
  }
}
