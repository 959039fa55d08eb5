// Free slots of a day and who and what they would take (K6, K7, K14). A slot is free when enough technicians, places in
// rooms and pieces of equipment are, each for the length of the service and what follows it.

internal import JSONSchema

/// What giving a service takes.
struct ServiceNeed: Sendable {
  let service: JSON
  /// Seconds it lasts.
  var length: Int64
  let rest: Int64
  let tidying: Int64
  /// Persons one technician serves at once.
  let served: Int
  let equipment: [String]
  let roomKind: String?
  /// Whether somebody gives it.
  var needsTechnician = true

  init(_ service: JSON, rules: DeskRules) {
    self.service = service
    length = Int64(service["durationMinutes"]?.count ?? 0) * 60
    let pause = service["breakMinutes"]?.count ?? 0
    tidying = Int64(pause) * 60
    rest = Int64(max(pause, rules.restMinutes)) * 60
    served = max(1, service["partySize"]?.count ?? 1)
    equipment = service["equipment"]?.arrayValue?.compactMap(\.stringValue) ?? []
    roomKind = service["roomKind"]?.stringValue
  }

  /// How many come to each technician: whole parties first, then the rest.
  func parties(of persons: Int) -> [Int] {
    var parties = Array(repeating: served, count: persons / served)
    if persons % served > 0 { parties.append(persons % served) }
    return parties
  }

  /// Grades from the lowest up, as the schema has them.
  static let grades = ["trainee", "junior", "intermediate", "senior", "master"]

  /// Whether somebody may give the service: named by it, or skilled in its style where it names nobody; and of the
  /// grade it asks for.
  func isGiven(by person: JSON) -> Bool {
    if let least = service["minimumGrade"]?.stringValue.flatMap(Self.grades.firstIndex) {
      guard let grade = person["grade"]?.stringValue.flatMap(Self.grades.firstIndex), grade >= least else {
        return false
      }
    }
    if let named = service["staff"]?.arrayValue { return named.contains(person["id"] ?? .null) }
    let skills = person["skills"]?.arrayValue ?? []
    return service["style"].map { skills.contains($0) } ?? !skills.isEmpty
  }
}

/// A start at which a service can be given.
public struct Slot: Sendable, Hashable {
  /// When it begins, in seconds since 1970.
  public let start: Int64
  /// Technicians who are free then, by id.
  public let technicians: [String]
  /// Rooms with a place, by code; empty where the service needs none.
  public let rooms: [String]
}

extension Timetable {
  /// Why a start is not free.
  enum Refusal: Sendable, Hashable {
    case closed
    case technician
    case room
    case equipment(String)
  }

  /// What a booking takes at a start: for each party a technician and a room.
  struct Places: Sendable, Hashable {
    var technicians: [String]
    var rooms: [String?]
  }

  /// The free slots of the day for a party, in the order of time.
  func slots(_ need: ServiceNeed, persons: Int, staff: String?) -> [Slot] {
    profile.times(on: day, every: rules.slotMinutes).compactMap { start in
      guard case .success = places(need, at: start, persons: persons, order: { $0 }, staff: staff) else { return nil }
      return Slot(
        start: start, technicians: need.needsTechnician ? free(need, at: start, staff: staff) : [],
        rooms: rooms(of: need).filter { hasPlace($0, need, at: start, persons: min(persons, need.served)) }
          .compactMap { $0["code"]?.stringValue })
    }
  }

  /// Finds technicians and rooms for each party, or says what is missing.
  ///
  /// - Parameter order: puts the free technicians in the order in which they are to be taken.
  func places(
    _ need: ServiceNeed, at start: Int64, persons: Int, order: ([String]) -> [String], staff: String?,
    room wish: String? = nil
  ) -> Result<Places, Obstacle> {
    guard opening?.isSuperset(of: RangeSet(start..<start + need.length)) ?? true else {
      return .failure(Obstacle(.closed))
    }
    let parties = need.parties(of: persons)
    let technicians = need.needsTechnician ? order(free(need, at: start, staff: staff)) : []
    guard !need.needsTechnician || technicians.count >= parties.count else { return .failure(Obstacle(.technician)) }
    for id in need.equipment where parties.count > 1 || isTaken(id, need, at: start) {
      return .failure(Obstacle(.equipment(id)))
    }
    guard let rooms = shareRooms(need, parties, at: start, wish: wish) else { return .failure(Obstacle(.room)) }
    return .success(Places(technicians: Array(technicians.prefix(parties.count)), rooms: rooms))
  }

