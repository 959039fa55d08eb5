import Git
import HealthFiles
import JSONSchema

extension Command {
  private static let backupCodes: [ExitCode] = [
    .found, .noStore, .busy, .keyMissing, .newerStore, .invalid, .conflict, .notFound, .diskRefused,
  ]

  /// Writes a backup.
  static let backup = Command(
    name: "backup",
    summary: Phrase("back the store up into a folder", "将档案备份到文件夹", "將檔案備份到資料夾"),
    details: Phrase(
      """
      Writes two files: the whole history as a bundle that stock git reads, and the keys apart from
      it, so that they can be kept in other hands. --encrypt-to seals the file of keys for one
      person, device, or recovery (the words on paper). Backups that were kept long enough are
      removed: policy/privacy says how many of each night and of each week stay.
      """,
      """
      写入两个文件：完整历史（git 可读的档案包），以及单独存放的密钥。--encrypt-to 只为一人、一台设备或恢复词加密密钥文件。
      保存期满的备份会被删除：policy/privacy 规定每夜与每周备份的保留数量。
      """,
      """
      寫入兩個檔案：完整歷史（git 可讀的檔案包），以及單獨存放的金鑰。--encrypt-to 只為一人、一台裝置或復原詞加密金鑰檔案。
      保存期滿的備份會被刪除：policy/privacy 規定每夜與每週備份的保留數量。
      """),
    arguments: [
      Argument(name: "FOLDER", help: Phrase("where backups are kept", "备份存放处", "備份存放處"), kind: .folder)
    ],
    options: [
      Option(
        names: ["--encrypt-to"], value: "WHO",
        help: Phrase("who alone can open the keys", "唯一能打开密钥的人", "唯一能打開金鑰的人")),
      Option(
        names: ["--verify"], value: nil,
        help: Phrase("restore it in a place of its own and compare", "还原到临时位置并比较", "還原到臨時位置並比較")),
    ],
    examples: [
      ("hfile backup /media/disk/backups --verify", Phrase("every night", "每夜备份", "每夜備份")),
      ("hfile backup /mnt/hq --encrypt-to recovery", Phrase("away from the store", "异地备份", "異地備份")),
    ],
    formats: ["table", "json"], exitCodes: backupCodes
  ) { invocation throws(Failure) in
    let store = try invocation.store()
    let console = invocation.console
    let folder = invocation.path(invocation.word(0) ?? "")
    let state = try orFail { () throws(StoreError) in try store.snapshot() }
    let recipient = try invocation["--encrypt-to"].map { who throws(Failure) in try invocation.recipient(who, state) }
    let outcome = try orFail { () throws(StoreError) in try store.backUp(to: folder, encryptingTo: recipient) }
    if invocation.has("--verify") {
      let holder = try Identities.holder(console, prompts: false)
      try orFail { () throws(StoreError) in
        try store.verify(outcome, in: folder, holder: holder)
      }
    }
    BackupText(console).show(outcome, invocation["--format"], isVerified: invocation.has("--verify"))
    return .done
  }

  /// Makes a store of a backup.
  static let backupRestore = Command(
    name: "backup restore",
    summary: Phrase("make a store of a backup", "从备份还原档案", "從備份還原檔案"),
    details: Phrase(
      """
      The history of the backup is judged before any file is written. The file of keys is the one
      beside the bundle, unless --keys names another. Sync with a hub soon: only then does the new
      copy know of members who were erased since the backup was made.
      """,
      """
      写入文件前先审核备份的历史。密钥文件默认取档案包旁边的同名文件，也可用 --keys 指定。
      请尽快与中心库同步：只有这样，新副本才知道备份之后被抹除的会员。
      """,
      """
      寫入檔案前先審核備份的歷史。金鑰檔案預設取檔案包旁邊的同名檔案，也可用 --keys 指定。
      請盡快與中心庫同步：只有這樣，新副本才知道備份之後被抹除的會員。
      """),
    arguments: [
      Argument(name: "BUNDLE", help: Phrase("the bundle of the backup", "备份的档案包", "備份的檔案包"), kind: .file),
      Argument(name: "FOLDER", help: Phrase("a folder that is not there yet", "尚不存在的文件夹", "尚不存在的資料夾"), kind: .folder),
    ],
    options: [
      Option(names: ["--keys"], value: "FILE", help: Phrase("the file of keys", "密钥文件", "金鑰檔案"), kind: .file),
      Option(
        names: ["--without-keys"], value: nil,
        help: Phrase("restore only what is plain", "只还原未密封的内容", "只還原未密封的內容")),
      Option(
        names: ["--recovery"], value: nil,
        help: Phrase("open the keys with the words on paper", "用恢复词打开密钥", "用復原詞打開金鑰")),
      Option(
        names: ["--device"], value: "CODE",
        help: Phrase(
          "two-character code of this computer (default: a free one)", "本机两位代码（默认选用未占用的）", "本機兩位代碼（預設選用未佔用的）")),
    ],
    examples: [
      (
        "hfile backup restore /media/disk/backups/sto-xj4g4q61-20261122T023000+0800.bundle shop",
        Phrase("on a new computer", "在新电脑上", "在新電腦上")
      )
    ],
    formats: ["table", "json"], exitCodes: backupCodes
  ) { invocation throws(Failure) in
    let console = invocation.console
    let bundle = invocation.path(invocation.word(0) ?? "")
    let beside = bundle.hasSuffix(".bundle") ? String(bundle.dropLast(7)) + Store.keysEnding : nil
    var keys: [UInt8]?
    if let named = invocation["--keys"] {
      keys = try orFail { () throws(StoreError) in try HostFile.read(invocation.path(named)) }
    } else if let beside, !invocation.has("--without-keys") {
      keys = try? HostFile.read(beside)
    }
    var request = RestoreRequest(bundle: bundle, keys: keys, folder: invocation.path(invocation.word(1) ?? ""))
    request.device = invocation["--device"]
    if invocation.has("--recovery") { request.recovery = try console.recoveryKey() }
    let asked = request
    let holder = try Identities.holder(console, prompts: keys != nil)
    let outcome = try orFail { () throws(StoreError) in
      try Store.restore(asked, holder: holder, environment: console.environment)
    }
    HubText(console).show(outcome, invocation["--format"])
    if keys == nil { console.warning(console.pick("no keys were restored", "未还原密钥", "未還原金鑰")) }
    console.hint("hfile hub add origin ADDRESS; hfile sync")
    return outcome.verification.findings.isEmpty ? .done : .found
  }

