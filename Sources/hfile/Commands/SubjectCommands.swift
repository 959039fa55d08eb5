import HealthFiles
import JSONSchema

extension Command {
  /// Writes everything that is held about a person.
  static let subjectExport = Command(
    name: "subject export",
    summary: Phrase("write what the store holds about a person", "导出门店所存的个人信息", "匯出門市所存的個人資料"),
    details: Phrase(
      """
      For the person who asks (GDPR articles 15 and 20, PIPL article 45): the record, and every record
      that refers to it, open as far as your keys reach, as a Markdown document with the labels of the
      language, or with --format json for other programs. What is sealed about other people is left out,
      and of another member's record all but the fields that name this one. Exit code 1 when something
      about the person stayed sealed. The file is in the clear: hand it over, and remove it.
      """,
      """
      供本人查阅（GDPR 第 15、20 条，个人信息保护法第 45 条）：其记录以及引用该记录的全部记录，在您的密钥范围内解封，
      写成所用语言的 Markdown 文档，或用 --format json 供其他程序读取。有关他人的密封内容不包含在内；
      其他会员的记录仅保留提及此人的字段。若仍有密封内容，退出码为 1。文件为明文：交付后请删除。
      """,
      """
      供本人查閱（GDPR 第 15、20 條，個人信息保護法第 45 條）：其記錄以及引用該記錄的全部記錄，在您的金鑰範圍內解封，
      寫成所用語言的 Markdown 文件，或用 --format json 供其他程式讀取。有關他人的密封內容不包含在內；
      其他會員的記錄僅保留提及此人的欄位。若仍有密封內容，結束碼為 1。檔案為明文：交付後請刪除。
      """),
    arguments: [
      Argument(
        name: "ID", help: Phrase("id of a member, or of another person", "会员或其他人员的编号", "會員或其他人員的編號"),
        kind: .recordID),
      Argument(
        name: "FILE", help: Phrase("where to write; standard output when left out", "写入的文件；省略时为标准输出", "寫入的檔案；省略時為標準輸出"),
        kind: .file, isOptional: true),
    ],
    options: Option.asking,
    examples: [
      ("hfile subject export mem-3b6n0c5r ../chen.md", Phrase("a document to hand over", "生成可交付的文档", "產生可交付的文件")),
      (
        "hfile subject export mem-3b6n0c5r --format json",
        Phrase("the same for another program", "供其他程序使用", "供其他程式使用")
      ),
    ],
    formats: ["markdown", "json"],
    exitCodes: [.found, .noStore, .newerStore, .conflict, .notFound, .diskRefused]
  ) { invocation throws(Failure) in
    let state = try invocation.state(of: try invocation.store())
    let console = invocation.console
    let record = try invocation.record(invocation.word(0) ?? "", in: state)
    let file = try orFail { () throws(StoreError) in try SubjectFile(of: record, in: state) }
    let time = state.profile.instant(seconds: console.environment.now().seconds)
    let text = SubjectText(file: file, state: state, time: time, language: invocation.language)
    let isJSON = invocation["--format"] == "json" || invocation.word(1)?.hasSuffix(".json") ?? false
    let bytes = isJSON ? text.json : text.markdown
    if let name = invocation.word(1) {
      try orFail { () throws(StoreError) in try HostFile.write(bytes, to: invocation.path(name)) }
    } else {
      console.write(bytes)
    }
    console.tell(file.problems)
    guard file.sealed.isEmpty else {
      let names = file.sealed.joined(separator: ", ")
      console.warning(console.pick("still sealed: \(names)", "仍密封：\(names)", "仍密封：\(names)"))
      return .found
    }
    return file.problems.isEmpty ? .done : .found
  }
}
