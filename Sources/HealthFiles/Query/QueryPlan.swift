/// A question whose words are resolved: which columns to read, and what to do with them.
struct QueryPlan: Sendable {
  let scope: FieldScope
  let condition: Expression?
  let keys: [QueryField]
  let aggregates: [Aggregate]
  let days: ClosedRange<BusinessDay>?
  /// The list whose items are the rows.
  let list: [String]?
  /// What tells the latest row, where a figure asks for it.
  private let time: (time: ColumnPath, id: ColumnPath)?

  init(_ query: Query, in scope: FieldScope) throws(StoreError) {
    self.scope = scope
    var keys: [QueryField] = []
    if let bucket = query.bucket {
      keys.append(try readingWords { () throws(ExpressionError) in try Self.bucket(bucket, scope) })
    }
    for text in query.groupBy {
      keys.append(try readingWords { () throws(ExpressionError) in try Self.key(text, scope) })
    }
    self.keys = keys
    let asked = query.figures.isEmpty ? [Query.Figure(.count, of: nil)] : query.figures
    var aggregates: [Aggregate] = []
    for figure in asked {
      aggregates.append(try readingWords { () throws(ExpressionError) in try Self.aggregate(figure, scope) })
    }
    self.aggregates = aggregates
    var condition: Expression?
    for text in query.conditions {
      let parsed = try readingWords { () throws(ExpressionError) in try Expression(parsing: text, in: scope) }
      condition = condition.map { .and($0, parsed) } ?? parsed
    }
    days = query.days
    if let days {
      let within = try readingWords { () throws(ExpressionError) in try Self.within(days, scope) }
      condition = condition.map { .and($0, within) } ?? within
    }
    self.condition = condition
    list = try readingWords { () throws(ExpressionError) in try Self.list(query, keys, aggregates) }
    guard aggregates.contains(where: { $0.function == .last }) else {
      time = nil
      return
    }
    time = try readingWords { () throws(ExpressionError) in try Self.order(scope) }
  }

  // MARK: resolving

  private static func key(_ text: String, _ scope: FieldScope) throws(ExpressionError) -> QueryField {
    let field = try QueryField(parsing: text, in: scope)
    guard field.parts.isEmpty else { throw ExpressionError(text: text, column: 0, reason: .noValues(field.name)) }
    return field
  }

  private static func businessDay(_ scope: FieldScope, asked text: String) throws(ExpressionError) -> QueryField {
    switch scope.root {
    case .type(let type):
      if let day = QueryField.businessDay(of: type) { return day }
      throw ExpressionError(text: text, column: 0, reason: .noTime(type.label))
    case .table: return try QueryField(parsing: "day", in: scope)
    }
  }

  private static func bucket(_ part: DatePart, _ scope: FieldScope) throws(ExpressionError) -> QueryField {
    guard part == .hour, case .type(let type) = scope.root else {
      var field = try businessDay(scope, asked: part.rawValue).taking(part)
      field.heading.name = part.rawValue
      return field
    }
    guard let path = type.time.flatMap({ ColumnPath($0) }) else {
      throw ExpressionError(text: part.rawValue, column: 0, reason: .noTime(type.label))
    }
    let heading = Heading(name: "time", label: part.label, kind: .instant)
    var field = QueryField(path: path, heading: heading).taking(part)
    field.heading.name = part.rawValue
    return field
  }

  private static func within(
    _ days: ClosedRange<BusinessDay>, _ scope: FieldScope
  ) throws(ExpressionError) -> Expression {
    let measure = Measure.field(try businessDay(scope, asked: "\(days.lowerBound)"))
    return .and(
      .compare(measure, .atLeast, operands: [.number(Int64(days.lowerBound.daysSinceEpoch), decimals: 0)]),
      .compare(measure, .atMost, operands: [.number(Int64(days.upperBound.daysSinceEpoch), decimals: 0)]))
  }

  private static func order(_ scope: FieldScope) throws(ExpressionError) -> (time: ColumnPath, id: ColumnPath) {
    guard case .type(let type) = scope.root, let time = type.time.flatMap({ ColumnPath($0) }) else {
      let label = if case .type(let type) = scope.root { type.label } else { Phrase("Table", "表", "表") }
      throw ExpressionError(text: AggregateFunction.last.rawValue, column: 0, reason: .noTime(label))
    }
    return (time, ColumnPath(members: ["id"]))
  }

  private static func aggregate(_ figure: Query.Figure, _ scope: FieldScope) throws(ExpressionError) -> Aggregate {
    let measure = try figure.measure.map { text throws(ExpressionError) in try Measure(parsing: text, in: scope) }
    let condition = try figure.condition.map { text throws(ExpressionError) in try Expression(parsing: text, in: scope)
    }
    let function = figure.function
    let text = figure.measure ?? ""
    let name = figure.name ?? (measure == nil ? function.rawValue : "\(function.rawValue) \(text)")
    var heading = Heading(name: name, label: function.label, kind: .number(decimals: 0))
    if let measure {
      if case .field(let field) = measure { heading = field.heading }
      heading.name = name
      heading.kind = measure.kind
      heading.label = figure.label ?? Self.label(function, measure.label)
      if case .difference(let first, _) = measure {
        heading.unit = first.kind == .instant ? "min" : first.kind == .day ? "d" : heading.unit
      }
    }
    heading.label = figure.label ?? heading.label
    if function.needsNumbers, measure.map({ if case .number = $0.kind { false } else { true } }) ?? true {
      throw ExpressionError(text: text, column: 0, reason: .noValues(text))
    }
    switch function {
    case .count, .distinct:
      heading = Heading(name: name, label: heading.label, kind: .number(decimals: 0), isTotal: true)
    case .sum:
      heading.isTotal = true
      if case .number(let decimals) = heading.kind {
        heading.kind = .number(decimals: min(decimals, heading.isAmount ? decimals : ColumnKind.freeDecimals))
      }
    case .mean, .median:
      if !heading.isAmount { heading.kind = .number(decimals: Aggregate.meanDecimals) }
      heading.keepsDecimals = true
    case .min, .max, .last: break
    }
    return Aggregate(function: function, measure: measure, condition: condition, heading: heading)
  }

