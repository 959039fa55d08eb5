// The words for what is wrong in data. Exhaustive: a new fact does not compile without them.

internal import JSONSchema

extension Fact {
  /// The sentence in a language: lower case, no full stop, the value found unless it is sealed.
  public func words(_ language: Language) -> String {
    switch self {
    case .unreadable(let reason): reason.words(language)
    case .schema(let reason, let found): Fact.quoting(found, reason, language) + reason.words(language)
    case .lacks, .lacksOneOf, .unknownCode: fieldWords(language)
    case .form(let found, let example):
      language.pick(
        "\(found ?? "the text") has not the right form (for instance \(example))",
        "\(found ?? "文本") 格式不符（例如 \(example)）",
        "\(found ?? "文字") 格式不符（例如 \(example)）")
    case .amountDigits(let found, let currency, let digits):
      language.pick(
        "\(found ?? "the amount") must have exactly \(digits) decimals, the digits of \(currency)",
        "\(found ?? "金额") 必须正好有 \(digits) 位小数（\(currency)）", "\(found ?? "金額") 必須正好有 \(digits) 位小數（\(currency)）")
    case .unknownField(let name, _):
      language.pick("has no field \(name)", "没有字段 \(name)", "沒有欄位 \(name)")
    case .idMissing, .idMalformed, .duplicateID, .alreadyExists, .dayDiffers, .deviceDiffers,
      .timeChanged:
      identityWords(language)
    case .wrongPath, .strayFile, .symbolicLink, .notRegularFile, .notCanonical: fileWords(language)
    case .missingReference, .referenceToOtherType, .notUnique, .referredTo, .bookedTwice, .overbooked:
      relationWords(language)
    case .missingRecords, .staleCopy, .changedMeanwhile, .editStays: editWords(language)
    case .changedAgain, .noRecord, .erased: restoringWords(language)
    case .policyOrder, .policyMissing, .schemaFile, .schemaWord, .schemaPointer, .sealedField, .unchangeable,
      .claimedTwice, .typeInUse, .tooMany:
      ruleWords(language)
    case .sumDiffers(let found, let expected):
      language.pick(
        "is \(found), the parts make \(expected)", "为 \(found)，各项合计应为 \(expected)", "為 \(found)，各項合計應為 \(expected)")
    case .unbalanced(let sentence): sentence[language]
    case .assignment(let text):
      language.pick("\(text) has not the form FIELD=VALUE", "\(text) 不是 字段=值 的形式", "\(text) 不是 欄位=值 的形式")
    case .cellCount(let counts):
      language.pick(
        "has another number of cells than the header: \(counts)", "单元格数与表头不符：\(counts)", "儲存格數與表頭不符：\(counts)")
    case .notCountable(let found):
      language.pick(
        "reports cannot count with \(found): at most 18 digits, 6 of them decimals",
        "报表无法计算 \(found)：最多 18 位数字，其中小数 6 位", "報表無法計算 \(found)：最多 18 位數字，其中小數 6 位")
    case .consentMissing(let purpose):
      language.pick(
        "there is no consent to \(purpose) in force", "没有有效的同意：\(purpose)", "沒有有效的同意：\(purpose)")
    case .unreviewed:
      language.pick("is changed only with a second person", "须经第二人复核才能更改", "須經第二人覆核才能更改")
    case .notPermitted(let who, let roles, let act, let collection):
      language.pick(
        "\(who) (\(roles.joined(separator: ", "))) may not \(act) \(collection)",
        "\(who)（\(roles.joined(separator: "、"))）无权对 \(collection) 执行 \(act)",
        "\(who)（\(roles.joined(separator: "、"))）無權對 \(collection) 執行 \(act)")
    case .keyLost, .inTheClear, .brokenSeal: sealWords(language)
    case .words(let text, let sentence): "“\(text)”: \(sentence[language])"
    case .sumTooLarge(let name):
      language.pick("\(name) is too large to count with", "\(name) 过大，无法计算", "\(name) 過大，無法計算")
    case .ownerMissing:
      language.pick("nobody would be left who may change access/", "将无人可更改 access/", "將無人可變更 access/")
    case .epochBack(let name):
      language.pick(
        "the key of \(name) changes only together with a higher epoch", "\(name) 的密钥更换时期数（epoch）必须增大",
        "\(name) 的金鑰更換時期數（epoch）必須增大")
    case .unknownColumn(let name):
      language.pick("the file has no column \(name)", "文件中没有列 \(name)", "檔案中沒有欄 \(name)")
    case .keyMissing(let names):
      language.pick(
        "lacks a value of its key \(names.joined(separator: ", "))", "缺少键值 \(names.joined(separator: "、"))",
        "缺少鍵值 \(names.joined(separator: "、"))")
    }
  }

