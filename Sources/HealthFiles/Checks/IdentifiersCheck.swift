internal import JSONSchema

extension Check {
  /// Ids have their form, are given once, and every record lies where its id says.
  static let identifiers = Check(
    name: "identifiers",
    summary: Phrase(
      "ids are well formed and unique, and every record lies where its id says", "编号格式正确且唯一，记录位于编号所指的位置",
      "編號格式正確且唯一，記錄位於編號所指的位置")
  ) { state throws(StoreError) in
    var problems: [Problem] = []
    try state.forEachFile { file, bytes in
      var seen: Set<String> = []
      for entry in file.entries {
        var found = RecordValidator.placeProblems(of: entry.record, type: file.type, path: file.path)
        if !seen.insert(entry.record.id).inserted {
          found.append(Problem(.duplicateID(other: file.path), at: Place(pointer: JSONPointer(["id"]))))
        }
        problems += file.located(found, of: entry, in: bytes)
      }
    }
    for path in try state.paths() {
      if case .stray = Layout.content(of: path, in: state.catalogue) {
        problems.append(Problem(.strayFile, at: Place(file: path)))
      }
    }
    return problems
  }
}
