import Foundation

// Writes `BuiltInFiles` from the files named on the command line: OUTPUT ROOT FILE...
// Paths are kept relative to ROOT's parent ("schema/records/sale.schema.json"). Beside the texts stand the heads of the
// record types and policies, where there are any, so that a program that shows one record need not parse the schemas of
// all the others.

let arguments = CommandLine.arguments
let output = URL(fileURLWithPath: arguments[1])
let parent = URL(fileURLWithPath: arguments[2]).deletingLastPathComponent().path()

struct Embedded {
  let path: String
  let text: String
  let word: [String: Any]
}

func read(_ argument: String) throws -> Embedded {
  let text = try String(contentsOf: URL(fileURLWithPath: argument), encoding: .utf8)
  let path = argument.hasPrefix(parent) ? String(argument.dropFirst(parent.count)) : argument
  let document =
    argument.hasSuffix(".json") ? try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any] : nil
  return Embedded(
    path: String(path.drop { $0 == "/" }), text: text, word: document?["x-hfile"] as? [String: Any] ?? [:])
}

func literal(_ text: Any?) -> String { "\"\((text as? String ?? "").replacingOccurrences(of: "\"", with: "\\\""))\"" }

func phrase(_ value: Any?) -> String {
  let texts = value as? [String: Any] ?? [:]
  return "Phrase(\(literal(texts["en"])), \(literal(texts["zh-Hans"])), \(literal(texts["zh-Hant"])))"
}

func head(_ file: Embedded) -> String {
  let label = phrase(file.word["label"])
  let plural = file.word["plural"] == nil ? label : phrase(file.word["plural"])
  let layout = file.word["layout"] as? String ?? "singleton"
  return """
        \(literal(file.path)): BuiltInHead(
          collection: \(literal(file.word["collection"])), prefix: \(literal(file.word["prefix"])), layout: .\(layout),
          label: \(label), plural: \(plural)),

    """
}

let files = try arguments.dropFirst(3).map(read)
var source = "enum BuiltInFiles {\n  static let texts: [String: String] = [\n"
for file in files { source += "    \(literal(file.path)): ####\"\"\"\n\(file.text)\n\"\"\"####,\n" }
source += "  ]\n"
let types = files.filter { $0.path.hasPrefix("schema/records/") || $0.path.hasPrefix("schema/policy/") }
if !types.isEmpty {
  source += "\n  static let heads: [String: BuiltInHead] = [\n" + types.map(head).joined() + "  ]\n"
}
source += "}\n"
try source.write(to: output, atomically: true, encoding: .utf8)
