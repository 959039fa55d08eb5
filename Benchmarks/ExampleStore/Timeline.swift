// The order in which the records of the example were written down: base data, then every day in three parts (morning,
// afternoon, closing), each device and group by the person who would.

import HealthFiles
import JSONSchema

/// One commit of the replay.
struct Step {
  let time: Instant
  let author: String
  let message: String?
  var records: [Record] = []
  /// Files that are no records, copied from the example.
  var files: [String] = []
  var isEvening = false
}

/// The commits of the replay in the order of time.
struct Timeline {
  /// When the store is begun: three days before its first.
  static let beginning = Days.instant(Days.first.advanced(by: -3), 600)
  private(set) var steps: [Step] = []

  init(_ state: Snapshot) throws {
    var records: [Record] = []
    for type in state.catalogue.sortedTypes where type.layout != .singleton {
      records += try state.records(of: type).records
    }
    addBase(records)
    addDays(records)
    addAmendments(records)
    if state.catalogue.policies["loyalty"] != nil {
      let time = Days.instant(Days.first.advanced(by: 36), 670)
      steps.append(Step(time: time, author: Staff.owner, message: "十月起推荐积分调整", files: [LoyaltyRules.path]))
    }
    steps = steps.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }.map(\.element)
  }

  // MARK: base data

  private static let base: [(types: [String], author: String, message: String)] = [
    (["staff", "course"], Staff.owner, "员工与培训课程"), (["supplier"], Staff.purchaser, "供应商"),
    (["equipment"], Staff.manager, "设备台账"), (["contract"], Staff.owner, "合同"),
    (["product"], Staff.purchaser, "商品目录"), (["service"], Staff.manager, "服务价目"),
    (["campaign"], Staff.manager, "营销活动"), (["competitor"], Staff.manager, "竞争对手"),
    (["member"], "stf-zhou", "会员资料"),
  ]

  private mutating func addBase(_ records: [Record]) {
    let start = Timeline.beginning
    func time(_ place: Int) -> Instant {
      Instant(seconds: start.seconds + Int64(place + 1) * 2_700, offsetMinutes: start.offsetMinutes)
    }
    steps.append(Step(time: time(0), author: Staff.owner, message: "门店资料", files: ["store.json"]))
    for (place, group) in Timeline.base.enumerated() {
      let chosen = records.filter { group.types.contains($0.type) && Timeline.joined($0) == nil }
      let step = Step(
        time: time(place + 1), author: group.author, message: group.message, records: chosen.map(Timeline.original))
      steps.append(step)
    }
  }

  /// The day on which a member joined who was not there at the beginning.
  private static func joined(_ record: Record) -> BusinessDay? {
    guard record.type == "member", let day = record.value["joined"]?.stringValue.flatMap({ BusinessDay($0) }),
      day >= Days.first
    else { return nil }
    return day
  }

  /// A record as it was before its amendments.
  private static func original(_ record: Record) -> Record {
    var record = record
    for amendment in Amendment.all where amendment.id == record.id { record.value[amendment.field] = amendment.before }
    return record
  }

  private mutating func addAmendments(_ records: [Record]) {
    let days = Set(Amendment.all.map { [$0.id, $0.day] }).sorted { ($0[1], $0[0]) < ($1[1], $1[0]) }
    for key in days {
      guard let amendment = Amendment.all.first(where: { [$0.id, $0.day] == key }), let day = BusinessDay(key[1]),
        let record = records.first(where: { $0.id == key[0] })
      else { continue }
      let time = Days.instant(day, 680)
      steps.append(Step(time: time, author: amendment.author, message: amendment.message, records: [record]))
    }
  }

  // MARK: days

  /// A part of a day: what happened in it is committed at its end.
  private struct Part: Hashable {
    let day: BusinessDay
    /// 0 morning, 1 afternoon, 2 closing.
    let number: Int

    init(_ instant: Instant) {
      // The business day ends at 04:00.
      let shifted = Instant(seconds: instant.seconds - 4 * 3600, offsetMinutes: instant.offsetMinutes)
      day = shifted.localDay
      let minute = shifted.localSecondOfDay / 60 + 240
      number = minute < 645 ? 0 : minute < 1050 ? 1 : 2
    }

    /// When its records are committed: after the last of them, the closing not before ten to midnight.
    func end(after last: Instant) -> Instant {
      let closing = day == Days.last ? Days.lastMinute : 23 * 60 + 50
      let usual = Days.instant(day, [650, 1055, closing][number])
      return max(usual, Instant(seconds: last.seconds + 300, offsetMinutes: Days.offsetMinutes))
    }
  }

  private mutating func addDays(_ records: [Record]) {
    var versions: [Part: [String: [String: Record]]] = [:]
    var latest: [Part: Instant] = [:]
    for record in records {
      for (instant, value) in Timeline.versions(record) {
        let record = Record(type: record.type, id: record.id, value: value)
        let part = Part(instant)
        versions[part, default: [:]][Timeline.group(record), default: [:]][record.id] = record
        latest[part] = max(latest[part] ?? instant, instant)
      }
    }
    for (part, groups) in versions {
      guard let end = latest[part].map({ part.end(after: $0) }) else { continue }
      for (place, (_, written)) in groups.sorted(by: { $0.key < $1.key }).enumerated() {
        let records = written.values.sorted { $0.id < $1.id }
        let time = Instant(seconds: end.seconds + Int64(place * 120), offsetMinutes: end.offsetMinutes)
        var step = Step(time: time, author: Timeline.author(records), message: nil, records: records)
        step.isEvening = part.number == 2
        steps.append(step)
      }
    }
  }

  /// Whose desk a record is written at; the names are in the order of the commits.
  ///
  /// The tea counter comes before the front desk, whose refunds and feedback refer to its receipts.
  private static func group(_ record: Record) -> String {
    switch record.type {
    case "stock-movement", "purchase-order": "1 stock"
    case "cost": "2 costs"
    default: record.value["device"]?.stringValue == "b2" ? "0 tea counter" : "3 front desk"
    }
  }

  /// Who wrote most of them down.
  private static func author(_ records: [Record]) -> String {
    let writers = records.filter { $0.type != "attendance" }.compactMap { $0.value["by"]?.stringValue }
    let counts = Dictionary(grouping: writers) { $0 }.map { ($0.value.count, $0.key) }
    return counts.max { $0 < $1 }?.1 ?? "stf-zhou"
  }

  /// The values a record had from which moment on.
  private static func versions(_ record: Record) -> [(Instant, JSON)] {
    if let day = joined(record) { return [(Days.instant(day, 600), record.value)] }
    guard let time = record.value["time"]?.stringValue.flatMap({ Instant($0) }) else { return [] }
    let past = PastState(record)
    let moments = Set([time] + past.moments.filter { $0 > time })
    // What happened in the same part of a day is one change.
    let parts = Dictionary(grouping: moments) { Part($0) }
    return parts.values.compactMap { $0.max() }.sorted().map { ($0, past.value(at: $0)) }
  }
}
