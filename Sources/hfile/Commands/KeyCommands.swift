import Git
import HealthFiles
import JSONSchema

extension Command {
  private static let compartmentNames = Argument(
    name: "COMPARTMENT",
    help: Phrase("contact, health, finance or management; all when left out", "密封区；省略时为全部", "密封區；省略時為全部"),
    kind: .free, isOptional: true, isRepeatable: true)
  private static let recipientName = Argument(
    name: "ID", help: Phrase("a person, or the code of a device", "人员编号或设备代码", "人員編號或裝置代碼"), kind: .free)
  private static let keyCodes: [ExitCode] = [
    .noStore, .busy, .keyMissing, .conflict, .notFound, .notPermitted, .diskRefused,
  ]

  /// Tells who opens what.
  static let keysStatus = Command(
    name: "keys status",
    summary: Phrase("show who opens what", "显示谁能打开哪些密封区", "顯示誰能開啟哪些密封區"),
    details: Phrase(
      "Every compartment of sealed fields: its key, since when, who has it, whether you do, and how many\n"
        + "records have keys in it. Exit code 1 when a key is older than the policy privacy allows.",
      "列出每个密封区：密钥期数、启用时间、持有者、您能否打开，以及其中的记录密钥数量。\n密钥超过隐私规则规定的期限时，退出码为 1。",
      "列出每個密封區：金鑰期數、啟用時間、持有者、您能否開啟，以及其中的記錄金鑰數量。\n金鑰超過隱私規則規定的期限時，結束碼為 1。"),
    examples: [("hfile keys status", Phrase("before somebody leaves", "员工离职前", "員工離職前"))],
    exitCodes: [.found, .noStore, .diskRefused]
  ) { invocation throws(Failure) in
    let store = try invocation.store()
    let list = try orFail { () throws(StoreError) in try store.keyStatus() }
    let console = invocation.console
    if let format = invocation["--format"], format != "table" {
      console.write(Answer.bytes(["compartments": .array(list.map(json))], format))
    } else {
      var table = TextTable(
        [
          console.pick("compartment", "密封区", "密封區"), console.pick("key", "期", "期"),
          console.pick("since", "启用", "啟用"), console.pick("open to you", "您可打开", "您可開啟"),
          console.pick("record keys", "记录密钥", "記錄金鑰"), console.pick("recipients", "持有者", "持有者"),
        ], numeric: [1, 4])
      for one in list {
        let since = one.since.map { String($0.description.prefix(10)) } ?? ""
        table.add([
          one.name, String(one.epoch), since,
          one.isOpen ? console.pick("yes", "是", "是") : console.pick("no", "否", "否"), String(one.recordKeys),
          one.recipients.joined(separator: " "),
        ])
      }
      for line in table.lines(width: nil) { console.say(line) }
    }
    let due = list.filter(\.isDue).map(\.name)
    guard !due.isEmpty else { return .done }
    console.warning(
      console.pick(
        "the key of \(due.joined(separator: ", ")) is due", "密钥应轮换：\(due.joined(separator: "、"))",
        "金鑰應輪替：\(due.joined(separator: "、"))"))
    console.hint("hfile keys rotate \(due.joined(separator: " "))")
    return .found
  }

  private static func json(_ status: CompartmentStatus) -> JSON {
    var json: JSON = [
      "name": .string(status.name), "epoch": .number(JSONNumber(Int64(status.epoch))), "open": .bool(status.isOpen),
      "due": .bool(status.isDue), "recordKeys": .number(JSONNumber(Int64(status.recordKeys))),
      "olderKeys": .number(JSONNumber(Int64(status.olderKeys))),
      "recipients": .array(status.recipients.map { .string($0) }),
    ]
    if let since = status.since { json["since"] = .string(since.description) }
    return json
  }

  /// Gives compartments new keys.
  static let keysRotate = Command(
    name: "keys rotate",
    summary: Phrase("make new keys", "更换密钥", "更換金鑰"),
    details: Phrase(
      """
      Gives compartments new keys for the same recipients, in one commit. Records get new keys of their
      own when they are saved next; --now gives them to all records at once, in a second commit.
      """,
      "为密封区更换密钥，持有者不变，一次提交完成。各记录在下次保存时换用新密钥；--now 立即为全部记录更换。",
      "為密封區更換金鑰，持有者不變，一次提交完成。各記錄在下次儲存時換用新金鑰；--now 立即為全部記錄更換。"),
    arguments: [compartmentNames],
    options: [
      Option(
        names: ["--now"], value: nil,
        help: Phrase("seal every record anew, too", "同时重新密封全部记录", "同時重新密封全部記錄")),
      .dryRun,
    ],
    examples: [("hfile keys rotate", Phrase("all compartments", "全部密封区", "全部密封區"))], formats: [],
    exitCodes: keyCodes
  ) { invocation throws(Failure) in
    let store = try invocation.store(signs: true)
    let author = Authorship.author(invocation.console, store: store)
    let names = try compartments(invocation.words, store)
    let commit = try orFail { () throws(StoreError) in
      try store.rotateKeys(
        of: names, author: author, message: "rotate keys: \(names.joined(separator: ", "))",
        isDryRun: invocation.has("--dry-run"))
    }
    guard let commit else { return tellDryRun(names, invocation.console) }
    tellCommit(commit, invocation.console)
    guard invocation.has("--now") else { return .done }
    if let second = try orFail({ () throws(StoreError) in try store.sealAll(author: author, renews: true) }).commit {
      tellCommit(second, invocation.console)
    }
    return .done
  }

