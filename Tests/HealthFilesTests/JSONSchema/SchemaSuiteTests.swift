// The official JSON-Schema-Test-Suite, run where its folder is named by JSON_SCHEMA_TEST_SUITE
// (Tests/Conformance/json-schema-suite.sh fetches it and does so).

import Foundation
import JSONSchema
import Testing

@Suite struct SchemaSuiteTests {
  static let folder = ProcessInfo.processInfo.environment["JSON_SCHEMA_TEST_SUITE"]

  @Test(.enabled(if: SchemaSuiteTests.folder != nil)) func draft202012() throws {
    let suite = try SchemaSuite(folder: #require(Self.folder))
    let required = try suite.run("", options: SchemaOptions())
    let formats = try suite.run(
      "optional/format", options: SchemaOptions(formats: .asserted(StandardFormats.all)),
      only: { StandardFormats.all.keys.contains($0) || ["unknown", "ecmascript-regex"].contains($0) })
    let optional = try suite.run("optional", options: SchemaOptions())
    for failure in required.failures + formats.failures + optional.failures { print("  failed: \(failure)") }
    let names = StandardFormats.all.keys.sorted().joined(separator: ", ")
    print(
      "JSON Schema 2020-12: required \(required), optional/format \(formats) (formats \(names)), optional \(optional)")
    #expect(required.failures.isEmpty)
    #expect(required.count > 1_200)
    #expect(formats.failures.isEmpty)
    #expect(optional.failures.allSatisfy { SchemaSuite.isLeftOut($0) })
  }
}

struct SchemaSuite {
  /// What `optional` asks beyond draft 2020-12: the keyword `dependencies` of draft 7, and schemas of older drafts.
  static func isLeftOut(_ failure: String) -> Bool {
    failure.hasPrefix("dependencies-compatibility:") || failure.hasPrefix("cross-draft:")
  }

  struct Outcome: CustomStringConvertible {
    var count = 0
    var failures: [String] = []
    var description: String { "\(count - failures.count)/\(count)" }
  }

  let tests: URL
  private var resources = SchemaResources.standard

  init(folder: String) throws {
    let root = URL(fileURLWithPath: folder)
    tests = root.appendingPathComponent("tests/draft2020-12")
    let remotes = root.appendingPathComponent("remotes")
    for path in try FileManager.default.subpathsOfDirectory(atPath: remotes.path) where path.hasSuffix(".json") {
      let document = try Self.read(remotes.appendingPathComponent(path))
      resources["http://localhost:1234/" + path] = document
    }
  }

  static func read(_ file: URL) throws -> JSON {
    try JSON(parsing: [UInt8](Data(contentsOf: file)), limits: .unbounded)
  }

  func run(_ folder: String, options: SchemaOptions, only: (String) -> Bool = { _ in true }) throws -> Outcome {
    var outcome = Outcome()
    let files = try FileManager.default.contentsOfDirectory(
      at: folder.isEmpty ? tests : tests.appendingPathComponent(folder), includingPropertiesForKeys: nil)
    for file in files.sorted(by: { $0.path < $1.path }) where file.pathExtension == "json" {
      let name = file.deletingPathExtension().lastPathComponent
      guard only(name) else { continue }
      for group in try Self.read(file).arrayValue ?? [] { run(group, name, options, &outcome) }
    }
    return outcome
  }

  private func run(_ group: JSON, _ file: String, _ options: SchemaOptions, _ outcome: inout Outcome) {
    let title = "\(file): \(group["description"]?.stringValue ?? "")"
    let schema = Result { try Schema(group["schema"] ?? .null, resources: resources, options: options) }
    for test in group["tests"]?.arrayValue ?? [] {
      outcome.count += 1
      let name = "\(title): \(test["description"]?.stringValue ?? "")"
      switch schema {
      case .failure(let error): outcome.failures.append("\(name) (\(error))")
      case .success(let schema):
        let value = test["data"] ?? .null
        let isValid = schema.isValid(value)
        if isValid != test["valid"]?.boolValue || schema.violations(of: value).isEmpty != isValid {
          outcome.failures.append(name)
        }
        var scanner = SchemaScanner(schema, validates: true)
        if !isValid, scanner?.accepts(value.bytes(.compact, order: nil)) == true {
          outcome.failures.append("\(name) (accepted by a scan)")
        }
      }
    }
  }
}
