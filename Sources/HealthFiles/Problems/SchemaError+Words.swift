internal import JSONSchema

extension SchemaError.Reason {
  /// Why a schema cannot be used, in a language.
  func words(_ language: Language) -> String {
    switch self {
    case .notASchema: language.pick("no schema stands here", "此处不是模式", "此處不是綱要")
    case .keywordValue(let keyword, _):
      language.pick("\(keyword) has a value it cannot have", "\(keyword) 的值无效", "\(keyword) 的值無效")
    case .unknownType(let name): language.pick("there is no type \(name)", "没有类型 \(name)", "沒有類型 \(name)")
    case .invalidPattern(let pattern, _):
      language.pick("\(pattern) is no pattern that can be used", "\(pattern) 不是可用的格式", "\(pattern) 不是可用的格式")
    case .unresolvableReference(let reference):
      language.pick("\(reference) leads nowhere", "\(reference) 没有指向任何内容", "\(reference) 沒有指向任何內容")
    case .unknownDialect(let name):
      language.pick("the dialect \(name) is not known", "不认识方言 \(name)", "不認識方言 \(name)")
    case .unknownVocabulary(let name):
      language.pick("the vocabulary \(name) is not known", "不认识词汇 \(name)", "不認識詞彙 \(name)")
    case .identifierWithFragment(let identifier):
      language.pick("$id \(identifier) has a fragment", "$id \(identifier) 含有片段", "$id \(identifier) 含有片段")
    case .tooLarge(let limit):
      language.pick("it is larger than \(limit)", "超过上限 \(limit)", "超過上限 \(limit)")
    }
  }
}
