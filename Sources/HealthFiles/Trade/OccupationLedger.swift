internal import JSONSchema

/// All that is taken by bookings that stand, and what of it is taken twice.
struct OccupationLedger {
  /// What is taken twice; each place names the later booking.
  private(set) var problems: [Problem] = []

  init(_ state: Snapshot) throws(StoreError) {
    func read(_ name: String) throws(StoreError) -> [JSON] {
      guard let type = state.catalogue.types[name] else { return [] }
      return try state.records(of: type, opening: []).records.map(\.value)
    }
    let bookings = try read("booking")
    let store = try state.record("store")?.value
    // Rest and tidying may be cut short; the same time twice may not.
    let rules = DeskRules(booking: .null, staffing: .null)
    let taken = bookings.compactMap { Occupation(booking: $0, services: [:], rules: rules) }
      .sorted { ($0.span.lowerBound, $0.id) < ($1.span.lowerBound, $1.id) }
    findTwice(taken, "staff") { $0.staff.map { [$0] } ?? [] }
    findTwice(taken, "equipment") { $0.equipment }
    for room in store?["rooms"]?.arrayValue ?? [] {
      guard let code = room["code"]?.stringValue, let capacity = room["capacity"]?.count else { continue }
      findCrowd(taken.filter { $0.room == code }, in: code, capacity)
    }
    for course in try read("course") { findCrowd(bookings, of: course) }
  }

  private mutating func findTwice(_ taken: [Occupation], _ field: String, _ users: (Occupation) -> [String]) {
    var last: [String: Occupation] = [:]
    for occupation in taken {
      for user in users(occupation) {
        if let other = last[user], other.span.upperBound > occupation.span.lowerBound {
          let place = Place(record: occupation.id, pointer: JSONPointer([field]))
          problems.append(Problem(.bookedTwice(user, other: other.id), at: place))
        }
        if last[user].map({ $0.span.upperBound < occupation.span.upperBound }) ?? true { last[user] = occupation }
      }
    }
  }

  private mutating func findCrowd(_ taken: [Occupation], in room: String, _ capacity: Int) {
    for (number, occupation) in taken.enumerated() {
      let present = taken[...number].filter { $0.span.upperBound > occupation.span.lowerBound }
      let persons = present.reduce(0) { $0 + ($1.persons ?? capacity) }
      guard persons > capacity else { continue }
      let place = Place(record: occupation.id, pointer: JSONPointer(["room"]))
      problems.append(Problem(.overbooked(room, persons: persons, places: capacity), at: place))
    }
  }

  private mutating func findCrowd(_ bookings: [JSON], of course: JSON) {
    guard let capacity = course["capacity"]?.count else { return }
    let held = bookings.filter { booking in
      booking["course"] == course["id"] && booking["state"] != "cancelled" && booking["state"] != "no-show"
    }
    for (session, booked) in Dictionary(grouping: held, by: { $0["session"]?.stringValue ?? "" }) {
      let persons = booked.reduce(0) { $0 + ($1["partySize"]?.count ?? 1) }
      guard persons > capacity, let last = booked.compactMap({ $0["id"]?.stringValue }).max() else { continue }
      let place = Place(record: last, pointer: JSONPointer(["session"]))
      problems.append(Problem(.overbooked(session, persons: persons, places: capacity), at: place))
    }
  }
}
