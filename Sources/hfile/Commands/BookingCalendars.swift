import HealthFiles
import JSONSchema

extension Command {
  /// Writes a booking for a calendar.
  static let bookingInvitation = Command(
    name: "booking ics",
    summary: Phrase("write a booking for a calendar", "导出预约的日历邀请", "匯出預約的行事曆邀請"),
    details: Phrase(
      """
      An iCalendar invitation (RFC 5545, RFC 5546) on standard output: moving a booking raises its
      number, calling it off takes it back. What is sealed stands in it only with --reveal.
      """,
      """
      在标准输出写出 iCalendar 邀请（RFC 5545、RFC 5546）：改期时序号递增，取消时撤回。
      密封内容仅在使用 --reveal 时写入。
      """,
      """
      在標準輸出寫出 iCalendar 邀請（RFC 5545、RFC 5546）：改期時序號遞增，取消時撤回。
      密封內容僅在使用 --reveal 時寫入。
      """),
    arguments: [.booking],
    options: [
      Option(
        names: ["--for"], value: "WHOM",
        help: Phrase("customer or staff (default customer)", "对象（默认 customer）", "對象（預設 customer）"),
        choices: BookingCalendar.Audience.allCases.map(\.rawValue)),
      .reveal, .at,
    ],
    examples: [
      ("hfile booking ics bkg-20261121-a7-4f0q9t7k > visit.ics", Phrase("to be sent to the customer", "发送给客户", "傳送給客戶"))
    ],
    formats: [], exitCodes: [.noStore, .newerStore, .notFound, .diskRefused]
  ) { invocation throws(Failure) in
    let state = try invocation.committedState()
    let booking = try invocation.record(invocation.word(0) ?? "", in: state)
    guard booking.type == "booking" else {
      throw .store(.notFound(kind: .record, name: booking.id, near: []))
    }
    let audience = invocation["--for"].flatMap(BookingCalendar.Audience.init) ?? .customer
    let bytes = try orFail { () throws(StoreError) in
      try BookingCalendar(state, for: audience, reveals: invocation.has("--reveal")).invitation(booking)
    }
    invocation.console.write(bytes)
    return .done
  }

  /// Writes the bookings of a technician for a calendar.
  static let bookingCalendar = Command(
    name: "booking calendar",
    summary: Phrase("write a technician's bookings for a calendar", "导出技师的预约日历", "匯出技師的預約行事曆"),
    details: Phrase(
      """
      The bookings of the days asked about (the next four weeks when none are), as an iCalendar object
      on standard output for a calendar that reads it again and again.
      """,
      """
      将所选日期（默认今后四周）的预约写成 iCalendar 输出到标准输出，供日历软件定期读取。
      """,
      """
      將所選日期（預設今後四週）的預約寫成 iCalendar 輸出到標準輸出，供行事曆軟體定期讀取。
      """),
    options: [.technician] + Option.days + [.reveal, .at],
    examples: [
      ("hfile booking calendar --staff stf-lin > lin.ics", Phrase("Lin's next four weeks", "林的今后四周", "林的今後四週"))
    ],
    formats: [], exitCodes: [.noStore, .newerStore, .notFound, .diskRefused]
  ) { invocation throws(Failure) in
    let state = try invocation.committedState()
    guard let staff = try invocation.technician(in: state) else {
      throw .usage(Phrase("--staff is missing", "缺少 --staff", "缺少 --staff"), hint: invocation.usageHint)
    }
    let today = invocation.today(in: state)
    let days = try invocation.days() == nil ? today...today.advanced(by: 27) : invocation.bookingDays(in: state)
    let bytes = try orFail { () throws(StoreError) in
      let bookings = try BookingDesk(state, days: days).bookings(on: days)
      return try BookingCalendar(state, for: .staff, reveals: invocation.has("--reveal"))
        .calendar(bookings.filter { $0.value["staff"]?.stringValue == staff })
    }
    invocation.console.write(bytes)
    return .done
  }
}

extension Option {
  /// Sealed values leave the store only when somebody says so.
  static let reveal = Option(
    names: ["--reveal"], value: nil,
    help: Phrase("with name and address, where they are open to you", "包含姓名和地址（须持有密钥）", "包含姓名和地址（須持有金鑰）"))
}
