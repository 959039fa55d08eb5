import Git
package import HealthFiles
package import JSONSchema

/// Tells of people, devices and roles.
struct AccessAnswer {
  private let invocation: Invocation
  private let console: Console

  init(_ invocation: Invocation) {
    self.invocation = invocation
    console = invocation.console
  }

  private var format: String? { invocation["--format"].flatMap { $0 == "table" ? nil : $0 } }

  private func access() throws(Failure) -> AccessState {
    let store = try invocation.store()
    return try orFail { () throws(StoreError) in try store.snapshot().access() }
  }

  /// Lists those who sign.
  func list(_ isWanted: (Signer) -> Bool) throws(Failure) -> ExitCode {
    let access = try access()
    let signers = access.signers.filter(isWanted)
    if let format {
      write("signers", signers.map(access.json), format)
      return .done
    }
    var table = TextTable([
      console.pick("id", "编号", "編號"), console.pick("name", "名称", "名稱"), console.pick("roles", "角色", "角色"),
      console.pick("opens", "可打开", "可開啟"), console.pick("revoked", "吊销", "撤銷"),
    ])
    for signer in signers {
      table.add([
        signer.id, signer.alias, signer.roles.joined(separator: " "),
        access.opened(by: signer).joined(separator: " "),
        signer.revoked.map { String($0.prefix(10)) } ?? "",
      ])
    }
    for line in table.lines(width: nil) { console.say(line) }
    return .done
  }

  private func write(_ name: String, _ list: [JSON], _ format: String) {
    if format == "ndjson" {
      for line in list { console.write(line.bytes(.compact) + [0x0A]) }
    } else {
      console.write(Answer.bytes([name: .array(list)], format))
    }
  }

  /// Shows what roles allow.
  func roles() throws(Failure) -> ExitCode {
    let access = try access()
    var roles = access.roles.values.sorted { $0.name < $1.name }
    if let name = invocation.word(0) {
      roles = roles.filter { $0.name == name || $0.label.all.contains(name) }
      guard !roles.isEmpty else {
        let near = Suggestion.nearest(to: name, among: access.roles.keys)
        throw .store(.notFound(kind: .role, name: name, near: near))
      }
    }
    if let format {
      write("roles", roles.map { $0.json(console.language) }, format)
      return .done
    }
    for role in roles {
      console.say("\(role.name)  \(role.label[console.language])")
      for right in role.rights { console.say("  " + right.line(console.language)) }
      if !role.compartments.isEmpty {
        console.say("  " + console.pick("opens ", "可打开 ", "可開啟 ") + role.compartments.sorted().joined(separator: " "))
      }
    }
    return .done
  }

  /// Tells what an enrolment did.
  func told(_ result: EnrolmentResult) -> ExitCode {
    if let format {
      func list(_ words: [String]) -> JSON { .array(words.map { .string($0) }) }
      var json = result.signer.json
      json["commit"] = result.commit.map { .string($0.description) }
      json["opened"] = list(result.opened)
      json["closed"] = list(result.closed)
      console.write(Answer.bytes(json, format))
      return .done
    }
    let (signer, roles) = (result.signer, result.signer.roles.joined(separator: " "))
    console.say(
      signer.isRevoked
        ? console.pick("\(signer.id): revoked", "\(signer.id)：已吊销", "\(signer.id)：已撤銷")
        : "\(signer.id): \(roles.isEmpty ? console.pick("no roles", "无角色", "無角色") : roles)")
    if !result.opened.isEmpty {
      console.say(console.pick("opens ", "可打开 ", "可開啟 ") + result.opened.joined(separator: " "))
    }
    if !result.closed.isEmpty {
      let list = result.closed.joined(separator: " ")
      console.say(console.pick("new keys: \(list)", "已更换密钥：\(list)", "已更換金鑰：\(list)"))
    }
    if let commit = result.commit { Command.tellCommit(commit, console) }
    return .done
  }
}

extension AccessState {
  /// The compartments that are wrapped for a person or device.
  package func opened(by signer: Signer) -> [String] {
    compartments.filter { $0.value.recipients.contains(signer.id) }.keys.sorted()
  }

  /// A person or device as data.
  package func json(_ signer: Signer) -> JSON {
    var json = signer.json
    json["kind"] = .string(signer.kind.rawValue)
    json["opens"] = .array(opened(by: signer).map { .string($0) })
    return json
  }
}

extension Right {
  /// What the right allows, in a line.
  package func line(_ language: Language) -> String {
    let allowed = Right.Act.allCases.filter(acts.contains).map(\.rawValue).joined(separator: " ")
    var line = "\(allowed): \(collections.sorted().joined(separator: " "))"
    switch condition {
    case .own: line += language.pick(", own only", "（仅本人的）", "（僅本人的）")
    case .today: line += language.pick(", today's only", "（仅当日的）", "（僅當日的）")
    case nil: break
    }
    if let fields {
      let list = fields.sorted().joined(separator: " ")
      line += language.pick(", only the fields \(list)", "（仅字段 \(list)）", "（僅欄位 \(list)）")
    }
    return line
  }
}

extension Role {
  /// The role as data.
  package func json(_ language: Language) -> JSON {
    func list(_ words: some Sequence<String>) -> JSON { .array(words.sorted().map { .string($0) }) }
    let rights: [JSON] = rights.map { right in
      var json: JSON = ["collections": list(right.collections), "acts": list(right.acts.map(\.rawValue))]
      if let condition = right.condition { json["when"] = .string(condition.rawValue) }
      if let fields = right.fields { json["fields"] = list(fields) }
      return json
    }
    return [
      "name": .string(name), "label": .string(label[language]), "rights": .array(rights),
      "compartments": list(compartments),
    ]
  }
}
