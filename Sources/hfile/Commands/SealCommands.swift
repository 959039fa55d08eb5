import Git
import HealthFiles
import JSONSchema

extension Command {
  /// Seals what stands in the clear.
  static let seal = Command(
    name: "seal",
    summary: Phrase(
      "seal what stands in the clear, or narrow who reads a member", "密封明文内容，或限定可查看某会员的人员",
      "密封明文內容，或限定可檢視某會員的人員"),
    details: Phrase(
      """
      Seals every field that the schemas call sealed in all committed records, in one commit: for a
      store made before it was signed and sealed (hfile access begin). Older commits keep what they
      hold in the clear.
      With an ID: everything sealed about a member is sealed anew, with keys that only the person
      responsible and the holders of the compartment management have (--to; to somebody else later: a
      hand-over), or again everybody who has the compartments (--open). Older commits stay as they are.
      """,
      "将全部已提交记录中应密封的字段密封，一次提交完成：用于启用签名与密封之前建立的门店档案\n（hfile access begin）。较早的提交仍保留明文。\n"
        + "指定编号时：有关该会员的全部密封内容重新密封，密钥仅由负责人和 management 密封区的持有者掌握（--to；以后改为他人即为移交），\n"
        + "或恢复为各密封区的全部持有者（--open）。较早的提交保持不变。",
      "將全部已提交記錄中應密封的欄位密封，一次提交完成：用於啟用簽名與密封之前建立的門市檔案\n（hfile access begin）。較早的提交仍保留明文。\n"
        + "指定編號時：有關該會員的全部密封內容重新密封，金鑰僅由負責人和 management 密封區的持有者掌握（--to；以後改為他人即為移交），\n"
        + "或恢復為各密封區的全部持有者（--open）。較早的提交保持不變。"),
    arguments: [
      Argument(
        name: "ID", help: Phrase("id of a member", "会员编号", "會員編號"), kind: .recordID, isOptional: true)
    ],
    options: [
      Option(names: ["--all"], value: nil, help: Phrase("all records", "全部记录", "全部記錄")),
      Option(
        names: ["--to"], value: "STAFF",
        help: Phrase("for this person and the management only", "仅限此人和管理层", "僅限此人和管理層"), kind: .recordID),
      Option(
        names: ["--open"], value: nil,
        help: Phrase("for everybody who has the compartments", "恢复为各密封区的全部持有者", "恢復為各密封區的全部持有者")),
      .dryRun,
    ],
    examples: [
      ("hfile seal --all", Phrase("after hfile access begin", "在 hfile access begin 之后", "在 hfile access begin 之後")),
      (
        "hfile seal mem-3b6n0c5r --to stf-chen",
        Phrase("only Chen and the management read this member", "仅陈和管理层可查看此会员", "僅陳和管理層可檢視此會員")
      ),
    ],
    formats: [],
    exitCodes: [.noStore, .busy, .keyMissing, .invalid, .conflict, .notFound, .notPermitted, .diskRefused]
  ) { invocation throws(Failure) in
    if let id = invocation.word(0) { return try narrow(id, invocation) }
    guard invocation.has("--all") else {
      throw .usage(Phrase("--all is missing", "缺少 --all", "缺少 --all"), hint: invocation.usageHint)
    }
    let store = try invocation.store(signs: true)
    let console = invocation.console
    let result = try orFail { () throws(StoreError) in
      try store.sealAll(author: Authorship.author(console, store: store), isDryRun: invocation.has("--dry-run"))
    }
    console.say(
      console.pick("\(result.count) records sealed", "已密封 \(result.count) 条记录", "已密封 \(result.count) 筆記錄"))
    if let commit = result.commit { tellCommit(commit, console) }
    return .done
  }

  private static func narrow(_ id: String, _ invocation: Invocation) throws(Failure) -> ExitCode {
    let person = invocation["--to"]
    guard (person != nil) != invocation.has("--open"), !invocation.has("--all"), !invocation.has("--dry-run") else {
      throw .usage(
        Phrase("with an ID: either --to or --open", "指定编号时须使用 --to 或 --open 之一", "指定編號時須使用 --to 或 --open 之一"),
        hint: invocation.usageHint)
    }
    let store = try invocation.store(signs: true)
    let console = invocation.console
    let author = Authorship.author(console, store: store)
    let commit = try orFail { () throws(StoreError) in try store.narrow(id, to: person, author: author) }
    if let commit { tellCommit(commit, console) }
    return .done
  }