  private static func quoting(_ found: String?, _ reason: SchemaViolation.Reason, _ language: Language) -> String {
    switch reason {
    case .missingMember, .missingDependentMember, .additionalMember, .unevaluatedMember, .memberName, .minimumMembers,
      .maximumMembers, .minimumElements, .maximumElements, .repeatedElement, .noAlternative, .severalAlternatives,
      .forbidden, .stepLimitReached, .tooDeep, .minimumContained, .maximumContained:
      ""
    default: found.map { $0.isEmpty ? "\"\" " : "\($0) " } ?? ""
    }
  }

  private func fieldWords(_ language: Language) -> String {
    switch self {
    case .lacks(let field, let label):
      language.pick(
        "lacks \(Fact.named(field, label, language))", "缺少\(Fact.named(field, label, language))",
        "缺少\(Fact.named(field, label, language))")
    case .lacksOneOf(let fields, let labels):
      language.pick(
        "needs one of " + zip(fields, labels).map { Fact.named($0, $1, language) }.joined(separator: ", "),
        "必须有其中之一：" + zip(fields, labels).map { Fact.named($0, $1, language) }.joined(separator: "、"),
        "必須有其中之一：" + zip(fields, labels).map { Fact.named($0, $1, language) }.joined(separator: "、"))
    case .unknownCode(let found, let codes, let labels, _):
      language.pick(
        "\(found.map { "\($0) " } ?? "")must be one of \(codes.joined(separator: ", "))",
        "\(found.map { "\($0) " } ?? "")只能是以下之一：\(labels.map(\.simplified).joined(separator: "、"))",
        "\(found.map { "\($0) " } ?? "")只能是以下之一：\(labels.map(\.traditional).joined(separator: "、"))")
    default: ""
    }
  }

  /// A field by its label, and by its name where that says more.
  private static func named(_ field: String, _ label: Phrase, _ language: Language) -> String {
    let title = label[language]
    if language == .english { return title.lowercased() == field.lowercased() ? field : "\(title) (\(field))" }
    return "“\(title)”（\(field)）"
  }

  private static func names(_ types: [Phrase], _ language: Language) -> String {
    types.map { language == .english ? $0.english.lowercased() : $0[language] }
      .joined(separator: language.pick(" or ", "或", "或"))
  }

  private func identityWords(_ language: Language) -> String {
    switch self {
    case .idMissing: language.pick("has no id", "缺少编号 id", "缺少編號 id")
    case .idMalformed(let found, let form):
      language.pick("\(found) has not the form \(form)", "\(found) 不符合格式 \(form)", "\(found) 不符合格式 \(form)")
    case .duplicateID:
      language.pick("the id stands twice in this file", "编号在此文件中重复", "編號在此檔案中重複")
    case .alreadyExists:
      language.pick("is recorded already", "已有此记录", "已有此記錄")
    case .dayDiffers(let inID, let inRecord):
      language.pick(
        "says \(inRecord), the id says \(inID)", "为 \(inRecord)，而编号中是 \(inID)", "為 \(inRecord)，而編號中是 \(inID)")
    case .deviceDiffers(let inID, let inRecord):
      language.pick(
        "says \(inRecord), the id says \(inID)", "为 \(inRecord)，而编号中是 \(inID)", "為 \(inRecord)，而編號中是 \(inID)")
    case .timeChanged(let old, let new):
      language.pick(
        "the time of a recorded fact never changes: \(old) became \(new)", "已记录事实的时间不可更改：\(old) 变成了 \(new)",
        "已記錄事實的時間不可更改：\(old) 變成了 \(new)")
    default: ""
    }
  }

  private func fileWords(_ language: Language) -> String {
    switch self {
    case .wrongPath(let expected):
      language.pick("belongs in \(expected)", "应位于 \(expected)", "應位於 \(expected)")
    case .strayFile: language.pick("is no record of the store", "不是门店的记录文件", "不是門市的記錄檔案")
    case .symbolicLink:
      language.pick("is or goes through a symbolic link, which is never followed", "是符号链接，不予跟随", "是符號連結，不予跟隨")
    case .notRegularFile: language.pick("is no regular file", "不是普通文件", "不是一般檔案")
    default: language.pick("is not in the canonical text", "不是规范文本", "不是規範文字")
    }
  }

