import Git
import HealthFiles
import JSONSchema

extension Command {
  private static let accessCodes: [ExitCode] = [
    .noStore, .busy, .keyMissing, .invalid, .conflict, .notFound, .notPermitted, .diskRefused,
  ]
  private static let person = Argument(
    name: "ID", help: Phrase("id of a staff record: stf-chen", "员工编号：stf-chen", "員工編號：stf-chen"), kind: .recordID)
  private static let deviceCode = Argument(
    name: "CODE", help: Phrase("two-character code", "两位代码", "兩位代碼"))
  private static let roles = Argument(
    name: "ROLE",
    help: Phrase("names of roles (hfile access role)", "角色名称（hfile access role）", "角色名稱（hfile access role）"),
    isOptional: true, isRepeatable: true)
  private static let enrolling = [
    Option(
      names: ["--keys"], value: "FILE",
      help: Phrase(
        "public keys: what hfile identity export wrote", "公钥文件：由 hfile identity export 导出",
        "公鑰檔案：由 hfile identity export 匯出"),
      kind: .file),
    Option(
      names: ["--alias"], value: "NAME",
      help: Phrase("the public name, which commits carry", "公开名称，写入提交", "公開名稱，寫入提交")),
    .dryRun,
  ]

  /// Makes an old store a trusted one.
  static let accessBegin = Command(
    name: "access begin",
    summary: Phrase("begin to sign and seal", "开始签名与密封", "開始簽章與密封"),
    details: Phrase(
      "For a store made by an older version: makes you its owner, with the roles it begins with, keys for\n"
        + "its compartments and recovery words. From then on every commit is signed. Next: hfile seal --all.",
      "用于旧版本建立的门店档案：使您成为店主，并建立初始角色、密封区密钥和恢复词。此后每次提交都须签名。\n下一步：hfile seal --all。",
      "用於舊版本建立的門市檔案：使您成為店主，並建立初始角色、密封區金鑰和復原詞。此後每次提交都須簽章。\n下一步：hfile seal --all。"),
    options: [
      Option(
        names: ["--owner"], value: "ID",
        help: Phrase("id of your staff record (default stf-IDENTITY)", "您的员工编号（默认 stf-身份名）", "您的員工編號（預設 stf-身分名）"))
    ],
    examples: [("hfile access begin --owner stf-lin", Phrase("Lin owns the store", "林为店主", "林為店主"))],
    formats: [], exitCodes: accessCodes
  ) { invocation throws(Failure) in
    let store = try invocation.store()
    let founder = try founder(invocation)
    let begun = try orFail { () throws(StoreError) in try store.begin(founder, message: "begin to sign and seal") }
    tellCommit(begun.commit, invocation.console)
    RecoverySheet.show(begun.recovery, invocation.console)
    invocation.console.hint("hfile seal --all")
    return .done
  }

  /// Gives roles to a person.
  static let accessGrant = Command(
    name: "access grant",
    summary: Phrase("make a person known, or give roles", "登记人员或授予角色", "登記人員或授予角色"),
    details: Phrase(
      "Whoever is new hands over public keys (hfile identity export). The roles decide what may be changed\n"
        + "and which compartments open; all of it is one signed commit. Given again, roles bring back whoever\n"
        + "was revoked.",
      "新人员须提供公钥（hfile identity export）。角色决定可更改的内容和可打开的密封区；一次签名提交完成。\n对已吊销者再次授予角色即恢复其权限。",
      "新人員須提供公鑰（hfile identity export）。角色決定可變更的內容和可開啟的密封區；一次簽章提交完成。\n對已撤銷者再次授予角色即恢復其權限。"),
    arguments: [person, roles], options: enrolling,
    examples: [
      ("hfile access grant stf-chen cashier --keys chen.json", Phrase("Chen works at the till", "陈担任收银员", "陳擔任收銀員"))
    ],
    exitCodes: accessCodes
  ) { invocation throws(Failure) in
    guard invocation.word(0)?.hasPrefix("stf-") == true else {
      let id = invocation.word(0) ?? ""
      throw .usage(Phrase("\(id) is no id of a person: stf-CODE", "\(id) 不是人员编号：stf-代码", "\(id) 不是人員編號：stf-代碼"))
    }
    return try enrol(invocation) { $0.gives = Array(invocation.words.dropFirst()) }
  }

