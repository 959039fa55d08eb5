internal import JSONSchema

/// Records of some days, and the day from which on there are more.
public struct LatestRecords: Sendable {
  /// The records, open as far as keys are at hand.
  public var records: [Record] = []
  /// What could not be read.
  public var problems: [Problem] = []
  /// The last of the earlier days that were not read; nil when there are none.
  public var earlier: BusinessDay?
}

extension Snapshot {
  /// Returns the records of a type, whole days from the latest on, until so many were read.
  ///
  /// Of types whose paths name no day all are read.
  ///
  /// - Parameter last: leaves later days out.
  public func latestRecords(
    of type: RecordType, upTo last: BusinessDay? = nil, from first: BusinessDay? = nil, limit: Int
  ) throws(StoreError) -> LatestRecords {
    guard type.layout == .daily || type.layout == .dated else {
      let (records, problems) = try records(of: type)
      return LatestRecords(records: records, problems: problems)
    }
    let days = Set(try paths(of: type).compactMap(Layout.day)).sorted().filter { day in
      last.map { day <= $0 } ?? true && first.map { day >= $0 } ?? true
    }
    var latest = LatestRecords()
    var rest = days[...]
    while let day = rest.last, latest.records.count < limit {
      // A few days at a time, so that a page of one day does not read a month.
      let batch = rest.suffix(Self.daysAtOnce)
      rest = rest.dropLast(batch.count)
      let (records, problems) = try self.records(of: type, days: (batch.first ?? day)...day)
      latest.records += records
      latest.problems += problems
    }
    latest.earlier = rest.last
    return latest
  }

  private static let daysAtOnce = 2
}
