// The words for what a schema refuses, in sentences a manager understands. One exhaustive switch: a new fact asks the
// compiler for its words. No value stands here; the value found is added by Fact+Words unless it is sealed.

internal import JSONSchema

extension SchemaViolation.Reason {
  /// The keyword of JSON Schema that is broken, in kebab case; part of the stable name of the fact.
  var keyword: String { Fact.kebab(String(describing: self).prefix { $0 != "(" }) }

  /// The sentence in a language.
  func words(_ language: Language) -> String {
    switch self {
    case .falseSchema: language.pick("nothing may stand here", "此处不允许有内容", "此處不允許有內容")
    case .type(let expected, let found): typeWords(expected, found, language)
    case .enumeration(let allowed): enumerationWords(allowed, language)
    case .constant(let value):
      language.pick("must be \(value.plainText)", "必须是 \(value.plainText)", "必須是 \(value.plainText)")
    case .pattern(let pattern):
      language.pick("has not the form \(pattern)", "格式不符：\(pattern)", "格式不符：\(pattern)")
    case .format(let name, let note):
      formatWords(name, language) + (note.map { " (\($0))" } ?? "")
    case .multipleOf, .minimum, .maximum, .minimumLength, .maximumLength: numberWords(language)
    case .minimumElements, .maximumElements, .repeatedElement, .minimumContained, .maximumContained,
      .unevaluatedElement:
      elementWords(language)
    case .minimumMembers, .maximumMembers, .missingMember, .missingDependentMember, .additionalMember, .memberName,
      .unevaluatedMember:
      memberWords(language)
    case .noAlternative, .severalAlternatives, .forbidden: alternativeWords(language)
    case .stepLimitReached(let limit), .tooDeep(let limit):
      language.pick(
        "is too intricate to check (limit \(limit))", "过于复杂，无法检查（上限 \(limit)）", "過於複雜，無法檢查（上限 \(limit)）")
    }
  }

  private func typeWords(_ expected: [String], _ found: String, _ language: Language) -> String {
    let wanted = expected.map { Self.kind($0, language) }.joined(separator: language.pick(" or ", "或", "或"))
    let got = Self.kind(found, language)
    return language.pick("must be \(wanted), not \(got)", "应为\(wanted)，而不是\(got)", "應為\(wanted)，而不是\(got)")
  }

  private static func kind(_ name: String, _ language: Language) -> String {
    switch name {
    case "string": language.pick("a text", "文本", "文字")
    case "number": language.pick("a number", "数字", "數字")
    case "integer": language.pick("a whole number", "整数", "整數")
    case "boolean": language.pick("true or false", "true 或 false", "true 或 false")
    case "array": language.pick("a list", "列表", "清單")
    case "object": language.pick("a group of fields", "一组字段", "一組欄位")
    default: language.pick("nothing", "空值", "空值")
    }
  }

  private func enumerationWords(_ allowed: [JSON], _ language: Language) -> String {
    let list = allowed.prefix(16).map(\.plainText).joined(separator: ", ")
    return language.pick("must be one of \(list)", "只能是以下之一：\(list)", "只能是以下之一：\(list)")
  }

  private func formatWords(_ name: String, _ language: Language) -> String {
    switch name {
    case "date", "business-day":
      language.pick("is no date (YYYY-MM-DD)", "不是日期（YYYY-MM-DD）", "不是日期（YYYY-MM-DD）")
    case "date-time":
      language.pick(
        "is no time with its offset (2026-11-21T19:05:00+08:00)", "不是带时区偏移的时间（2026-11-21T19:05:00+08:00）",
        "不是帶時區位移的時間（2026-11-21T19:05:00+08:00）")
    case "time": language.pick("is no time of day with its offset", "不是带时区偏移的时刻", "不是帶時區位移的時刻")
    case "duration":
      language.pick("is no duration (PT60M, P1D)", "不是时长（PT60M、P1D）", "不是時長（PT60M、P1D）")
    case "amount":
      language.pick("is no amount (128.00)", "不是金额（128.00）", "不是金額（128.00）")
    case "signed-amount":
      language.pick("is no amount (128.00 or -128.00)", "不是金额（128.00 或 -128.00）", "不是金額（128.00 或 -128.00）")
    case "rate":
      language.pick(
        "is no rate (up to 6 decimals, not negative)", "不是费率（最多 6 位小数，不为负）", "不是費率（最多 6 位小數，不為負）")
    case "phone":
      language.pick(
        "is no telephone number (+8613800138000)", "不是电话号码（+8613800138000）", "不是電話號碼（+886912345678）")
    case "gtin":
      language.pick(
        "is no barcode (GTIN of 8, 12, 13 or 14 digits with its check digit)", "不是条码（8、12、13 或 14 位 GTIN，含校验位）",
        "不是條碼（8、12、13 或 14 位 GTIN，含檢查碼）")
    case "language": language.pick("is no language (zh-Hans, en)", "不是语言代码（zh-Hans、en）", "不是語言代碼（zh-Hant、en）")
    case "currency": language.pick("is no currency of ISO 4217 (CNY)", "不是 ISO 4217 货币代码（CNY）", "不是 ISO 4217 貨幣代碼（TWD）")
    case "time-zone": language.pick("is no time zone (Asia/Shanghai)", "不是时区（Asia/Shanghai）", "不是時區（Asia/Taipei）")
    case "record-id": language.pick("is no record id", "不是记录编号", "不是記錄編號")
    default: language.pick("is no \(name)", "不是有效的 \(name)", "不是有效的 \(name)")
    }
  }

