/// Why clones cannot be brought together so.
enum SyncError: Error, Sendable, Hashable {
  /// Both sides have commits that the other lacks.
  case diverged(ours: Int, theirs: Int)

  /// The sentence in a language.
  func words(_ language: Language) -> String {
    switch self {
    case .diverged(let ours, let theirs):
      language.pick(
        "both sides moved: \(ours) commits here, \(theirs) there",
        "双方都有新提交：本地 \(ours) 个，对方 \(theirs) 个", "雙方都有新提交：本地 \(ours) 個，對方 \(theirs) 個")
    }
  }

  private var way: StoreError.Refusal {
    switch self {
    case .diverged: .conflict
    }
  }

  /// The same as the store says it.
  var asStoreError: StoreError {
    .refused(
      code: Fact.kebab(String(describing: self).prefix { $0 != "(" }), sentence: Phrase(words), hint: nil, as: way)
  }
}
