import HealthFiles

extension Command {
  /// Prints a receipt again.
  static let receipt = Command(
    name: "receipt",
    summary: Phrase("print the receipt of a sale or refund", "打印销售或退款小票", "列印銷售或退款收據"),
    details: Phrase(
      """
      Prints the receipt of a sale or of a refund, 42 columns wide, or as a page with --format html.
      The names of what was sold are those of today.
      """,
      """
      打印销售或退款的小票，宽 42 列；--format html 输出为网页。所售项目以当前名称显示。
      """,
      """
      列印銷售或退款的收據，寬 42 欄；--format html 輸出為網頁。所售項目以目前名稱顯示。
      """),
    arguments: [Argument(name: "ID", help: Phrase("a sale or a refund", "销售或退款", "銷售或退款"), kind: .recordID)],
    options: Option.reading,
    examples: [
      ("hfile receipt sal-20261121-a7-4f0q9t7k", Phrase("on paper", "打印", "列印")),
      (
        "hfile receipt sal-20261121-a7-4f0q9t7k --format html --lang en > receipt.html", Phrase("as a page", "网页", "網頁")
      ),
    ],
    formats: ["text", "html", "json"],
    exitCodes: [.noStore, .newerStore, .invalid, .notFound, .diskRefused]
  ) { invocation throws(Failure) in
    let state = try invocation.state(of: try invocation.store())
    let record = try invocation.record(invocation.word(0) ?? "", in: state)
    guard record.type == "sale" || record.type == "refund" else {
      throw .store(.notFound(kind: .record, name: record.id, near: []))
    }
    try tellReceipt(of: record, change: nil, nil, state, invocation)
    return .done
  }
}
