public import JSONSchema

/// Which records of a type to show, in which order, with which fields.
public struct Listing: Sendable {
  /// The fields to show.
  public let columns: [JSONPointer]
  private let type: RecordType
  private let condition: Expression?
  private let sort: [(field: JSONPointer, descends: Bool)]

  /// Reads conditions, sort keys (`-FIELD` descends) and columns (names with commas between).
  ///
  /// - Throws: `StoreError.expression` or `.notFound` for a field, each with near names.
  public init(
    type: RecordType, in source: some FrameSource, conditions: [String], sort: [String], columns: String?
  ) throws(StoreError) {
    self.type = type
    let scope = FieldScope(
      root: .type(type), catalogue: source.catalogue, currency: source.profile.currency, readsSealed: true)
    var condition: Expression?
    for text in conditions {
      let parsed = try readingWords { () throws(ExpressionError) in try Expression(parsing: text, in: scope) }
      condition = condition.map { .and($0, parsed) } ?? parsed
    }
    self.condition = condition
    var keys: [(field: JSONPointer, descends: Bool)] = []
    for word in sort {
      let descends = word.hasPrefix("-")
      keys.append((try type.pointer(called: descends ? String(word.dropFirst()) : word), descends))
    }
    self.sort = keys
    if let columns {
      var pointers: [JSONPointer] = []
      for name in columns.split(separator: ",") { pointers.append(try type.pointer(called: String(name))) }
      self.columns = pointers
    } else {
      self.columns = type.columns
    }
  }

  /// The fields that conditions, order and columns need.
  public var fields: [JSONPointer] {
    columns + sort.map(\.field) + (condition?.fields ?? []).map(\.path.pointer)
  }

  /// Returns the records that meet all conditions, sorted: by the sort keys, else by time and id.
  ///
  /// - Returns: beside the records, values that conditions could not be asked about.
  public func choose(
    from records: [Record], in source: some FrameSource, limit: Int?
  ) throws(StoreError) -> (records: [Record], problems: [Problem]) {
    var (met, problems): ([Record], [Problem]) = (records, [])
    if let condition {
      let lookups = try Lookups(condition.fields, in: source)
      let answer = condition.mask(records.map(\.value), of: type, lookups, source.profile)
      met = zip(records, answer.mask).filter(\.1).map(\.0)
      problems = lookups.problems + answer.problems
    }
    let sorted = sort.isEmpty ? byTime(met) : met.sorted { precedes($0, $1) }
    return (limit.map { Array(sorted.prefix($0)) } ?? sorted, problems)
  }

  /// The order of every answer that asks for no other: by time, then id.
  private func byTime(_ records: [Record]) -> [Record] {
    records.map { (time: type.instant(of: $0.value), record: $0) }.sorted { first, second in
      if let one = first.time, let other = second.time, one < other || other < one { return one < other }
      return first.record.id < second.record.id
    }.map(\.record)
  }

  private func precedes(_ first: Record, _ second: Record) -> Bool {
    for key in sort {
      let order: Int
      switch (first.value[key.field], second.value[key.field]) {
      case (nil, nil): order = 0
      case (nil, _): return false
      case (_, nil): return true
      case (let one?, let other?): order = Expression.ordering(one.plainText, other.plainText)
      }
      if order != 0 { return key.descends ? order > 0 : order < 0 }
    }
    return first.id < second.id
  }
}

extension Expression {
  /// Asks the condition of records given as trees.
  func mask(
    _ records: [JSON], of type: RecordType, _ lookups: Lookups, _ profile: StoreProfile
  ) -> (mask: [Bool], problems: [Problem]) {
    var paths: [ColumnPath] = []
    for path in fields.flatMap(\.columns) where !paths.contains(path) { paths.append(path) }
    var builder = SegmentBuilder(type, columns: paths, currency: profile.currency, scans: false)
    for record in records { builder.append(record) }
    let reader = SegmentReader(builder.finish(), list: nil)
    do throws(QueryOverflow) {
      let mask = try Predicate(reader: reader, lookups: lookups, profile: profile).mask(self)
      return (mask, builder.problems)
    } catch {
      let problem = Problem(.sumTooLarge(fields.map(\.name).joined(separator: " * ")), at: Place())
      return (records.map { _ in false }, builder.problems + [problem])
    }
  }
}

extension RecordType {
  /// Returns the pointer a person names: names or labels with dots between.
  ///
  /// - Throws: `StoreError.notFound` with near names.
  public func pointer(called word: String) throws(StoreError) -> JSONPointer {
    var tokens: [String] = []
    for part in word.split(separator: ".", omittingEmptySubsequences: false) {
      let siblings = fields(at: JSONPointer(tokens))
      if Int(part) != nil, siblings.isEmpty {
        tokens.append(String(part))
        continue
      }
      guard let field = RecordType.field(called: String(part), among: siblings) else {
        let near = Suggestion.nearest(to: String(part), amongGroups: siblings.map(\.names))
        throw .notFound(kind: .field, name: word, near: near)
      }
      tokens.append(field.name)
    }
    return JSONPointer(tokens)
  }
}

extension ExpressionError {
  /// What is wrong, in the three languages.
  public var sentence: Phrase {
    switch reason {
    case .expected(let what): Phrase("\(what) is expected here", "此处应为 \(what)", "此處應為 \(what)")
    case .unterminatedText: Phrase("the quoted text does not end", "引号没有结束", "引號沒有結束")
    case .unknownField(let name, let near):
      Phrase(
        "there is no field \(name)" + (near.isEmpty ? "" : "; did you mean \(near.joined(separator: ", "))?"),
        "没有字段 \(name)" + (near.isEmpty ? "" : "；您是否要输入 \(near.joined(separator: "、"))？"),
        "沒有欄位 \(name)" + (near.isEmpty ? "" : "；您是否要輸入 \(near.joined(separator: "、"))？"))
    case .noValues(let name):
      Phrase(
        "\(name) holds no single values that can be asked about here", "\(name) 不是可在此使用的单个值",
        "\(name) 不是可在此使用的單一值")
    case .otherList(let name, let rows):
      Phrase(
        "\(name) lies in another list than \(rows), whose items are the rows", "\(name) 与 \(rows) 不在同一列表，行取自后者",
        "\(name) 與 \(rows) 不在同一清單，列取自後者")
    case .sealed(let name):
      Phrase(
        "\(name) is sealed; figures are made without sealed fields", "\(name) 是密封字段，统计不使用密封字段",
        "\(name) 是密封欄位，統計不使用密封欄位")
    case .noTime(let label):
      Phrase(
        "\(label.english.lowercased()) has neither a business day nor a time", "\(label.simplified)既没有营业日也没有时间",
        "\(label.traditional)既沒有營業日也沒有時間")
    case .tooFar(let name):
      Phrase(
        "\(name) is more than three references away", "\(name) 隔了三层以上引用", "\(name) 隔了三層以上引用")
    case .unknownCode(let name, let near):
      Phrase(
        "there is no code \(name)" + (near.isEmpty ? "" : "; did you mean \(near.joined(separator: ", "))?"),
        "没有代码 \(name)" + (near.isEmpty ? "" : "；您是否要输入 \(near.joined(separator: "、"))？"),
        "沒有代碼 \(name)" + (near.isEmpty ? "" : "；您是否要輸入 \(near.joined(separator: "、"))？"))
    }
  }
}
