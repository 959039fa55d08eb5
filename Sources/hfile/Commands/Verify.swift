import Git
package import HealthFiles
package import JSONSchema

extension Command {
  /// Verifies the signed history.
  static let verify = Command(
    name: "verify",
    summary: Phrase("verify the signed history", "验证已签名的历史", "驗證已簽章的歷史"),
    details: Phrase(
      "Judges every commit from the beginning of trust on: its signature, whether its signer was permitted\n"
        + "what it changed, and whether what it made is valid. What was judged before is remembered. The\n"
        + "beginning and the last commit are pinned: a history that does not continue them is told. So are\n"
        + "commits that changed without a second person what policy/review names.",
      "从信任起点开始审核每次提交：签名、签名者是否有权进行更改、结果是否有效。已审核的会被记住。"
        + "起点与最后一次提交会被固定：若历史不是此前所见的延续，将予提示。"
        + "对 policy/review 所列内容未经第二人复核的更改也会提示。",
      "從信任起點開始審核每次提交：簽章、簽章者是否有權進行變更、結果是否有效。已審核的會被記住。"
        + "起點與最後一次提交會被固定：若歷史不是先前所見的延續，將予提示。"
        + "對 policy/review 所列內容未經第二人覆核的變更也會提示。"),
    arguments: [
      Argument(
        name: "FROM..TO",
        help: Phrase(
          "tell only what is later than FROM, up to TO (commits or dates)", "只列出 FROM 之后至 TO 的发现（提交或日期）",
          "只列出 FROM 之後至 TO 的發現（提交或日期）"), kind: .commit, isOptional: true)
    ],
    options: [
      Option(
        names: ["--again"], value: nil,
        help: Phrase("judge every commit again", "重新审核所有提交", "重新審核所有提交")),
      Option(
        names: ["--pin"], value: nil,
        help: Phrase(
          "take this history for the right one, once you have asked", "确认无误后，以此历史为准", "確認無誤後，以此歷史為準")),
    ],
    examples: [
      ("hfile verify", Phrase("the whole history", "全部历史", "全部歷史")),
      ("hfile verify 2026-11-01..HEAD", Phrase("what was found since a day", "某日以来的发现", "某日以來的發現")),
    ],
    formats: ["table", "json"], exitCodes: [.found, .noStore, .newerStore, .notFound, .diskRefused]
  ) { invocation throws(Failure) in
    let store = try invocation.store()
    let (console, language) = (invocation.console, invocation.language)
    let (found, unreviewed) = try orFail { () throws(StoreError) in
      let range = try range(invocation, StoreHistory(store))
      let found = try HistoryVerifier(store).verify(
        range.to, since: range.from, pinsAnew: invocation.has("--pin"), forgets: invocation.has("--again"))
      // What cannot be read as records cannot be asked about them.
      let isReadable = !found.findings.contains { [.malformed, .structure].contains($0.kind) }
      return (found, isReadable ? try store.unreviewed(through: range.to, since: range.from) : [])
    }
    if let format = invocation["--format"], format != "table" {
      var json = found.json(language)
      json["unreviewed"] = .array(unreviewed.map(\.json))
      console.write(Answer.bytes(json, format))
    } else {
      show(found, invocation)
      for commit in unreviewed { console.warning(words(commit, language)) }
    }
    return found.findings.isEmpty && unreviewed.isEmpty ? .done : .found
  }

  private static func words(_ unreviewed: UnreviewedCommit, _ language: Language) -> String {
    let commit = "\(String(unreviewed.commit.description.prefix(10))) (\(unreviewed.signer))"
    let shown = unreviewed.records.prefix(5).joined(separator: ", ") + (unreviewed.records.count > 5 ? " ..." : "")
    return language.pick(
      "\(commit) changed \(shown) without a second person", "\(commit) 未经第二人复核更改了 \(shown)",
      "\(commit) 未經第二人覆核變更了 \(shown)")
  }

  /// Reads `FROM..TO`, each of which may be left out; one commit alone is `TO`.
  private static func range(
    _ invocation: Invocation, _ history: StoreHistory
  ) throws(StoreError) -> (from: ObjectID?, to: ObjectID?) {
    guard let word = invocation.word(0) else { return (nil, nil) }
    let dots = word.firstRange(of: "..")
    let from = dots.map { String(word[..<$0.lowerBound]) } ?? ""
    let to = dots.map { String(word[$0.upperBound...]) } ?? word
    let isHead = to.isEmpty || to.uppercased() == "HEAD"
    return (
      from.isEmpty ? nil : try history.commit(named: from), isHead ? nil : try history.commit(named: to)
    )
  }

  private static func show(_ found: Verification, _ invocation: Invocation) {
    let console = invocation.console
    if !found.findings.isEmpty {
      var table = TextTable([
        console.pick("commit", "提交", "提交"), console.pick("signer", "签名者", "簽章者"),
        console.pick("what", "对象", "對象"), console.pick("finding", "发现", "發現"),
      ])
      for finding in found.findings {
        table.add([
          String(finding.commit.description.prefix(10)), finding.signer ?? "", finding.subject ?? "",
          finding.words(invocation.language),
        ])
      }
      for line in table.lines(width: console.isTerminal ? console.width : nil) { console.say(line) }
    }
    console.say(found.sentence(invocation.language))
    if found.genesis == nil { console.hint("hfile access begin") }
  }
}

extension UnreviewedCommit {
  /// What was found as data.
  fileprivate var json: JSON {
    [
      "commit": .string(commit.description), "signer": .string(signer),
      "records": .array(records.map { .string($0) }),
    ]
  }
}

extension Verification {
  /// What came of it as data.
  package func json(_ language: Language) -> JSON {
    var json: JSON = [
      "commits": .number(JSONNumber(Int64(commits))), "beforeTrust": .number(JSONNumber(Int64(beforeTrust))),
      "findings": .array(
        findings.map { finding in
          var json = finding.json
          json["message"] = .string(finding.words(language))
          return json
        }),
    ]
    for (key, value) in [("store", store), ("genesis", genesis?.description), ("tip", tip?.description)] {
      if let value { json[key] = .string(value) }
    }
    return json
  }

  /// What came of it as a sentence.
  package func sentence(_ language: Language) -> String {
    let count = findings.count
    return language.pick(
      "\(commits) \(commits == 1 ? "commit" : "commits") verified, \(count) \(count == 1 ? "finding" : "findings")"
        + (beforeTrust > 0 ? ", \(beforeTrust) before trust" : ""),
      "已验证 \(commits) 次提交，\(count) 项发现" + (beforeTrust > 0 ? "，信任建立前 \(beforeTrust) 次" : ""),
      "已驗證 \(commits) 次提交，\(count) 項發現" + (beforeTrust > 0 ? "，信任建立前 \(beforeTrust) 次" : ""))
  }
}
