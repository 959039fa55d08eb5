import HealthFiles
import JSONSchema

extension Command {
  /// Makes a store.
  static let initialize = Command(
    name: "init",
    summary: Phrase("make a store", "新建门店档案", "新建門市檔案"),
    details: Phrase(
      """
      Makes a folder with the store's profile, its schemas and policies, and a git repository
      whose first commit holds them. The folder must not exist, or be empty. In a clone of a store,
      init --device CODE alone gives that copy the code its facts are written under.
      """,
      """
      建立一个文件夹，内含门店资料、模式和规则，以及一个 git 版本库，首次提交包含这些内容。
      该文件夹必须不存在或为空。在门店的克隆副本中，单独使用 init --device 代码 可设定该副本的设备代码。
      """,
      """
      建立一個資料夾，內含門市資料、綱要和規則，以及一個 git 版本庫，首次提交包含這些內容。
      該資料夾必須不存在或為空。在門市的複製副本中，單獨使用 init --device 代碼 可設定該副本的裝置代碼。
      """),
    arguments: [
      Argument(
        name: "FOLDER", help: Phrase("where to make it; this folder when left out", "位置；省略时为当前文件夹", "位置；省略時為目前資料夾"),
        kind: .folder, isOptional: true)
    ],
    options: [
      Option(names: ["--name"], value: "NAME", help: Phrase("the store's name", "门店名称", "門市名稱")),
      Option(
        names: ["--currency"], value: "CODE",
        help: Phrase(
          "currency of its amounts, ISO 4217 (default CNY)", "金额币种，ISO 4217（默认 CNY）", "金額幣別，ISO 4217（預設 CNY）")),
      Option(
        names: ["--timezone"], value: "ZONE",
        help: Phrase("IANA time zone (default Asia/Shanghai)", "IANA 时区（默认 Asia/Shanghai）", "IANA 時區（預設 Asia/Shanghai）")
      ),
      Option(
        names: ["--day-ends"], value: "HH:MM",
        help: Phrase("time at which a business day ends (default 04:00)", "营业日结束时刻（默认 04:00）", "營業日結束時刻（預設 04:00）")),
      Option(
        names: ["--device"], value: "CODE",
        help: Phrase("two-character code of this computer (default a1)", "本机两位代码（默认 a1）", "本機兩位代碼（預設 a1）")),
      Option(
        names: ["--language"], value: "TAG",
        help: Phrase("a language the store works in (can be repeated)", "门店使用的语言（可重复）", "門市使用的語言（可重複）"),
        isRepeatable: true),
      Option(
        names: ["--owner"], value: "ID",
        help: Phrase(
          "id of the owner (default stf- and the identity's name)", "店主编号（默认 stf- 加身份名称）", "店主編號（預設 stf- 加身分名稱）")),
      Option(
        names: ["--alias"], value: "NAME",
        help: Phrase(
          "the owner's public name, which commits carry (default the identity's)", "店主公开名称，写入提交（默认为身份名称）",
          "店主公開名稱，寫入提交（預設為身分名稱）")),
      .dryRun,
    ],
    examples: [
      (
        "hfile init shop --name 静心足道 --currency CNY --timezone Asia/Shanghai",
        Phrase("makes the store in the folder shop", "在 shop 文件夹中新建门店档案", "在 shop 資料夾中新建門市檔案")
      )
    ],
    formats: [],
    exitCodes: [.keyMissing, .invalid, .conflict, .diskRefused]
  ) { invocation throws(Failure) in
    if let code = invocation["--device"], !invocation.has("--name") {
      return try giveDevice(code, invocation)
    }
    guard let name = invocation["--name"] else {
      throw .usage(Phrase("--name is missing", "缺少 --name", "缺少 --name"), hint: invocation.usageHint)
    }
    let beginning = StoreBeginning(
      name: name, currency: invocation["--currency"] ?? "CNY", timeZone: invocation["--timezone"] ?? "Asia/Shanghai",
      dayEnds: invocation["--day-ends"] ?? "04:00", device: invocation["--device"] ?? "a1",
      languages: invocation.all("--language").isEmpty
        ? [invocation.language.rawValue] : invocation.all("--language"))
    let console = invocation.console
    let folder = invocation.path(invocation.word(0) ?? ".")
    if invocation.has("--dry-run") {
      try orFail { () throws(StoreError) in
        try Store.refuse(beginning, at: folder, environment: console.environment)
      }
      console.say(console.pick("would make \(folder)", "将建立 \(folder)", "將建立 \(folder)"))
      return .done
    }
    let founder = try founder(invocation)
    let author = Author(name: founder.alias, email: founder.id)
    let (store, recovery) = try orFail { () throws(StoreError) in
      try Store.initialize(at: folder, beginning, author: author, founder: founder, environment: console.environment)
    }
    console.say(console.pick("made \(store.root)", "已建立 \(store.root)", "已建立 \(store.root)"))
    if let recovery { RecoverySheet.show(recovery, console) }
    console.hint(store.root == console.folder ? "hfile types" : "cd \(store.root) && hfile types")
    return .done
  }

  /// Who owns the new store: the identity at hand.
  static func founder(_ invocation: Invocation) throws(Failure) -> Founder {
    let console = invocation.console
    guard let holder = try Identities.holder(console, prompts: true), let name = IdentityFolder(console).chosen else {
      throw .refused(
        .keyMissing,
        Phrase(
          "a store is signed by its owner, and there is no identity here yet", "门店档案由店主签名，而此处还没有身份",
          "門市檔案由店主簽名，而此處還沒有身分"),
        hint: Phrase("hfile identity new NAME", "hfile identity new 名称", "hfile identity new 名稱"))
    }
    let id = invocation["--owner"] ?? "stf-\(name)"
    guard id.hasPrefix("stf-"), RecordID.isCode(id.dropFirst(4)) else {
      throw .usage(Phrase("\(id) is no id of a person: stf-CODE", "\(id) 不是人员编号：stf-代码", "\(id) 不是人員編號：stf-代碼"))
    }
    return Founder(id: id, alias: invocation["--alias"] ?? name, holder: holder)
  }

  private static func giveDevice(_ code: String, _ invocation: Invocation) throws(Failure) -> ExitCode {
    let store = try orFail { () throws(StoreError) in
      try Store(
        containing: invocation.path(invocation.word(0) ?? "."), environment: invocation.console.environment)
    }
    if !invocation.has("--dry-run") {
      try orFail { () throws(StoreError) in try store.setDevice(code) }
    }
    invocation.console.say(code)
    return .done
  }
}
