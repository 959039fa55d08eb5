/// One value of a table.
public enum Datum: Sendable, Hashable {
  /// There is none.
  case none
  /// A whole multiple of the power of ten that the heading names.
  case number(Int64)
  /// Days since 1970-01-01.
  case day(Int32)
  /// Seconds since 1970-01-01T00:00:00Z, and minutes east of UTC.
  case instant(Int64, offsetMinutes: Int16)
  /// A text, a code or an id.
  case text(String)
  /// True or false.
  case boolean(Bool)

  /// The value as a whole number: of numbers, days, instants and truth; nil of texts and of nothing.
  var integer: Int64? {
    switch self {
    case .number(let value): value
    case .day(let day): Int64(day)
    case .instant(let seconds, _): seconds
    case .boolean(let value): value ? 1 : 0
    case .text, .none: nil
    }
  }
}

extension Datum: Comparable {
  /// Orders values of one column; what is missing comes last.
  public static func < (left: Datum, right: Datum) -> Bool {
    switch (left, right) {
    case (.none, _): false
    case (_, .none): true
    case (.text(let one), .text(let other)):
      one.unicodeScalars.lexicographicallyPrecedes(other.unicodeScalars)
    case (.instant(let one, let first), .instant(let other, let second)): (one, first) < (other, second)
    default: (left.integer ?? Int64.min) < (right.integer ?? Int64.min)
    }
  }
}

/// What stands over a column of a table.
public struct Heading: Sendable, Hashable {
  /// Name of the column, by which conditions and formulas know it.
  public var name: String
  /// What people call it.
  public var label: Phrase
  /// How its values are kept.
  public var kind: ColumnKind
  /// The part of a date that the values are.
  public var part: DatePart?
  /// Labels of the codes that may occur.
  public var codes: [String: Phrase] = [:]
  /// The unit: a currency's code, or the unit of the schema.
  public var unit: String?
  /// Whether the numbers are amounts of money, which are written as records write them.
  public var isAmount = false
  /// Whether people read the numbers with all their decimals, as they do of amounts and of means.
  public var keepsDecimals = false
  /// Whether a missing value means nought, as it does for sums and counts.
  public var isTotal = false

  /// Decimals of a number; 0 for everything else.
  public var decimals: Int {
    if case .number(let decimals) = kind { decimals } else { 0 }
  }

  /// Whether the values are numbers that people read flush right.
  public var isNumber: Bool {
    if case .number = kind { part == nil } else { false }
  }
}

/// Rows under headings: the answer to a question.
public struct Table: Sendable, Hashable {
  /// What stands over the columns.
  public var headings: [Heading]
  /// One value a heading in each row.
  public var rows: [[Datum]]

  /// Makes a table.
  public init(headings: [Heading], rows: [[Datum]]) {
    self.headings = headings
    self.rows = rows
  }

  /// Returns the place of the column a person names; nil when there is none.
  ///
  /// A column goes by its name or label; a measure also by its function, where no other has the same.
  public func column(called word: String) -> Int? {
    if let exact = headings.firstIndex(where: { $0.name == word }) { return exact }
    let lowered = word.lowercased()
    if let labelled = headings.firstIndex(where: { $0.label.all.contains { $0.lowercased() == lowered } }) {
      return labelled
    }
    let begun = headings.indices.filter { headings[$0].name.hasPrefix(word + " ") }
    return begun.count == 1 ? begun[0] : nil
  }

  /// Returns the table in the order of some columns, each rising or falling; ties stay as they are.
  public func sorted(by keys: [(column: Int, descends: Bool)]) -> Table {
    let order = rows.indices.sorted { first, second in
      for (column, descends) in keys {
        let (one, other) = (rows[first][column], rows[second][column])
        if one == other { continue }
        if one == .none || other == .none { return other == .none }
        return descends ? other < one : one < other
      }
      return first < second
    }
    return Table(headings: headings, rows: order.map { rows[$0] })
  }

  /// The table as the columns of a segment, so that questions can be put to it like to records.
  func segment() -> Segment {
    var columns: [ColumnPath: Column] = [:]
    for (place, heading) in headings.enumerated() {
      columns[ColumnPath(members: [heading.name])] = Column(rows.map { $0[place] }, kind: heading.kind)
    }
    return Segment(count: rows.count, columns: columns, offsets: [:])
  }
}

extension Column {
  /// Makes a column of single values.
  init(_ values: [Datum], kind: ColumnKind) {
    switch kind {
    case .number(let decimals): self = .number(values.map { $0.integer ?? Column.none }, decimals: decimals)
    case .day: self = .day(values.map { $0.integer.map { Int32(truncatingIfNeeded: $0) } ?? Int32.min })
    case .boolean: self = .boolean(values.map { $0.integer.map { Int8(truncatingIfNeeded: $0) } ?? -1 })
    case .instant:
      let offsets = values.map { if case .instant(_, let minutes) = $0 { minutes } else { Int16(0) } }
      self = .instant(values.map { $0.integer ?? Column.none }, offsetMinutes: offsets)
    case .text:
      var places: [String: Int32] = [:]
      var dictionary: [String] = []
      let codes = values.map { value -> Int32 in
        guard case .text(let text) = value else { return -1 }
        if let place = places[text] { return place }
        places[text] = Int32(dictionary.count)
        dictionary.append(text)
        return Int32(dictionary.count - 1)
      }
      self = .text(codes, dictionary: dictionary)
    }
  }

  /// Returns the value at a place.
  subscript(place: Int) -> Datum {
    switch self {
    case .number(let values, _): values[place] == Column.none ? .none : .number(values[place])
    case .day(let values): values[place] == Int32.min ? .none : .day(values[place])
    case .instant(let values, let offsets):
      values[place] == Column.none ? .none : .instant(values[place], offsetMinutes: offsets[place])
    case .text(let values, let dictionary): values[place] < 0 ? .none : .text(dictionary[Int(values[place])])
    case .boolean(let values): values[place] < 0 ? .none : .boolean(values[place] == 1)
    }
  }
}