  /// Takes roles from a person, or everything.
  static let accessRevoke = Command(
    name: "access revoke",
    summary: Phrase("take roles away, or all rights", "收回角色或全部权限", "收回角色或全部權限"),
    details: Phrase(
      "With roles: these go. Without: from this commit on nothing signed by the person counts, whatever date\n"
        + "it claims. Compartments that no longer open get new keys in the same commit.",
      "给出角色时仅收回这些角色；否则自此提交起，该人员的签名一律无效，无论其所称日期。\n不再可打开的密封区在同一提交中更换密钥。",
      "給出角色時僅收回這些角色；否則自此提交起，該人員的簽章一律無效，無論其所稱日期。\n不再可開啟的密封區在同一提交中更換金鑰。"),
    arguments: [person, roles], options: [.dryRun],
    examples: [
      ("hfile access revoke stf-chen", Phrase("Chen has left", "陈已离职", "陳已離職")),
      ("hfile access revoke stf-chen finance", Phrase("no more finance", "不再负责财务", "不再負責財務")),
    ],
    exitCodes: accessCodes
  ) { invocation throws(Failure) in
    try enrol(invocation) { enrolment in
      enrolment.takes = Array(invocation.words.dropFirst())
      enrolment.revokes = enrolment.takes.isEmpty
    }
  }

  /// Lists people and devices.
  static let accessList = Command(
    name: "access list",
    summary: Phrase("list people and devices", "列出人员与设备", "列出人員與裝置"),
    details: Phrase(
      "Who signs in this store, with which roles, and which compartments each opens.", "列出可签名的人员与设备、其角色以及可打开的密封区。",
      "列出可簽章的人員與裝置、其角色以及可開啟的密封區。"),
    examples: [("hfile access list", Phrase("everybody", "全部", "全部"))],
    exitCodes: [.noStore, .newerStore, .diskRefused]
  ) { invocation throws(Failure) in try AccessAnswer(invocation).list { _ in true } }

  /// Prints what git verifies signatures with.
  static let accessSigners = Command(
    name: "access signers",
    summary: Phrase("print the signing keys for git", "输出供 git 使用的签名公钥", "輸出供 git 使用的簽章公鑰"),
    details: Phrase(
      """
      An allowed_signers file with every key that signs or signed here. With
        git config gpg.format ssh; git config gpg.ssh.allowedSignersFile FILE
      git verify-commit and git log --show-signature check signatures. What each signer was permitted,
      and since when, only hfile verify tells.
      """,
      """
      输出 allowed_signers 文件，含现在和过去的全部签名公钥。设置
        git config gpg.format ssh; git config gpg.ssh.allowedSignersFile 文件
      后，git verify-commit 和 git log --show-signature 可验证签名。权限与吊销只能由 hfile verify 判断。
      """,
      """
      輸出 allowed_signers 檔案，含現在和過去的全部簽章公鑰。設定
        git config gpg.format ssh; git config gpg.ssh.allowedSignersFile 檔案
      後，git verify-commit 和 git log --show-signature 可驗證簽章。權限與撤銷只能由 hfile verify 判斷。
      """),
    examples: [("hfile access signers > signers", Phrase("for an auditor", "供审计使用", "供稽核使用"))], formats: [],
    exitCodes: [.noStore, .newerStore, .diskRefused]
  ) { invocation throws(Failure) in
    let store = try invocation.store()
    for (address, key) in try orFail({ () throws(StoreError) in try store.signingKeys() }) {
      invocation.console.say("\(address) namespaces=\"git\" \(key.openSSH)")
    }
    return .done
  }

  /// Shows roles.
  static let accessRole = Command(
    name: "access role",
    summary: Phrase("show what roles may do", "显示角色权限", "顯示角色權限"),
    details: Phrase(
      "To change a role, edit access/roles/NAME.json and commit; who may is a right like any other.",
      "更改角色：编辑 access/roles/名称.json 并提交；这本身也需要相应权限。", "變更角色：編輯 access/roles/名稱.json 並提交；這本身也需要相應權限。"),
    arguments: [
      Argument(
        name: "ROLE", help: Phrase("one role; all when left out", "角色名称；省略时为全部", "角色名稱；省略時為全部"), isOptional: true)
    ],
    examples: [("hfile access role cashier", Phrase("what a cashier may", "收银员的权限", "收銀員的權限"))],
    exitCodes: [.noStore, .newerStore, .notFound, .diskRefused]
  ) { invocation throws(Failure) in try AccessAnswer(invocation).roles() }

