extension Check {
  /// The schema files themselves say what a type is.
  static let types = Check(
    name: "types",
    summary: Phrase("the schema files define their types", "模式文件正确定义了类型", "綱要檔案正確定義了類型")
  ) { state in state.catalogue.problems }
}
