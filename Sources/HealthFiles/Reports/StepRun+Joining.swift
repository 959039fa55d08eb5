extension StepRun {
  /// Rows that a joined table may have.
  static let rowLimit = 4_000_000

  /// Lays tables side by side where some columns agree.
  ///
  /// - Parameters:
  ///   - keys: the columns that must agree; without any, each row of one stands beside each of the other.
  ///   - keepsAll: whether rows that agree with none are kept in every table, or in the first alone.
  static func join(_ tables: [Table], on keys: [String], keepsAll: Bool) throws(StoreError) -> Table {
    guard var joined = tables.first else { return Table(headings: [], rows: []) }
    for table in tables.dropFirst() {
      let left = try places(keys, in: joined)
      let right = try places(keys, in: table)
      // A column of the same name is there already: the first table's stands.
      let added = table.headings.indices.filter { place in
        !right.contains(place) && !joined.headings.contains { $0.name == table.headings[place].name }
      }
      var matches: [[Datum]: [Int]] = [:]
      for (row, values) in table.rows.enumerated() { matches[right.map { values[$0] }, default: []].append(row) }
      var rows: [[Datum]] = []
      var used: Set<Int> = []
      let nothing = added.map { table.headings[$0].isTotal ? Datum.number(0) : .none }
      for row in joined.rows {
        guard rows.count <= rowLimit else { throw .invalid([Problem(.tooMany(limit: rowLimit), at: Place())]) }
        let found = matches[left.map { row[$0] }] ?? []
        used.formUnion(found)
        rows += found.isEmpty ? [row + nothing] : found.map { other in row + added.map { table.rows[other][$0] } }
      }
      if keepsAll {
        let lacking = joined.headings.map { $0.isTotal ? Datum.number(0) : Datum.none }
        for (other, values) in table.rows.enumerated() where !used.contains(other) {
          var row = lacking
          for (place, key) in zip(left, right) { row[place] = values[key] }
          rows.append(row + added.map { values[$0] })
        }
      }
      joined = Table(headings: joined.headings + added.map { table.headings[$0] }, rows: rows)
      joined = joined.sorted(by: left.map { ($0, false) })
    }
    return joined
  }

  private static func places(_ keys: [String], in table: Table) throws(StoreError) -> [Int] {
    var places: [Int] = []
    for key in keys {
      guard let place = table.column(called: key) else {
        let near = Suggestion.nearest(to: key, amongGroups: table.headings.map { [$0.name] })
        throw .notFound(kind: .field, name: key, near: near)
      }
      places.append(place)
    }
    return places
  }
}
