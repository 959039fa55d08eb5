import Git
import HealthFiles
import JSONSchema

extension Command {
  private static let reviewCodes: [ExitCode] = [
    .noStore, .busy, .keyMissing, .newerStore, .invalid, .conflict, .notFound, .notPermitted, .diskRefused,
  ]

  /// Proposes what changed.
  static let propose = Command(
    name: "propose",
    summary: Phrase("propose changes to a second person", "将更改提交第二人复核", "將更改提交第二人覆核"),
    details: Phrase(
      """
      What changed in the working files becomes a signed commit of its own, and waits until somebody
      else accepts it with hfile review; the working files are as before. policy/review names the
      collections of which nothing is changed without a second person. Proposals travel with hfile
      sync.
      """,
      """
      工作文件中的更改成为一次单独签名的提交，等待他人用 hfile review 接受；工作文件恢复原状。
      policy/review 规定哪些集合的更改必须经第二人复核。提议随 hfile sync 传送。
      """,
      """
      工作檔案中的更改成為一次單獨簽章的提交，等待他人用 hfile review 接受；工作檔案恢復原狀。
      policy/review 規定哪些集合的更改必須經第二人覆核。提議隨 hfile sync 傳送。
      """),
    arguments: [
      Argument(
        name: "ID|TYPE|PATH", help: Phrase("propose only these", "只提议这些", "只提議這些"), kind: .typeOrID,
        isOptional: true, isRepeatable: true)
    ],
    options: [.message, .dryRun],
    examples: [("hfile propose -m 'new price list'", Phrase("all that changed", "全部更改", "全部更改"))],
    exitCodes: reviewCodes
  ) { invocation throws(Failure) in
    let store = try invocation.store(signs: true)
    var request = invocation.commitRequest(store)
    request.only = Array(invocation.words)
    let asked = request
    let (result, state) = try orFail { () throws(StoreError) in (try store.propose(asked), try store.snapshot()) }
    let console = invocation.console
    guard let commit = result.commit else {
      tell(result, state.catalogue, invocation) { _ in [] }
      return .done
    }
    if let format = invocation["--format"], format != "table" {
      console.write(Answer.bytes(["proposal": .string(commit.description)], format))
      return .done
    }
    for change in result.records { console.say(ChangeText.line(change, state.catalogue, console.language)) }
    let short = commit.description.prefix(10)
    console.say(console.pick("proposed \(short)", "已提议 \(short)", "已提議 \(short)"))
    console.hint("hfile review \(short)")
    return .done
  }

  /// Lists, accepts and rejects proposals.
  static let review = Command(
    name: "review",
    summary: Phrase("look at proposals, accept or reject them", "查看、接受或拒绝提议", "檢視、接受或拒絕提議"),
    details: Phrase(
      """
      Without a proposal, lists those that wait; --accept and --reject then mean the only one.
      Accepting makes the change anew in the store, signed by who accepts, who is another person than
      the proposer and has the right; the proposal as it was signed is kept under refs/hfile/adopted/.
      What was changed meanwhile must be proposed anew.
      """,
      """
      不指定时列出待复核的提议；只有一项时 --accept 与 --reject 即指该项。接受后，更改由接受人（须为提议人以外且有权限者）签名写入；原提议及其签名保存在
      refs/hfile/adopted/ 之下。其后又被更改的内容须重新提议。
      """,
      """
      不指定時列出待覆核的提議；只有一項時 --accept 與 --reject 即指該項。接受後，更改由接受人（須為提議人以外且有權限者）簽章寫入；原提議及其簽章保存在
      refs/hfile/adopted/ 之下。其後又被更改的內容須重新提議。
      """),
    arguments: [
      Argument(name: "PROPOSAL", help: Phrase("the commit that was proposed", "提议的提交", "提議的提交"), isOptional: true)
    ],
    options: [
      Option(names: ["--accept"], value: nil, help: Phrase("make it count", "接受", "接受")),
      Option(names: ["--reject"], value: nil, help: Phrase("set it aside", "拒绝", "拒絕")), .dryRun,
    ],
    examples: [
      ("hfile review", Phrase("what waits", "待复核的提议", "待覆核的提議")),
      ("hfile review 4f0c1d2e3a --accept", Phrase("makes it count", "接受", "接受")),
    ],
    exitCodes: reviewCodes
  ) { invocation throws(Failure) in
    let isDecided = invocation.has("--accept") || invocation.has("--reject")
    let store = try invocation.store(signs: isDecided)
    let (console, text) = (invocation.console, ProposalText(invocation.console))
    let state = try orFail { () throws(StoreError) in try store.snapshot() }
    guard isDecided || invocation.word(0) != nil else {
      text.show(try orFail { () throws(StoreError) in try store.proposals() }, invocation["--format"], state.catalogue)
      return .done
    }
    let proposal = try orFail { () throws(StoreError) in try store.proposal(named: invocation.word(0)) }
    switch (invocation.has("--accept"), invocation.has("--reject")) {
    case (true, true):
      throw .usage(
        Phrase("--accept or --reject: one of them", "--accept 与 --reject 只能选一", "--accept 與 --reject 只能選一"),
        hint: invocation.usageHint)
    case (true, false):
      let author = Authorship.author(console, store: store)
      let isDryRun = invocation.has("--dry-run")
      let commit = try orFail { () throws(StoreError) in
        try store.accept(proposal, author: author, isDryRun: isDryRun)
      }
      if isDryRun {
        console.hint(console.pick("nothing was written", "未写入任何内容", "未寫入任何內容"))
      } else {
        let short = commit.description.prefix(10)
        console.say(console.pick("accepted as \(short)", "已接受为 \(short)", "已接受為 \(short)"))
      }
    case (false, true):
      if !invocation.has("--dry-run") { try orFail { () throws(StoreError) in try store.reject(proposal) } }
      console.say(console.pick("rejected", "已拒绝", "已拒絕"))
    case (false, false): text.show(proposal, invocation["--format"], state)
    }
    return .done
  }
}
