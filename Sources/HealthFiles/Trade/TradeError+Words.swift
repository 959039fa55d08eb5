extension TradeError {
  /// In which way the act is refused.
  var way: StoreError.Refusal {
    switch self {
    case .personNeeded: .notPermitted
    }
  }

  /// The sentence in a language.
  func words(_ language: Language) -> String {
    switch self {
    case .personNeeded:
      language.pick(
        "this needs a person's own key, not that of the till", "此操作须用本人密钥，不能由收银机签名", "此操作須用本人金鑰，不能由收銀機簽章")
    }
  }

  /// What to type next, if there is something.
  var hint: Phrase? {
    switch self {
    case .personNeeded: Phrase("add: --identity NAME", "请加上：--identity 姓名", "請加上：--identity 姓名")
    }
  }
}
