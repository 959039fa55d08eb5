import HealthFiles
import JSONSchema

extension Command {
  static let hubAddress = Argument(
    name: "ADDRESS",
    help: Phrase(
      "a folder, https://HOST/PATH, ssh://USER@HOST/PATH or USER@HOST:PATH",
      "文件夹、https://主机/路径、ssh://用户@主机/路径 或 用户@主机:路径",
      "資料夾、https://主機/路徑、ssh://使用者@主機/路徑 或 使用者@主機:路徑"), kind: .folder)

  private static func hubName(isOptional: Bool) -> Argument {
    Argument(
      name: "NAME", help: Phrase("name of the hub in this copy", "中心库在本副本中的名称", "中心庫在本副本中的名稱"),
      isOptional: isOptional)
  }

  /// Sets up a hub.
  static let hubAdd = Command(
    name: "hub add",
    summary: Phrase("set up a hub to exchange the store with", "设置用于交换档案的中心库", "設定用於交換檔案的中心庫"),
    details: Phrase(
      """
      A hub is a git repository that the computers of a store have in common: a folder on a disk or
      stick, or one on a server. In a folder that is empty, or not there yet, one is made. Stock git
      knows it as a remote of the same name. Nothing is sent before hfile sync or push.
      """,
      """
      中心库是本店各台电脑共用的 git 版本库：磁盘或 U 盘上的文件夹，或服务器上的版本库。
      若文件夹为空或尚不存在，则在其中新建。git 以同名远程库使用它。执行 hfile sync 或 push 之前不会发送任何内容。
      """,
      """
      中心庫是本店各台電腦共用的 git 版本庫：磁碟或隨身碟上的資料夾，或伺服器上的版本庫。
      若資料夾為空或尚不存在，則在其中新建。git 以同名遠端庫使用它。執行 hfile sync 或 push 之前不會傳送任何內容。
      """),
    arguments: [hubName(isOptional: false), hubAddress], options: [.dryRun],
    examples: [
      ("hfile hub add origin /media/stick/shop.git", Phrase("a stick", "U 盘", "隨身碟")),
      ("hfile hub add origin ssh://git@hq.example/shop.git", Phrase("a server", "服务器", "伺服器")),
    ],
    formats: [], exitCodes: [.noStore, .invalid, .conflict, .diskRefused]
  ) { invocation throws(Failure) in
    let store = try invocation.store()
    let console = invocation.console
    let hub = try orFail { () throws(StoreError) in
      Hub(invocation.word(0) ?? "", at: try HubAddress(invocation.word(1) ?? "", in: invocation.path(".")))
    }
    guard !invocation.has("--dry-run") else {
      console.say("\(hub.name)  \(hub.address.text)")
      return .done
    }
    if try orFail({ () throws(StoreError) in try store.add(hub) }) {
      console.say(
        console.pick(
          "made an empty hub in \(hub.address.text)", "已在 \(hub.address.text) 新建空的中心库",
          "已在 \(hub.address.text) 新建空的中心庫"))
    }
    console.say("\(hub.name)  \(hub.address.text)")
    return .done
  }

  /// Forgets a hub.
  static let hubRemove = Command(
    name: "hub remove",
    summary: Phrase("forget a hub", "移除中心库设置", "移除中心庫設定"),
    details: Phrase(
      "Nothing happens to the hub itself, nor to what was received from it.", "中心库本身及已收到的内容不受影响。",
      "中心庫本身及已收到的內容不受影響。"),
    arguments: [hubName(isOptional: false)], options: [.dryRun],
    examples: [("hfile hub remove stick", Phrase("a stick that is gone", "已不再使用的 U 盘", "已不再使用的隨身碟"))],
    formats: [], exitCodes: [.noStore, .notFound, .diskRefused]
  ) { invocation throws(Failure) in
    let store = try invocation.store()
    let name = invocation.word(0) ?? ""
    try orFail { () throws(StoreError) in
      if invocation.has("--dry-run") { _ = try store.hub(name) } else { try store.removeHub(name) }
    }
    invocation.console.say(name)
    return .done
  }

