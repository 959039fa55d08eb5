import HealthFiles
import JSONSchema

extension Invocation {
  /// The one record of some types that a person names: its id, the code in it, its name, or a text found in it.
  func found(_ word: String, among names: [String], in state: Snapshot) throws(Failure) -> Record {
    let types = names.compactMap { state.catalogue.types[$0] }
    for id in [word] + types.map({ "\($0.prefix)-\(word)" }) {
      guard let type = state.catalogue.type(ofID: id), names.contains(type.name) else { continue }
      let record = try orFail { () throws(StoreError) in try state.record(id) }
      if let record { return record }
    }
    let matches = try orFail { () throws(StoreError) in
      try RecordSearch(text: word, types: types, limit: Self.mostMatches).matches(in: state).map(\.record)
    }
    func name(_ record: Record) -> String { state.catalogue.types[record.type]?.summary(of: record.value) ?? "" }
    let exact = matches.filter { name($0) == word }
    guard let first = exact.first ?? matches.first else {
      throw .store(.notFound(kind: .record, name: word, near: []))
    }
    guard exact.count == 1 || matches.count == 1 else {
      let list = matches.map { "\($0.id) \(name($0))".trimmedEnd }.joined(separator: ", ")
      throw .refused(
        .notFound, Phrase("several go by “\(word)”", "“\(word)”不止一个", "「\(word)」不止一個"), hint: Phrase(list, list, list))
    }
    return first
  }

  private static let mostMatches = 8

  /// A time as a person types it: `10:30` of a business day, `2026-11-22T10:30` by the store's clock, or with offset.
  func time(_ text: String, on day: BusinessDay, in state: Snapshot) throws(Failure) -> Int64 {
    if let instant = Instant(text) { return instant.seconds }
    let parts = text.split(whereSeparator: { $0 == "T" || $0 == " " })
    let date = parts.count == 2 ? BusinessDay(parts[0]) : nil
    let clock = (parts.last ?? "").split(separator: ":").compactMap { Int($0) }
    guard let hour = clock.first, (0...23).contains(hour), clock.count == 2, (0...59).contains(clock[1]),
      parts.count == 1 || date != nil
    else {
      throw .usage(
        Phrase("\(text) is no time (10:30)", "\(text) 不是时间（10:30）", "\(text) 不是時間（10:30）"), hint: usageHint)
    }
    let second = hour * 3600 + clock[1] * 60
    guard let date else { return state.profile.seconds(on: day, at: second) }
    return state.profile.seconds(date: date, at: second)
  }

  /// The business day of an option; today's when it is left out.
  func businessDay(_ name: String, in state: Snapshot) throws(Failure) -> BusinessDay {
    try day(name) ?? today(in: state)
  }

  /// The business day it is now.
  func today(in state: Snapshot) -> BusinessDay { state.profile.businessDay(of: console.environment.now().seconds) }

  /// What a verb that commits at once asks for.
  func commitRequest(_ store: Store) -> CommitRequest {
    var request = CommitRequest(message: self["--message"], author: Authorship.author(console, store: store))
    request.isDryRun = has("--dry-run")
    return request
  }
}

extension Option {
  /// The message of a commit that a verb makes at once.
  static let message = Option(
    names: ["--message", "-m"], value: "TEXT", help: Phrase("message of the commit", "提交说明", "提交說明"))

  /// The business day that is meant.
  static func on(_ help: Phrase) -> Option { Option(names: ["--on"], value: "DAY", help: help) }
}
