// Commits read some at a time: while one window is judged, the signatures of the next are checked on another processor.

internal import Dispatch
internal import Git
internal import Synchronization

/// Some commits in a row, and the check of their signatures, which goes on meanwhile.
final class SignedWindow: Sendable {
  let commits: [ReadCommit]
  private let verdicts = Mutex<[Bool]>([])
  private let done = DispatchGroup()

  /// Reads commits and has their signatures checked.
  init(_ ids: some Collection<ObjectID>, _ objects: ObjectReader) throws(GitError) {
    var commits: [ReadCommit] = []
    var payloads: [[UInt8]] = []
    for id in ids {
      let bytes = try objects.commitBytes(id)
      let (commit, payload) = try Self.read(id, bytes)
      commits.append(commit)
      payloads.append(payload)
    }
    self.commits = commits
    let signatures = commits.map(\.signature)
    DispatchQueue.global().async(group: done) { [self, payloads] in
      let answers = zip(signatures, payloads).map { $0?.isValid(for: $1) ?? false }
      verdicts.withLock { $0 = answers }
    }
  }

  /// Whether each signature is of the bytes of its commit; waits for the answer.
  func areSigned() -> [Bool] {
    done.wait()
    return verdicts.withLock { $0 }
  }

  /// Reads a commit as strictly as it can be read.
  private static func read(_ id: ObjectID, _ bytes: [UInt8]) throws(GitError) -> (ReadCommit, payload: [UInt8]) {
    let signed: SignedCommit
    do throws(GitError) {
      signed = try SignedCommit(parsing: bytes, id: id)
    } catch {
      guard let links = Commit.links(in: bytes) else { throw error }
      let finding = HistoryFinding(.malformed, id, detail: .same(error.message))
      return (ReadCommit(id: id, tree: links.tree, commit: nil, signature: nil, findings: [finding]), [])
    }
    let commit = signed.commit
    var findings: [HistoryFinding] = []
    var signature: SSHSignature?
    if commit.parents.count > 1 { findings.append(HistoryFinding(.merge, id)) }
    if let text = commit.signature {
      do throws(SealingError) {
        signature = try SSHSignature(parsing: text)
      } catch {
        findings.append(HistoryFinding(.malformedSignature, id, detail: Phrase { error.words($0) }))
      }
    } else {
      findings.append(HistoryFinding(.unsigned, id))
    }
    let read = ReadCommit(id: id, tree: commit.tree, commit: commit, signature: signature, findings: findings)
    return (read, signed.payload)
  }
}
