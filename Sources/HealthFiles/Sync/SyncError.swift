/// Why clones cannot be brought together so.
enum SyncError: Error, Sendable, Hashable {
  /// The histories have no commit in common.
  case unrelated
  /// What was seen of a history is no longer part of it.
  case rewritten(seen: String, now: String)
  /// The history is not signed, and this store's is.
  case untrusted
  /// The store's schemas know no conflicts: they are older than this version.
  case noConflicts

  /// The sentence in a language.
  func words(_ language: Language) -> String {
    switch self {
    case .unrelated:
      language.pick("that is the history of another store", "那是另一家门店的历史", "那是另一家門店的歷史")
    case .rewritten(let seen, let now):
      language.pick(
        "the history that was fetched does not go on from \(seen), which was seen there before: \(now) was put in its place",
        "取回的历史不是从先前见过的 \(seen) 继续：已被 \(now) 取代", "取回的歷史不是從先前見過的 \(seen) 繼續：已被 \(now) 取代")
    case .untrusted:
      language.pick(
        "the history that was fetched is not signed as this store's is", "取回的历史没有本店应有的签名", "取回的歷史沒有本店應有的簽章")
    case .noConflicts:
      language.pick(
        "this store has no schema of conflicts yet", "本店还没有“冲突”的模式文件", "本店還沒有「衝突」的模式檔案")
    }
  }

  private var way: StoreError.Refusal {
    switch self {
    case .unrelated, .rewritten, .untrusted, .noConflicts: .conflict
    }
  }

  private var hint: Phrase? {
    switch self {
    case .unrelated, .untrusted: nil
    case .rewritten: Phrase("hfile verify", "hfile verify", "hfile verify")
    case .noConflicts: Phrase("hfile upgrade", "hfile upgrade", "hfile upgrade")
    }
  }

  /// The same as the store says it.
  var asStoreError: StoreError {
    .refused(
      code: Fact.kebab(String(describing: self).prefix { $0 != "(" }), sentence: Phrase(words), hint: hint, as: way)
  }
}
