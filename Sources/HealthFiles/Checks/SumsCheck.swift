internal import JSONSchema

extension Check {
  /// The total of a sale or refund is the sum of its lines, and the tenders pay it.
  static let sums = Check(
    name: "sums",
    summary: Phrase(
      "totals are the sums of their lines and tenders", "合计等于明细之和与收款之和", "合計等於明細之和與收款之和")
  ) { state throws(StoreError) in
    var problems: [Problem] = []
    let digits = state.profile.currency?.digits ?? 2
    for name in ["sale", "refund"] {
      guard let type = state.catalogue.types[name] else { continue }
      for path in try state.paths(of: type) {
        guard let bytes = try state.bytes(at: path) else { continue }
        let file = RecordFile(bytes, path: path, type: type)
        for entry in file.entries {
          problems += file.located(differences(entry.record.value, digits: digits), of: entry, in: bytes)
        }
      }
    }
    return problems
  }

  private static func differences(_ value: JSON, digits: Int) -> [Problem] {
    guard let total = value["total"]?.stringValue.flatMap({ Amount($0, digits: digits) }) else { return [] }
    return ["lines", "tenders"].compactMap { name in
      guard let parts = value[name]?.arrayValue, let sum = sum(parts, digits: digits), sum != total else { return nil }
      let fact = Fact.sumDiffers(found: total.text, expected: "\(sum.text) (\(name))")
      return Problem(fact, at: Place(pointer: JSONPointer(["total"])))
    }
  }

  private static func sum(_ parts: [JSON], digits: Int) -> Amount? {
    parts.reduce(Amount(minorUnits: 0, digits: digits)) { sum, part in
      guard let amount = part["amount"]?.stringValue.flatMap({ Amount($0, digits: digits) }) else { return nil }
      return sum?.adding(amount)
    }
  }
}
