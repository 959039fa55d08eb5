internal import JSONSchema

extension JSONError.Reason {
  /// Why a text is no JSON, in a language.
  func words(_ language: Language) -> String {
    switch self {
    case .unexpectedEnd(let expected):
      language.pick(
        "the text ends where \(expected.words(.english)) is expected", "文本在此中断，应有\(expected.words(language))",
        "文字在此中斷，應有\(expected.words(language))")
    case .unexpectedByte(let byte, let expected):
      language.pick(
        "\(Self.letter(byte)) stands where \(expected.words(.english)) is expected",
        "此处是 \(Self.letter(byte))，应为\(expected.words(language))",
        "此處是 \(Self.letter(byte))，應為\(expected.words(language))")
    case .duplicateKey(let key):
      language.pick("the field \(key) stands twice", "字段 \(key) 重复出现", "欄位 \(key) 重複出現")
    case .invalidUTF8: language.pick("the text is not UTF-8", "文本不是 UTF-8 编码", "文字不是 UTF-8 編碼")
    case .loneSurrogate:
      language.pick("half of a surrogate pair stands alone", "代理对不完整", "代理對不完整")
    case .invalidEscape(let byte):
      language.pick(
        "\\\(Self.letter(byte)) is no escape", "\\\(Self.letter(byte)) 不是转义符", "\\\(Self.letter(byte)) 不是跳脫字元")
    case .controlCharacter:
      language.pick("a control character must be escaped", "控制字符必须转义", "控制字元必須跳脫")
    case .leadingZero: language.pick("a number begins with 0", "数字不能以 0 开头", "數字不能以 0 開頭")
    case .byteOrderMark: language.pick("the text begins with a byte order mark", "文本以字节顺序标记开头", "文字以位元組順序記號開頭")
    case .trailingContent: language.pick("something follows the record", "记录之后还有内容", "記錄之後還有內容")
    case .tooDeep(let limit):
      language.pick("is nested deeper than \(limit)", "嵌套超过 \(limit) 层", "巢狀超過 \(limit) 層")
    case .tooLarge(let limit):
      language.pick("is larger than \(limit) bytes", "超过 \(limit) 字节", "超過 \(limit) 位元組")
    }
  }

  private static func letter(_ byte: UInt8) -> String {
    (0x21...0x7E).contains(byte) ? String(UnicodeScalar(byte)) : "0x" + String(byte, radix: 16)
  }
}

extension JSONError.Expectation {
  func words(_ language: Language) -> String {
    switch self {
    case .value: language.pick("a value", "一个值", "一個值")
    case .key: language.pick("a field name in quotes", "带引号的字段名", "帶引號的欄位名")
    case .colon: language.pick("\":\"", "冒号", "冒號")
    case .commaOrClosingBrace: language.pick("\",\" or \"}\"", "逗号或 }", "逗號或 }")
    case .commaOrClosingBracket: language.pick("\",\" or \"]\"", "逗号或 ]", "逗號或 ]")
    case .digit: language.pick("a digit", "数字", "數字")
    case .hexadecimalDigit: language.pick("a hexadecimal digit", "十六进制数字", "十六進位數字")
    case .escape: language.pick("an escape", "转义符", "跳脫字元")
    case .closingQuote: language.pick("a closing quote", "结束引号", "結束引號")
    case .literal(let text): "\(text)"
    }
  }
}