  /// Lets somebody open compartments.
  static let keysAdd = Command(
    name: "keys add",
    summary: Phrase("let somebody open compartments", "授予密封区密钥", "授予密封區金鑰"),
    details: Phrase(
      "The person or device must be enrolled (hfile access grant, hfile device enrol).",
      "该人员或设备须已登记（hfile access grant）。",
      "該人員或裝置須已登記（hfile access grant）。"),
    arguments: [recipientName, compartmentNames], options: [.dryRun],
    examples: [("hfile keys add stf-chen contact", Phrase("Chen reads contact data", "陈可查看联系信息", "陳可查看聯絡資訊"))],
    formats: [], exitCodes: keyCodes
  ) { invocation throws(Failure) in try changeRecipients(invocation) { .add($0) } }

  /// Takes compartments away from somebody.
  static let keysRemove = Command(
    name: "keys remove",
    summary: Phrase("take compartments away from somebody", "收回密封区密钥", "收回密封區金鑰"),
    details: Phrase(
      "The compartments get new keys, which the person or device does not have. What was read before\n"
        + "cannot be taken back.",
      "密封区更换密钥，该人员或设备不再持有。此前已读取的内容无法收回。", "密封區更換金鑰，該人員或裝置不再持有。此前已讀取的內容無法收回。"),
    arguments: [recipientName, compartmentNames], options: [.dryRun],
    examples: [
      ("hfile keys remove stf-chen health", Phrase("Chen no longer reads health data", "陈不再可查看健康信息", "陳不再可查看健康資訊"))
    ],
    formats: [], exitCodes: keyCodes
  ) { invocation throws(Failure) in try changeRecipients(invocation) { .remove($0) } }

  private static func changeRecipients(
    _ invocation: Invocation, _ change: (String) -> RecipientChange
  ) throws(Failure) -> ExitCode {
    let store = try invocation.store(signs: true)
    let id = invocation.word(0) ?? ""
    let names = try compartments(Array(invocation.words.dropFirst()), store)
    let author = Authorship.author(invocation.console, store: store)
    let act = change(id)
    let commit = try orFail { () throws(StoreError) in
      try store.changeRecipients(
        of: names, act, author: author, message: "recipients of \(names.joined(separator: ", "))",
        isDryRun: invocation.has("--dry-run"))
    }
    guard let commit else { return tellDryRun(names, invocation.console) }
    tellCommit(commit, invocation.console)
    return .done
  }

  /// Proves that the words on paper open the store.
  static let keysRecovery = Command(
    name: "keys recovery",
    summary: Phrase("prove that the recovery words open the store", "验证恢复词", "驗證復原詞"),
    details: Phrase(
      "Asks for the words that init showed, and opens every compartment with them. Nothing is kept.",
      "要求输入 init 显示的恢复词，并用其打开每个密封区。不保存任何内容。", "要求輸入 init 顯示的復原詞，並用其開啟每個密封區。不保存任何內容。"),
    examples: [("hfile keys recovery", Phrase("once a year", "每年一次", "每年一次"))], formats: [],
    exitCodes: [.noStore, .keyMissing, .diskRefused]
  ) { invocation throws(Failure) in
    let store = try invocation.store()
    let console = invocation.console
    let key = try console.recoveryKey()
    let opened = try orFail { () throws(StoreError) in try store.compartments(openTo: key) }
    let names = opened.joined(separator: ", ")
    console.say(console.pick("the words open \(names)", "恢复词可打开 \(names)", "復原詞可開啟 \(names)"))
    return .done
  }

  static func tellCommit(_ commit: ObjectID, _ console: Console) {
    let short = commit.description.prefix(10)
    console.say(console.pick("committed \(short)", "已提交 \(short)", "已提交 \(short)"))
  }

  /// Says which compartments a change of keys is about that is not made.
  private static func tellDryRun(_ compartments: [String], _ console: Console) -> ExitCode {
    let names = compartments.joined(separator: ", ")
    console.say(console.pick("would change \(names)", "将更改 \(names)", "將變更 \(names)"))
    return .done
  }

  private static func compartments(_ words: [String], _ store: Store) throws(Failure) -> [String] {
    guard words.isEmpty else { return words }
    return try orFail { () throws(StoreError) in try store.snapshot().access().compartments.keys.sorted() }
  }
}

extension Console {
  /// Asks for the words on paper, and returns the key they stand for.
  func recoveryKey() throws(Failure) -> UnsealingKey {
    let text = askSecret(pick("recovery words: ", "恢复词：", "復原詞：")) ?? ""
    return try orFail(sealing: { () throws(SealingError) in try RecoveryWords.key(from: text) })
  }
}