  /// Makes a device known.
  static let deviceEnrol = Command(
    name: "device enrol",
    summary: Phrase("make a device known", "登记设备", "登記裝置"),
    details: Phrase(
      "A till or other computer that signs on its own, with keys made on it (hfile identity new till\n"
        + "--no-passphrase) and handed over (hfile identity export). Its role is till unless others are given.",
      "登记可自行签名的收银机或其他电脑，密钥在该机上创建（hfile identity new till --no-passphrase）\n并导出（hfile identity export）。默认角色为 till。",
      "登記可自行簽章的收銀機或其他電腦，金鑰在該機上建立（hfile identity new till --no-passphrase）\n並匯出（hfile identity export）。預設角色為 till。"),
    arguments: [deviceCode, roles], options: enrolling,
    examples: [("hfile device enrol a7 --keys till.json", Phrase("the till a7", "收银机 a7", "收銀機 a7"))],
    exitCodes: accessCodes
  ) { invocation throws(Failure) in
    guard invocation.word(0).map(RecordID.isDevice) == true else {
      let code = invocation.word(0) ?? ""
      throw .usage(
        Phrase("\(code) is no code: two of a-z, 0-9", "\(code) 不是设备代码：两位 a-z、0-9", "\(code) 不是裝置代碼：兩位 a-z、0-9"))
    }
    return try enrol(invocation) {
      $0.gives = invocation.words.count > 1 ? Array(invocation.words.dropFirst()) : ["till"]
    }
  }

  /// Lists devices.
  static let deviceList = Command(
    name: "device list",
    summary: Phrase("list devices", "列出设备", "列出裝置"),
    details: Phrase("The computers that sign in this store.", "列出可签名的设备。", "列出可簽章的裝置。"),
    examples: [("hfile device list", Phrase("all devices", "全部设备", "全部裝置"))],
    exitCodes: [.noStore, .newerStore, .diskRefused]
  ) { invocation throws(Failure) in try AccessAnswer(invocation).list { $0.kind == .device } }

  /// Retires a device.
  static let deviceRetire = Command(
    name: "device retire",
    summary: Phrase("retire a device", "停用设备", "停用裝置"),
    details: Phrase(
      "From this commit on nothing that the device signs counts.", "自此提交起，该设备的签名一律无效。", "自此提交起，該裝置的簽章一律無效。"),
    arguments: [deviceCode], options: [.dryRun],
    examples: [("hfile device retire a7", Phrase("the till a7 was sold", "收银机 a7 已停用", "收銀機 a7 已停用"))],
    exitCodes: accessCodes
  ) { invocation throws(Failure) in try enrol(invocation) { $0.revokes = true } }

  private static func enrol(
    _ invocation: Invocation, _ change: (inout Enrolment) -> Void
  ) throws(Failure) -> ExitCode {
    var enrolment = Enrolment(invocation.word(0) ?? "")
    change(&enrolment)
    enrolment.alias = invocation.has("--alias") ? invocation["--alias"] : nil
    if let path = invocation["--keys"] {
      let bytes = try orFail { () throws(StoreError) in try HostFile.read(invocation.path(path)) }
      enrolment.keys = try orFail(sealing: { () throws(SealingError) in try PublicKeys(parsing: bytes) })
    }
    let store = try invocation.store(signs: true)
    let author = Authorship.author(invocation.console, store: store)
    let verb = String(invocation.command.name)
    let message = ([verb, enrolment.id] + enrolment.gives + enrolment.takes).joined(separator: " ")
    let change = enrolment
    let result = try orFail { () throws(StoreError) in
      try store.enrol(change, author: author, message: message, isDryRun: invocation.has("--dry-run"))
    }
    return AccessAnswer(invocation).told(result)
  }
}
