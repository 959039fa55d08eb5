/// Holds one commit as its bytes say it, strictly read.
public struct Commit: Sendable, Hashable {
  /// The id, recomputed from the bytes that were read.
  public var id: ObjectID
  /// The tree of the state it records.
  public var tree: ObjectID
  /// The commits it follows; a health file has at most one.
  public var parents: [ObjectID]
  /// Who made the change, and when.
  public var author: Signature
  /// Who recorded it, and when.
  public var committer: Signature
  /// The message, exactly as stored.
  public var message: String
  /// The text of the `gpgsig` header without its indentation; nil in an unsigned commit.
  public var signature: [UInt8]?

  /// The largest commit that is read: 64 KiB.
  public static let byteLimit = 64 << 10

  /// The first line of the message.
  public var subject: String { String(message.prefix { $0 != "\n" }) }

  init(
    id: ObjectID, tree: ObjectID, parents: [ObjectID], author: Signature, committer: Signature, message: String,
    signature: [UInt8]?
  ) {
    self.id = id
    self.tree = tree
    self.parents = parents
    self.author = author
    self.committer = committer
    self.message = message
    self.signature = signature
  }
}

/// Pairs a commit with the bytes its signature covers.
public struct SignedCommit: Sendable, Hashable {
  /// The commit.
  public var commit: Commit
  /// The commit's bytes without the `gpgsig` header: what was signed.
  public var payload: [UInt8]
}

extension SignedCommit {
  /// Reads a commit strictly from its bytes; throws `.invalid` with line and reason.
  public init(parsing bytes: [UInt8], id: ObjectID) throws(GitError) {
    self = try CommitParser.parseSigned(bytes, id: id)
  }
}

extension Commit {
  /// Reads only which tree and parents a commit names, as git finds them, however wrong the rest is.
  public static func links(in bytes: [UInt8]) -> (tree: ObjectID, parents: [ObjectID])? {
    var lines = bytes.split(separator: 0x0a, omittingEmptySubsequences: false)[...]
    func id(_ word: String) -> ObjectID? {
      guard let line = lines.first, line.starts(with: word.utf8) else { return nil }
      return ObjectID(hex: String(decoding: line.dropFirst(word.utf8.count), as: UTF8.self))
    }
    guard let tree = id("tree ") else { return nil }
    lines = lines.dropFirst()
    var parents: [ObjectID] = []
    while let parent = id("parent ") {
      parents.append(parent)
      lines = lines.dropFirst()
    }
    return (tree, parents)
  }

  /// Writes a commit's bytes without a signature: what is to be signed, and what is stored when nobody signs.
  ///
  /// Throws `.invalid` when a part cannot be written so that it is read back the same.
  public static func payload(
    tree: ObjectID, parents: [ObjectID], author: Signature, committer: Signature, message: String
  ) throws(GitError) -> [UInt8] {
    for (who, signature) in [("author", author), ("committer", committer)] {
      if let flaw = signature.flaw { throw GitError(.invalid, "write commit", "\(who): \(flaw)") }
    }
    guard !message.utf8.contains(0) else { throw GitError(.invalid, "write commit", "message contains NUL") }
    var text = "tree \(tree)\n"
    for parent in parents { text += "parent \(parent)\n" }
    text += "author \(author.text)\ncommitter \(committer.text)\n\n\(message)"
    return Array(text.utf8)
  }

  /// Puts a signature into a payload, after its last header line; continuation lines begin with a space.
  static func sign(_ payload: [UInt8], with signature: [UInt8]) throws(GitError) -> [UInt8] {
    guard let end = headerEnd(payload), !signature.isEmpty else {
      throw GitError(.invalid, "write commit", "payload without header or empty signature")
    }
    var lines = signature.split(separator: 0x0a, omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    var result = Array(payload[..<end])
    result.append(contentsOf: "gpgsig".utf8)
    for line in lines {
      result.append(0x20)
      result.append(contentsOf: line)
      result.append(0x0a)
    }
    result.append(contentsOf: payload[end...])
    return result
  }

  /// Finds the empty line that ends the header.
  private static func headerEnd(_ payload: [UInt8]) -> Int? {
    var index = 1
    while index < payload.count {
      if payload[index] == 0x0a, payload[index - 1] == 0x0a { return index }
      index += 1
    }
    return nil
  }
}
