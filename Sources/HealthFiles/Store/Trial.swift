// A trial run (R2): commits go to a branch of their own until somebody keeps or drops them. What cannot be taken back
// is not tried: keys are neither changed nor destroyed, and nothing leaves this copy.

internal import Git

/// The branch of a trial run.
enum Trial {
  static let branch = "refs/heads/trial"
  static let main = "refs/heads/main"
  /// Where the last commits of dropped trials are kept.
  static let kept = "refs/hfile/trials/"
}

extension Store {
  /// Whether commits go to a trial run.
  public func isTrial() throws(StoreError) -> Bool {
    try repository().use { repository throws(GitError) in try repository.head().name == Trial.branch }
  }

  /// Stops what a trial that is dropped could not take back.
  func refuseTrial() throws(StoreError) {
    guard try isTrial() else { return }
    let way = "hfile trial keep, hfile trial drop"
    throw .refused(
      code: "trial",
      sentence: Phrase(
        "a trial run is on: keep or drop it before this", "正在试运行：请先保留或放弃", "正在試運行：請先保留或放棄"),
      hint: Phrase(way, way, way), as: .conflict)
  }
}
