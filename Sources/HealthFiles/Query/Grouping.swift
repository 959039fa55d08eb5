/// The values of a column by a code of 0 and up for each row.
struct CodedColumn {
  var codes: [Int32]
  /// The value of each code; some may occur in no row.
  let values: [Datum]
}

/// Puts rows into groups by their keys: codes column by column, folded into one number a row.
struct Grouping: Sendable {
  /// The group of each row; -1 where the row is left out.
  private(set) var groups: [Int32]
  /// How many groups there are.
  private(set) var count = 1
  /// For each key the code of each group.
  private(set) var codes: [[Int32]] = []
  /// For each key the value of each code.
  private(set) var values: [[Datum]] = []

  /// Above this many combinations groups are found by hashing rather than by a table.
  static let denseLimit = 1 << 18

  /// Groups the rows of a mask (all rows without one) by the values of some columns.
  init(_ columns: [CodedColumn], mask: [Bool]?, count: Int) {
    groups = mask.map { $0.map { $0 ? 0 : -1 } } ?? [Int32](repeating: 0, count: count)
    for column in columns { fold(column) }
  }

  /// Keeps what is known of the groups only.
  mutating func forgetRows() { groups = [] }

  /// Divides the groups there are by the codes of one more column.
  private mutating func fold(_ column: CodedColumn) {
    let (width, codes) = (column.values.count, column.codes)
    var divided: [(group: Int32, code: Int32)] = []
    if count * width <= Self.denseLimit {
      var places = [Int32](repeating: -1, count: count * width)
      for row in groups.indices where groups[row] >= 0 {
        let place = Int(groups[row]) * width + Int(codes[row])
        if places[place] < 0 {
          places[place] = Int32(divided.count)
          divided.append((groups[row], codes[row]))
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
        places[place] = Int32(divided.count)
        divided.append((groups[row], codes[row]))
        groups[row] = Int32(divided.count - 1)
      }
    }
    count = divided.count
    self.codes = self.codes.map { known in divided.map { known[Int($0.group)] } } + [divided.map(\.code)]
    values.append(column.values)
  }
}

/// Gives values numbers that stay the same over many segments.
struct Interner {
  private var places: [Datum: Int32] = [:]
  private(set) var values: [Datum] = []

  mutating func place(of value: Datum) -> Int32 {
    if let place = places[value] { return place }
    places[value] = Int32(values.count)
    values.append(value)
    return Int32(values.count - 1)
  }
}

/// Brings the groups of many segments together.
struct GroupMerger {
  private var levels: [(values: Interner, pairs: [Int64: Int32])]
  /// For each key the code of each group.
  private var codes: [[Int32]]
  /// How many groups there are.
  private(set) var count = 0

  init(keys: Int) {
    levels = Array(repeating: (Interner(), [:]), count: keys)
    codes = Array(repeating: [], count: keys)
    // Without a key there is one group, even when there are no rows.
    if keys == 0 { count = 1 }
  }

  /// Returns where each group of a segment belongs.
  mutating func places(of grouping: Grouping) -> [Int32] {
    guard !levels.isEmpty else { return [Int32](repeating: 0, count: grouping.count) }
    var found = [Int32](repeating: 0, count: grouping.count)
    for level in levels.indices {
      let values = grouping.values[level]
      var places = [Int32](repeating: -1, count: values.count)
      let isLast = level == levels.count - 1
      for group in found.indices {
        let code = Int(grouping.codes[level][group])
        if places[code] < 0 { places[code] = levels[level].values.place(of: values[code]) }
        let pair = Int64(found[group]) << 32 | Int64(places[code])
        if let known = levels[level].pairs[pair] {
          found[group] = known
          continue
        }
        let made = Int32(levels[level].pairs.count)
        levels[level].pairs[pair] = made
        found[group] = made
        if isLast { count += 1 }
      }
      for group in found.indices where isLast && Int(found[group]) >= codes[level].count {
        // New groups come in the order of their numbers.
        for key in levels.indices {
          codes[key].append(levels[key].values.place(of: grouping.values[key][Int(grouping.codes[key][group])]))
        }
      }
    }
    return found
  }

