internal import JSONSchema

/// What a definition is run for: the day, the period, and what was asked.
public struct Occasion: Sendable {
  /// The moment as of which the answer is given.
  public var asOf: Instant
  /// The business day of that moment.
  public var today: BusinessDay
  /// The period asked about; both ends included.
  public var period: ClosedRange<BusinessDay>?
  /// The part of the date to group by.
  public var by: DatePart?

  /// Makes an occasion.
  public init(asOf: Instant, today: BusinessDay, period: ClosedRange<BusinessDay>? = nil, by: DatePart? = nil) {
    self.asOf = asOf
    self.today = today
    self.period = period
    self.by = by
  }
}

/// The rule sets of a state, as definitions ask for them.
struct RuleBook: Sendable {
  let types: [String: PolicyType]
  let versions: [String: JSON]

  /// Returns a value of the version in force on a day, and the day from which that version holds.
  func value(_ policy: String, _ pointer: JSONPointer, on day: BusinessDay) -> (value: JSON?, from: BusinessDay?) {
    guard let type = types[policy] else { return (nil, nil) }
    let version = type.version(of: versions[policy], on: day)
    return (version.values[pointer], version.from)
  }
}

/// Makes the tables of a definition, each when it is first needed.
struct StepRun {
  private let steps: [Step]
  private let source: any FrameSource
  private let occasion: Occasion
  private(set) var parameters: [String: Term] = [:]
  private(set) var tables: [String: Table] = [:]
  private(set) var problems: [Problem] = []
  /// The steps that wait for others.
  private var waiting: Set<String> = []
  /// The policy versions that were looked at: name and first day; nil where the default holds.
  private(set) var policies: [String: BusinessDay?] = [:]

  init(
    _ definition: Definition.Whole, _ occasion: Occasion, _ source: any FrameSource, _ rules: RuleBook
  ) throws(StoreError) {
    steps = definition.steps
    self.source = source
    self.occasion = occasion
    let period = occasion.period ?? occasion.today...occasion.today
    self.parameters = [
      "today": .day(Int64(occasion.today.daysSinceEpoch)), "now": .instant(occasion.asOf.seconds),
      "from": .day(Int64(period.lowerBound.daysSinceEpoch)), "to": .day(Int64(period.upperBound.daysSinceEpoch)),
      "weekday": .number(Ratio(Int64(occasion.today.weekday))),
    ]
    for (name, parameter) in definition.parameters {
      let place = Place(file: definition.file, pointer: JSONPointer(["parameters", name]))
      switch parameter {
      case .policy(let policy, let pointer):
        let (value, from) = rules.value(policy, pointer, on: occasion.today)
        policies[policy] = .some(from)
        self.parameters[name] = value.map { Term($0) } ?? Term.none
      case .formula(let text):
        self.parameters[name] = try reading(place) { () throws(ExpressionError) in
          try Formula.value(text, parameters: self.parameters)
        }
      }
    }
  }

  /// Returns the table of a step, made now if it was not before.
  mutating func table(_ name: String) throws(StoreError) -> Table {
    if let table = tables[name] { return table }
    guard let step = steps.last(where: { $0.name == name }) else {
      let near = Suggestion.nearest(to: name, among: steps.map(\.name) + source.catalogue.types.keys.sorted())
      throw .notFound(kind: .type, name: name, near: near)
    }
    guard waiting.insert(name).inserted else {
      let sentence = Phrase("the step needs itself", "该步骤依赖自身", "該步驟依賴自身")
      throw .invalid([Problem(.words(name, sentence), at: step.place)])
    }
    for need in step.needs where tables[need] == nil && steps.contains(where: { $0.name == need && $0.name != name }) {
      _ = try table(need)
    }
    let made: Table
    do throws(StoreError) { made = try make(step) } catch {
      switch error {
      case .expression(let text, _, let sentence):
        throw .invalid([Problem(.words(text, sentence), at: step.place)])
      case .notFound(_, let name, _):
        throw .invalid([Problem(.words(name, error.sentence), at: step.place)])
      default: throw error
      }
    }
    tables[name] = made
    return made
  }

