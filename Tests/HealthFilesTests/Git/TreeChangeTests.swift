import Foundation
import Git
import Testing

@Suite("Tree changes: the same as stock git's, without reading what is equal")
struct TreeChangeTests {
  @Test("equals git diff-tree on random trees", arguments: [1, 2, 3, 4, 5, 6] as [UInt64])
  func random(seed: UInt64) throws {
    var random = GitRandom(seed: seed)
    let fixture = try GitFixture()
    let repository = fixture.repository
    var files: [String: String] = [:]
    var trees: [ObjectID] = [.emptyTree]
    try fixture.git("hash-object", "-w", "-t", "tree", "/dev/null")
    for _ in 0..<5 {
      for _ in 0..<Int.random(in: 1...25, using: &random) { change(&files, &random) }
      var changes: [String: ObjectID?] = [:]
      for (path, text) in files { changes[path] = try repository.writeBlob(Array(text.utf8)) }
      trees.append(try repository.writeTree(base: nil, changes: changes))
    }
    for old in trees {
      for new in trees {
        let ours = try repository.treeChanges(from: old, to: new).map(Self.line)
        let theirs = try fixture.git("diff-tree", "-r", "-z", "--no-renames", "\(old)", "\(new)")
        #expect(ours == Self.lines(theirs), "seed \(seed), \(old) to \(new)")
      }
    }
    let prefix = try repository.treeChanges(from: trees[1], to: trees[5], under: ["a", "b/a"]).map(\.path)
    let all = try repository.treeChanges(from: trees[1], to: trees[5]).map(\.path)
    #expect(prefix == all.filter { $0 == "a" || $0.hasPrefix("a/") || $0 == "b/a" || $0.hasPrefix("b/a/") })
    #expect(
      try repository.treeChanges(from: nil, to: trees[2]).count
        == repository.treeChanges(
          from: trees[2], to: nil
        ).count)
  }

  /// Sets or removes a random file, so that names serve now as files and now as directories.
  private func change(_ files: inout [String: String], _ random: inout GitRandom) {
    let names = ["a", "b", "a.b", "a-b", "ab", "c"]
    let depth = Int.random(in: 1...4, using: &random)
    let path = (0..<depth).map { _ in names[Int.random(in: 0..<names.count, using: &random)] }.joined(separator: "/")
    let inTheWay = files.keys.filter { $0.hasPrefix(path + "/") || path.hasPrefix($0 + "/") }
    for key in inTheWay { files[key] = nil }
    files[path] = Int.random(in: 0..<4, using: &random) == 0 ? nil : "\(Int.random(in: 0..<5, using: &random))"
  }

  private static func line(_ change: TreeChange) -> String {
    let status = change.old == nil ? "A" : change.new == nil ? "D" : "M"
    return "\(change.old?.id ?? .zero) \(change.new?.id ?? .zero) \(status) \(change.path)"
  }

  /// Reads `:mode mode id id status NUL path NUL`.
  private static func lines(_ output: String) -> [String] {
    let parts = output.split(separator: "\0", omittingEmptySubsequences: true).map(String.init)
    return stride(from: 0, to: parts.count - 1, by: 2).map { index in
      parts[index].split(separator: " ").dropFirst(2).joined(separator: " ") + " " + parts[index + 1]
    }
  }

  @Test("equal subtrees are not read: they need not even exist")
  func skipping() throws {
    let fixture = try GitFixture()
    let old = try fixture.commit(["same/x/a": "1", "same/b": "2", "other/c": "3"])
    let new = try fixture.commit(["other/c": "4"])
    let same = try #require(try fixture.repository.entry(at: "same", in: new.tree)).id.description
    try FileManager.default.removeItem(
      atPath: fixture.path + "/.git/objects/" + same.prefix(2) + "/" + same.dropFirst(2))
    let repository = try Repository(opening: fixture.path)
    #expect(try repository.treeChanges(from: old.tree, to: new.tree).map(\.path) == ["other/c"])
    #expect(repository.objectReads == 4)
    #expect(try repository.treeChanges(from: nil, to: new.tree, under: ["other"]).map(\.path) == ["other/c"])
    #expect(gitError { _ = try repository.treeChanges(from: nil, to: new.tree) }?.code == .notFound)
    #expect(gitError { _ = try repository.treeChanges(from: nil, to: new.tree, under: ["../x"]) }?.code == .invalid)
  }
}
