// What stands booked, read for people: the bookings of some days, and the messages about them that nobody sent yet.

internal import JSONSchema

extension BookingDesk {
  /// Returns the bookings that begin on some business days, by start and id.
  ///
  /// - Throws: `StoreError` when records cannot be read.
  public func bookings(on days: ClosedRange<BusinessDay>) throws(StoreError) -> [Record] {
    let begun = records.bookings.compactMap { booking -> (start: Int64, id: String)? in
      guard let start = booking["start"]?.seconds, let id = booking["id"]?.stringValue,
        days.contains(state.profile.businessDay(of: start))
      else { return nil }
      return (start, id)
    }
    var bookings: [Record] = []
    for (_, id) in begun.sorted(by: { ($0.start, $0.id) < ($1.start, $1.id) }) {
      if let record = try state.record(id) { bookings.append(record) }
    }
    return bookings
  }

  /// Returns the sessions of a course that begin on some business days, each with the places left.
  public func sessions(
    of course: Record, on days: ClosedRange<BusinessDay>
  ) -> [(code: String, start: Int64, left: Int?)] {
    (course.value["sessions"]?.arrayValue ?? []).compactMap { session in
      guard session["cancelled"] != true, let code = session["code"]?.stringValue,
        let start = session["start"]?.seconds,
        days.contains(state.profile.businessDay(of: start))
      else { return nil }
      return (code, start, placesLeft(in: course.value, session: code))
    }.sorted { $0.start < $1.start }
  }
}

/// A message about a booking that is due and was not sent (K10-K13, K15).
public struct BookingTask: Sendable {
  /// When it is due, in seconds since 1970.
  public let due: Int64
  /// What it is for: a code of the purposes of messages.
  public let purpose: String
  /// The booking it is about.
  public let booking: Record
  /// Whether it goes to the technician, not to the customer.
  public let isForStaff: Bool
  /// The channel to try first; nil where the member wants none of those the policy names.
  public let channel: String?
}

extension BookingDesk {
  /// Days for which thanks and news of changes stay due.
  private static let staleDays: Int64 = 7

  /// Returns the messages that are due now, the earliest first.
  ///
  /// A message of the same purpose about the booking, sent at or after the time it was due, settles it.
  public func tasks(now: Int64) throws(StoreError) -> [BookingTask] {
    let today = state.profile.businessDay(of: now)
    let sent = try messages(until: today)
    var tasks: [BookingTask] = []
    for booking in records.bookings {
      guard let id = booking["id"]?.stringValue else { continue }
      let due = due(booking, now: now).filter { task in
        task.due <= now && now - task.due < Self.staleDays * 86_400
          && !(sent[id] ?? []).contains { settles($0, task.purpose, task.due, isForStaff: task.isForStaff) }
      }
      guard !due.isEmpty, let record = try state.record(id) else { continue }
      let member = try booking["member"]?.stringValue.flatMap { id throws(StoreError) in try state.record(id) }
      for task in due {
        let channel = task.isForStaff ? nil : channel(for: member?.value, booking)
        tasks.append(
          BookingTask(
            due: task.due, purpose: task.purpose, booking: record, isForStaff: task.isForStaff, channel: channel))
      }
    }
    return tasks.sorted { ($0.due, $0.booking.id, $0.purpose) < ($1.due, $1.booking.id, $1.purpose) }
  }

  private func messages(until today: BusinessDay) throws(StoreError) -> [String: [JSON]] {
    guard let type = state.catalogue.types["message"],
      let first = records.bookings.compactMap({ $0["day"]?.day }).min(), first <= today
    else { return [:] }
    let messages = try state.records(of: type, days: first...today, opening: []).records.map(\.value)
    return Dictionary(grouping: messages.filter { $0["booking"] != nil }) { $0["booking"]?.stringValue ?? "" }
  }

  private func settles(_ message: JSON, _ purpose: String, _ due: Int64, isForStaff: Bool) -> Bool {
    message["purpose"]?.stringValue == purpose && message["direction"] != "in" && message["outcome"] != "failed"
      && message["outcome"] != "refused" && (message["staff"] != nil) == isForStaff
      && message["time"]?.seconds ?? 0 >= due
  }

  private func channel(for member: JSON?, _ booking: JSON) -> String? {
    let tried = rules(of: booking).booking["reminderChannels"]?.arrayValue?.compactMap(\.stringValue) ?? []
    guard let welcome = member?["reach"]?.arrayValue else { return tried.first }
    return tried.first { welcome.contains(.string($0)) }
  }

  /// The rules of the day a booking was made on.
  private func rules(of booking: JSON) -> DeskRules {
    rules(on: booking["day"]?.day ?? state.profile.businessDay(of: booking["start"]?.seconds ?? 0))
  }

  private typealias Due = (due: Int64, purpose: String, isForStaff: Bool)

  /// Everything that a booking ever makes due.
  private func due(_ booking: JSON, now: Int64) -> [Due] {
    let status = booking["state"]?.stringValue ?? ""
    guard let start = booking["start"]?.seconds, let made = booking["time"]?.seconds else { return [] }
    let hasCustomer = booking["member"] != nil
    var all: [Due] = []
    let entries = booking["history"]?.arrayValue ?? []
    let moved = entries.filter { $0["reason"] == "moved" }.compactMap { $0["time"]?.seconds }.last
    switch status {
    case "confirmed" where start > now:
      let confirmed = entries.first { $0["state"] == "confirmed" }?["time"]?.seconds ?? made
      if let moved { all += [(moved, "booking-change", false), (moved, "staff-notice", true)] }
      if moved == nil { all += [(confirmed, "booking-confirmation", false), (confirmed, "staff-notice", true)] }
      let reminders = rules(of: booking).booking["reminders"]?.arrayValue ?? []
      let times = reminders.compactMap { $0.stringValue.flatMap { CalendarDuration($0) } }.map {
        state.profile.moved(start, by: $0, times: -1)
      }
      // One that was due before the booking was made, or moved, is none.
      if let last = times.filter({ $0 > moved ?? confirmed && $0 <= now }).max() {
        all.append((last, "booking-reminder", false))
      }
    case "cancelled":
      let time = booking["cancelled"]?["time"]?.seconds ?? made
      if booking["cancelled"]?["by"] == "store" { all.append((time, "booking-change", false)) }
      if start > time { all.append((time, "staff-notice", true)) }
    case "done":
      let end =
        entries.last { $0["state"] == "done" }?["time"]?.seconds
        ?? start + Int64(booking["durationMinutes"]?.count ?? 0) * 60
      let after = rules(of: booking).booking["thanksAfter"]?.stringValue.flatMap { CalendarDuration($0) }
      if let after { all.append((state.profile.moved(end, by: after, times: 1), "thanks", false)) }
    default: break
    }
    return all.filter { $0.isForStaff ? booking["staff"] != nil : hasCustomer }
  }
}
