import HealthFiles

/// A command line that was understood: a verb with its options and words.
struct Invocation {
  let command: Command
  let console: Console
  /// The folder from which the store is looked for.
  let folder: String
  private(set) var values: [String: [String]] = [:]
  private(set) var words: [String] = []

  /// Reads the words after the verb.
  init(_ command: Command, _ arguments: [String], console: Console, folder: String) throws(Failure) {
    self.command = command
    self.console = console
    self.folder = folder
    var rest = arguments[...]
    var optionsEnded = false
    while let word = rest.popFirst() {
      if word == "--", !optionsEnded {
        optionsEnded = true
      } else if !optionsEnded, word.hasPrefix("-"), word.count > 1 {
        try readOption(word, &rest)
      } else {
        words.append(word)
      }
    }
    if let tag = self["--lang"], let language = Language(tag: tag) { console.language = language }
    if let name = self["--identity"] { console.identity = name }
    if !has("--help") { try checkCount() }
  }

  private mutating func readOption(_ word: String, _ rest: inout ArraySlice<String>) throws(Failure) {
    let equals = word.hasPrefix("--") ? word.firstIndex(of: "=") : nil
    let name = equals.map { String(word[..<$0]) } ?? word
    let known = command.allOptions
    guard let option = known.first(where: { $0.names.contains(name) }) else {
      throw unknownOption(name, known)
    }
    var value = equals.map { String(word[word.index(after: $0)...]) }
    if option.value == nil {
      guard value == nil else {
        throw .usage(Phrase("\(name) takes no value", "\(name) 不带值", "\(name) 不帶值"))
      }
      value = ""
    } else if value == nil {
      value = rest.popFirst()
    }
    guard let value else {
      throw .usage(
        Phrase("\(name) needs a value", "\(name) 缺少取值", "\(name) 缺少取值"), hint: usageHint)
    }
    guard option.choices.isEmpty || option.choices.contains(value) else {
      let list = option.choices.joined(separator: ", ")
      throw .usage(Phrase("\(name) is one of \(list)", "\(name) 只能是 \(list)", "\(name) 只能是 \(list)"))
    }
    guard option.isRepeatable || values[option.name] == nil else {
      throw .usage(Phrase("\(name) is given twice", "\(name) 重复出现", "\(name) 重複出現"))
    }
    values[option.name, default: []].append(value)
  }

  private func unknownOption(_ name: String, _ known: [Option]) -> Failure {
    let near = Suggestion.nearest(to: name, among: known.flatMap(\.names)).joined(separator: ", ")
    let hint = near.isEmpty ? usageHint : Phrase("did you mean \(near)?", "您是否要输入 \(near)？", "您是否要輸入 \(near)？")
    return .usage(
      Phrase(
        "\(command.line) has no option \(name)", "\(command.line) 没有选项 \(name)",
        "\(command.line) 沒有選項 \(name)"),
      hint: hint)
  }

  private func checkCount() throws(Failure) {
    let required = command.arguments.filter { !$0.isOptional }
    if words.count < required.count {
      let name = required[words.count].name
      throw .usage(Phrase("\(name) is missing", "缺少 \(name)", "缺少 \(name)"), hint: usageHint)
    }
    let isOpen = command.arguments.contains { $0.isRepeatable }
    guard isOpen || words.count <= command.arguments.count else {
      let extra = words[command.arguments.count]
      throw .usage(Phrase("\(extra) is one word too many", "多余的参数 \(extra)", "多餘的參數 \(extra)"), hint: usageHint)
    }
  }

  var usageHint: Phrase {
    let line = "\(command.line) --help"
    return Phrase(line, line, line)
  }

  /// The value of an option that is given at most once.
  subscript(name: String) -> String? { values[name]?.last }

  /// Whether an option or switch is given.
  func has(_ name: String) -> Bool { values[name] != nil }

  /// All values of a repeatable option.
  func all(_ name: String) -> [String] { values[name] ?? [] }

  /// A positional word, if it is given.
  func word(_ position: Int) -> String? { words.indices.contains(position) ? words[position] : nil }

  /// The value of an option that is a number of at least 0.
  func number(_ name: String, atMost limit: Int = .max) throws(Failure) -> Int? {
    guard let text = self[name] else { return nil }
    guard let number = Int(text), (0...limit).contains(number) else {
      guard limit == .max else {
        throw .usage(
          Phrase(
            "\(name) needs a number up to \(limit), not \(text)", "\(name) 应为不超过 \(limit) 的数字，而不是 \(text)",
            "\(name) 應為不超過 \(limit) 的數字，而不是 \(text)"))
      }
      throw .usage(
        Phrase("\(name) needs a number, not \(text)", "\(name) 应为数字，而不是 \(text)", "\(name) 應為數字，而不是 \(text)"))
    }
    return number
  }

  var language: Language { console.language }

