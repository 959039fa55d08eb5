extension Snapshot: FrameSource {
  /// Reads columns of a type and hands them to a function, segment by segment.
  public func scan<Result: Sendable>(
    _ type: RecordType, columns: [ColumnPath], days: ClosedRange<BusinessDay>?,
    body: @Sendable (Segment) -> Result
  ) throws(StoreError) -> (results: [Result], problems: [Problem]) {
    let kinds = columns.compactMap { path in
      type.columnKind(at: path, currency: profile.currency).map { (path: path, kind: $0) }
    }
    var builder = SegmentBuilder(kinds)
    let (records, problems) = try records(of: type, days: days)
    for record in records { builder.append(record.value) }
    return ([body(builder.segment())], problems + builder.problems)
  }
}
