import Git
import HealthFiles
import JSONSchema

/// A commit as people and programs read it.
enum CommitText {
  /// The beginning of an id, long enough to name it.
  static func id(_ commit: Commit) -> String { String(commit.id.description.prefix(10)) }

  /// When it was made, by the clock of the store: `2026-11-21 19:05`.
  static func time(_ commit: Commit, _ profile: StoreProfile) -> String {
    let instant = profile.instant(seconds: commit.committer.seconds).description.prefix(16)
    return instant.map { $0 == "T" ? " " : String($0) }.joined()
  }

  /// Id, time, who and why.
  static func json(_ commit: Commit) -> JSON {
    let time = Instant(seconds: commit.committer.seconds, offsetMinutes: commit.committer.offsetMinutes)
    return [
      "commit": .string(commit.id.description), "time": .string(time.description),
      "author": .string(commit.author.name), "email": .string(commit.author.email),
      "message": .string(commit.message),
    ]
  }
}
