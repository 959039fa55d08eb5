// What a command line, a person and the files of his home say of hubs: keys, passwords, known hosts.

import Git
import HealthFiles

extension Option {
  /// The option of verbs that take in what others published.
  static let acceptFindings = Option(
    names: ["--accept-findings"], value: nil,
    help: Phrase(
      "go on although the history breaks rules of the store", "即使历史违反本店规则也继续", "即使歷史違反本店規則也繼續"))

  /// Options of verbs that speak with servers.
  static let hub: [Option] = [
    Option(
      names: ["--key"], value: "FILE",
      help: Phrase(
        "private key for ssh (default: those of ssh-agent, then of ~/.ssh)", "ssh 私钥（默认先用 ssh-agent，再用 ~/.ssh 中的密钥）",
        "ssh 私鑰（預設先用 ssh-agent，再用 ~/.ssh 中的金鑰）"), kind: .file),
    Option(
      names: ["--user"], value: "NAME",
      help: Phrase(
        "name to sign in with where the address says none", "登录名，用于地址未注明时", "登入名稱，用於位址未註明時")),
    Option(
      names: ["--token-file"], value: "FILE",
      help: Phrase(
        "file of mode 0600 with the password or token for https", "含 https 密码或令牌的文件（权限 0600）",
        "含 https 密碼或權杖的檔案（權限 0600）"),
      kind: .file),
    Option(
      names: ["--accept-host-key"], value: "SHA256:...",
      help: Phrase(
        "accept this key of an ssh server from now on", "从此接受 ssh 服务器的这一密钥", "從此接受 ssh 伺服器的這一金鑰")),
    Option(
      names: ["--certificate-authority"], value: "FILE",
      help: Phrase(
        "certificates that alone vouch for this hub from now on (PEM)", "从此仅由这些证书为该中心库担保（PEM）",
        "從此僅由這些憑證為該中心庫擔保（PEM）"), kind: .file),
  ]
}

extension HubDoor {
  /// The files that OpenSSH tries, in its order of preference.
  private static let usualKeys = ["id_ed25519", "id_ecdsa", "id_rsa"]

  /// What the command line says of keys and certificates, and what the home folder has.
  init(_ invocation: Invocation) throws(Failure) {
    self.init()
    let console = invocation.console
    let home = console.variables["HOME"] ?? ""
    user = invocation["--user"] ?? console.variables["USER"] ?? console.variables["LOGNAME"]
    if let path = invocation["--key"] {
      keyFiles = [try Self.keyFile(invocation.path(path))]
    } else {
      usesAgent = console.variables["SSH_AUTH_SOCK"]?.isEmpty == false
      keyFiles = Self.usualKeys.compactMap { try? Self.keyFile("\(home)/.ssh/\($0)") }
    }
    for path in ["\(home)/.ssh/known_hosts", "/etc/ssh/ssh_known_hosts"] {
      if let bytes = try? HostFile.read(path) { knownHosts += String(decoding: bytes, as: UTF8.self) + "\n" }
    }
    acceptedHostKey = invocation["--accept-host-key"]
    authority = try invocation["--certificate-authority"].map { path throws(Failure) in
      try orFail { () throws(StoreError) in try HostFile.read(invocation.path(path)) }
    }
    // An exchange connects several times, and asks once.
    var passphrases: [String: String?] = [:]
    passphrase = { path in
      if let known = passphrases[path] { return known }
      let given = console.askSecret(console.pick("passphrase of \(path): ", "\(path) 的口令：", "\(path) 的密碼："))
      passphrases[path] = .some(given)
      return given
    }
    var token = try invocation["--token-file"].map { path throws(Failure) in try Self.token(invocation.path(path)) }
    password = { address, user in
      token = token ?? Self.ask(address, user, console)
      return token
    }
    if let write = console.environment.progress {
      progress = { write("\r\(HubText.progress($0, console.language))\u{1B}[K") }
    }
  }

  private static func keyFile(_ path: String) throws(Failure) -> KeyFile {
    let bytes = try orFail { () throws(StoreError) in try HostFile.read(path) }
    return KeyFile(path: path, isEncrypted: OpenSSHKeyFile.isEncrypted(bytes))
  }

  /// Reads `USER:TOKEN` or a token alone from a file that nobody else can read.
  private static func token(_ path: String) throws(Failure) -> (user: String, secret: String) {
    let bytes = try orFail { () throws(StoreError) in try HostFile.read(path) }
    guard !HostFile.isOpenToOthers(path) else {
      throw .usage(
        Phrase("others can read \(path)", "他人可以读取 \(path)", "他人可以讀取 \(path)"),
        hint: Phrase("chmod 600 \(path)", "chmod 600 \(path)", "chmod 600 \(path)"))
    }
    let line = String(decoding: bytes.prefix { $0 != 0x0A }, as: UTF8.self).trimmedEnd
    let colon = line.firstIndex(of: ":")
    return (
      colon.map { String(line[..<$0]) } ?? "token", colon.map { String(line[line.index(after: $0)...]) } ?? line
    )
  }

  private static func ask(_ address: String, _ user: String?, _ console: Console) -> (user: String, secret: String)? {
    let question = console.pick("name for \(address): ", "\(address) 的登录名：", "\(address) 的登入名稱：")
    guard let user = user ?? console.ask(question), !user.isEmpty,
      let secret = console.askSecret(
        console.pick("password or token of \(user): ", "\(user) 的密码或令牌：", "\(user) 的密碼或權杖："))
    else { return nil }
    return (user, secret)
  }
}
