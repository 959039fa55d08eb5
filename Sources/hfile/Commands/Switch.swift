import HealthFiles

extension Command {
  /// Chooses the identity that counts, or signs an operator in at a shared till.
  static let switchIdentity = Command(
    name: "switch",
    summary: Phrase("act as another identity, or sign in with a PIN", "切换身份，或用 PIN 码登录", "切換身分，或用 PIN 碼登入"),
    details: Phrase(
      """
      With the name of an identity: what you do on this computer is signed by it, until you switch again.
      With the id of a staff record: you sign in at a shared till with a PIN. The till signs, and what
      it records is by you, until you switch, lock it, or record nothing for some minutes.
      """,
      """
      给出身份名称：此后在本机的操作由该身份签名，直到再次切换。
      给出员工编号：用 PIN 码在共用收银台登录。由收银台签名，记录人为您本人；
      再次切换、锁定或数分钟无记录后自动退出。
      """,
      """
      給出身分名稱：此後在本機的操作由該身分簽章，直到再次切換。
      給出員工編號：用 PIN 碼在共用收銀台登入。由收銀台簽章，記錄人為您本人；
      再次切換、鎖定或數分鐘無記錄後自動登出。
      """),
    arguments: [
      Argument(
        name: "NAME|STAFF", help: Phrase("identity, or id of a staff record", "身份，或员工编号", "身分，或員工編號"),
        kind: .identity, isOptional: true)
    ],
    options: [
      Option(
        names: ["--new-pin"], value: nil,
        help: Phrase("choose the PIN of STAFF at this computer", "设置该员工在本机的 PIN 码", "設定該員工在本機的 PIN 碼")),
      Option(
        names: ["--minutes"], value: "COUNT",
        help: Phrase(
          "sign out when nothing was recorded for so long (default 10)", "多少分钟无记录后退出（默认 10）",
          "多少分鐘無記錄後登出（預設 10）")),
      Option(names: ["--lock"], value: nil, help: Phrase("sign the operator out", "退出当前操作员", "登出目前操作員")),
      .dryRun,
    ],
    examples: [
      ("hfile switch mei", Phrase("mei signs from now on", "此后由 mei 签名", "此後由 mei 簽章")),
      ("hfile switch stf-chen", Phrase("Chen takes over the till", "由陈接手收银", "由陳接手收銀")),
      ("hfile switch --lock", Phrase("nobody records until somebody signs in", "锁定，直到有人登录", "鎖定，直到有人登入")),
    ],
    exitCodes: [.noStore, .keyMissing, .notFound, .diskRefused]
  ) { invocation throws(Failure) in
    if invocation.has("--lock") {
      let store = try invocation.store()
      if !invocation.has("--dry-run") { try orFail { () throws(StoreError) in try store.signOut() } }
      invocation.console.say(invocation.console.pick("the till is locked", "收银台已锁定", "收銀台已鎖定"))
      return .done
    }
    guard let name = invocation.word(0) else {
      throw .usage(
        Phrase("NAME|STAFF is missing", "缺少 NAME|STAFF", "缺少 NAME|STAFF"),
        hint: Phrase("hfile switch --help", "hfile switch --help", "hfile switch --help"))
    }
    if name.hasPrefix("stf-") { return try signIn(name, invocation) }
    let folder = IdentityFolder(invocation.console)
    let file = try folder.read(name)
    if !invocation.has("--dry-run") { try folder.makeCurrent(file.name) }
    invocation.console.say(file.name)
    return .done
  }

  private static func signIn(_ id: String, _ invocation: Invocation) throws(Failure) -> ExitCode {
    let store = try invocation.store()
    let minutes = try invocation.number("--minutes") ?? Store.operatorMinutes
    if invocation.has("--new-pin") { return try choosePIN(of: id, store, invocation) }
    let console = invocation.console
    guard try orFail({ () throws(StoreError) in try store.hasPIN(id) }) else { throw .store(.noPIN(id)) }
    if invocation.has("--dry-run") {
      console.say(id)
      return .done
    }
    let pin = console.askSecret(console.pick("PIN of \(id): ", "\(id) 的 PIN 码：", "\(id) 的 PIN 碼：")) ?? ""
    try orFail { () throws(StoreError) in try store.signIn(id, pin: pin, minutes: minutes) }
    console.say(
      console.pick(
        "\(id) is signed in until nothing was recorded for \(minutes) minutes", "\(id) 已登录，\(minutes) 分钟无记录后退出",
        "\(id) 已登入，\(minutes) 分鐘無記錄後登出"))
    return .done
  }

  private static func choosePIN(of id: String, _ store: Store, _ invocation: Invocation) throws(Failure) -> ExitCode {
    let console = invocation.console
    guard !invocation.has("--dry-run") else {
      console.say(id)
      return .done
    }
    var old: String?
    if try orFail({ () throws(StoreError) in try store.needsPIN(toChange: id) }) {
      old = console.askSecret(console.pick("PIN until now: ", "原 PIN 码：", "原 PIN 碼："))
    }
    let first = console.askSecret(console.pick("new PIN of \(id): ", "\(id) 的新 PIN 码：", "\(id) 的新 PIN 碼：")) ?? ""
    let second = console.askSecret(console.pick("once more: ", "再输一次：", "再輸一次："))
    guard first == second else {
      throw .usage(Phrase("the two PINs differ", "两次输入的 PIN 码不同", "兩次輸入的 PIN 碼不同"))
    }
    try orFail { () throws(StoreError) in try store.setPIN(first, of: id, old: old) }
    console.say(console.pick("\(id) has a new PIN", "\(id) 的 PIN 码已更新", "\(id) 的 PIN 碼已更新"))
    return .done
  }
}
