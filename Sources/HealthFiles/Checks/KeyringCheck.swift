internal import JSONSchema

extension Check {
  /// Every seal opens whose compartment the keys at hand reach, and nothing that is to be sealed stands in the clear.
  static let keyring = Check(
    name: "keyring",
    summary: Phrase(
      "every sealed record opens, and nothing to be sealed stands in the clear", "密封记录均可打开，应密封的内容均未以明文存放",
      "密封記錄均可開啟，應密封的內容均未以明文存放")
  ) { state throws(StoreError) in
    guard let seals = state.seals else { return [] }
    let reached = try seals.find()?.compartments() ?? []
    var problems: [Problem] = []
    for type in state.catalogue.sortedTypes {
      guard let sealed = type.sealed else { continue }
      let paths = try state.paths(of: type)
      try seals.prepare(for: type, count: paths.count)
      for path in paths {
        guard let bytes = try state.bytes(at: path) else { continue }
        let file = RecordFile(bytes, path: path, type: type)
        for entry in file.entries {
          let (opened, broken) = try state.opened(entry.record)
          var found = broken
          for name in opened.value[SealedFields.member]?.objectValue?.keys ?? [] {
            let isBroken = broken.contains { $0.place.pointer?.tokens.last == name }
            guard reached.contains(name), !isBroken, try !isKept(entry.record, name, sealed, seals) else { continue }
            found.append(Problem(.keyLost, at: Place(pointer: JSONPointer([SealedFields.member, name]))))
          }
          for member in sealed.compartments.flatMap(\.members) where entry.record.value[member] != nil {
            found.append(Problem(.inTheClear, at: Place(pointer: JSONPointer([member]))))
          }
          problems += file.located(found, of: entry, in: bytes)
        }
      }
    }
    return problems
  }

  /// Whether the keyring has the key of a seal for others: the subject is narrowed.
  private static func isKept(
    _ record: Record, _ compartment: String, _ sealed: SealedFields, _ seals: Seals
  ) throws(StoreError) -> Bool {
    guard let box = record.value[SealedFields.member]?[compartment], let seal = try? JSONWebEncryption(box) else {
      return false
    }
    let subject = sealed.subject(of: record.value, id: record.id)
    return try seals.find()?.holds(seal.kid, of: subject, compartment) ?? false
  }
}
