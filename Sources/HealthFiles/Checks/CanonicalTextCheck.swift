internal import JSONSchema

extension Check {
  /// Every file has the canonical text, so that differences are differences of content.
  static let canonicalText = Check(
    name: "canonical-text",
    summary: Phrase("every file has the canonical text", "每个文件都是规范文本", "每個檔案都是規範文字")
  ) { state throws(StoreError) in
    var problems: [Problem] = []
    try state.forEachFile { file, bytes in
      guard file.problems.isEmpty else { return }
      if RecordFile.canonical(file.entries.map(\.record), of: file.type) != bytes {
        problems.append(Problem(.notCanonical, at: Place(file: file.path)))
      }
    }
    return problems
  }
}
