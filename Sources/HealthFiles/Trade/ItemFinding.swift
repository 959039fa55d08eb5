internal import JSONSchema

extension Snapshot {
  /// The types of what is sold.
  static let itemTypes = ["product", "service", "course"]

  /// Finds what a person calls by id, by the code of an id, by barcode or by name.
  ///
  /// - Throws: `StoreError.refused` for a name that several items have, `.notFound` for one that none has.
  public func item(called name: String, on day: BusinessDay) throws(StoreError) -> Record {
    let text = String(name.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    let types = Self.itemTypes.compactMap { catalogue.types[$0] }
    let direct = types.map { text.hasPrefix($0.prefix + "-") ? text : "\($0.prefix)-\(text)" }
    let coded = try records(
      Set(direct).sorted().filter { id in
        types.contains { id.hasPrefix($0.prefix + "-") } && RecordID.prefix(of: id) != nil
      })
    if let exact = coded.first(where: { $0.id == text }) { return try inUse(exact, on: day) }
    let current = coded.filter { isInUse($0.value, on: day) }
    if current.count == 1 { return current[0] }
    let known = try items(on: day)
    let word = text.lowercased()
    for matches in [
      known.filter { $0.barcode == text }, known.filter { $0.name.lowercased() == word },
      known.filter { $0.name.lowercased().contains(word) },
    ] where !matches.isEmpty && !word.isEmpty {
      guard matches.count == 1 else {
        throw StoreError(TradeError.ambiguous(text, matches.map { "\($0.id) \($0.name)" }))
      }
      if let record = try record(matches[0].id) { return record }
    }
    if let ended = coded.first { return try inUse(ended, on: day) }
    throw .notFound(
      kind: .record, name: text,
      near: Suggestion.nearest(to: text, amongGroups: known.map { [$0.id, $0.name, $0.code] }))
  }

  /// What is on sale on a day.
  func items(on day: BusinessDay) throws(StoreError) -> [(id: String, code: String, name: String, barcode: String?)] {
    var items: [(id: String, code: String, name: String, barcode: String?)] = []
    for type in Self.itemTypes.compactMap({ catalogue.types[$0] }) {
      let hasBarcode = type.fields.contains { $0.name == "barcode" }
      var query = Query()
      query.conditions = ["missing ended or ended >= \(day)"]
      query.groupBy = ["id", "name"] + (hasBarcode ? ["barcode"] : [])
      for row in try query.run(over: type, in: self).table.rows {
        guard case (.text(let id), .text(let name)) = (row[0], row[1]) else { continue }
        let barcode: String? = if hasBarcode, case .text(let text) = row[2] { text } else { nil }
        items.append((id, String(id.dropFirst(type.prefix.utf8.count + 1)), name, barcode))
      }
    }
    return items
  }

  private func isInUse(_ value: JSON, on day: BusinessDay) -> Bool { value.day("ended").map { day <= $0 } ?? true }

  private func inUse(_ record: Record, on day: BusinessDay) throws(StoreError) -> Record {
    guard isInUse(record.value, on: day) else { throw StoreError(TradeError.ended(record.id)) }
    return record
  }
}
