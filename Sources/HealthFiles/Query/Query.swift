/// A question put to the records of a type, or to the rows of an earlier table: which rows, in which groups, how much.
public struct Query: Sendable {
  /// One figure of each group.
  public struct Figure: Sendable {
    /// What is made of the values.
    public var function: AggregateFunction
    /// The field, or fields with `*` or `-` between; nil to count rows.
    public var measure: String?
    /// Which rows of the group count; all when nil.
    public var condition: String?
    /// Name of the column; made of function and measure when nil.
    public var name: String?
    /// What people call it; made of function and measure when nil.
    public var label: Phrase?

    /// Asks for a figure.
    public init(
      _ function: AggregateFunction, of measure: String?, where condition: String? = nil, name: String? = nil,
      label: Phrase? = nil
    ) {
      self.function = function
      self.measure = measure
      self.condition = condition
      self.name = name
      self.label = label
    }
  }

  /// Conditions, all of which must hold.
  public var conditions: [String] = []
  /// The part of the business day, or the hour of the time, that rows are grouped by first.
  public var bucket: DatePart?
  /// Fields that rows are grouped by.
  public var groupBy: [String] = []
  /// What to find out of each group; how many rows when empty.
  public var figures: [Figure] = []
  /// The business days asked about, both ends included.
  public var days: ClosedRange<BusinessDay>?
  /// Columns to sort by, falling after `-`; by the keys when empty.
  public var sort: [String] = []
  /// At most so many rows.
  public var limit: Int?

  /// Makes a question that counts all rows.
  public init() {}

  /// Puts the question to the records of a type.
  ///
  /// The answer does not depend on the order in which the source hands out its segments.
  ///
  /// - Throws: `StoreError.expression` for words that name nothing, `.invalid` for a sum that is too large.
  public func run(
    over type: RecordType, in source: some FrameSource
  ) throws(StoreError) -> (table: Table, problems: [Problem]) {
    let scope = FieldScope(root: .type(type), catalogue: source.catalogue, currency: source.profile.currency)
    return try run(in: scope, source)
  }

  /// Puts the question to what a scope is about.
  func run(
    in scope: FieldScope, _ source: any FrameSource
  ) throws(StoreError) -> (table: Table, problems: [Problem]) {
    let plan = try QueryPlan(self, in: scope)
    let (table, problems) = try plan.run(source)
    let keys = try sortKeys(table, else: plan.keys.count)
    return (limited(table.sorted(by: keys)), problems)
  }

  /// The first rows of a table, as many as are asked for.
  func limited(_ table: Table) -> Table {
    limit.map { Table(headings: table.headings, rows: Array(table.rows.prefix($0))) } ?? table
  }

  /// Where the columns to sort by stand, and after them the keys.
  func sortKeys(_ table: Table, else count: Int) throws(StoreError) -> [(column: Int, descends: Bool)] {
    var keys: [(column: Int, descends: Bool)] = []
    for word in sort {
      let descends = word.hasPrefix("-")
      let name = descends ? String(word.dropFirst()) : word
      guard let column = table.column(called: name) else {
        let near = Suggestion.nearest(to: name, amongGroups: table.headings.map { [$0.name] + $0.label.all })
        throw .notFound(kind: .field, name: name, near: near)
      }
      keys.append((column, descends))
    }
    // The keys settle what the sort leaves open, so that the order never depends on the source.
    return keys + (0..<count).map { ($0, false) }
  }
}

/// Runs a body that reads conditions and turns their errors into those of the store.
func readingWords<Result>(_ body: () throws(ExpressionError) -> Result) throws(StoreError) -> Result {
  do throws(ExpressionError) { return try body() } catch {
    throw .expression(text: error.text, column: error.column, sentence: error.sentence)
  }
}