  private func sealWords(_ language: Language) -> String {
    switch self {
    case .keyLost:
      language.pick("the keyring has no key for it", "密钥环中没有其密钥", "金鑰環中沒有其金鑰")
    case .inTheClear:
      language.pick("stands in the clear, and is to be sealed", "应密封，但以明文存放", "應密封，但以明文存放")
    case .brokenSeal(let code):
      language.pick(
        "the seal is broken or belongs elsewhere (\(code))", "密封已损坏或不属于此处（\(code)）", "密封已損壞或不屬於此處（\(code)）")
    default: ""
    }
  }

  private func relationWords(_ language: Language) -> String {
    switch self {
    case .missingReference(let id, let types):
      language.pick(
        "there is no \(Fact.names(types, language)) \(id)", "没有\(Fact.names(types, language)) \(id)",
        "沒有\(Fact.names(types, language)) \(id)")
    case .referenceToOtherType(let id, let types):
      language.pick(
        "\(id) is no \(Fact.names(types, language))", "\(id) 不是\(Fact.names(types, language))",
        "\(id) 不是\(Fact.names(types, language))")
    case .bookedTwice(let what, let other):
      language.pick(
        "\(what) is booked for the same time by \(other)", "\(what) 同一时段已被 \(other) 预约",
        "\(what) 同一時段已被 \(other) 預約")
    case .overbooked(let what, let persons, let places):
      language.pick(
        "\(what) is booked for \(persons) persons and has \(places) places",
        "\(what) 已预约 \(persons) 人，仅有 \(places) 个名额",
        "\(what) 已預約 \(persons) 人，僅有 \(places) 個名額")
    case .notUnique(let fields, let other, let within):
      language.pick(
        "\(other) has the same \(fields.joined(separator: ", ")) in the same \(within.joined(separator: " and "))",
        "\(other) 的 \(fields.joined(separator: "、")) 与此相同（\(within.joined(separator: "、"))内必须唯一）",
        "\(other) 的 \(fields.joined(separator: "、")) 與此相同（\(within.joined(separator: "、"))內必須唯一）")
    case .referredTo(let ids, let count, _):
      language.pick(
        "\(count) \(count == 1 ? "record refers" : "records refer") to it: \(Fact.list(ids, count))",
        "有 \(count) 条记录引用它：\(Fact.list(ids, count))",
        "有 \(count) 筆記錄引用它：\(Fact.list(ids, count))")
    default: ""
    }
  }

  private func editWords(_ language: Language) -> String {
    switch self {
    case .missingRecords(let plural, let ids, let count):
      return language.pick(
        "\(count) committed \(count == 1 ? "record is" : "records are") missing from your copy "
          + "(\(plural.english.lowercased())): \(Fact.list(ids, count))",
        "您的副本缺少 \(count) 条已提交的\(plural.simplified)：\(Fact.list(ids, count))",
        "您的副本缺少 \(count) 筆已提交的\(plural.traditional)：\(Fact.list(ids, count))")
    case .staleCopy(let old, let committed, let by, let commit):
      let values = language.pick(
        "back from \(committed ?? "nothing") to \(old ?? "nothing")", "从 \(committed ?? "无") 改回 \(old ?? "无")",
        "從 \(committed ?? "無") 改回 \(old ?? "無")")
      return language.pick(
        "your copy puts it \(values), undoing commit \(commit) of \(by)", "您的副本\(values)，撤销了 \(by) 的提交 \(commit)",
        "您的副本\(values)，撤銷了 \(by) 的提交 \(commit)")
    case .changedMeanwhile(let yours, let theirs):
      return language.pick(
        "was changed to \(theirs ?? "another value") by somebody else since you began; yours is \(yours ?? "another")",
        "在您编辑期间已被他人改为 \(theirs ?? "其他值")；您的是 \(yours ?? "其他值")",
        "在您編輯期間已被他人改為 \(theirs ?? "其他值")；您的是 \(yours ?? "其他值")")
    default:
      return language.pick(
        "your edit is not committed and stays; commit will put it over the import", "您的编辑尚未提交，将予保留；提交时会覆盖导入的内容",
        "您的編輯尚未提交，將予保留；提交時會覆寫匯入的內容")
    }
  }

  /// Why something is not brought back as it was.
  private func restoringWords(_ language: Language) -> String {
    switch self {
    case .changedAgain(let now):
      let value = now.map { language.pick(": it is \($0) now", "：现为 \($0)", "：現為 \($0)") } ?? ""
      return language.pick(
        "was changed again after that commit\(value)", "在该提交之后又有更改\(value)", "在該提交之後又有更改\(value)")
    case .noRecord:
      return language.pick(
        "is no record, and only changes of records are taken back", "不是记录，只能撤回对记录的更改", "不是記錄，只能撤回對記錄的更改")
    default: return language.pick("was erased, and stays erased", "已抹除，不可恢复", "已抹除，不可恢復")
    }
  }

