extension TradeError {
  /// In which way the act is refused.
  var way: StoreError.Refusal {
    switch self {
    case .personNeeded: .notPermitted
    case .otherTotal, .voucherUsed, .voucherExpired, .memberStopped, .ended, .pointsMissing, .noShift, .tillOpen,
      .shiftOpen,
      .shiftClosed, .otherShift, .refundTooMuch, .refundedAlready, .grantedAlready, .noBirthday:
      .conflict
    case .ambiguous, .voucherUnknown, .couponUnknown: .notFound
    default: .invalid
    }
  }

  /// The sentence in a language.
  func words(_ language: Language) -> String {
    switch self {
    case .personNeeded:
      language.pick(
        "this needs a person's own key, not that of the till", "此操作须用本人密钥，不能由收银机签名", "此操作須用本人金鑰，不能由收銀機簽章")
    case .tooLarge: language.pick("a sum is too large to be kept", "金额过大", "金額過大")
    case .noAmount(let text, let digits):
      language.pick(
        "\(text) is no amount of at most \(digits) decimals", "\(text) 不是金额（最多 \(digits) 位小数）",
        "\(text) 不是金額（最多 \(digits) 位小數）")
    case .ambiguous(let text, let names):
      language.pick(
        "\(text) may be: \(names.prefix(6).joined(separator: ", "))",
        "\(text) 可能是：\(names.prefix(6).joined(separator: "、"))",
        "\(text) 可能是：\(names.prefix(6).joined(separator: "、"))")
    case .noShift, .tillOpen, .shiftOpen, .shiftClosed, .otherShift, .staffNeeded, .cashNotCounted,
      .differenceWithoutReason:
      shiftWords(language)
    case .lineTwice, .refundTooMuch, .refundedAlready, .voucherInParts: refundWords(language)
    case .memberStopped(let id): language.pick("the account \(id) is stopped", "账号 \(id) 已停用", "帳號 \(id) 已停用")
    case .memberNeeded: language.pick("this needs a member", "此操作需要会员", "此操作需要會員")
    case .nothingSold, .noQuantity, .noPrice, .ended, .noLine: itemWords(language)
    case .twoDiscounts, .discountTooLarge, .discountReason, .couponUnknown: discountWords(language)
    case .paidTooMuch, .underpaid, .otherTotal, .twoRests: paymentWords(language)
    case .voucherUnknown, .voucherUsed, .voucherExpired: voucherWords(language)
    case .pointsMultiple, .pointsMissing, .pointsTooMany, .pointsNeeded: pointsWords(language)
    case .notGranted, .grantedAlready, .noBirthday: grantWords(language)
    }
  }

  private func shiftWords(_ language: Language) -> String {
    switch self {
    case .noShift(let device):
      language.pick("no shift is open at till \(device)", "收银台 \(device) 尚未开班", "收銀台 \(device) 尚未開班")
    case .tillOpen(let process):
      language.pick(
        "the till is open on another screen (process \(process))", "收银界面已在另一窗口打开（进程 \(process)）",
        "收銀畫面已在另一視窗開啟（處理程序 \(process)）")
    case .shiftOpen(let id): language.pick("the shift \(id) is open", "班次 \(id) 尚未交班", "班次 \(id) 尚未交班")
    case .shiftClosed(let id): language.pick("the shift \(id) is closed already", "班次 \(id) 已交班", "班次 \(id) 已交班")
    case .otherShift(let id):
      language.pick(
        "\(id) was not sold in the shift that is open", "\(id) 不是当前班次的销售", "\(id) 不是目前班次的銷售")
    case .staffNeeded: language.pick("nobody is known whose turn it is", "不知道由谁当班", "不知道由誰當班")
    case .cashNotCounted: language.pick("the cash was not counted", "尚未清点现金", "尚未清點現金")
    case .differenceWithoutReason(let list):
      language.pick(
        "counted less expected: \(list.joined(separator: ", ")); a difference needs a reason",
        "盘点与应有之差：\(list.joined(separator: "、"))；差额须说明原因", "清點與應有之差：\(list.joined(separator: "、"))；差額須說明原因")
    default: ""
    }
  }

  private func refundWords(_ language: Language) -> String {
    switch self {
    case .lineTwice(let number): language.pick("line \(number) is named twice", "第 \(number) 行重复", "第 \(number) 列重複")
    case .refundTooMuch(let number, let left):
      language.pick(
        "\(left) is left of line \(number)", "第 \(number) 行剩余可退 \(left)", "第 \(number) 列剩餘可退 \(left)")
    case .refundedAlready(let id): language.pick("all of \(id) was given back", "\(id) 已全部退款", "\(id) 已全部退款")
    case .voucherInParts(let number):
      language.pick(
        "the voucher \(number) is given back whole or not at all", "代金券 \(number) 只能整张退回", "現金券 \(number) 只能整張退回")
    default: ""
    }
  }

