internal import JSONSchema

extension Check {
  /// Every id that a record refers to exists and belongs to the right type.
  static let references = Check(
    name: "references",
    summary: Phrase("every record referred to exists", "被引用的记录都存在", "被引用的記錄都存在")
  ) { state throws(StoreError) in
    var known: Set<String> = []
    try state.forEachFile { file, _ in
      for entry in file.entries { known.insert(entry.record.id) }
    }
    var problems: [Problem] = []
    try state.forEachFile { file, bytes throws(StoreError) in
      for entry in file.entries {
        let found = try RecordValidator.referenceProblems(
          of: entry.record, type: file.type, in: state.catalogue
        ) { id throws(StoreError) in known.contains(id) }
        problems += file.located(found, of: entry, in: bytes)
      }
    }
    return problems
  }
}
