internal import JSONSchema

/// How well a technician suits a booking (K7, F11); what comes first decides before what follows.
public struct Suitability: Sendable, Hashable {
  /// Id of the member of staff.
  public let id: String
  /// The name customers see.
  public let name: String
  /// Whether the member asks for this gender; true where none is asked for.
  public let suitsGender: Bool
  /// Whether the member names the technician as a favourite.
  public let isFavourite: Bool
  /// Whether the technician speaks the member's language; true where it is not known.
  public let speaks: Bool
  /// Minutes of services the technician gives that day.
  public let load: Int
  /// Place of the grade in the order of grades, -1 for none: the lowest that suffices keeps the others free.
  public let grade: Int

  init(_ worker: Timetable.Worker, _ id: String, for member: JSON?) {
    let (person, wishes) = (worker.record, member?["preferences"])
    self.id = id
    name = person["name"]?.stringValue ?? id
    suitsGender = wishes?["staffGender"].map { $0 == person["gender"] } ?? true
    isFavourite = wishes?["staff"]?.arrayValue?.contains(.string(id)) ?? false
    let languages = person["languages"]?.arrayValue
    speaks = member?["language"].flatMap { language in languages.map { $0.contains(language) } } ?? true
    load = worker.load
    grade = person["grade"]?.stringValue.flatMap(ServiceNeed.grades.firstIndex) ?? -1
  }

  /// Whether this one is to be taken before another.
  func precedes(_ other: Suitability) -> Bool {
    func rank(_ one: Suitability) -> [Int] {
      [one.suitsGender ? 0 : 1, one.isFavourite ? 0 : 1, one.speaks ? 0 : 1, one.load, one.grade]
    }
    let (mine, others) = (rank(self), rank(other))
    return mine == others ? id < other.id : mine.lexicographicallyPrecedes(others)
  }
}

extension Timetable {
  /// The technicians free for a service at a start, the most suitable first.
  func ranking(_ need: ServiceNeed, at start: Int64, staff: String?, for member: JSON?) -> [Suitability] {
    free(need, at: start, staff: staff).compactMap { id in workers[id].map { Suitability($0, id, for: member) } }
      .sorted { $0.precedes($1) }
  }
}