  private func ruleWords(_ language: Language) -> String {
    switch self {
    case .policyOrder(let day):
      language.pick("the version from \(day) stands after a later one", "\(day) 起的版本排在更晚的版本之后", "\(day) 起的版本排在更晚的版本之後")
    case .policyMissing: language.pick("the policy is missing", "缺少此规则", "缺少此規則")
    case .schemaFile(let reason):
      language.pick(
        "the schema cannot be used: \(reason.words(.english))", "模式无法使用：\(reason.words(language))",
        "綱要無法使用：\(reason.words(language))")
    case .schemaWord(let word):
      language.pick(
        "x-hfile uses the word \(word), which this version does not know", "x-hfile 中的 \(word) 是此版本不认识的词",
        "x-hfile 中的 \(word) 是此版本不認識的詞")
    case .schemaPointer(let pointer):
      language.pick(
        "names \(pointer), which is no field of the type", "所指的 \(pointer) 不是该类型的字段", "所指的 \(pointer) 不是該類型的欄位")
    case .sealedField(let pointer):
      language.pick(
        "seals \(pointer), which is not a member of the record that may be absent", "所密封的 \(pointer) 须为记录的直接字段且非必填",
        "所密封的 \(pointer) 須為記錄的直接欄位且非必填")
    case .typeInUse(let count):
      language.pick(
        "the schema cannot go: \(count) \(count == 1 ? "record is" : "records are") of its type",
        "不能删除：仍有 \(count) 条该类型的记录", "不能刪除：仍有 \(count) 筆該類型的記錄")
    case .tooMany(let limit):
      language.pick(
        "this folder holds at most \(limit) records", "此文件夹最多容纳 \(limit) 条记录", "此資料夾最多容納 \(limit) 筆記錄")
    case .unchangeable(let word):
      language.pick("\(word) never changes", "\(word) 不可更改", "\(word) 不可更改")
    case .claimedTwice(let what, let value, let other):
      language.pick(
        "the \(what) \(value) belongs to \(other) already", "\(what) \(value) 已属于 \(other)",
        "\(what) \(value) 已屬於 \(other)")
    default: ""
    }
  }

  private static func suggestion(_ near: [String], _ language: Language) -> String? {
    guard !near.isEmpty else { return nil }
    let list = near.joined(separator: language.pick(", ", "、", "、"))
    return language.pick("did you mean \(list)?", "您是否要输入 \(list)？", "您是否要輸入 \(list)？")
  }

  private static func list(_ ids: [String], _ count: Int) -> String {
    ids.joined(separator: ", ") + (count > ids.count ? ", …" : "")
  }

  /// What to type next, if there is something.
  public func hint(_ language: Language) -> String? {
    switch self {
    case .unknownField(_, let near): Fact.suggestion(near, language)
    case .unknownCode(_, _, _, let near): Fact.suggestion(near, language)
    case .schema(.enumeration(let allowed), let found?):
      Fact.suggestion(Suggestion.nearest(to: found, among: allowed.map(\.plainText)), language)
    case .missingRecords:
      language.pick(
        "get them back with: hfile doctor --restore; if they should go: hfile commit --removals",
        "取回：hfile doctor --restore；确实要删除：hfile commit --removals",
        "取回：hfile doctor --restore；確實要刪除：hfile commit --removals")
    case .staleCopy:
      language.pick(
        "if you mean it: hfile commit --reverts", "如确要如此：hfile commit --reverts", "如確要如此：hfile commit --reverts")
    case .wrongPath(let expected):
      language.pick("mv the file to \(expected)", "请将文件移到 \(expected)", "請將檔案移到 \(expected)")
    case .unreviewed: "hfile propose -m MESSAGE"
    case .changedAgain: language.pick("hfile history ID", "hfile history 编号", "hfile history 編號")
    case .referredTo(_, _, isFact: false):
      language.pick(
        "end the record instead: hfile set ID ended=DAY", "可改为结束该记录：hfile set ID ended=日期",
        "可改為結束該記錄：hfile set ID ended=日期")
    case .timeChanged, .alreadyExists(isFact: true), .referredTo(_, _, isFact: true):
      language.pick(
        "facts are corrected by facts: record a refund, a movement or an adjustment", "事实以新的事实更正：登记退款、变动或调整",
        "事實以新的事實更正：登記退款、變動或調整")
    case .schemaWord: language.pick("get a newer hfile", "请升级 hfile", "請升級 hfile")
    default: nil
    }
  }
}
