internal import Git

/// Why a hub cannot be used so.
enum HubError: Error, Sendable, Hashable {
  /// The address is of no kind that is known here.
  case unknownAddress(String)
  /// What is said over such a connection can be read and changed on the way.
  case notEncrypted(String)
  /// An address is kept in the clear.
  case passwordInAddress
  /// No hub goes by that name, or none is set up.
  case noHub(String)
  /// A hub of that name is set up already.
  case hubExists(String)
  /// The name is no name of a hub.
  case hubName(String)
  /// There is no history on the hub.
  case emptyHub(String)
  /// Files are checked out from the branch on the hub.
  case checkedOut(String)
  /// The hub cannot be reached, or broke off.
  case unreachable(String, message: String)
  /// The hub is there, and says nothing.
  case silent(String)
  /// The hub does not take us for who we say we are.
  case signIn(String)
  /// Nobody who is trusted here vouches for the server.
  case certificate(String)
  /// The key of an SSH server has not been seen before.
  case unknownHost(host: String, fingerprint: String)
  /// The key of an SSH server is not the one seen before.
  case changedHost(host: String, fingerprint: String)
  /// What the hub sent is not what it said, or not whole.
  case broken(String)
  /// The hub sent more than a store can need.
  case tooLarge(String)
  /// A bundle goes on from what is not here.
  case laterBundle(String, commit: String)
  /// A bundle is none, is damaged, or too large.
  case unusableBundle(String, message: String)
  /// The hub does not move a reference.
  case refusedByHub(reference: String, reason: String)
  /// The history on the hub breaks the store's rules.
  case breaksRules(commit: String, sentence: Phrase, count: Int)
  /// What is to be published breaks the store's rules.
  case ownBreaksRules(commit: String, sentence: Phrase, count: Int)
  /// The hub has commits that are not here; nil when nobody knows how many.
  case behind(Int?)
  /// Others were faster again and again.
  case moving
  /// The keyring on the hub is another store's.
  case otherKeyring
  /// Another computer writes under this code.
  case deviceTaken(String)

  /// The sentence in a language.
  func words(_ language: Language) -> String {
    switch self {
    case .unknownAddress, .notEncrypted, .passwordInAddress, .noHub, .hubExists, .hubName, .emptyHub, .checkedOut:
      addressWords(language)
    case .unreachable, .silent, .signIn, .certificate, .unknownHost, .changedHost, .broken, .tooLarge, .laterBundle,
      .unusableBundle, .refusedByHub:
      serverWords(language)
    case .breaksRules(let commit, let sentence, let count):
      language.pick(
        "the hub's history breaks the store's rules, \(Self.findings(count)); "
          + "\(commit.prefix(10)) \(sentence[language])",
        "中心库的历史违反本店规则，共 \(count) 项；\(commit.prefix(10)) \(sentence[language])",
        "中心庫的歷史違反本店規則，共 \(count) 項；\(commit.prefix(10)) \(sentence[language])")
    case .ownBreaksRules(let commit, let sentence, let count):
      language.pick(
        "what is to be published breaks the store's rules, \(Self.findings(count)); "
          + "\(commit.prefix(10)) \(sentence[language])",
        "待发布的提交违反本店规则，共 \(count) 项；\(commit.prefix(10)) \(sentence[language])",
        "待發布的提交違反本店規則，共 \(count) 項；\(commit.prefix(10)) \(sentence[language])")
    case .behind(nil):
      language.pick("the hub has commits that are not here", "中心库有本地没有的提交", "中心庫有本地沒有的提交")
    case .behind(let count?):
      language.pick(
        "the hub has \(count) \(count == 1 ? "commit that is" : "commits that are") not here", "中心库有 \(count) 个本地没有的提交",
        "中心庫有 \(count) 個本地沒有的提交")
    case .moving:
      language.pick(
        "others were faster every time; nothing was published", "每次都被他人抢先，未发布任何内容", "每次都被他人搶先，未發布任何內容")
    case .otherKeyring:
      language.pick("the keyring on the hub is another store's", "中心库中的密钥环属于另一门店", "中心庫中的金鑰環屬於另一門市")
    case .deviceTaken(let code):
      language.pick(
        "another computer of the store writes as \(code)", "本店另一台电脑使用代码 \(code)", "本店另一台電腦使用代碼 \(code)")
    }
  }

