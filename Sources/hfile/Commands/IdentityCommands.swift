import HealthFiles
import JSONSchema

extension Command {
  private static let nameArgument = Argument(
    name: "NAME", help: Phrase("name of the identity", "身份名称", "身分名稱"), kind: .identity)
  private static let optionalName = Argument(
    name: "NAME",
    help: Phrase("name of the identity; else the one that counts", "身份名称；默认为当前身份", "身分名稱；預設為目前身分"),
    kind: .identity, isOptional: true)
  private static let noPassphrase = Option(
    names: ["--no-passphrase"], value: nil,
    help: Phrase(
      "keep the secrets in the clear, for a computer that starts unattended", "私钥不加密保存，用于无人值守启动的电脑",
      "私密金鑰不加密保存，用於無人值守啟動的電腦"))
  private static let readingCodes: [ExitCode] = [.keyMissing, .notFound, .diskRefused]
  private static let identityCodes: [ExitCode] = [.keyMissing, .notFound, .conflict, .diskRefused]

  /// Makes an identity.
  static let identityNew = Command(
    name: "identity new",
    summary: Phrase("make your keys", "创建您的密钥", "建立您的金鑰"),
    details: Phrase(
      """
      Makes a key for signing commits (Ed25519) and one for opening sealed fields (P-256), and keeps
      them under a passphrase in ~/.config/hfile/identities. The passphrase is asked for; it can be
      piped, and is never an argument or an environment variable. A key for signing that you have
      already, in ssh-agent or in a file, can be used instead. Keep a copy of the file elsewhere.
      """,
      """
      创建用于签署提交的密钥（Ed25519）和用于解封字段的密钥（P-256），并以口令加密保存在
      ~/.config/hfile/identities。口令需输入，也可经管道传入，绝不作为参数或环境变量。
      也可使用已有的签名密钥（ssh-agent 或文件中）。请另存一份文件副本。
      """,
      """
      建立用於簽署提交的金鑰（Ed25519）和用於解封欄位的金鑰（P-256），並以密碼加密保存在
      ~/.config/hfile/identities。密碼需輸入，也可經管道傳入，絕不作為參數或環境變數。
      也可使用已有的簽章金鑰（ssh-agent 或檔案中）。請另存一份檔案副本。
      """),
    arguments: [nameArgument],
    options: [
      Option(
        names: ["--agent"], value: "FINGERPRINT",
        help: Phrase("sign with this key of ssh-agent", "使用 ssh-agent 中的此密钥签名", "使用 ssh-agent 中的此金鑰簽章")),
      Option(
        names: ["--key"], value: "FILE",
        help: Phrase(
          "sign with the key of this OpenSSH file", "使用此 OpenSSH 文件中的密钥签名", "使用此 OpenSSH 檔案中的金鑰簽章"),
        kind: .file),
      noPassphrase, .dryRun,
    ],
    examples: [
      ("hfile identity new lin", Phrase("asks for a passphrase", "会询问口令", "會詢問密碼")),
      (
        "hfile identity new lin --agent SHA256:...",
        Phrase(
          "signs with a key of ssh-agent (ssh-add -l)", "用 ssh-agent 的密钥签名（ssh-add -l）", "用 ssh-agent 的金鑰簽章（ssh-add -l）"
        )
      ),
    ],
    exitCodes: identityCodes
  ) { invocation throws(Failure) in
    let name = invocation.word(0) ?? ""
    try IdentityFolder(invocation.console).checkFree(name)
    var place: Identity.Signing.Place?
    if let path = invocation["--key"] {
      place = .file(path: invocation.path(path))
      let bytes = try orFail { () throws(StoreError) in try HostFile.read(invocation.path(path)) }
      _ = try orFail(sealing: { () throws(SealingError) in try OpenSSHKeyFile.read(bytes) })
    } else if let fingerprint = invocation["--agent"] {
      place = .agent(fingerprint: fingerprint)
      _ = try AgentSocket(invocation.console).key(fingerprint)
    }
    let random = invocation.console.environment.randomBytes
    let identity = try orFail(sealing: { () throws(SealingError) in
      try Identity(newNamed: name, signingWith: place, random: random)
    })
    return try IdentityAnswer(invocation).keep(identity)
  }

  /// Shows an identity.
  static let identityShow = Command(
    name: "identity show",
    summary: Phrase("show your public keys", "显示您的公钥", "顯示您的公開金鑰"),
    details: Phrase(
      "Shows what others may know of an identity. Nothing is unlocked.", "显示身份中可公开的内容，不解锁任何密钥。",
      "顯示身分中可公開的內容，不解鎖任何金鑰。"),
    arguments: [optionalName],
    examples: [("hfile identity show", Phrase("the identity that counts", "当前身份", "目前身分"))],
    exitCodes: readingCodes
  ) { invocation throws(Failure) in
    let answer = IdentityAnswer(invocation)
    try answer.show(answer.file())
    return .done
  }

  /// Lists identities.
  static let identityList = Command(
    name: "identity list",
    summary: Phrase("list identities on this computer", "列出本机的身份", "列出本機的身分"),
    details: Phrase(
      "A star marks the one that counts: --identity, HFILE_IDENTITY, the one switched to, or the only one.",
      "星号标出当前身份：--identity、HFILE_IDENTITY、切换到的身份，或唯一的身份。",
      "星號標出目前身分：--identity、HFILE_IDENTITY、切換到的身分，或唯一的身分。"),
    examples: [("hfile identity list", Phrase("all identities", "全部身份", "全部身分"))],
    exitCodes: readingCodes
  ) { invocation throws(Failure) in
    try IdentityAnswer(invocation).list()
    return .done
  }

