// The words and hints for what stops an act, and the problems it carries.

extension StoreError {
  /// The problems in data that the error is about.
  public var problems: [Problem] {
    switch self {
    case .unusable(let problems), .invalid(let problems), .conflict(let problems), .notPermitted(let problems): problems
    default: []
    }
  }

  /// The sentence in a language; nil when the problems say it all.
  public func words(_ language: Language) -> String? {
    switch self {
    case .unusable, .invalid, .conflict, .notPermitted: nil
    case .noStore(let start):
      language.pick("no store in \(start) or any folder above", "\(start) 及其上级文件夹中没有门店档案", "\(start) 及其上層資料夾中沒有門市檔案")
    case .alreadyThere(let path):
      language.pick("\(path) is not an empty folder", "\(path) 不是空文件夹", "\(path) 不是空資料夾")
    case .insideStore(let root):
      language.pick("it would lie inside the store \(root)", "此处位于门店档案 \(root) 之内", "此處位於門市檔案 \(root) 之內")
    case .newerStore(let found):
      language.pick(
        "the store has format \(found), made by a newer hfile", "门店档案格式为 \(found)，由更新的 hfile 建立",
        "門市檔案格式為 \(found)，由更新的 hfile 建立")
    case .busy(let holder):
      language.pick(
        "another writer holds the store (\(holder))", "其他程序正在写入（\(holder)）", "其他程式正在寫入（\(holder)）")
    case .notFound(let kind, let name, _): Self.notFoundWords(kind, name, language)
    case .expression(_, _, let sentence): sentence[language]
    case .clock(let now, let last, let ahead): Self.clockWords(now, last, ahead, language)
    case .noDevice:
      language.pick(
        "this copy of the store has no device code", "这份门店副本没有设备代码", "這份門市副本沒有裝置代碼")
    case .noOperator, .noPIN, .wrongPIN, .blockedPIN, .weakPIN: operatorWords(language)
    case .notUnlocked:
      language.pick(
        "the store is signed, and no identity is unlocked here", "门店档案须签名，而此处没有已解锁的身份", "門市檔案須簽名，而此處沒有已解鎖的身分")
    case .notEnrolled(let fingerprint):
      language.pick(
        "the key \(fingerprint) belongs to nobody who may sign in this store", "密钥 \(fingerprint) 不属于本店任何可签名者",
        "金鑰 \(fingerprint) 不屬於本店任何可簽名者")
    case .alreadyTrusted:
      language.pick("the store is signed and sealed already", "门店档案已启用签名与密封", "門市檔案已啟用簽名與密封")
    case .notTrusted:
      language.pick("the store is not signed and sealed", "门店档案未启用签名与密封", "門市檔案未啟用簽名與密封")
    case .nothingSealed(let record):
      language.pick("nothing of \(record) is sealed", "\(record) 没有密封内容", "\(record) 沒有密封內容")
    case .sealedUnder(let record, let subject):
      language.pick(
        "what is sealed in \(record) belongs to \(subject)", "\(record) 的密封内容属于 \(subject)",
        "\(record) 的密封內容屬於 \(subject)")
    case .unverified:
      language.pick(
        "access/ is not as the signed history has it; no key is wrapped", "access/ 与已签名的历史不符，未封装任何密钥",
        "access/ 與已簽章的歷史不符，未封裝任何金鑰")
    case .noKeyring:
      language.pick("this copy of the store has no keyring", "这份门店副本没有密钥环", "這份門市副本沒有金鑰環")
    case .lockedOut(let compartment):
      language.pick(
        "you would lose the compartment \(compartment) yourself", "您本人将无法再打开密封区 \(compartment)",
        "您本人將無法再開啟密封區 \(compartment)")
    case .keyMissing(let compartment):
      language.pick(
        "the key of the compartment \(compartment) is not at hand", "手头没有密封区 \(compartment) 的密钥",
        "手邊沒有密封區 \(compartment) 的金鑰")
    case .sealing(_, let sentence), .refused(_, let sentence, _, _): sentence[language]
    case .bareRepository:
      language.pick("this repository has no working files", "此版本库没有工作文件", "此版本庫沒有工作檔案")
    case .disk(let doing, let path, let code): Self.diskWords(doing, path, code, language)
    case .repository(let doing, let message, let damaged):
      damaged
        ? language.pick(
          "the repository is damaged (\(doing): \(message))", "版本库已损坏（\(doing)：\(message)）",
          "版本庫已損壞（\(doing)：\(message)）")
        : language.pick(
          "git could not \(doing): \(message)", "git 无法完成 \(doing)：\(message)", "git 無法完成 \(doing)：\(message)")
    }
  }

