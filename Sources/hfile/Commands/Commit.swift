import Git
import HealthFiles
import JSONSchema

extension Command {
  /// Validates and commits what changed.
  static let commit = Command(
    name: "commit",
    summary: Phrase("validate and commit what changed", "检查并提交更改", "檢查並提交更改"),
    details: Phrase(
      """
      Checks every changed record (schema, ids, references, uniqueness, policy) and commits all, or
      those named, in one commit; with any problem nothing is written and all problems are shown.
      Records missing from your copy are not removed unless hfile remove took them out, or
      --removals says so. The message is made from the changes when -m is left out.
      """,
      """
      检查每条更改的记录（模式、编号、引用、唯一性、规则），将全部或指定的更改作为一次提交；
      有任何问题则不写入，并列出所有问题。副本中缺少的记录不会被删除，除非用 hfile remove 移除，
      或使用 --removals。省略 -m 时根据更改生成说明。
      """,
      """
      檢查每筆更改的記錄（綱要、編號、引用、唯一性、規則），將全部或指定的更改作為一次提交；
      有任何問題則不寫入，並列出所有問題。副本中缺少的記錄不會被刪除，除非用 hfile remove 移除，
      或使用 --removals。省略 -m 時根據更改產生說明。
      """),
    arguments: [
      Argument(
        name: "ID|PATH|TYPE",
        help: Phrase("what to commit; everything when left out", "要提交的内容；省略时为全部", "要提交的內容；省略時為全部"),
        kind: .typeOrID, isOptional: true, isRepeatable: true)
    ],
    options: [
      Option(names: ["--message", "-m"], value: "TEXT", help: Phrase("message of the commit", "提交说明", "提交說明")),
      Option(
        names: ["--removals"], value: nil,
        help: Phrase("commit that missing records are gone", "提交缺失记录的删除", "提交缺失記錄的刪除")),
      Option(
        names: ["--reverts"], value: nil,
        help: Phrase("commit edits that undo the last commit of a record", "提交会撤销上次提交的编辑", "提交會撤銷上次提交的編輯")),
      Option(
        names: ["--trust-clock"], value: nil,
        help: Phrase("commit although the clock looks wrong", "即使时钟可疑也提交", "即使時鐘可疑也提交")),
      .dryRun,
    ],
    examples: [("hfile commit -m 'new spring prices'", Phrase("commits everything", "提交全部更改", "提交全部更改"))],
    exitCodes: [.noStore, .busy, .keyMissing, .newerStore, .invalid, .conflict, .notPermitted, .diskRefused]
  ) { invocation throws(Failure) in
    let store = try invocation.store(signs: true)
    let console = invocation.console
    var request = CommitRequest(message: invocation["--message"], author: Authorship.author(console, store: store))
    request.only = invocation.words
    request.removals = invocation.has("--removals")
    request.reverts = invocation.has("--reverts")
    request.trustsClock = invocation.has("--trust-clock")
    request.isDryRun = invocation.has("--dry-run")
    let asked = request
    let (result, catalogue) = try orFail { () throws(StoreError) in
      (try store.commitWorkingFiles(asked), try store.workingSnapshot().catalogue)
    }
    tell(result, catalogue, invocation)
    return .done
  }

  /// Says what was committed.
  ///
  /// - Parameter fields: the lines that follow that of a record.
  static func tell(
    _ result: CommitResult, _ catalogue: Catalogue, _ invocation: Invocation,
    fields: (_ place: Int) -> [String] = { _ in [] }
  ) {
    let (console, language) = (invocation.console, invocation.language)
    if let format = invocation["--format"], format != "table" {
      var answer: JSON = ["commit": .null]
      answer["commit"] = result.commit.map { .string($0.description) } ?? .null
      answer["changes"] = .array(result.records.map { ChangeText.json($0, catalogue, withFields: false) })
      answer["files"] = .array(result.files.map { .string($0) })
      answer["warnings"] = .array(result.warnings.map { $0.json(language) })
      console.write(Answer.bytes(answer, format))
      return
    }
    console.tell(result.warnings)
    for (place, change) in result.records.enumerated() {
      console.say(ChangeText.line(change, catalogue, language))
      for line in fields(place) { console.say(line) }
    }
    for path in result.files { console.say("* \(path)") }
    if let commit = result.commit {
      console.say(
        console.pick(
          "committed \(commit.description.prefix(10))", "已提交 \(commit.description.prefix(10))",
          "已提交 \(commit.description.prefix(10))"))
    } else if result.records.isEmpty, result.files.isEmpty {
      console.say(console.pick("nothing to commit", "没有需要提交的更改", "沒有需要提交的更改"))
    } else {
      console.hint(console.pick("nothing was written", "未写入任何内容", "未寫入任何內容"))
    }
  }
}