  private static func label(_ function: AggregateFunction, _ what: Phrase) -> Phrase {
    Phrase(
      "\(function.label.english) of \(what.english)", "\(what.simplified)（\(function.label.simplified)）",
      "\(what.traditional)（\(function.label.traditional)）")
  }

  /// The one list that keys and measures lie in.
  private static func list(
    _ query: Query, _ keys: [QueryField], _ aggregates: [Aggregate]
  ) throws(ExpressionError) -> [String]? {
    var found: [String]?
    for field in keys + aggregates.flatMap({ $0.measure?.fields ?? [] }) {
      guard let list = field.path.list else { continue }
      if let found, found != list {
        throw ExpressionError(
          text: field.name, column: 0, reason: .otherList(field.name, rows: found.joined(separator: ".")))
      }
      found = list
    }
    return found
  }

  // MARK: running

  /// The fields of all parts of the question.
  private var fields: [QueryField] {
    keys + aggregates.flatMap(\.fields) + (condition?.fields ?? [])
  }

  func run(_ source: any FrameSource) throws(StoreError) -> (table: Table, problems: [Problem]) {
    let lookups = try Lookups(fields, in: source)
    var problems = lookups.problems
    let results: [Result<SegmentAnswer?, QueryOverflow>]
    switch scope.root {
    case .table(let table): results = [answer(table.segment(), lookups, source.profile)]
    case .type(let type):
      var columns: [ColumnPath] = []
      for path in fields.flatMap(\.columns) + (time.map { [$0.time, $0.id] } ?? []) where !columns.contains(path) {
        columns.append(path)
      }
      let profile = source.profile
      let scanned = try source.scan(type, columns: columns, days: days) { answer($0, lookups, profile) }
      results = scanned.results
      problems += scanned.problems
    }
    do throws(QueryOverflow) {
      return (try table(of: results), problems)
    } catch {
      let names = aggregates.map(\.heading.name).joined(separator: ", ")
      throw .invalid([Problem(.sumTooLarge(names), at: Place())])
    }
  }

  /// What a segment tells of each of its groups.
  private struct SegmentAnswer: Sendable {
    let grouping: Grouping
    let partials: [Partial]
  }

  /// Nil where no row of the segment belongs to any group.
  private func answer(
    _ segment: Segment, _ lookups: Lookups, _ profile: StoreProfile
  ) -> Result<SegmentAnswer?, QueryOverflow> {
    let reader = SegmentReader(segment, list: list)
    let predicate = Predicate(reader: reader, lookups: lookups, profile: profile)
    do throws(QueryOverflow) {
      let mask = try condition.map { condition throws(QueryOverflow) in try predicate.mask(condition) }
      // What is asked of one member is answered by a few segments: the others need no codes for their keys.
      if let mask, !keys.isEmpty, !mask.contains(true) { return .success(nil) }
      var grouping = Grouping(keys.map { predicate.codes(of: $0) }, mask: mask, count: reader.count)
      let order = rowOrder(reader)
      var partials: [Partial] = []
      for aggregate in aggregates {
        let values = try aggregate.measure.map { measure throws(QueryOverflow) in try predicate.values(of: measure) }
        let own = try aggregate.condition.map { condition throws(QueryOverflow) in try predicate.mask(condition) }
        partials.append(aggregate.partial(grouping, values, mask: own, order: order))
      }
      grouping.forgetRows()
      return .success(SegmentAnswer(grouping: grouping, partials: partials))
    } catch {
      return .failure(error)
    }
  }

  private func rowOrder(_ reader: SegmentReader) -> RowOrder? {
    guard let time, let times = reader.segment.columns[time.time], let ids = reader.segment.columns[time.id] else {
      return nil
    }
    return RowOrder(times: reader.spread(times).integers, ids: reader.spread(ids))
  }

  /// Brings together what the segments tell.
  private func table(of results: [Result<SegmentAnswer?, QueryOverflow>]) throws(QueryOverflow) -> Table {
    var groups = GroupMerger(keys: keys.count)
    var figures = aggregates.map { PartialMerger($0) }
    for result in results {
      guard let answer = try result.get() else { continue }
      let places = groups.places(of: answer.grouping)
      for place in figures.indices { figures[place].add(answer.partials[place], places: places, count: groups.count) }
    }
    var rows: [[Datum]] = []
    for group in 0..<groups.count {
      var row = groups.keys(of: group)
      for place in figures.indices { row.append(try figures[place].value(of: group)) }
      rows.append(row)
    }
    return Table(headings: keys.map(\.heading) + aggregates.map(\.heading), rows: rows)
  }
}
