import Git
import HealthFiles
import JSONSchema

extension Command {
  /// Brings the store's schemas up to this version.
  static let upgrade = Command(
    name: "upgrade",
    summary: Phrase("bring the store's schemas up to this version", "将门店的模式升级到此版本", "將門市的綱要升級到此版本"),
    details: Phrase(
      "Takes the schemas this hfile carries into the store in one commit. A schema file you changed\n"
        + "yourself is left alone and named; what you added stays.",
      "将此 hfile 自带的模式作为一次提交写入门店。您自行更改的模式文件保持不变并列出；您新增的保留。",
      "將此 hfile 自帶的綱要作為一次提交寫入門市。您自行更改的綱要檔案保持不變並列出；您新增的保留。"),
    options: [.dryRun],
    examples: [("hfile upgrade --dry-run", Phrase("says what would change", "说明将更改的内容", "說明將更改的內容"))],
    exitCodes: [.found, .noStore, .busy, .newerStore, .invalid, .diskRefused]
  ) { invocation throws(Failure) in
    let store = try invocation.store(signs: !invocation.has("--dry-run"))
    let console = invocation.console
    let author = Authorship.author(console, store: store)
    let result = try orFail { () throws(StoreError) in
      try store.upgradeSchemas(author: author, isDryRun: invocation.has("--dry-run"))
    }
    if let format = invocation["--format"], format != "table" {
      var answer: JSON = ["commit": .null]
      answer["commit"] = result.commit.map { .string($0.description) } ?? .null
      answer["files"] = .array(result.files.map { .string($0) })
      answer["kept"] = .array(result.kept.map { .string($0) })
      console.write(Answer.bytes(answer, format))
    } else {
      for path in result.files { console.say("* \(path)") }
      for path in result.kept {
        console.warning(console.pick("\(path) is your own; left as it is", "\(path) 由您更改过，保持不变", "\(path) 由您更改過，保持不變"))
      }
      if result.files.isEmpty { console.say(console.pick("nothing to upgrade", "无需升级", "無需升級")) }
    }
    return result.kept.isEmpty ? .done : .found
  }
}
