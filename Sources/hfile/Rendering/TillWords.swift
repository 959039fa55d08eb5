import HealthFiles

/// What the screen of a till says: what is asked for, what each key does now, and what happened.
enum TillWords {
  /// What is asked for.
  static func prompt(_ till: Till, _ language: Language) -> String {
    switch till.step {
    case .sale: language.pick("Sell:", "商品：", "商品：")
    case .quantity: language.pick("Quantity:", "数量：", "數量：")
    case .member: language.pick("Member:", "会员：", "會員：")
    case .discount: language.pick("Discount (10% or 5.00, 2=5.00 on line 2):", "折扣（10% 或 5.00）：", "折扣（10% 或 5.00）：")
    case .code: language.pick("Coupon or voucher:", "优惠券或代金券：", "優惠券或現金券：")
    case .points: language.pick("Points to pay with:", "使用积分：", "使用積分：")
    case .pay: language.pick("Amount (empty: all):", "金额（空为全部）：", "金額（空為全部）：")
    case .drop: language.pick("Forget this basket?", "取消整单？", "取消整單？")
    case .signIn: language.pick("Staff:", "员工：", "員工：")
    case .pin(let id): language.pick("PIN of \(id):", "\(id) 的 PIN 码：", "\(id) 的 PIN 碼：")
    }
  }

  /// What each key does now.
  static func keys(_ till: Till, _ language: Language) -> [String] {
    func key(_ name: String, _ english: String, _ simplified: String, _ traditional: String) -> String {
      "\(name)\u{A0}" + language.pick(english, simplified, traditional).replacing(" ", with: "\u{A0}")
    }
    let back = key("Esc", "back", "返回", "返回")
    switch till.step {
    case .sale: return saleKeys(till, language, key)
    case .pay:
      return [
        key("Enter", "sells", "收款", "收款"), key("↑↓", "means of payment", "付款方式", "付款方式"),
        key("0-9", "amount", "金额", "金額"), key(":", "reference", "凭证号", "憑證號"), key("^Z", "undo", "撤销", "復原"), back,
      ]
    case .drop: return [key("Enter", "forgets it", "取消整单", "取消整單"), key("Esc", "keeps it", "保留", "保留")]
    case .member, .discount, .code, .points:
      return [
        key("Enter", "takes it", "确定", "確定"), key("↑↓", "choose", "选择", "選擇"), key("Del", "none", "清除", "清除"), back,
      ]
    case .quantity, .signIn, .pin: return [key("Enter", "takes it", "确定", "確定"), back]
    }
  }

  private static func saleKeys(
    _ till: Till, _ language: Language, _ key: (String, String, String, String) -> String
  ) -> [String] {
    let enter =
      till.text.isEmpty
      ? (till.order.items.isEmpty ? [] : [key("Enter", "pays", "收款", "收款")])
      : [key("Enter", "adds", "添加", "加入")]
    let begun = [
      key("*", "quantity", "数量", "數量"), key("Del", "line", "删行", "刪列"), key("F3", "discount", "折扣", "折扣"),
      key("F4", "coupon", "券", "券"), key("F5", "points", "积分", "積分"), key("F8", "forget", "取消", "取消"),
      key("^Z", "undo", "撤销", "復原"),
    ]
    return enter + [key("F2", "member", "会员", "會員")] + (till.isEmpty ? [] : begun) + [
      key("F9", "sign in", "登录", "登入"), key("F10", "leave", "离开", "離開"),
    ]
  }

  /// What happened; a refusal with its hint.
  static func notice(_ notice: TillNotice, _ language: Language) -> [String] {
    switch notice {
    case .refused(let error):
      let problems = error.problems.map { $0.fact.words(language) }
      let hint = error.hint(language).map { language.pick("hint: ", "提示：", "提示：") + $0 }
      return problems + [error.words(language), hint].compactMap(\.self)
    case .unknown(let text): return [language.pick("nothing is called \(text)", "没有找到 \(text)", "沒有找到 \(text)")]
    case .unreadable(let text):
      return [language.pick("\(text) is not what is asked for", "\(text) 输入有误", "\(text) 輸入有誤")]
    case .recovered:
      return [language.pick("this basket was left open; go on with it", "已恢复上次未结的购物篮", "已恢復上次未結的購物籃")]
    case .soldBefore(let number):
      return [
        language.pick(
          "the basket that was left open had been sold: \(number)", "上次未结的购物篮已完成销售：\(number)",
          "上次未結的購物籃已完成銷售：\(number)")
      ]
    case .signedIn(let id): return [language.pick("\(id) is signed in", "\(id) 已登录", "\(id) 已登入")]
    case .dropped: return [language.pick("the basket is forgotten", "已取消整单", "已取消整單")]
    }
  }
}
