import Git
package import HealthFiles
package import JSONSchema

/// What happened to a record, in the format that was asked for.
package struct HistoryText {
  let id: String
  let versions: [RecordVersion]
  let state: Snapshot
  let language: Language

  /// Makes the text of some versions of a record, as a state calls its fields.
  package init(id: String, versions: [RecordVersion], state: Snapshot, language: Language) {
    self.id = id
    self.versions = versions
    self.state = state
    self.language = language
  }

  func write(_ invocation: Invocation) {
    let console = invocation.console
    switch invocation["--format"] ?? "table" {
    case "json": console.write(Answer.bytes(json, "json"))
    case "ndjson": for version in versions { console.write(json(version).bytes(.compact) + [0x0A]) }
    case "csv": for line in commaSeparated { console.write(line) }
    default: writeTable(console)
    }
  }

  /// The versions as data.
  package var json: JSON { ["id": .string(id), "versions": .array(versions.map(json))] }

  /// The versions as lines of CSV, one a field.
  package var commaSeparated: [String] {
    [CommaSeparatedWriter.line(["time", "author", "email", "act", "field", "old", "new", "message", "commit"])]
      + versions.flatMap(commaSeparated)
  }

  private func json(_ version: RecordVersion) -> JSON {
    var object = CommitText.json(version.commit)
    object["act"] = .string(version.change.act.rawValue)
    object["fields"] = .array(ChangeText.fieldsJSON(version.change, state.catalogue, reveals: state.isOpen))
    return object
  }

  private func fields(_ version: RecordVersion) -> (type: RecordType?, fields: [FieldChange]) {
    let type = state.catalogue.types[version.change.type]
    return (type, version.change.visibleFields(of: type, reveals: state.isOpen))
  }

  private func commaSeparated(_ version: RecordVersion) -> [String] {
    let json = CommitText.json(version.commit)
    func text(_ name: String) -> String { json[name]?.plainText ?? "" }
    return fields(version).fields.map { field in
      let values = [field.old, field.new].map { field.isHidden ? "sealed" : $0?.plainText ?? "" }
      return CommaSeparatedWriter.line(
        [text("time"), text("author"), text("email"), version.change.act.rawValue, field.pointer.description]
          + values + [text("message"), text("commit")])
    }
  }

  private func writeTable(_ console: Console) {
    var table = TextTable([
      console.pick("when", "时间", "時間"), console.pick("who", "人员", "人員"), "",
      console.pick("field", "字段", "欄位"), console.pick("old", "原值", "原值"), console.pick("new", "新值", "新值"),
      console.pick("why", "原因", "原因"), console.pick("commit", "提交", "提交"),
    ])
    for version in versions {
      let (type, fields) = fields(version)
      let commit = version.commit
      for (place, field) in fields.enumerated() {
        let isFirst = place == 0
        let values = [(field.old, version.change.old), (field.new, version.change.new)].map { value, record in
          let text = ChangeText.value(value, field, type, language)
          return text ?? (field.isHidden && record != nil ? Cell.sealed[language] : "∅")
        }
        table.add(
          [
            isFirst ? CommitText.time(commit, state.profile) : "", isFirst ? commit.author.name : "",
            isFirst ? ChangeText.sign(version.change.act) : "", ChangeText.title(field, type, language),
          ] + values + [isFirst ? commit.subject : "", isFirst ? CommitText.id(commit) : ""])
      }
    }
    for line in table.lines(width: console.isTerminal ? console.width : nil) { console.say(line) }
  }
}

/// The fields of a record and where their values come from, in the format that was asked for.
struct BlameText {
  let id: String
  let origins: [FieldOrigin]
  let state: Snapshot
  let language: Language

  func write(_ invocation: Invocation) {
    let console = invocation.console
    switch invocation["--format"] ?? "table" {
    case "json": console.write(Answer.bytes(["id": .string(id), "fields": .array(origins.map(json))], "json"))
    case "ndjson": for origin in origins { console.write(json(origin).bytes(.compact) + [0x0A]) }
    case "csv":
      console.write(CommaSeparatedWriter.line(["field", "value", "time", "author", "email", "message", "commit"]))
      for origin in origins {
        let json = json(origin)
        let value = origin.value?.plainText ?? "sealed"
        let cells = ["time", "author", "email", "message", "commit"].map { json[$0]?.plainText ?? "" }
        console.write(CommaSeparatedWriter.line([origin.pointer.description, value] + cells))
      }
    default: writeTable(console)
    }
  }

  private func json(_ origin: FieldOrigin) -> JSON {
    var object: JSON = ["pointer": .string(origin.pointer.description)]
    if let value = origin.value { object["value"] = value } else { object["sealed"] = true }
    for (key, value) in CommitText.json(origin.commit).objectValue ?? JSONObject() { object[key] = value }
    return object
  }

  private func writeTable(_ console: Console) {
    let type = state.catalogue.type(ofID: id)
    var table = TextTable([
      console.pick("field", "字段", "欄位"), console.pick("value", "值", "值"), console.pick("since", "时间", "時間"),
      console.pick("who", "人员", "人員"), console.pick("why", "原因", "原因"), console.pick("commit", "提交", "提交"),
    ])
    for origin in origins {
      let value = origin.value.map { value in
        type.map { Cell.text(value, type: $0, at: origin.pointer, language) } ?? value.plainText
      }
      table.add([
        ChangeText.title(origin.pointer, type, language), value ?? Cell.sealed[language],
        CommitText.time(origin.commit, state.profile), origin.commit.author.name, origin.commit.subject,
        CommitText.id(origin.commit),
      ])
    }
    for line in table.lines(width: console.isTerminal ? console.width : nil) { console.say(line) }
  }
}
