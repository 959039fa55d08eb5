import HealthFiles

extension Command {
  /// Holds unlocked keys for a while.
  static let agent = Command(
    name: "agent",
    summary: Phrase("keep your keys unlocked for a while", "在一段时间内保持密钥解锁", "在一段時間內保持金鑰解鎖"),
    details: Phrase(
      """
      Asks for the passphrase once and goes into the background. Until nobody has used it for --minutes,
      it signs and opens for you; it never gives a key away, and answers nobody but you. --stop ends it.
      """,
      """
      只询问一次口令，然后转入后台，为您签名和解封，直到 --minutes 分钟内无人使用。
      它绝不交出密钥，也只应答您本人。--stop 结束。
      """,
      """
      只詢問一次密碼，然後轉入背景，為您簽章和解封，直到 --minutes 分鐘內無人使用。
      它絕不交出金鑰，也只應答您本人。--stop 結束。
      """),
    arguments: [
      Argument(
        name: "NAME",
        help: Phrase("name of the identity; else the one that counts", "身份名称；默认为当前身份", "身分名稱；預設為目前身分"),
        kind: .identity, isOptional: true)
    ],
    options: [
      Option(
        names: ["--minutes"], value: "COUNT",
        help: Phrase("lock after so long without use; 15 unless told", "闲置多久后锁定，默认 15 分钟", "閒置多久後鎖定，預設 15 分鐘")),
      Option(names: ["--stop"], value: nil, help: Phrase("lock now", "立即锁定", "立即鎖定")),
    ],
    examples: [
      ("hfile agent --minutes 60", Phrase("for an hour of work", "用于一小时的工作", "用於一小時的工作")),
      ("hfile agent --stop", Phrase("when you leave", "离开时", "離開時")),
    ],
    formats: [],
    exitCodes: [.keyMissing, .notFound, .conflict, .diskRefused]
  ) { invocation throws(Failure) in
    let console = invocation.console
    let file = try IdentityAnswer(invocation).file()
    let folder = IdentityFolder(console)
    let isRunning = Identities.agent(for: file, console) != nil
    if invocation.has("--stop") {
      if isRunning { _ = console.exchange(folder.socket(of: file.name), AgentService.stop) }
      console.say(console.pick("\(file.name) is locked", "\(file.name) 已锁定", "\(file.name) 已鎖定"))
      return .done
    }
    let minutes = try invocation.number("--minutes") ?? 15
    guard file.needsPassphrase else {
      throw .refused(
        .conflict,
        Phrase("\(file.name) has no passphrase to unlock", "\(file.name) 没有口令，无需解锁", "\(file.name) 沒有密碼，無需解鎖"))
    }
    guard !isRunning else {
      throw .refused(
        .conflict, Phrase("\(file.name) is unlocked already", "\(file.name) 已解锁", "\(file.name) 已解鎖"),
        hint: Phrase("hfile agent --stop", "hfile agent --stop", "hfile agent --stop"))
    }
    let service = try AgentService(Identities.holder(of: Identities.unlock(file, console).identity, console))
    folder.makeSocketFolder()
    console.say(
      console.pick(
        "\(file.name) is unlocked until it was not used for \(minutes) minutes",
        "\(file.name) 已解锁，闲置 \(minutes) 分钟后锁定", "\(file.name) 已解鎖，閒置 \(minutes) 分鐘後鎖定"))
    guard console.serve(folder.socket(of: file.name), minutes * 60, service.answer) else {
      throw .store(.disk(doing: "create", path: folder.socket(of: file.name), code: 13))
    }
    return .done
  }
}
