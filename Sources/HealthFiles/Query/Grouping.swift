/// Puts rows into groups by their keys: codes column by column, folded into one number a row.
struct Grouping {
  /// The group of each row; -1 where the row is left out.
  private(set) var groups: [Int32]
  /// The keys of each group.
  private(set) var keys: [[Datum]] = []

  /// Above this many combinations groups are found by hashing rather than by a table.
  private static let denseLimit = 1 << 18

  /// Groups the rows of a mask (all rows without one) by the values of some columns.
  init(_ columns: [Column], mask: [Bool]?, count: Int) {
    groups = mask.map { $0.map { $0 ? 0 : -1 } } ?? [Int32](repeating: 0, count: count)
    guard !columns.isEmpty else {
      keys = [[]]
      return
    }
    keys = [[]]
    for column in columns {
      let (codes, values) = column.coded
      fold(codes, values)
    }
  }

  /// Divides the groups there are by the codes of one more column.
  private mutating func fold(_ codes: [Int32], _ values: [Datum]) {
    let width = values.count
    var divided: [[Datum]] = []
    let bound = keys.count * width
    if bound <= Self.denseLimit {
      var places = [Int32](repeating: -1, count: bound)
      for row in groups.indices where groups[row] >= 0 {
        let place = Int(groups[row]) * width + Int(codes[row])
        if places[place] < 0 {
          places[place] = Int32(divided.count)
          divided.append(keys[Int(groups[row])] + [values[Int(codes[row])]])
        }
        groups[row] = places[place]
      }
    } else {
      var places: [Int: Int32] = [:]
      for row in groups.indices where groups[row] >= 0 {
        let place = Int(groups[row]) * width + Int(codes[row])
        if let known = places[place] {
          groups[row] = known
          continue
        }
        let made = Int32(divided.count)
        places[place] = made
        divided.append(keys[Int(groups[row])] + [values[Int(codes[row])]])
        groups[row] = made
      }
    }
    keys = divided
  }
}

extension Column {
  /// The values by a code of 0 and up for each row, the last one for what is missing.
  var coded: (codes: [Int32], values: [Datum]) {
    switch self {
    case .text(let places, let dictionary):
      let missing = Int32(dictionary.count)
      return (places.map { $0 < 0 ? missing : $0 }, dictionary.map { Datum.text($0) } + [.none])
    case .boolean(let values):
      return (values.map { $0 < 0 ? 2 : Int32($0) }, [.boolean(false), .boolean(true), .none])
    case .number(let values, _): return Self.coded(values) { .number($0) }
    case .day: return Self.coded(integers) { .day(Int32(truncatingIfNeeded: $0)) }
    case .instant(let values, let offsets):
      // Instants group by what the clock showed too, so that a group has one text.
      var places: [Datum: Int32] = [:]
      var found: [Datum] = []
      let codes = values.indices.map { row -> Int32 in
        let value: Datum = values[row] == Column.none ? .none : .instant(values[row], offsetMinutes: offsets[row])
        if let place = places[value] { return place }
        places[value] = Int32(found.count)
        found.append(value)
        return Int32(found.count - 1)
      }
      return (codes, found.isEmpty ? [.none] : found)
    }
  }

  private static func coded(_ values: [Int64], _ make: (Int64) -> Datum) -> (codes: [Int32], values: [Datum]) {
    var (least, most) = (Int64.max, Int64.min)
    for value in values where value != Column.none {
      least = min(least, value)
      most = max(most, value)
    }
    guard least <= most else { return ([Int32](repeating: 0, count: values.count), [.none]) }
    let (range, overflow) = most.subtractingReportingOverflow(least)
    if !overflow, range < 1 << 14 {
      let missing = Int32(range) + 1
      return (
        values.map { $0 == Column.none ? missing : Int32(truncatingIfNeeded: $0 &- least) },
        (least...most).map(make) + [.none]
      )
    }
    var places: [Int64: Int32] = [:]
    var found: [Datum] = []
    let codes = values.map { value -> Int32 in
      if let place = places[value] { return place }
      places[value] = Int32(found.count)
      found.append(value == Column.none ? .none : make(value))
      return Int32(found.count - 1)
    }
    return (codes, found)
  }
}
