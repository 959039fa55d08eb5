import JSONSchema

@testable import HealthFiles

/// Records handed out as segments cut at random places, in random order: what an answer must not depend on.
struct ShuffledFrames: FrameSource {
  let catalogue: Catalogue
  let profile: StoreProfile
  let records: [String: [JSON]]
  let seed: UInt64

  func scan<Result: Sendable>(
    _ type: RecordType, columns: [ColumnPath], days: ClosedRange<BusinessDay>?,
    body: @Sendable (Segment) -> Result
  ) throws(StoreError) -> (results: [Result], problems: [Problem]) {
    var random = SeededRandom(seed: seed)
    let all = (records[type.name] ?? []).shuffled(using: &random)
    var results: [Result] = []
    var rest = all[...]
    repeat {
      let count = min(rest.count, random.below(9))
      var builder = SegmentBuilder(type, columns: columns, currency: profile.currency, scans: false)
      for record in rest.prefix(count) { builder.append(record) }
      rest = rest.dropFirst(count)
      results.append(body(builder.finish()))
    } while !rest.isEmpty
    return (results, [])
  }
}
