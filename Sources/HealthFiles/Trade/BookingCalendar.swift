// Bookings for the calendars of customers and technicians (K10, K11; RFC 5545, RFC 5546). Times are in UTC, so that no
// reader needs the store's rules of summer time.

internal import JSONSchema

/// Bookings as an iCalendar object.
public struct BookingCalendar: Sendable {
  /// Whose calendar it is for.
  public enum Audience: String, Sendable, CaseIterable {
    /// The customer who booked.
    case customer
    /// The technician who gives the service.
    case staff
  }

  private let state: Snapshot
  private let store: JSON
  private let policy: JSON?
  private let audience: Audience
  /// Whether values that are sealed in the store may stand in it.
  private let reveals: Bool

  /// Makes the calendar of an audience.
  ///
  /// - Parameter reveals: whether what is sealed may stand in it, where it is open.
  public init(_ state: Snapshot, for audience: Audience, reveals: Bool) throws(StoreError) {
    self.state = state
    self.audience = audience
    self.reveals = reveals
    store = try state.record("store")?.value ?? .null
    policy = try state.policy("booking")
  }

  /// Returns the invitation to one booking, or the news that it is called off.
  public func invitation(_ booking: Record) throws(StoreError) -> [UInt8] {
    try object([booking], method: Self.isOff(booking.value) ? "CANCEL" : "REQUEST")
  }

  /// Returns bookings to be read by a calendar that asks again and again.
  public func calendar(_ bookings: [Record]) throws(StoreError) -> [UInt8] {
    try object(bookings, method: "PUBLISH")
  }

  private func object(_ bookings: [Record], method: String) throws(StoreError) -> [UInt8] {
    var text = CalendarText()
    text.add("BEGIN", "VCALENDAR")
    text.add("PRODID", "-//HealthFiles//hfile//EN")
    text.add("VERSION", "2.0")
    text.add("METHOD", method)
    for booking in bookings { try add(booking, to: &text) }
    text.add("END", "VCALENDAR")
    return text.bytes
  }

  private static func isOff(_ booking: JSON) -> Bool {
    booking["state"] == "cancelled"
  }

  private func add(_ booking: Record, to text: inout CalendarText) throws(StoreError) {
    let value = booking.value
    guard let start = value["start"]?.seconds, let minutes = value["durationMinutes"]?.count else { return }
    let entries = value["history"]?.arrayValue ?? []
    let summary = try summary(value)
    text.add("BEGIN", "VEVENT")
    text.add("UID", "\(booking.id)@\(state.profile.id)")
    text.add("SEQUENCE", String(entries.count { $0["reason"] == "moved" } + (Self.isOff(value) ? 1 : 0)))
    text.add("DTSTAMP", Self.utc(entries.last?["time"]?.seconds ?? value["time"]?.seconds ?? start))
    text.add("DTSTART", Self.utc(start))
    text.add("DTEND", Self.utc(start + Int64(minutes) * 60))
    text.add("SUMMARY", text: summary)
    if let place = place(value) { text.add("LOCATION", text: place) }
    text.add("STATUS", Self.isOff(value) ? "CANCELLED" : value["state"] == "requested" ? "TENTATIVE" : "CONFIRMED")
    text.add(organizer.name, organizer.address)
    if let attendee = try attendee(value) { text.add(attendee.name, attendee.address) }
    if !Self.isOff(value), value["state"] != "done" { addAlarms(value, summary, start, to: &text) }
    text.add("END", "VEVENT")
  }

  private func addAlarms(_ booking: JSON, _ summary: String, _ start: Int64, to text: inout CalendarText) {
    let day = booking["day"]?.day ?? state.profile.businessDay(of: start)
    let rules = state.catalogue.policies["booking"]?.version(of: policy, on: day).values
    for reminder in rules?["reminders"]?.arrayValue ?? [] {
      guard let duration = reminder.stringValue.flatMap({ CalendarDuration($0) }) else { continue }
      text.add("BEGIN", "VALARM")
      text.add("ACTION", "DISPLAY")
      text.add("DESCRIPTION", text: summary)
      // Days by the calendar are not hours by the clock: the instant itself is told.
      text.add("TRIGGER;VALUE=DATE-TIME", Self.utc(state.profile.moved(start, by: duration, times: -1)))
      text.add("END", "VALARM")
    }
  }

  // MARK: who, what, where

  private func summary(_ booking: JSON) throws(StoreError) -> String {
    let id = booking["service"] ?? booking["course"] ?? booking["equipment"]?[0]
    let item = try id?.stringValue.flatMap { id throws(StoreError) in try state.record(id)?.value["name"]?.stringValue }
    let name = item ?? id?.stringValue ?? ""
    guard audience == .staff, let persons = booking["partySize"]?.count, persons > 1 else { return name }
    return "\(name) ×\(persons)"
  }

  private func place(_ booking: JSON) -> String? {
    let room = (store["rooms"]?.arrayValue ?? []).first { $0["code"] == booking["room"] }?["name"]?.stringValue
    guard audience == .customer else { return room ?? booking["room"]?.stringValue }
    let street = ["city", "street"].compactMap { store["address"]?[$0]?.stringValue }.joined(separator: " ")
    return [state.profile.name, street].filter { !$0.isEmpty }.joined(separator: ", ")
  }

  private var organizer: (name: String, address: String) {
    let address = store["email"]?.stringValue.map { "mailto:\($0)" } ?? "urn:x-hfile:\(state.profile.id)"
    return ("ORGANIZER;CN=" + CalendarText.parameter(state.profile.name), address)
  }

  private func attendee(_ booking: JSON) throws(StoreError) -> (name: String, address: String)? {
    guard let id = booking[audience == .staff ? "staff" : "member"]?.stringValue else { return nil }
    let record = try state.record(id)
    guard let type = state.catalogue.types[record?.type ?? ""], let value = record?.value else {
      return ("ATTENDEE", "urn:x-hfile:\(id)")
    }
    func shown(_ field: String) -> String? {
      type.isSealed(JSONPointer([field])) && !reveals ? nil : value[field]?.stringValue
    }
    let name = shown("name").map { ";CN=" + CalendarText.parameter($0) } ?? ""
    return ("ATTENDEE" + name, shown("email").map { "mailto:\($0)" } ?? "urn:x-hfile:\(id)")
  }

  private static func utc(_ seconds: Int64) -> String {
    let text = Instant(seconds: seconds).description.prefix(19).filter { $0 != "-" && $0 != ":" }
    return text + "Z"
  }
}