  private func operatorWords(_ language: Language) -> String? {
    switch self {
    case .noOperator:
      language.pick("nobody is signed in at this till", "此收银台无人登录", "此收銀台無人登入")
    case .noPIN(let id):
      language.pick("\(id) has no PIN at this till", "\(id) 在此收银台没有 PIN 码", "\(id) 在此收銀台沒有 PIN 碼")
    case .wrongPIN(let id, let left):
      language.pick(
        "the PIN of \(id) is wrong; \(left) more may be tried", "\(id) 的 PIN 码不对，还可再试 \(left) 次",
        "\(id) 的 PIN 碼不對，還可再試 \(left) 次")
    case .blockedPIN(let id):
      language.pick(
        "too many wrong PINs were given for \(id)", "\(id) 的 PIN 码错误次数过多", "\(id) 的 PIN 碼錯誤次數過多")
    case .weakPIN:
      language.pick("a PIN is 4 to 12 digits", "PIN 码为 4 至 12 位数字", "PIN 碼為 4 至 12 位數字")
    default: nil
    }
  }

  private static func notFoundWords(_ kind: Kind, _ name: String, _ language: Language) -> String {
    switch kind {
    case .record: language.pick("there is no record \(name)", "没有记录 \(name)", "沒有記錄 \(name)")
    case .type: language.pick("there is no type \(name)", "没有类型 \(name)", "沒有類型 \(name)")
    case .policy: language.pick("there is no policy \(name)", "没有规则 \(name)", "沒有規則 \(name)")
    case .field: language.pick("there is no field \(name)", "没有字段 \(name)", "沒有欄位 \(name)")
    case .commit: language.pick("there is no commit \(name)", "没有提交 \(name)", "沒有提交 \(name)")
    case .check: language.pick("there is no check \(name)", "没有检查项 \(name)", "沒有檢查項 \(name)")
    case .file: language.pick("there is no file \(name)", "没有文件 \(name)", "沒有檔案 \(name)")
    case .column: language.pick("there is no column \(name)", "没有列 \(name)", "沒有欄 \(name)")
    case .report: language.pick("there is no report \(name)", "没有报表 \(name)", "沒有報表 \(name)")
    case .compartment:
      language.pick("there is no compartment \(name)", "没有密封区 \(name)", "沒有密封區 \(name)")
    case .signer:
      language.pick("no person or device \(name) is known", "没有登记人员或设备 \(name)", "沒有登記人員或裝置 \(name)")
    case .role: language.pick("there is no role \(name)", "没有角色 \(name)", "沒有角色 \(name)")
    case .recipient:
      language.pick("\(name) does not open it", "\(name) 不在接收者之列", "\(name) 不在接收者之列")
    case .alert: language.pick("there is no alert \(name)", "没有预警 \(name)", "沒有警示 \(name)")
    case .identity: language.pick("there is no identity \(name)", "没有身份 \(name)", "沒有身分 \(name)")
    }
  }

  private static func clockWords(_ now: String, _ last: String, _ ahead: Bool, _ language: Language) -> String {
    ahead
      ? language.pick(
        "the clock says \(now), years after the last commit (\(last))", "时钟显示 \(now)，比上次提交（\(last)）晚了数年",
        "時鐘顯示 \(now)，比上次提交（\(last)）晚了數年")
      : language.pick(
        "the clock says \(now), before the last commit (\(last))", "时钟显示 \(now)，早于上次提交（\(last)）",
        "時鐘顯示 \(now)，早於上次提交（\(last)）")
  }

  private static func diskWords(_ doing: String, _ path: String, _ code: Int32, _ language: Language) -> String {
    let reason = DiskReason(code: code).words[language]
    let act = DiskReason.act(doing)[language]
    return language.pick(
      "\(path): cannot \(act): \(reason)", "\(path)：无法\(act)：\(reason)", "\(path)：無法\(act)：\(reason)")
  }

