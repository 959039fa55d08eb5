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
  /// No bundle was made here before.
  case noBundle
  /// There is nothing that the last bundle did not bring.
  case nothingNew
  /// The file holds no keys of a backup.
  case noKeys
  /// What was restored from a backup is not what was backed up.
  case otherBackup
  /// Not exactly one proposal waits, and none is named.
  case proposals(Int)
  /// Nobody accepts what he proposed himself.
  case secondPerson
  /// The signature of a proposal is not sound.
  case unsoundProposal(String)
  /// What a proposal changes was changed meanwhile.
  case staleProposal(String)
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
    case .noBundle:
      language.pick("no bundle was made here before", "此前未在本处生成过档案包", "此前未在本處產生過檔案包")
    case .nothingNew:
      language.pick("there is nothing new since then", "此后没有新内容", "此後沒有新內容")
    case .noKeys:
      language.pick("the file holds no keys of a backup", "该文件不是备份的密钥文件", "該檔案不是備份的金鑰檔案")
    case .otherBackup:
      language.pick(
        "what was restored is not what was backed up: do not rely on this backup", "还原的内容与备份时不同：请勿依赖此备份",
        "還原的內容與備份時不同：請勿依賴此備份")
    case .proposals(0): language.pick("no proposal waits", "没有待复核的提议", "沒有待覆核的提議")
    case .proposals(let count):
      language.pick("\(count) proposals wait: name one", "有 \(count) 项提议，请指定其一", "有 \(count) 項提議，請指定其一")
    case .secondPerson:
      language.pick(
        "a proposal is accepted by a person other than who made it", "提议须由提议人以外的人员接受", "提議須由提議人以外的人員接受")
    case .unsoundProposal(let id):
      language.pick("the signature of \(id) is not sound", "\(id) 的签名无效", "\(id) 的簽章無效")
    case .staleProposal(let id):
      language.pick(
        "what \(id) changes was changed meanwhile: it must be proposed anew", "\(id) 所更改的内容其后又被更改：须重新提议",
        "\(id) 所更改的內容其後又被更改：須重新提議")
    case .noConflicts:
      language.pick(
        "this store has no schema of conflicts yet", "本店还没有“冲突”的模式文件", "本店還沒有「衝突」的模式檔案")
    }
  }

  private var way: StoreError.Refusal {
    switch self {
    case .unrelated, .rewritten, .untrusted, .resolved, .noTrial, .movedInTrial, .nothingNew, .otherBackup,
      .staleProposal, .noConflicts:
      .conflict
    case .secondPerson, .unsoundProposal: .notPermitted
    case .noBundle, .proposals: .notFound
    case .fileConflict, .nothingAside, .noKeys: .invalid
    }
  }

  private var hint: Phrase? {
    switch self {
    case .unrelated, .untrusted, .resolved, .nothingNew, .noKeys, .otherBackup, .secondPerson, .unsoundProposal,
      .staleProposal:
      nil
    case .noBundle: Phrase("hfile bundle create FILE", "hfile bundle create FILE", "hfile bundle create FILE")
    case .proposals: Phrase("hfile review", "hfile review", "hfile review")
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
