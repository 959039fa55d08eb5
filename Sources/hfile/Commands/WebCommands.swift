import HealthFiles
import JSONSchema
import QRCode

extension Command {
  /// Gives a person an account for hfile-web.
  static let webAccountAdd = Command(
    name: "web account add",
    summary: Phrase("let a person look at the store from elsewhere", "允许某人从别处查看门店档案", "允許某人從別處檢視門市檔案"),
    details: Phrase(
      """
      The person signs in to hfile-web with a passphrase, which is asked for now, and the code that an
      app for one-time codes (TOTP) shows. The code for the app and eight recovery codes are shown
      this once. What the person sees follows from the roles; when revoked, the account ends.
      """,
      """
      此人用口令（现在输入）和一次性验证码应用（TOTP）显示的验证码登录 hfile-web。
      应用所需的二维码和八个恢复码仅显示这一次。可见内容取决于角色；吊销后账户即失效。
      """,
      """
      此人用密碼（現在輸入）和一次性驗證碼應用程式（TOTP）顯示的驗證碼登入 hfile-web。
      應用程式所需的 QR 碼和八個復原碼僅顯示這一次。可見內容取決於角色；撤銷後帳戶即失效。
      """),
    arguments: [
      Argument(name: "PERSON", help: Phrase("id of a person in access/", "access/ 中人员的编号", "access/ 中人員的編號"))
    ],
    options: [.dryRun],
    examples: [
      ("hfile web account add stf-lin", Phrase("a new account, in place of an older one", "新建账户，替换旧账户", "新增帳戶，取代舊帳戶"))
    ],
    formats: ["table", "json"], exitCodes: [.noStore, .keyMissing, .notFound, .notPermitted, .diskRefused]
  ) { invocation throws(Failure) in
    let (store, console) = (try invocation.store(), invocation.console)
    let person = invocation.word(0) ?? ""
    let access = try orFail { () throws(StoreError) in try HistoryVerifier.access(of: store) }
    guard let signer = access.people[person], !signer.isRevoked else {
      let near = Suggestion.nearest(to: person, among: access.people.values.filter { !$0.isRevoked }.map(\.id))
      throw .store(.notFound(kind: .signer, name: person, near: near))
    }
    guard !invocation.has("--dry-run") else {
      tell(person, console.pick("would get an account", "将获得账户", "將獲得帳戶"), invocation)
      return .done
    }
    let passphrase = try Identities.newPassphrase(person, console)
    let code = OneTimeCode(random: console.environment.randomBytes)
    let (account, recovery) = try orFail(sealing: { () throws(SealingError) in
      try Account.new(
        for: person, passphrase: passphrase, code: code, cost: console.passphraseCost,
        made: console.environment.now().seconds, random: console.environment.randomBytes)
    })
    try orFail { () throws(StoreError) in try Accounts(store).keep(account) }
    let address = code.address(account: person, store: access.store ?? "")
    if let format = invocation["--format"], format != "table" {
      let json: JSON = [
        "person": .string(person), "address": .string(address), "recovery": .array(recovery.map { .string($0) }),
      ]
      console.write(Answer.bytes(json, format))
      return .done
    }
    console.say(console.pick("for the app:", "供应用使用：", "供應用程式使用：") + " " + address)
    if console.isTerminal, let picture = QRCode(address) { for line in picture.lines { console.say(line) } }
    console.say(console.pick("recovery codes, each good once:", "恢复码，每个仅可用一次：", "復原碼，每個僅可用一次："))
    for start in stride(from: 0, to: recovery.count, by: 4) {
      console.say("  " + recovery[start..<min(recovery.count, start + 4)].joined(separator: "  "))
    }
    return .done
  }

  /// Lists the accounts.
  static let webAccountList = Command(
    name: "web account list",
    summary: Phrase("list who may look from elsewhere", "列出可从别处查看的人", "列出可從別處檢視的人"),
    details: Phrase(
      "Each account with what the person's roles show.", "列出每个账户及其角色可见的内容。", "列出每個帳戶及其角色可見的內容。"),
    examples: [("hfile web account list", Phrase("lists them", "列出", "列出"))],
    formats: ["table", "json"], exitCodes: [.noStore, .notPermitted, .diskRefused]
  ) { invocation throws(Failure) in
    let (store, console) = (try invocation.store(), invocation.console)
    let (accounts, access) = try orFail { () throws(StoreError) in
      (try Accounts(store).all(), try HistoryVerifier.access(of: store))
    }
    func pages(_ account: Account) -> [String] {
      let sight = access.people[account.person].map(access.sight) ?? .nothing
      return Sight.Part.allCases.filter(sight.parts.contains).map(\.rawValue)
    }
    if let format = invocation["--format"], format != "table" {
      let list: [JSON] = accounts.map { account in
        [
          "person": .string(account.person), "pages": .array(pages(account).map { .string($0) }),
          "recoveryLeft": .number(JSONNumber(Int64(account.recoveryLeft))),
        ]
      }
      console.write(Answer.bytes(["accounts": .array(list)], format))
      return .done
    }
    var table = TextTable(
      [
        console.pick("person", "人员", "人員"), console.pick("sees", "可见页面", "可見頁面"),
        console.pick("recovery codes", "恢复码", "復原碼"),
      ], numeric: [2])
    for account in accounts {
      table.add([account.person, pages(account).joined(separator: " "), "\(account.recoveryLeft)"])
    }
    for line in table.lines(width: nil) { console.say(line) }
    return .done
  }

  /// Takes an account away.
  static let webAccountRemove = Command(
    name: "web account remove",
    summary: Phrase("take an account away", "移除账户", "移除帳戶"),
    details: Phrase("Who is signed in is signed out at once.", "已登录者立即退出。", "已登入者立即登出。"),
    arguments: [Argument(name: "PERSON", help: Phrase("id of the person", "人员编号", "人員編號"))],
    options: [.dryRun],
    examples: [("hfile web account remove stf-lin", Phrase("she can no longer sign in", "不能再登录", "不能再登入"))],
    formats: ["table", "json"], exitCodes: [.noStore, .notFound, .diskRefused]
  ) { invocation throws(Failure) in
    let (store, console) = (try invocation.store(), invocation.console)
    let person = invocation.word(0) ?? ""
    let known = try orFail { () throws(StoreError) in try Accounts(store).all().map(\.person) }
    guard known.contains(person) else {
      throw .store(.notFound(kind: .signer, name: person, near: Suggestion.nearest(to: person, among: known)))
    }
    guard !invocation.has("--dry-run") else {
      tell(person, console.pick("the account would be removed", "账户将被移除", "帳戶將被移除"), invocation)
      return .done
    }
    _ = try orFail { () throws(StoreError) in try Accounts(store).remove(person) }
    tell(person, console.pick("account removed", "账户已移除", "帳戶已移除"), invocation)
    return .done
  }

  private static func tell(_ person: String, _ words: String, _ invocation: Invocation) {
    let console = invocation.console
    if let format = invocation["--format"], format != "table" {
      console.write(Answer.bytes(["person": .string(person), "message": .string(words)], format))
    } else {
      console.say(person + console.pick(": ", "：", "：") + words)
    }
  }
}