  private static func findings(_ count: Int) -> String { "\(count) \(count == 1 ? "finding" : "findings")" }

  private func addressWords(_ language: Language) -> String {
    switch self {
    case .unknownAddress(let text):
      language.pick("\(text) is no address of a hub", "\(text) 不是中心库地址", "\(text) 不是中心庫位址")
    case .notEncrypted(let scheme):
      language.pick(
        "\(scheme):// is not encrypted: others could read and change what is sent", "\(scheme):// 未加密，传输内容可能被窃读或篡改",
        "\(scheme):// 未加密，傳輸內容可能被竊讀或竄改")
    case .passwordInAddress:
      language.pick(
        "an address is kept in the clear and holds no password", "地址以明文保存，不得包含密码", "位址以明文保存，不得包含密碼")
    case .noHub(let name):
      name.isEmpty
        ? language.pick("no hub is set up", "尚未设置中心库", "尚未設定中心庫")
        : language.pick("there is no hub \(name)", "没有中心库 \(name)", "沒有中心庫 \(name)")
    case .hubExists(let name):
      language.pick("there is a hub \(name) already", "已有中心库 \(name)", "已有中心庫 \(name)")
    case .hubName(let name):
      language.pick(
        "a hub is named by letters, digits and -, not \(name)", "中心库名称由小写字母、数字和 - 组成，而不是 \(name)",
        "中心庫名稱由小寫字母、數字和 - 組成，而不是 \(name)")
    case .emptyHub(let address):
      language.pick("there is no store at \(address)", "\(address) 中没有门店档案", "\(address) 中沒有門市檔案")
    case .checkedOut(let address):
      language.pick(
        "\(address) holds working files of the branch that would be moved", "\(address) 含有待移动分支的工作文件",
        "\(address) 含有待移動分支的工作檔案")
    default: ""
    }
  }

  private func serverWords(_ language: Language) -> String {
    switch self {
    case .unreachable(let hub, let message):
      language.pick("\(hub) cannot be reached: \(message)", "无法连接 \(hub)：\(message)", "無法連線 \(hub)：\(message)")
    case .silent(let hub):
      language.pick(
        "\(hub) cannot be reached: it said nothing for too long", "无法连接 \(hub)：对方长时间没有响应", "無法連線 \(hub)：對方長時間沒有回應")
    case .signIn(let hub):
      language.pick("\(hub) does not let us in", "\(hub) 拒绝登录", "\(hub) 拒絕登入")
    case .certificate(let hub):
      language.pick(
        "no authority that is trusted here vouches for \(hub)", "没有受信任的机构为 \(hub) 担保", "沒有受信任的機構為 \(hub) 擔保")
    case .unknownHost(let host, let fingerprint):
      language.pick(
        "the host key of \(host) is not known here: \(fingerprint)", "尚不认识 \(host) 的主机密钥：\(fingerprint)",
        "尚不認識 \(host) 的主機金鑰：\(fingerprint)")
    case .changedHost(let host, let fingerprint):
      language.pick(
        "ALARM: the host key of \(host) is not the one seen before, but \(fingerprint)",
        "警报：\(host) 的主机密钥与此前所见不同，现为 \(fingerprint)", "警報：\(host) 的主機金鑰與先前所見不同，現為 \(fingerprint)")
    case .broken(let message):
      language.pick(
        "what the hub sent is damaged or not whole: \(message)", "中心库发来的内容已损坏或不完整：\(message)",
        "中心庫傳來的內容已損壞或不完整：\(message)")
    case .tooLarge(let message):
      language.pick(
        "the hub sends more than a store can need: \(message)", "中心库发送的内容超出门店所需：\(message)",
        "中心庫傳送的內容超出門市所需：\(message)")
    case .laterBundle(let path, let commit):
      language.pick(
        "the bundle \(path) goes on from \(commit.prefix(10)), which is not here",
        "档案包 \(path) 接续于 \(commit.prefix(10))，而本处没有该提交", "檔案包 \(path) 接續於 \(commit.prefix(10))，而本處沒有該提交")
    case .unusableBundle(let path, let message):
      language.pick(
        "the bundle \(path) cannot be taken in: \(message)", "无法并入档案包 \(path)：\(message)", "無法併入檔案包 \(path)：\(message)")
    case .refusedByHub(let reference, let reason):
      language.pick(
        "the hub did not move \(reference): \(reason)", "中心库未移动 \(reference)：\(reason)", "中心庫未移動 \(reference)：\(reason)"
      )
    default: ""
    }
  }