  /// The column that a word of a definition names: `$by` is the part of the date that was asked for.
  func named(_ word: String) -> String { word == "$by" ? occasion.by?.rawValue ?? word : word }

  private func reading<Result>(
    _ place: Place, _ body: () throws(ExpressionError) -> Result
  ) throws(StoreError) -> Result {
    do throws(ExpressionError) { return try body() } catch {
      throw .invalid([Problem(.words(error.text, error.sentence), at: place)])
    }
  }

  private mutating func make(_ step: Step) throws(StoreError) -> Table {
    var table: Table
    switch step.source {
    case .question(let name): table = try answer(step, about: name)
    case .join(let names, let keys, let keepsAll):
      let joined = names.map { tables[$0] ?? Table(headings: [], rows: []) }
      table = try Self.join(joined, on: keys.map(named), keepsAll: keepsAll)
      if !step.query.conditions.isEmpty { table = try filtered(table, step.query.conditions, step.with) }
    }
    for column in step.derived { table = try derive(column, over: table) }
    if !step.having.isEmpty { table = try filtered(table, step.having, step.with) }
    if step.query.sort.isEmpty { return step.query.limited(table) }
    return step.query.limited(table.sorted(by: try step.query.sortKeys(table, else: 0)))
  }

  private func scope(_ root: FieldScope.Root, with names: [String]) -> FieldScope {
    FieldScope(
      root: root, catalogue: source.catalogue, currency: source.profile.currency,
      tables: tables.filter { names.contains($0.key) }, parameters: parameters)
  }

  private mutating func answer(_ step: Step, about name: String) throws(StoreError) -> Table {
    var query = step.query
    query.sort = []
    query.limit = nil
    query.bucket = step.by == "$by" ? occasion.by : step.by.flatMap(DatePart.init(rawValue:))
    query.days = try days(step)
    let root: FieldScope.Root
    if let table = tables[name] {
      root = .table(table)
    } else if let type = source.catalogue.types[name] {
      root = .type(type)
    } else {
      let near = Suggestion.nearest(to: name, among: steps.map(\.name) + source.catalogue.types.keys.sorted())
      throw .notFound(kind: .type, name: name, near: near)
    }
    var (table, found) = try query.run(in: scope(root, with: step.with), source)
    problems += found
    let first = query.bucket == nil ? 0 : 1
    for (place, name) in step.keyNames.enumerated() {
      if let name { table.headings[first + place].name = name }
    }
    return table
  }

  private func days(_ step: Step) throws(StoreError) -> ClosedRange<BusinessDay>? {
    guard step.from != nil || step.to != nil else { return nil }
    func day(_ text: String?) throws(ExpressionError) -> BusinessDay? {
      guard let text else { return nil }
      guard case .day(let day) = try Formula.value(text, parameters: parameters) else {
        throw ExpressionError(text: text, column: 0, reason: .expected("DAY"))
      }
      return BusinessDay(daysSinceEpoch: Int32(clamping: day))
    }
    return try readingWords { () throws(ExpressionError) in
      let first = try day(step.from) ?? BusinessDay(daysSinceEpoch: -700_000)
      let last = try day(step.to) ?? BusinessDay(daysSinceEpoch: 2_900_000)
      return first...max(first, last)
    }
  }

  private func filtered(_ table: Table, _ conditions: [String], _ with: [String]) throws(StoreError) -> Table {
    let scope = scope(.table(table), with: with)
    var table = table
    for text in conditions {
      let condition = try readingWords { () throws(ExpressionError) in try Expression(parsing: text, in: scope) }
      let lookups = try Lookups(condition.fields, in: source)
      let reader = SegmentReader(table.segment(), list: nil)
      do throws(QueryOverflow) {
        let mask = try Predicate(reader: reader, lookups: lookups, profile: source.profile).mask(condition)
        table.rows = zip(table.rows, mask).filter(\.1).map(\.0)
      } catch {
        throw .invalid([Problem(.sumTooLarge(text), at: Place())])
      }
    }
    return table
  }