  private func numberWords(_ language: Language) -> String {
    switch self {
    case .multipleOf(let step):
      language.pick("must be a multiple of \(step)", "必须是 \(step) 的倍数", "必須是 \(step) 的倍數")
    case .minimum(let limit, let isExclusive):
      isExclusive
        ? language.pick("must be more than \(limit)", "必须大于 \(limit)", "必須大於 \(limit)")
        : language.pick("must be at least \(limit)", "不能小于 \(limit)", "不能小於 \(limit)")
    case .maximum(let limit, let isExclusive):
      isExclusive
        ? language.pick("must be less than \(limit)", "必须小于 \(limit)", "必須小於 \(limit)")
        : language.pick("must be at most \(limit)", "不能大于 \(limit)", "不能大於 \(limit)")
    case .minimumLength(let limit, let found):
      language.pick(
        "must have at least \(limit) characters, has \(found)", "至少 \(limit) 个字符，现有 \(found) 个",
        "至少 \(limit) 個字元，現有 \(found) 個")
    case .maximumLength(let limit, let found):
      language.pick(
        "must have at most \(limit) characters, has \(found)", "最多 \(limit) 个字符，现有 \(found) 个",
        "最多 \(limit) 個字元，現有 \(found) 個")
    default: ""
    }
  }

  private func elementWords(_ language: Language) -> String {
    switch self {
    case .minimumElements(let limit, let found), .minimumContained(let limit, let found):
      language.pick(
        "must have at least \(limit) items, has \(found)", "至少 \(limit) 项，现有 \(found) 项", "至少 \(limit) 項，現有 \(found) 項")
    case .maximumElements(let limit, let found), .maximumContained(let limit, let found):
      language.pick(
        "must have at most \(limit) items, has \(found)", "最多 \(limit) 项，现有 \(found) 项", "最多 \(limit) 項，現有 \(found) 項")
    case .repeatedElement(let first, let second):
      language.pick(
        "items \(first + 1) and \(second + 1) are the same", "第 \(first + 1) 项与第 \(second + 1) 项相同",
        "第 \(first + 1) 項與第 \(second + 1) 項相同")
    default: language.pick("is not expected here", "此处不应出现", "此處不應出現")
    }
  }

  private func memberWords(_ language: Language) -> String {
    switch self {
    case .missingMember(let name): language.pick("lacks \(name)", "缺少 \(name)", "缺少 \(name)")
    case .missingDependentMember(let name, let because):
      language.pick("lacks \(name), needed with \(because)", "有 \(because) 时必须有 \(name)", "有 \(because) 時必須有 \(name)")
    case .additionalMember(let name), .unevaluatedMember(let name):
      language.pick("has no field \(name)", "没有字段 \(name)", "沒有欄位 \(name)")
    case .memberName(let name):
      language.pick("may not have a field called \(name)", "不允许名为 \(name) 的字段", "不允許名為 \(name) 的欄位")
    case .minimumMembers(let limit, let found):
      language.pick(
        "must have at least \(limit) fields, has \(found)", "至少 \(limit) 个字段，现有 \(found) 个",
        "至少 \(limit) 個欄位，現有 \(found) 個")
    case .maximumMembers(let limit, let found):
      language.pick(
        "must have at most \(limit) fields, has \(found)", "最多 \(limit) 个字段，现有 \(found) 个",
        "最多 \(limit) 個欄位，現有 \(found) 個")
    default: ""
    }
  }

  private func alternativeWords(_ language: Language) -> String {
    switch self {
    case .severalAlternatives:
      language.pick(
        "fits several alternatives of which only one may hold", "同时符合多种互斥的情形", "同時符合多種互斥的情形")
    case .forbidden: language.pick("is a combination that is not allowed", "不允许这样的组合", "不允許這樣的組合")
    default: language.pick("fits none of the allowed alternatives", "不符合任何允许的情形", "不符合任何允許的情形")
    }
  }
}
