/// Why clones cannot be brought together so.
enum SyncError: Error, Sendable, Hashable {
  /// The histories have no commit in common.
  case unrelated
  /// What was seen of a history is no longer part of it.
  case rewritten(seen: String, now: String)
  /// The history is not signed, and this store's is.
  case untrusted
  /// The conflict was decided before.
  case resolved(String)
  /// The conflict is about a file that holds no record.
  case fileConflict(String)
  /// No value was put aside: the records break a rule together.
  case nothingAside(String)
  /// No trial run is on.
  case noTrial
  /// Main has commits that the trial run lacks.
  case movedInTrial
  /// The store's schemas know no conflicts: they are older than this version.
  case noConflicts

  /// The sentence in a language.
  func words(_ language: Language) -> String {
    switch self {
    case .unrelated:
      language.pick("that is the history of another store", "那是另一家门店的历史", "那是另一家門店的歷史")
    case .rewritten(let seen, let now):
      language.pick(
        "the history that was fetched does not go on from \(seen), which was seen there before: it ends in \(now)",
        "取回的历史不是从先前见过的 \(seen) 继续：已被 \(now) 取代", "取回的歷史不是從先前見過的 \(seen) 繼續：已被 \(now) 取代")
    case .untrusted:
      language.pick(
        "the history that was fetched is not signed as this store's is", "取回的历史没有本店应有的签名", "取回的歷史沒有本店應有的簽章")
    case .resolved(let id):
      language.pick("\(id) was resolved before", "\(id) 已解决", "\(id) 已解決")
    case .fileConflict(let path):
      language.pick(
        "\(path) holds no record: change the file and commit it, then keep what stands",
        "\(path) 不是记录：请修改文件并提交，然后保留现有内容", "\(path) 不是記錄：請修改檔案並提交，然後保留現有內容")
    case .nothingAside(let id):
      language.pick(
        "\(id) has no other value: its records break a rule together, so one of them must change",
        "\(id) 没有另一个值：相关记录同时违反规则，须修改其中之一", "\(id) 沒有另一個值：相關記錄同時違反規則，須修改其中之一")
    case .noTrial: language.pick("no trial run is on", "没有正在进行的试运行", "沒有正在進行的試運行")
    case .movedInTrial:
      language.pick(
        "main has moved since the trial began", "试运行开始后主分支已有新提交", "試運行開始後主分支已有新提交")
    case .noConflicts:
      language.pick(
        "this store has no schema of conflicts yet", "本店还没有“冲突”的模式文件", "本店還沒有「衝突」的模式檔案")
    }
  }

  private var way: StoreError.Refusal {
    switch self {
    case .unrelated, .rewritten, .untrusted, .resolved, .noTrial, .movedInTrial, .noConflicts: .conflict
    case .fileConflict, .nothingAside: .invalid
    }
  }

  private var hint: Phrase? {
    switch self {
    case .unrelated, .untrusted, .resolved: nil
    case .noTrial: Phrase("hfile trial start", "hfile trial start", "hfile trial start")
    case .movedInTrial: Phrase("hfile trial drop", "hfile trial drop", "hfile trial drop")
    case .fileConflict: Phrase("hfile resolve ID --keep", "hfile resolve ID --keep", "hfile resolve ID --keep")
    case .nothingAside:
      Phrase("hfile resolve ID FIELD=VALUE", "hfile resolve ID FIELD=VALUE", "hfile resolve ID FIELD=VALUE")
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
