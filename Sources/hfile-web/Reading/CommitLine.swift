import Git
import HealthFiles

/// The commits of a history in their order, oldest first, each with its time.
struct CommitLine: Sendable {
  /// Ids from the beginning to the tip.
  private(set) var ids: [ObjectID] = []
  /// Seconds since 1970, of the committers.
  private(set) var seconds: [Int64] = []
  private var places: [ObjectID: Int] = [:]

  var tip: ObjectID? { ids.last }

  private static let window = 1_000

  /// An empty line.
  init() {}

  /// Reads back from a tip until the beginning, or a commit of another line, which is then continued.
  init(to tip: ObjectID, after known: CommitLine?, _ history: StoreHistory) throws(StoreError) {
    var fresh: [(id: ObjectID, seconds: Int64)] = []
    var next: ObjectID? = tip
    var base: Int?
    while let start = next, base == nil {
      next = nil
      for entry in try history.entries(limit: Self.window, readsRecords: false, from: start) {
        base = known?.places[entry.commit.id]
        if base != nil { break }
        fresh.append((entry.commit.id, entry.commit.committer.seconds))
        next = entry.commit.parents.first
      }
    }
    if let known, let base {
      self = base + 1 == known.ids.count ? known : known.prefix(base + 1)
    }
    for (id, seconds) in fresh.reversed() { append(id, seconds) }
  }

  private func prefix(_ count: Int) -> CommitLine {
    var line = CommitLine()
    for place in 0..<count { line.append(ids[place], seconds[place]) }
    return line
  }

  private mutating func append(_ id: ObjectID, _ time: Int64) {
    places[id] = ids.count
    ids.append(id)
    seconds.append(time)
  }

  /// Where a commit stands, from 0; nil when it is not of this history.
  func place(of id: ObjectID) -> Int? { places[id] }

  /// The commits whose ids begin so: at least 4 digits.
  func ids(beginningWith digits: String) -> [ObjectID] {
    guard digits.utf8.count >= 4 else { return [] }
    if let id = ObjectID(hex: digits) { return places[id] == nil ? [] : [id] }
    return ids.filter { $0.description.hasPrefix(digits) }
  }

  /// The last commit of a business day, or of the days before it.
  func last(upTo day: BusinessDay, by profile: StoreProfile) -> ObjectID? {
    // Clocks may differ by up to an hour from one commit to the next, so the order of the line decides, not a search.
    ids.indices.reversed().first { profile.businessDay(of: seconds[$0]) <= day }.map { ids[$0] }
  }
}
