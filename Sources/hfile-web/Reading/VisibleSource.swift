import HealthFiles

/// A state without the records that a viewer does not see: no question reaches them, not even by a reference.
struct VisibleSource: FrameSource {
  private let state: Snapshot
  let catalogue: Catalogue

  var profile: StoreProfile { state.profile }

  init(_ visit: Visit) {
    state = visit.state
    catalogue = visit.viewer.sight.collections == nil ? visit.catalogue : visit.catalogue.keeping(visit.viewer.sees)
  }

  func scan<Result: Sendable>(
    _ type: RecordType, columns: [ColumnPath], days: ClosedRange<BusinessDay>?,
    body: @Sendable (Segment) -> Result
  ) throws(StoreError) -> (results: [Result], problems: [Problem]) {
    try state.scan(type, columns: columns, days: days, body: body)
  }
}
