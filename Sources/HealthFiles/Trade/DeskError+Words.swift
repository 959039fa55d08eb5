extension DeskError {
  /// In which way the act is refused.
  var way: StoreError.Refusal {
    switch self {
    case .notFree, .full, .state, .notYet, .nothingToPay, .rated, .attendance, .sameMember: .conflict
    case .tooSoon, .tooFar, .notBookable, .unreadableCard: .invalid
    case .noSession, .unknownCard: .notFound
    }
  }

  /// The sentence in a language.
  func words(_ language: Language) -> String {
    switch self {
    case .notFree(let refusal, let time, _): refusal.words(time, language)
    case .full(let session, let left):
      language.pick(
        "the session \(session) has \(left) places left", "课次 \(session) 仅剩 \(left) 个名额", "課次 \(session) 僅剩 \(left) 個名額"
      )
    case .noSession(let code, _):
      language.pick("the course has no session \(code)", "课程没有课次 \(code)", "課程沒有課次 \(code)")
    case .tooSoon(let from):
      language.pick("bookings are taken from \(from) on", "最早可预约 \(from)", "最早可預約 \(from)")
    case .tooFar(let until):
      language.pick("bookings are taken until \(until)", "最晚可预约 \(until)", "最晚可預約 \(until)")
    case .state(let found, let allowed):
      language.pick(
        "the booking is “\(found[language])”; this needs “\(Self.list(allowed, "” or “", language))”",
        "预约为“\(found[language])”，此操作需为“\(Self.list(allowed, "”或“", language))”",
        "預約為「\(found[language])」，此操作須為「\(Self.list(allowed, "」或「", language))」")
    case .notYet(let from):
      language.pick("it counts as a no-show from \(from) on", "\(from) 起方可判定未到店", "\(from) 起方可判定未到店")
    case .nothingToPay:
      language.pick("no prepayment is due", "没有应付的预付款", "沒有應付的預付款")
    case .rated(let id): language.pick("it was rated before: \(id)", "已评价：\(id)", "已評價：\(id)")
    case .notBookable(let id):
      language.pick("\(id) cannot be booked", "\(id) 不可预约", "\(id) 不可預約")
    case .attendance, .unreadableCard, .unknownCard, .sameMember: peopleWords(language)
    }
  }

  private func peopleWords(_ language: Language) -> String {
    switch self {
    case .attendance(let last, let next):
      language.pick(
        "the last event is “\(last[language])”; next may be “\(Self.list(next, "” or “", language))”",
        "最近一次考勤为“\(last[language])”，下一次应为“\(Self.list(next, "”或“", language))”",
        "最近一次考勤為「\(last[language])」，下一次應為「\(Self.list(next, "」或「", language))」")
    case .unreadableCard:
      language.pick("this is no card swipe", "无法识别刷卡内容", "無法辨識刷卡內容")
    case .unknownCard: language.pick("no member has this card", "没有会员持有此卡", "沒有會員持有此卡")
    case .sameMember(let id):
      language.pick("\(id) has this phone or card already", "\(id) 已登记此电话或卡号", "\(id) 已登記此電話或卡號")
    default: ""
    }
  }

  private static func list(_ phrases: [Phrase], _ separator: String, _ language: Language) -> String {
    phrases.map { $0[language] }.joined(separator: separator)
  }

  /// What to type next, if there is something.
  var hint: ((Language) -> String)? {
    switch self {
    case .notFree(_, _, let near) where !near.isEmpty:
      { $0.pick("free:", "空闲时段：", "空閒時段：") + " " + near.joined(separator: ", ") }
    case .noSession(_, let codes) where !codes.isEmpty:
      { $0.pick("sessions:", "课次：", "課次：") + " " + codes.joined(separator: ", ") }
    case .sameMember(let id): { _ in "hfile member visit \(id)" }
    default: nil
    }
  }
}

extension Timetable.Refusal {
  fileprivate func words(_ time: String, _ language: Language) -> String {
    switch self {
    case .closed:
      language.pick("the store is closed then (\(time))", "该时段门店不营业（\(time)）", "該時段門市不營業（\(time)）")
    case .technician:
      language.pick("no technician is free for it then (\(time))", "该时段没有空闲技师（\(time)）", "該時段沒有空閒技師（\(time)）")
    case .room:
      language.pick("no room has place for it then (\(time))", "该时段没有空房（\(time)）", "該時段沒有空房（\(time)）")
    case .equipment(let id):
      language.pick("\(id) is taken then (\(time))", "\(id) 该时段已被占用（\(time)）", "\(id) 該時段已被占用（\(time)）")
    }
  }
}
