import Git
import Testing

@Suite("Commits: one meaning, or a reason")
struct CommitGalleryTests {
  private static let tree = "tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\n"
  private static let parent = "parent 1111111111111111111111111111111111111111\n"
  private static let author = "author A <a@b> 1700000000 +0800\n"
  private static let committer = "committer A <a@b> 1700000000 +0800\n"
  private static let gpgsig = "gpgsig -----BEGIN\n x\n -----END\n"
  private static let plain = tree + author + committer

  static let refused: [(text: String, reason: String)] = [
    ("", "line 1: expected 'tree', found the end of the commit"),
    ("tree", "line 1: expected 'tree'"),
    (tree, "line 2: expected 'author', found the end of the commit"),
    ("tree 4B825DC642CB6EB9A060E54BF8D69288FBEE4904\n", "line 1: an id is 40 lower-case"),
    ("tree 4b825\n", "line 1: an id is 40 lower-case"),
    ("tree " + String(repeating: "0", count: 40) + "\n", "line 1: an id is 40 lower-case"),
    (parent + plain + "\nm", "line 1: expected 'tree', found 'parent'"),
    (tree + tree + author + committer + "\nm", "line 2: expected 'author', found 'tree'"),
    (tree + author + parent + committer + "\nm", "line 3: expected 'committer', found 'parent'"),
    (tree + committer + author + "\nm", "line 2: expected 'author', found 'committer'"),
    (tree + author + author + committer + "\nm", "line 3: expected 'committer', found 'author'"),
    (tree + parent + parent + author + committer + "\nm", "a parent appears twice"),
    (plain + gpgsig + gpgsig + "\nm", "line 7: expected the end of the header, found 'gpgsig'"),
    (plain + gpgsig + "gpgsig-sha256 x\n\nm", "found 'gpgsig-sha256'"),
    (plain + "gpgsig-sha256 x\n\nm", "found 'gpgsig-sha256'"),
    (plain + "mergetag object 1\n\nm", "found 'mergetag'"),
    (plain + "x-evil 1\n\nm", "found 'x-evil'"),
    (plain + gpgsig + "encoding UTF-8\n\nm", "found 'encoding'"),
    (plain + "encoding ISO-8859-1\n\nm", "line 4: the encoding is not UTF-8"),
    (plain + " x\n\nm", "found a stray continuation line"),
    (plain + "gpgsig -----BEGIN\nx\n\nm", "line 5: expected the end of the header, found something that is no header"),
    (plain + "gpgsig \n\nm", "the signature is empty"),
    (plain + "gpgsig -----BEGIN\n x", "the header does not end"),
    (plain, "line 4: expected the end of the header, found the end of the commit"),
    (plain + "\u{1b}[31m red\n\nm", "found something that is no header"),
    (plain + "\nm\0n", "contains NUL"),
    (tree + "author A\0 <a@b> 1 +0000\n" + committer + "\nm", "contains NUL"),
    (tree + "author A <a@b>\n" + committer + "\nm", "line 2: no time after the address"),
    (tree + "author A a@b 1 +0000\n" + committer + "\nm", "no address"),
    (tree + "author A >a@b< 1 +0000\n" + committer + "\nm", "no address"),
    (tree + "author A <<a@b> 1 +0000\n" + committer + "\nm", "'<', '>'"),
    (tree + "author A<a@b> 1 +0000\n" + committer + "\nm", "no space before the address"),
    (tree + "author A <a@b> -1 +0000\n" + committer + "\nm", "no time"),
    (tree + "author A <a@b> 01 +0000\n" + committer + "\nm", "no time"),
    (tree + "author A <a@b> 99999999999999999999 +0000\n" + committer + "\nm", "no time"),
    (tree + "author A <a@b> 1 0000\n" + committer + "\nm", "no time zone"),
    (tree + "author A <a@b> 1 +0060\n" + committer + "\nm", "no time zone"),
    (tree + "author A <a@b> 1 +9900\n" + committer + "\nm", "beyond 14 hours"),
    (tree + "author A <a@b>  1 +0000\n" + committer + "\nm", "no time after the address"),
    (plain + "\n" + String(repeating: "m", count: 65_536), "65536"),
  ]

  @Test("is refused with its reason", arguments: refused)
  func refusal(text: String, reason: String) throws {
    let fixture = try GitFixture(bare: true)
    let id = try fixture.hashObject("commit", Array(text.utf8))
    let error = gitError { _ = try fixture.repository.commit(id) }
    #expect(error?.message.hasPrefix("\(id): ") == true)
    #expect(error?.message.contains(reason) == true, "\(reason): \(error?.message ?? "accepted")")
    #expect(gitError { _ = try fixture.repository.signedCommit(id) } == error)
  }

  @Test("bytes that are not UTF-8 are refused")
  func encoding() throws {
    let fixture = try GitFixture(bare: true)
    let id = try fixture.hashObject("commit", Array((Self.plain + "\n").utf8) + [0xff])
    #expect(gitError { _ = try fixture.repository.commit(id) }?.message.contains("is not UTF-8") == true)
  }

  @Test("a signature in the message is a message")
  func signatureInMessage() throws {
    let fixture = try GitFixture(bare: true)
    let text = Self.plain + "\nhello\n" + Self.gpgsig + "\n"
    let id = try fixture.hashObject("commit", Array(text.utf8))
    let read = try fixture.repository.signedCommit(id)
    #expect(read.commit.signature == nil)
    #expect(read.commit.message == "hello\n" + Self.gpgsig + "\n")
    #expect(read.payload == Array(text.utf8))
  }

  @Test("what stock git may write is accepted")
  func accepted() throws {
    let fixture = try GitFixture(bare: true)
    let texts = [
      Self.plain + "\n", Self.plain + "\nm", Self.tree + Self.parent + Self.author + Self.committer + "\nm\n",
      Self.plain + "encoding UTF-8\n\nm", Self.plain + "encoding UTF-8\n" + Self.gpgsig + "\nm",
      Self.tree + "author <a@b> 0 -1130\n" + Self.committer + "\n\n\nm",
    ]
    for text in texts {
      let id = try fixture.hashObject("commit", Array(text.utf8))
      #expect(try fixture.repository.commit(id).id == id)
    }
    let id = try fixture.hashObject("commit", Array((Self.plain + Self.gpgsig + "\nm").utf8))
    let signed = try fixture.repository.signedCommit(id)
    #expect(signed.payload == Array((Self.plain + "\nm").utf8))
    #expect(signed.commit.signature == Array("-----BEGIN\nx\n-----END\n".utf8))
  }
}
