import Testing

@testable import Git

/// What a walk needs of a commit is what the strict parser says, or nothing.
@Suite struct CommitHeadTests {
  private static let tree = "tree " + String(repeating: "1", count: 40) + "\n"
  private static let parent = "parent " + String(repeating: "2", count: 40) + "\n"
  private static let other = "parent " + String(repeating: "3", count: 40) + "\n"
  private static let people = "author A B <a@b> 1700000000 +0800\ncommitter C <c@d> 1700000001 -0130\n"

  @Test(arguments: ["", parent, parent + other]) func aSoundCommitIsRead(_ parents: String) throws {
    let bytes = Array((Self.tree + parents + Self.people + "\nmessage\n").utf8)
    let found = CommitHead(bytes.span)
    let head = try #require(found)
    let strict = try CommitParser.parse(bytes, id: .zero)
    #expect(head.tree == strict.tree && head.parent == strict.parents.first)
    #expect(head.seconds == strict.committer.seconds)
    #expect(String(decoding: head.author, as: UTF8.self) == "\(strict.author.name) <\(strict.author.email)>")
  }

  @Test(arguments: [
    "", "tree", tree, tree + parent, people, tree + "author A <a@b> 1 +0000\n", tree + "author A\ncommitter B\n",
    tree + "author A <a@b>\ncommitter B <b@c>\n", tree + "author A <a@b> 1 +0000\ncommitter B <b@c>\n1\n",
    tree + "author A <a@b> 1 +0000\ncommitter B <b@c> x\n",
    "tree 12\n" + people, tree + people.dropLast(),
  ]) func whatHasNoHeadIsRefused(_ text: String) {
    let bytes = Array(text.utf8)
    let head = CommitHead(bytes.span)
    #expect(head == nil)
  }
}