  /// What to type next, if there is something.
  public func hint(_ language: Language) -> String? {
    switch self {
    case .noStore:
      language.pick(
        "make one with: hfile init FOLDER --name NAME --currency CNY --timezone Asia/Shanghai",
        "新建：hfile init 文件夹 --name 名称 --currency CNY --timezone Asia/Shanghai",
        "新建：hfile init 資料夾 --name 名稱 --currency TWD --timezone Asia/Taipei")
    case .noDevice:
      language.pick(
        "give it a code of its own, two of a-z and 0-9: hfile init --device b2",
        "请设置本机代码（两位小写字母或数字）：hfile init --device b2",
        "請設定本機代碼（兩位小寫字母或數字）：hfile init --device b2")
    case .sealedUnder(_, let subject): "hfile erase \(subject)"
    case .unverified: "hfile verify"
    case .refused(_, _, let hint, _): hint?[language]
    case .noOperator: "hfile switch STAFF"
    case .noPIN(let id), .blockedPIN(let id):
      language.pick(
        "hfile switch \(id) --new-pin, with your own key", "用本人密钥：hfile switch \(id) --new-pin",
        "用本人金鑰：hfile switch \(id) --new-pin")
    case .newerStore: language.pick("get a newer hfile", "请升级 hfile", "請升級 hfile")
    case .busy(let holder):
      holder == "git"
        ? language.pick(
          "if no git runs here, clear the lock: hfile doctor --unlock", "若没有 git 在运行，可清除锁：hfile doctor --unlock",
          "若沒有 git 在執行，可清除鎖：hfile doctor --unlock")
        : language.pick("try again in a moment", "请稍后再试", "請稍後再試")
    case .notFound(_, _, let near):
      near.isEmpty
        ? nil
        : language.pick(
          "did you mean \(near.joined(separator: ", "))?", "您是否要输入 \(near.joined(separator: "、"))？",
          "您是否要輸入 \(near.joined(separator: "、"))？")
    case .clock:
      language.pick(
        "set the clock, or if it is right: --trust-clock", "请校准时钟；若时钟无误：--trust-clock", "請校準時鐘；若時鐘無誤：--trust-clock")
    case .repository(_, _, true):
      language.pick(
        "look at the damage with: hfile doctor; then restore a backup", "查看损坏：hfile doctor；然后从备份恢复",
        "查看損壞：hfile doctor；然後從備份還原")
    case .invalid, .unusable, .conflict: nil
    default: nil
    }
  }
}

/// Why a file system refused, from its error number.
struct DiskReason {
  let words: Phrase

  /// What was being done, by the name of the system call.
  static func act(_ doing: String) -> Phrase {
    switch doing {
    case "open": Phrase("open", "打开", "開啟")
    case "read", "stat", "list": Phrase("read", "读取", "讀取")
    case "create": Phrase("create", "创建", "建立")
    case "write", "fsync", "rename": Phrase("write", "写入", "寫入")
    case "remove": Phrase("remove", "删除", "刪除")
    case "lock": Phrase("lock", "锁定", "鎖定")
    default: Phrase(doing, doing, doing)
    }
  }

  init(code: Int32) {
    switch code {
    case 28: words = Phrase("no space left on the disk", "磁盘空间已满", "磁碟空間已滿")
    case 13, 1: words = Phrase("permission denied", "没有权限", "沒有權限")
    case 30: words = Phrase("the file system is read-only", "文件系统只读", "檔案系統唯讀")
    case 5: words = Phrase("input/output error", "输入输出错误", "輸入輸出錯誤")
    case 2: words = Phrase("no such file or folder", "没有该文件或文件夹", "沒有該檔案或資料夾")
    case 17: words = Phrase("it exists already", "已存在", "已存在")
    case 20: words = Phrase("a file stands where a folder should be", "应为文件夹，但那里是文件", "應為資料夾，但那裡是檔案")
    case 21: words = Phrase("it is a folder", "这是文件夹", "這是資料夾")
    case 27: words = Phrase("the file is too large", "文件过大", "檔案過大")
    case 24: words = Phrase("too many open files", "打开的文件过多", "開啟的檔案過多")
    case 122: words = Phrase("the disk quota is used up", "磁盘配额已用尽", "磁碟配額已用盡")
    default: words = Phrase("error \(code)", "错误 \(code)", "錯誤 \(code)")
    }
  }
}
