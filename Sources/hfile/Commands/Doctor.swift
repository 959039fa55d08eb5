import HealthFiles
import JSONSchema

extension Command {
  /// Finds and clears leftovers and damage.
  static let doctor = Command(
    name: "doctor",
    summary: Phrase("find and mend leftovers and damage", "查找并修复残留与损坏", "尋找並修復殘留與損壞"),
    details: Phrase(
      """
      Finishes commits that were interrupted, removes temporary files, brings git's index in step,
      and reads every object of the history. Nothing committed is ever changed. --unlock removes
      locks that a git which no longer runs left behind; --restore puts records that are missing
      from your copy back.
      """,
      """
      完成中断的提交，清除临时文件，使 git 索引同步，并读取历史中的每个对象。已提交的内容不会更改。
      --unlock 清除已不在运行的 git 留下的锁；--restore 找回副本中缺少的记录。
      """,
      """
      完成中斷的提交，清除暫存檔案，使 git 索引同步，並讀取歷史中的每個物件。已提交的內容不會更改。
      --unlock 清除已不在執行的 git 留下的鎖；--restore 取回副本中缺少的記錄。
      """),
    options: [
      Option(
        names: ["--unlock"], value: nil,
        help: Phrase(
          "remove locks of git here and in hubs that are folders; only when no git runs there",
          "清除此处及文件夹中心库中 git 的锁；仅在没有 git 运行时使用", "清除此處及資料夾中心庫中 git 的鎖；僅在沒有 git 執行時使用")),
      Option(
        names: ["--restore"], value: nil,
        help: Phrase("put missing records back from the last commit", "从最近一次提交找回缺少的记录", "從最近一次提交取回缺少的記錄")),
      .dryRun,
    ],
    examples: [("hfile doctor", Phrase("after a power cut", "断电之后", "斷電之後"))],
    exitCodes: [.found, .noStore, .busy, .diskRefused]
  ) { invocation throws(Failure) in
    let store = try invocation.store()
    let console = invocation.console
    let isDryRun = invocation.has("--dry-run")
    let findings = try orFail { () throws(StoreError) in
      let found = try store.examine(mend: !isDryRun, unlock: invocation.has("--unlock") && !isDryRun)
      let holds = isDryRun ? false : try canSettle(store)
      let hubs = try store.examineHubs(unlock: invocation.has("--unlock") && !isDryRun)
      return try found + store.settleKeyring(mend: holds) + hubs
    }
    var restored: [RecordChange] = []
    if invocation.has("--restore"), !isDryRun {
      restored = try orFail { () throws(StoreError) in try store.restoreMissing() }
    }
    if let format = invocation["--format"], format != "table" {
      let list: [JSON] = findings.map {
        ["kind": .string($0.kind.rawValue), "name": .string($0.name), "mended": .bool($0.isMended)]
      }
      let ids: [JSON] = restored.map { .string($0.id) }
      console.write(Answer.bytes(["findings": .array(list), "restored": .array(ids)], format))
    } else {
      for finding in findings { console.say(line(finding, invocation.language)) }
      for change in restored {
        console.say(console.pick("put back \(change.id)", "已找回 \(change.id)", "已取回 \(change.id)"))
      }
      if findings.isEmpty, restored.isEmpty { console.say(console.pick("all is well", "一切正常", "一切正常")) }
    }
    return findings.allSatisfy(\.isMended) ? .done : .found
  }

  /// Keys go only by a history that holds: a commit that nobody was allowed to make destroys none.
  private static func canSettle(_ store: Store) throws(StoreError) -> Bool {
    guard try store.isTrusted() else { return false }
    return try HistoryVerifier(store).verify().findings.isEmpty
  }

  private static func line(_ finding: Finding, _ language: Language) -> String {
    let what: Phrase
    switch finding.kind {
    case .interruptedCommit:
      what = Phrase(
        "a commit was interrupted before all working files were in place", "提交在工作文件全部就位前中断", "提交在工作檔案全部就位前中斷")
    case .temporaryFile: what = Phrase("a temporary file was left behind", "残留的临时文件", "殘留的暫存檔案")
    case .staleLock:
      what = Phrase("a lock of git is held (--unlock removes it)", "git 的锁（--unlock 可清除）", "git 的鎖（--unlock 可清除）")
    case .indexBehind: what = Phrase("git's index names other files than HEAD", "git 索引与 HEAD 不一致", "git 索引與 HEAD 不一致")
    case .damagedObject: what = Phrase("missing or damaged; restore a backup", "缺失或损坏；请从备份恢复", "缺失或損壞；請從備份還原")
    case .keyringBehind:
      what = Phrase("holds keys that history does away with", "含有历史中已废弃的密钥", "含有歷史中已廢棄的金鑰")
    case .replacedHistory: what = Phrase("makes stock git show another history", "会使 git 显示不同的历史", "會使 git 顯示不同的歷史")
    }
    let mended = finding.isMended ? language.pick(" · mended", " · 已修复", " · 已修復") : ""
    return Safe.line("\(finding.name): \(what[language])\(mended)")
  }
}