  /// Hands out keys for other programs.
  static let identityExport = Command(
    name: "identity export",
    summary: Phrase("print your keys for other programs", "输出密钥供其他程序使用", "輸出金鑰供其他程式使用"),
    details: Phrase(
      """
      jwk: a JWK set with both keys. openssh: the key for signing, as a line of authorized_keys or,
      with --private, as a key file. identity: the file as it is, to be imported on another computer.
      Without --private only public keys are printed. What is printed with it is not encrypted.
      """,
      """
      jwk：含两把密钥的 JWK 集合。openssh：签名密钥的一行公钥，加 --private 则为密钥文件。
      identity：身份文件原样输出，可在另一台电脑导入。
      不加 --private 只输出公钥；加上后输出的内容未加密。
      """,
      """
      jwk：含兩把金鑰的 JWK 集合。openssh：簽章金鑰的一行公開金鑰，加 --private 則為金鑰檔案。
      identity：身分檔案原樣輸出，可在另一台電腦匯入。
      不加 --private 只輸出公開金鑰；加上後輸出的內容未加密。
      """),
    arguments: [optionalName],
    options: [
      Option(
        names: ["--private"], value: nil,
        help: Phrase("print the secrets too, in the clear", "同时以明文输出私钥", "同時以明文輸出私密金鑰"))
    ],
    examples: [
      (
        "hfile identity export --format openssh",
        Phrase("for authorized_keys", "用于 authorized_keys", "用於 authorized_keys")
      )
    ],
    formats: ["jwk", "openssh", "identity"],
    exitCodes: readingCodes
  ) { invocation throws(Failure) in
    try IdentityAnswer(invocation).export()
    return .done
  }

  /// Takes in keys made elsewhere.
  static let identityImport = Command(
    name: "identity import",
    summary: Phrase("take in keys from a file", "从文件导入密钥", "從檔案匯入金鑰"),
    details: Phrase(
      """
      FILE is an identity of another computer (it keeps its passphrase), a JWK or JWK set with secrets,
      or an OpenSSH key file (Ed25519, without passphrase). Keys that FILE lacks are made.
      """,
      """
      FILE 可以是另一台电脑的身份文件（口令不变）、含私钥的 JWK 或 JWK 集合，
      或 OpenSSH 密钥文件（Ed25519，无口令）。FILE 中没有的密钥会新建。
      """,
      """
      FILE 可以是另一台電腦的身分檔案（密碼不變）、含私密金鑰的 JWK 或 JWK 集合，
      或 OpenSSH 金鑰檔案（Ed25519，無密碼）。FILE 中沒有的金鑰會新建。
      """),
    arguments: [
      Argument(name: "FILE", help: Phrase("the file", "文件", "檔案"), kind: .file), nameArgument,
    ],
    options: [noPassphrase, .dryRun],
    examples: [("hfile identity import lin.json lin", Phrase("from another computer", "来自另一台电脑", "來自另一台電腦"))],
    exitCodes: identityCodes
  ) { invocation throws(Failure) in
    try IdentityImport(invocation).run()
  }

  /// Changes the key for opening.
  static let identityRotate = Command(
    name: "identity rotate",
    summary: Phrase("make a new key for opening", "更换解封密钥", "更換解封金鑰"),
    details: Phrase(
      """
      Makes a new key for opening sealed fields and keeps the earlier ones, until every store has wrapped
      its keys for the new one. --drop makes none, and destroys the earlier ones: what was sealed for
      them alone is lost to you for ever.
      """,
      """
      创建新的解封密钥并保留旧密钥，直到每家门店都已为新密钥重新包装。
      --drop 不创建新密钥，而是销毁旧密钥：只为旧密钥密封的内容将永远无法打开。
      """,
      """
      建立新的解封金鑰並保留舊金鑰，直到每家門市都已為新金鑰重新包裝。
      --drop 不建立新金鑰，而是銷毀舊金鑰：只為舊金鑰密封的內容將永遠無法開啟。
      """),
    arguments: [optionalName],
    options: [
      Option(
        names: ["--drop"], value: nil,
        help: Phrase("destroy all keys for opening but the newest", "销毁除最新之外的解封密钥", "銷毀除最新之外的解封金鑰")),
      .dryRun,
    ],
    examples: [
      (
        "hfile identity rotate",
        Phrase("then: hfile keys rotate in each store", "之后在每家门店执行 hfile keys rotate", "之後在每家門市執行 hfile keys rotate")
      )
    ],
    exitCodes: readingCodes
  ) { invocation throws(Failure) in
    let answer = IdentityAnswer(invocation)
    let (identity, passphrase) = try Identities.unlock(answer.file(), invocation.console)
    let random = invocation.console.environment.randomBytes
    let isDrop = invocation.has("--drop")
    let rotated = try orFail(sealing: { () throws(SealingError) in
      isDrop ? try identity.withoutEarlierKeys : try identity.rotated(random: random)
    })
    return try answer.keep(rotated, passphrase: passphrase)
  }
}
