package import HealthFiles
package import JSONSchema

extension Command {
  /// Lists record types and policies.
  static let types = Command(
    name: "types",
    summary: Phrase("list the record types and policies", "列出记录类型和规则", "列出記錄類型和規則"),
    details: Phrase(
      "A type is one file in schema/records, a policy one in schema/policy. Facts are lines that\n"
        + "never change; documents are files that live on.",
      "每种类型是 schema/records 中的一个文件，每项规则是 schema/policy 中的一个文件。\n事实是不再更改的行；文档是会持续变化的文件。",
      "每種類型是 schema/records 中的一個檔案，每項規則是 schema/policy 中的一個檔案。\n事實是不再更改的行；文件是會持續變化的檔案。"),
    options: Option.reading,
    examples: [("hfile types", Phrase("lists them", "列出", "列出"))],
    exitCodes: [.noStore, .newerStore]
  ) { invocation throws(Failure) in
    let state = try invocation.state(of: try invocation.store())
    let (console, language) = (invocation.console, invocation.language)
    if let format = invocation["--format"], format != "table" {
      console.write(Answer.bytes(state.typesJSON(language), format))
      return .done
    }
    var table = TextTable([
      console.pick("type", "类型", "類型"), console.pick("label", "名称", "名稱"), console.pick("kind", "种类", "種類"),
      console.pick("folder", "文件夹", "資料夾"), console.pick("ids", "编号", "編號"),
    ])
    for type in state.catalogue.sortedTypes {
      let kind = type.layout == .daily ? Phrase("fact", "事实", "事實") : Phrase("document", "文档", "文件")
      table.add([type.name, type.label[language], kind[language], type.collection, type.prefix + "-"])
    }
    for policy in state.catalogue.sortedPolicies {
      let kind = console.pick("policy", "规则", "規則")
      table.add(["policy/" + policy.name, policy.label[language], kind, "policy", ""])
    }
    for line in table.lines(width: console.isTerminal ? console.width : nil) { console.say(line) }
    return .done
  }
}

extension Snapshot {
  /// The types and policies as data.
  package func typesJSON(_ language: Language) -> JSON {
    let types: [JSON] = catalogue.sortedTypes.map { type in
      [
        "name": .string(type.name), "kind": type.layout == .daily ? "fact" : "document",
        "collection": .string(type.collection), "prefix": .string(type.prefix),
        "layout": .string(type.layout.rawValue), "label": .string(type.label[language]),
      ]
    }
    let policies: [JSON] = catalogue.sortedPolicies.map {
      ["name": .string($0.name), "label": .string($0.label[language])]
    }
    return ["source": sourceJSON, "types": .array(types), "policies": .array(policies)]
  }
}

/// Answers as JSON text.
enum Answer {
  /// One object: indented for `json`, one line for the other formats.
  static func bytes(_ answer: JSON, _ format: String, order: KeyOrder? = nil) -> [UInt8] {
    answer.bytes(format == "json" ? .indented : .compact, order: order) + [0x0A]
  }
}