  /// The store in or above the folder.
  ///
  /// Keys that need no passphrase are at hand in it; verbs that sign ask for the passphrase.
  func store(signs: Bool = false) throws(Failure) -> Store {
    let store = try orFail { () throws(StoreError) in
      try Store(containing: folder, environment: console.environment)
    }
    if try orFail({ () throws(StoreError) in try store.isTrusted() }),
      let holder = try Identities.holder(console, prompts: signs)
    {
      store.unlock(holder, judging: HistoryVerifier.access)
    }
    return store
  }
}

extension Invocation {
  /// The absolute form of a path given on the command line; relative ones begin at the folder of `-C`.
  func path(_ text: String) -> String {
    console.absolute(text.hasPrefix("/") ? text : folder + "/" + text)
  }

  /// The state an answer is read from: working files, `--committed`, or `--at COMMIT|DATE`.
  ///
  /// Verbs that answer from commits unless told otherwise have `--working` instead.
  func state(of store: Store) throws(Failure) -> Snapshot {
    try orFail { () throws(StoreError) in
      if let word = self["--at"] { return try store.snapshot(at: try StoreHistory(store).commit(named: word)) }
      let answersFromCommits = command.allOptions.contains { $0.name == "--working" } && !has("--working")
      if has("--committed") || answersFromCommits || store.isBare { return try store.snapshot() }
      return try store.workingSnapshot()
    }
  }

  /// The type a person names; an unknown name suggests near ones.
  func type(_ word: String, in state: Snapshot) throws(Failure) -> RecordType {
    if let type = state.catalogue.type(called: word) { return type }
    let names = state.catalogue.sortedTypes.map { [$0.name, $0.collection] + $0.label.all }
    throw .store(.notFound(kind: .type, name: word, near: Suggestion.nearest(to: word, amongGroups: names)))
  }

  /// Asks for a passphrase where records of a type hold sealed fields that are to be written and no key is at hand.
  func unlock(_ store: Store, for type: RecordType?, in state: Snapshot) throws(Failure) {
    guard type?.sealed != nil, !state.isOpen, try orFail({ () throws(StoreError) in try store.isTrusted() }),
      let holder = try Identities.holder(console, prompts: true)
    else { return }
    store.unlock(holder, judging: HistoryVerifier.access)
  }

  /// The record of an id; an unknown one suggests near ones of its type.
  func record(_ id: String, in state: Snapshot) throws(Failure) -> Record {
    let found = try orFail { () throws(StoreError) in try state.record(id) }
    if let found { return found }
    var near: [String] = []
    if let type = state.catalogue.type(ofID: id), type.layout == .flat || type.layout == .fanned,
      let records = try? state.records(of: type).records
    {
      near = Suggestion.nearest(to: id, among: records.map(\.id))
    }
    throw .store(.notFound(kind: .record, name: id, near: near))
  }

  /// The assignments after the first words.
  func assignments(after count: Int) throws(Failure) -> [Assignment] {
    var made: [Assignment] = []
    var problems: [Problem] = []
    for word in words.dropFirst(count) {
      do throws(ProblemList) { made.append(try Assignment(word)) } catch { problems += error.problems }
    }
    guard problems.isEmpty else { throw .store(.invalid(problems)) }
    return made
  }
}

extension Option {
  /// Options of verbs that read a state.
  static let reading: [Option] = [
    at,
    Option(
      names: ["--committed"], value: nil,
      help: Phrase("read the last commit instead of the working files", "读取最近一次提交，而非工作文件", "讀取最近一次提交，而非工作檔案")),
  ]

  /// The option of verbs that read the store as it was.
  static let at = Option(
    names: ["--at"], value: "COMMIT|DATE",
    help: Phrase("read the store as it was then", "读取当时的档案", "讀取當時的檔案"), kind: .commit)

  /// How much is shown.
  static func limit(_ help: Phrase) -> Option { Option(names: ["--limit", "-n"], value: "COUNT", help: help) }

  /// Options of verbs that answer from the last commit unless told otherwise.
  static let asking: [Option] =
    reading + [
      Option(
        names: ["--working"], value: nil,
        help: Phrase("read the working files instead of the last commit", "读取工作文件，而非最近一次提交", "讀取工作檔案，而非最近一次提交"))
    ]

  /// Options that narrow an answer to business days.
  static let days: [Option] = [
    Option(names: ["--from"], value: "DAY", help: Phrase("first business day", "起始营业日", "起始營業日")),
    Option(names: ["--to"], value: "DAY", help: Phrase("last business day", "截止营业日", "截止營業日")),
  ]

  /// The option of verbs that change something.
  static let dryRun = Option(
    names: ["--dry-run"], value: nil,
    help: Phrase("say what would happen and change nothing", "只说明将发生什么，不做更改", "只說明將發生什麼，不做更改"))
}
