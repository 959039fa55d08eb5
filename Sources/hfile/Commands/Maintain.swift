import HealthFiles
import JSONSchema

extension Command {
  /// Merges what many commits left in the repository.
  static let maintain = Command(
    name: "maintain",
    summary: Phrase("tidy up the repository", "整理版本库", "整理版本庫"),
    details: Phrase(
      """
      Merges small packs and loose objects into one pack, in which versions of one file are kept as
      the little by which they differ, and writes a commit-graph. Nothing is dropped, and readers are
      not disturbed: what was merged is removed the next time. A commit does this by itself when many
      packs have gathered. What questions about the history are answered from is brought up to date.
      """,
      """
      将小的数据包和零散对象合并为一个数据包，同一文件的各版本只保存差异，并写入提交图。
      不丢弃任何内容，也不妨碍读取：已合并的数据包在下一次整理时才移除。数据包较多时，提交会自动整理。
      同时更新历史索引。
      """,
      """
      將小的資料包和零散物件合併為一個資料包，同一檔案的各版本只保存差異，並寫入提交圖。
      不丟棄任何內容，也不妨礙讀取：已合併的資料包在下一次整理時才移除。資料包較多時，提交會自動整理。
      同時更新歷史索引。
      """),
    options: [.dryRun],
    examples: [("hfile maintain", Phrase("after a busy season", "繁忙季节之后", "繁忙季節之後"))],
    exitCodes: [.noStore, .busy, .diskRefused]
  ) { invocation throws(Failure) in
    let store = try invocation.store()
    let console = invocation.console
    let isDryRun = invocation.has("--dry-run")
    let result = try orFail { () throws(StoreError) in
      let result = try store.maintain(isDryRun: isDryRun)
      if !isDryRun { try StoreHistory(store).prepare() }
      return result
    }
    if let format = invocation["--format"], format != "table" {
      console.write(
        Answer.bytes(
          [
            "packs": number(result.packs), "looseObjects": number(result.looseObjects),
            "bytesBefore": number(result.bytesBefore), "bytesAfter": number(result.bytesAfter),
            "removed": number(result.removed), "commitGraph": .bool(result.wroteGraph),
          ], format))
      return .done
    }
    if result.packs + result.looseObjects + result.removed == 0 {
      console.say(console.pick("nothing to merge", "无需合并", "無需合併"))
    } else {
      console.say(
        console.pick(
          "\(result.packs) packs and \(result.looseObjects) loose objects merged; \(result.removed) old packs removed",
          "已合并 \(result.packs) 个数据包和 \(result.looseObjects) 个零散对象；移除 \(result.removed) 个旧数据包",
          "已合併 \(result.packs) 個資料包和 \(result.looseObjects) 個零散物件；移除 \(result.removed) 個舊資料包"))
    }
    if isDryRun { console.hint(console.pick("nothing was written", "未写入任何内容", "未寫入任何內容")) }
    return .done
  }

  private static func number(_ value: Int) -> JSON { .number(JSONNumber(Int64(value))) }
}
