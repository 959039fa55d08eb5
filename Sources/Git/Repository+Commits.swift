// Reading and writing commits. Invariant: what is written is parsed back by the strict parser before it is stored.

extension Repository {
  /// Reads a commit; throws `.invalid` with line and reason when it is not exactly as a health file's commits are.
  public func commit(_ id: ObjectID) throws(GitError) -> Commit {
    try parse(id) { bytes throws(GitError) in try CommitParser.parse(bytes, id: id) }
  }

  /// Reads a commit together with the bytes its signature covers.
  public func signedCommit(_ id: ObjectID) throws(GitError) -> SignedCommit {
    try parse(id) { bytes throws(GitError) in try CommitParser.parseSigned(bytes, id: id) }
  }

  /// Reads a commit's bytes, whatever they say, and makes sure that they are those of its id.
  public func commitBytes(_ id: ObjectID) throws(GitError) -> [UInt8] {
    try withObject(id, .commit, limit: 16 << 20) { bytes throws(GitError) in
      guard try ObjectID.hash(.commit, bytes) == id else {
        throw GitError(.mismatch, "read commit", "the bytes of \(id) have another id")
      }
      return Array(copying: bytes)
    }
  }

  /// Writes a commit, signed by the closure if there is one, and returns its id; no reference moves.
  ///
  /// The closure is given the payload and returns the signature's text (an SSHSIG armour, for instance).
  @discardableResult
  public func writeCommit(
    tree: ObjectID, parents: [ObjectID], author: Signature, committer: Signature, message: String,
    signature: ((_ payload: [UInt8]) throws(GitError) -> [UInt8])? = nil
  ) throws(GitError) -> ObjectID {
    let payload = try Commit.payload(
      tree: tree, parents: parents, author: author, committer: committer, message: message)
    return try writeCommit(payload: payload, signature: try signature?(payload))
  }

  /// Writes a commit whose payload was made by `Commit.payload` and signed in between.
  @discardableResult
  public func writeCommit(payload: [UInt8], signature: [UInt8]?) throws(GitError) -> ObjectID {
    let bytes = if let signature { try Commit.sign(payload, with: signature) } else { payload }
    let read = try CommitParser.parseSigned(bytes, id: .zero)
    guard read.payload == payload else { throw GitError(.invalid, "write commit", "does not read back the same") }
    try require(read.commit.tree, .tree, "write commit")
    for parent in read.commit.parents { try require(parent, .commit, "write commit") }
    return try writeObject(.commit, bytes.span)
  }

  /// Visits a commit and its first parents, newest first, until the closure returns false or `limit` are visited.
  public func history(
    from id: ObjectID, limit: Int = .max, _ visit: (Commit) throws(GitError) -> Bool
  ) throws(GitError) {
    var next: ObjectID? = id
    var count = 0
    while let current = next, count < limit {
      let commit = try commit(current)
      guard try visit(commit) else { return }
      next = commit.parents.first
      count += 1
    }
  }

  private func parse<R>(
    _ id: ObjectID, _ body: ([UInt8]) throws(GitError) -> R
  ) throws(GitError) -> R {
    do throws(GitError) {
      return try withObject(id, .commit, limit: Commit.byteLimit) { bytes throws(GitError) in
        guard try ObjectID.hash(.commit, bytes) == id else {
          throw GitError(.mismatch, "read commit", "the bytes have another id")
        }
        return try body(Array(copying: bytes))
      }
    } catch {
      throw GitError(error.code, error.doing, "\(id): \(error.message)")
    }
  }
}
