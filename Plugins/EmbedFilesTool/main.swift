import Foundation

// Writes `enum BuiltInFiles { static let all: [(path: String, text: String)] }` from the files named on the command line:
// OUTPUT ROOT FILE...; paths are kept relative to ROOT's parent ("schema/records/sale.schema.json").

let arguments = CommandLine.arguments
let output = URL(fileURLWithPath: arguments[1])
let parent = URL(fileURLWithPath: arguments[2]).deletingLastPathComponent().path()

var source = "enum BuiltInFiles {\n  static let all: [(path: String, text: String)] = [\n"
for argument in arguments.dropFirst(3) {
  let text = try String(contentsOf: URL(fileURLWithPath: argument), encoding: .utf8)
  let path = argument.hasPrefix(parent) ? String(argument.dropFirst(parent.count)) : argument
  source += "    (\"\(path.drop { $0 == "/" })\", ####\"\"\"\n\(text)\n\"\"\"####),\n"
}
source += "  ]\n}\n"
try source.write(to: output, atomically: true, encoding: .utf8)