  /// The keys of a group.
  func keys(of group: Int) -> [Datum] { codes.indices.map { levels[$0].values.values[Int(codes[$0][group])] } }
}

extension Column {
  /// The values by codes.
  var coded: CodedColumn {
    switch self {
    case .text(let places, let dictionary):
      let missing = Int32(dictionary.count)
      return CodedColumn(
        codes: places.map { $0 < 0 ? missing : $0 }, values: dictionary.map { Datum.text($0) } + [.none])
    case .boolean(let values):
      return CodedColumn(
        codes: values.map { $0 < 0 ? 2 : Int32($0) }, values: [.boolean(false), .boolean(true), .none])
    case .number(let values, _): return Self.coded(values) { .number($0) }
    case .day(let days): return Self.coded(days, part: .day)
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
      return CodedColumn(codes: codes, values: found)
    }
  }

  /// Parts of days by codes, through a table over the range of the days: a month of sales has 30 days, a million rows.
  static func coded(_ days: [Int32], part: DatePart) -> CodedColumn {
    var (least, most) = (Int32.max, Int32.min)
    for day in days where day != Int32.min {
      least = min(least, day)
      most = max(most, day)
    }
    guard least <= most, Int(most) - Int(least) < 1 << 16 else {
      return coded(Column.day(days).integers) { .day(Int32(truncatingIfNeeded: $0)) }.taking(part)
    }
    let whole = (least...most).map { Datum.day($0) }
    let table = CodedColumn(codes: (0..<Int32(whole.count)).map { $0 }, values: whole + [.none]).taking(part)
    let missing = Int32(table.values.count - 1)
    return CodedColumn(
      codes: days.map { $0 == Int32.min ? missing : table.codes[Int($0 &- least)] }, values: table.values)
  }

  private static func coded(_ values: [Int64], _ make: (Int64) -> Datum) -> CodedColumn {
    var (least, most) = (Int64.max, Int64.min)
    for value in values where value != Column.none {
      least = min(least, value)
      most = max(most, value)
    }
    guard least <= most else {
      return CodedColumn(codes: [Int32](repeating: 0, count: values.count), values: [.none])
    }
    let (range, overflow) = most.subtractingReportingOverflow(least)
    if !overflow, range < 1 << 14 {
      let missing = Int32(range) + 1
      return CodedColumn(
        codes: values.map { $0 == Column.none ? missing : Int32(truncatingIfNeeded: $0 &- least) },
        values: (least...most).map(make) + [.none])
    }
    var places: [Int64: Int32] = [:]
    var found: [Datum] = []
    let codes = values.map { value -> Int32 in
      if let place = places[value] { return place }
      places[value] = Int32(found.count)
      found.append(value == Column.none ? .none : make(value))
      return Int32(found.count - 1)
    }
    return CodedColumn(codes: codes, values: found)
  }
}

extension CodedColumn {
  /// Returns days by a part of them; what is missing comes last.
  fileprivate func taking(_ part: DatePart) -> CodedColumn {
    var places = Interner()
    var reached: [Int32] = []
    for value in values {
      guard case .day(let day) = value, let whole = part.value(of: BusinessDay(daysSinceEpoch: day)) else {
        reached.append(-1)
        continue
      }
      let isNumber = if case .number = part.kind { true } else { false }
      reached.append(places.place(of: isNumber ? .number(whole) : .day(Int32(truncatingIfNeeded: whole))))
    }
    let missing = Int32(places.values.count)
    return CodedColumn(
      codes: codes.map { reached[Int($0)] < 0 ? missing : reached[Int($0)] }, values: places.values + [.none])
  }
}