  /// Lists hubs.
  static let hubList = Command(
    name: "hub list",
    summary: Phrase("list the hubs of this copy", "列出本副本的中心库", "列出本副本的中心庫"),
    details: Phrase(
      "Names and addresses, and how many commits are here and on no hub.", "名称和地址，以及仅在本地、尚未发布的提交数。",
      "名稱和位址，以及僅在本地、尚未發布的提交數。"),
    examples: [("hfile hub list", Phrase("all hubs", "全部中心库", "全部中心庫"))],
    formats: ["table", "json"], exitCodes: [.noStore, .diskRefused]
  ) { invocation throws(Failure) in
    let store = try invocation.store()
    let console = invocation.console
    let (hubs, waiting) = try orFail { () throws(StoreError) in (try store.hubs(), try store.unpublished()) }
    if let format = invocation["--format"], format != "table" {
      let list: [JSON] = hubs.map { ["name": .string($0.name), "address": .string($0.address.text)] }
      let count: JSON = waiting.map { .number(JSONNumber(Int64($0))) } ?? .null
      console.write(Answer.bytes(["hubs": .array(list), "unpublished": count], format))
      return .done
    }
    for hub in hubs { console.say("\(hub.name)  \(hub.address.text)") }
    if hubs.isEmpty { console.hint("hfile hub add origin ADDRESS") }
    if let waiting, waiting > 0 { console.say(HubText.unpublished(waiting, console.language)) }
    return .done
  }

  /// Copies a store from a hub.
  static let clone = Command(
    name: "clone",
    summary: Phrase("copy a store from a hub", "从中心库复制门店档案", "從中心庫複製門市檔案"),
    details: Phrase(
      """
      Receives the history of a store and judges all of it before any file is written: signatures,
      rights, seals. Then come the wrapped keys and the working files. The copy gets a code of its
      own to write under, which no other computer of the store uses. Compare the fingerprint of the
      owner with what the owner tells you: from then on the beginning of this history is pinned.
      """,
      """
      接收门店的历史，在写入任何文件之前全部审核：签名、权限、密封。随后取得已封装的密钥和工作文件。
      副本获得一个其他电脑未使用的代码。请与店主核对其指纹：此后这一历史的起点即被固定。
      """,
      """
      接收門市的歷史，在寫入任何檔案之前全部審核：簽章、權限、密封。隨後取得已封裝的金鑰和工作檔案。
      副本獲得一個其他電腦未使用的代碼。請與店主核對其指紋：此後這一歷史的起點即被固定。
      """),
    arguments: [
      hubAddress,
      Argument(
        name: "FOLDER",
        help: Phrase("where to put it; named after the address when left out", "位置；省略时按地址命名", "位置；省略時按位址命名"),
        kind: .folder, isOptional: true),
    ],
    options: [
      Option(
        names: ["--device"], value: "CODE",
        help: Phrase(
          "two-character code of this computer (default: a free one)", "本机两位代码（默认选用未占用的）", "本機兩位代碼（預設選用未佔用的）")),
      .acceptFindings,
    ] + Option.hub,
    examples: [
      ("hfile clone /media/stick/shop.git", Phrase("from a stick", "从 U 盘", "從隨身碟")),
      ("hfile clone ssh://git@hq.example/shop.git shop --device b2", Phrase("from a server", "从服务器", "從伺服器")),
    ],
    formats: ["table", "json"],
    exitCodes: [.keyMissing, .newerStore, .invalid, .conflict, .notFound, .notPermitted, .diskRefused]
  ) { invocation throws(Failure) in
    let console = invocation.console
    let address = try orFail { () throws(StoreError) in
      try HubAddress(invocation.word(0) ?? "", in: invocation.path("."))
    }
    let name = invocation.word(1) ?? HubText.folder(of: address)
    var request = CloneRequest(address: address, folder: invocation.path(name))
    request.device = invocation["--device"]
    request.acceptsFindings = invocation.has("--accept-findings")
    let door = try HubDoor(invocation)
    let holder = try Identities.holder(console, prompts: false)
    let outcome = try orFail { () throws(StoreError) in
      try Store.clone(request, door, holder: holder, environment: console.environment)
    }
    HubText(console).show(outcome, invocation["--format"])
    return outcome.verification.findings.isEmpty ? .done : .found
  }
}
