// The command line of hfile-web: its words stand here beside those of hfile, so that both speak alike. What it serves,
// and how, is in the target `hfile-web`.

package import HealthFiles

/// What hfile-web was asked to do.
package struct WebSettings: Sendable {
  /// The store that is shown.
  package let store: Store
  /// The address it listens at.
  package let address: String
  /// The port; 0 for any that is free.
  package let port: Int
  /// Names by which a browser may ask, beside the address.
  package let names: [String]
  /// Paths of the certificate and of its private key (PEM); nil without TLS.
  package let certificate: (chain: String, key: String)?
  /// Language for browsers that ask for none that we speak.
  package let language: Language
  /// Notes a request; nil when nobody wants them noted.
  package let note: (@Sendable (_ line: String) -> Void)?

  /// Whether nobody but this computer reaches the address.
  package var isLocal: Bool { address == "localhost" || address == "::1" || address.hasPrefix("127.") }

  /// Serves at this computer's own address.
  package init(store: Store, address: String, port: Int) {
    self.store = store
    self.address = address
    self.port = port
    names = []
    certificate = nil
    language = .english
    note = nil
  }

  /// Reads the command line; nil when it asked for help, which was given.
  package init?(_ console: Console) throws(Failure) {
    let invocation = try Invocation(.web, console.arguments, console: console, folder: console.folder)
    guard !invocation.has("--help") else {
      console.write(Help.page(of: .web, console.language))
      return nil
    }
    guard !invocation.has("--version") else {
      console.say("hfile-web \(HFile.version)")
      return nil
    }
    let folder = invocation["-C"].map { console.absolute($0) } ?? console.folder
    let store = try orFail { () throws(StoreError) in
      try Store(containing: folder, environment: console.environment)
    }
    // Only who asks for keys gets them: the pages are of what everybody who has the store can read.
    if console.identity != nil, let holder = try Identities.holder(console, prompts: true) {
      store.unlock(holder, judging: HistoryVerifier.access)
    }
    self.store = store
    address = invocation["--address"] ?? "127.0.0.1"
    port = try invocation.number("--port", atMost: 65_535) ?? 8080
    names = invocation.all("--name")
    certificate = try Self.certificate(invocation)
    language = console.language
    let log = invocation["--access-log"].map { console.absolute($0) }
    note = try orFail { () throws(StoreError) in
      try log.map { path throws(StoreError) in try HostFile.appender(path) }
    }
    try check(invocation)
  }

  /// Says why it does not start at an address that others reach.
  private func check(_ invocation: Invocation) throws(Failure) {
    guard !isLocal else { return }
    guard certificate != nil else {
      throw .usage(
        Phrase(
          "at \(address) passwords would travel in the clear: TLS is needed", "在 \(address) 上口令会以明文传输：需要 TLS",
          "在 \(address) 上密碼會以明文傳輸：需要 TLS"),
        hint: Phrase(
          "--tls-cert FILE --tls-key FILE", "--tls-cert FILE --tls-key FILE", "--tls-cert FILE --tls-key FILE"))
    }
    guard try orFail({ () throws(StoreError) in try store.isTrusted() }) else { throw .store(.notTrusted) }
    let accounts = try orFail { () throws(StoreError) in try Accounts(store).all() }
    guard !accounts.isEmpty else {
      let hint = "hfile web account add stf-..."
      throw .refused(
        .notPermitted, Phrase("nobody has an account", "尚无任何账户", "尚無任何帳戶"), hint: Phrase(hint, hint, hint))
    }
    // What accounts may see is told by the history: one that was exchanged says nothing.
    _ = try orFail { () throws(StoreError) in try HistoryVerifier.access(of: store) }
  }

  private static func certificate(_ invocation: Invocation) throws(Failure) -> (chain: String, key: String)? {
    switch (invocation["--tls-cert"], invocation["--tls-key"]) {
    case (nil, nil): return nil
    case (let chain?, let key?): return (invocation.console.absolute(chain), invocation.console.absolute(key))
    default:
      throw .usage(
        Phrase(
          "--tls-cert and --tls-key go together", "--tls-cert 与 --tls-key 须同时给出", "--tls-cert 與 --tls-key 須同時給出"),
        hint: invocation.usageHint)
    }
  }
}

extension Command {
  /// Serves the pages.
  static let web = Command(
    name: "hfile-web",
    summary: Phrase("show a store in the browser, read-only", "在浏览器中查看门店档案（只读）", "在瀏覽器中檢視門市檔案（唯讀）"),
    details: Phrase(
      """
      Shows records, reports, history and its verdicts; what is sealed stays sealed. It follows new
      commits and changes nothing. At this computer's own address (127.0.0.1) it prints a link that
      opens once. At any other address it asks for accounts (hfile web account add) and TLS.
      """,
      """
      显示记录、报表、历史及其验证结果；密封内容保持密封。有新提交时自动跟进，不做任何更改。
      在本机地址（127.0.0.1）上输出一个一次性链接；在其他地址上需要账户（hfile web account add）和 TLS。
      """,
      """
      顯示記錄、報表、歷史及其驗證結果；密封內容保持密封。有新提交時自動跟進，不做任何變更。
      在本機位址（127.0.0.1）上輸出一個一次性連結；在其他位址上需要帳戶（hfile web account add）和 TLS。
      """),
    options: [
      Option(
        names: ["-C"], value: "FOLDER",
        help: Phrase("the store, or a folder in it", "门店档案，或其中的文件夹", "門市檔案，或其中的資料夾"), kind: .folder),
      Option(
        names: ["--port"], value: "PORT",
        help: Phrase("port (default 8080; 0 for any)", "端口（默认 8080；0 表示任意）", "連接埠（預設 8080；0 表示任意）")),
      Option(
        names: ["--address"], value: "ADDRESS",
        help: Phrase("address to listen at (default 127.0.0.1)", "监听地址（默认 127.0.0.1）", "監聽位址（預設 127.0.0.1）")),
      Option(
        names: ["--name"], value: "NAME",
        help: Phrase(
          "name that browsers ask for (can be repeated)", "浏览器所用的主机名（可重复）", "瀏覽器所用的主機名稱（可重複）"),
        isRepeatable: true),
      Option(
        names: ["--tls-cert"], value: "FILE",
        help: Phrase("certificate and its chain (PEM)", "证书及证书链（PEM）", "憑證及憑證鏈（PEM）"), kind: .file),
      Option(
        names: ["--tls-key"], value: "FILE",
        help: Phrase("its private key (PEM)", "证书私钥（PEM）", "憑證私密金鑰（PEM）"), kind: .file),
      Option(
        names: ["--access-log"], value: "FILE",
        help: Phrase("note each request here", "将每个请求记入此文件", "將每個請求記入此檔案"), kind: .file),
      Option(names: ["--version"], value: nil, help: Phrase("show the version", "显示版本", "顯示版本")),
    ],
    examples: [
      ("hfile-web -C shop", Phrase("for who sits at this computer", "供本机使用者查看", "供本機使用者檢視")),
      (
        "hfile-web --address 0.0.0.0 --port 443 --name shop.example --tls-cert cert.pem --tls-key key.pem",
        Phrase("for people with accounts", "供有账户的人查看", "供有帳戶的人檢視")
      ),
    ],
    formats: [], exitCodes: [.noStore, .keyMissing, .newerStore, .invalid, .notPermitted, .diskRefused]
  ) { _ throws(Failure) in .usage }
}
