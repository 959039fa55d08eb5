/// What ids lead to: for each field over references the value of each id, read once before the question is run.
struct Lookups: Sendable {
  private var values: [String: [String: Datum]] = [:]
  private(set) var problems: [Problem] = []

  /// For questions that follow no reference.
  init() {}

  /// Reads what the fields need.
  init(_ fields: [QueryField], in source: any FrameSource) throws(StoreError) {
    for field in fields where !field.targets.isEmpty && values[field.name] == nil {
      values[field.name] = try read(field, in: source)
    }
  }

  /// The values of a field by the ids that stand in the record; nil for a field of the record itself.
  func values(of field: QueryField) -> [String: Datum]? { values[field.name] }

  private mutating func read(_ field: QueryField, in source: any FrameSource) throws(StoreError) -> [String: Datum] {
    var found: [String: Datum] = [:]
    for target in field.targets {
      let further = target.field.targets.isEmpty ? nil : try read(target.field, in: source)
      let reached: [[(String, Datum)]]
      switch target.home {
      case .table(let table, _): reached = [Self.pairs(table.segment(), key: Self.key(table), target.field, further)]
      case .type(let type):
        let key = ColumnPath(members: ["id"])
        let answer = try source.scan(type, columns: [key, target.field.path], days: nil) { segment in
          Self.pairs(segment, key: key, target.field, further)
        }
        problems += answer.problems
        reached = answer.results
      }
      for (id, value) in reached.joined() { found[id] = value }
    }
    return found
  }

  private static func key(_ table: Table) -> ColumnPath { ColumnPath(members: [table.headings.first?.name ?? ""]) }

  private static func pairs(
    _ segment: Segment, key: ColumnPath, _ field: QueryField, _ further: [String: Datum]?
  ) -> [(String, Datum)] {
    guard let ids = segment.columns[key] else { return [] }
    let column = SegmentReader(segment, list: nil).column(of: field, by: further)
    return (0..<segment.count).compactMap { place in
      guard case .text(let id) = ids[place] else { return nil }
      return (id, column[place])
    }
  }
}