  /// Writes the store into one file.
  static let bundleCreate = Command(
    name: "bundle create",
    summary: Phrase("write the store into one file to carry", "将档案写成可携带的单个文件", "將檔案寫成可攜帶的單一檔案"),
    details: Phrase(
      """
      For where there is no network: hfile bundle apply takes it in elsewhere, hfile clone makes a
      copy of it, and stock git reads it. --since brings only what came after a commit, or after the
      last bundle that was made here. The keys go along, wrapped as they are: only their recipients
      can open anything with them.
      """,
      """
      用于没有网络的场合：在别处用 hfile bundle apply 并入，或用 hfile clone 建立副本，git 也可读取。
      --since 只包含某次提交之后、或上次生成之后的内容。密钥按原样一并携带：只有其接收者能使用。
      """,
      """
      用於沒有網路的場合：在別處用 hfile bundle apply 併入，或用 hfile clone 建立副本，git 也可讀取。
      --since 只包含某次提交之後、或上次產生之後的內容。金鑰按原樣一併攜帶：只有其接收者能使用。
      """),
    arguments: [Argument(name: "FILE", help: Phrase("the file to write", "要写入的文件", "要寫入的檔案"), kind: .file)],
    options: [
      Option(
        names: ["--since"], value: "COMMIT|last", help: Phrase("what the other side has", "对方已有的提交", "對方已有的提交"),
        kind: .commit),
      Option(names: ["--without-keys"], value: nil, help: Phrase("leave the keys out", "不含密钥", "不含金鑰")),
    ],
    examples: [
      ("hfile bundle create /media/stick/shop.bundle", Phrase("everything", "全部内容", "全部內容")),
      ("hfile bundle create /media/stick/today.bundle --since last", Phrase("what is new", "新增内容", "新增內容")),
    ],
    formats: ["table", "json"], exitCodes: backupCodes
  ) { invocation throws(Failure) in
    let store = try invocation.store()
    let path = invocation.path(invocation.word(0) ?? "")
    let outcome = try orFail { () throws(StoreError) in
      let since = try invocation["--since"].map { word throws(StoreError) in
        word == "last" ? try store.lastBundled() : try StoreHistory(store).commit(named: word)
      }
      return try store.writeBundle(to: path, since: since, withKeys: !invocation.has("--without-keys"))
    }
    BackupText(invocation.console).show(outcome, invocation["--format"])
    return .done
  }

  /// Takes in what a bundle holds.
  static let bundleApply = Command(
    name: "bundle apply",
    summary: Phrase("take in what a bundle holds", "并入档案包的内容", "併入檔案包的內容"),
    details: Phrase(
      "As hfile pull does from a hub: it is judged first, and own commits are made anew after it.",
      "与 hfile pull 相同：先审核，本地未发布的提交在其后重新应用。", "與 hfile pull 相同：先審核，本地未發布的提交在其後重新套用。"),
    arguments: [Argument(name: "FILE", help: Phrase("the bundle", "档案包", "檔案包"), kind: .file)],
    options: [.dryRun],
    examples: [("hfile bundle apply /media/stick/today.bundle", Phrase("from a stick", "从 U 盘", "從隨身碟"))],
    formats: ["table", "json"], exitCodes: backupCodes + [.notPermitted]
  ) { invocation throws(Failure) in
    let store = try invocation.store(signs: true)
    let hub = try orFail { () throws(StoreError) in
      Hub("bundle", at: try HubAddress(invocation.path(invocation.word(0) ?? ""), in: "/"))
    }
    var request = IntegrationRequest.usual
    request.isDryRun = invocation.has("--dry-run")
    let asked = request
    let outcome = try orFail { () throws(StoreError) in try store.pull(from: hub, HubDoor(), asked) }
    HubText(invocation.console).show(outcome, invocation["--format"], isDryRun: asked.isDryRun, isQuiet: false)
    return outcome.conflicts.isEmpty ? .done : .found
  }
}

extension Invocation {
  /// The key of a person, a device, or the words on paper.
  fileprivate func recipient(_ who: String, _ state: Snapshot) throws(Failure) -> SealingKey {
    let access = try orFail { () throws(StoreError) in try state.access() }
    if who == "recovery", let key = access.recovery { return key }
    if let key = access.signer(who)?.unsealing.first { return key }
    throw .store(.notFound(kind: .record, name: who, near: access.signers.map(\.id)))
  }
}
