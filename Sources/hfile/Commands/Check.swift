import Git
import HealthFiles
import JSONSchema

extension Command {
  /// Runs the named checks.
  static let check = Command(
    name: "check",
    summary: Phrase("check the store", "检查门店档案", "檢查門市檔案"),
    details: Phrase(
      "Runs all checks, or those named, over the working files, and shows everything they find.\n--list names them.",
      "对工作文件运行全部或指定的检查，并列出所有发现。--list 列出检查名称。", "對工作檔案執行全部或指定的檢查，並列出所有發現。--list 列出檢查名稱。"),
    arguments: [
      Argument(
        name: "CHECK", help: Phrase("names of checks; all when left out", "检查名称；省略时为全部", "檢查名稱；省略時為全部"), kind: .check,
        isOptional: true, isRepeatable: true)
    ],
    options: [
      Option(names: ["--list"], value: nil, help: Phrase("list the checks", "列出检查项", "列出檢查項")),
      Option(
        names: ["--staged"], value: "TREE",
        help: Phrase(
          "only look for what git is about to commit in the clear (the pre-commit hook asks)",
          "仅检查 git 即将提交的内容是否有明文（由 pre-commit 钩子调用）", "僅檢查 git 即將提交的內容是否有明文（由 pre-commit 掛鉤呼叫）")),
    ] + Option.reading,
    examples: [("hfile check references", Phrase("checks that what is referred to exists", "检查引用是否存在", "檢查引用是否存在"))],
    exitCodes: [.found, .noStore, .newerStore, .notFound, .diskRefused]
  ) { invocation throws(Failure) in
    let (console, language) = (invocation.console, invocation.language)
    if invocation.has("--list") { return listChecks(invocation) }
    if let word = invocation["--staged"] { return try checkStaged(word, invocation) }
    let state = try invocation.state(of: try invocation.store())
    let today = state.profile.businessDay(of: console.environment.now().seconds)
    var checks: [Check] = []
    for name in invocation.words {
      guard let check = Check.all.first(where: { $0.name == name }) else {
        let near = Suggestion.nearest(to: name, among: Check.all.map(\.name))
        throw .store(.notFound(kind: .check, name: name, near: near))
      }
      checks.append(check)
    }
    var found: [(check: String, problem: Problem)] = []
    for check in checks.isEmpty ? Check.all : checks {
      let problems = try orFail { () throws(StoreError) in try check.problems(in: state, today: today) }
      found += problems.map { (check.name, $0) }
    }
    if let format = invocation["--format"], format != "table" {
      let list: [JSON] = found.map { entry in
        var object = entry.problem.json(language)
        object["check"] = .string(entry.check)
        return object
      }
      console.write(Answer.bytes(["source": state.sourceJSON, "problems": .array(list)], format))
    } else {
      console.tell(found.map(\.problem))
      let count = checks.isEmpty ? Check.all.count : checks.count
      console.say(
        console.pick(
          "\(count) \(count == 1 ? "check" : "checks"), \(found.count) \(found.count == 1 ? "problem" : "problems")",
          "\(count) 项检查，\(found.count) 个问题", "\(count) 項檢查，\(found.count) 個問題"))
    }
    return found.isEmpty ? .done : .found
  }

  private static func checkStaged(_ word: String, _ invocation: Invocation) throws(Failure) -> ExitCode {
    guard let tree = ObjectID(hex: word) else {
      throw .usage(
        Phrase("\(word) is no id of a tree", "\(word) 不是树对象编号", "\(word) 不是樹物件編號"), hint: invocation.usageHint)
    }
    let store = try invocation.store()
    let problems = try orFail { () throws(StoreError) in try store.problems(ofStaged: tree) }
    invocation.console.tell(problems)
    guard !problems.isEmpty else { return .done }
    invocation.console.hint("hfile commit -m MESSAGE")
    return .found
  }

  private static func listChecks(_ invocation: Invocation) -> ExitCode {
    let (console, language) = (invocation.console, invocation.language)
    if let format = invocation["--format"], format != "table" {
      let list: [JSON] = Check.all.map { ["name": .string($0.name), "summary": .string($0.summary[language])] }
      console.write(Answer.bytes(["checks": .array(list)], format))
      return .done
    }
    var table = TextTable([console.pick("check", "检查", "檢查"), console.pick("makes sure that", "确保", "確保")])
    for check in Check.all { table.add([check.name, check.summary[language]]) }
    for line in table.lines(width: nil) { console.say(line) }
    return .done
  }
}