  /// A refusal as an error.
  struct Obstacle: Error {
    let refusal: Refusal
    init(_ refusal: Refusal) { self.refusal = refusal }
  }

  // MARK: technicians

  /// Those who may give a service at a start, by id.
  func free(_ need: ServiceNeed, at start: Int64, staff: String?) -> [String] {
    let service = RangeSet(start..<start + need.length)
    let whole = RangeSet(start..<start + need.length + need.rest)
    return workers.filter { id, worker in
      (staff == nil || staff == id) && need.isGiven(by: worker.record) && worker.duty.isSuperset(of: service)
        && worker.busy.isDisjoint(whole) && worker.load + Int(need.length / 60) <= rules.mostMinutes
    }.keys.sorted()
  }

  // MARK: rooms and equipment

  /// The rooms a service may be given in; none where it needs none.
  private func rooms(of need: ServiceNeed) -> [JSON] {
    guard let kind = need.roomKind else { return [] }
    return (records.store["rooms"]?.arrayValue ?? []).filter { $0["kind"]?.stringValue == kind }
  }

  private func hasPlace(_ room: JSON, _ need: ServiceNeed, at start: Int64, persons: Int) -> Bool {
    persons <= placesLeft(room, need, at: start)
  }

  /// Places left in a room for the length of a service; a room that does not say how many it holds holds one booking.
  private func placesLeft(_ room: JSON, _ need: ServiceNeed, at start: Int64) -> Int {
    let whole = start..<start + need.length + need.tidying
    let others = occupations.filter { $0.room == room["code"]?.stringValue && $0.whole.overlaps(whole) }
    guard let capacity = room["capacity"]?.count else { return others.isEmpty ? Int.max : 0 }
    // The number of persons rises only where something begins.
    let peak = ([start] + others.map { max(start, $0.span.lowerBound) }).map { time in
      others.filter { $0.whole.contains(time) }.reduce(0) { $0 + ($1.persons ?? capacity) }
    }.max()
    return capacity - (peak ?? 0)
  }

  /// Shares parties out to rooms: each goes to the first that has place for it.
  private func shareRooms(_ need: ServiceNeed, _ parties: [Int], at start: Int64, wish: String?) -> [String?]? {
    guard need.roomKind != nil || wish != nil else { return parties.map { _ in nil } }
    let all = wish.map { code in
      (records.store["rooms"]?.arrayValue ?? []).filter { $0["code"]?.stringValue == code }
    }
    var left = (all ?? rooms(of: need)).map { (room: $0, places: placesLeft($0, need, at: start)) }
    var codes: [String?] = []
    for persons in parties {
      guard let place = left.firstIndex(where: { $0.places >= persons }) else { return nil }
      left[place].places = left[place].places == Int.max ? 0 : left[place].places - persons
      codes.append(left[place].room["code"]?.stringValue)
    }
    return codes
  }

  private func isTaken(_ equipment: String, _ need: ServiceNeed, at start: Int64) -> Bool {
    let record = records.equipment.first { $0["id"]?.stringValue == equipment }
    let isOut = ["under-repair", "retired"].contains(record?["status"]?.stringValue ?? "")
    if isOut || record?["ended"]?.day.map({ $0 < day }) ?? false { return true }
    let whole = start..<start + need.length + need.tidying
    return occupations.contains { $0.equipment.contains(equipment) && $0.whole.overlaps(whole) }
  }
}

extension Occupation {
  /// The time in which room and equipment are not to be had.
  var whole: Range<Int64> { span.lowerBound..<span.upperBound + tidying }
}
