internal import JSONSchema

extension Check {
  /// Values that must be unique in a day, on a device or in the store are.
  static let uniqueness = Check(
    name: "uniqueness",
    summary: Phrase("what must be unique is", "应当唯一的值没有重复", "應當唯一的值沒有重複")
  ) { state throws(StoreError) in
    var problems: [Problem] = []
    for type in state.catalogue.sortedTypes where !type.unique.isEmpty {
      var owners: [[JSON]: String] = [:]
      for path in try state.paths(of: type) {
        guard let bytes = try state.bytes(at: path) else { continue }
        let file = RecordFile(bytes, path: path, type: type)
        for entry in file.entries {
          problems += file.located(duplicates(entry.record, type, &owners), of: entry, in: bytes)
        }
      }
    }
    return problems
  }

  private static func duplicates(_ record: Record, _ type: RecordType, _ owners: inout [[JSON]: String]) -> [Problem] {
    var problems: [Problem] = []
    for (number, rule) in type.unique.enumerated() {
      guard let values = RecordValidator.key(of: record.value, rule) else { continue }
      let parts = RecordID.datedParts(of: record.id)
      let day = rule.within.contains(.day) ? parts?.day.description ?? "" : ""
      let device = rule.within.contains(.device) ? parts?.device ?? "" : ""
      let key: [JSON] = [.number(JSONNumber(Int64(number))), .string(day), .string(device)] + values
      guard let owner = owners[key] else {
        owners[key] = record.id
        continue
      }
      let fact = Fact.notUnique(
        fields: rule.fields.map(\.description), other: owner, within: rule.within.map(\.rawValue).sorted())
      problems.append(Problem(fact, at: Place(pointer: rule.fields.last)))
    }
    return problems
  }
}
