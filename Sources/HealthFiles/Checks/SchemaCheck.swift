internal import JSONSchema

extension Check {
  /// Every file can be read, and every record is what its schema asks for.
  static let schema = Check(
    name: "schema",
    summary: Phrase("every record is what its schema asks for", "每条记录都符合其模式", "每筆記錄都符合其綱要")
  ) { state throws(StoreError) in
    var problems: [Problem] = []
    try state.forEachFile { file, bytes in
      problems += file.problems
      for entry in file.entries {
        let found = RecordValidator.schemaProblems(
          of: entry.record, type: file.type, currency: state.profile.currency)
        problems += file.located(found, of: entry, in: bytes)
      }
    }
    return problems
  }
}
