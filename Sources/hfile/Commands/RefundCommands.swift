import HealthFiles

extension Command {
  /// Gives money back for a sale.
  static let refund = Command(
    name: "refund",
    summary: Phrase("give money back for a sale", "退款", "退款"),
    details: Phrase(
      """
      Records a refund of a sale, whole or by line (--line 2, --line 1*0.5), never of more than was sold.
      Money goes back the way it came: first money, then points and vouchers; points go back to the lots
      they came from, and points earned by the sale are taken back. A refund needs a person's own key.
      """,
      """
      记录一笔退款，整单或按行（--line 2、--line 1*0.5），不超过所售数量。按原付款方式退回：先退款项，再退积分与代金券；
      积分退回原批次，该笔销售所得积分一并收回。退款须用本人密钥。
      """,
      """
      記錄一筆退款，整單或按列（--line 2、--line 1*0.5），不超過所售數量。按原付款方式退回：先退款項，再退積分與現金券；
      積分退回原批次，該筆銷售所得積分一併收回。退款須用本人金鑰。
      """),
    arguments: [Argument(name: "SALE", help: Phrase("the sale", "销售", "銷售"), kind: .recordID)],
    options: [
      Option(
        names: ["--line"], value: "N[*QUANTITY]",
        help: Phrase("a line of it; all of it without (can be repeated)", "某一行；省略则整单（可重复）", "某一列；省略則整單（可重複）"),
        isRepeatable: true),
      Option(names: ["--reason"], value: "REASON", help: Phrase("why (needed)", "原因（必填）", "原因（必填）")),
      Option(
        names: ["--pay"], value: "METHOD", help: Phrase("give it back another way", "以其他方式退款", "以其他方式退款")),
      Option(
        names: ["--not-restocked"], value: nil,
        help: Phrase("the goods do not go back on the shelf", "商品不重新上架", "商品不重新上架")),
      Option(names: ["--id"], value: "ID", help: Phrase("the id it gets", "指定编号", "指定編號")),
      .at(Phrase("when it was made", "退款时间", "退款時間")), .dryRun,
    ],
    examples: [
      ("hfile refund sal-20261121-a7-4f0q9t7k --reason defective", Phrase("all of it", "整单", "整單")),
      (
        "hfile refund sal-20261121-a7-4f0q9t7k --line 1*0.5 --reason changed-mind --pay cash",
        Phrase("half of a line, in cash", "某行的一半，退现金", "某列的一半，退現金")
      ),
    ],
    formats: ["text", "html", "json"],
    exitCodes: [.noStore, .busy, .keyMissing, .newerStore, .invalid, .conflict, .notFound, .notPermitted, .diskRefused]
  ) { invocation throws(Failure) in
    guard let reason = invocation["--reason"] else {
      throw .usage(Phrase("--reason is missing", "缺少 --reason", "缺少 --reason"), hint: invocation.usageHint)
    }
    let store = try invocation.store(signs: true)
    var order = RefundOrder(sale: invocation.word(0) ?? "", reason: reason)
    for word in invocation.all("--line") {
      guard let line = RefundOrder.Line(parsing: word) else { throw invocation.malformed(word, "N[*QUANTITY]") }
      order.lines.append(line)
    }
    order.method = invocation["--pay"]
    order.isRestocked = invocation.has("--not-restocked") ? false : nil
    order.id = invocation["--id"]
    let state = try orFail { () throws(StoreError) in try store.snapshot() }
    let (time, request) = (try invocation.time("--at", in: state), invocation.commitRequest(store))
    let asked = order
    let (result, record) = try orFail { () throws(StoreError) in try store.refund(asked, at: time, request) }
    try tellReceipt(of: record, change: nil, result, state, invocation)
    return .done
  }

  /// Takes back a sale of the open shift.
  static let void = Command(
    name: "void",
    summary: Phrase("take back a sale of this shift", "作废本班次的一笔销售", "作廢本班次的一筆銷售"),
    details: Phrase(
      """
      Takes all of a sale back that was made in the shift that is open at this till. It is recorded as a
      refund with the reason void: nothing that was recorded ever goes away. It needs a person's own key.
      """,
      """
      作废当前班次中的一笔销售，记录为原因是“作废”的退款：已记录的内容不会消失。须用本人密钥。
      """,
      """
      作廢目前班次中的一筆銷售，記錄為原因是「作廢」的退款：已記錄的內容不會消失。須用本人金鑰。
      """),
    arguments: [Argument(name: "SALE", help: Phrase("the sale", "销售", "銷售"), kind: .recordID)],
    options: [Option(names: ["--id"], value: "ID", help: Phrase("the id it gets", "指定编号", "指定編號")), .dryRun],
    examples: [("hfile void sal-20261121-a7-4f0q9t7k", Phrase("rung up by mistake", "误操作", "誤操作"))],
    formats: ["text", "html", "json"],
    exitCodes: [.noStore, .busy, .keyMissing, .newerStore, .invalid, .conflict, .notFound, .notPermitted, .diskRefused]
  ) { invocation throws(Failure) in
    let store = try invocation.store(signs: true)
    let request = invocation.commitRequest(store)
    let (result, record) = try orFail { () throws(StoreError) in
      try store.void(invocation.word(0) ?? "", id: invocation["--id"], request)
    }
    let state = try orFail { () throws(StoreError) in try store.snapshot() }
    try tellReceipt(of: record, change: nil, result, state, invocation)
    return .done
  }
}