  private func grantWords(_ language: Language) -> String {
    switch self {
    case .notGranted(let kind):
      language.pick("points for \(kind) are not given by hand", "\(kind) 积分不能手工发放", "\(kind) 積分不能手動發放")
    case .grantedAlready(let kind):
      language.pick("points for \(kind) were given already", "\(kind) 积分已发放", "\(kind) 積分已發放")
    case .noBirthday(let id): language.pick("today is not the birthday of \(id)", "今天不是 \(id) 的生日", "今天不是 \(id) 的生日")
    default: ""
    }
  }

  private func itemWords(_ language: Language) -> String {
    switch self {
    case .nothingSold: language.pick("nothing is sold", "没有销售项目", "沒有銷售項目")
    case .noQuantity(let id): language.pick("\(id) needs a quantity above nought", "\(id) 的数量须大于零", "\(id) 的數量須大於零")
    case .noPrice(let id): language.pick("\(id) has no price", "\(id) 没有价格", "\(id) 沒有價格")
    case .ended(let id): language.pick("\(id) is not sold any more", "\(id) 已停售", "\(id) 已停售")
    case .noLine(let number): language.pick("there is no line \(number)", "没有第 \(number) 行", "沒有第 \(number) 列")
    default: ""
    }
  }

  private func discountWords(_ language: Language) -> String {
    switch self {
    case .twoDiscounts: language.pick("a line carries one discount", "每行只能有一项折扣", "每列只能有一項折扣")
    case .discountTooLarge:
      language.pick("the discount is larger than the price", "折扣大于价格", "折扣大於價格")
    case .discountReason(let reason):
      language.pick(
        "\(reason) is no reason for a discount by hand: \(Basket.manualReasons.joined(separator: ", "))",
        "\(reason) 不是手工折扣的原因：\(Basket.manualReasons.joined(separator: "、"))",
        "\(reason) 不是手動折扣的原因：\(Basket.manualReasons.joined(separator: "、"))")
    case .couponUnknown(let code):
      language.pick(
        "no campaign in force has the coupon code \(code)", "没有进行中的活动使用券码 \(code)", "沒有進行中的活動使用券碼 \(code)")
    default: ""
    }
  }

  private func paymentWords(_ language: Language) -> String {
    switch self {
    case .paidTooMuch(let method):
      language.pick(
        "\(method) pays more than is due, and only cash gives change", "\(method) 超过应付金额，只有现金可找零",
        "\(method) 超過應付金額，只有現金可找零")
    case .underpaid(let amount): language.pick("\(amount) is still due", "尚欠 \(amount)", "尚欠 \(amount)")
    case .otherTotal(let amount):
      language.pick("it comes to \(amount) by now", "合计现为 \(amount)", "合計現為 \(amount)")
    case .twoRests:
      language.pick("only one payment can pay the rest", "只能有一种付款方式支付余额", "只能有一種付款方式支付餘額")
    default: ""
    }
  }

  private func voucherWords(_ language: Language) -> String {
    switch self {
    case .voucherUnknown(let number):
      language.pick("there is no voucher \(number)", "没有代金券 \(number)", "沒有現金券 \(number)")
    case .voucherUsed(let number, let sale):
      language.pick(
        "the voucher \(number) is used already \(sale)", "代金券 \(number) 已使用 \(sale)", "現金券 \(number) 已使用 \(sale)"
      ).trimmingEnd
    case .voucherExpired(let number, let day):
      language.pick(
        "the voucher \(number) could be used until \(day)", "代金券 \(number) 有效期至 \(day)", "現金券 \(number) 有效期至 \(day)")
    default: ""
    }
  }

  private func pointsWords(_ language: Language) -> String {
    switch self {
    case .pointsMultiple(let points, let multiple):
      language.pick(
        "\(points) points are no multiple of \(multiple)", "\(points) 积分不是 \(multiple) 的整数倍",
        "\(points) 積分不是 \(multiple) 的整數倍")
    case .pointsMissing(let points, let balance):
      language.pick(
        "there are \(balance) points, not \(points)", "现有积分 \(balance)，不足 \(points)", "現有積分 \(balance)，不足 \(points)")
    case .pointsNeeded: language.pick("say how many points", "请说明积分数", "請說明積分數")
    case .pointsTooMany(let points):
      language.pick("\(points) points are worth more than is due", "\(points) 积分的价值超过应付金额", "\(points) 積分的價值超過應付金額")
    default: ""
    }
  }

  /// What to type next, if there is something.
  var hint: Phrase? {
    switch self {
    case .personNeeded: Phrase("add: --identity NAME", "请加上：--identity 姓名", "請加上：--identity 姓名")
    case .noShift: .same("hfile shift open --float AMOUNT")
    case .shiftOpen: .same("hfile shift close --count cash=AMOUNT")
    case .shiftClosed: .same("hfile shift open")
    case .otherShift(let id): .same("hfile refund \(id) --reason REASON")
    case .staffNeeded: .same("--staff STAFF")
    case .cashNotCounted: .same("--count cash=AMOUNT")
    case .differenceWithoutReason: .same("--reason TEXT")
    case .voucherInParts: .same("--pay METHOD")
    case .pointsNeeded: .same("--points COUNT")
    default: nil
    }
  }
}

extension String {
  fileprivate var trimmingEnd: String { hasSuffix(" ") ? String(dropLast()) : self }
}
