/// Gives the columns of a segment as a question needs them: over references, as parts of dates, one value a row.
struct SegmentReader {
  let segment: Segment
  /// The list whose items are the rows; nil when the records are.
  let list: [String]?
  /// How many rows there are.
  let count: Int
  /// The record of each row, where the items of a list are the rows.
  private let owners: [Int32]

  init(_ segment: Segment, list: [String]?) {
    self.segment = segment
    self.list = list
    guard let list else {
      count = segment.count
      owners = []
      return
    }
    let offsets = segment.offsets[list] ?? [0]
    count = Int(offsets.last ?? 0)
    var owners = [Int32](repeating: 0, count: count)
    for record in 0..<max(0, offsets.count - 1) {
      for item in Int(offsets[record])..<Int(offsets[record + 1]) { owners[item] = Int32(record) }
    }
    self.owners = owners
  }

  /// The values of a field, one for each record or for each item of its own list.
  func column(of field: QueryField, by lookup: [String: Datum]?, profile: StoreProfile? = nil) -> Column {
    let base = segment.columns[field.path] ?? Column([], kind: field.heading.kind)
    if !field.targets.isEmpty { return base.following(lookup ?? [:], kind: field.heading.kind) }
    switch field.view {
    case .plain: return base.taking(field.heading.part)
    case .businessDay: return (profile.map(base.businessDays) ?? base).taking(field.heading.part)
    case .position: return positions(in: field.path.list ?? [])
    }
  }

  /// The values of a field by codes, one for each row.
  func codes(of field: QueryField, by lookup: [String: Datum]?, profile: StoreProfile) -> CodedColumn {
    var coded: CodedColumn
    if let part = field.heading.part, field.targets.isEmpty, case .day(let days)? = segment.columns[field.path] {
      coded = Column.coded(days, part: part)
    } else {
      coded = column(of: field, by: lookup, profile: profile).coded
    }
    if list != nil, field.path.list == nil { coded.codes = owners.map { coded.codes[Int($0)] } }
    return coded
  }

  /// The place of each item in its record's list, from 1.
  private func positions(in list: [String]) -> Column {
    let offsets = segment.offsets[list] ?? []
    let places = zip(offsets, offsets.dropFirst()).flatMap { begin, end in (0..<(end - begin)).map { Int64($0) + 1 } }
    return .number(places, decimals: 0)
  }

  /// Spreads values of records over the rows.
  func spread(_ column: Column) -> Column { list == nil ? column : column.gather(owners) }

  /// Spreads a mask of records over the rows.
  func spread(_ mask: [Bool]) -> [Bool] { list == nil ? mask : owners.map { mask[Int($0)] } }

  /// Makes a mask of records of one of the items of a list: an item is enough.
  func any(_ mask: [Bool], in list: [String]) -> [Bool] {
    let offsets = segment.offsets[list] ?? []
    return (0..<segment.count).map { record in
      guard record + 1 < offsets.count else { return false }
      return mask[Int(offsets[record])..<Int(offsets[record + 1])].contains(true)
    }
  }
}

extension Column {
  /// Returns the values at some places.
  func gather(_ places: [Int32]) -> Column {
    switch self {
    case .number(let values, let decimals): .number(places.map { values[Int($0)] }, decimals: decimals)
    case .day(let values): .day(places.map { values[Int($0)] })
    case .instant(let values, let offsets):
      .instant(places.map { values[Int($0)] }, offsetMinutes: places.map { offsets[Int($0)] })
    case .text(let values, let dictionary): .text(places.map { values[Int($0)] }, dictionary: dictionary)
    case .boolean(let values): .boolean(places.map { values[Int($0)] })
    }
  }

  /// Returns what the ids of this column lead to.
  fileprivate func following(_ lookup: [String: Datum], kind: ColumnKind) -> Column {
    guard case .text(let codes, let dictionary) = self else { return Column([], kind: kind) }
    // One value for each id, and one more for what is missing.
    let reached = Column(dictionary.map { lookup[$0] ?? .none } + [.none], kind: kind)
    let missing = Int32(dictionary.count)
    return reached.gather(codes.map { $0 < 0 ? missing : $0 })
  }

  /// Returns the business days of instants; neighbours of one quarter of an hour share theirs.
  fileprivate func businessDays(_ profile: StoreProfile) -> Column {
    guard case .instant(let seconds, _) = self else { return self }
    var known: [Int64: Int32] = [:]
    return .day(
      seconds.map { value in
        guard value != Column.none else { return Int32.min }
        let quarter = Instant.floorDivide(value, 900)
        if let day = known[quarter] { return day }
        let day = profile.businessDay(of: value).daysSinceEpoch
        known[quarter] = day
        return day
      })
  }

  /// Returns a part of each date or time.
  fileprivate func taking(_ part: DatePart?) -> Column {
    guard let part else { return self }
    switch self {
    case .day(let days): return Column.parts(part, of: days)
    case .instant(let seconds, let offsets):
      let local = zip(seconds, offsets).map { $0 == Column.none ? Column.none : $0 + Int64($1) * 60 }
      if part == .hour {
        return .number(
          local.map { value in
            let second = value % 86_400
            return value == Column.none ? Column.none : (second < 0 ? second + 86_400 : second) / 3600
          }, decimals: 0)
      }
      let days = local.map { value in
        value == Column.none ? Int32.min : Int32(clamping: Instant.floorDivide(value, 86_400))
      }
      return Column.parts(part, of: days)
    default: return self
    }
  }

  /// Parts of days, by a table over the range of the days: a month of sales has 30 days and a million rows.
  private static func parts(_ part: DatePart, of days: [Int32]) -> Column {
    var (least, most) = (Int32.max, Int32.min)
    for day in days where day != Int32.min {
      least = min(least, day)
      most = max(most, day)
    }
    var table: [Int64] = []
    if least <= most {
      table = (least...most).map { part.value(of: BusinessDay(daysSinceEpoch: $0)) ?? Column.none }
    }
    if case .number = part.kind {
      return .number(days.map { $0 == Int32.min ? Column.none : table[Int($0 - least)] }, decimals: 0)
    }
    let whole = table.map { Int32(truncatingIfNeeded: $0) }
    return .day(days.map { $0 == Int32.min ? Int32.min : whole[Int($0 - least)] })
  }
}
