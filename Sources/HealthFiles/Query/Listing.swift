public import JSONSchema

/// Which records of a type to show, in which order, with which fields.
public struct Listing: Sendable {
  /// The fields to show.
  public let columns: [JSONPointer]
  private let type: RecordType
  private let conditions: [Expression]
  private let sort: [(field: JSONPointer, descends: Bool)]

  /// Reads conditions, sort keys (`-FIELD` descends) and columns (names with commas between).
  ///
  /// - Throws: `StoreError.expression` or `.notFound` for a field, each with near names.
  public init(
    type: RecordType, currency: Currency?, conditions: [String], sort: [String], columns: String?
  ) throws(StoreError) {
    self.type = type
    var parsed: [Expression] = []
    for text in conditions {
      do throws(ExpressionError) {
        parsed.append(try Expression(parsing: text, for: type, currency: currency))
      } catch {
        throw .expression(text: error.text, column: error.column, sentence: error.sentence)
      }
    }
    self.conditions = parsed
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

  /// Returns the records that meet all conditions, sorted: by the sort keys, else by time and id.
  public func choose(from records: [Record], limit: Int?) -> [Record] {
    let met = records.filter { record in conditions.allSatisfy { $0.holds(for: record.value) } }
    let sorted = sort.isEmpty ? byTime(met) : met.sorted { precedes($0, $1) }
    return limit.map { Array(sorted.prefix($0)) } ?? sorted
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
      case (let one?, let other?): order = Expression.ordering(one, other)
      }
      if order != 0 { return key.descends ? order > 0 : order < 0 }
    }
    return first.id < second.id
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
    case .unknownCode(let name, let near):
      Phrase(
        "there is no code \(name)" + (near.isEmpty ? "" : "; did you mean \(near.joined(separator: ", "))?"),
        "没有代码 \(name)" + (near.isEmpty ? "" : "；您是否要输入 \(near.joined(separator: "、"))？"),
        "沒有代碼 \(name)" + (near.isEmpty ? "" : "；您是否要輸入 \(near.joined(separator: "、"))？"))
    }
  }
}