  /// Erases somebody.
  static let erase = Command(
    name: "erase",
    summary: Phrase("erase a person's sealed data for ever", "永久删除个人密封数据", "永久刪除個人密封資料"),
    details: Phrase(
      """
      The record becomes a stub, and the keys of everything that was sealed about the person are
      destroyed, so that nobody can read it any more, in any commit. What is plain (ids, dates,
      amounts) stays. Other copies of the store follow when they synchronise; until the last backup
      is gone, somebody with an old keyring and a key could still read. --status lists what was erased.
      """,
      "记录变为空壳，有关此人的全部密封内容的密钥被销毁，任何提交中均不可再读。明文（编号、日期、金额）保留。\n其他副本同步后亦随之删除；最后一份备份消失之前，持有旧密钥环和密钥者仍可读取。--status 列出已删除者。",
      "記錄變為空殼，有關此人的全部密封內容的金鑰被銷毀，任何提交中均不可再讀。明文（編號、日期、金額）保留。\n其他副本同步後亦隨之刪除；最後一份備份消失之前，持有舊金鑰環和金鑰者仍可讀取。--status 列出已刪除者。"),
    arguments: [
      Argument(name: "ID", help: Phrase("id of a record", "记录编号", "記錄編號"), kind: .recordID, isOptional: true)
    ],
    options: [
      Option(
        names: ["--reason"], value: "CODE",
        help: Phrase("why (hfile schema erasure)", "原因（hfile schema erasure）", "原因（hfile schema erasure）"),
        choices: ["request", "retention", "consent", "mistake", "law"]),
      Option(
        names: ["--status"], value: nil,
        help: Phrase("list what was erased, and where keys are left", "列出已删除者及残留密钥", "列出已刪除者及殘留金鑰")),
      .dryRun,
    ],
    examples: [
      ("hfile erase mem-3b6n0c5r --reason request", Phrase("a member asks for it", "会员提出要求", "會員提出要求")),
      ("hfile erase --status", Phrase("what was erased", "查看已删除者", "檢視已刪除者")),
    ],
    exitCodes: [.found, .noStore, .busy, .keyMissing, .invalid, .conflict, .notFound, .notPermitted, .diskRefused]
  ) { invocation throws(Failure) in
    if invocation.has("--status") { return try erasureStatus(invocation) }
    guard let id = invocation.word(0), let reason = invocation["--reason"] else {
      throw .usage(Phrase("ID and --reason are needed", "需要编号和 --reason", "需要編號和 --reason"), hint: invocation.usageHint)
    }
    let store = try invocation.store(signs: true)
    let console = invocation.console
    let result = try orFail { () throws(StoreError) in
      try store.erase(
        id, reason: reason, author: Authorship.author(console, store: store), isDryRun: invocation.has("--dry-run"))
    }
    let count = result.keys.count
    guard let commit = result.commit else {
      console.say(console.pick("would destroy \(count) keys", "将销毁 \(count) 把密钥", "將銷毀 \(count) 把金鑰"))
      return .done
    }
    console.say(
      console.pick("erased \(id): \(count) keys destroyed", "已删除 \(id)：销毁 \(count) 把密钥", "已刪除 \(id)：銷毀 \(count) 把金鑰"))
    tellCommit(commit, console)
    return .done
  }

  private static func erasureStatus(_ invocation: Invocation) throws(Failure) -> ExitCode {
    let store = try invocation.store()
    let console = invocation.console
    let list = try orFail { () throws(StoreError) in try store.erasures() }
    if let format = invocation["--format"], format != "table" {
      let rows: [JSON] = list.map {
        [
          "record": .string($0.record), "time": .string($0.time), "reason": .string($0.reason),
          "keysLeft": .bool($0.hasKeys),
        ]
      }
      console.write(Answer.bytes(["erasures": .array(rows)], format))
    } else {
      for one in list {
        let left = one.hasKeys ? console.pick("keys left: hfile doctor", "密钥残留：hfile doctor", "金鑰殘留：hfile doctor") : ""
        console.say("\(one.time.prefix(16))  \(one.record)  \(one.reason)  \(left)".trimmedEnd)
      }
    }
    return list.contains(where: \.hasKeys) ? .found : .done
  }
}