  private var hint: Phrase? {
    switch self {
    case .unknownAddress, .notEncrypted:
      Phrase(
        "a folder, https://HOST/PATH or ssh://USER@HOST/PATH", "文件夹、https://主机/路径 或 ssh://用户@主机/路径",
        "資料夾、https://主機/路徑 或 ssh://使用者@主機/路徑")
    case .noHub: Phrase("hfile hub add origin ADDRESS", "hfile hub add origin 地址", "hfile hub add origin 位址")
    case .checkedOut: .same("git init --bare FOLDER")
    case .unknownHost(_, let fingerprint):
      Phrase(
        "ask whoever runs it whether this is its key; then: --accept-host-key \(fingerprint)",
        "请向管理者核实该密钥，然后使用：--accept-host-key \(fingerprint)",
        "請向管理者核實該金鑰，然後使用：--accept-host-key \(fingerprint)")
    case .changedHost:
      Phrase(
        "do not go on before whoever runs it has told you why; then take its line out of known_hosts",
        "在管理者说明原因之前请勿继续；之后从 known_hosts 中删去该行", "在管理者說明原因之前請勿繼續；之後從 known_hosts 中刪去該行")
    case .certificate: .same("--certificate-authority FILE")
    case .signIn: .same("--key FILE, --token-file FILE")
    case .behind: .same("hfile sync")
    case .breaksRules:
      Phrase(
        "ask who looks after the hub to take it out; or, having looked at it: --accept-findings",
        "请中心库管理者将其撤下；若已核实无妨：--accept-findings", "請中心庫管理者將其撤下；若已核實無妨：--accept-findings")
    case .ownBreaksRules: .same("hfile verify")
    case .deviceTaken: .same("--device CODE")
    case .laterBundle: Phrase("take in what was made before it", "请先并入此前生成的档案包", "請先併入先前產生的檔案包")
    default: nil
    }
  }

  private var way: StoreError.Refusal {
    switch self {
    case .unknownAddress, .notEncrypted, .passwordInAddress, .hubName, .broken, .tooLarge, .unusableBundle,
      .breaksRules, .ownBreaksRules:
      .invalid
    case .noHub, .emptyHub, .unreachable, .silent, .laterBundle: .notFound
    case .hubExists, .checkedOut, .behind, .moving, .otherKeyring, .deviceTaken: .conflict
    case .signIn, .certificate, .unknownHost, .changedHost, .refusedByHub: .notPermitted
    }
  }

  /// What is not to be published, by what was found in it.
  static func own(_ findings: [HistoryFinding]) -> StoreError {
    let first = findings.first
    return Self.ownBreaksRules(
      commit: first?.commit.description ?? "", sentence: first.map { Phrase($0.words) } ?? .same(""),
      count: findings.count
    ).asStoreError
  }

  /// The same as the store says it.
  var asStoreError: StoreError {
    .refused(
      code: Fact.kebab(String(describing: self).prefix { $0 != "(" }), sentence: Phrase(words), hint: hint, as: way)
  }
}

extension StoreError {
  /// Whether a hub was not there, or broke off while we signed in: trying again later may help.
  public var isUnreachable: Bool {
    if case .refused(let code, _, _, _) = self { ["unreachable", "silent", "sign-in"].contains(code) } else { false }
  }
}