  private func derive(_ column: Step.Derived, over table: Table) throws(StoreError) -> Table {
    let formula = try readingWords { () throws(ExpressionError) in
      try Formula(parsing: column.formula, over: table.headings, parameters: parameters)
    }
    var heading = formula.heading(over: table.headings)
    heading.name = column.name
    heading.label = column.label ?? heading.label
    heading.isTotal = false
    if let unit = column.unit {
      let isMoney = unit == "money"
      heading.unit = isMoney ? source.profile.currency?.code : unit
      heading.isAmount = isMoney
      heading.keepsDecimals = isMoney
      if isMoney { heading.kind = .number(decimals: source.profile.currency?.digits ?? 2) }
    }
    if let decimals = column.decimals, case .number = heading.kind {
      heading.kind = .number(decimals: decimals)
      heading.keepsDecimals = true
    }
    var table = table
    let values = formula.values(over: table)
    table.headings.append(heading)
    for row in table.rows.indices { table.rows[row].append(try values[row].datum(heading)) }
    return table
  }
}

extension StoreError {
  /// What is wrong and what was perhaps meant, as one sentence.
  var sentence: Phrase {
    func sentence(_ language: Language) -> String {
      [words(language), hint(language)].compactMap { $0 }.joined(separator: language.pick("; ", "；", "；"))
    }
    return Phrase(sentence(.english), sentence(.simplifiedChinese), sentence(.traditionalChinese))
  }
}

extension Term {
  /// The value of a policy.
  init(_ json: JSON) {
    if let truth = json.boolValue {
      self = .boolean(truth)
    } else if let text = json.numberValue?.lexeme ?? json.stringValue {
      self = Term(decimal: text) ?? .text(text)
    } else {
      self = .none
    }
  }

  private init?(decimal text: String) {
    guard let number = JSONNumber(lexeme: text) else { return nil }
    for decimals in 0...9 {
      if let ratio = number.scaled(byPowerOfTen: decimals).flatMap({ Ratio($0, decimals: decimals) }) {
        self = .number(ratio)
        return
      }
    }
    return nil
  }

  /// The value as a cell under a heading; numbers are rounded half up to its decimals.
  func datum(_ heading: Heading) throws(StoreError) -> Datum {
    switch self {
    case .none: return .none
    case .number(let ratio):
      guard let number = ratio.rounded(decimals: heading.decimals) else {
        throw .invalid([Problem(.sumTooLarge(heading.name), at: Place())])
      }
      return .number(number)
    case .day(let day): return .day(Int32(clamping: day))
    case .instant(let seconds): return .instant(seconds, offsetMinutes: 0)
    case .text(let text): return .text(text)
    case .boolean(let truth): return .boolean(truth)
    }
  }
}

extension Formula {
  /// Decimals of what is made of numbers, where nothing else is said.
  private static let usualDecimals = 2

  /// What stands over the values: that of the first column where they are its values, else a plain number.
  func heading(over headings: [Heading]) -> Heading {
    let plain = Heading(
      name: "", label: Phrase("", "", ""), kind: .number(decimals: Self.usualDecimals))
    switch self {
    case .column(let place): return headings[place]
    case .constant(.day): return Heading(name: "", label: plain.label, kind: .day)
    case .constant(.text): return Heading(name: "", label: plain.label, kind: .text)
    case .constant(.boolean): return Heading(name: "", label: plain.label, kind: .boolean)
    case .constant(.instant): return Heading(name: "", label: plain.label, kind: .instant)
    case .constant: return plain
    case .act(let act, let left, let right):
      let (one, other) = (left.heading(over: headings), right.heading(over: headings))
      if one.kind == .day { return other.kind == .day ? plain : one }
      if act == .plus || act == .minus, one.isNumber, other.isNumber {
        return one.decimals < other.decimals ? other : one
      }
      return plain
    case .call(.months, _): return Heading(name: "", label: plain.label, kind: .day)
    case .call(.sqrt, _): return plain
    case .call(_, let parts): return parts.first?.heading(over: headings) ?? plain
    }
  }
}
